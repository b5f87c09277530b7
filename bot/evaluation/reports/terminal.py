"""A comparison as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.evaluation.comparison import Comparison, Pair, differing
from bot.evaluation.reports import wording

# They join and part letters, or help neutral characters along.
_HARMLESS = "\u200c\u200d\u200e\u200f"


def render(comparison: Comparison) -> str:
    """The report. Arabic stands only at ends of lines, where it moves no column."""
    return "\n".join(_printable(line) for line in _lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    first, second = comparison.names
    yield from _table(
        ["case", first, second, "change"],
        [
            [
                pair.case,
                wording.passes(pair.first),
                wording.passes(pair.second),
                "" if pair.change == "same" else pair.change,
            ]
            for pair in comparison.pairs
        ],
    )
    yield ""
    yield from _table(
        ["assertion", "of", first, second, "better", "worse", "p"],
        [
            [
                one.kind,
                str(one.asserted),
                f"{one.first:.1%}",
                f"{one.second:.1%}",
                str(one.better),
                str(one.worse),
                wording.p_value(one.p),
            ]
            for one in comparison.kinds
        ],
    )
    for change in ("worse", "better"):
        for pair in comparison.changed(change):
            yield ""
            yield from _flip(comparison, pair)
    yield ""
    yield from _table(None, [list(fact) for fact in wording.facts(comparison)])
    yield from wording.notes(comparison)
    yield wording.verdict(comparison)


def _flip(comparison: Comparison, pair: Pair) -> Iterator[str]:
    yield f"{pair.change.upper()}  {pair.case}: {wording.why(comparison, pair)}".rstrip(": ")
    if question := wording.question(comparison, pair):
        yield f"  asked: {_one_line(question)}"
    attempts = pair.telling()
    for name, attempt in zip(comparison.names, attempts, strict=True):
        yield f"  {name}: {_one_line(wording.reply(attempt))}"
    for one in differing(*attempts):
        held = f"{wording.state(one.first)}, then {wording.state(one.second)}"
        yield f"  {one.assertion}: {held}; expected: {_one_line(one.expected)}"


def _table(head: Sequence[str] | None, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    every = [head, *rows] if head else rows
    widths = [max(len(row[place]) for row in every) for place in range(len(every[0]))]
    for row in every:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _printable(line: str) -> str:
    """A line without characters that would end it, or steer a terminal."""
    return "".join(one if one.isprintable() or one in _HARMLESS else " " for one in line)
