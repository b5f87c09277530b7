"""Which numbers of a sentence can be what a question asks for: by noun, unit and what is around."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import regex

from bot.short_answers.asking import measured_by, units_of
from bot.short_answers.candidates import Candidate, find_dates, find_names, part_of, unit_of
from bot.short_answers.pairing import Pairing
from retrieval.normalization import words


def fitting_numbers(pair: Pairing, found: Iterable[Candidate]) -> list[Candidate]:
    """Numbers that can be what is asked for, by noun, unit and the words around them."""
    if _is_only_counted(pair):
        return []
    found = [one for one in found if _fits_number(pair, one)]
    found = [one for one in found if pair.counts_asked(one)] or found
    found = [one for one in found if pair.counts(one)] or found
    found = _without_wholes(pair, _of_named(pair, found))
    return [
        replace(one, kind="counted") if pair.counts(one) else one
        for one in found
        if _measures_asked(pair, one)
    ]


def _is_only_counted(pair: Pairing) -> bool:
    """Whether of all that is asked the sentence has only names and what is counted."""
    asked = set(pair.asking.content) - {pair.asking.counted} - pair.asking.named
    said = {word for _, word in pair.said}
    return bool(pair.asking.counted and asked and asked.isdisjoint(said))


def _fits_number(pair: Pairing, number: Candidate) -> bool:
    """Whether a number is in a unit that is asked for, or counts what is."""
    asking = pair.asking
    if asking.for_share or (number.unit == "share" and asking.counted):
        return asking.for_share and number.unit == "share"
    if asking.counted and pair.counts_asked(number):
        return True
    if unit_of(asking.counted) not in ("", "people"):
        return False
    if number.unit:
        return number.unit in asking.units or not (asking.counted or asking.units)
    if asking.units and asking.units.isdisjoint(("people", "years")):
        return False
    return number.lent or not (number.noun and (asking.counted or asking.units))


def _of_named(pair: Pairing, found: list[Candidate]) -> list[Candidate]:
    """The numbers of the place or time that the question names, where one is: "3 in Lyon"."""
    named = [
        one
        for one in (*find_dates(pair.sentence), *find_names(pair.sentence))
        if one.kind in ("date", "day", "place") and pair.is_said(one)
    ]
    return [
        one
        for one in found
        if any(_IN.fullmatch(pair.sentence, one.end, other.start) for other in named)
    ] or found


def _without_wholes(pair: Pairing, found: list[Candidate]) -> list[Candidate]:
    """Numbers without the whole of which one is a part, if the part is what is asked for."""
    places = [span[0] for span, word in pair.said if word == pair.asking.predicate]
    wholes = [
        whole
        for part, whole in pairwise(found)
        if part.unit == whole.unit
        and part_of(pair.sentence, part, whole)
        and places
        and (places[0] < part.start or places[0] > whole.end)
    ]
    return [one for one in found if one not in wholes]


def _measures_asked(pair: Pairing, one: Candidate) -> bool:
    """Whether the nearest word that says what a number measures says what is asked for."""
    said = [
        (pair.parted(one, span), pair.asking.measures.isdisjoint(measures))
        for span in pair.words
        if not one.start <= span[0] < one.end
        and (
            measures := {
                measure
                for word in words(pair.text(span))
                for measure in measured_by(word)
                if one.unit in units_of(measure)
            }
        )
    ]
    return not (pair.asking.measures and said and min(said)[1])


_IN = regex.compile(r" (?:\p{L}+ ){1,2}")
