"""What an engine is, and the one place where one is chosen."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from bot.reply import Reply, ReplyLanguage
from bot.settings import EMBEDDED_ENGINE, MODEL_ENGINE, Settings
from bot.workspace import workspace
from retrieval.article import Article

Length = Literal["short", "medium", "long"]
SENTENCES: dict[Length, int] = {"short": 3, "medium": 6, "long": 10}
"""Sentences of a summary."""

Progress = Callable[[int, int], None]
"""Called with the parts done and the parts in all, as they are done."""


def unheard(done: int, total: int) -> None:
    """Progress that nobody asked for."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, earlier in a conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Options:
    """How a reply is wanted, beside what it is about.

    Attributes:
        language: The language asked for: of the reply, and of its warnings.
        explicit: Whether the caller named that language, or it was taken from the question.
        streaming: Whether somebody reads the pieces as they come.
        progress: Told of parts done.
    """

    language: ReplyLanguage
    explicit: bool
    streaming: bool
    progress: Progress = unheard


class Engine(Protocol):
    """Makes replies. Each method gives pieces of the reply's text in order, then the reply."""

    name: str

    def answer(
        self, question: str, article: Article, history: Sequence[Turn], options: Options
    ) -> AsyncGenerator[str | Reply]:
        """Answer a question from the article alone."""

    def summarize(
        self, article: Article, length: Length, options: Options
    ) -> AsyncGenerator[str | Reply]:
        """Summarise the article in `SENTENCES[length]` sentences."""

    def translate(
        self, article: Article, paragraph: int | None, options: Options
    ) -> AsyncGenerator[str | Reply]:
        """Translate the article, or the paragraph of that number, from 1."""


def choose_engine(settings: Settings, name: str | None = None) -> Engine:
    """The engine of a name, or the one that the settings choose."""
    return _engine(settings, name or settings.engine_in_force)


@lru_cache(maxsize=8)
def _engine(settings: Settings, name: str) -> Engine:
    retrieve = workspace(settings).retrieve
    if name == EMBEDDED_ENGINE:
        from bot.extractive import ExtractiveEngine

        return ExtractiveEngine(retrieve)
    if name == MODEL_ENGINE:
        from bot.generative import GenerativeEngine
        from bot.model import Model

        return GenerativeEngine(Model(settings), retrieve)
    raise ValueError(f"engine must be {EMBEDDED_ENGINE!r} or {MODEL_ENGINE!r}, not {name!r}")
