"""The date, number, name or place in a sentence that answers a question, by rules.

Of what the sentence holds (`candidates`) it is the one that the question leaves open (`asking`,
`number_rules`, `name_rules`) and that stands clearly nearest to the question's own words
(`pairing`). Where that is not clear there is no short answer: the sentence itself is quoted in any
case.
"""

from __future__ import annotations

from collections.abc import Mapping

import regex

from bot.short_answers.candidates import (
    Candidate,
    find_dates,
    find_names,
    language_of,
)
from bot.short_answers.name_rules import fits_place, in_role, joined, preposition
from bot.short_answers.number_rules import fitting_numbers
from bot.short_answers.pairing import Pairing
from retrieval.questions import expected_kind
from retrieval.sentences import Span

# How near to the question's words a candidate must stand, and how many times nearer than the next:
# nearer where the rules know less of it. Measured in bench/short_answers.py.
_NEAR: Mapping[str, float] = {
    "date": 0.1,
    "day": 0.1,
    "number": 0.1,
    "counted": 0.0,  # a number of what the question counts
    "place": 0.1,
    "role": 0.1,  # a name where the one stands who does what the question asks for
    "figure": 0.5,
    "name": 0.5,
    "organisation": 0.5,
    "person": 0.75,  # of this _PERSON is given
}
_CLEARLY = 1.3
# What is longer, in characters, is no sentence in which one thing is clear.
_LONGEST = 2_000


def short_answer(question: str, sentence: str) -> Span | None:
    """The words of a sentence that answer a question, or None.

    Args:
        question: A question in Arabic or English.
        sentence: The sentence that answers it, in either of the two.

    Returns:
        Offsets in the sentence and the text between them; None where the question asks for no date,
        number, person or place, and where the sentence holds no clear answer.
    """
    if expected_kind(question) in (None, "reason") or len(sentence) > _LONGEST:
        return None
    pair = Pairing(question, sentence)
    asking = pair.asking
    if asking.has("rate") or (asking.kind == "person" and asking.names_only):
        return None
    best = _clearly_nearest({one: pair.nearness(one) for one in _candidates(pair)})
    return _worded(pair, best) if best else None


def _clearly_nearest(nearness: Mapping[Candidate, float]) -> Candidate | None:
    """The nearest candidate, unless another is nearly as near."""
    ranked = sorted(nearness, key=lambda one: -nearness[one])
    if not ranked:
        return None
    best = ranked[0]
    others = [nearness[one] for one in ranked if one.key != best.key]
    if others and nearness[best] <= _CLEARLY * others[0]:
        return None
    return best if nearness[best] >= _NEAR[best.kind] else None


def _candidates(pair: Pairing) -> list[Candidate]:
    """What can answer: of the kind asked for, not said in the question, in a fitting place."""
    kind = pair.asking.kind
    if kind == "date":
        found = [one for one in find_dates(pair.sentence) if not pair.is_in_aside(one)]
        if pair.asking.predicate not in ("", *(word for _, word in pair.said)):
            found = [one for one in found if one.kind != "day"]  # other days have other news
    elif kind == "number":
        found = pair.numbers
    else:
        named = find_names(pair.sentence)
        found = [one for one in named if (one.kind == "place") == (kind == "place")]
    found = [one for one in found if not pair.is_said(one)]
    if kind == "place":
        found = [one for one in found if fits_place(pair, one)]
    elif kind == "number":
        found = fitting_numbers(pair, found)
    elif kind == "person" and language_of(pair.sentence) == "en":
        found = in_role(pair, found)
    if pair.asking.follows:
        found = [one for one in found if preposition(pair, one) in pair.asking.follows]
    if kind == "person" or pair.asking.has("several"):
        found = joined(pair, found)
    return found


def _worded(pair: Pairing, one: Candidate) -> Span | None:
    """The part of a candidate that is the answer; None where that is not one.

    Of a date, the year if a year is asked for; of a number, what the question says that it
    counts is left out.
    """
    start, end = one.start, one.end
    year, birth, death = (pair.asking.has(what) for what in ("year", "birth", "death"))
    if one.kind == "date" and (year or birth or death):
        years = list(_YEAR.finditer(pair.sentence, start, end))
        if len(years) == 2 and birth:
            start, end = years[0].span()
        elif len(years) == 2 and death:
            start = years[1].start()
        elif len(years) != 1:
            return None
        elif year:
            start = years[0].start()
    elif pair.asking.counted and pair.counts(one):
        end = one.value[1]
    return Span(start, end, pair.sentence[start:end])


_YEAR = regex.compile(r"\p{Nd}{3,4}(?!\p{Nd})")
