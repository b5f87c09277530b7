"""The library, the index and the embeddings that the settings name, opened once a process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.settings import Settings
from retrieval.article import Article
from retrieval.chunks import Chunk

if TYPE_CHECKING:
    from retrieval.embeddings import Embeddings
    from retrieval.index import Index
    from retrieval.library import Library

Retrieve = Callable[[str, Article, int], Awaitable[list[Chunk]]]
"""From a question and an article to at most so many passages, the best first."""


class Workspace:
    """Where articles are kept, indexed and searched."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def library(self) -> Library:
        """Articles kept."""
        from retrieval.library import Library

        return Library(self._settings.data_dir)

    @cached_property
    def embeddings(self) -> Embeddings:
        """The embedding model in force."""
        if self._settings.embedding_model:
            from bot.model import ModelEmbeddings

            return ModelEmbeddings(self._settings)
        from retrieval.embeddings import HashedEmbeddings

        return HashedEmbeddings()

    @cached_property
    def index(self) -> Index:
        """Chunks and vectors, in Chroma."""
        from retrieval.index import Index

        return Index(
            self.embeddings,
            chunk_size=self._settings.chunk_chars,
            path=self._settings.data_dir / "chroma",
            url=self._settings.chroma_url or None,
        )

    def remove(self, article_id: str) -> None:
        """Forget an article: its text, its chunks and its vectors.

        Raises:
            StoreError: The data folder or the Chroma server cannot be used.
        """
        self.index.remove(article_id)
        self.library.remove(article_id)

    async def retrieve(self, question: str, article: Article, count: int) -> list[Chunk]:
        """At most `count` passages of the article for a question, the best first.

        The article is kept and indexed if it was not.

        Raises:
            StoreError: The data folder or the Chroma server cannot be used.
            ModelError: The embedding model failed.
        """
        return await asyncio.to_thread(self._retrieve, question, article, count)

    def _retrieve(self, question: str, article: Article, count: int) -> list[Chunk]:
        from retrieval.search import search

        self.library.add(article)
        indexed = self.index.add(article)
        vector = self.embeddings.embed_query(question)
        return [passage.chunk for passage in search(indexed, question, vector, k=count)]


@lru_cache(maxsize=8)
def workspace(settings: Settings) -> Workspace:
    """The workspace of some settings."""
    return Workspace(settings)
