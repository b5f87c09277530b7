"""How much of a difference is chance: two exact tests and an interval, for small counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import comb
from random import Random
from statistics import fmean
from typing import NamedTuple

RESAMPLES = 10_000
_SEED = 20261125


class Counts(NamedTuple):
    """Passes of one case before and now, each out of so many repeats."""

    passes_before: int
    repeats_before: int
    passes_now: int
    repeats_now: int


def mcnemar(better: int, worse: int) -> float:
    """The two-sided exact p-value of a paired comparison.

    Were there no difference, each pair that changed would be as likely to have become better as
    worse: a binomial distribution of `better + worse` throws of a coin.

    Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions
    or percentages", Psychometrika 12 (1947), 153-157, in its exact form.

    Args:
        better: Pairs that failed first and passed then.
        worse: Pairs that passed first and failed then.
    """
    changed = better + worse
    tail = sum(comb(changed, count) for count in range(min(better, worse) + 1))
    return float(min(1.0, 2 * tail / 2**changed))


def bootstrap_interval(
    differences: Sequence[float], *, level: float = 0.95, resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The percentile interval of a mean of paired differences; the same at every call.

    Cases are drawn anew, each with both of its replies, as they are what was chosen out of all
    that could be asked. Where no case differs, the interval has no width: it knows nothing of what
    was not asked.

    Source: B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7
    (1979), 1-26; the percentile interval: B. Efron and R. Tibshirani, "An Introduction to the
    Bootstrap" (1993), chapter 13.

    Args:
        differences: Of each case: its pass rate then, less its pass rate first.
        level: The interval's level of confidence.
        resamples: How often cases are drawn.

    Raises:
        ValueError: There are no differences.
    """
    if not differences:
        raise ValueError("an interval needs at least one difference")
    random, size = Random(_SEED), len(differences)
    means = sorted(fmean(random.choices(differences, k=size)) for _ in range(resamples))
    cut = int((1 - level) / 2 * resamples)
    return means[cut], means[-1 - cut]


def chance_of_fewer(cases: Iterable[Counts]) -> float:
    """How likely so few passes now, or fewer, would be, had no case changed: one-sided, exact.

    In each case the passes of both times together are shared out by chance among all repeats (a
    hypergeometric distribution); of several cases the sums count. Of one case this is Fisher's
    exact test.

    Source: R. A. Fisher, "The Design of Experiments" (1935), chapter 2; several strata: C. Mehta,
    N. Patel and R. Gray, "Computing an exact confidence interval for the common odds ratio in
    several 2x2 contingency tables", Journal of the American Statistical Association 80 (1985),
    969-973.
    """
    found, sums = 0, [1.0]
    for one in cases:
        found += one.passes_now
        sums = _convolved(sums, _shares(one))
    return min(1.0, sum(sums[: found + 1]))


def _shares(counts: Counts) -> list[float]:
    """How likely each number of passes now is, given those of both times together."""
    before, now = counts.repeats_before, counts.repeats_now
    passes = counts.passes_before + counts.passes_now
    every = comb(before + now, passes)
    return [
        comb(now, count) * comb(before, passes - count) / every if count <= passes else 0.0
        for count in range(now + 1)
    ]


def _convolved(first: Sequence[float], second: Sequence[float]) -> list[float]:
    sums = [0.0] * (len(first) + len(second) - 1)
    for place, one in enumerate(first):
        for other_place, other in enumerate(second):
            sums[place + other_place] += one * other
    return sums
