"""Vectors of texts: the interface, and the embedded embeddings that need no model."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.normalization import stem, words
from retrieval.terms import content_words, grams


class Embeddings(Protocol):
    """LangChain's `Embeddings` interface, and a name for what made the vectors."""

    @property
    def identity(self) -> str:
        """Model, dimension and version, such as ``"hashed-2048-v2"``.

        Vectors of different identities never mix: a collection's name carries it.
        """
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        ...


class HashedEmbeddings:
    """Words hashed into a vector by their stems and character n-grams. Any script, no model.

    The hashing trick of Weinberger et al., "Feature Hashing for Large Scale Multitask Learning"
    (ICML 2009): a feature's hash gives a place in the vector and a sign. A word's features are its
    stem and its n-grams (`retrieval.terms.grams`), which together weigh as much as the stem; a
    word that occurs n times counts √n. A question matches texts that share its words, or words
    spelled alike; it knows nothing of meaning. The same text gives the same vector everywhere.

    Word rarity is not weighed in: a table of it (wordfreq) gained nothing once function words were
    dropped (bench/LOG.md), and the search weighs words by their rarity in the article anyhow.
    """

    DIMENSIONS = 2048
    identity = f"hashed-{DIMENSIONS}-v2"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of unit length."""
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """Vector of unit length; a text without words gets one of its signs."""
        counts = Counter(content_words(text) or words(text) or [text])
        hashed = [(*_hashed(word), math.sqrt(count)) for word, count in counts.items()]
        places = np.concatenate([places for places, _, _ in hashed])
        weights = np.concatenate([weights * times for _, weights, times in hashed])
        vector = np.zeros(self.DIMENSIONS)
        np.add.at(vector, places, weights)
        unit = vector / np.sqrt(np.sum(vector * vector))
        return [float(value) for value in unit.astype(np.float32)]


@lru_cache(maxsize=1 << 12)  # about 3 MB
def _hashed(word: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Places in the vector of a word's features, and their signed weights."""
    parts = grams(word)
    features = [f"stem {stem(word)}", *parts]
    weights = [1.0] + [len(parts) ** -0.5] * len(parts)
    hashes = [
        int.from_bytes(
            hashlib.blake2b(feature.encode("utf-8", "surrogatepass"), digest_size=8).digest(),
            "little",
        )
        for feature in features
    ]
    signs = [1.0 if value >> 63 else -1.0 for value in hashes]
    places = [value % HashedEmbeddings.DIMENSIONS for value in hashes]
    return np.array(places), np.array(signs) * np.array(weights)
