"""Search: the passages of one or several articles that best match a question.

Two rankings fused: BM25 over stems and character n-grams, and nearness of embeddings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.bridge import crosses, keys
from retrieval.chunks import Chunk
from retrieval.crossing import score_across
from retrieval.normalization import stem
from retrieval.terms import content_words, grams

if TYPE_CHECKING:
    from bm25s import BM25  # type: ignore[import-untyped]

    from retrieval.index import IndexedArticle

K1, B = 0.9, 0.4
"""BM25's saturation and length normalisation, as is usual for short passages (Anserini)."""

GRAM = 4
"""Length of the character n-grams that are BM25 terms besides the stems."""

RRF_K = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009."""

DENSE_WEIGHT = 0.5
"""What the ranking by embeddings counts beside BM25. The embedded ones see nothing that BM25 does
not, so that at equal weight they lose two points of recall at 1 (bench/LOG.md)."""

CHANCE = 4.0
"""Cosines below so many standard deviations of random vectors' (1/√dimension) rank nothing."""

TRANSLATED = 0.25
"""Across languages, cosines below this rank nothing. A multilingual model's vectors of a question
and its answer are nearer; the embedded ones see only names and figures there and seldom are."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk, and which article it is of.

    Attributes:
        article: The article's id.
        chunk: The chunk.
        score: Fused score; orders the passages of one search, means nothing across searches. 0 for
            a passage that nobody searched for.
    """

    article: str
    chunk: Chunk
    score: float = 0.0


def search(
    articles: Sequence[IndexedArticle],
    question: str,
    query_vector: Sequence[float],
    *,
    k: int = 6,
) -> list[Passage]:
    """The `k` best passages of some articles for a question, best first.

    A passage that shares no term with the question is ranked by its vector alone, one whose
    vector is no nearer than by chance by its terms alone. Articles in the question's language are
    ranked as if they were one, those in the other language likewise, and equal ranks of the two are
    worth the same. What ties stays in the articles' order, the question's language first.

    Args:
        articles: With their chunks and the vectors of these.
        question: In any language.
        query_vector: The question's, from the same embeddings as the chunks' vectors.
        k: How many passages at most.

    Returns:
        Passages with a score above 0, then, to fill up to `k`, the articles' first others.
    """
    groups: dict[bool, list[IndexedArticle]] = {False: [], True: []}
    for one in articles:
        if one.chunks:
            across = crosses(question, [chunk.text for chunk in one.chunks])
            groups[across].append(one)
    owned: list[tuple[str, Chunk]] = []
    scores: list[NDArray[np.float64]] = [np.zeros(0)]
    for across, group in groups.items():
        if group:
            owned += [(one.article.id, chunk) for one in group for chunk in one.chunks]
            scores.append(_scores(group, question, query_vector, across=across))
    every = np.concatenate(scores)
    best = np.argsort(-every, kind="stable")[:k]
    return [Passage(owned[i][0], owned[i][1], float(every[i])) for i in best]


def _scores(
    articles: Sequence[IndexedArticle],
    question: str,
    query_vector: Sequence[float],
    *,
    across: bool,
) -> NDArray[np.float64]:
    """Fused scores of all chunks of some articles in one language, in order; the best has 1."""
    texts = tuple(chunk.text for one in articles for chunk in one.chunks)
    lexical = score_across(question, texts)[0] if across else _bm25_scores(question, texts)
    vectors = np.concatenate([one.vectors for one in articles])
    dense = vectors @ np.asarray(query_vector, dtype=np.float32)
    dense[dense < (TRANSLATED if across else CHANCE / np.sqrt(vectors.shape[1]))] = 0
    fused = _reciprocal_ranks(lexical) + DENSE_WEIGHT * _reciprocal_ranks(dense)
    # Across languages the embedded vectors rank nothing; the best is worth the same all the same.
    return np.asarray(fused / (fused.max() or 1))


def _bm25_scores(question: str, texts: tuple[str, ...]) -> NDArray[np.floating]:
    terms = _terms(question)
    return _bm25(texts).get_scores(terms) if terms else np.zeros(len(texts))


def _reciprocal_ranks(scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """1 / (RRF_K + rank), and 0 for what scores nothing: it has no rank."""
    order = np.argsort(-scores, kind="stable")
    shares = np.empty(len(scores))
    shares[order] = 1 / (RRF_K + np.arange(1, len(scores) + 1))
    return np.where(scores > 0, shares, 0)


def _terms(text: str) -> list[str]:
    """BM25's terms of a text: its words' stems, n-grams, and keys across scripts."""
    return [term for word in content_words(text) for term in _terms_of(word)]


@lru_cache(maxsize=1 << 12)
def _terms_of(word: str) -> tuple[str, ...]:
    return (f"stem {stem(word)}", *(gram for gram in grams(word) if len(gram) == GRAM), *keys(word))


@lru_cache(maxsize=32)
def _bm25(texts: tuple[str, ...]) -> BM25:
    """BM25 tables of an article's chunks: milliseconds for a usual article."""
    from bm25s import BM25

    # A chunk without content words still needs a term: bm25s fails on an empty collection.
    corpus = [_terms(text) or [""] for text in texts]
    index = BM25(k1=K1, b=B)
    index.index(corpus, create_empty_token=False, show_progress=False)
    return index
