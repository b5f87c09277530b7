"""A document as a Word file (.docx).

Word turns a paragraph by ``w:bidi``, but letters by ``w:rtl`` on each run: without it, Arabic is
set in the Latin font, and brackets and numbers beside it fall on the wrong side. So lines are cut
into runs of one direction. ECMA-376, part 1: 17.3.1.6 (bidi), 17.3.2.30 (rtl), 17.4.1
(bidiVisual).

Citations lead to numbered passages behind each reply, not to footnotes: the same passage is cited
several times, which a footnote of Word cannot be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.direction import Direction
from bot.export.document import (
    Block,
    Code,
    Document,
    Heading,
    ListItems,
    Paragraph,
    Parallel,
    Quotation,
    Run,
    Source,
    Sources,
    Table,
    Text,
)
from bot.export.word_package import TEXT_WIDTH, element, empty_word, listed, packed
from bot.export.word_runs import one_way

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_STYLES = {"body": "", "note": "Note", "heading": "Heading6"}
_MARKS: dict[Direction, str] = {"ltr": "\u200e", "rtl": "\u200f"}
"""Word and LibreOffice heed these; ``w:dir``, LibreOffice does not."""
_INDENT = 425  # twentieths of a point, as in word/numbering.xml


def word_file(document: Document) -> bytes:
    """The document; the same document always gives the same bytes."""
    word = empty_word(document)
    writer = _Writer(word)
    body = word.element.body
    end = body[-1]  # the section's properties stand last
    for made in (
        writer.paragraph(document.title, _Place("Title", document.title.direction)),
        *writer.blocks(document.blocks, _Place()),
    ):
        end.addprevious(made)
    return packed(word)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands.

    Attributes:
        style: Its style, where it has none of its own.
        side: The side that it begins on; None: that of its text.
        level: How many lists it stands in.
        number: The list of which it opens an item.
        bookmark: Its name for those that lead to it.
    """

    style: str = ""
    side: Direction | None = None
    level: int = 0
    number: int | None = None
    bookmark: str = ""


