"""The command line's part for prompts: ``khulasa prompts list | show | test | …``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.evaluation.cases import Case

_CASES = Path("tests/prompts")
_LABELS = Path("tests/data/judged.yaml")


def add_commands(commands: Any) -> None:
    """Add ``prompts`` and what it does to the commands of a parser."""
    prompts = commands.add_parser("prompts", help="list, show and test the prompts")
    actions = prompts.add_subparsers(required=True, metavar="ACTION")

    listed = actions.add_parser("list", help="the prompts there are, with what they are for")
    listed.set_defaults(command=_list)

    show = actions.add_parser("show", help="print a prompt")
    show.add_argument("prompt", metavar="PROMPT", help="such as answer, or answer@1")
    show.set_defaults(command=_show)

    test = actions.add_parser(
        "test",
        help="run the cases of tests/prompts",
        description="Without --live, --record or --replay: the embedded engine, then what is "
        "recorded. Exit code 1 where a case failed.",
    )
    add_case_options(test)
    mode = test.add_mutually_exclusive_group()
    mode.add_argument(
        "--live", action="store_true", help="ask the model in force what was not asked before"
    )
    mode.add_argument(
        "--record", action="store_true", help="ask it everything, and keep what it says for replays"
    )
    mode.add_argument("--replay", action="store_true", help="only what is recorded")
    test.add_argument("--model", metavar="NAME", help="this model in place of the one in force")
    test.add_argument(
        "--repeats", type=_count, default=1, metavar="N", help="replies of a model to each case"
    )
    test.add_argument("--judge", default="", metavar="NAME", help="model that judges by rubrics")
    test.add_argument("--estimate", action="store_true", help="only say what it would cost")
    test.add_argument("--save", type=Path, metavar="FILE", help="write the run as JSON")
    test.set_defaults(command=_test)

    _add_compare(actions)
    _add_gate(actions)

    judge = actions.add_parser("judge", help="how far a model as judge agrees with labels")
    judge.add_argument("--model", metavar="NAME", help="this model in place of the one in force")
    judge.add_argument(
        "--labels", type=Path, default=_LABELS, metavar="FILE", help=f"labelled replies ({_LABELS})"
    )
    judge.set_defaults(command=_judge)

    add = actions.add_parser(
        "add-from-feedback",
        help="make cases of what readers thought of replies",
        description="Writes feedback.yaml in the folder of cases. It holds the articles and "
        "questions of readers: look at it before you share it.",
    )
    add.add_argument("--folder", type=Path, default=_CASES, help=f"where the cases are ({_CASES})")
    add.set_defaults(command=_add_from_feedback)


def _add_compare(actions: Any) -> None:
    compare = actions.add_parser(
        "compare",
        help="what got better and worse between two prompts, models or runs",
        description="Asks the model in force what it was not asked before, unless runs were saved.",
    )
    compare.add_argument(
        "which", nargs="*", metavar="A B", help="answer@1 answer@2, or two files of test --save"
    )
    compare.add_argument(
        "--models", nargs=2, metavar=("ONE", "OTHER"), help="models; extractive: embedded engine"
    )
    add_case_options(compare)
    compare.add_argument("--model", metavar="NAME", help="this model in place of the one in force")
    compare.add_argument(
        "--repeats", type=_count, default=1, metavar="N", help="replies of a model to each case"
    )
    how = compare.add_mutually_exclusive_group()
    how.add_argument("--replay", action="store_true", help="models: what is recorded of them")
    how.add_argument("--estimate", action="store_true", help="only say what it would cost")
    for kind, what in [
        ("html", "a page of its own"),
        ("markdown", "Markdown"),
        ("junit", "JUnit XML, where a case that got worse is a failure"),
    ]:
        compare.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"write {what}, too")
    compare.set_defaults(command=_compare)


def _add_gate(actions: Any) -> None:
    gate = actions.add_parser(
        "gate",
        help="whether a case is worse than accepted",
        description="The embedded engine and what is recorded, against baseline.json beside the "
        "cases. Exit code 1 where a case is worse beyond chance.",
    )
    gate.set_defaults(command=_gate)
    accept = actions.add_parser(
        "accept",
        help="make what the cases come to now what gate compares with",
        description="Writes baseline.json beside the cases.",
    )
    accept.set_defaults(command=_accept)
    for command in (gate, accept):
        command.add_argument(
            "--run", type=Path, metavar="FILE", help="only this run, a file of test --save"
        )
        command.add_argument(
            "--folder", type=Path, default=_CASES, help=f"where the cases are ({_CASES})"
        )


def add_case_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose cases. See `chosen_cases`."""
    parser.add_argument(
        "--cases", action="append", metavar="GLOB", help="only cases of these names or topics"
    )
    parser.add_argument("--tag", action="append", help="only cases with one of these tags")
    parser.add_argument(
        "--folder", type=Path, default=_CASES, help=f"where the cases are ({_CASES})"
    )


def chosen_cases(options: argparse.Namespace) -> list[Case]:
    """The cases that a command's options choose.

    Raises:
        ValueError: None does, or a file of cases is malformed.
    """
    from bot.evaluation.cases import load_cases

    patterns, tags = options.cases or ["*"], set(options.tag or ())
    chosen = [
        case
        for case in load_cases(options.folder)
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
    with _packages_of_tests():
        from ui.testing import test
    return test(options, _with_model(options, settings), chosen_cases(options))


def _compare(options: argparse.Namespace, settings: Settings) -> int:
    with _packages_of_tests():
        from ui.comparing import compare
    return compare(options, _with_model(options, settings), lambda: chosen_cases(options))


def _gate(options: argparse.Namespace, settings: Settings) -> int:
    with _packages_of_tests():
        from ui.gating import gate
    return gate(options, settings)


def _accept(options: argparse.Namespace, settings: Settings) -> int:
    with _packages_of_tests():
        from ui.gating import accept
    return accept(options, settings)


def _judge(options: argparse.Namespace, settings: Settings) -> int:
    with _packages_of_tests():
        from ui.testing import judge
    return judge(options.labels, _with_model(options, settings))


@contextmanager
def _packages_of_tests() -> Iterator[None]:
    """Around imports that need what only the tests install: says so where that is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ValueError(
            f"This needs {error.name}, one of the packages of the tests: make .venv/ready-dev"
        ) from None


def _add_from_feedback(options: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluation.feedback_cases import FILE, add_cases
    from bot.feedback import FeedbackStore

    if not options.folder.is_dir():
        raise ValueError(f"There is no folder {options.folder}.")
    added = add_cases(FeedbackStore(settings.data_dir).list(), options.folder)
    for case in added:
        print(case)
    cases = "1 case" if len(added) == 1 else f"{len(added)} cases"
    print(f"{cases} added to {options.folder / FILE}", file=sys.stderr)
    return 0


def _with_model(options: argparse.Namespace, settings: Settings) -> Settings:
    return replace(settings, model=options.model) if options.model else settings


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number from 1 on")
    return int(text)
