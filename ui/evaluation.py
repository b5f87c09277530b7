"""The command line's part for prompts: ``khulasa prompts list | show | test``."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.evaluation.cases import Case, EngineKind
    from bot.evaluation.runs import Attempt, Run

_CASES_FAILED = 1


def add_commands(commands: Any) -> None:
    """Add ``prompts`` and what it does to the commands of a parser."""
    prompts = commands.add_parser("prompts", help="list, show and test the prompts")
    actions = prompts.add_subparsers(required=True, metavar="ACTION")

    listed = actions.add_parser("list", help="the prompts there are, with what they are for")
    listed.set_defaults(command=_list)

    show = actions.add_parser("show", help="print a prompt")
    show.add_argument("prompt", metavar="PROMPT", help="such as answer, or answer@1")
    show.set_defaults(command=_show)

    test = actions.add_parser("test", help="run the cases of tests/prompts")
    add_case_options(test)
    test.add_argument("--live", action="store_true", help="ask the model in force")
    test.add_argument("--model", metavar="NAME", help="ask this model in its place")
    test.add_argument("--repeats", type=int, default=1, metavar="N", help="replies to each case")
    test.add_argument("--save", type=Path, metavar="FILE", help="write the run as JSON")
    test.set_defaults(command=_test)


def add_case_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose cases. See `chosen_cases`."""
    parser.add_argument(
        "--cases", action="append", metavar="GLOB", help="only cases of these names or topics"
    )
    parser.add_argument("--tag", action="append", help="only cases with one of these tags")
    parser.add_argument("--folder", type=Path, help="where the cases are (tests/prompts)")


def chosen_cases(options: argparse.Namespace) -> list[Case]:
    """The cases that a command's options choose.

    Raises:
        ValueError: None does, or a file of cases is malformed.
    """
    from bot.evaluation.cases import CASES, load_cases

    patterns, tags = options.cases or ["*"], set(options.tag or ())
    chosen = [
        case
        for case in load_cases(options.folder or CASES)
        if any(
            fnmatchcase(name, pattern)
            for pattern in patterns
            for name in (case.id, *case.id.split("/"))
        )
        and (not tags or tags & case.tags)
    ]
    if not chosen:
        raise ValueError("No case has such a name or tag.")
    return chosen


def _list(options: argparse.Namespace, settings: Settings) -> int:
    import prompts

    for reference in prompts.versions():
        print(f"{reference:14} {prompts.load(reference).purpose}")
    return 0


def _show(options: argparse.Namespace, settings: Settings) -> int:
    import prompts

    try:
        prompt = prompts.load(options.prompt)
    except prompts.PromptError as error:
        raise ValueError(str(error)) from None
    print(f"{prompt}: {prompt.purpose}")
    for language, messages in prompt.messages.items():
        for role, content in messages:
            print(f"\n--- {language}, {role}\n{content}")
    return 0


def _test(options: argparse.Namespace, settings: Settings) -> int:
    cases = chosen_cases(options)
    if options.model:
        settings = replace(settings, model=options.model)
    engine: EngineKind = "model" if options.live or options.model else "extractive"
    run = asyncio.run(_run(cases, engine, settings, options.repeats))
    if options.save:
        run.save(options.save)
    return _report(run)


async def _run(cases: list[Case], engine: EngineKind, settings: Settings, repeats: int) -> Run:
    from bot.evaluation.runner import run_cases
    from bot.evaluation.runs import Run

    run = Run.of(engine, settings, cases)
    attempts = []
    async for one in run_cases(cases, engine, settings, repeats=repeats):
        attempts.append(one)
        _print_attempt(one)
    return run.with_attempts(attempts)


def _print_attempt(attempt: Attempt) -> None:
    repeat = f" #{attempt.repeat}" if attempt.repeat > 1 else ""
    print(f"{'ok    ' if attempt.passed else 'FAILED'}  {attempt.case}{repeat}", flush=True)
    for one in attempt.outcomes:
        if one.passed and one.known_failure:
            print(f"          {one.assertion} passes: take known_failure out of the case")
        elif not one.passed and not one.known_failure:
            print(f"          {one.assertion}\n            expected: {one.expected}")
            print(f"            came:     {one.found}")


def _report(run: Run) -> int:
    verdicts = run.verdicts
    failed = [one for one in verdicts if not one.passed]
    flaky = [one for one in verdicts if one.flaky]
    print(f"{run.name}: {len(verdicts) - len(failed)} of {len(verdicts)} cases passed")
    for one in flaky:
        print(f"  flaky: {one.case}, {one.passes} of {one.repeats}")
    if run.usage.total_tokens:
        print(f"  {run.usage.input_tokens:,} tokens in, {run.usage.output_tokens:,} out")
    for one in failed:
        print(f"  failed: {one.case}", file=sys.stderr)
    return _CASES_FAILED if failed else 0
