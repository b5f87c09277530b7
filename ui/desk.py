"""What is on the reader's desk: articles, and what was said about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot import Article, Citation, Reply, Settings
from bot.engines import Form, Length
from bot.reply import ReplyLanguage
from bot.settings import EMBEDDED_ENGINE
from bot.translator import Translator
from bot.translator.shared import usable_translator


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRequest:
    """How a summary is wanted.

    Attributes:
        article: Id of the article.
        language: Of the summary.
        length: Of the summary.
        form: Of the summary.
    """

    article: str
    language: ReplyLanguage
    length: Length
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What was asked, and what has been said to it so far.

    Attributes:
        asked: The reader's words; empty for one of several replies to the same words, which stands
            beside the turn before it.
        summary: The summary that was asked for; None for words to be understood.
        text: The reply as far as it has come.
        citations: Those that `text` marks.
        reply: The whole reply, once it is there.
        error: Why there is none, by language of the interface.
        progress: Parts done, and parts in all, of a long task.
        feedback: Id and rating of what the reader thought of the reply.
        running: Whether more is to come.
    """

    asked: str
    summary: SummaryRequest | None = None
    text: str = ""
    citations: tuple[Citation, ...] = ()
    reply: Reply | None = None
    error: Mapping[str, str] | None = None
    progress: tuple[int, int] | None = None
    feedback: tuple[str, str] | None = None
    running: bool = True

    def anew(self) -> Turn:
        """The same, asked again."""
        return Turn(asked=self.asked, summary=self.summary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything a visit works on; a new one takes its place with each step.

    Attributes:
        settings: In force for this visit.
        articles: The open articles; questions are put to all of them.
        turns: The conversation.
        conversation: Its id in the store, once it has begun.
        editing: The place of the turn whose question the reader is writing anew.
    """

    settings: Settings
    articles: tuple[Article, ...] = ()
    turns: tuple[Turn, ...] = ()
    conversation: str | None = None
    editing: int | None = None

    @property
    def article(self) -> Article | None:
        """The first open article."""
        return self.articles[0] if self.articles else None

    @property
    def without_model(self) -> bool:
        """Whether the embedded engine replies."""
        return self.settings.engine_in_force == EMBEDDED_ENGINE

    @property
    def translator(self) -> Translator | None:
        """The small translator that has a part in replies: beside the embedded engine alone."""
        return usable_translator(self.settings) if self.without_model else None

    @property
    def busy(self) -> bool:
        """Whether a reply is on its way."""
        return any(turn.running for turn in self.turns)

    @property
    def latest(self) -> int:
        """The place of the last turn; of several beside each other, that of the first."""
        return beginning(self.turns, len(self.turns) - 1)

    def cleared(self) -> Desk:
        """The desk without articles and conversation."""
        return Desk(settings=self.settings)

    def asking(self, turns: Sequence[Turn]) -> Desk:
        """The desk with new turns, in place of the one being edited and all after it."""
        return replace(self, turns=(*self.turns[: self.editing], *turns), editing=None)

    def again(self) -> Desk:
        """The desk with its last turn, and those beside it, asked once more."""
        before, last = self.turns[: self.latest], self.turns[self.latest :]
        return replace(self, turns=(*before, *(turn.anew() for turn in last)), editing=None)

    def stopped(self) -> Desk:
        """The desk after the reader stopped a reply: what had come of it stays."""
        return replace(self, turns=tuple(replace(turn, running=False) for turn in self.turns))


def beginning(turns: Sequence[Turn], place: int) -> int:
    """The place of the first of the turns that stand beside the one at a place."""
    while place > 0 and not turns[place].asked:
        place -= 1
    return place


def place_of(named: str, desk: Desk) -> int | None:
    """The place of a turn, as the page names it; None where there is no such turn."""
    place = int(named) if named.isdecimal() else len(desk.turns)
    return place if place < len(desk.turns) else None


def history(turns: Sequence[Turn]) -> list[tuple[str, str]]:
    """Questions and replies so far, as the bot takes them; what failed is left out."""
    return [
        (turns[beginning(turns, place)].asked, turn.text)
        for place, turn in enumerate(turns)
        if turn.text and not turn.error
    ]
