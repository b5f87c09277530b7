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
    yield from _table(wording.by_case(comparison))
    yield ""
    yield from _table(wording.by_assertion(comparison))
    for change in ("worse", "better"):
        for pair in comparison.changed(change):
            yield ""
            yield from _flip(comparison, pair)
    yield ""
    yield from _table(wording.facts(comparison))
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


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _printable(line: str) -> str:
    """A line without characters that would end it, or steer a terminal."""
    return "".join(one if one.isprintable() or one in _HARMLESS else " " for one in line)
