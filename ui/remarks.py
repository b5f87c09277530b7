"""From a place in a reply's text to the tokens of its Markdown.

A remark says where in the text its stretch starts and ends; what is shown are the tokens that a
parser made of that text. A sign is set at either end before the text is parsed, looked for in the
tokens and taken out again. A sign can change how the text around it is parsed: such a place is
given up, so that a remark never changes what a reply looks like otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    a token of type ``flag`` with the same. Flags of stretches that cannot be marked, such as a
    line of code, stand in a paragraph at the end.

    Args:
        text: A reply's text.
        remarks: What is remarked on in it.
        parse: Parses Markdown.

    Returns:
        The tokens, and the stretches.
    """
    tokens = whole = parse(text)
    found = stretches(remarks)
    if not found:
        return whole, []
    places = {k: (one.start, one.end) for k, one in enumerate(found)}
    if with_all := _parsed(text, places, parse, whole):
        tokens = with_all
    else:
        places = {}
        for k, one in enumerate(found):
            for place in ((one.start, one.end), _inner(text, one)):
                if with_it := _parsed(text, places | {k: place}, parse, whole):
                    tokens, places = with_it, places | {k: place}
                    break
    if places:
        _put_marks(tokens, places)
    unmarked = [_flag(k) for k in range(len(found)) if k not in places]
    if unmarked:
        paragraph = Token("inline", "", 0, children=unmarked)
        tokens += [Token("paragraph_open", "p", 1), paragraph, Token("paragraph_close", "p", -1)]
    return tokens, found


def stretches(remarks: Iterable[Remark]) -> list[Stretch]:
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
    text: str, places: Mapping[int, tuple[int, int]], parse: Parse, whole: Sequence[Token]
) -> list[Token] | None:
    """The tokens with a sign at both ends of each place; None if that changes anything else."""
    pieces, done = [], 0
    for start, end in places.values():
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


def _put_marks(tokens: Iterable[Token], stretches: Iterable[int]) -> None:
    """Mark the text between signs as that of one stretch after the other; take the signs out."""
    following = iter(stretches)
    stretch: int | None = None
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
                    stretch = next(following)
                elif piece == _END and stretch is not None:
                    children.append(_flag(stretch))
                    stretch = None
                elif piece:
                    children.append(copy(child))
                    children[-1].content = piece
                    children[-1].meta = {} if stretch is None else {"stretch": stretch}
        token.children = children


def _flag(stretch: int) -> Token:
    return Token("flag", "", 0, meta={"stretch": stretch})
