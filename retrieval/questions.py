"""What kind of thing a question asks for, and whether a sentence holds one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

import regex

from retrieval.normalization import normalize, words
from retrieval.terms import content_words

Kind = Literal["date", "number", "person", "place", "reason"]

Phrase = tuple[str, ...]


def expected_kind(question: str) -> Kind | None:
    """The kind of thing that a question in Arabic or English asks for; None if it tells none."""
    asking = _asking()
    tokens = words(question)
    for start in range(len(tokens)):
        for phrase in _phrases_at(tokens, start):
            if start == 0 and phrase in asking.opening:
                return asking.opening[phrase]
            if phrase in asking.anywhere:
                return asking.anywhere[phrase]
    return None


def sought_words(question: str) -> list[str]:
    """Content words that an answer should share with its question, each once.

    Words that only frame a question ("name", "type", "عدد") are left out where others remain.
    """
    content = list(dict.fromkeys(content_words(question)))
    return [word for word in content if word not in _framing()] or content


def holds_kind(text: str, kind: Kind) -> bool:
    """Whether a sentence can hold a thing of some kind.

    Dates and numbers are told in both languages, and so are persons and places in scripts with
    capital letters. For the rest, which cannot be told by form, this is always true.
    """
    if kind in ("date", "number"):
        return shows_kind(text, kind)
    if kind in ("person", "place"):
        return not _CASED.search(text) or bool(_names(text))
    return True


def shows_kind(text: str, kind: Kind, question: str = "") -> bool:
    """Whether a sentence shows a sign of some kind of thing that its question does not show."""
    tokens, asked = words(text), set(words(question))
    for start, token in enumerate(tokens):
        if token[0].isdigit() and token not in asked and _figure_shows(tokens, start, kind):
            return True
        for phrase in _phrases_at(tokens, start):
            if phrase in _signs(kind) and not asked.issuperset(phrase):
                return True
    return kind in ("person", "place") and bool(_names(text) - asked)


def _figure_shows(tokens: list[str], place: int, kind: Kind) -> bool:
    figure = tokens[place]
    year = figure.isdigit() and _FIRST_YEAR <= int(figure) <= _LAST_YEAR
    if kind == "date":
        return year or _is_announced(tokens, place)
    return kind == "number" and not (year and _is_announced(tokens, place))


def _is_announced(tokens: list[str], place: int) -> bool:
    """Whether what stands beside a figure calls it a year: "in 1905", "70 BC"."""
    year = _signs("year")
    return tuple(tokens[place - 1 : place]) in year or tuple(tokens[place + 1 : place + 2]) in year


_FIRST_YEAR, _LAST_YEAR = 1000, 2100

_CASED = regex.compile(r"\p{Ll}")
# A word with a capital letter that does not open a sentence.
_NAME = regex.compile(r"(?<=[\p{L}\p{N},;)\]]\p{P}*\s+\p{P}*)\p{Lu}[\p{L}\p{M}]+")


@lru_cache(maxsize=1 << 10)
def _names(text: str) -> frozenset[str]:
    """Words with a capital letter that do not open a sentence, normalised."""
    return frozenset(normalize(match[0]) for match in _NAME.finditer(text))


_LONGEST = 6


def _phrases_at(tokens: list[str], start: int) -> Iterator[Phrase]:
    """Runs of tokens from a place on, the longest first."""
    for end in range(min(start + _LONGEST, len(tokens)), start, -1):
        yield tuple(tokens[start:end])


@dataclass(frozen=True, slots=True)
class _Asking:
    """Phrases that tell a question's kind at its beginning, and anywhere."""

    opening: dict[Phrase, Kind | None]
    anywhere: dict[Phrase, Kind]


@cache
def _asking() -> _Asking:
    opening: dict[Phrase, Kind | None] = {}
    anywhere: dict[Phrase, Kind] = {}
    for table in _tables().values():
        opening |= dict.fromkeys(_phrases(table["other"]["opens"]))
        determiners = _phrases(table["which"]["determiners"])
        for kind in get_args(Kind):
            opening |= dict.fromkeys(_phrases(table[kind]["opens"]), kind)
            anywhere |= dict.fromkeys(_phrases(table[kind]["asks"]), kind)
            for noun in _phrases(table[kind]["nouns"]):
                for determiner in determiners:
                    anywhere[determiner + noun] = kind
    return _Asking(opening, anywhere)


@cache
def _signs(kind: Kind | Literal["year"]) -> frozenset[Phrase]:
    return frozenset(
        (prefix + first, *rest)
        for table in _tables().values()
        for prefix in table["which"]["prefixes"]
        for first, *rest in _phrases(table[kind]["shows"])
    )


@cache
def _framing() -> frozenset[str]:
    return frozenset(
        word
        for table in _tables().values()
        for one in table["which"]["framing"]
        for word in words(one)
    )


def _phrases(written: list[str]) -> list[Phrase]:
    return [tuple(words(phrase)) for phrase in written]


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("retrieval").joinpath("data/questions.toml").read_text("utf-8"))
