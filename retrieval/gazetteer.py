"""Names of places and of people, from files made by bench/build_gazetteer.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """A name of a place.

    Attributes:
        key: The same for all names of one place, in both languages: a CLDR territory or a GeoNames
            number.
        name: As in running text.
        doubt: What else it can mean: ``"?"`` a person or a small town, ``"!"`` a common word; empty
            where it means the place wherever it stands.
    """

    key: str
    name: str
    doubt: str


@cache
def places(language: Literal["ar", "en"]) -> tuple[Place, ...]:
    """Territories, continents and cities, by all their names in a language."""
    column = {"en": 1, "ar": 2}[language]
    found = []
    for line in _lines("places.tsv"):
        cells = line.split("\t")
        for name in filter(None, cells[column].split("|")):
            plain = name.rstrip("?!")
            found.append(Place(cells[0], plain, name[len(plain) :]))
    return tuple(found)


def place_name(key: str, language: Literal["ar", "en"]) -> str:
    """The usual name of a place in a language; empty where none is known."""
    return _usual_names(language).get(key, "")


@cache
def _usual_names(language: Literal["ar", "en"]) -> dict[str, str]:
    return {place.key: place.name for place in reversed(places(language))}


@cache
def personal_names(language: Literal["ar", "en"]) -> dict[str, bool]:
    """Names of people in matching form, with whether each is a common word, too.

    English ones are given names, Arabic ones given and family names.
    """
    return {name.removesuffix("?"): name.endswith("?") for name in _lines(f"people.{language}.txt")}


def _lines(file: str) -> Iterator[str]:
    text = files("retrieval").joinpath(f"data/{file}").read_text("utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))
