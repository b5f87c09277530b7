"""What a question asks for: the kind of thing, and the words that its answer should share."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal, get_args

from retrieval.normalization import is_stop, stem, words
from retrieval.terms import content_words

Kind = Literal["date", "number", "person", "place", "reason"]

Phrase = tuple[str, ...]
"""Normalised words that follow one another."""


def expected_kind(question: str) -> Kind | None:
    """The kind of thing that a question in Arabic or English asks for; None if it tells none."""
    asking, tokens = _asking(), _tokens(question)
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


def holds_kind(text: str, kind: Kind, question: str = "") -> bool:
    """Whether a sentence holds a date or a number, other than those of the question.

    An Arabic dual is a number: ``كم فريقا`` is answered by ``فريقان``. Always true for persons,
    places and reasons: their form does not tell them in Arabic.
    """
    if kind not in ("date", "number"):
        return True
    tokens, asked = _tokens(text), set(_tokens(question))
    if kind == "number" and _holds_two(tokens, _counted(_tokens(question))):
        return True
    return any(
        (token[0].isdigit() and token not in asked and _figure_is(kind, tokens, place))
        or any(
            phrase in _signs(kind) and not asked.issuperset(phrase)
            for phrase in _phrases_at(tokens, place)
        )
        for place, token in enumerate(tokens)
    )


def _counted(question: Phrase) -> str | None:
    """The noun after an Arabic "how many", without the ending of the accusative."""
    places = [place for place, token in enumerate(question) if token in _counting()["counts"]]
    for token in question[places[0] + 1 :] if places else ():
        if not is_stop(token) and token not in _framing():
            return token.removesuffix("ا")
    return None


def _holds_two(tokens: Phrase, counted: str | None) -> bool:
    """Whether a dual of a noun is among words. A plural in ين looks like one and is none."""
    dual = _counting()["dual"]
    if counted is None or counted.endswith(dual):
        return False
    return any(token.endswith(dual) and stem(token) == stem(counted) for token in tokens)


_FIRST_YEAR, _LAST_YEAR = 1000, 2100
"""Whole numbers of this range may be years. Others need a word beside them that says so."""


def _figure_is(kind: Literal["date", "number"], tokens: Phrase, place: int) -> bool:
    figure, year = tokens[place], _signs("year")
    may_be_year = figure.isdigit() and _FIRST_YEAR <= int(figure) <= _LAST_YEAR
    before, after = tokens[max(0, place - 1) : place], tokens[place + 1 : place + 2]
    called_year = before in year or after in year
    return may_be_year or called_year if kind == "date" else not (may_be_year and called_year)


@lru_cache(maxsize=1 << 10)
def _tokens(text: str) -> Phrase:
    return tuple(words(text))


_LONGEST = 6


def _phrases_at(tokens: Phrase, start: int) -> Iterator[Phrase]:
    """Runs of words from a place on, the longest first."""
    for end in range(min(start + _LONGEST, len(tokens)), start, -1):
        yield tokens[start:end]


@dataclass(frozen=True, slots=True)
class _Asking:
    """Phrases that tell a question's kind at its beginning, and anywhere."""

    opening: dict[Phrase, Kind | None]
    anywhere: dict[Phrase, Kind]


@cache
def _asking() -> _Asking:
    opening: dict[Phrase, Kind | None] = {}
    anywhere: dict[Phrase, Kind] = {}
    for language in _languages():
        opening |= dict.fromkeys(_phrases(language["other"]["opens"]))
        for kind in get_args(Kind):
            opening |= dict.fromkeys(_phrases(language[kind].get("opens", [])), kind)
            anywhere |= dict.fromkeys(_phrases(language[kind].get("asks", [])), kind)
            nouns = [
                article + noun
                for article in language["articles"]
                for noun in language[kind]["nouns"]
            ]
            for determiner in language["determiners"]:
                anywhere |= dict.fromkeys(_phrases(f"{determiner} {noun}" for noun in nouns), kind)
    return _Asking(opening, anywhere)


@cache
def _signs(kind: Literal["date", "number", "year"]) -> frozenset[Phrase]:
    return frozenset(
        (prefix + first, *rest)
        for language in _languages()
        for prefix in language["prefixes"]
        for first, *rest in _phrases(language[kind]["shows"])
    )


@cache
def _counting() -> dict[str, tuple[str, ...]]:
    table = next(one["counting"] for one in _languages() if "counting" in one)
    return {name: tuple(words(" ".join(listed))) for name, listed in table.items()}


@cache
def _framing() -> frozenset[str]:
    return frozenset(word for one in _languages() for word in words(" ".join(one["framing"])))


def _phrases(written: Iterable[str]) -> list[Phrase]:
    return [tuple(words(phrase)) for phrase in written]


@cache
def _languages() -> list[dict[str, Any]]:
    text = files("retrieval").joinpath("data/questions.toml").read_text("utf-8")
    return list(tomllib.loads(text).values())
