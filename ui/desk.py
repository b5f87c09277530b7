"""What is on the reader's desk: articles, and what was said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot import Article, Reply

Task = Literal["chat", "summary_en", "summary_ar", "translate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was asked, and what has been said to it so far.

    Attributes:
        asked: The reader's words.
        task: What was asked for.
        text: The reply as far as it has come.
        reply: The whole reply, once it is there.
        error: Why there is none, by language of the interface.
        progress: Parts done, and parts in all, of a long task.
        running: Whether more is to come.
    """

    asked: str
    task: Task = "chat"
    text: str = ""
    reply: Reply | None = None
    error: Mapping[str, str] | None = None
    progress: tuple[int, int] | None = None
    running: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a visit works on; a new one takes its place with each step.

    Attributes:
        articles: The open articles; questions are put to all of them.
        turns: The conversation.
        conversation: Its id in the store, once it has begun.
    """

    articles: tuple[Article, ...] = ()
    turns: tuple[Turn, ...] = ()
    conversation: str | None = None

    @property
    def article(self) -> Article | None:
        """The first open article."""
        return self.articles[0] if self.articles else None

    @property
    def busy(self) -> bool:
        """Whether a reply is on its way."""
        return bool(self.turns) and self.turns[-1].running

    def saying(self, turns: Sequence[Turn]) -> Desk:
        """The desk with another conversation."""
        return replace(self, turns=tuple(turns))

    def stopped(self) -> Desk:
        """The desk after the reader stopped a reply: what had come of it stays."""
        return self.saying([replace(turn, running=False) for turn in self.turns])


def history(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Questions and replies so far, as the bot takes them; what came to nothing is left out."""
    return [(turn.asked, turn.text) for turn in turns if turn.text]
