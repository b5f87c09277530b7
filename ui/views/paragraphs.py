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
from ui.views.blocks import cells, codes, tables

Kind = Literal["text", "heading", "item", "quotation", "header", "row", "rule", "code", "fence"]
"""Of a table there are the header, the rule below it and rows; of code, two fences around it."""

_PARTS_OF: dict[Kind, str] = {
    "header": "table",
    "rule": "table",
    "row": "table",
    "fence": "code",
    "code": "code",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a paragraph is, and how many characters its list marker or sign of quotation has.

    A translation has the shape of what it translates: it begins with the same marker.
    """

    kind: Kind
    marker: int = 0

    @property
    def together(self) -> str:
        """What it is a part of, with others like it: a list, a quotation, a table, code."""
        return _PARTS_OF.get(self.kind, self.kind)


@lru_cache(maxsize=32)  # asked for again with each paragraph that is translated
def shapes(paragraphs: tuple[Span, ...]) -> list[Shape]:
    """The shape of each paragraph of an article."""
    titles = headings(paragraphs)
    found = [
        Shape("heading") if index in titles else _shape(paragraph.text)
        for index, paragraph in enumerate(paragraphs)
    ]
    lines = [paragraph.text for paragraph in paragraphs]
    for places, ruled in tables(lines):
        for place in places:
            found[place] = Shape("row")
        if ruled:
            header, rule, *_ = places
            found[header], found[rule] = Shape("header"), Shape("rule", len(lines[rule]))
    for places in codes(lines):
        for place in places:
            found[place] = Shape("code")
        for fence in (places[0], places[-1]):
            found[fence] = Shape("fence", len(lines[fence]))
    return found


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
    element. Signs that the look of it replaces, such as ``##``, ``>`` and the bars of a table, are
    not displayed.

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
    is_row = shape.kind in ("header", "row")
    pieces, done = [], 0
    for part in cells(words) if is_row else [own]:
        pieces.append(_sign(sign, words[done : part.start]))
        marked = _marked(words, part, stretches(remarks), language, flagged)
        side = attributes(words[part], language)
        pieces.append(f'<span class="cell"{side}>{marked}</span>' if is_row else marked)
        done = part.stop
    pieces.append(_sign(sign, words[done:]))
    style = "" if shape.kind in ("text", "heading", "quotation") else f' class="{shape.kind}"'
    if shape.together == "code":
        side = ' dir="ltr"'
    else:  # the rows of a table all go the same way
        side = attributes("" if is_row else words[own], language)
    return f"<{tag}{style}{place}{side}>{''.join(pieces)}</{tag}>"


def _sign(kind: str, sign: str) -> str:
    return f'<span class="{kind}">{plain(sign)}</span>' if sign else ""


def _marked(
    words: str, own: slice, doubtful: Sequence[Stretch], language: str, flagged: str
) -> str:
    """A paragraph's own words, with what is doubtful in them."""
    pieces, done = [], own.start
    for one in doubtful:
        if one.end <= own.start or one.start >= own.stop:
            continue
        start, end = max(one.start, own.start), min(one.end, own.stop)
        pieces += [
            plain(words[done:start]),
            f'<span class="doubtful">{plain(words[start:end])}</span>',
            flag(one.warnings, language, flagged),
        ]
        done = end
    return "".join([*pieces, plain(words[done : own.stop])])


def together(kind: str, rows: Sequence[str]) -> str:
    """Rows that follow each other and belong together, as what they are (`Shape.together`)."""
    if kind == "item":
        items = "".join(f'<li class="pair" tabindex="-1">{row}</li>' for row in rows)
        return f'<ul role="list">{items}</ul>'
    inner = "".join(f'<div class="pair" tabindex="-1">{row}</div>' for row in rows)
    if kind == "quotation":
        return f"<blockquote>{inner}</blockquote>"
    return f'<div class="{kind}">{inner}</div>' if kind in ("table", "code") else inner


def _shape(words: str) -> Shape:
    marker = words[: marker_length(words)]
    if marker.startswith(">"):
        return Shape("quotation", len(words) - len(words.lstrip("> ")))
    return Shape("item", len(marker)) if marker else Shape("text")
