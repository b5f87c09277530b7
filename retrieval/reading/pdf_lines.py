"""Lines of a printed page: what its rows say, in reading order."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from retrieval.reading.pdf_layout import Row
from retrieval.reading.visual_order import logical_order, strong_letters

# In em. Letters of one word were at most 0.14 apart, words at least 0.19.
_WORD_GAP = 0.17
_LEAST_SPACE = 0.1
_CELL_GAP = 2.5

# Ligatures of lam and alef, and of the name of God, as PDFium turns them.
_TURNED_LIGATURE = re.compile("[اأإآٱ]ل|هلل")
_PRESENTATION_FORM = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]")


@dataclass(slots=True)
class _Cluster:
    """What stays together when a line is turned: a letter or ligature, and its vowel signs."""

    text: str
    left: float
    right: float
    places: tuple[int, ...] = ()
    after_space: bool = False
    has_width: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is read.

    Attributes:
        text: Its text in reading order; cells of a table are parted by `` | ``.
        left: Where it begins on the page.
        right: Where it ends.
        baseline: Its height.
        size: Font size.
        first_word: Width of the word that is read first.
        right_to_left: Its direction.
        is_table_row: Whether it has cells.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    first_word: float
    right_to_left: bool
    is_table_row: bool


def lines(column: Sequence[Row]) -> list[Line]:
    """The rows of a column as they are read."""
    counts = [strong_letters("".join(glyph.text for glyph in row.glyphs)) for row in column]
    return [_line(row, _runs_right_to_left(counts, i)) for i, row in enumerate(column)]


def _runs_right_to_left(counts: list[tuple[int, int]], i: int) -> bool:
    """Direction of a row: that of most of its letters, but a row of numbers alone goes with all
    rows, and one that is mostly Latin with a little Arabic goes with its neighbours."""
    arabic, latin = counts[i]
    near = counts[i : i + 1]
    if not arabic and not latin:
        near = counts
    elif 0 < arabic < latin:
        near = counts[max(0, i - 3) : i + 4]
    return sum(one[0] for one in near) > sum(one[1] for one in near)


def _line(row: Row, right_to_left: bool) -> Line:
    cells = _cells(_clusters(row), row.size)
    if right_to_left:
        cells.reverse()
    texts = [
        logical_order([one.text for one in cell], right_to_left=right_to_left) for cell in cells
    ]
    return Line(
        text=" | ".join(texts),
        left=row.left,
        right=row.right,
        baseline=row.baseline,
        size=row.size,
        first_word=_first_word(cells[0], texts[0]),
        right_to_left=right_to_left,
        is_table_row=len(cells) > 1,
    )


def _cells(clusters: list[_Cluster], em: float) -> list[list[_Cluster]]:
    """Letters with spaces between words; more than one list if the row is one of a table."""
    gaps = [_gap(*pair) / em for pair in pairwise(clusters)]
    parted = [_are_words(*pair, gap) for pair, gap in zip(pairwise(clusters), gaps, strict=True)]
    # Where a line is stretched to the column's width, all its gaps are wide.
    usual = statistics.median([gap for gap, part in zip(gaps, parted, strict=True) if part] or [0])
    cells = [clusters[:1]]
    for (before, after), gap, part in zip(pairwise(clusters), gaps, parted, strict=True):
        if part and gap > max(_CELL_GAP, 2 * usual):
            cells.append([])
        elif part:
            cells[-1].append(_Cluster(" ", before.right, after.left))
        cells[-1].append(after)
    return cells


def _gap(before: _Cluster, after: _Cluster) -> float:
    if _follow(before, after) and not (before.has_width and after.has_width):
        return 0.0
    return after.left - before.right


def _follow(before: _Cluster, after: _Cluster) -> bool:
    return any(abs(one - other) == 1 for one in before.places for other in after.places)


def _are_words(before: _Cluster, after: _Cluster, gap: float) -> bool:
    """Whether a gap of so many em parts two words."""
    if after.after_space or gap > _WORD_GAP:
        return True
    # Latin letters lean over the gap, as f does; but PDFium has seen something between them.
    latin = gap > 0 and strong_letters(before.text + after.text) == (0, 2)
    return latin and not _follow(before, after)


def _first_word(cell: list[_Cluster], text: str) -> float:
    """Width of the word that is read first."""
    words: list[list[_Cluster]] = [[]]
    for cluster in cell:
        if cluster.text == " ":
            words.append([])
        else:
            words[-1].append(cluster)
    first = Counter(text.partition(" ")[0])
    # On the page it is the one at the edge, or one amid the line if that begins with Latin words.
    word = max(words, key=lambda word: (Counter("".join(one.text for one in word)) & first).total())
    return max(one.right for one in word) - min(one.left for one in word)


def _clusters(row: Row) -> list[_Cluster]:
    """Letters from left to right, ligatures and vowel signs put together."""
    clusters: list[_Cluster] = []
    after_space = False
    for glyph in row.glyphs:
        last = clusters[-1] if clusters else None
        on_last = last is not None and abs(glyph.left - last.left) < 0.01 * row.size
        if glyph.text.isspace():
            # Typst puts the space at the end of a line upon the last letter.
            is_wide = glyph.right - glyph.left > _LEAST_SPACE * row.size
            after_space = after_space or (is_wide and not on_last)
            continue
        if last and on_last and not after_space:
            last.text += glyph.text
            last.places += (glyph.place,)
            last.right = max(last.right, glyph.right)
        else:
            clusters.append(
                _Cluster(
                    glyph.text,
                    glyph.left,
                    glyph.right,
                    (glyph.place,),
                    after_space,
                    glyph.has_width,
                )
            )
            after_space = False
    for i, cluster in enumerate(clusters):
        if len(cluster.places) > 1:
            cluster.text = _ligature(clusters, i)
        if _PRESENTATION_FORM.search(cluster.text):
            cluster.text = _base_letters(cluster.text)
    for mark in row.marks:
        _attach(clusters, mark.text, (mark.left + mark.right) / 2)
    return clusters


def _ligature(clusters: list[_Cluster], i: int) -> str:
    """Letters of a ligature in reading order.

    PDFium gives them in that order, or turned where it has turned the whole word; then the letters
    before and after it come in the order of the page, from left to right.
    """
    text = clusters[i].text
    if _TURNED_LIGATURE.fullmatch(text):
        return text[::-1]
    if unicodedata.bidirectional(text[0]) not in ("R", "AL") or re.fullmatch("ل[اأإآٱ]", text):
        return text
    before = clusters[i - 1].places[0] if i else clusters[i].places[0]
    after = clusters[i + 1].places[0] if i + 1 < len(clusters) else clusters[i].places[0]
    return text[::-1] if before < after else text


def _base_letters(text: str) -> str:
    """Letters as typed, for the shapes that letters take within a word."""

    def base(match: re.Match[str]) -> str:
        letters = unicodedata.normalize("NFKC", match[0])
        # Vowel signs have forms that stand on a space or on a tatweel.
        return letters if len(letters) == 1 else letters.strip(" \u0640") or letters

    return _PRESENTATION_FORM.sub(base, text)


def _attach(clusters: list[_Cluster], mark: str, x: float) -> None:
    def distance(cluster: _Cluster) -> tuple[float, float]:
        outside = max(cluster.left - x, x - cluster.right, 0.0)
        return outside, abs((cluster.left + cluster.right) / 2 - x)

    if not clusters:
        return
    base = min(clusters, key=distance)
    if mark in base.text:
        return
    on_first = re.match("ل[اأإآٱ]$", base.text) and x > (base.left + base.right) / 2
    head, tail = (base.text[:1], base.text[1:]) if on_first else (base.text, "")
    base.text = unicodedata.normalize("NFC", head + mark) + tail
