"""Documents of what there is to export: a reply or a conversation.

A translation stands beside its original, paragraph by paragraph.

Nothing of a document depends on when or where it is made: the same replies give the same document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.direction import direction_of
from bot.export.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    Parallel,
    Run,
    Source,
    Sources,
)
from bot.export.parsing import clean, plain_blocks, plain_text, reply_blocks
from bot.export.words import words
from bot.notices import listed
from bot.reply import Reply, ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from retrieval.article import Article
from retrieval.paragraphs import Span, content, headings

if TYPE_CHECKING:
    from bot.conversations import Exchange

_HEADING_CHARS = 160
_TITLE_CHARS = 200


def of_reply(asked: str, reply: Reply, articles: Sequence[Article]) -> Document:
    """A document of one reply, in its language.

    Args:
        asked: The reader's words; empty if there were none.
        reply: The answer, summary or translation.
        articles: The articles that it is about.
    """
    blocks = [
        *_about(articles, [reply], reply.language),
        *_asked(asked, 1, reply.language),
        *_replied(reply, articles, 1),
    ]
    return _document(articles, blocks, reply.language)


def of_conversation(
    exchanges: Sequence[Exchange], articles: Sequence[Article], language: ReplyLanguage
) -> Document:
    """A document of a conversation.

    Args:
        exchanges: Questions and replies, in order.
        articles: The articles that they are about.
        language: Of the document's own words; each reply keeps its own.
    """
    replies = [one.reply for one in exchanges if one.reply]
    blocks = list(_about(articles, replies, language))
    for number, exchange in enumerate(exchanges, 1):
        blocks += _asked(exchange.asked, number, language)
        if exchange.reply:
            blocks += _replied(exchange.reply, articles, number)
        else:
            blocks += _broken_off(exchange, language)
    return _document(articles, blocks, language)


def _document(
    articles: Sequence[Article], blocks: Sequence[Block], language: ReplyLanguage
) -> Document:
    title = " · ".join(article.title for article in articles) or words("made_with", language)
    if len(title) > _TITLE_CHARS:
        title = title[:_TITLE_CHARS].rsplit(None, 1)[0] + "…"
    return Document(plain_text(title, language), language, tuple(_without_gaps(blocks)))


def _without_gaps(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks in which each heading is at most one level below the one before, as PDF/UA asks."""
    last = 0
    for block in blocks:
        if isinstance(block, Heading):
            last = min(block.level, last + 1)
            block = replace(block, level=last)
        yield block


# --- what stands above ---------------------------------------------------------------------------


def _about(
    articles: Sequence[Article], replies: Sequence[Reply], language: ReplyLanguage
) -> Iterator[Block]:
    for article in articles:
        if len(articles) > 1:
            yield _own("article", language, title=clean(article.title))
        if article.source:
            yield _own("source", language, source=_shown(article.source))
    written = [reply for reply in replies if reply.engine != EMBEDDED_ENGINE]
    if written and all(map(_is_translation, written)):
        yield _own("machine_translation", language)
    elif written:
        yield _own("by_model", language)
    names = dict.fromkeys(reply.translator for reply in replies if reply.translator)
    if names:
        key = "by_translator" if all(map(_is_translation, replies)) else "by_translating"
        yield _own(key, language, translator=listed(names, language))
    elif replies and not written:
        yield _own("by_quoting", language)


def _shown(source: str) -> str:
    """A source as others may see it: of a path on this machine, the file's name."""
    return source if "://" in source else PurePath(source).name


def _asked(asked: str, number: int, language: ReplyLanguage) -> Iterator[Block]:
    question = plain_text(asked, language)
    if not question:
        return
    if len(asked) <= _HEADING_CHARS:
        yield Heading(1, question)
        return
    yield Heading(1, plain_text(words("question", language, number=number), language))
    yield from plain_blocks(asked, language)


# --- replies -------------------------------------------------------------------------------------


def _replied(reply: Reply, articles: Sequence[Article], number: int) -> Iterator[Block]:
    if _is_translation(reply):
        yield _parallel(reply, articles)
        placed = {remark.text for remark in reply.remarks}
        notes = [warning for warning in reply.warnings if warning not in placed]
    else:
        yield from _answered(reply, articles, number)
        notes = list(reply.warnings)
    if notes:
        yield Heading(2, plain_text(words("notes", reply.language), reply.language))
        yield from (_note(note, reply.language) for note in notes)


def _is_translation(reply: Reply) -> bool:
    return any(citation.at for citation in reply.citations)


def _answered(reply: Reply, articles: Sequence[Article], number: int) -> Iterator[Block]:
    language = reply.language
    cited = {citation.number for citation in reply.citations}

    def anchor(mark: int) -> str:
        return f"source-{number}-{mark}" if mark in cited else ""

    yield from reply_blocks(reply.text, language, anchor)
    if not reply.citations:
        return
    by_id = {article.id: article for article in articles}
    sources = []
    for citation in reply.citations:
        article = by_id.get(citation.article)
        passage = plain_text(citation.quote, article.language if article else language)
        if article and len(articles) > 1:
            named = (Run(" ("), *plain_text(article.title, language).runs, Run(")"))
            passage = replace(passage, runs=(*passage.runs, *named))
        name = anchor(citation.number)
        sources.append(Source(name, Run(f"[{citation.number}]", source=name), passage))
    yield Heading(2, plain_text(words("sources", language), language))
    yield Sources(tuple(sources), direction_of(language))


def _broken_off(exchange: Exchange, language: ReplyLanguage) -> Iterator[Block]:
    yield from reply_blocks(exchange.text, language, lambda mark: "")
    if exchange.error:
        yield _own("no_reply", language, reason=exchange.error[language])
    else:
        yield _own("stopped", language)


def _own(key: str, language: ReplyLanguage, **values: object) -> Paragraph:
    """Words of ours, which read our way whatever title or name stands in them."""
    text = plain_text(words(key, language, **values), language)
    return Paragraph(replace(text, direction=direction_of(language), language=language), "note")


def _note(text: str, language: ReplyLanguage) -> Paragraph:
    return Paragraph(plain_text(text, language), "note")


# --- translations --------------------------------------------------------------------------------


def _parallel(reply: Reply, articles: Sequence[Article]) -> Parallel:
    """The paragraphs of an article and of its translation, each beside the other."""
    language = reply.language
    languages = {article.id: article.language for article in articles}
    pairs = [(citation, citation.at) for citation in reply.citations if citation.at]
    heads = headings([Span(one.start, one.end, one.quote) for one, _ in pairs])
    rows = []
    for index, (citation, (start, end)) in enumerate(pairs):
        is_heading = index in heads
        original = _cell(citation.quote, languages.get(citation.article, ""), is_heading)
        translated = _cell(reply.text[start:end], language, is_heading)
        remarks = dict.fromkeys(one.text for one in reply.remarks if start <= one.start < end)
        notes = (_note(text, language) for text in remarks)
        rows.append(((original,), (translated, *notes)))
    original_head, translated_head = (
        plain_text(words(key, language), language) for key in ("original", "translation")
    )
    return Parallel((original_head, translated_head), tuple(rows), direction_of(language))


def _cell(paragraph: str, language: str, is_heading: bool) -> Paragraph:
    if not is_heading:
        return Paragraph(plain_text(paragraph, language))
    return Paragraph(plain_text(paragraph[content(paragraph)], language), "heading")
