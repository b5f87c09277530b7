"""What the settings name: the library, the index, the embeddings and the engine in force."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from bot.engines import Engine
from bot.errors import SettingsError
from bot.settings import EMBEDDED_ENGINE, MODEL_ENGINE, Settings
from retrieval.article import Article

if TYPE_CHECKING:
    from bot.conversations import Conversations
    from bot.feedback import FeedbackStore
    from bot.translator import Translator
    from retrieval.embeddings import Embeddings
    from retrieval.index import Index
    from retrieval.library import Library
    from retrieval.search import Passage


class Workspace:
    """Where articles are kept, indexed and searched, and who replies; each opened when needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def library(self) -> Library:
        """Articles kept. Forgetting one there forgets its conversations, chunks and vectors too."""
        from retrieval.library import Library

        return Library(self._settings.data_dir, on_forget=self._forget)

    @cached_property
    def conversations(self) -> Conversations:
        """What was asked about the articles kept, and replied."""
        from bot.conversations import Conversations

        return Conversations(self._settings.data_dir, removed_articles=self._removed_articles)

    @cached_property
    def feedback(self) -> FeedbackStore:
        """What readers thought of replies."""
        from bot.feedback import FeedbackStore

        return FeedbackStore(self._settings.data_dir)

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

    @property
    def translator(self) -> Translator | None:
        """The small translator in force; None where there is none.

        Raises:
            SettingsError: KHULASA_TRANSLATOR names a folder without a model.
            NeedsModelError: It names a model that was not fetched, or packages are missing.
        """
        from bot.translator.shared import translator_for

        return translator_for(self._settings)

    def engine(self, name: str | None = None) -> Engine:
        """The engine of a name, or the one in force. The one place where an engine is chosen."""
        name = name or self._settings.engine_in_force
        if name == EMBEDDED_ENGINE:
            return self._extractive
        if name == MODEL_ENGINE:
            return self._generative
        raise ValueError(f"engine must be {EMBEDDED_ENGINE!r} or {MODEL_ENGINE!r}, not {name!r}")

    @cached_property
    def _extractive(self) -> Engine:
        from bot.extractive import ExtractiveEngine
        from retrieval.dictionary import use_dictionary

        try:
            use_dictionary(self._settings.dictionary)
        except (OSError, ValueError) as error:
            raise SettingsError("dictionary", detail=error) from error

        return ExtractiveEngine(self.retrieve, lambda: self.translator)

    @cached_property
    def _generative(self) -> Engine:
        from bot.generative import GenerativeEngine
        from bot.model import Model

        return GenerativeEngine(Model(self._settings), self.retrieve, self._settings.prompts)

    def _forget(self, article_id: str) -> None:
        self.index.remove(article_id)  # first: only this can fail for a server's sake
        self.conversations.forget_article(article_id)

    def _removed_articles(self) -> list[str]:
        return [entry.id for entry in self.library.removed()]

    async def retrieve(
        self, question: str, articles: Sequence[Article], count: int
    ) -> list[Passage]:
        """At most `count` passages of all the articles for a question, the best first.

        The articles are kept and indexed if they were not.

        Raises:
            StoreError: The data folder or the Chroma server cannot be used.
            ModelError: The embedding model failed.
        """
        return await asyncio.to_thread(self._retrieve, question, articles, count)

    def _retrieve(self, question: str, articles: Sequence[Article], count: int) -> list[Passage]:
        from retrieval.search import search

        for article in articles:
            self.library.add(article)
        indexed = [self.index.add(article) for article in articles]
        return search(indexed, question, self._vector(question), k=count)

    @cached_property
    def _vector(self) -> Callable[[str], Sequence[float]]:
        """The vector of a question; one that is put to several articles is embedded once."""
        return lru_cache(maxsize=64)(self.embeddings.embed_query)


_MOST_OPEN = 8
_open: dict[Settings, Workspace] = {}
_opening = Lock()


def workspace(settings: Settings) -> Workspace:
    """The workspace of some settings; those used last stay open."""
    with _opening:
        space = _open.pop(settings, None) or Workspace(settings)
        _open[settings] = space
        if len(_open) > _MOST_OPEN:
            del _open[next(iter(_open))]
        return space


def forget_workspace(settings: Settings) -> None:
    """Let go of a workspace and of its settings, which may hold a key typed for one visit."""
    with _opening:
        _open.pop(settings, None)
