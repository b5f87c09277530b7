"""What reports say of a comparison, in words."""

from __future__ import annotations

import re

from bot.direction import as_written
from bot.evaluation.comparison import Comparison, Pair, Replies
from bot.evaluation.runs import Attempt

LEVEL = 0.05
"""A difference is called one where chance would make as great a one more rarely than this."""


_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may have, escaped or not (https://www.w3.org/TR/xml/#charsets)."""


def legal(text: str) -> str:
    """Text without the characters that XML and HTML have no way to write."""
    return _ILLEGAL.sub("", text)


def shown(text: str) -> str:
    """Legal text that reads as it is written."""
    return as_written(legal(text))


def verdict(comparison: Comparison) -> str:
    """What it comes to, in a sentence."""
    first, second = comparison.names
    better, worse = len(comparison.changed("better")), len(comparison.changed("worse"))
    if not better and not worse:
        return f"Every case passes with both {first} and {second}, or with neither."
    if comparison.p < LEVEL:
        more = "more" if better > worse else "fewer"
        return f"{second} passes {more} cases than {first}, by more than chance explains."
    return f"Some cases differ, but no more than chance explains: {better} better, {worse} worse."


def facts(comparison: Comparison) -> list[tuple[str, str]]:
    """The figures of a comparison, each with its name."""
    (first, second), (low, high) = comparison.rates, comparison.interval
    return [
        ("Cases", str(len(comparison.pairs))),
        (f"Pass rate, {comparison.names[0]}", f"{first:.1%}"),
        (f"Pass rate, {comparison.names[1]}", f"{second:.1%}"),
        ("Difference in points", points(second - first)),
        ("95% interval, bootstrap over cases", f"{points(low)} to {points(high)}"),
        ("Better", str(len(comparison.changed("better")))),
        ("Worse", str(len(comparison.changed("worse")))),
        ("Exact McNemar test", f"p = {p_value(comparison.p)}"),
        ("Flaky cases", str(len(comparison.flaky))),
    ]


def by_assertion(comparison: Comparison) -> list[list[str]]:
    """What came of each kind of assertion, as a table: its head, then a row each."""
    head = ["assertion", "of", *comparison.names, "better", "worse", "p"]
    rows = [
        [
            one.kind,
            str(one.asserted),
            f"{one.first:.1%}",
            f"{one.second:.1%}",
            str(one.better),
            str(one.worse),
            p_value(one.p),
        ]
        for one in comparison.kinds
    ]
    return [head, *rows]


def by_case(comparison: Comparison) -> list[list[str]]:
    """What came of each case, as a table: its head, then a row each."""
    rows = [
        [
            pair.case,
            passes(pair.first),
            passes(pair.second),
            "" if pair.change == "same" else pair.change,
        ]
        for pair in comparison.pairs
    ]
    return [["case", *comparison.names, "change"], *rows]


def points(difference: float) -> str:
    """A difference of shares, in points, with its sign."""
    rounded = round(100 * difference, 1) or 0.0
    return f"{rounded:+.1f}" if rounded else "0.0"


def p_value(p: float) -> str:
    """A p-value as it is usually written."""
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def passes(replies: Replies) -> str:
    """In how many repeats a case passed; where they differ, that it is flaky."""
    count = f"{replies.passes}/{len(replies.attempts)}"
    return f"{count} flaky" if replies.flaky else count


def notes(comparison: Comparison) -> list[str]:
    """What a reader should know before the figures are believed."""
    found = []
    if comparison.unpaired:
        names = ", ".join(comparison.unpaired)
        found.append(f"In one run only, and left out ({len(comparison.unpaired)}): {names}")
    for name, run in zip(comparison.names, comparison.runs, strict=True):
        if failed := sum(one.error is not None for one in run.attempts):
            found.append(f"No reply came in {failed} of {len(run.attempts)} attempts of {name}.")
    return found


def why(comparison: Comparison, pair: Pair) -> str:
    """What a case is for; empty where the case is gone."""
    case = comparison.cases.get(pair.case)
    return case.why if case else ""


def question(comparison: Comparison, pair: Pair) -> str:
    """What was asked; empty where nothing was, or the case is gone."""
    case = comparison.cases.get(pair.case)
    return case.question if case else ""


def reply(attempt: Attempt) -> str:
    """What came: the reply, or why there is none."""
    return attempt.text if attempt.error is None else attempt.error


def state(held: bool | None) -> str:
    """Whether an assertion held; None where a run does not have it."""
    return {True: "held", False: "failed", None: "not asserted"}[held]
