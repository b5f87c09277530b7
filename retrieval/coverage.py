"""What a query's words weigh, and what a sentence gains by those around it: of either language.

`retrieval.evidence` (one language) and `retrieval.crossing` (two) find which words a text holds;
both make their scores of that here.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

# What a sentence gains by what its paragraph covers, and by what the sentence before and the one
# after add to its own coverage: the answer often stands beside the words of the question.
_PARAGRAPH, _BEFORE, _AFTER = 0.3, 0.2, 0.1


def rarity(hits: Matrix, least: int = 0) -> Matrix:
    """Weight of each row (word or n-gram) by how few columns (texts) it hits; sum 1.

    BM25's inverse document frequency (Robertson and Spärck Jones) with matches that count in part.

    Args:
        hits: How well each row is matched in each column.
        least: Columns that are taken to be there at least.
    """
    found = hits.sum(axis=1)
    idf = np.log1p((max(hits.shape[1], least) - found + 0.5) / (found + 0.5))
    return np.asarray(idf / idf.sum() if len(idf) else idf)


def context(
    hits: Matrix, weights: Matrix, covered: Matrix, runs: Sequence[tuple[int, int]]
) -> Matrix:
    """What each sentence gains by its paragraph and its neighbours.

    Args:
        hits: How well each word is matched in each sentence: words by sentences.
        weights: Of the words.
        covered: What each sentence covers by itself: ``weights @ hits``.
        runs: Start and end of each paragraph's sentences.
    """
    gain = np.zeros(hits.shape[1])
    for start, end in runs:
        run = hits[:, start:end]
        gain[start:end] = _PARAGRAPH * (weights @ run.max(axis=1, initial=0))
        pairs = weights @ np.maximum(run[:, :-1], run[:, 1:])
        gain[start + 1 : end] += _BEFORE * (pairs - covered[start + 1 : end])
        gain[start : end - 1] += _AFTER * (pairs - covered[start : end - 1])
    return gain


def runs_of(paragraphs: Sequence[int]) -> list[tuple[int, int]]:
    """Start and end of each run of equal numbers."""
    starts = [i for i, one in enumerate(paragraphs) if i == 0 or one != paragraphs[i - 1]]
    return list(pairwise([*starts, len(paragraphs)]))
