"""Sentences of an article in the language that it is not in, by the small translator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.notices import listed, notice
from bot.reply import Remark, ReplyLanguage
from bot.translation import Rendering, Unit
from bot.translator import Translated, Translator
from bot.translator.faults import Fault
from bot.translator.packages import Direction
from retrieval.boundaries import sentence_ends

PARAGRAPHS = 16
"""Paragraphs that are translated at the same time: their sentences are put together."""


def direction_into(language: ReplyLanguage) -> Direction:
    """From the other language into this one."""
    return "ar-en" if language == "en" else "en-ar"


def able(translator: Translator | None, language: ReplyLanguage) -> Translator | None:
    """The translator, if there is one and it has a model into a language."""
    return translator if translator and direction_into(language) in translator.directions else None


@dataclass(slots=True)
class Written:
    """Text as it is put together, and what is to be remarked of its stretches.

    Attributes:
        text: What is written so far.
        remarks: Of that, in order.
    """

    text: str = ""
    remarks: list[Remark] = field(default_factory=list)

    def add(self, text: str, warnings: Sequence[str] = ()) -> str:
        """Write a text on, and what is to be remarked of it; returns the text."""
        start = len(self.text)
        self.text += text
        self.remarks += [Remark(start, len(self.text), warning) for warning in warnings]
        return text


def warnings(translated: Translated, language: ReplyLanguage) -> list[str]:
    """What a careful reader should know of a sentence's translation."""
    return [_warning(fault, language) for fault in translated.faults]


async def translated_paragraph(
    unit: Unit, *, translator: Translator, language: ReplyLanguage
) -> Rendering:
    """A paragraph's translation, sentence by sentence."""
    ends = [0, *sentence_ends(unit.body), len(unit.body)]
    sentences = [unit.body[start:end].strip() for start, end in pairwise(ends)]
    sentences = [one for one in sentences if one]
    written = Written()
    for one in await translator.translate(sentences, direction_into(language)):
        written.add(" " if written.text else "")
        written.add(one.text, warnings(one, language))
    return Rendering(written.text, tuple(written.remarks))


def _warning(fault: Fault, language: ReplyLanguage) -> str:
    return notice(f"fault_{fault.kind}", language, detail=listed(fault.detail, language))
