"""What a translation keeps as it is: addresses, code, and Latin names within Arabic."""

from __future__ import annotations

import regex

from bot.translator.packages import Direction

# Sentence punctuation at the end of an address is not a part of it.
_ADDRESS = r"(?:https?://|www\.)[^\s<>«»“”\"'،؛]+(?<![.,;:!?…)\]؟])"
_MAIL = r"[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+"
_CODE = r"`[^`\n]+`"
_HANDLE = r"(?<![\p{L}\p{N}])[@#][A-Za-z0-9_]{2,}"
_DOMAIN = (
    r"(?<![\p{L}\p{N}@])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|edu|gov|io)\b(?:/\S*[\w/])?"
)
# Within Arabic: words in Latin letters that stand together, with the figures and signs in them.
_LATIN_WORD = r"\p{Latin}[\p{Latin}\p{M}\p{Nd}]*(?:[-'’.&+/_][\p{Latin}\p{Nd}]+)*"
_LATIN = rf"{_LATIN_WORD}(?:\ {_LATIN_WORD})*"

_EVERYWHERE = "|".join((_CODE, _ADDRESS, _MAIL, _HANDLE, _DOMAIN))
_KEPT = {
    "en-ar": regex.compile(_EVERYWHERE),
    "ar-en": regex.compile(f"{_EVERYWHERE}|{_LATIN}"),
}


def kept_spans(sentence: str, direction: Direction) -> list[tuple[int, int]]:
    """Where in a sentence stands what its translation must hold as it is, in order.

    Single Latin letters are not kept: they stand for points of a list, or in formulas.
    """
    return [
        match.span()
        for match in _KEPT[direction].finditer(sentence)
        if match.end() - match.start() > 1
    ]


def around_kept(sentence: str, direction: Direction) -> list[str]:
    """A sentence in pieces: at odd places what its translation must hold, around that the rest."""
    pieces, end = [], 0
    for start, stop in kept_spans(sentence, direction):
        pieces += [sentence[end:start], sentence[start:stop]]
        end = stop
    return [*pieces, sentence[end:]]


def missing(sentence: str, translation: str, direction: Direction) -> list[str]:
    """What a translation should have kept and does not hold, each once.

    Of Latin names capital letters do not count: at the beginning of a sentence and in headlines
    they are changed rightly.
    """
    said = " ".join(translation.split())
    lowered = said.lower()
    wanted = around_kept(sentence, direction)[1::2]
    return [
        one
        for one in dict.fromkeys(wanted)
        if one not in said and not (_is_name(one) and one.lower() in lowered)
    ]


def _is_name(kept: str) -> bool:
    return _NAME.fullmatch(kept) is not None


_NAME = regex.compile(r"[\p{Latin}\p{M}\p{Nd}\ '’.&+-]+")
