"""A question beside a sentence: which of its words the sentence says, and how near to what."""

from __future__ import annotations

from functools import cache, cached_property

import regex

from bot.short_answers.asking import Asking, listed
from bot.short_answers.candidates import WORD, Candidate, find_numbers, normal, table
from retrieval.bridge import crosses
from retrieval.crossing import matched_words
from retrieval.normalization import is_stop, stem, words
from retrieval.terms import base_forms, rough_root

Place = tuple[int, int]
"""Where a word stands: its offset, and the one after it."""

# What it is worth that a name is known to be a person's.
_PERSON = 0.5
# By how many words the beginning of a clause parts what stands around it: a subject is often said
# once for the clauses that follow, and seldom for those before.
_CLAUSE, _CLAUSE_BEFORE = 3, 6


class Pairing:
    """A question and a sentence, in one of Arabic and English or one in each.

    Attributes:
        asking: The question.
        sentence: The sentence as written.
        words: Where the sentence's words stand.
        said: Those that say a content word of the question, each with that word.
    """

    def __init__(self, question: str, sentence: str) -> None:
        self.asking = Asking.of(question)
        self.sentence = sentence
        crossing = crosses(question, [sentence])
        self._translated = matched_words(question, sentence) if crossing else {}
        self._forms = {form: word for word in self.asking.content for form in _forms(word)}
        self._known = {stem(word) for word in (*self.asking.words, *self._translated)}
        self.words = [match.span() for match in WORD.finditer(sentence)]
        self.said = [
            (place, word) for place in self.words if (word := self.asks_for(self.text(place)))
        ]

    @cached_property
    def numbers(self) -> list[Candidate]:
        """Numbers of the sentence."""
        return find_numbers(self.sentence, self.asking.counted)

    def text(self, place: Place) -> str:
        """What stands at a place."""
        return self.sentence[slice(*place)]

    def asks_for(self, written: str) -> str:
        """The question's content word that a word is a form of, or translates; else empty."""
        for word in words(written):
            if word in self._translated:
                return self._translated[word]
            for form in _forms(word):
                if form in self._forms:
                    return self._forms[form]
        return ""

    def is_said(self, one: Candidate) -> bool:
        """Whether the question says it; of a name, whether it says a part of it."""
        said = [stem(word) in self._known for word in words(self.text((one.start, one.end)))]
        return all(said) if one.kind in ("date", "day", "number", "figure", "place") else any(said)

    def nearness(self, one: Candidate) -> float:
        """How near the question's words stand to a candidate; each counts once, at its nearest."""
        nearest: dict[str, float] = {}
        for span, word in self.said:
            if one.start <= span[0] < one.end or self._is_beside_the_point(one, span, word):
                continue
            nearest[word] = max(nearest.get(word, 0.0), 1 / (1 + self.parted(one, span)))
        return sum(nearest.values()) + _PERSON * (one.kind == "person")

    def parted(self, one: Candidate, span: Place) -> int:
        """By how many words a word of the sentence is parted from a candidate."""
        before = span[1] <= one.start
        start, end = (span[1], one.start) if before else (one.end, span[0])
        if "age" in self.asking.measures and self.sentence[start:end].strip() in (",", "،"):
            return 0  # Rahman, 34, ...
        between = sum(start <= first and last <= end for first, last in self.words)
        return between + (_CLAUSE if before else _CLAUSE_BEFORE) * self._clauses(one, span)

    def is_in_aside(self, one: Candidate) -> bool:
        """Whether it stands in a relative clause that has nothing of what is asked before it."""
        before = [place for place in self.words if place[1] <= one.start]
        opened = [
            place for place in before if not listed("relative").isdisjoint(words(self.text(place)))
        ]
        if not opened or _SIGN.search(self.sentence, opened[-1][1], one.start):
            return False
        said = [place for place, _ in self.said]
        return any(place[0] < opened[-1][0] for place in said) and not any(
            opened[-1][0] < place[0] < one.start for place in said
        )

    def _clauses(self, one: Candidate, span: Place) -> int:
        """How many clauses begin between a candidate and a word, or with the word."""
        ends = (span[1], one.start) if span[1] <= one.start else (one.end, span[1])
        return len(_clause().findall(self.sentence, *ends))

    def counts(self, one: Candidate) -> bool:
        """Whether the question names what a number counts."""
        return self._is_beside_counted(one) or any(map(self.asks_for, one.noun))

    def counts_asked(self, one: Candidate) -> bool:
        """Whether a number counts what comes after "how many"; anything where nothing does."""
        if not self.asking.counted:
            return self.counts(one)
        return self._is_beside_counted(one) or self.asking.counted in map(self.asks_for, one.noun)

    def _is_beside_counted(self, one: Candidate) -> bool:
        """Whether a word for what is counted stands beside a number: ``القتلى``, ``قُتل 7``."""
        before = [span for span in self.words if span[1] <= one.start][-1:]
        after = [span for span in self.words if one.end <= span[0]][:2]
        if after and is_stop(self.text(after[0]).casefold()):
            after = after[1:]  # 35 were injured
        beside = [*before, *after[:1]]
        return any(
            word == self.asking.counted
            and span in beside
            and not self._clauses(one, span)
            and not any(other.start < span[0] < other.end for other in self.numbers)
            for span, word in self.said
        )

    def _is_beside_the_point(self, one: Candidate, span: Place, word: str) -> bool:
        """Whether a word does not tell a candidate from others.

        Every number has what is counted, and "after the fire" tells no time of the fire.
        """
        if one.kind in ("date", "day"):
            return bool(_after().search(self.sentence[: span[0]]))
        return word == self.asking.counted and not self._is_beside_counted(one)


_SIGN = regex.compile(r"[,،;؛:()]")


@cache
def _after() -> regex.Pattern[str]:
    return regex.compile(rf"\b(?:{'|'.join(table()['after'])}) (?:(?:a|an|the) )?$")


@cache
def _clause() -> regex.Pattern[str]:
    """What begins a clause: a sign, a word, or an Arabic word with و before it."""
    openers, other = ("|".join(table()[name]) for name in ("clause", "waw"))
    return regex.compile(
        rf"[,،;؛:()](?!\p{{Nd}})|\b(?:{openers})\b|\bو(?!{other})(?=(?:\p{{L}}\p{{M}}*){{3}})"
    )


def _forms(word: str) -> list[str]:
    """What a normalised word is compared by.

    Its stem, of an irregular one that of its base form, of an Arabic one what is left of its root,
    and what else stands for the same.
    """
    forms = [stem(word), *map(stem, base_forms(word))]
    roots = [rough_root(word)]
    if word.endswith("ا") and len(word) > 3:  # the accusative after a number: نقطة, but مترا
        forms.append(stem(word[:-1]))
        roots.append(rough_root(word[:-1]))
    forms += [f"√{root}" for root in roots if root]
    return forms + [_same()[form] for form in forms if form in _same()]


@cache
def _same() -> dict[str, str]:
    return {
        stem(word): f"={row}" for row, one in enumerate(table()["same"]) for word in normal(one)
    }
