"""Paragraphs of a printed text: which of its lines belong together."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.reading.pdf_lines import Line

# In em, in usual distances of lines, and in usual sizes of letters.
_INDENT, _LARGEST_INDENT = 0.8, 4.0
_PARAGRAPH_LEADING = 1.25
_HEADING_SIZE = 1.15

_BULLET = re.compile(r"[•●▪◦‣■□➢✓*·]\s*(?=\S)")
_NUMBERED = re.compile(r"\(?\w{1,3}[.)-]\s")
_SENTENCE_END = re.compile(r"[.!?؟…:؛][\"'”’»)\]]*$")
_OPENING = "([{«“"
_DASHES = "–—"
_HYPHENATED = re.compile(rf"\w[-\u2010{_DASHES}]$")
_LAST_WORD = re.compile(r"[^\W\d_]+(?=.$)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN_WORD = re.compile(r"\S*[-\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")


class _Column:
    """Lines of a column, and its edges.

    Args:
        lines: From top to bottom.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.left = min((line.left for line in lines), default=0.0)
        self.right = max((line.right for line in lines), default=0.0)
        self._ragged = {way: self._is_ragged(way) for way in (False, True)}

    def _is_ragged(self, right_to_left: bool) -> bool:
        """Whether most lines of a direction begin somewhere else than at the edge: centred, or set
        flush to the other side."""
        begins = [
            self._distances(line)[0] < _INDENT * line.size
            for line in self.lines
            if line.right_to_left == right_to_left
        ]
        return begins.count(True) < len(begins) / 2

    def _distances(self, line: Line) -> tuple[float, float]:
        before, behind = line.left - self.left, self.right - line.right
        return (behind, before) if line.right_to_left else (before, behind)

    def indent(self, line: Line) -> float:
        """How far from the edge a line begins, where that tells anything."""
        return 0.0 if self._ragged[line.right_to_left] else self._distances(line)[0]

    def room(self, line: Line) -> float:
        """How much of the column a line leaves free, not counting its indent."""
        distances = self._distances(line)
        return sum(distances) if self._ragged[line.right_to_left] else distances[1]


@dataclass(frozen=True, slots=True)
class _Usual:
    size: float
    leading: float


def paragraphs(columns: Sequence[Sequence[Line]]) -> Iterator[str]:
    """Paragraphs of columns that follow one another, over the ends of columns and pages."""
    filled = [_Column(column) for column in columns if column]
    usual = _usual(filled)
    words = Counter(
        word
        for column in filled
        for line in column.lines
        for word in _WORD.findall(_BROKEN_WORD.sub("", line.text))
    )
    parts: list[Line] = []
    column_before: _Column | None = None
    for column in filled:
        for line in column.lines:
            if parts and not (
                _crosses(parts[-1], line, column_before, column, usual)
                if column_before
                else _goes_on(parts, line, column, usual)
            ):
                yield _joined(parts, words)
                parts = []
            parts.append(line)
            column_before = None
        column_before = column
    if parts:
        yield _joined(parts, words)


def _usual(columns: Sequence[_Column]) -> _Usual:
    """Size of most letters, and the usual distance of lines of one size, in em."""
    sizes: Counter[float] = Counter()
    leadings = []
    for column in columns:
        for line in column.lines:
            sizes[round(line.size, 1)] += len(line.text)
        for above, below in pairwise(column.lines):
            if abs(above.size - below.size) < 0.1 * above.size:
                leadings.append((above.baseline - below.baseline) / above.size)
    return _Usual(
        size=sizes.most_common(1)[0][0] if sizes else 1.0,
        leading=statistics.median(leadings) if leadings else 1.2,
    )


def _goes_on(parts: list[Line], line: Line, column: _Column, usual: _Usual) -> bool:
    """Whether a line belongs to the paragraph above it in its column."""
    above, em = parts[-1], line.size
    if above.is_table_row or line.is_table_row or abs(above.size - em) > 0.1 * em:
        return False
    if above.right_to_left != line.right_to_left or _BULLET.match(line.text):
        return False
    if (above.baseline - line.baseline) / em > _PARAGRAPH_LEADING * usual.leading:
        return False
    if em > _HEADING_SIZE * usual.size:
        return True
    if _had_room(above, line, column):
        return False
    inward = column.indent(line) - column.indent(above)
    if inward > _INDENT * em:
        # Not the first line of a paragraph: a wrapped line of a list item, one amid a sentence,
        # or the last line of a paragraph that is set flush to its end.
        is_item = _BULLET.match(parts[0].text) or _NUMBERED.match(parts[0].text)
        is_flush_at_end = inward > _LARGEST_INDENT * em and column.room(line) < 0.3 * em
        return bool(is_item) or not _SENTENCE_END.search(above.text) or is_flush_at_end
    return not (inward < -_INDENT * em and len(parts) > 1)


def _crosses(
    last: Line, line: Line, column_before: _Column, column: _Column, usual: _Usual
) -> bool:
    """Whether the first line of a column goes on with the paragraph that ends the one before it."""
    return not (
        last.is_table_row
        or line.is_table_row
        or abs(last.size - line.size) > 0.05 * line.size
        or line.size > _HEADING_SIZE * usual.size
        or last.right_to_left != line.right_to_left
        or _SENTENCE_END.search(last.text)
        or _BULLET.match(line.text)
        or _had_room(last, line, column_before)
        or column.indent(line) > _INDENT * line.size
    )


def _had_room(above: Line, line: Line, column: _Column) -> bool:
    """Whether a line's first word would have fitted on the line above: then the writer began a new
    line on purpose."""
    return column.room(above) > line.first_word + 0.4 * above.size


def _joined(parts: list[Line], words: Counter[str]) -> str:
    text = parts[0].text
    for line in parts[1:]:
        if _HYPHENATED.search(text):
            text = _mended(text, line.text, words)
        else:
            text += line.text if text[-1] in _OPENING else f" {line.text}"
    return _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text


def _mended(text: str, rest: str, words: Counter[str]) -> str:
    """A word broken over two lines made whole.

    The hyphen goes, unless the word has one elsewhere in the text, or its two parts are words of
    the text and the whole is not ("post-war").
    """
    first, second = _LAST_WORD.search(text), _FIRST_WORD.match(rest)
    if not first or not second or not second[0][0].islower() or text[-1] in _DASHES:
        return text + rest
    whole, parted = first[0] + second[0], f"{first[0]}-{second[0]}"
    if not words[whole] and (words[parted] or (words[first[0]] and words[second[0]] > 1)):
        return text + rest
    return text[:-1] + rest
