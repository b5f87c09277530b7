"""Text that is not ours as blocks of a document: plain text, and the Markdown of replies."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

import regex
from markdown_it.token import Token

from bot.direction import TECHNICAL, Direction, as_written, direction, direction_of, of_block
from bot.export.document import (
    Block,
    Code,
    Heading,
    ListItems,
    Paragraph,
    Quotation,
    Run,
    Table,
    Text,
    texts,
)
from bot.markdown import reply_parser, with_lines_apart

_DEEPEST = 5
"""Lists and quotations further inside than this stand where those of this depth do."""

_WIDEST = 10
"""A table of more columns has no room on a page: its rows become lines."""

# No character of XML, or one that nothing can show: controls but line ends, halves of surrogate
# pairs, noncharacters.
_NOT_TEXT = regex.compile(r"[[\p{Cc}--[\n]]\p{Cs}\p{Noncharacter_Code_Point}]", regex.V1)
# Marks at the ends of strings and files, which mean nothing within a text.
_MARKERS = regex.compile("[\\0\\ufeff]")
_LINE_END = regex.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")


def clean(text: str) -> str:
    """Text that every kind of file can hold, and that reads as it is written."""
    text = _LINE_END.sub("\n", text).replace("\t", " ")
    return _NOT_TEXT.sub("\ufffd", _MARKERS.sub("", as_written(text)))


def plain_text(text: str, language: str) -> Text:
    """A text as it is, on one line.

    Args:
        text: Without any markup: what looks like it is shown.
        language: Of the text around it.
    """
    return _text(_runs(" ".join(clean(text).split()), Run("")), language)


def plain_blocks(text: str, language: str) -> tuple[Block, ...]:
    """A text as it is, each of its lines a paragraph."""
    lines = (line for line in clean(text).split("\n") if line.strip())
    return tuple(Paragraph(plain_text(line, language)) for line in lines)


def reply_blocks(
    text: str, language: str, anchors: Callable[[int], str], *, level: int = 1
) -> tuple[Block, ...]:
    """The Markdown of a reply as blocks.

    Args:
        text: The reply's text.
        language: Its language.
        anchors: The anchor of the source that a mark ``[n]`` leads to, or an empty string.
        level: Of the heading that it stands under; its own headings are below.
    """
    tokens = with_lines_apart(reply_parser().parse(clean(text)))
    return tuple(_Reader(tokens, language, anchors, level).blocks())


class _Reader:
    """Takes tokens from first to last."""

    def __init__(
        self, tokens: Sequence[Token], language: str, anchors: Callable[[int], str], level: int
    ) -> None:
        self._tokens = iter(tokens)
        self._language = language
        self._anchors = anchors
        self._level = level
        self._depth = 0

    def blocks(self, end: str = "") -> Iterator[Block]:
        """Blocks up to the token that ends what they stand in."""
        for token in self._tokens:
            match token.type:
                case _ if token.type == end:
                    return
                case "paragraph_open":
                    yield from self._paragraph()
                case "heading_open":
                    yield from self._heading(int(token.tag[1]))
                case "bullet_list_open" | "ordered_list_open":
                    yield from self._list(token)
                case "blockquote_open":
                    yield from self._quotation()
                case "table_open":
                    yield from self._table()
                case "fence" | "code_block":
                    yield Code(token.content.rstrip("\n"))
                case _:
                    pass  # a thematic break: headings and space part a document's sections

    def _paragraph(self) -> Iterator[Block]:
        text = self._line("paragraph_close")
        if text:
            yield Paragraph(text)

    def _heading(self, level: int) -> Iterator[Block]:
        text = self._line("heading_close")
        if not text:
            return
        if self._depth:
            yield Paragraph(text, "heading")
        else:
            yield Heading(self._level + level, text)

    def _line(self, end: str) -> Text:
        children: list[Token] = []
        for token in self._tokens:
            if token.type == end:
                break
            children += token.children or ()
        return _text(self._inline(children), self._language)

    def _list(self, opened: Token) -> Iterator[Block]:
        end = opened.type.replace("_open", "_close")
        items = []
        self._depth += 1
        for token in self._tokens:
            if token.type == end:
                break
            items.append(tuple(self.blocks("list_item_close")))
        self._depth -= 1
        start = int(opened.attrs.get("start", 1)) if opened.tag == "ol" else None
        if self._depth >= _DEEPEST:
            yield from (block for item in items for block in item)
        elif items:
            yield ListItems(tuple(items), start, self._direction_of(items))

    def _quotation(self) -> Iterator[Block]:
        self._depth += 1
        blocks = tuple(self.blocks("blockquote_close"))
        self._depth -= 1
        if self._depth >= _DEEPEST:
            yield from blocks
        elif blocks:
            yield Quotation(blocks, self._direction_of(blocks))

    def _table(self) -> Iterator[Block]:
        rows: list[list[Text]] = []
        for token in self._tokens:
            match token.type:
                case "table_close":
                    break
                case "tr_open":
                    rows.append([])
                case "th_open" | "td_open":
                    rows[-1].append(self._line(token.type.replace("_open", "_close")))
                case _:
                    pass
        if len(rows[0]) <= _WIDEST:
            yield Table(tuple(map(tuple, rows)), self._direction_of(rows))
        else:
            for row in rows:
                yield Paragraph(_text(_joined(row), self._language))

    def _direction_of(self, parts: Sequence[object]) -> Direction:
        visible = " ".join(text for part in parts for text in texts(_tuples(part)))
        return direction(visible, direction_of(self._language))

    def _inline(self, children: Sequence[Token]) -> Iterator[Run]:
        style = Run("")
        opened: list[Run] = []
        for child in children:
            match child.type:
                case "text":
                    yield from _runs(child.content, style)
                case "code_inline":
                    yield replace(style, text=child.content, code=True)
                case "citation":
                    anchor = self._anchors(int(child.content))
                    yield replace(style, text=f"[{child.content}]", source=anchor)
                case "softbreak" | "hardbreak":
                    yield replace(style, text=" ")
                case "image":
                    yield from self._inline(child.children or ())
                case "strong_open" | "em_open" | "link_open":
                    opened.append(style)
                    style = _inside(style, child)
                case "strong_close" | "em_close" | "link_close":
                    style = opened.pop()
                case _:
                    pass


def _inside(style: Run, opened: Token) -> Run:
    match opened.type:
        case "strong_open":
            return replace(style, bold=True)
        case "em_open":
            return replace(style, italic=True)
        case _:
            return replace(style, link=str(opened.attrs["href"]))


def _runs(text: str, style: Run) -> Iterator[Run]:
    end = 0
    for match in TECHNICAL.finditer(text):
        if match.start() > end:
            yield replace(style, text=text[end : match.start()])
        yield replace(style, text=match[0], technical=True)
        end = match.end()
    if end < len(text):
        yield replace(style, text=text[end:])


def _text(runs: Iterator[Run], language: str) -> Text:
    kept = tuple(runs)
    visible = "".join(run.text for run in kept if not run.code and not run.source)
    return Text(kept, *of_block(visible, language))


def _joined(cells: Collection[Text]) -> Iterator[Run]:
    for index, cell in enumerate(cells):
        if index:
            yield Run(" | ")
        yield from cell.runs


def _tuples(part: object) -> object:
    return tuple(map(_tuples, part)) if isinstance(part, list | tuple) else part
