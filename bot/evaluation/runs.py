"""Runs: every attempt of one configuration at the cases, their verdicts, and runs in files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from bot.evaluation.cases import Case, EngineKind
from bot.evaluation.outcomes import Outcome
from bot.reply import Usage
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Attempt:
    """One reply to a case.

    Attributes:
        case: `Case.id`.
        repeat: Which of the repeats, from 1.
        outcomes: Of each assertion that holds for the engine, in order; all failed where the
            engine failed.
        text: The reply's text; empty where the engine failed.
        error: Why it failed, or None.
        usage: Tokens that the server counted.
        judging: The same, of the judge.
        paid: Whether a model was asked now, and not a recording or an earlier run.
        prompts: References of the prompts that were sent.
        seconds: How long the reply took.
    """

    case: str
    repeat: int
    outcomes: tuple[Outcome, ...]
    text: str = ""
    error: str | None = None
    usage: Usage | None = None
    judging: Usage | None = None
    paid: bool = False
    prompts: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether every assertion held, those apart that are known to fail."""
        return all(one.passed or one.known_failure for one in self.outcomes)

    @property
    def held(self) -> bool:
        """Whether every assertion held, those that are known to fail among them."""
        return all(one.passed for one in self.outcomes)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the repeats of a case come to.

    Attributes:
        case: `Case.id`.
        passes: Repeats in which every assertion held.
        repeats: Repeats made.
        needed: `Case.passes`.
    """

    case: str
    passes: int
    repeats: int
    needed: float

    @property
    def passed(self) -> bool:
        return enough(self.passes, self.repeats, self.needed)

    @property
    def flaky(self) -> bool:
        """Whether the repeats differ."""
        return 0 < self.passes < self.repeats


@dataclass(frozen=True, slots=True)
class Run:
    """Attempts of one configuration.

    Attributes:
        engine: Which kind of engine.
        model: The model's name; empty for the embedded engine.
        prompts: `Settings.prompts`: versions chosen in place of the newest.
        judge: The judge's model; empty where none judged.
        when: When it began, in UTC, ISO 8601.
        attempts: By case and repeat.
        needed: `Case.passes` of each case.
    """

    engine: EngineKind
    model: str
    prompts: tuple[str, ...]
    judge: str
    when: str
    attempts: tuple[Attempt, ...]
    needed: dict[str, float]

    @classmethod
    def of(
        cls,
        engine: EngineKind,
        settings: Settings,
        cases: Sequence[Case],
        *,
        judge: str = "",
    ) -> Self:
        """A run that begins now, without attempts."""
        return cls(
            engine=engine,
            model=settings.model if engine == "model" else "",
            prompts=settings.prompts,
            judge=judge,
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            attempts=(),
            needed={case.id: case.passes for case in cases},
        )

    @property
    def name(self) -> str:
        """What tells it from other runs: the model or the embedded engine, and prompt versions."""
        return " ".join([self.model or "extractive", *self.prompts])

    @property
    def verdicts(self) -> list[Verdict]:
        """For each case that was tried, in order."""
        passed: dict[str, list[bool]] = {}
        for one in self.attempts:
            passed.setdefault(one.case, []).append(one.passed)
        return [
            Verdict(case, sum(found), len(found), self.needed.get(case, 1.0))
            for case, found in passed.items()
        ]

    @property
    def usage(self) -> Usage | None:
        """Tokens that were paid for; None where no server counted any."""
        return added(*(one.usage for one in self.attempts if one.paid))

    @property
    def judging(self) -> Usage | None:
        """The same, of the judge."""
        return added(*(one.judging for one in self.attempts if one.paid))

    def with_attempts(self, attempts: Iterable[Attempt]) -> Self:
        """The same run with these attempts, in order of cases and repeats."""
        places = {case: place for place, case in enumerate(self.needed)}
        ordered = sorted(attempts, key=lambda one: (places[one.case], one.repeat))
        return replace(self, attempts=tuple(ordered))

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """A run that was saved.

        Raises:
            ValueError: The file holds no run.
        """
        try:
            content = json.loads(path.read_text("utf-8"))
            attempts = tuple(_attempt(one) for one in content.pop("attempts"))
            content["prompts"] = tuple(content["prompts"])
            return cls(attempts=attempts, **content)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ValueError(f"{path} holds no run: {error}") from error


def enough(passes: int, repeats: int, needed: float) -> bool:
    """Whether so many passes meet the share of the repeats that is needed."""
    # In whole repeats, so that 4 of 5 meet 0.8 whatever the rounding.
    return passes >= round(needed * repeats, 6)


def added(*usages: Usage | None) -> Usage | None:
    """Tokens together; None where there are none."""
    counted = [one for one in usages if one]
    if not counted:
        return None
    return Usage(
        sum(one.input_tokens for one in counted), sum(one.output_tokens for one in counted)
    )


def _attempt(content: dict[str, Any]) -> Attempt:
    outcomes = tuple(Outcome(**one) for one in content.pop("outcomes"))
    prompts = tuple(content.pop("prompts"))
    usage, judging = (
        Usage(**one) if one else None for one in (content.pop("usage"), content.pop("judging"))
    )
    return Attempt(**content, outcomes=outcomes, prompts=prompts, usage=usage, judging=judging)
