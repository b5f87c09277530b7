"""A comparison as Markdown, for a pull request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from bot.direction import direction
from bot.evaluation.comparison import Comparison, Pair, differing
from bot.evaluation.reports import wording

# What Markdown would read as markup, in names and in what is expected.
_SPECIAL = r"\`*_{}[]()<>#+-.!|~&"


def render(comparison: Comparison) -> str:
    """The report: GitHub's Markdown, replies in HTML of their own direction."""
    return "\n".join(_lines(comparison)) + "\n"


def _lines(comparison: Comparison) -> Iterator[str]:
    first, second = (_plain(name) for name in comparison.names)
    yield f"# {first} and {second}\n"
    yield f"**{_plain(wording.verdict(comparison))}**\n"
    yield from _table(["figure", "value"], *wording.facts(comparison))
    for note in wording.notes(comparison):
        yield f"{_plain(note)}\n"
    yield "## By assertion\n"
    yield from _table(*wording.by_assertion(comparison))
    for change in ("worse", "better"):
        if changed := comparison.changed(change):
            yield f"## {change.capitalize()}\n"
            for pair in changed:
                yield from _flip(comparison, pair)
    yield "## Every case\n"
    yield from _table(*wording.by_case(comparison))


def _flip(comparison: Comparison, pair: Pair) -> Iterator[str]:
    yield f"### {_plain(pair.case)}\n"
    if why := wording.why(comparison, pair):
        yield f"{_plain(why)}\n"
    if question := wording.question(comparison, pair):
        yield _block(question)
    attempts = pair.telling()
    for name, attempt in zip(comparison.names, attempts, strict=True):
        yield f"{_plain(name)}:\n"
        yield _block(wording.reply(attempt))
    for one in differing(*attempts):
        held = f"{wording.state(one.first)}, then {wording.state(one.second)}"
        yield f"- {_plain(one.assertion)}: {held}; expected: {_plain(one.expected)}"
    yield ""


def _table(head: Sequence[str], *rows: Sequence[str]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *rows):
        yield "| " + " | ".join(one if one == "---" else _plain(one) for one in row) + " |"
    yield ""


def _block(text: str) -> str:
    # An empty line would end the block, and what follows it would be Markdown.
    lines = "<br>".join(escape(line) for line in wording.shown(text).splitlines() if line.strip())
    side = direction(text)
    return f'<p dir="{side}" lang="{"ar" if side == "rtl" else "en"}">{lines}</p>\n'


def _plain(text: str) -> str:
    line = " ".join(wording.shown(text).split())
    return "".join(f"\\{one}" if one in _SPECIAL else one for one in line)
