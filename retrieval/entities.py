"""Dates, numbers, people, organisations and places that a text names, with their spans.

Rules and word lists, no model: what the rules do not surely tell is left out. See
`retrieval.quantities` and `retrieval.names`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from retrieval.names import find_names
from retrieval.normalization import normalize
from retrieval.quantities import find_quantities
from retrieval.tagging import Found, Language

EntityKind = Literal["date", "number", "figure", "person", "organisation", "place", "name"]


@dataclass(frozen=True, slots=True)
class Entity:
    """Something that a text names.

    Attributes:
        start: Offset in the text.
        end: Offset after it.
        text: As written: the text from `start` to `end`.
        kind: A "number" has its unit or noun and says how much or how many; a "figure" is any other
            number. A "name" is one of which the rules cannot tell what it names.
        key: Equal for spellings of one thing, as far as the rules can tell: a full name has another
            key than the family name alone.
        value: Offsets of a number's figure, without what hedges it and what it counts; of all
            else, the whole.
        whole: Whether `text` can stand alone: ``عراق``, cut from ``للعراق``, cannot.
    """

    start: int
    end: int
    text: str
    kind: EntityKind
    key: str
    value: tuple[int, int]
    whole: bool


def find_entities(text: str, language: Language) -> tuple[Entity, ...]:
    """All that a text in a language names, in order; no two overlap."""
    quantities = find_quantities(text, language)
    taken = {place for one in quantities for place in range(one.start, one.end)}
    names = [
        one for one in find_names(text, language) if taken.isdisjoint((one.start, one.end - 1))
    ]
    found = sorted([*quantities, *names], key=lambda one: one.start)
    return tuple(_entity(one, text) for one in found)


def _entity(found: Found, text: str) -> Entity:
    first = found.units[0].tokens[0]
    return Entity(
        found.start,
        found.end,
        text[found.start : found.end],
        _kind(found),
        _key(found),
        (found.value[0].start, found.value[-1].end),
        normalize(first.text) == first.norm,
    )


# Letters of retrieval/data/quantities.*.toml: of a date, what leaves out does not change which one
# it is; of a number, what makes it worth telling although it is written in words.
_UNSAID = frozenset("aqvpf,~")
_MEASURE = frozenset("su%$")


def _kind(found: Found) -> EntityKind:
    if found.kind != "number":
        return cast(EntityKind, found.kind)
    letters = {unit.letter for unit in found.units}
    in_figures = any(character.isdigit() for unit in found.value for character in unit.text)
    return "number" if in_figures or letters & _MEASURE else "figure"


def _key(found: Found) -> str:
    if found.kind in ("date", "number"):
        return " ".join(unit.norm for unit in found.units if unit.letter not in _UNSAID)
    last = found.units[-1]
    if last.letter == "K" or (found.kind == "place" and len(found.units) == 1):
        return last.key
    return " ".join(unit.norm for unit in found.units)
