"""The date, number, name or place in a sentence that answers a question, by rules.

Of what the sentence names (see `retrieval.entities`) it is the one that the question leaves open
and that stands clearly nearest to the question's own words. Where that is not clear there is no
short answer: the sentence itself is quoted in any case.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from retrieval.bridge import crosses
from retrieval.crossing import matched_words
from retrieval.entities import Entity, EntityKind, find_entities
from retrieval.normalization import stem, words
from retrieval.questions import Kind, expected_kind, sought_words
from retrieval.sentences import Span
from retrieval.terms import rough_root

# What can answer a question of each kind: "who" may be a team, "how many" a figure without a noun.
_ANSWERS: Mapping[Kind | None, frozenset[EntityKind]] = {
    "date": frozenset({"date"}),
    "number": frozenset({"number", "figure"}),
    "person": frozenset({"person", "name"}),
    "place": frozenset({"place"}),
}
# How near to the question's words an entity must stand, and how many times nearer than the next:
# nearer where the rules know less of it. Measured in bench/short_answers.py.
_NEAR: Mapping[EntityKind, float] = {
    "date": 0.1,
    "number": 0.1,
    "place": 0.1,
    "figure": 0.5,
    "name": 0.5,
    "person": 0.75,  # of this _PERSON is given
}
_CLEARLY = 1.3
# What is longer, in characters, is no sentence in which one thing is clear.
_LONGEST = 2_000
# By how many words the end of a clause parts what stands around it.
_CLAUSE = 3
# What it is worth that the question names the thing that a number counts, and that a name is known
# to be a person's.
_COUNTED, _PERSON = 2.0, 0.5


def short_answer(question: str, sentence: str) -> Span | None:
    """The words of a sentence that answer a question, or None.

    Args:
        question: A question in Arabic or English.
        sentence: The sentence that answers it, in either of the two.

    Returns:
        Offsets in the sentence and the text between them; None where the question asks for no date,
        number, person or place, and where the sentence holds no clear answer.
    """
    kind = expected_kind(question)
    if kind not in _ANSWERS or len(sentence) > _LONGEST:
        return None
    asked = _Asked.by(question, sentence)
    if asked.has("rate") or (kind == "person" and asked.names_only()):
        return None
    found = [one for one in _named(sentence) if one.kind in _ANSWERS[kind]]
    found = [one for one in found if asked.leaves_open(one, sentence)]
    if kind == "person" or asked.has("several"):
        found = _joined(found, sentence)
    best = _clearly_nearest({one: asked.nearness(one, sentence) for one in found})
    return asked.worded(best, sentence) if best else None


def _clearly_nearest(nearness: Mapping[Entity, float]) -> Entity | None:
    """The nearest candidate, unless another is nearly as near."""
    ranked = sorted(nearness, key=lambda one: -nearness[one])
    if not ranked:
        return None
    best = ranked[0]
    others = [nearness[one] for one in ranked if one.key != best.key]
    if others and nearness[best] <= _CLEARLY * others[0]:
        return None
    return best if nearness[best] >= _NEAR[best.kind] else None


def _named(sentence: str) -> tuple[Entity, ...]:
    found = find_entities(sentence, "ar" if _ARABIC.search(sentence) else "en")
    return tuple(one for one in found if one.whole)


def _joined(entities: Iterable[Entity], sentence: str) -> list[Entity]:
    """Entities, those of an enumeration as one."""
    joined: list[Entity] = []
    for one in entities:
        if joined and _LISTED.fullmatch(sentence, joined[-1].end, one.start):
            start = joined.pop().start
            one = replace(one, start=start, text=sentence[start : one.end], value=(start, one.end))
        joined.append(one)
    return joined


@dataclass(frozen=True)
class _Asked:
    """A question, put to a sentence.

    Attributes:
        text: As written.
        words: All its words, in matching form.
        content: Its content words.
        forms: Stems and rough roots of its content words, with the word each comes from.
        translated: Words of a sentence in the other language, with the content word that each
            translates.
        counted: The noun after "how many"; empty where there is none.
        measures: The units of what it asks for, if it asks for something that has units.
    """

    text: str
    words: tuple[str, ...]
    content: frozenset[str]
    forms: Mapping[str, str]
    translated: Mapping[str, str]
    counted: str
    measures: tuple[frozenset[str], ...]

    @classmethod
    def by(cls, question: str, sentence: str) -> _Asked:
        said, content = tuple(words(question)), sought_words(question)
        return cls(
            text=question,
            words=said,
            content=frozenset(content),
            forms={form: word for word in content for form in _forms(word)},
            translated=matched_words(question, sentence) if crosses(question, [sentence]) else {},
            counted=_counted(said),
            measures=tuple(units for asks, units in _measures() if not asks.isdisjoint(said)),
        )

    def has(self, what: str) -> bool:
        """Whether one of the words stands in the question that the data file has under a name."""
        return not _data()[what].isdisjoint(self.words)

    def names_only(self) -> bool:
        """Whether it asks who someone is that it names: no name answers that."""
        named = {word for one in _named(self.text) for word in words(one.text)}
        return named.issuperset(self.content)

    def leaves_open(self, one: Entity, sentence: str) -> bool:
        """Whether a candidate says what the question does not, and is of the kind it names."""
        known = {stem(word) for word in (*self.words, *self.translated)}
        if all(stem(word) in known for word in words(one.text)):
            return False
        if one.kind == "place":
            return self._fits_place(one)
        return one.kind not in ("number", "figure") or self._fits_number(one, sentence)

    def _fits_place(self, place: Entity) -> bool:
        """Whether a place is a country, a city, a river, if the question asks for one."""
        for word in self.words:
            for kind in ("country", "city", "continent"):
                if word in _data()[kind]:
                    return kind == _kind_of_place(place.key)
            if word in _data()["thing"]:
                return word in words(place.text)
        return True

    def _fits_number(self, number: Entity, sentence: str) -> bool:
        """Whether a number is a share or in the unit that is asked for, or counts what is."""
        value = sentence[slice(*number.value)]
        share = bool(_SHARE.search(value)) or not _data()["share_of"].isdisjoint(words(value))
        if self.has("share") or (share and self.counted):
            return share and self.has("share")
        noun = words(sentence[number.value[1] : number.end])
        if not noun or not (self.counted or self.measures):
            return True
        return self._counts(number, sentence) or self._measured(noun)

    def _measured(self, noun: Iterable[str]) -> bool:
        return any(not units.isdisjoint(noun) for units in self.measures)

    def nearness(self, one: Entity, sentence: str) -> float:
        """How near the question's words stand to a candidate; each counts once, at its nearest."""
        nearest: dict[str, float] = {}
        for match in _WORD.finditer(sentence):
            if one.start <= match.start() < one.value[1]:
                continue
            if word := self._asks_for(match[0]):
                before, after = (match.end(), one.start), (one.end, match.start())
                between = sentence[slice(*(before if match.end() <= one.start else after))]
                parted = len(_WORD.findall(between)) + _CLAUSE * len(_CLAUSE_END.findall(between))
                nearest[word] = max(nearest.get(word, 0.0), 1 / (1 + parted))
        near = sum(nearest.values()) + _PERSON * (one.kind == "person")
        noun = words(sentence[one.value[1] : one.end])
        return near + _COUNTED * (self._counts(one, sentence) or self._measured(noun))

    def worded(self, one: Entity, sentence: str) -> Span | None:
        """The part of a candidate that is the answer; None where that is not one.

        Of a date, the year if a year is asked for; of a number, what the question says that it
        counts is left out.
        """
        start, end = one.start, one.end
        if one.kind == "date" and (self.has("year") or self.has("birth") or self.has("death")):
            years = list(_YEAR.finditer(sentence, start, end))
            if len(years) == 2 and self.has("birth"):
                start, end = years[0].span()
            elif len(years) == 2 and self.has("death"):
                start = years[1].start()
            elif len(years) != 1:
                return None
            elif self.has("year"):
                start = years[0].start()
        elif self._counts(one, sentence):
            end = one.value[1]
        return Span(start, end, sentence[start:end])

    def _counts(self, one: Entity, sentence: str) -> bool:
        """Whether the question names what a number counts."""
        counted = _WORD.search(sentence, one.value[1])
        return (
            one.kind in ("number", "figure")
            and counted is not None
            and self._asks_for(counted[0]) is not None
        )

    def _asks_for(self, written: str) -> str | None:
        """The question's content word that a word of the sentence is a form of, or translates."""
        for word in words(written):
            if word in self.translated:
                return self.translated[word]
            for form in _forms(word):
                if form in self.forms:
                    return self.forms[form]
        return None


