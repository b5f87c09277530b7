"""What of Markdown a reply may use, parsed; HTML in it is text, and nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import regex
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_CITED = regex.compile(r"\[(\d{1,3})\]")


def reply_parser() -> MarkdownIt:
    """A parser for replies: CommonMark with tables, ``[n]`` as tokens of type ``citation``.

    Its caller may add rules to it.
    """
    # What stands deeper than its nesting allows, the parser drops.
    options = {"html": False, "breaks": True, "maxNesting": 100}
    parser = MarkdownIt("commonmark", options).enable("table")
    # `[1]: https://…` in a reply would turn its citations into links.
    parser.disable("reference")
    parser.inline.ruler.before("link", "citation", _citation)
    parser.validateLink = _is_web_address  # type: ignore[method-assign]
    return parser


def _is_web_address(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _citation(state: StateInline, silent: bool) -> bool:
    match = _CITED.match(state.src, state.pos)
    if match is None or match.end() > state.posMax:
        return False
    if not silent:
        state.push("citation", "sup", 0).content = match[1]
    state.pos = match.end()
    return True


def with_lines_apart(tokens: Sequence[Token]) -> list[Token]:
    """Make each line of a paragraph one of its own, with a direction of its own.

    A translation keeps the article's line ends, which in most articles end a paragraph.
    """
    result: list[Token] = []
    for index, token in enumerate(tokens):
        result.append(token)
        if token.type != "inline" or tokens[index - 1].type != "paragraph_open":
            continue
        lines: list[list[Token]] = [[]]
        for child in token.children or ():
            if child.type in ("softbreak", "hardbreak") and child.level == 0:
                lines.append([])
            else:
                lines[-1].append(child)
        token.children = lines[0]
        for line in lines[1:]:
            result += [copy(tokens[index + 1]), copy(tokens[index - 1]), copy(token)]
            result[-1].children = line
            result[-2].attrs = {}
    return result
