"""Which sentence answers a question or supports a statement, by the words they share.

The measure is coverage: of the weight of the query's words, rare ones weighing most, the share
that is found in a sentence. Around it stand what the neighbours and the paragraph cover, and
whether the sentence holds the kind of thing asked for. Across languages `retrieval.crossing` gives
the first two. bench/answers.py measures all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from retrieval.bridge import crosses, keys, script
from retrieval.coverage import Matrix, context, rarity, runs_of
from retrieval.crossing import score_across
from retrieval.normalization import stem
from retrieval.questions import expected_kind, holds_kind, sought_words
from retrieval.sentences import Sentence
from retrieval.terms import Spellings, base_forms, content_words, grams, rough_root

__all__ = ["Evidence", "expected_kind", "holds_kind", "score_sentences"]

# How much of coverage is by whole words; the rest is by their character n-grams.
_BY_WORDS = 0.5
# Words spelled less alike than this (Dice coefficient of their n-grams) do not match.
_ALIKE = 0.35
# What a match by the rough root of an Arabic word is worth, and by the base form of an irregular
# English one, which may be another word ("found").
_SAME_ROOT, _SAME_BASE = 0.5, 0.8
# Sentences that coverage takes an article to have at least. Among fewer a word that is found weighs
# next to nothing beside one that is not: most questions to a single sentence would be abstained on.
_FEW = 12
# What a sentence gains that holds the kind of thing asked for.
_KIND = {"date": 0.3, "number": 0.2}
# What a heading loses: it names what its section says, and answers nothing.
_HEADING = 0.3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence has to say to a query.

    Attributes:
        sentence: The sentence.
        score: Orders the sentences of one call; 0 where nothing of the query is found, neither in
            the sentence nor in its paragraph.
        coverage: From 0 to 1: the share of the query's weight that the sentence itself holds.
            Comparable across articles, so that a threshold on it tells "found" from "not in it".
    """

    sentence: Sentence
    score: float
    coverage: float


def score_sentences(
    query: str, sentences: Sequence[Sentence], *, lent: Sequence[tuple[str, float]] = ()
) -> list[Evidence]:
    """How well each sentence answers a question or supports a statement.

    Coverage by IDF, over words (alike by stem or spelling) and over their n-grams; words that no
    sentence holds weigh most. A word's weight depends on the sentences given: give all candidates
    at once, in the article's order.

    Args:
        query: A question or statement, in the sentences' language or the other of the two.
        sentences: Candidates; neighbours of the same paragraph stand side by side.
        lent: What is said elsewhere of what the query is about, each in either language, with its
            share of the whole; the rest is the query's. The kind of thing asked for is told by the
            query alone.

    Returns:
        One `Evidence` for each sentence, in the same order.
    """
    if not sentences:
        return []
    texts = tuple(sentence.text for sentence in sentences)
    paragraphs = [sentence.paragraph for sentence in sentences]
    score, own = np.zeros(len(texts)), np.zeros(len(texts))
    for text, share in ((query, 1 - sum(share for _, share in lent)), *lent):
        part, covered = _score(text, texts, paragraphs)
        score += share * part
        own += share * covered
    kind = expected_kind(query)
    if kind in _KIND:
        holds = np.array([holds_kind(one.text, kind, query) for one in sentences])
        score += _KIND[kind] * holds * (score > 0)
    headings = np.array([sentence.heading for sentence in sentences])
    score = np.maximum(score - _HEADING * headings, 0)
    return [
        Evidence(sentence, float(total), float(share))
        for sentence, total, share in zip(sentences, score, own, strict=True)
    ]


def _score(query: str, texts: tuple[str, ...], paragraphs: list[int]) -> tuple[Matrix, Matrix]:
    """Score and coverage of texts in either language."""
    if crosses(query, texts):
        return score_across(query, texts, paragraphs)
    return _score_within(query, texts, paragraphs)


def _score_within(
    query: str, texts: tuple[str, ...], paragraphs: list[int]
) -> tuple[Matrix, Matrix]:
    """Score and coverage of texts in the query's language."""
    pool, runs = _pool(texts), runs_of(paragraphs)
    score, own = np.zeros(len(texts)), np.zeros(len(texts))
    asked = sought_words(query)
    for part, hits in (
        (_BY_WORDS, pool.words(asked)),
        (1 - _BY_WORDS, pool.grams(sorted({gram for word in asked for gram in grams(word)}))),
    ):
        weights = rarity(hits)
        covered = weights @ hits
        score += part * (covered + context(hits, weights, covered, runs))
        own += part * (rarity(hits, _FEW) @ hits)
    return score, own


class _Pool:
    """Which words and n-grams stand in which of some sentences."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            for word in dict.fromkeys(content_words(text)):
                self._places[word].append(place)
        self._with_form: dict[str, list[str]] = defaultdict(list)
        self._with_key: dict[str, list[str]] = defaultdict(list)
        self._spellings = Spellings(self._places)
        for word in self._places:
            for form in _forms(word):
                self._with_form[form].append(word)
            for key in keys(word):
                self._with_key[key].append(word)

    def words(self, sought: Sequence[str]) -> Matrix:
        """How well each word is matched in each sentence, from 0 to 1: words by sentences."""
        hits = np.zeros((len(sought), self._size))
        for row, word in enumerate(sought):
            for other, likeness in [*self._alike(word)] or self._across(word):
                places = self._places[other]
                hits[row, places] = np.maximum(hits[row, places], likeness)
        return hits

    def grams(self, sought: Sequence[str]) -> Matrix:
        """Whether each n-gram stands in each sentence: n-grams by sentences."""
        hits = np.zeros((len(sought), self._size))
        for row, gram in enumerate(sought):
            for word in self._spellings.with_gram.get(gram, ()):
                hits[row, self._places[word]] = 1
        return hits

    def _alike(self, word: str) -> Iterator[tuple[str, float]]:
        """Words with the stem or root of a word, or spelled like it, and how well they match."""
        for form, worth in _forms(word).items():
            for other in self._with_form.get(form, ()):
                yield other, worth
        if word[0].isdigit():
            return
        for other, likeness in self._spellings.like(word, _ALIKE):
            if not other[0].isdigit():
                yield other, likeness

    def _across(self, word: str) -> Iterator[tuple[str, float]]:
        """Words of another script that have a key of a word, and what the match is worth."""
        for key, worth in keys(word).items():
            for other in self._with_key.get(key, ()):
                if script(other) != script(word):
                    yield other, worth


def _forms(word: str) -> dict[str, float]:
    """Forms by which a word matches others of its script, and what a match is worth."""
    forms = {f"stem {stem(word)}": 1.0}
    for base in base_forms(word):
        forms.setdefault(f"stem {stem(base)}", _SAME_BASE)
    if root := rough_root(word):
        forms[f"root {root}"] = _SAME_ROOT
    return forms


@lru_cache(maxsize=8)
def _pool(texts: tuple[str, ...]) -> _Pool:
    return _Pool(texts)
