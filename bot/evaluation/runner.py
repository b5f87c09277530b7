"""Runs cases on an engine: for each repeat a reply, and the outcome of each assertion on it."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.concurrency import in_order
from bot.conversation import stream_chat
from bot.errors import KhulasaError
from bot.evaluation.assertions import check, failed
from bot.evaluation.cases import Case, EngineKind
from bot.evaluation.runs import Attempt
from bot.operations import last, stream_answer, stream_summarize, stream_translate
from bot.reply import Reply
from bot.settings import EMBEDDED_ENGINE, MODEL_ENGINE, Settings


async def run_cases(
    cases: Sequence[Case], engine: EngineKind, settings: Settings, *, repeats: int = 1
) -> AsyncGenerator[Attempt]:
    """Attempts at the cases that an engine is for, as they are made, in order.

    At most `Settings.concurrency` cases run at a time. The embedded engine, whose replies are
    always the same, runs each case once. Articles go into a library of their own, which is gone
    at the end.
    """
    count = repeats if engine == "model" else 1
    with TemporaryDirectory(prefix="khulasa-", ignore_cleanup_errors=True) as folder:
        settings = replace(settings, data_dir=Path(folder), chroma_url="")
        jobs = [
            partial(attempt, case, engine, settings, repeat)
            for case in cases
            if case.expected_of(engine)
            for repeat in range(1, count + 1)
        ]
        async with aclosing(in_order(jobs, settings.concurrency)) as attempts:
            async for one in attempts:
                yield one


async def attempt(case: Case, engine: EngineKind, settings: Settings, repeat: int = 1) -> Attempt:
    """One reply to a case, and the outcomes of the assertions that hold for the engine."""
    expectations = case.expected_of(engine)
    started = time.monotonic()
    try:
        reply = await reply_to(case, engine, settings)
    except KhulasaError as error:
        message = f"{type(error).__name__}: {error}"
        outcomes = tuple(failed(one, engine, message) for one in expectations)
        seconds = time.monotonic() - started
        return Attempt(case.id, repeat, outcomes, error=message, seconds=seconds)
    seconds = time.monotonic() - started
    return Attempt(
        case.id,
        repeat,
        tuple(check(one, case, reply, engine) for one in expectations),
        text=reply.text,
        usage=reply.usage,
        paid=engine == "model",
        prompts=reply.prompts,
        seconds=seconds,
    )


async def reply_to(case: Case, engine: EngineKind, settings: Settings) -> Reply:
    """The reply of an engine to a case, streamed as it is to readers.

    Raises:
        KhulasaError: The engine failed.
    """
    name = EMBEDDED_ENGINE if engine == "extractive" else MODEL_ENGINE
    chosen = {**case.options, "engine": name, "settings": settings}
    match case.operation:
        case "answer":
            items = stream_answer(case.question, case.article, history=case.history, **chosen)
        case "chat":
            items = stream_chat(case.question, case.article, history=case.history, **chosen)
        case "summarize":
            items = stream_summarize(case.article, **chosen)
        case "translate":
            items = stream_translate(case.article, **chosen)
    return await last(items)
