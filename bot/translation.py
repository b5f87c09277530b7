"""Translating an article paragraph by paragraph, keeping its structure, whoever translates."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial

from bot.concurrency import in_order
from bot.engines import Items, Options
from bot.languages import speaks
from bot.meter import Meter
from bot.notices import listed, notice
from bot.reply import Citation, Piece, Remark, Reply
from retrieval.article import Article
from retrieval.numbers import unsupported
from retrieval.paragraphs import Span, marker_length, split_paragraphs


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph to translate.

    Attributes:
        number: Its place in the article, from 1.
        source: The paragraph, with its list marker or heading mark.
        before: What stands between it and the paragraph before, kept as it is.
    """

    number: int
    source: Span
    before: str

    @property
    def mark(self) -> str:
        """Its list marker or heading mark, which is not translated."""
        return self.source.text[: marker_length(self.source.text)]

    @property
    def body(self) -> str:
        """What is translated."""
        return self.source.text[len(self.mark) :]

    def cited(self, article: Article, at: tuple[int, int]) -> Citation:
        """The paragraph, cited by its number, and where its translation stands in the reply."""
        start, end = self.source.start, self.source.end
        return Citation(self.number, self.source.text, start, end, article.id, at)


Translate = Callable[[str], Awaitable[str]]


def units(article: Article, paragraph: int | None) -> list[Unit]:
    """Paragraphs of the article to translate: all, or the one of that number, from 1.

    Raises:
        ValueError: The article has no such paragraph.
    """
    paragraphs = split_paragraphs(article.text)
    if paragraph is not None:
        if not 1 <= paragraph <= len(paragraphs):
            raise ValueError(
                f"paragraph must be between 1 and {len(paragraphs)}, the number of paragraphs "
                f"of the article, not {paragraph}"
            )
        return [Unit(paragraph, paragraphs[paragraph - 1], "")]
    ends = [0, *(one.end for one in paragraphs)]
    return [
        Unit(number, one, article.text[end : one.start] if number > 1 else "")
        for number, (one, end) in enumerate(zip(paragraphs, ends, strict=False), 1)
    ]


async def translate_article(
    article: Article,
    paragraph: int | None,
    options: Options,
    *,
    translate: Translate,
    concurrency: int,
    engine: str,
    meter: Meter,
) -> Items:
    """The translation, then the reply with a citation for each paragraph.

    Each piece is one paragraph with what stands before it: piece k is the translation of paragraph
    k, or of the only one.

    Args:
        article: What to translate.
        paragraph: The number of the only paragraph to translate, from 1; None for all.
        options: The language and who to tell of progress.
        translate: Translates one paragraph.
        concurrency: Paragraphs translated at the same time, at most.
        engine: Name of the engine that translates.
        meter: Counts what `translate` costs.
    """
    todo = units(article, paragraph)
    text = ""
    citations: list[Citation] = []
    remarks: list[Remark] = []
    jobs = [partial(_translated, unit, translate) for unit in todo]
    options.progress(0, len(todo))
    async with aclosing(in_order(jobs, concurrency)) as results:
        async for translated in results:
            unit = todo[len(citations)]
            start = len(text) + len(unit.before)
            text += unit.before + translated
            citation = unit.cited(article, (start, len(text)))
            citations.append(citation)
            remarks += [
                Remark(start, len(text), warning)
                for warning in _warnings(unit, translated, options)
            ]
            options.progress(len(citations), len(todo))
            yield Piece(unit.before + translated, (citation,))
    warnings = [remark.text for remark in remarks]
    if meter.cut:
        warnings.append(notice("reply_cut", options.language))
    yield Reply(
        text,
        options.language,
        tuple(citations),
        warnings=tuple(warnings),
        engine=engine,
        usage=meter.usage,
        remarks=tuple(remarks),
        prompts=meter.prompts,
    )


async def unchanged(
    article: Article, paragraph: int | None, options: Options, *, engine: str
) -> Items:
    """The article as it is, for a reader who asked for the language that it is in."""
    text = ""
    citations = []
    for unit in units(article, paragraph):
        start = len(text) + len(unit.before)
        text += unit.before + unit.source.text
        citations.append(unit.cited(article, (start, len(text))))
        yield Piece(unit.before + unit.source.text, (citations[-1],))
    yield Reply(
        text,
        options.language,
        tuple(citations),
        warnings=(notice("already_in_language", options.language),),
        engine=engine,
    )


async def _translated(unit: Unit, translate: Translate) -> str:
    if not any(character.isalpha() for character in unit.body):
        return unit.source.text
    return unit.mark + " ".join((await translate(unit.body)).split())


def _warnings(unit: Unit, translated: str, options: Options) -> list[str]:
    language, number = options.language, unit.number
    body = translated[len(unit.mark) :]
    found = []
    if not speaks(body, language):
        found.append(notice("wrong_language_paragraph", language, paragraph=number))
    if differing := [*unsupported(unit.body, body), *unsupported(body, unit.body)]:
        numbers = listed(dict.fromkeys(differing), language)
        found.append(
            notice("number_lost_in_translation", language, paragraph=number, numbers=numbers)
        )
    return found
