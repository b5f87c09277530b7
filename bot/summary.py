"""Which sentences say most of an article."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from retrieval.embeddings import HashedEmbeddings
from retrieval.normalization import words
from retrieval.sentences import Sentence

# News and encyclopaedias alike say first what matters: the weight of a sentence's place falls by
# half about every three sentences. Measured against Lead and TextRank before building.
_POSITION_WEIGHT = 2.0
_POSITION_DECAY = 4.0
# Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): how far a sentence's own worth
# counts before its likeness to those already chosen.
_RELEVANCE = 0.7
_FRAGMENT_WORDS = 4


def select(sentences: Sequence[Sentence], count: int) -> list[Sentence]:
    """At most `count` sentences, in the article's order.

    Central ones (nearest to the mean of all), early ones, and none like another chosen one;
    headings are left out, fragments and questions taken only where there is nothing else.
    """
    told = [one for one in sentences if not one.heading] or list(sentences)
    whole = [one for one in told if not _is_weak(one)]
    candidates = whole if len(whole) >= count else told
    vectors = np.asarray(HashedEmbeddings().embed_documents([one.text for one in candidates]))
    centroid = vectors.mean(axis=0)
    centrality = vectors @ centroid / (np.linalg.norm(centroid) or 1.0)
    position = np.array([math.exp(-place / _POSITION_DECAY) for place in range(len(candidates))])
    worth = centrality + _POSITION_WEIGHT * position
    chosen: list[int] = []
    likeness = np.zeros(len(candidates))
    while len(chosen) < min(count, len(candidates)):
        gain = _RELEVANCE * worth - (1 - _RELEVANCE) * likeness
        gain[chosen] = -math.inf
        best = int(np.argmax(gain))
        chosen.append(best)
        likeness = np.maximum(likeness, vectors @ vectors[best])
    return [candidates[place] for place in sorted(chosen)]


def _is_weak(sentence: Sentence) -> bool:
    return sentence.text.rstrip("\"'”’»").endswith(("؟", "?")) or (
        len(words(sentence.text)) < _FRAGMENT_WORDS
    )
