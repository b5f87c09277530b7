"""What an engine is, and what it is given."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from bot.reply import Piece, Reply, ReplyLanguage
from retrieval.article import Article

if TYPE_CHECKING:
    from retrieval.search import Passage

Length = Literal["short", "medium", "long"]
SENTENCES: dict[Length, int] = {"short": 3, "medium": 6, "long": 10}
"""Sentences of a summary."""

Form = Literal["paragraph", "bullets"]
"""Of a summary: running text, or a list with a sentence a line."""

Progress = Callable[[int, int], None]
"""Called with the parts done and the parts in all, as they are done."""


def unheard(done: int, total: int) -> None:
    """Progress that nobody asked for."""


Retrieve = Callable[[str, Sequence[Article], int], Awaitable["list[Passage]"]]
"""From a question and articles to at most so many passages of them all, the best first."""


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


Items = AsyncGenerator[Piece | Reply]
"""Pieces of a reply's text, in order, then the reply."""


class Engine(Protocol):
    """Makes replies. Each method gives pieces of the reply's text in order, then the reply."""

    name: str

    def answer(
        self, question: str, articles: Sequence[Article], history: Sequence[Turn], options: Options
    ) -> Items:
        """Answer a question from the articles alone."""

    def summarize(self, article: Article, length: Length, form: Form, options: Options) -> Items:
        """Summarise the article in `SENTENCES[length]` sentences."""

    def translate(self, article: Article, paragraph: int | None, options: Options) -> Items:
        """Translate the article, or the paragraph of that number, from 1."""
