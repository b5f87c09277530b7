"""What a sentence holds that may answer a question: dates, numbers, names and places.

Most of it is what `retrieval.entities` finds. Here a number gets all that belongs to it: its unit,
the parts of one amount ("three hours and 18 minutes") and, where it stands alone beside another,
what both count ("14 people in Marseille and 3 in Lyon"). And what is no key fact is found as well:
a day of the week, a month without a year, an Arabic dual, the first words of an English sentence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import regex

from retrieval.entities import Entity, find_entities
from retrieval.normalization import is_stop, stem, words
from retrieval.tagging import Language

WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something in a sentence that may answer.

    Attributes:
        start: Offset in the sentence.
        end: Offset after it.
        kind: As of `retrieval.entities.Entity`; "day" is a day of the week or a month, "first" a
            name only if a verb follows it.
        key: Equal for spellings of one thing.
        value: Offsets of a number's figure; of all else, the whole.
        noun: What a number counts, in matching form; empty where nothing says it.
        unit: What its unit measures, a name under ``units`` of words.toml, or empty.
        lent: Whether the noun stands beside another number only.
    """

    start: int
    end: int
    kind: str
    key: str
    value: tuple[int, int]
    noun: tuple[str, ...] = ()
    unit: str = ""
    lent: bool = False


def find_names(sentence: str) -> list[Candidate]:
    """People, organisations, names that may be either, and places, in order.

    A name is widened by the words with a capital before it, and the first words of an English
    sentence are one: there a capital alone shows no name.
    """
    found = []
    for one in entities(sentence):
        if one.kind in ("person", "name", "organisation", "place"):
            start = one.start
            if one.kind in ("name", "organisation"):
                start = _with_capitals_before(start, sentence)
            found.append(Candidate(start, one.end, one.kind, one.key, (start, one.end)))
    first = _FIRST_NAME.match(sentence)
    if first and language_of(sentence) == "en" and not is_stop(first["word"].casefold()):
        span = first.span()
        if not (found and found[0].start < span[1]):
            found.insert(0, Candidate(*span, "first", first[0].casefold(), span))
    return found


def find_dates(sentence: str) -> list[Candidate]:
    """Dates, days of the week and months, in order."""
    found = [_candidate(one) for one in entities(sentence) if one.kind == "date"]
    for match in _loose_date(language_of(sentence)).finditer(sentence):
        start, end = match.span()
        if all(end <= one.start or one.end <= start for one in found):
            found.append(Candidate(start, end, "day", match[0].casefold(), (start, end)))
    return sorted(found, key=lambda one: one.start)


def find_numbers(sentence: str, counted: str = "") -> list[Candidate]:
    """Numbers with what they count, in order.

    Args:
        sentence: In Arabic or English.
        counted: A noun in matching form, of which an Arabic dual is a number.
    """
    found = [
        _measured(_candidate(one), sentence)
        for one in entities(sentence)
        if one.kind in ("number", "figure")
    ]
    taken = {place for one in found for place in range(one.start, one.end)}
    more = (*_duals(sentence, counted), *_scales(sentence))
    found += [one for one in more if taken.isdisjoint(range(one.start, one.end))]
    return _shared(_whole(sorted(found, key=lambda one: one.start), sentence), sentence)


def part_of(sentence: str, part: Candidate, whole: Candidate) -> bool:
    """Whether a number is said to be a part of the next one: "40 of the 310 schools"."""
    return bool(_OF.fullmatch(sentence, part.end, whole.start))


def language_of(text: str) -> Language:
    """Arabic where a text has an Arabic letter, else English."""
    return "ar" if _ARABIC.search(text) else "en"


@lru_cache(maxsize=16)  # asked for by kind, and again to tell numbers apart
def entities(sentence: str) -> tuple[Entity, ...]:
    """What a text in either language names and can be cut from it as written."""
    return tuple(one for one in find_entities(sentence, language_of(sentence)) if one.whole)


def _with_capitals_before(start: int, sentence: str) -> int:
    """Where a name begins with the words before it that have a capital too."""
    while before := _CAPITAL_BEFORE.search(sentence[:start]):
        if is_stop(before["word"].casefold()):
            break
        start = before.start()
    return start


def _candidate(one: Entity) -> Candidate:
    return Candidate(one.start, one.end, one.kind, one.key, one.value)


def _measured(number: Candidate, sentence: str) -> Candidate:
    """A number with its noun and unit, widened by a unit that stands after it."""
    after = list(WORD.finditer(sentence, number.end))[:3]
    for match in reversed(after):
        phrase = sentence[number.end : match.end()]
        if unit_of(phrase) and tuple(words(phrase)) in _units_by_phrase():
            number = replace(number, end=match.end())
            break
    tail = _RATE.match(sentence, number.end)
    number = replace(number, end=tail.end() if tail else number.end)
    unit = unit_of(sentence[number.start : number.end])
    noun = tuple(words(sentence[number.value[1] : number.end]))
    return replace(number, noun=noun, unit=unit)


