"""Rows and columns of a printed page, from where its characters stand.

Positions are in points from the page's lower left corner. Shares are in em, the size of the
letters; they were set on files of five PDF writers (bench/LOG.md).
"""

from __future__ import annotations

import statistics
import unicodedata
from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

_AT_BASELINE, _SAME_BASELINE = 0.02, 0.15
_RAISED_SIZE, _LOWERED_BY, _RAISED_BY = 0.8, 0.35, 0.6

_GUTTER = 0.8
_COLUMN_ROWS = 5
_COLUMN_WIDTH = 8.0


class Glyph(NamedTuple):
    """One character on a page.

    Attributes:
        text: The character.
        place: Its place in the order in which the file gives the characters.
        left: Where it begins.
        right: Where it ends.
        baseline: Height of the line it stands on.
        size: Font size.
        has_width: Whether `left` and `right` are its own, not those of the vowel sign on it.
    """

    text: str
    place: int
    left: float
    right: float
    baseline: float
    size: float
    has_width: bool = True


@dataclass(slots=True)
class Row:
    """What stands on one baseline.

    Attributes:
        glyphs: Characters from left to right; vowel signs and accents are not among them.
        marks: Vowel signs and accents.
        baseline: Its height.
        size: Font size of most of it.
    """

    glyphs: list[Glyph]
    baseline: float
    size: float
    marks: list[Glyph] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Where it begins."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(glyph.right for glyph in self.glyphs)


def rows(glyphs: Iterable[Glyph]) -> list[Row]:
    """The page's rows from top to bottom, each over the whole width of the page."""
    letters: list[Glyph] = []
    marks: list[Glyph] = []
    for glyph in glyphs:
        (marks if unicodedata.category(glyph.text[0]) == "Mn" else letters).append(glyph)
    of_marks = {_origin(mark) for mark in marks}
    under_marks = [glyph for glyph in letters if _origin(glyph) in of_marks]
    letters = [glyph for glyph in letters if _origin(glyph) not in of_marks]
    found: list[Row] = []
    for glyph in sorted(letters, key=lambda glyph: -glyph.baseline):
        if found and found[-1].baseline - glyph.baseline <= _SAME_BASELINE * glyph.size:
            _put(found[-1], glyph)
        else:
            found.append(Row([glyph], glyph.baseline, glyph.size))
    found = [row for row in found if _has_ink(row.glyphs)]
    for row in found:
        row.size = statistics.median(glyph.size for glyph in row.glyphs)
    found = _with_raised_signs(found)
    if found:
        # Chromium can put a letter where the raised vowel sign on it is, and put it there twice.
        raised = []
        for glyph in under_marks:
            row = _nearest(found, glyph)
            if abs(row.baseline - glyph.baseline) < _AT_BASELINE * glyph.size:
                _put(row, glyph)
            else:
                raised.append((row, glyph._replace(has_width=False)))
        for row, glyph in raised:
            if not _stands_in(row, glyph):
                _put(row, glyph)
        for mark in marks:
            _nearest(found, mark).marks.append(mark)
    return found


def _stands_in(row: Row, raised: Glyph) -> bool:
    """Whether the letter stands there already, as part of a ligature."""
    return any(
        glyph.text == raised.text and glyph.left - 0.02 * row.size < raised.left < glyph.right
        for glyph in row.glyphs
    )


def _origin(glyph: Glyph) -> tuple[float, float]:
    return round(glyph.left, 1), round(glyph.baseline, 1)


def _nearest(found: list[Row], glyph: Glyph) -> Row:
    """The row that a mark belongs to: on two columns, rows of other heights are as near."""
    x = (glyph.left + glyph.right) / 2

    def distance(row: Row) -> float:
        aside = min(max(one.left - x, x - one.right, 0.0) for one in row.glyphs)
        return abs(row.baseline - glyph.baseline) + aside

    by_height = sorted(found, key=lambda row: abs(row.baseline - glyph.baseline))
    return min(by_height[:4], key=distance)