def _counted(said: tuple[str, ...]) -> str:
    """The noun after "how many", "كم" or "عدد"; empty where there is none."""
    for place, word in enumerate(said):
        if word not in ("many", "كم", "عدد"):
            continue
        noun = next((one for one in said[place + 1 :] if one not in _data()["number_of"]), "")
        if word == "كم" and said[place + 1 : place + 2] != ("عدد",):
            noun = noun if noun.endswith(("ا", "ه")) and noun not in _data()["measured"] else ""
        return noun
    return ""


_SHARE = regex.compile(r"[%٪]")
_ARABIC = regex.compile(r"\p{Arabic}")
_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*")
_CLAUSE_END = regex.compile(r"[,،;؛:()]")
_YEAR = regex.compile(r"\p{Nd}{3,4}(?!\p{Nd})")
_LISTED = regex.compile(r"\s*(?:[,،]?\s*(?:and|و)?|[,،])\s*")


def _forms(word: str) -> list[str]:
    """Stem of a normalised word and, of an Arabic one, what is left of its root."""
    forms = [stem(word)]
    if word.endswith("ا") and len(word) > 3:  # the accusative after a number: نقطة, but مترا
        forms.append(stem(word[:-1]))
    root = rough_root(word)
    return [*forms, f"√{root}"] if root else forms


def _kind_of_place(key: str) -> str:
    """What a key of `retrieval.gazetteer` stands for: a CLDR territory or a GeoNames number."""
    if key.isdigit():
        return "continent" if len(key) == 3 else "city"
    return "country" if len(key) == 2 else "thing"


@cache
def _data() -> dict[str, frozenset[str]]:
    """Lists of short_answers.toml, in matching form."""
    return {name: _normal(listed) for name, listed in _table().items() if name != "measures"}


@cache
def _measures() -> list[tuple[frozenset[str], frozenset[str]]]:
    return [(_normal(one["asks"]), _normal(one["units"])) for one in _table()["measures"].values()]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("bot").joinpath("short_answers.toml").read_text("utf-8"))


def _normal(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(one for word in listed for one in words(word))
