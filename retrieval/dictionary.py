"""What Arabic and English words translate to, with weights.

The pairs were made by bench/build_crossing_data.py from a lexicon and from parallel texts, those of
synonyms from WordNet; their sources and licences stand in data/crossing.LICENSE.txt. A user's own
dictionary can be added.
"""

from __future__ import annotations

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain, product
from pathlib import Path
from sys import intern

from retrieval.arabic_forms import loose_keys, without_article
from retrieval.normalization import is_stop, stem, words
from retrieval.terms import Spellings

Pair = tuple[str, str, float]
"""An Arabic word in matching form without article, an English stem, and a weight from 0 to 1."""

_PART_OF_PHRASE = 0.5
"""What a pair weighs whose words are parts of longer terms ("satellite", "قمر صناعي")."""

_SENSES = -0.075
"""A term of many translations says less by each: a pair weighs the product of how many either side
has, raised to this power."""

_SPELLED_ALIKE, _STANDS_FOR = 0.45, 0.4
"""An English word without an entry stands for those spelled at least so much like it (Dice
coefficient of n-grams); and what a match by one of them is worth."""

_MOST_WORDS = 3
"""Longer terms explain rather than translate."""


class Dictionary:
    """Translations of words.

    Attributes:
        english: English stems and weights of an Arabic word.
        arabic: Arabic words and weights of an English stem.
        relatives: Arabic words that have a loose key in common.
        synonyms: Stems of near meaning of an English stem.
    """

    def __init__(self, pairs: Iterable[Pair], synonyms: Iterable[tuple[str, str]] = ()) -> None:
        self.english: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self.arabic: dict[str, list[tuple[str, float]]] = defaultdict(list)
        self.relatives: dict[str, list[str]] = defaultdict(list)
        for arabic, english, weight in pairs:
            self.english[arabic].append((english, weight))
            self.arabic[english].append((arabic, weight))
        for arabic in self.english:
            for key in loose_keys(arabic):
                self.relatives[key].append(arabic)
        self.synonyms: dict[str, list[str]] = defaultdict(list)
        for one, other in synonyms:
            self.synonyms[one].append(other)
            self.synonyms[other].append(one)

    def knows(self, english: str) -> bool:
        """Whether an English word has an entry."""
        return stem(english) in self.arabic

    def stems(self, english: str) -> dict[str, float]:
        """Stems of entries that an English word stands for, and what a match by each is worth.

        Its own; for a word without an entry those of words spelled like it: ``rainforest`` is a
        forest, ``parliment`` a misspelling.
        """
        own = stem(english)
        if own in self.arabic:
            return {own: 1}
        return {other: _STANDS_FOR for other, _ in self._spellings.like(own, _SPELLED_ALIKE)}

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self.arabic)


@cache
def dictionary() -> Dictionary:
    """The dictionary in use, loaded once: 0.4 s, 40 MB; with 90,000 own entries 4 s."""
    data = files("retrieval").joinpath("data")
    shipped = unpacked_pairs(data.joinpath("crossing.tsv.gz").read_bytes())
    synonyms = unpacked_synonyms(data.joinpath("synonyms.tsv.gz").read_bytes())
    own = (term for path in _own for term in _terms(path))
    return Dictionary(chain(shipped, weighed_pairs(own)), synonyms)


def use_dictionary(path: Path | None) -> None:
    """Add a user's dictionary to the shipped one, in place of any added before; None for none.

    Args:
        path: UTF-8 text, a line an entry: Arabic term, tab, English term.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not UTF-8, or a line has no tab.
    """
    if path:
        for _ in _terms(path):
            pass
    _own[:] = [path] if path else []
    dictionary.cache_clear()


_own: list[Path] = []


def weighed_pairs(terms: Iterable[tuple[str, str]]) -> Iterator[Pair]:
    """Pairs of words from a dictionary's Arabic and English terms."""
    entries = {
        (arabic, english)
        for term, translation in terms
        if (arabic := _arabic_words(term)) and (english := _english_stems(translation))
    }
    senses = Counter(side for entry in entries for side in entry)
    for arabic, english in sorted(entries):
        weight = (senses[arabic] * senses[english]) ** _SENSES
        if len(arabic) > 1 or len(english) > 1:
            weight *= _PART_OF_PHRASE
        for pair in product(arabic, english):
            yield *pair, weight


def _arabic_words(term: str) -> tuple[str, ...]:
    return tuple(without_article(word) for word in _content(term))


def _english_stems(term: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in _content(term))


def _content(term: str) -> list[str]:
    found = words(term)
    if len(found) > _MOST_WORDS:
        return []
    return [word for word in found if not is_stop(word)] or found


def _terms(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        if line.strip():
            arabic, tab, english = line.partition("\t")
            if not tab:
                raise ValueError(f"{path}, line {number}: no tab between the two terms")
            yield arabic, english.partition("\t")[0]


_PERCENT = [percent / 100 for percent in range(101)]


def unpacked_pairs(packed: bytes) -> Iterator[Pair]:
    """Pairs of a file such as data/crossing.tsv.gz: lines of an Arabic word, stems, percentages."""
    for line in gzip.decompress(packed).decode().splitlines():
        arabic, *translations = line.split("\t")
        for english, percent in zip(translations[::2], translations[1::2], strict=True):
            yield arabic, intern(english), _PERCENT[int(percent)]


def unpacked_synonyms(packed: bytes) -> Iterator[tuple[str, str]]:
    """Pairs of a file such as data/synonyms.tsv.gz: lines of an English stem and its synonyms."""
    for line in gzip.decompress(packed).decode().splitlines():
        one, *others = map(intern, line.split("\t"))
        for other in others:
            yield one, other
