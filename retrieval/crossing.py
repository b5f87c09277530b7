"""Which texts match a query in the other language: English on Arabic and the reverse, no model.

Each word of the query is matched by the best of what it may translate to (retrieval.dictionary),
by its value if it is a number, and by its consonants if it is a name (retrieval.bridge). An English
word without an entry may be a name or compound, or misspelled: it stands for known words spelled
like it, and for names with a consonant of another class. The score
is made as within one language (retrieval.evidence): the share of the query's weight that a text
holds, rare words weighing most, and what its neighbours add. bench/crossing.py measures each part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from retrieval.arabic_forms import dictionary_forms, loose_keys
from retrieval.bridge import keys, near_keys, script
from retrieval.coverage import Matrix, context, rarity, runs_of
from retrieval.dictionary import Dictionary, dictionary
from retrieval.questions import sought_words
from retrieval.terms import content_words

_TAKEN = 0.5
"""What a word of a text is worth to further words of the query when one matches it better."""

_ADJACENT = 0.6
"""What a text gains where two words that stand together in the query do so in it, of the smaller
of their shares."""

_SYNONYM = 0.4
"""What a word of an English text is worth to a query that asks for a synonym of it. Synonyms of an
English query's words lead astray: each has many Arabic translations."""

_WELL = 0.5
"""What a match is worth where one word may be said to translate the other."""

_LENGTH = 0.1
"""Length normalisation, BM25's b: a long text has more words to match by accident."""


def score_across(
    query: str, texts: Sequence[str], paragraphs: Sequence[int] | None = None
) -> tuple[Matrix, Matrix]:
    """How well each text matches a query in the other of Arabic and English.

    Args:
        query: A question or statement.
        texts: Candidates, all at once and in the article's order: a word's weight depends on them.
        paragraphs: Number of the paragraph of each text, for texts that are sentences.

    Returns:
        For each text a score, which orders the texts, and its coverage, from 0 to 1: the share of
        the query's words that could be matched in it, each as well as it was. Coverage is
        comparable across articles but low where the dictionary lacks the words, so that a low one
        proves no absence. Rare words count no more in it: many are unmatched only for that.
    """
    if not texts:
        return np.zeros(0), np.zeros(0)
    index = _index(tuple(texts), tuple(paragraphs) if paragraphs else None, dictionary())
    return index.score(sought_words(query))


def matched_words(query: str, text: str) -> dict[str, str]:
    """Words of a text that translate words of a query in the other of Arabic and English.

    Returns:
        For each such word of the text the content word of the query that it matches best, both in
        matching form (`retrieval.normalization.words`).
    """
    return _index((text,), None, dictionary()).matched(sought_words(query))


