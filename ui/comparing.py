"""``khulasa prompts compare``: two prompts, two models or two saved runs, side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import prompts
from bot.evaluation.archive import RECORDINGS, Archive
from bot.evaluation.cases import Case
from bot.evaluation.comparison import Comparison
from bot.evaluation.costs import priced
from bot.evaluation.reports import html, junit, markdown, terminal
from bot.evaluation.runs import Run
from bot.settings import Settings
from ui.testing import print_estimate, printed, quietly, replays

EMBEDDED = "extractive"
"""What the embedded engine is called among models."""


def compare(
    options: argparse.Namespace, settings: Settings, cases: Callable[[], Sequence[Case]]
) -> int:
    """Print how two runs compare, and write the reports asked for; returns the exit code.

    Args:
        options: Of the command line.
        settings: In force.
        cases: The cases that the options choose; those of saved runs may be gone.

    Raises:
        ValueError: The options do not name two runs.
    """
    if bool(options.models) == bool(options.which) or len(options.which) not in (0, 2):
        raise ValueError(
            "Compare what? Two prompts (answer@1 answer@2), two runs (before.json after.json), or "
            "--models ONE OTHER."
        )
    if options.which and all(one.endswith(".json") for one in options.which):
        comparison = _saved(options, cases)
    else:
        sides = _sides(options, settings)
        chosen = cases()
        if options.replay:
            runs = [_replayed(options.folder / RECORDINGS, one, chosen) for one in sides]
        else:
            runs = _asked(options, sides, chosen)
        if not runs:
            return 0
        comparison = Comparison.of(runs[0], runs[1], options.models or options.which, chosen)
    print(terminal.render(comparison), end="")
    if options.html:
        options.html.write_text(html.render(comparison), "utf-8")
    if options.markdown:
        options.markdown.write_text(markdown.render(comparison), "utf-8")
    if options.junit:
        options.junit.write_bytes(junit.render(comparison))
    return 0


def _saved(options: argparse.Namespace, cases: Callable[[], Sequence[Case]]) -> Comparison:
    """Of two files; where no cases are chosen, those count that are in the files."""
    first, second = (Path(one) for one in options.which)
    runs = [Run.load(first), Run.load(second)]
    names = (runs[0].name, runs[1].name)
    if names[0] == names[1]:
        names = (first.stem, second.stem)
    if options.cases or options.tag:
        chosen = cases()
        ids = {case.id for case in chosen}
        runs = [run.with_attempts(one for one in run.attempts if one.case in ids) for run in runs]
    else:
        chosen = cases() if options.folder.is_dir() else ()
    return Comparison.of(runs[0], runs[1], names, chosen)


def _sides(options: argparse.Namespace, settings: Settings) -> list[Settings]:
    """The settings of either side."""
    if options.models:
        return [replace(settings, model=one) for one in options.models]
    if options.replay:
        raise ValueError(
            "A recording is of one version of a prompt. Compare prompts with the model in force, "
            "which is not asked again what it was asked before, or compare two saved runs."
        )
    try:
        versions = [prompts.load(one) for one in options.which]
    except prompts.PromptError as error:
        raise ValueError(str(error)) from None
    name = versions[0].name
    if name != versions[1].name:
        raise ValueError(f"{versions[0]} and {versions[1]} are not versions of one prompt.")
    others = [one for one in settings.prompts if prompts.name_of(one) != name]
    return [replace(settings, prompts=(*others, str(one))) for one in versions]


def _replayed(folder: Path, settings: Settings, cases: Sequence[Case]) -> Run:
    if settings.model == EMBEDDED:
        return printed(cases, settings, told=quietly)
    found = replays(folder, cases, settings, model=settings.model, told=quietly)
    if not found:
        raise ValueError(f"{folder} holds no recordings of {settings.model}.")
    return found[0]


def _asked(
    options: argparse.Namespace, sides: Sequence[Settings], cases: Sequence[Case]
) -> list[Run]:
    """Runs of what is in force; none where only the costs were asked for."""
    embedded = [bool(options.models) and one.model == EMBEDDED for one in sides]
    archives = [
        None if is_embedded else Archive.asking(one, "cache")
        for one, is_embedded in zip(sides, embedded, strict=True)
    ]
    for settings, archive in zip(sides, archives, strict=True):
        if archive:
            print_estimate(cases, settings, archive, repeats=options.repeats)
    if options.estimate:
        return []
    runs = [
        printed(cases, settings, archive, repeats=options.repeats, told=quietly)
        for settings, archive in zip(sides, archives, strict=True)
    ]
    for run in runs:
        if run.usage:
            print(f"spent: {priced(run.usage, run.model)}", file=sys.stderr)
    return runs
