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
    paid: bool = False
    prompts: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether every assertion held, those apart that are known to fail."""
        return all(one.passed or one.known_failure for one in self.outcomes)


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
        # In whole repeats, so that 4 of 5 meet 0.8 whatever the rounding.
        return self.passes >= round(self.needed * self.repeats, 6)

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
        when: When it began, in UTC, ISO 8601.
        attempts: By case and repeat.
        needed: `Case.passes` of each case.
    """

    engine: EngineKind
    model: str
    prompts: tuple[str, ...]
    when: str
    attempts: tuple[Attempt, ...]
    needed: dict[str, float]

    @classmethod
    def of(
        cls,
        engine: EngineKind,
        settings: Settings,
        cases: Sequence[Case],
        attempts: Iterable[Attempt] = (),
    ) -> Self:
        """A run that begins now."""
        return cls(
            engine=engine,
            model=settings.model if engine == "model" else "",
            prompts=settings.prompts,
            when=datetime.now(UTC).isoformat(timespec="seconds"),
            attempts=tuple(attempts),
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
    def usage(self) -> Usage:
        """Tokens that were paid for in this run."""
        counted = [one.usage for one in self.attempts if one.usage and one.paid]
        return Usage(
            sum(one.input_tokens for one in counted), sum(one.output_tokens for one in counted)
        )

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


def _attempt(content: dict[str, Any]) -> Attempt:
    usage = content.pop("usage")
    outcomes = tuple(Outcome(**one) for one in content.pop("outcomes"))
    prompts = tuple(content.pop("prompts"))
    return Attempt(
        **content, outcomes=outcomes, usage=Usage(**usage) if usage else None, prompts=prompts
    )
