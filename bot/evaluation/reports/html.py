"""A comparison as a page of its own: no script, nothing from elsewhere, both scripts right.

The page is built as a tree and written out at the end, so that no text in it can become markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from lxml import html
from lxml.html import builder as tags

from bot.direction import direction
from bot.evaluation.comparison import Change, Comparison, Pair, Replies, differing
from bot.evaluation.reports import wording
from bot.evaluation.reports.wording import shown
from bot.evaluation.reports.words import Part, differences

Element = Any
"""lxml has no types for its elements that say more."""

# No request leaves the page, whatever gets into it.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_QUOTED = re.compile("(?<=“)([^”]*)(?=”)")
_SIGNS: dict[Change, str] = {"better": "▲ better", "worse": "▼ worse", "same": ""}


def render(comparison: Comparison) -> str:
    """The page."""
    first, second = comparison.names
    title = shown(f"{first} → {second}")
    style = files(__package__).joinpath("report.css").read_text("utf-8")
    page = tags.HTML(
        tags.HEAD(
            tags.META(charset="utf-8"),
            tags.META({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
            tags.META(name="viewport", content="width=device-width, initial-scale=1"),
            tags.META(name="color-scheme", content="light dark"),
            tags.TITLE(title),
            tags.STYLE(style),
        ),
        tags.BODY(tags.MAIN(*_header(comparison), *_flips(comparison), *_tables(comparison))),
        lang="en",
    )
    written: str = html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")
    return written + "\n"


def _header(comparison: Comparison) -> Iterator[Element]:
    first, second = comparison.names
    yield tags.HEADER(
        tags.P("Khulasa · prompt cases compared", tags.CLASS("overline")),
        tags.H1(_bdi(first), tags.SPAN(" → ", tags.CLASS("arrow")), _bdi(second)),
        tags.P(shown(wording.verdict(comparison)), tags.CLASS("verdict")),
        tags.P(_made(comparison), tags.CLASS("quiet")),
    )
    yield tags.DL(
        *(
            tags.DIV(tags.DT(shown(name)), tags.DD(shown(value)))
            for name, value in wording.facts(comparison)
        ),
        tags.CLASS("facts"),
    )
    yield _whisker(comparison)
    for note in wording.notes(comparison):
        yield tags.P(shown(note), tags.CLASS("note"))


def _made(comparison: Comparison) -> str:
    return shown(
        "; ".join(
            f"{name}: {run.model or 'embedded engine'}, {run.when[:16].replace('T', ' ')} UTC"
            for name, run in zip(comparison.names, comparison.runs, strict=True)
        )
    )


def _whisker(comparison: Comparison) -> Element:
    """The difference and its interval on a line from all lost to all won."""
    low, high = comparison.interval
    first, second = comparison.rates
    # As far as the interval goes, and a little more, so that a small one can be seen.
    reach = max(0.05, 1.2 * max(abs(low), abs(high)))

    def place(value: float) -> float:
        return 50 + 50 * value / reach

    label = (
        f"difference {wording.points(second - first)} points, "
        f"interval {wording.points(low)} to {wording.points(high)}"
    )
    return tags.DIV(
        tags.SPAN(tags.CLASS("zero")),
        tags.SPAN(
            tags.CLASS("range"),
            style=f"left:{place(low):.2f}%;width:{place(high) - place(low):.2f}%",
        ),
        tags.SPAN(tags.CLASS("mean"), style=f"left:{place(second - first):.2f}%"),
        tags.SPAN(f"{wording.points(-reach)}", tags.CLASS("end low")),
        tags.SPAN(f"{wording.points(reach)}", tags.CLASS("end high")),
        {"class": "whisker", "role": "img", "aria-label": label},
    )


def _flips(comparison: Comparison) -> Iterator[Element]:
    for change in ("worse", "better"):
        if changed := comparison.changed(change):
            yield tags.SECTION(
                tags.H2(f"{change.capitalize()} ({len(changed)})"),
                *(_flip(comparison, pair) for pair in changed),
            )


def _flip(comparison: Comparison, pair: Pair) -> Element:
    attempts = pair.telling()
    parts = differences(*(shown(wording.reply(one)) for one in attempts))
    head: list[Element] = [tags.H3(tags.CODE(shown(pair.case)), " ", _badge(pair.change))]
    if why := wording.why(comparison, pair):
        head.append(tags.P(shown(why), _sides(why), tags.CLASS("why")))
    if question := wording.question(comparison, pair):
        head.append(tags.P(shown(question), _sides(question), tags.CLASS("question")))
    columns = zip(comparison.names, (pair.first, pair.second), parts, ("del", "ins"), strict=True)
    return tags.ARTICLE(
        *head,
        tags.DIV(*(_column(*one) for one in columns), tags.CLASS("replies")),
        tags.UL(*(_assertion(*one) for one in differing(*attempts)), tags.CLASS("assertions")),
        tags.CLASS(pair.change),
    )


def _column(name: str, replies: Replies, parts: Sequence[Part], mark: str) -> Element:
    return tags.DIV(
        tags.H4(_bdi(name), " ", _count(replies)),
        *(_line(line, mark) for line in _by_line(parts)),
        tags.CLASS("reply"),
    )


def _line(parts: Sequence[Part], mark: str) -> Element:
    line = tags.P(_sides("".join(one.text for one in parts)))
    for text, differs in parts:
        if differs and not text.isspace():
            line.append(getattr(tags, mark.upper())(text))
        elif len(line):
            line[-1].tail = (line[-1].tail or "") + text
        else:
            line.text = (line.text or "") + text
    return line


def _by_line(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """The lines of a reply: each has a direction of its own."""
    line: list[Part] = []
    for text, differs in parts:
        first, *others = text.split("\n")
        line.append(Part(first, differs))
        for other in others:
            if any(one.text.strip() for one in line):
                yield line
            line = [Part(other, differs)]
    if any(one.text.strip() for one in line):
        yield line


def _assertion(name: str, expected: str, first: bool | None, second: bool | None) -> Element:
    return tags.LI(
        tags.CODE(shown(name)),
        f" {wording.state(first)}, then {wording.state(second)}; expected: ",
        *_quoting(shown(expected)),
    )


def _quoting(text: str) -> Iterator[Any]:
    """English words that quote phrases of either language: each phrase reads its own way."""
    for place, piece in enumerate(_QUOTED.split(text)):
        yield tags.BDI(piece, _sides(piece)) if place % 2 else piece


def _tables(comparison: Comparison) -> Iterator[Element]:
    names = [_bdi(name) for name in comparison.names]
    kinds = (
        [tags.CODE(shown(kind)), *figures]
        for kind, *figures in wording.by_assertion(comparison)[1:]
    )
    yield tags.SECTION(
        tags.H2("By assertion"),
        _table(["assertion", "of", *names, "better", "worse", "p"], kinds),
    )
    cases = (
        [tags.CODE(shown(one.case)), _count(one.first), _count(one.second), _badge(one.change)]
        for one in comparison.pairs
    )
    names = [_bdi(name) for name in comparison.names]
    yield tags.SECTION(tags.H2("Every case"), _table(["case", *names, "change"], cases))


def _table(head: Sequence[Any], rows: Iterator[list[Any]]) -> Element:
    return tags.DIV(
        tags.TABLE(
            tags.THEAD(tags.TR(*(tags.TH(one, scope="col") for one in head))),
            tags.TBODY(
                *(
                    tags.TR(tags.TH(row[0], scope="row"), *(tags.TD(one) for one in row[1:]))
                    for row in rows
                )
            ),
        ),
        # A wide table scrolls by itself, with the keyboard, too.
        {"class": "wide", "tabindex": "0", "role": "group", "aria-label": "table"},
    )


def _count(replies: Replies) -> Element:
    kind = "flaky" if replies.flaky else "passed" if replies.passed else "failed"
    return tags.SPAN(wording.passes(replies), tags.CLASS(f"count {kind}"))


def _badge(change: Change) -> Element:
    return tags.SPAN(_SIGNS[change], tags.CLASS(f"badge {change}"))


def _bdi(text: str) -> Element:
    return tags.BDI(shown(text))


def _sides(text: str) -> dict[str, str]:
    side = direction(text)
    return {"dir": side, "lang": "ar" if side == "rtl" else "en"}