def _duals(sentence: str, counted: str) -> Iterator[Candidate]:
    """Arabic nouns whose ending says that there are two: ``هدفين`` of ``هدفا``, ``ساعتين``."""
    units = table()["dual"]
    for match in WORD.finditer(sentence):
        for norm in words(match[0]):
            unit = next((name for name, duals in units.items() if norm in duals), "")
            dual = norm.endswith(_DUAL) and counted and not counted.endswith(_DUAL)
            if unit or (dual and stem(norm) == stem(counted.removesuffix("ا"))):
                yield Candidate(*match.span(), "number", norm, match.span(), (norm,), unit)


def _scales(sentence: str) -> Iterator[Candidate]:
    """Sums without a figure: ``مليار دولار``."""
    for match in _SUM.finditer(sentence):
        if unit_of(match["unit"]) == "money":
            noun = tuple(words(match["unit"]))
            yield Candidate(*match.span(), "number", match[0], match.span("scale"), noun, "money")


def _whole(found: Sequence[Candidate], sentence: str) -> list[Candidate]:
    """Numbers, the parts of one amount as one: hours and minutes, feet and inches."""
    whole: list[Candidate] = []
    for one in found:
        last = whole[-1] if whole else None
        if (
            last
            and last.unit in table()["parts"].get(one.unit, ())
            and one.noun != last.noun
            and _LINK.fullmatch(sentence, last.end, one.start)
        ):
            span = (whole.pop().start, one.end)
            one = Candidate(*span, "number", sentence[slice(*span)], span, one.noun, one.unit)
        whole.append(one)
    return whole


def _shared(found: Sequence[Candidate], sentence: str) -> list[Candidate]:
    """Numbers, those without a noun with that of the one beside them, if it is no measure."""
    shared: list[Candidate] = []
    for place, one in enumerate(found):
        if not one.noun and not one.unit:
            following = found[place + 1] if place + 1 < len(found) else None
            if following and part_of(sentence, one, following):
                lender: Candidate | None = following
            else:
                lender = next((other for other in reversed(shared) if other.noun), None)
            if lender and lender.unit in ("", "people"):
                one = replace(one, noun=lender.noun, unit=lender.unit, lent=True)
        shared.append(one)
    return shared


def unit_of(text: str) -> str:
    """What the unit in a text measures; empty where it has none."""
    said = f" {' '.join(words(text))} "
    for phrase, unit in _units_by_phrase().items():
        if f" {' '.join(phrase)} " in said:
            return unit
    return next((unit for sign, unit in table()["signs"].items() if sign in text), "")


@cache
def _units_by_phrase() -> dict[tuple[str, ...], str]:
    """Units in matching form, the longest first: square metres are no length."""
    phrases = {
        tuple(words(one)): unit for unit, listed in table()["units"].items() for one in listed
    }
    return dict(sorted(phrases.items(), key=lambda one: -len(one[0])))


@cache
def _loose_date(language: Language) -> regex.Pattern[str]:
    return regex.compile("|".join(table()["loose_dates"][language]))


_ARABIC = regex.compile(r"\p{Arabic}")
_CAPITAL_BEFORE = regex.compile(r"(?P<word>\p{Lu}[\p{L}\p{M}]+) $")
_FIRST_NAME = regex.compile(r"(?P<word>\p{Lu}[\p{L}\p{M}]+)(?: \p{Lu}[\p{L}\p{M}]+)*(?= \p{Ll})")
_DUAL = ("ان", "ين")
_SUM = regex.compile(r"\b(?P<scale>مليون|مليار|ألف)\s+(?P<unit>\p{L}+)")
_LINK = regex.compile(r",?\s+(?:and\s+|و)?|\s*[,،]\s*")
_OF = regex.compile(r"\s*(?:out\s+of|of|من(?:\s+(?:أصل|بين))?)\s+(?:[\p{L}'’]+\s+){0,3}")
_RATE = regex.compile(
    r"\s+(?:per|an|a)\s+(?:hour|second|day|year)\b|\s+(?:في|ب)\s*ال(?:ساعة|ثانية)\b"
)


@cache
def table() -> dict[str, Any]:
    """The file words.toml. Treat it as read-only."""
    return tomllib.loads(files("bot.short_answers").joinpath("words.toml").read_text("utf-8"))


def normal(listed: Iterable[str]) -> frozenset[str]:
    """Words in matching form."""
    return frozenset(one for word in listed for one in words(word))
