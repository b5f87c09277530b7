"""What an assertion comes to, and how its findings are worded."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.cases import Case, EngineKind, Expectation
from bot.reply import Reply

MARK = re.compile(r"\s*\[(\d+)\]")
"""The mark of a citation, with the space before it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check gives back.

    Attributes:
        passed: Whether the reply is as expected.
        expected: What was, for a person to read.
        found: What came.
        score: Where the assertion measures something: how much.
    """

    passed: bool
    expected: str
    found: str
    score: float | None = None


Check = Callable[[Any, Case, Reply], Finding]
"""Compares a reply to a case with an assertion's value."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one assertion on one reply: a `Finding`, and of which assertion.

    Attributes:
        assertion: `Expectation.name`.
        known_failure: `Expectation.known_failure`, for the embedded engine.
    """

    assertion: str
    passed: bool
    expected: str
    found: str
    score: float | None = None
    known_failure: str | None = None

    @classmethod
    def of(cls, expectation: Expectation, engine: EngineKind, finding: Finding) -> Outcome:
        """The outcome of an assertion on a reply of an engine."""
        return cls(
            expectation.name,
            finding.passed,
            finding.expected,
            finding.found,
            finding.score,
            expectation.known_failure if engine == "extractive" else None,
        )


def plain_text(reply: Reply) -> str:
    """A reply's text without the marks of its citations."""
    return MARK.sub("", reply.text)


def listed(phrases: Sequence[str]) -> str:
    """Phrases in quotes, for a finding."""
    return ", ".join(f"“{one}”" for one in phrases)


def missing_or_all(missing: Sequence[str], whole: str) -> str:
    """What came, led by what is missing in it."""
    return f"without {listed(missing)}: {whole}" if missing else whole


def present_or_none(present: Sequence[str], whole: str) -> str:
    """What came, led by what should not be in it."""
    return f"{listed(present)} in: {whole}" if present else whole


def quoted(reply: Reply) -> str:
    """A reply's text in quotes, for a finding."""
    return f"“{reply.text}”"
