"""Lines of text as runs of one direction, as Word wants them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.direction import Direction
from bot.export.document import Run

_STRONG: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_DIGITS = ("EN", "AN")


def one_way(runs: Sequence[Run], base: Direction) -> Iterator[tuple[Run, Direction]]:
    """Runs cut into runs of one direction each, with that direction.

    A letter has its own direction. A digit goes with the letter before it, and what has none with
    the letters around it if they agree, else with the paragraph: the rules W7, N1 and N2 of the
    Unicode bidirectional algorithm (UAX #9), simplified to one level.

    Args:
        runs: Of one line.
        base: The direction of the paragraph.
    """
    directions = iter(_resolved([kind for run in runs for kind in _kinds(run)], base))
    for run in runs:
        letters = [(letter, next(directions)) for letter in run.text]
        for direction, group in groupby(letters, key=lambda letter: letter[1]):
            yield replace(run, text="".join(letter for letter, _ in group)), direction


def _kinds(run: Run) -> Iterator[Direction | str]:
    """For each character, its direction, ``digit``, ``mark``, or ``neutral``."""
    for character in run.text:
        kind = unicodedata.bidirectional(character)
        if run.code or run.technical:
            yield "ltr"
        elif kind in _STRONG:
            yield _STRONG[kind]
        else:
            yield "digit" if kind in _DIGITS else "mark" if kind == "NSM" else "neutral"


def _resolved(kinds: Sequence[str], base: Direction) -> list[Direction]:
    before: list[Direction | None] = []  # of what is neutral, None
    last: Direction = base
    for kind in kinds:
        if kind in ("ltr", "rtl"):
            last = "ltr" if kind == "ltr" else "rtl"
            before.append(last)
        elif kind == "mark" and before:
            before.append(before[-1])
        else:
            before.append(last if kind == "digit" else None)
    return _filled(before, base)


def _filled(directions: Sequence[Direction | None], base: Direction) -> list[Direction]:
    filled: list[Direction] = []
    after: Direction = base
    follows: list[Direction] = []
    for direction in reversed(directions):
        after = direction or after
        follows.append(after)
    before: Direction = base
    for direction, following in zip(directions, reversed(follows), strict=True):
        before = direction or before
        filled.append(before if before == following else base)
    return filled
