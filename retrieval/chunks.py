"""Chunks: whole sentences packed to a size, with one sentence of overlap."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.sentences import Sentence, Span


@dataclass(frozen=True, slots=True)
class Chunk(Span):
    """A passage of an article: ``article.text[start:end] == text``.

    Attributes:
        index: Its place among the article's chunks, from 0.
        sentences: The sentences it was packed from, in order.
    """

    index: int
    sentences: tuple[Sentence, ...]


def split_chunks(text: str, *, size: int, overlap: int = 1) -> list[Chunk]:
    """Chunks of at most `size` characters."""
    raise NotImplementedError