class _Index:
    """The words of some texts, where each stands, and what a query can find it by."""

    def __init__(
        self, texts: Sequence[str], paragraphs: Sequence[int] | None, known: Dictionary
    ) -> None:
        self._known = known
        self._places: dict[str, list[int]] = defaultdict(list)
        self._starts = []
        end = 0
        for text in texts:
            self._starts.append(end)
            for word in content_words(text):
                self._places[word].append(end)
                end += 1
            end += 1  # parts the texts; an empty one still has a place
        self._length = end
        self._by_key: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for word in self._places:
            for key, worth in _keys(word, known):
                self._by_key[key].append((word, worth))
        lengths = np.diff([*self._starts, end])
        self._long = 1 - _LENGTH + _LENGTH * lengths / lengths.mean()
        self._runs = runs_of(paragraphs or ())

    def score(self, asked: Sequence[str]) -> tuple[Matrix, Matrix]:
        """Score and coverage of each text for the content words of a query."""
        if not asked:
            return np.zeros(len(self._starts)), np.zeros(len(self._starts))
        strength = self._strength(asked)
        strength[strength < strength.max(axis=0)] *= _TAKEN
        hits = np.maximum.reduceat(strength, self._starts, axis=1)
        weights = rarity(hits)
        covered = weights @ hits
        score = covered + self._adjacent(weights[:, None] * strength)
        score += context(hits, weights, covered, self._runs)
        return score / self._long, hits.mean(axis=0)

    def _strength(self, asked: Sequence[str]) -> Matrix:
        """How well each word of the query is matched at each place."""
        strength = np.zeros((len(asked), self._length))
        for row, word in enumerate(asked):
            for other, worth in self._matches(word).items():
                strength[row, self._places[other]] = worth
        return strength

    def _matches(self, word: str) -> dict[str, float]:
        """The texts' words that match a word of the query, and what the match is worth."""
        found = {word: 1.0} if word in self._places else {}
        for key, worth in _sought_keys(word, self._known):
            for other, certainty in self._by_key.get(key, ()):
                if worth * certainty > found.get(other, 0):
                    found[other] = worth * certainty
        return found

    def matched(self, asked: Sequence[str]) -> dict[str, str]:
        """The texts' words that match a word of the query well, each with the one it is."""
        best: dict[str, tuple[float, str]] = {}
        for word in asked:
            for other, worth in self._matches(word).items():
                if worth >= max(_WELL, best.get(other, (0, ""))[0]):
                    best[other] = (worth, word)
        return {other: word for other, (_, word) in best.items()}

    def _adjacent(self, shares: Matrix) -> Matrix:
        """What each text gains by words that follow one another in the query and stand together."""
        here, following = shares[:-1], shares[1:]
        beside = np.zeros_like(here)
        beside[:, 1:] = following[:, :-1]
        beside[:, :-1] = np.maximum(beside[:, :-1], following[:, 1:])
        pairs = np.maximum.reduceat(np.minimum(here, beside), self._starts, axis=1)
        return np.asarray(_ADJACENT * pairs.sum(axis=0))


@lru_cache(maxsize=1 << 14)
def _keys(word: str, known: Dictionary) -> tuple[tuple[str, float], ...]:
    """What a word of a text is found by, and how sure that is."""
    return tuple(_each_key(word, known))


def _each_key(word: str, known: Dictionary) -> Iterator[tuple[str, float]]:
    if script(word) == "Arabic":
        yield from (
            (form, sure) for form, sure in dictionary_forms(word).items() if form in known.english
        )
        yield from loose_keys(word).items()
    elif script(word) == "Latin":
        for english, worth in known.stems(word).items():
            yield english, worth
            for other in known.synonyms.get(english, ()):
                yield other, worth * _SYNONYM
    for key in _bridging(word, known):
        yield f"{script(word)} {key}", 1


def _sought_keys(word: str, known: Dictionary) -> Iterator[tuple[str, float]]:
    """What a query's word of the other language is sought by, and what finding it is worth."""
    if script(word) == "Latin":
        for english, worth in known.stems(word).items():
            for arabic, weight in known.arabic[english]:
                for key in (arabic, *loose_keys(arabic)):
                    yield key, worth * weight
    elif script(word) == "Arabic":
        for form, certainty in dictionary_forms(word).items():
            for english, weight in known.english.get(form, ()):
                yield english, certainty * weight
        for key, worth in loose_keys(word).items():
            for arabic in known.relatives.get(key, ()):
                for english, weight in known.english[arabic]:
                    yield english, worth * weight
    for key, worth in _bridging(word, known).items():
        for other in {"Arabic", "Latin", "other"} - {script(word)}:
            yield f"{other} {key}", worth


def _bridging(word: str, known: Dictionary) -> dict[str, float]:
    """Keys that need no dictionary. Only an English word without an entry can be a rare name."""
    if script(word) == "Latin" and known.knows(word):
        return keys(word)
    return keys(word) | near_keys(word)


@lru_cache(maxsize=8)
def _index(texts: tuple[str, ...], paragraphs: tuple[int, ...] | None, known: Dictionary) -> _Index:
    return _Index(texts, paragraphs, known)
