"""Runs cases on an engine: for each repeat a reply, and the outcome of each assertion on it."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, aclosing, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.concurrency import in_order
from bot.conversation import stream_chat
from bot.errors import KhulasaError
from bot.evaluation.assertions import check, failed
from bot.evaluation.cases import Case, EngineKind
from bot.evaluation.outcomes import Finding, Outcome
from bot.evaluation.runs import Attempt, Run
from bot.operations import last, stream_answer, stream_summarize, stream_translate
from bot.reply import Reply, Usage
from bot.settings import EMBEDDED_ENGINE, MODEL_ENGINE, Settings

if TYPE_CHECKING:
    from bot.evaluation.archive import Archive
    from bot.evaluation.costs import Estimate


async def run_cases(
    cases: Sequence[Case],
    engine: EngineKind,
    settings: Settings,
    *,
    repeats: int = 1,
    archive: Archive | None = None,
    judge: str = "",
) -> AsyncGenerator[Attempt]:
    """Attempts at the cases that an engine is for, as they are made, in order.

    At most `Settings.concurrency` cases run at a time, and each makes one request at a time. The
    embedded engine, whose replies are always the same, runs each case once. Articles go into a
    library of their own, which is gone at the end.

    Args:
        cases: Those to run.
        engine: Which kind of engine.
        settings: Of the engine.
        repeats: Replies to each case.
        archive: Where replies of a model are recorded and played; a replay runs the cases and
            repeats that are in it.
        judge: Name of a model, on the same server, that judges by rubrics; empty for none.
    """
    with _own_library(settings) as own, _intercepted(archive):
        jobs = [
            partial(archive.attempt, case, own, repeat, judge)
            if archive
            else partial(attempt, case, engine, own, repeat, judge)
            for case, repeat in _planned(cases, engine, repeats, archive)
        ]
        async with aclosing(in_order(jobs, settings.concurrency)) as attempts:
            async for one in attempts:
                yield one


async def estimate(
    cases: Sequence[Case], settings: Settings, *, repeats: int, archive: Archive, judge: str = ""
) -> Estimate:
    """What `run_cases` would ask of the model server, which is not asked."""
    from bot.evaluation.costs import Estimate

    with _own_library(settings) as own, _intercepted(archive):
        rehearsals = [
            await archive.rehearse(case, own, repeat, judge)
            for case, repeat in _planned(cases, "model", repeats)
        ]
    return Estimate.of(rehearsals)


async def make_run(
    cases: Sequence[Case],
    engine: EngineKind,
    settings: Settings,
    *,
    repeats: int = 1,
    archive: Archive | None = None,
    judge: str = "",
    told: Callable[[Attempt], None] = lambda attempt: None,
) -> Run:
    """As `run_cases`, as a whole.

    Args:
        told: Called with each attempt as it is made.
        **: As of `run_cases`.
    """
    run = Run.of(engine, settings, cases, judge=judge)
    attempts = []
    async for one in run_cases(
        cases, engine, settings, repeats=repeats, archive=archive, judge=judge
    ):
        attempts.append(one)
        told(one)
    return run.with_attempts(attempts)


def _planned(
    cases: Sequence[Case], engine: EngineKind, repeats: int, archive: Archive | None = None
) -> Iterator[tuple[Case, int]]:
    for case in cases:
        if case.expected_of(engine):
            count = repeats if engine == "model" else 1
            if archive and archive.mode == "replay":
                count = archive.repeats(case.id)
            yield from ((case, repeat) for repeat in range(1, count + 1))


@contextmanager
def _own_library(settings: Settings) -> Iterator[Settings]:
    with TemporaryDirectory(prefix="khulasa-", ignore_cleanup_errors=True) as folder:
        yield replace(settings, data_dir=Path(folder), chroma_url="", concurrency=1)


def _intercepted(archive: Archive | None) -> AbstractContextManager[None]:
    if archive is None:
        return nullcontext()
    from bot.evaluation.tapes import intercepted

    return intercepted()


async def attempt(
    case: Case, engine: EngineKind, settings: Settings, repeat: int = 1, judge: str = ""
) -> Attempt:
    """One reply to a case, and the outcomes of the assertions that hold for the engine."""
    expectations = case.expected_of(engine, judged=bool(judge))
    started = time.monotonic()
    try:
        reply = await reply_to(case, engine, settings)
    except KhulasaError as error:
        message = f"{type(error).__name__}: {error}"
        outcomes = tuple(failed(one, engine, message) for one in expectations)
        seconds = time.monotonic() - started
        return Attempt(case.id, repeat, outcomes, error=message, seconds=seconds)
    seconds = time.monotonic() - started
    by_rule = [one for one in expectations if one.kind != "rubric"]
    rulings, judging = await _judged(case, reply, engine, settings, judge)
    return Attempt(
        case.id,
        repeat,
        (*(check(one, case, reply, engine) for one in by_rule), *rulings),
        text=reply.text,
        usage=reply.usage,
        judging=judging,
        paid=engine == "model",
        prompts=reply.prompts,
        seconds=seconds,
    )


async def _judged(
    case: Case, reply: Reply, engine: EngineKind, settings: Settings, model: str
) -> tuple[list[Outcome], Usage | None]:
    """Outcomes of rubrics, and the tokens that they cost; none without a judge."""
    if not model:
        return [], None
    from bot.evaluation.judge import Judge

    judge = Judge(replace(settings, model=model))
    outcomes = []
    for one in case.expected_of(engine, judged=True):
        if one.kind == "rubric":
            request = case.question or f"{case.operation} {dict(case.options)}"
            try:
                finding = await judge.find(case.article.text, request, reply.text, one.value)
            except KhulasaError as error:
                finding = Finding(False, one.value, f"the judge failed: {error}")
            outcomes.append(Outcome.of(one, engine, finding))
    return outcomes, judge.usage


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
