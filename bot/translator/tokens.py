"""Words and figures of a text, with their places."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from bot.translator.kept import kept_spans
from retrieval.normalization import normalize

_LETTER = r"[\p{Arabic}&&\p{L}]"
# An Arabic word, with its signs and the unseen marks in it; a word of another script or a figure,
# without the possessive.
_TOKEN = regex.compile(
    rf"""
      {_LETTER}(?:[{_LETTER}\p{{M}}\p{{Cf}}ـ]*[{_LETTER}\p{{M}}ـ])?
    | [\p{{L}}\p{{Nd}}--{_LETTER}]
      (?:[\p{{L}}\p{{M}}\p{{Nd}}\p{{Cf}}--{_LETTER}]|['’](?!s\b)(?=\p{{L}}))*[+\#]*
    """,
    regex.VERBOSE | regex.V1,
)
_ARABIC = regex.compile(_LETTER, regex.V1)
# Before and after a word that is a part of a longer one: U.S.Army and x.com are one word each.
_IN_WORD = regex.compile(r"(?<=[\p{L}\p{M}\p{N}_])|(?<=\p{Latin}\.)(?=\p{Latin})")
_GOES_ON = regex.compile(r"[\p{L}\p{M}\p{N}_]|(?<=\p{Latin})\.\p{Latin}")
_SPACE = ("", "-")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure; its possessive and an Arabic word joined to a Latin one are others.

    Attributes:
        start: Offset in the text.
        end: Offset after it.
        text: As written.
        gap: What stands between it and the word before, in matching form.
        begins: Whether no other word is joined to it in front.
        ends: Whether none is joined to it behind.
    """

    start: int
    end: int
    text: str
    gap: str
    begins: bool
    ends: bool

    @property
    def is_arabic(self) -> bool:
        """Whether it is a word in Arabic letters."""
        return bool(_ARABIC.match(self.text))


def tokens_of(text: str) -> list[Token]:
    """The words and figures of a text, but none of an address or code."""
    kept = bytearray(len(text))
    for start, end in kept_spans(text, "en-ar"):
        kept[start:end] = b"\1" * (end - start)
    tokens: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if kept[start] or not normalize(match[0]):
            continue
        tokens.append(
            Token(
                start,
                end,
                match[0],
                _gap(text[before:start]),
                begins=not _IN_WORD.match(text, start),
                ends=not _GOES_ON.match(text, end),
            )
        )
        before = end
    return tokens


def _gap(between: str) -> str:
    """What stands between two words, so that a hyphen and any space are the same."""
    plain = " ".join(normalize(between).split())
    return " " if between and plain in _SPACE else plain
