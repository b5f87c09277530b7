"""Paragraphs as markup: text, headings, list items, quotations; of an article, and translated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot import Remark
from retrieval.paragraphs import Span, content, headings, marker_length
from ui.markup import attributes, flag, plain
from ui.remarks import Stretch, stretches

Kind = Literal["text", "heading", "item", "quotation"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a paragraph is, and how many characters its list marker or sign of quotation has.

    A translation has the shape of what it translates: it begins with the same marker.
    """

    kind: Kind
    marker: int = 0


@lru_cache(maxsize=32)  # asked for again with each paragraph that is translated
def shapes(paragraphs: tuple[Span, ...]) -> list[Shape]:
    """The shape of each paragraph of an article."""
    titles = headings(paragraphs)
    return [
        Shape("heading") if index in titles else _shape(paragraph.text)
        for index, paragraph in enumerate(paragraphs)
    ]


def paragraph(
    words: str,
    shape: Shape,
    language: str,
    place: str = "",
    remarks: Sequence[Remark] = (),
    flagged: str = "",
) -> str:
    """The element of a paragraph, in its own direction.

    All of its characters are in it, in order, so that a place in the text is a place in the
    element. Signs that the look of it replaces, such as ``##`` and ``>``, are not displayed.

    Args:
        words: The paragraph.
        shape: Its shape.
        language: Of the text around it.
        place: Further attributes.
        remarks: What is remarked on in it, with places in `words`.
        flagged: What a flag at the end of such a place is called.
    """
    own, sign, tag = slice(shape.marker, len(words)), "sign", "p"
    if shape.kind == "heading":
        own, tag = content(words), "h3"
    elif shape.kind == "item":
        sign = "marker"
    parts = [
        (sign, words[: own.start]),
        ("", words[own]),
        (sign, words[own.stop :]),
    ]
    marked = _marked(words, own, stretches(remarks), language, flagged)
    inner = "".join(
        f'<span class="{kind}">{plain(part)}</span>' if kind else marked
        for kind, part in parts
        if part
    )
    style = ' class="item"' if shape.kind == "item" else ""
    return f"<{tag}{style}{place}{attributes(words[own], language)}>{inner}</{tag}>"


def _marked(
    words: str, own: slice, doubtful: Sequence[Stretch], language: str, flagged: str
) -> str:
    """A paragraph's own words, with what is doubtful in them."""
    pieces, done = [], own.start
    for one in doubtful:
        start, end = max(one.start, own.start), min(one.end, own.stop)
        pieces += [
            plain(words[done:start]),
            f'<span class="doubtful">{plain(words[start:end])}</span>',
            flag(one.warnings, language, flagged),
        ]
        done = end
    return "".join([*pieces, plain(words[done : own.stop])])


def together(kind: Kind, rows: Sequence[str]) -> str:
    """Rows of one kind that follow each other, as a list or a quotation where they are that."""
    if kind == "item":
        items = "".join(f'<li class="pair" tabindex="-1">{row}</li>' for row in rows)
        return f'<ul role="list">{items}</ul>'
    inner = "".join(f'<div class="pair" tabindex="-1">{row}</div>' for row in rows)
    return f"<blockquote>{inner}</blockquote>" if kind == "quotation" else inner


def _shape(words: str) -> Shape:
    marker = words[: marker_length(words)]
    if marker.startswith(">"):
        return Shape("quotation", len(words) - len(words.lstrip("> ")))
    return Shape("item", len(marker)) if marker else Shape("text")
