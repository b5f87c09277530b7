"""Two runs side by side: which cases got better and worse, and whether that may be chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import Literal, NamedTuple, Self

from bot.evaluation.cases import Case
from bot.evaluation.runs import Attempt, Run, enough
from bot.evaluation.significance import bootstrap_interval, mcnemar

Change = Literal["better", "worse", "same"]


class Replies(NamedTuple):
    """The attempts of one run at one case, and the share of them that a pass needs."""

    attempts: tuple[Attempt, ...]
    needed: float

    @property
    def passes(self) -> int:
        """Attempts in which every assertion held, those known to fail among them."""
        return sum(one.held for one in self.attempts)

    @property
    def rate(self) -> float:
        """Share of the attempts that passed."""
        return self.passes / len(self.attempts)

    @property
    def passed(self) -> bool:
        return enough(self.passes, len(self.attempts), self.needed)

    @property
    def flaky(self) -> bool:
        """Whether the repeats differ."""
        return 0 < self.passes < len(self.attempts)


@dataclass(frozen=True, slots=True)
class Pair:
    """One case in both runs.

    Attributes:
        case: `Case.id`.
        first: Its replies in the first run.
        second: In the second.
    """

    case: str
    first: Replies
    second: Replies

    @property
    def change(self) -> Change:
        return _change(self.first.passed, self.second.passed)

    @property
    def difference(self) -> float:
        """The pass rate in the second run less that in the first."""
        return self.second.rate - self.first.rate

    def telling(self) -> tuple[Attempt, Attempt]:
        """The repeats that show the change: where possible one that passed and one that failed."""
        return (
            _showing(self.first.attempts, self.first.passed),
            _showing(self.second.attempts, self.second.passed),
        )


class OfKind(NamedTuple):
    """One kind of assertion over all cases.

    Attributes:
        kind: A key of `bot.evaluation.assertions.CHECKS`, or ``rubric``.
        asserted: Assertions of this kind that both runs had.
        first: Share of them that held, of the first run, over repeats.
        second: Of the second.
        better: Assertions that held in too few repeats first, and in enough then.
        worse: The other way round.
    """

    kind: str
    asserted: int
    first: float
    second: float
    better: int
    worse: int

    @property
    def p(self) -> float:
        """Of the exact McNemar test."""
        return mcnemar(self.better, self.worse)


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side.

    Attributes:
        names: What the runs are called.
        runs: The two.
        pairs: Cases that both tried, in the order of the first.
        unpaired: Cases that only one of them tried.
        cases: What is known of the cases, by `Case.id`; some may be gone.
    """

    names: tuple[str, str]
    runs: tuple[Run, Run]
    pairs: tuple[Pair, ...]
    unpaired: tuple[str, ...]
    cases: Mapping[str, Case]

    @classmethod
    def of(
        cls, first: Run, second: Run, names: tuple[str, str], cases: Sequence[Case] = ()
    ) -> Self:
        """Two runs of the same cases, compared.

        Raises:
            ValueError: They have no case in common.
        """
        replies, others = _by_case(first), _by_case(second)
        pairs = tuple(Pair(case, replies[case], others[case]) for case in replies if case in others)
        if not pairs:
            raise ValueError(f"{names[0]} and {names[1]} have no case in common.")
        unpaired = tuple(sorted(replies.keys() ^ others.keys()))
        return cls(names, (first, second), pairs, unpaired, {case.id: case for case in cases})

    def changed(self, change: Change) -> list[Pair]:
        """The cases that became better, or worse."""
        return [one for one in self.pairs if one.change == change]

    @property
    def flaky(self) -> list[Pair]:
        """Cases whose repeats differ in either run."""
        return [one for one in self.pairs if one.first.flaky or one.second.flaky]

    @property
    def rates(self) -> tuple[float, float]:
        """The mean pass rate of each run, every case counting the same."""
        return (
            fmean(one.first.rate for one in self.pairs),
            fmean(one.second.rate for one in self.pairs),
        )

    @cached_property
    def interval(self) -> tuple[float, float]:
        """Between what the difference of the pass rates lies, by 95 % bootstrap."""
        return bootstrap_interval([one.difference for one in self.pairs])

    @property
    def p(self) -> float:
        """Of the exact McNemar test over cases passed and failed."""
        return mcnemar(len(self.changed("better")), len(self.changed("worse")))

    @cached_property
    def kinds(self) -> list[OfKind]:
        """By kind of assertion, sorted."""
        found: dict[str, list[tuple[float, float, Change]]] = {}
        for pair in self.pairs:
            held, needed = (_held(pair.first), _held(pair.second)), pair.first.needed
            for name in held[0].keys() & held[1].keys():
                one, other = held[0][name], held[1][name]
                change = _change(
                    enough(sum(one), len(one), needed), enough(sum(other), len(other), needed)
                )
                # From the second of a kind on, an assertion's name has a number.
                kind = name.partition("-")[0]
                found.setdefault(kind, []).append((fmean(one), fmean(other), change))
        return [_of_kind(kind, found[kind]) for kind in sorted(found)]


class Differing(NamedTuple):
    """An assertion that failed in at least one of two attempts.

    Attributes:
        assertion: `Expectation.name`.
        expected: What was expected.
        first: Whether it held in the first attempt; None where that one did not have it.
        second: In the second.
    """

    assertion: str
    expected: str
    first: bool | None
    second: bool | None


def differing(first: Attempt, second: Attempt) -> Iterator[Differing]:
    """The assertions of which at least one failed, in order."""
    held = [{one.assertion: one.passed for one in attempt.outcomes} for attempt in (first, second)]
    expected = {one.assertion: one.expected for one in (*second.outcomes, *first.outcomes)}
    for name in dict.fromkeys((*held[0], *held[1])):
        one, other = held[0].get(name), held[1].get(name)
        if one is False or other is False:
            yield Differing(name, expected[name], one, other)


def _by_case(run: Run) -> dict[str, Replies]:
    attempts: dict[str, list[Attempt]] = {}
    for one in run.attempts:
        attempts.setdefault(one.case, []).append(one)
    return {
        case: Replies(tuple(made), run.needed.get(case, 1.0)) for case, made in attempts.items()
    }


def _held(replies: Replies) -> dict[str, list[bool]]:
    """Whether each assertion held, in each repeat."""
    held: dict[str, list[bool]] = {}
    for attempt in replies.attempts:
        for one in attempt.outcomes:
            held.setdefault(one.assertion, []).append(one.passed)
    return held


def _of_kind(kind: str, found: Sequence[tuple[float, float, Change]]) -> OfKind:
    changes = [change for _, _, change in found]
    return OfKind(
        kind,
        len(found),
        fmean(one for one, _, _ in found),
        fmean(other for _, other, _ in found),
        changes.count("better"),
        changes.count("worse"),
    )


def _change(first: bool, second: bool) -> Change:
    if first == second:
        return "same"
    return "better" if second else "worse"


def _showing(attempts: Sequence[Attempt], passed: bool) -> Attempt:
    return next((one for one in attempts if one.held == passed), attempts[0])
