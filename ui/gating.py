"""``khulasa prompts gate`` and ``accept``: the cases against what was accepted of them."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill

from bot.evaluation.archive import RECORDINGS
from bot.evaluation.baseline import FILE, OVERALL_LEVEL, Baseline, Judgement
from bot.evaluation.cases import Case, load_cases
from bot.evaluation.runs import Run
from bot.settings import Settings
from ui.testing import CASES_FAILED, printed, quietly, replays


def gate(options: argparse.Namespace, settings: Settings) -> int:
    """Print what is worse than accepted; returns the exit code."""
    cases = load_cases(options.folder)
    baseline = Baseline.load(options.folder / FILE)
    judgements = [baseline.judge(run) for run in _runs(options, settings, cases)]
    known = {case.id: case for case in cases}
    for judgement in judgements:
        print("\n".join(_report(judgement, known)))
    if not options.run:
        for name in baseline.runs.keys() - {one.name for one in judgements}:
            print(f"{name}: accepted, but not recorded any more")
    if not all(one.up_to_date for one in judgements):
        print(f"\nTo accept the new state: {_how_to_accept(options)}")
    return 0 if all(one.passed for one in judgements) else CASES_FAILED


def accept(options: argparse.Namespace, settings: Settings) -> int:
    """Write what the cases come to now; returns the exit code."""
    path = options.folder / FILE
    # With all that runs anew, what no longer does is forgotten.
    baseline = Baseline.load(path) if options.run else Baseline({})
    for run in _runs(options, settings, load_cases(options.folder)):
        baseline = baseline.accepting(run)
        print(f"{run.name}: {sum(one.held for one in run.attempts)} of {len(run.attempts)} passed")
    baseline.save(path)
    print(f"Accepted in {path}: look at the difference before you commit it.")
    return 0


def _report(judgement: Judgement, cases: Mapping[str, Case]) -> Iterator[str]:
    """What a run against the baseline comes to, in lines."""
    count = len(judgement.worsened)
    yield f"{judgement.name}: {count or 'no'} case{'s' * (count != 1)} worse than accepted"
    for one in judgement.worsened:
        case = cases.get(one.case)
        yield f"  WORSE  {one.case}: {one.before} accepted, {one.now} now"
        if case:
            yield f"    {case.why}"
        for outcome in one.attempt.outcomes:
            if not outcome.passed:
                yield f"    {outcome.assertion}\n      expected: {outcome.expected}"
                yield f"      came:     {outcome.found}"
    if judgement.overall < OVERALL_LEVEL:
        yield (
            "  WORSE  all cases together: by chance so few would pass with a probability of "
            f"{judgement.overall:.3f}"
        )
    for what, names in [
        ("better", judgement.improved),
        ("new", judgement.new),
        ("gone", judgement.removed),
    ]:
        if names:
            listed = f"{what} ({len(names)}): {', '.join(names)}"
            yield fill(listed, 98, initial_indent="  ", subsequent_indent="    ")


def _how_to_accept(options: argparse.Namespace) -> str:
    """The command that accepts what these options ran."""
    command = ["khulasa", "prompts", "accept"]
    if options.run:
        command += ["--run", str(options.run)]
    if options.folder.as_posix() != "tests/prompts":
        command += ["--folder", str(options.folder)]
    return shlex.join(command)


def _runs(options: argparse.Namespace, settings: Settings, cases: Sequence[Case]) -> list[Run]:
    if options.run:
        return [Run.load(options.run)]
    return [
        printed(cases, settings, told=quietly),
        *replays(options.folder / RECORDINGS, cases, settings, told=quietly),
    ]
