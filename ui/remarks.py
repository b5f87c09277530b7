"""From a place in a reply's text to the tokens of its Markdown.

A remark says where in the text its stretch starts and ends; what is shown are the tokens that a
parser made of that text. A sign is set at either end before the text is parsed, looked for in the
tokens and taken out again. A sign can change how the text around it is parsed: such a place is
given up, so that a remark never changes what a reply looks like otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from typing import NamedTuple

import regex
from markdown_it.token import Token

from bot import Remark

# Two signs that no reply contains. For Markdown they are punctuation: beside emphasis they count
# for as much as the white space that a stretch starts after and ends before.
_START, _END = "\U00010af0", "\U00010af1"  # Manichaean punctuation
_SIGNS = regex.compile(f"[{_START}{_END}]")
_WITHOUT_SYNTAX = regex.compile(r"[\p{L}\p{N}](?:.*[^\s|*_~`#>])?", regex.DOTALL)

Parse = Callable[[str], list[Token]]


class Stretch(NamedTuple):
    """A stretch of a reply's text, and the warnings that concern it."""

    start: int
    end: int
    warnings: tuple[str, ...]


def mark_stretches(
    text: str, remarks: Iterable[Remark], parse: Parse
) -> tuple[list[Token], list[Stretch]]:
    """Parse a text and mark the stretches that remarks concern.

    Text inside the stretch of index k is given ``meta["stretch"] = k``, and after its end stands
    a token of type ``flag`` with the same.

    Args:
        text: A reply's text.
        remarks: What is remarked on in it.
        parse: Parses Markdown.

    Returns:
        The tokens, and the stretches; those that could not be marked come last.
    """
    whole = parse(text)
    stretches = _stretches(remarks)
    if not stretches or _SIGNS.search(text):
        return whole, stretches
    places: list[tuple[int, int]] = [(one.start, one.end) for one in stretches]
    tokens = _parsed(text, places, parse, whole)
    if tokens is None:
        places, marked, tokens = [], [], whole
        for one in stretches:
            for place in ((one.start, one.end), _inner(text, one)):
                if with_it := _parsed(text, [*places, place], parse, whole):
                    places.append(place)
                    marked.append(one)
                    tokens = with_it
                    break
        stretches = [*marked, *(one for one in stretches if one not in marked)]
    if places:
        _take_out_signs(tokens)
    return tokens, stretches


def _stretches(remarks: Iterable[Remark]) -> list[Stretch]:
    """The stretches remarked on, in order; what overlaps is one."""
    found: list[Stretch] = []
    for start, end, warning in sorted((one.start, one.end, one.text) for one in remarks):
        if found and start < found[-1].end:
            first = found.pop()
            start, end = first.start, max(first.end, end)
            found.append(Stretch(start, end, tuple(dict.fromkeys((*first.warnings, warning)))))
        else:
            found.append(Stretch(start, end, (warning,)))
    return found


def _inner(text: str, stretch: Stretch) -> tuple[int, int]:
    """A stretch without the Markdown that it may begin and end with, such as a table's bars."""
    inner = _WITHOUT_SYNTAX.search(text, stretch.start, stretch.end)
    return inner.span() if inner else (stretch.start, stretch.end)


def _parsed(
    text: str, places: Sequence[tuple[int, int]], parse: Parse, whole: Sequence[Token]
) -> list[Token] | None:
    """The tokens with a sign at both ends of each place; None if that changes anything else."""
    pieces, done = [], 0
    for start, end in places:
        pieces += [text[done:start], _START, text[start:end], _END]
        done = end
    tokens = parse("".join([*pieces, text[done:]]))
    signs = "".join(_SIGNS.findall("".join(_texts(tokens))))
    if signs != (_START + _END) * len(places) or _shape(tokens) != _shape(whole):
        return None
    return tokens


def _texts(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        for child in token.children or ():
            if child.type == "text":
                yield child.content


def _shape(tokens: Iterable[Token]) -> list[tuple[object, ...]]:
    """All that is shown of tokens, the signs aside."""
    shape: list[tuple[object, ...]] = []
    for token in tokens:
        children = tuple(_shape(token.children or ()))
        content = _SIGNS.sub("", token.content)
        before = shape[-1] if shape else ()
        if token.type != "text":
            attributes = tuple(token.attrs.items())
            shape.append((token.type, token.tag, attributes, token.hidden, content, children))
        elif before[:1] == ("text",):
            shape[-1] = ("text", f"{before[1]}{content}")
        elif content:
            shape.append(("text", content))
    return shape


def _take_out_signs(tokens: Iterable[Token]) -> None:
    """Put marked text and flags in place of the signs."""
    stretch, inside = 0, False
    for token in tokens:
        if token.children is None:
            continue
        children: list[Token] = []
        for child in token.children:
            if child.type != "text":
                children.append(child)
                continue
            for piece in regex.split(f"([{_START}{_END}])", child.content):
                if piece == _START:
                    inside = True
                elif piece == _END:
                    children.append(Token("flag", "", 0, level=child.level))
                    children[-1].meta["stretch"] = stretch
                    stretch, inside = stretch + 1, False
                elif piece:
                    children.append(copy(child))
                    children[-1].content = piece
                    children[-1].meta = {"stretch": stretch} if inside else {}
        token.children = children
