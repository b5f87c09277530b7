"""Which sentences say most of an article."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.telling import are_whole, first_of_unit, is_spoken, told
from retrieval.normalization import stem
from retrieval.sentences import Sentence
from retrieval.standalone import definite_opening
from retrieval.terms import content_words

# What counts beside a sentence's centrality, which is 1 for the most central one (bench/LOG.md).
# The place: news and encyclopaedias alike say first what matters. The weight falls to a third over
# four sentences; a heavier one, or one that falls more slowly, gives the article's first lines. It
# begins anew, at half, below a sub-heading.
_PLACE, _DECAY, _SECTION = 0.8, 4.0, 0.5
# Words that one chosen sentence has already, and nearness to a chosen one: what keeps a summary
# from saying a thing twice, and makes it tell the whole article.
_SAID, _NEAR = 0.6, 0.1
# Content words of a sentence that says little.
_SHORT = 10
# Somebody's words give colour to a report and seldom its matter.
_SPOKEN = 0.5
# An opening such as "The company" where no chosen sentence has named one.
_UNHEARD = 0.3
# The share of its words that makes a sentence a repetition of another.
_REPEATED = 0.6

Vector = NDArray[np.float64]
Places = NDArray[np.int64]
Mask = NDArray[np.bool_]


def select(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    """`count` sentences that an editor would keep, or all if there are fewer, in order.

    Each choice is the best by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998):
    near to what the article says as a whole, early, and neither said already nor next to what is
    chosen. A sentence that leans on the one before it comes with it, at the mean of their worth.
    Headings and what stands around an article are left out; questions, fragments, parts of
    quotations and repetitions are taken only where there is nothing else. A dateline is cut off.
    """
    candidates = told(sentences)
    places = np.arange(len(candidates))
    firsts = np.array(first_of_unit(candidates), dtype=np.int64)
    whole = np.array(are_whole(candidates), dtype=np.bool_)
    sound = (firsts >= 0) & (_sums(~whole, firsts) == 0)
    bags = _Bags([one.text for one in candidates])
    worth = bags.centrality() + _PLACE * _prominence(sentences, candidates)
    worth -= _SPOKEN * np.array([is_spoken(one.text) for one in candidates], dtype=np.float64)
    presumed = _presumed(candidates, bags)
    heard: set[str] = set()
    stretch = len(candidates) / (2 * count)
    said, near = np.zeros(len(candidates)), np.zeros(len(candidates))
    chosen = np.zeros(len(candidates), dtype=np.bool_)
    while room := min(count, len(candidates)) - int(chosen.sum()):
        unheard = np.array([noun is not None and noun not in heard for noun in presumed], float)
        gain = worth - _SAID * said - _NEAR * near - _UNHEARD * unheard
        gain[chosen] = 0.0
        size = _sums(~chosen, firsts)
        repeats = _sums(~chosen & (said >= _REPEATED), firsts) > 0
        fits = ~chosen & sound & ~repeats & (size <= room)
        if fits.any():
            best = _best(_sums(gain, firsts) / np.maximum(size, 1), fits)
            new = places[firsts[best] : best + 1]
        else:
            best = _best(gain, ~chosen & whole if (~chosen & whole).any() else ~chosen)
            new = places[best : best + 1]
        for place in new[~chosen[new]]:
            chosen[place] = True
            heard |= bags.stems[place]
            said = np.maximum(said, bags.said_by(place))
            near = np.maximum(near, np.exp(-abs(places - place) / stretch))
    return [candidates[place] for place in np.flatnonzero(chosen)]


def _prominence(sentences: Sequence[Sentence], candidates: Sequence[Sentence]) -> Vector:
    """What each candidate's place in the article is worth, from 1 for the first one."""
    below = {after.end for one, after in pairwise(sentences) if one.heading}
    opening, scale, worth = 0, 1.0, []
    for place, one in enumerate(candidates):
        if place and one.end in below:
            opening, scale = place, _SECTION
        worth.append(scale * math.exp((opening - place) / _DECAY))
    return np.array(worth)


def _presumed(candidates: Sequence[Sentence], bags: _Bags) -> list[str | None]:
    """The stem that each sentence opens with as a known one, if the article has it before."""
    before: set[str] = set()
    presumed: list[str | None] = []
    for one, stems in zip(candidates, bags.stems, strict=True):
        noun = definite_opening(one.text)
        presumed.append(stem(noun) if noun and stem(noun) in before else None)
        before |= stems
    return presumed


def _sums(values: NDArray[Any], firsts: Places) -> Vector:
    """For each place the sum of the values of its unit, from the first one to its own."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    return np.asarray(sums[1:] - sums[firsts])


def _best(gain: Vector, among: Mask) -> int:
    return int(np.argmax(np.where(among, gain, -math.inf)))


class _Bags:
    """The stems of sentences' content words, as a sparse matrix whose rows have unit length.

    A stem that occurs n times in a sentence counts √n.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.stems: list[frozenset[str]] = []
        numbers: dict[str, int] = {}
        rows: list[int] = []
        columns: list[int] = []
        values: list[float] = []
        sizes: list[int] = []
        for row, text in enumerate(texts):
            stems = Counter(map(stem, content_words(text)))
            size = stems.total()
            sizes.append(size)
            self.stems.append(frozenset(stems))
            for name, times in stems.items():
                rows.append(row)
                columns.append(numbers.setdefault(name, len(numbers)))
                values.append(math.sqrt(times / size))
        self._rows, self._columns = np.array(rows, np.int64), np.array(columns, np.int64)
        self._values = np.array(values)
        self._sizes = np.array(sizes, np.int64)
        self._size, self._stems = len(texts), len(numbers)

    def centrality(self) -> Vector:
        """Cosine of each sentence and the sum of all, over that of the most central one.

        The centroid of Radev et al., "Centroid-based summarization of multiple documents"
        (Information Processing & Management, 2004), without rarity: in one article what is
        frequent matters.
        """
        total = np.bincount(self._columns, self._values, self._stems)
        found = self._sum(self._values * total[self._columns])
        found *= np.sqrt(np.minimum(self._sizes / _SHORT, 1.0))
        return found / (found.max(initial=0.0) or 1.0)

    def said_by(self, place: int) -> Vector:
        """Share of each sentence's words that stand in the one at a place."""
        known = np.zeros(self._stems)
        known[self._columns[self._rows == place]] = 1.0
        return self._sum(self._values**2 * known[self._columns])

    def _sum(self, values: Vector) -> Vector:
        return np.bincount(self._rows, values, self._size).astype(np.float64)
