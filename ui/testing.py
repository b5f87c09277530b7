"""``khulasa prompts test`` and ``judge``: runs cases, and prints what came of them."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bot.errors import KhulasaError
from bot.evaluation.archive import RECORDINGS, Archive, recorded
from bot.evaluation.cases import Case
from bot.evaluation.costs import priced
from bot.evaluation.judge import Agreement, Judge, Labelled
from bot.evaluation.runner import estimate, make_run
from bot.evaluation.runs import Attempt, Run
from bot.settings import Settings

CASES_FAILED = 1
"""The exit code where a case failed."""


def test(options: argparse.Namespace, settings: Settings, cases: Sequence[Case]) -> int:
    """Run cases as the options say; returns the exit code."""
    recordings = options.folder / RECORDINGS
    if options.live or options.record:
        return _ask(options, settings, cases, recordings)
    if options.judge or options.estimate:
        raise ValueError("--judge and --estimate go with --live.")
    runs = [] if options.replay else [printed(cases, settings)]
    runs += replays(recordings, cases, settings, model=options.model)
    if not runs:
        raise ValueError(f"{recordings} holds no such recording.")
    if options.save:
        if len(runs) > 1:
            raise ValueError("--save is for one run: add --replay --model NAME, or --live.")
        runs[0].save(options.save)
    return max(_concluded(run) for run in runs)


def _ask(
    options: argparse.Namespace, settings: Settings, cases: Sequence[Case], recordings: Path
) -> int:
    if options.record and options.judge:
        raise ValueError("--judge goes with --live: what a judge says is not recorded.")
    if options.record:
        archive = Archive.asking(settings, "record", recordings)
    else:
        archive = Archive.asking(settings, "cache")
    print_estimate(cases, settings, archive, repeats=options.repeats, judge=options.judge)
    if options.estimate:
        return 0
    run = printed(cases, settings, archive, repeats=options.repeats, judge=options.judge)
    if options.save:
        run.save(options.save)
    return _concluded(run)


def replays(
    folder: Path,
    cases: Sequence[Case],
    settings: Settings,
    *,
    model: str | None = None,
    told: Callable[[Attempt], None] | None = None,
) -> list[Run]:
    """Runs of what is recorded in a folder: of one model, or of all.

    Args:
        folder: Of the recordings.
        cases: Those to run.
        settings: In force.
        model: Which model; None for all.
        told: Called with each attempt; None to print it.
    """
    return [
        printed(cases, replace(settings, model=archive.model), archive, told=told)
        for archive in recorded(folder)
        if model in (None, archive.model)
    ]


def print_estimate(
    cases: Sequence[Case], settings: Settings, archive: Archive, *, repeats: int, judge: str = ""
) -> None:
    """Print what asking a model would cost."""
    expected = asyncio.run(estimate(cases, settings, repeats=repeats, archive=archive, judge=judge))
    print(f"{settings.model}: {expected.requests} requests to make", file=sys.stderr)
    for model, usage in expected.usage.items():
        print(f"  at most about {priced(usage, model)}", file=sys.stderr)


def printed(
    cases: Sequence[Case],
    settings: Settings,
    archive: Archive | None = None,
    *,
    repeats: int = 1,
    judge: str = "",
    told: Callable[[Attempt], None] | None = None,
) -> Run:
    """A run whose attempts are printed as they come, unless they are told otherwise."""
    return asyncio.run(
        make_run(
            cases,
            "model" if archive else "extractive",
            settings,
            repeats=repeats,
            archive=archive,
            judge=judge,
            told=told or _print_attempt,
        )
    )


def quietly(attempt: Attempt) -> None:
    """Attempts are not printed one by one: what follows shows what matters of them."""


def _print_attempt(attempt: Attempt) -> None:
    repeat = f" #{attempt.repeat}" if attempt.repeat > 1 else ""
    print(f"{'ok    ' if attempt.passed else 'FAILED'}  {attempt.case}{repeat}", flush=True)
    if attempt.error:
        print(f"          {attempt.error}")
        return
    for one in attempt.outcomes:
        if one.passed and one.known_failure:
            print(f"          {one.assertion} passes: take known_failure out of the case")
        elif not one.passed and not one.known_failure:
            print(f"          {one.assertion}\n            expected: {one.expected}")
            print(f"            came:     {one.found}")


def _concluded(run: Run) -> int:
    """Print what a run comes to; returns the exit code."""
    verdicts = run.verdicts
    failed = [one for one in verdicts if not one.passed]
    print(f"\n{run.name}: {len(verdicts) - len(failed)} of {len(verdicts)} cases passed")
    for one in verdicts:
        if one.flaky:
            print(f"  flaky: {one.case}, {one.passes} of {one.repeats}")
    for one in failed:
        print(f"  failed: {one.case}, {one.passes} of {one.repeats}, {one.needed:.0%} needed")
    if run.usage:
        print(f"  spent: {priced(run.usage, run.model)}")
    if run.judging:
        print(f"  spent on judging: {priced(run.judging, run.judge)}")
    return CASES_FAILED if failed else 0


def judge(labels: Path, settings: Settings) -> int:
    """Print how far a model agrees with labelled replies; returns the exit code."""
    labelled = Labelled.load(labels)
    Archive.asking(settings, "cache")  # a model is in force, and answers
    judge = Judge(settings)
    verdicts = asyncio.run(_verdicts(judge, labelled))
    for one, verdict in zip(labelled, verdicts, strict=True):
        if verdict != one.met:
            word = {True: "yes", False: "no", None: "no readable verdict"}
            print(f"label {word[one.met]}, judge {word[verdict]}: {one.criterion} · {one.reply}")
    found = Agreement([one.met for one in labelled], verdicts)
    print(
        f"{settings.model} agrees with {found.share:.0%} of {len(labelled)} labels, "
        f"Cohen's kappa {found.kappa:.2f}; {verdicts.count(None)} verdicts cannot be read"
    )
    if judge.usage:
        print(f"spent: {priced(judge.usage, settings.model)}")
    return 0


async def _verdicts(judge: Judge, labelled: Sequence[Labelled]) -> list[bool | None]:
    verdicts = []
    for one in labelled:
        try:
            ruling = await judge.rule(one.article, one.request, one.reply, one.criterion)
            verdicts.append(ruling.met)
        except KhulasaError as error:
            print(f"the judge failed: {error}", file=sys.stderr)
            verdicts.append(None)
    return verdicts
