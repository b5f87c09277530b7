"""Runs a case on an engine: a reply, and the outcome of each assertion on it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bot.conversation import stream_chat
from bot.errors import KhulasaError
from bot.evaluation.assertions import Outcome, check, failed
from bot.evaluation.cases import Case, EngineKind
from bot.operations import aanswer, asummarize, atranslate, last
from bot.reply import Reply
from bot.settings import EMBEDDED_ENGINE, MODEL_ENGINE, Settings


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reply to a case.

    Attributes:
        case: `Case.id`.
        repeat: Which of the repeats, from 1.
        reply: What came, or None where the engine failed.
        error: Why it failed, or None.
        outcomes: Of each assertion that holds for the engine, in order; all failed if it did.
        seconds: How long the reply took.
    """

    case: str
    repeat: int
    reply: Reply | None
    error: str | None
    outcomes: tuple[Outcome, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether every assertion held, those apart that are known to fail."""
        return all(one.passed or one.known_failure for one in self.outcomes)


async def attempt(case: Case, engine: EngineKind, settings: Settings, repeat: int = 1) -> Attempt:
    """Run a case once."""
    expectations = case.expected_of(engine)
    started = time.monotonic()
    try:
        reply = await reply_to(case, engine, settings)
    except KhulasaError as error:
        message = f"{type(error).__name__}: {error}"
        outcomes = tuple(failed(one, engine, message) for one in expectations)
        return Attempt(case.id, repeat, None, message, outcomes, time.monotonic() - started)
    seconds = time.monotonic() - started
    outcomes = tuple(check(one, case, reply, engine) for one in expectations)
    return Attempt(case.id, repeat, reply, None, outcomes, seconds)


async def reply_to(case: Case, engine: EngineKind, settings: Settings) -> Reply:
    """The reply of an engine to a case.

    Raises:
        KhulasaError: The engine failed.
    """
    name = EMBEDDED_ENGINE if engine == "extractive" else MODEL_ENGINE
    chosen = {**case.options, "engine": name, "settings": settings}
    match case.operation:
        case "answer":
            return await aanswer(case.question, case.article, history=case.history, **chosen)
        case "chat":
            items = stream_chat(case.question, case.article, history=case.history, **chosen)
            return await last(items)
        case "summarize":
            return await asummarize(case.article, **chosen)
        case "translate":
            return await atranslate(case.article, **chosen)
