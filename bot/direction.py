"""Which way text reads, and the characters that could make it read otherwise."""

from __future__ import annotations

from typing import Literal

import regex

Direction = Literal["rtl", "ltr"]

TECHNICAL = regex.compile(r"https?://[^\s<>\"'،؛]*[^\s<>\"'،؛.,;:!?؟)\]»”]|\b[A-Z]+(?:_[A-Z]+)+\b")
"""Addresses and names of variables: left-to-right, and to be kept together. A slash or underscore
at their edge would otherwise jump to the other side in Arabic."""

# Embeddings, overrides and isolates: they can make a reply read otherwise than it is written.
# Single direction marks (U+200E, U+200F) only help neutral characters along, and stay.
_BIDI_CONTROLS = regex.compile("[\u202a-\u202e\u2066-\u2069]")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
_RTL_LETTER = regex.compile(r"[\p{bc=R}\p{bc=AL}]")


def direction(text: str, likely: Direction | None = None) -> Direction:
    """The direction that a text reads in: that of most of its words.

    Where a direction is likely, it wins unless the text speaks against it: the text begins in the
    other one and mostly goes on so, or less than a quarter of its words go the likely way. Both
    set right what the first strong letter alone gets wrong (`NATO أعلن عن موقفه` is Arabic).

    Args:
        text: Any text.
        likely: Direction of what surrounds it; without one, most words decide, and the first of
            them where neither side has more.
    """
    words = _WORD.findall(TECHNICAL.sub(" ", text))
    if not words:
        return likely or "ltr"
    sides: list[Direction] = ["rtl" if _RTL_LETTER.match(word) else "ltr" for word in words]
    needed = 0.25 if sides[0] == likely else 0.5
    likely = likely or sides[0]
    share = sides.count(likely) / len(sides)
    if share < needed:
        return "ltr" if likely == "rtl" else "rtl"
    return likely


def direction_of(language: str) -> Direction:
    """The direction of a language: ``"ar"`` is right-to-left, anything else left-to-right."""
    return "rtl" if language == "ar" else "ltr"


def of_block(text: str, language: str) -> tuple[Direction, str]:
    """Direction and language of a block of text amid others in a language.

    Returns:
        The direction, and ``"ar"``, ``"en"``, or ``""`` where the language is another one.
    """
    usual = direction_of(language)
    side = direction(text, usual)
    if language not in ("ar", "en"):
        return side, ""
    return side, language if side == usual else "ar" if side == "rtl" else "en"


def as_written(text: str) -> str:
    """Text without the bidirectional controls that make it read otherwise than it is written."""
    return _BIDI_CONTROLS.sub("", text)
