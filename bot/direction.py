"""Which way text reads, and the characters that could make it read otherwise."""

from __future__ import annotations

from typing import Literal

import regex

Direction = Literal["rtl", "ltr"]

_NUMBER = r"[0-9]+(?:[.,:/][0-9]+)*+"
TECHNICAL = regex.compile(
    rf"""
    (?<![a-zA-Z0-9_]) (?=[a-zA-Z_`~/.@\#0-9+\u2212$€£¥-]) (?:
      https?://[^\s<>"'،؛]*[^\s<>"'،؛.,;:!?؟)\]»”]       # an address
    | `[^`\n\p{{bc=R}}\p{{bc=AL}}]*+`                      # code
    | (?<!\.)[a-zA-Z_][a-zA-Z0-9_.]*+\([^\s()\p{{bc=R}}\p{{bc=AL}}]*+\)   # print()
    | (?<!/)(?:~|\.{{1,2}})?(?:/[a-zA-Z0-9_.-]*[a-zA-Z0-9_-]){{2,}}+/?     # the path of a file
    | [A-Z]+(?:_[A-Z]+)++(?![a-zA-Z0-9_])               # the name of a variable
    | (?<!\S)--?[a-zA-Z][a-zA-Z0-9-]*+                     # an option
    | (?<![@\#])[@\#][a-zA-Z][a-zA-Z0-9_]*+               # a handle, a hashtag
    | [a-zA-Z][a-zA-Z0-9]*+(?:\+\+|\#)(?!\w)              # C++, C#
    | (?:[A-Z]\.){{2,}}+                                  # U.S.
    | \+[0-9]{{1,4}}(?:[ \u00a0.-]?\(?[0-9]{{1,4}}\)?){{2,6}}+(?![a-zA-Z0-9_])  # a telephone number
    | [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?![a-zA-Z0-9_-])   # a date, year first
    | (?<![.,:/-]) [+\u2212-]?+ (?:                        # -5   50%   $50   4.2°C
          [$€£¥]{_NUMBER} | {_NUMBER}[ \u00a0\u202f]?(?:[%‰$€£¥]|°[CF]?+)
        ) (?![a-zA-Z0-9_])
    | (?<![.,:/-]) [+\u2212-]{_NUMBER} (?![.,:/-]?[a-zA-Z0-9_])
    )
    """,
    regex.VERBOSE,
)
"""What is left-to-right and to be kept together: addresses, code, numbers with signs. A slash, a
sign or a point at its edge would otherwise jump to the other side in Arabic, and the parts of a
telephone number change places. A range of numbers (2014-2017) and a date that begins with the day
are not among them: in Arabic these are read from right to left, as Unicode has them by itself
(UAX 9; CLDR writes Arabic dates so)."""

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
