"""The state of the cases that was accepted, in a file in git, and what is worse than it.

``tests/prompts/baseline.json`` has a line for each case: in how many of its repeats it passed, with
the embedded engine and with each model that is recorded. Assertions that are known to fail count as
failed, so that a case which is newly excused shows, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from bot.evaluation.runs import Attempt, Run
from bot.evaluation.significance import Counts, chance_of_fewer

FILE = "baseline.json"
"""The file's name, beside the cases."""

CASE_LEVEL = 0.01
"""A case of a model is worse where chance would do as much more rarely than this. Small, as there
are many cases; with five repeats it takes a fall from all to none, which chance brings about in one
of a thousand cases at most."""
OVERALL_LEVEL = 0.05
"""The same of all the cases of a model together."""

_COUNT = re.compile(r"(\d+)/([1-9]\d*)")


class Passes(NamedTuple):
    """In how many repeats a case passed."""

    passes: int
    repeats: int

    def __str__(self) -> str:
        return f"{self.passes}/{self.repeats}"


class Worsened(NamedTuple):
    """A case that is worse than accepted.

    Attributes:
        case: `Case.id`.
        before: As accepted.
        now: In this run.
        attempt: One that failed.
    """

    case: str
    before: Passes
    now: Passes
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Judgement:
    """A run against what was accepted of it.

    Attributes:
        name: `Run.name`.
        worsened: Cases that are worse, beyond chance where the engine leaves things to chance.
        improved: Cases that passed in too few repeats and pass in all of them now.
        overall: How likely so few passes of all cases would be had nothing changed; 1 for the
            embedded engine, where nothing is chance.
        new: Cases that were not accepted yet.
        removed: Cases accepted that did not run.
    """

    name: str
    worsened: tuple[Worsened, ...]
    improved: tuple[str, ...]
    overall: float
    new: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether nothing is worse; new and removed cases are no fault."""
        return not self.worsened and self.overall >= OVERALL_LEVEL

    @property
    def up_to_date(self) -> bool:
        """Whether accepting the run would change nothing that matters."""
        return self.passed and not (self.improved or self.new or self.removed)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was accepted.

    Attributes:
        runs: By `Run.name` and `Case.id`.
    """

    runs: Mapping[str, Mapping[str, Passes]]

    @classmethod
    def load(cls, path: Path) -> Self:
        """What a file holds; nothing where there is no such file.

        Raises:
            ValueError: It is malformed.
        """
        if not path.exists():
            return cls({})
        try:
            content = json.loads(path.read_text("utf-8"))
            return cls(
                {
                    name: {case: _passes(text) for case, text in cases.items()}
                    for name, cases in content.items()
                }
            )
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise ValueError(f"{path} holds no baseline: {error}") from error

    def save(self, path: Path) -> None:
        """Write it: sorted, a line for each case, so that a change of one case changes one line."""
        content = {
            name: {case: str(passes) for case, passes in cases.items()}
            for name, cases in self.runs.items()
        }
        text = json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True)
        path.write_text(text + "\n", "utf-8")

    def accepting(self, run: Run) -> Baseline:
        """The same with a run in place of what was accepted of it."""
        return Baseline({**self.runs, run.name: _counted(run)})

    def judge(self, run: Run) -> Judgement:
        """What of a run is worse, and what is not known yet."""
        before, now = self.runs.get(run.name, {}), _counted(run)
        shared = {case: (before[case], now[case]) for case in now if case in before}
        certain = run.engine == "extractive"
        counts = {case: Counts(*one, *other) for case, (one, other) in shared.items()}
        failing = {one.case: one for one in reversed(run.attempts) if not one.held}
        return Judgement(
            name=run.name,
            worsened=tuple(
                Worsened(case, *shared[case], failing[case])
                for case, one in counts.items()
                if (_rate(one) < 0 if certain else chance_of_fewer([one]) < CASE_LEVEL)
            ),
            improved=tuple(
                case
                for case, one in counts.items()
                if _rate(one) > 0 and one.passes_now == one.repeats_now
            ),
            overall=1.0 if certain else chance_of_fewer(counts.values()),
            new=tuple(case for case in now if case not in before),
            removed=tuple(case for case in before if case not in now),
        )


def _passes(text: str) -> Passes:
    match = _COUNT.fullmatch(text)
    if match is None or int(match[1]) > int(match[2]):
        raise ValueError(f"{text!r} is not so many passes of so many repeats, such as 4/5")
    return Passes(int(match[1]), int(match[2]))


def _counted(run: Run) -> dict[str, Passes]:
    held: dict[str, list[bool]] = {}
    for one in run.attempts:
        held.setdefault(one.case, []).append(one.held)
    return {case: Passes(sum(found), len(found)) for case, found in held.items()}


def _rate(counts: Counts) -> float:
    """How much greater the share of passes is now than before."""
    before = counts.passes_before / counts.repeats_before
    return counts.passes_now / counts.repeats_now - before
