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
from bot.reply import Citation, Piece, Remark, Reply, ReplyLanguage
from retrieval.article import Article
from retrieval.numbers import unsupported
from retrieval.paragraphs import Span, content, split_paragraphs


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
        """Its list marker or heading mark, and signs of emphasis: not translated."""
        return self.source.text[: content(self.source.text).start]

    @property
    def body(self) -> str:
        """What is translated, on one line."""
        return " ".join(self.source.text[content(self.source.text)].split())

    @property
    def close(self) -> str:
        """What ends a heading or emphasis: not translated."""
        return self.source.text[content(self.source.text).stop :]

    def cited(self, article: Article, at: tuple[int, int]) -> Citation:
        """The paragraph, cited by its number, and where its translation stands in the reply."""
        start, end = self.source.start, self.source.end
        return Citation(self.number, self.source.text, start, end, article.id, at)


@dataclass(frozen=True, slots=True)
class Rendering:
    """A paragraph's translation.

    Attributes:
        text: The translation.
        remarks: What a careful reader should know of it, with places in `text`.
    """

    text: str
    remarks: tuple[Remark, ...] = ()


Translate = Callable[[Unit], Awaitable[Rendering]]


def units(article: Article, paragraph: int | None) -> list[Unit]:
    """Paragraphs of the article to translate: all, or the one of that number, from 1.

    Raises:
        ValueError: The article has no such paragraph.
    """
    paragraphs = split_paragraphs(article.text)
    if paragraph is not None:
        if not isinstance(paragraph, int) or not 1 <= paragraph <= len(paragraphs):
            raise ValueError(
                f"paragraph must be between 1 and {len(paragraphs)}, the number of paragraphs "
                f"of the article, not {paragraph!r}"
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
    translator: str = "",
) -> Items:
    """The translation, then the reply with a citation for each paragraph.

    Each piece is one paragraph with what stands before it: piece k is the translation of paragraph
    k, or of the only one.

    Args:
        article: What to translate.
        paragraph: The number of the only paragraph to translate, from 1; None for all.
        options: The language and who to tell of progress.
        translate: Translates the body of one paragraph.
        concurrency: Paragraphs translated at the same time, at most.
        engine: Name of the engine that translates.
        meter: Counts what `translate` costs.
        translator: Name of the small translator, if it is one that translates.
    """
    notices = [notice("machine_translated", options.language)] if translator else []
    todo = units(article, paragraph)
    text = ""
    citations: list[Citation] = []
    remarks: list[Remark] = []
    jobs = [partial(_translated, unit, translate) for unit in todo]
    options.progress(0, len(todo))
    async with aclosing(in_order(jobs, concurrency)) as results:
        async for rendering in results:
            unit = todo[len(citations)]
            start = len(text) + len(unit.before)
            text += unit.before + rendering.text
            citation = unit.cited(article, (start, len(text)))
            citations.append(citation)
            remarks += [one.moved(start) for one in rendering.remarks]
            options.progress(len(citations), len(todo))
            yield Piece(unit.before + rendering.text, (citation,))
    warnings = list(dict.fromkeys((*notices, *(remark.text for remark in remarks))))
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
        translator=translator,
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


async def _translated(unit: Unit, translate: Translate) -> Rendering:
    """A paragraph with its marks, its body translated if it has letters."""
    if not any(character.isalpha() for character in unit.body):
        return Rendering(unit.source.text)
    rendering = await translate(unit)
    before = len(unit.mark)
    text = unit.mark + rendering.text + unit.close
    return Rendering(text, tuple(one.moved(before) for one in rendering.remarks))


def checked(unit: Unit, translated: str, language: ReplyLanguage) -> Rendering:
    """A model's translation of a paragraph, with what is wrong as far as it can be told."""
    text = " ".join(translated.split())
    found = []
    if not speaks(text, language):
        found.append(notice("wrong_language_paragraph", language, paragraph=unit.number))
    if differing := [*unsupported(unit.body, text), *unsupported(text, unit.body)]:
        numbers = listed(dict.fromkeys(differing), language)
        found.append(
            notice("number_lost_in_translation", language, paragraph=unit.number, numbers=numbers)
        )
    return Rendering(text, tuple(Remark(0, len(text), warning) for warning in found))
