"""Which names and places of a sentence can be who or where a question asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import regex

from bot.short_answers.asking import listed
from bot.short_answers.candidates import Candidate
from bot.short_answers.pairing import Pairing, Place
from retrieval.normalization import is_stop, words


def in_role(pair: Pairing, found: Iterable[Candidate]) -> list[Candidate]:
    """Names that stand where an English sentence has the one who does it, or undergoes it."""
    role = pair.asking.role
    verbs = [span for span, word in pair.said if word == pair.asking.predicate]
    found = [
        one
        for one in found
        if not _is_description(pair, one)
        and (one.kind != "first" or (role == "subject" and _is_before(pair, one, verbs)))
    ]
    if not (role and verbs) or pair.asking.follows:
        return found
    if role == "object":
        return [one for one in found if one.start >= verbs[0][1]]
    agents = [
        one
        for one in found
        if any(_BY.fullmatch(pair.sentence, verb[1], one.start) for verb in verbs)
    ]
    before = [one for one in found if one.end <= verbs[-1][0]]
    return [one if one.kind == "person" else replace(one, kind="role") for one in agents or before]


def _is_before(pair: Pairing, one: Candidate, verbs: Iterable[Place]) -> bool:
    """Whether a verb stands after a name, with an auxiliary at most between."""
    after = [span for span in pair.words if one.end <= span[0]][:2]
    return any(verb in after for verb in verbs)


def _is_description(pair: Pairing, one: Candidate) -> bool:
    """Whether a name only says more of what follows: "a Danish company", "Apple's shares"."""
    rest = pair.sentence[one.end :]
    if pair.asking.role and _POSSESSIVE.match(rest):
        return True
    if one.kind != "name" or not (following := _LOWER.match(rest)):
        return False
    if _ARTICLE.search(pair.sentence[: one.start]):
        return True
    one_word = " " not in pair.sentence[one.start : one.end]
    told = is_stop(following["word"]) or pair.asks_for(following["word"])
    return bool(one_word and following["capital"] and not told)


def fits_place(pair: Pairing, place: Candidate) -> bool:
    """Whether a place is a country, a city, a river, if the question asks for one."""
    for word in pair.asking.words:
        for kind in ("country", "city", "continent"):
            if word in listed(kind):
                return kind == _kind_of_place(place.key)
        if word in listed("thing"):
            return word in words(pair.sentence[place.start : place.end])
    return True


def preposition(pair: Pairing, one: Candidate) -> str:
    """The last preposition among the few words before a candidate, in matching form."""
    before = [span for span in pair.words if span[1] <= one.start][-4:]
    said = words(" ".join(pair.text(span) for span in before))
    return next((word for word in reversed(said) if word in listed("prepositions")), "")


def joined(pair: Pairing, found: Iterable[Candidate]) -> list[Candidate]:
    """Candidates, those of an enumeration as one."""
    joined: list[Candidate] = []
    for one in found:
        if joined and _LISTED.fullmatch(pair.sentence, joined[-1].end, one.start):
            span = (joined.pop().start, one.end)
            one = replace(one, start=span[0], key=pair.text(span), value=span)
        joined.append(one)
    return joined


_LISTED = regex.compile(r"\s*(?:[,،]?\s*(?:and|و)?|[,،])\s*")
_BY = regex.compile(r"[^,;]*?\bby(?: [\p{L}'’]+){0,4} ")
_POSSESSIVE = regex.compile(r"['’]s\b")
_LOWER = regex.compile(r" (?P<word>\p{Ll}+)(?P<capital> \p{Lu})?")
_ARTICLE = regex.compile(r"\b(?:[Aa]n?|[Tt]he) $")


def _kind_of_place(key: str) -> str:
    """What a key of `retrieval.gazetteer` stands for: a CLDR territory or a GeoNames number."""
    if key.isdigit():
        return "continent" if len(key) == 3 else "city"
    return "country" if len(key) == 2 else "thing"