def _put(row: Row, glyph: Glyph) -> None:
    insort(row.glyphs, glyph, key=lambda glyph: (glyph.left, glyph.place))


def _has_ink(glyphs: Iterable[Glyph]) -> bool:
    return any(not glyph.text.isspace() for glyph in glyphs)


def _with_raised_signs(found: list[Row]) -> list[Row]:
    """Small raised or lowered signs, as for footnotes, put into the row that they belong to."""
    kept = []
    for i, row in enumerate(found):
        for other in found[max(0, i - 1) : i + 2]:
            rise = (row.baseline - other.baseline) / other.size
            if row.size < _RAISED_SIZE * other.size and -_LOWERED_BY < rise < _RAISED_BY:
                for glyph in row.glyphs:
                    _put(other, glyph)
                break
        else:
            kept.append(row)
    return kept


def columns(page: list[Row], *, right_to_left: bool) -> list[list[Row]]:
    """The rows of a page as columns in reading order.

    A gutter is a gap that runs through rows following one another, with text worth the name on both
    sides of it. What stands above or below it over the whole width is a column of its own.
    """
    gutter = _widest_gutter(page)
    if not gutter:
        return [page] if page else []
    first, end, x = gutter
    sides = [_part(page[first:end], right=x), _part(page[first:end], left=x)]
    if right_to_left:
        sides.reverse()
    parts = [page[:first], *sides, page[end:]]
    return [column for part in parts for column in columns(part, right_to_left=right_to_left)]


def _widest_gutter(page: list[Row]) -> tuple[int, int, float] | None:
    """First row, end row and place of the gutter that runs through the most rows."""
    if len(page) < _COLUMN_ROWS:
        return None
    em = statistics.median(row.size for row in page)
    spans = [list(_spans(row, _GUTTER * em)) for row in page]
    gaps = {(before[1] + after[0]) / 2 for row in spans for before, after in pairwise(row)}
    best: tuple[float, ...] = (0,)
    for x in gaps:
        for first, end in _runs_without(spans, x):
            left, right = _part(page[first:end], right=x), _part(page[first:end], left=x)
            enough = min(len(left), len(right)) >= _COLUMN_ROWS
            if enough and min(_usual_width(left), _usual_width(right)) >= _COLUMN_WIDTH * em:
                best = max(best, (end - first, first, end, x))
    return (int(best[1]), int(best[2]), best[3]) if len(best) > 1 else None


def _spans(row: Row, gap: float) -> Iterator[tuple[float, float]]:
    """Where the row has text, gaps narrower than `gap` not counted."""
    start, end = row.left, row.left
    for glyph in row.glyphs:
        if glyph.text.isspace():
            continue
        if glyph.left - end > gap:
            yield start, end
            start = glyph.left
        end = max(end, glyph.right)
    yield start, end


def _runs_without(spans: list[list[tuple[float, float]]], x: float) -> Iterator[tuple[int, int]]:
    """Runs of rows in which nothing stands at x."""
    first = 0
    for i, row in enumerate(spans):
        if any(left < x < right for left, right in row):
            if i > first:
                yield first, i
            first = i + 1
    if first < len(spans):
        yield first, len(spans)


def _part(
    page: Sequence[Row], left: float = float("-inf"), right: float = float("inf")
) -> list[Row]:
    """What of the rows stands between two places."""
    parts = []
    for row in page:
        glyphs = [glyph for glyph in row.glyphs if left <= glyph.left < right]
        if _has_ink(glyphs):
            marks = [mark for mark in row.marks if left <= mark.left < right]
            size = statistics.median(glyph.size for glyph in glyphs)
            parts.append(Row(glyphs, row.baseline, size, marks))
    return parts


def _usual_width(side: list[Row]) -> float:
    return statistics.median(row.right - row.left for row in side)