class _Writer:
    """Makes the elements of a Word file."""

    def __init__(self, word: WordDocument) -> None:
        self._word = word
        self._bookmarks = 0

    # --- blocks ----------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable[Block], place: _Place) -> Iterator[Any]:
        for block in blocks:
            yield from self._block(block, place)
            place = replace(place, number=None)  # only the first block of an item has its marker

    def _block(self, block: Block, place: _Place) -> Iterator[Any]:
        match block:
            case Heading():
                yield self.paragraph(block.text, replace(place, style=f"Heading{block.level}"))
            case Paragraph():
                style = _STYLES[block.kind] or place.style
                yield self.paragraph(block.text, replace(place, style=style))
            case ListItems():
                yield from self._list(block, place)
            case Quotation():
                yield from self.blocks(block.blocks, replace(place, style="Quote"))
            case Code():
                yield self._code(block)
            case Table():
                heads, *rows = block.rows
                cells = [[(Paragraph(cell),) for cell in row] for row in rows]
                yield from self._table(heads, cells, block.direction)
            case Parallel():
                yield from self._table(block.heads, block.rows, block.direction)
            case Sources():
                for source in block.sources:
                    yield self._source(source, block.direction)

    def _list(self, block: ListItems, place: _Place) -> Iterator[Any]:
        number = listed(self._word, block.start, place.level)
        inside = replace(place, level=place.level + 1, side=block.direction)
        for item in block.items:
            opening = replace(inside, number=number, style=place.style or "ListParagraph")
            if not item or not isinstance(item[0], Paragraph):  # the marker needs a line
                yield self.paragraph(Text((), block.direction, ""), opening)
                opening = inside
            yield from self.blocks(item, opening)

    def _code(self, block: Code) -> Any:
        run = element("w:r")
        for index, line in enumerate(block.text.split("\n")):
            if index:
                run.append(element("w:br"))
            run.append(_said(line))
        return element("w:p", element("w:pPr", element("w:pStyle", val="Code")), run)

    def _source(self, source: Source, side: Direction) -> Any:
        mark = element("w:r", _said(source.mark.text))
        if side == "rtl":
            mark.insert(0, element("w:rPr", element("w:rtl")))
        before = (mark, element("w:r", element("w:tab")))
        return self.paragraph(
            source.passage, _Place("Source", side, bookmark=source.anchor), before
        )

    # --- tables ----------------------------------------------------------------------------------

    def _table(
        self,
        heads: Sequence[Text],
        rows: Sequence[Sequence[tuple[Block, ...]]],
        direction: Direction,
    ) -> Iterator[Any]:
        columns = len(heads)
        width = TEXT_WIDTH // columns
        properties = element("w:tblPr", element("w:tblStyle", val="TableGrid"))
        if direction == "rtl":
            properties.append(element("w:bidiVisual"))
        properties.append(element("w:tblW", w=width * columns, type="dxa"))
        grid = element("w:tblGrid", *(element("w:gridCol", w=width) for _ in range(columns)))
        table = element("w:tbl", properties, grid)
        for index, row in enumerate([[(Paragraph(head, "heading"),) for head in heads], *rows]):
            made = element("w:tr")
            if index == 0:
                made.append(element("w:trPr", element("w:tblHeader")))
            for cell in row:
                box = element("w:tcPr", element("w:tcW", w=width, type="dxa"))
                made.append(element("w:tc", box, *self.blocks(cell, _Place("Cell"))))
            table.append(made)
        yield table
        yield element("w:p")  # tables that touch become one

    # --- lines -----------------------------------------------------------------------------------

    def paragraph(self, text: Text, place: _Place, before: Sequence[Any] = ()) -> Any:
        side = place.side or text.direction
        properties = element("w:pPr")
        if place.style:
            properties.append(element("w:pStyle", val=place.style))
        if place.number is not None:
            level = element("w:ilvl", val=place.level - 1)
            properties.append(element("w:numPr", level, element("w:numId", val=place.number)))
        if side == "rtl":
            properties.append(element("w:bidi"))
        if place.level and place.number is None:
            properties.append(element("w:ind", left=_INDENT * place.level))
        runs = list(self._runs(text))
        if text.direction != side:  # else a full stop at its end would stand at its beginning
            mark = element("w:r", _said(_MARKS[text.direction]))
            runs = [mark, *runs, deepcopy(mark)]
        made = element("w:p", properties, *before, *runs)
        if place.bookmark:
            self._bookmarks += 1
            start = element("w:bookmarkStart", id=self._bookmarks, name=_name(place.bookmark))
            made.insert(1, start)
            made.append(element("w:bookmarkEnd", id=self._bookmarks))
        return made

    def _runs(self, text: Text) -> Iterator[Any]:
        for run, direction in one_way(text.runs, text.direction):
            said = run.text + (_MARKS["ltr"] if run.technical and text.direction == "rtl" else "")
            made = element("w:r", _properties(run, direction, text.language), _said(said))
            if run.source:
                yield element("w:hyperlink", made, anchor=_name(run.source), history=1)
            elif run.link:
                yield self._link(run.link, made)
            else:
                yield made

    def _link(self, address: str, made: Any) -> Any:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.oxml.ns import qn

        part = self._word.part
        identifier = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = element("w:hyperlink", made, history=1)
        link.set(qn("r:id"), identifier)
        return link


def _properties(run: Run, direction: Direction, language: str) -> Any:
    """A run's look. Of two elements alike, the one with Cs is for right-to-left letters."""
    is_rtl = direction == "rtl"
    properties = element("w:rPr")
    style = "InlineCode" if run.code else "Mark" if run.source else "Hyperlink" if run.link else ""
    if style:
        properties.append(element("w:rStyle", val=style))
    if run.bold or (run.italic and is_rtl):  # Arabic has no italics
        properties.extend((element("w:b"), element("w:bCs")))
    if run.italic and not is_rtl:
        properties.append(element("w:i"))
    if not language:
        properties.append(element("w:noProof"))
    if is_rtl:
        properties.append(element("w:rtl"))
    return properties


def _said(text: str) -> Any:
    said = element("w:t")
    said.text = text
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return said


def _name(anchor: str) -> str:
    """A bookmark's name, which may hold letters, digits and underscores."""
    return anchor.replace("-", "_")
