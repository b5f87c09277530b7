"""What stands over several lines of an article: tables, code, lists within lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

# The line below a table's header: |---|:-:| with or without bars at its ends.
_RULE = regex.compile(r"\|?(?:\s*+:?-+:?\s*+\|)+(?:\s*+:?-+:?)?")
_BAR = regex.compile(r"(?<!\\)\|")
_FENCE = regex.compile(r"(`{3,}|~{3,})[^`]*")


def cells(line: str) -> list[slice]:
    """Where the cells of a table's row are in its line: between the bars, without the spaces."""
    bars = [-1, *(match.start() for match in _BAR.finditer(line)), len(line)]
    between = [(start + 1, end) for start, end in pairwise(bars)]
    if line.startswith("|"):
        between = between[1:]
    if line.endswith("|") and len(between) > 1:
        between = between[:-1]
    return [_without_spaces(line, start, end) for start, end in between]


def tables(lines: Sequence[str]) -> Iterator[tuple[range, bool]]:
    """The places of the lines of each table, and whether it has a header and a rule below that.

    Without a rule, as tables of web pages come, these are lines that have as many cells.
    """
    at = 0
    while at < len(lines):
        columns = len(cells(lines[at]))
        rule = at + 1 < len(lines) and _RULE.fullmatch(lines[at + 1])
        ruled = bool(rule) and "|" in lines[at] and len(cells(lines[at + 1])) == columns
        end = at + 1
        while end < len(lines) and (
            "|" in lines[end] if ruled else len(cells(lines[end])) == columns > 1
        ):
            end += 1
        if ruled or end - at > 1:
            yield range(at, end), ruled
        at = end


def codes(lines: Sequence[str]) -> Iterator[range]:
    """The places of the lines of each stretch of code, from the one fence to the other."""
    opened: tuple[int, str] | None = None
    for at, line in enumerate(lines):
        match = _FENCE.fullmatch(line)
        if not match:
            continue
        if opened is None:
            opened = at, match[1]
        elif line.startswith(opened[1]) and not line.strip(opened[1][0]):
            yield range(opened[0], at + 1)
            opened = None


def depths(indents: Sequence[int]) -> list[int]:
    """How deep each item of a list is nested, from how far it is indented."""
    found, around = [], list[int]()
    for indent in indents:
        while around and around[-1] >= indent:
            around.pop()
        found.append(len(around))
        around.append(indent)
    return found


def _without_spaces(line: str, start: int, end: int) -> slice:
    inner = line[start:end]
    first = start + len(inner) - len(inner.lstrip())
    return slice(first, max(first, start + len(inner.rstrip())))
