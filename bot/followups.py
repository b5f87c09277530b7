"""What a question that leans on the conversation is about. Rules, no model.

The question and what earlier turns lend it are kept apart: they may be in two languages, and what
the question says itself must count for more. The answer to a follow-up often stands just after
what the reply before quoted: such sentences gain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.engines import Turn
from bot.leaning import Leaning, Way, leaning
from bot.leaning.question import Language, table
from bot.requests import understand
from retrieval.entities import EntityKind, find_entities
from retrieval.evidence import Evidence
from retrieval.language import count_letters
from retrieval.questions import expected_kind

# Measured in bench/followups.py: of what is sought, the share that earlier turns lend; and what a
# sentence gains that follows the first one quoted by the reply before (the second one: half).
_LENT: dict[Way, float] = {"wholly": 1.0, "thing": 0.25, "partly": 0.25, "loosely": 0.2}
_FOLLOWS = 0.15
# What a turn lends beside the one after it, and the short answer it got beside its question.
_EARLIER = 0.5
_SHORT_ANSWER = 0.5
# How many turns back a topic is looked for; what is said earlier would weigh next to nothing.
_TURNS = 6
# How much of a reply is looked at in place of a question, in characters.
_REPLY = 600

_NAMES: frozenset[EntityKind] = frozenset({"person", "organisation", "place", "name"})


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question with what it leans on.

    Attributes:
        question: The question without what only opens it; of a thing, with a question word.
        lent: What earlier turns lend, each in one language, with its share of the whole; empty for
            a question that stands alone.
        way: How it leans; None if it does not.
        replies: The replies that it leans on, the last one first.
    """

    question: str
    lent: tuple[tuple[str, float], ...] = ()
    way: Way | None = None
    replies: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """What to search the article for, each by itself, since languages may differ."""
        own = () if self.way == "wholly" else (self.question,)
        return tuple(dict.fromkeys((*own, *(text for text, _ in self.lent))))

    @property
    def worded(self) -> str:
        """Words that a short answer stands near; empty where words do not tell it.

        "And the county?" leaves open whether its sentence says as much of it.
        """
        match self.way:
            case "thing":
                return ""
            case "wholly":
                return " ".join((self.question, *(text for text, _ in self.lent)))
            case _:
                return self.question

    def beside(self, translation: str, share: float) -> Standalone:
        """The question with its translation, which has that share of what is the question's."""
        own = 1 - sum(lent for _, lent in self.lent)
        if self.way == "wholly" or not translation:
            return self
        return replace(self, lent=(*self.lent, (translation, share * own)))

    def nearer(self, evidence: Sequence[Evidence]) -> list[Evidence]:
        """Evidence of sentences in the article's order, with what they gain by where they stand."""
        if self.way is None:
            return list(evidence)
        places = {i: self.replies.find(f"{one.sentence.text} [") for i, one in enumerate(evidence)}
        quoted = sorted((i for i, at in places.items() if at >= 0), key=lambda i: places[i])
        gains = {place + 1: _FOLLOWS / rank for rank, place in reversed([*enumerate(quoted, 1)])}
        return [
            replace(one, score=one.score + gains.get(place, 0.0))
            for place, one in enumerate(evidence)
        ]


def standalone(question: str, history: Sequence[Turn]) -> Standalone:
    """A question with what it leans on in the turns before it.

    Args:
        question: In Arabic or English.
        history: Earlier turns, each in either language.
    """
    how = leaning(question) if history else None
    if how is None:
        return Standalone(question)
    turns = _leaned_on(history)
    lent = [(text, weight) for text, weight in _lent(turns, how) if text.strip()]
    total = sum(weight for _, weight in lent)
    share = _LENT[how.way]
    return Standalone(
        _asked(how, turns),
        tuple((text, share * weight / total) for text, weight in lent),
        how.way,
        "\n".join(turn.reply for turn in turns),
    )


def with_its_topic(question: str, history: Sequence[Turn]) -> str:
    """A question after those that it leans on, in their order: the first of them and the last."""
    how = leaning(question) if history else None
    if how is None:
        return question
    last, *before = [turn.asked for turn in _leaned_on(history)]
    return " ".join(filter(None, (*before[-1:], last, question)))


class _Earlier(NamedTuple):
    """An earlier turn.

    Attributes:
        asked: Its question; empty for a request that is none.
        how: How that leaned; None if it stood alone.
        own: What it is about: the question's own words, or the reply to a request.
        reply: The reply.
    """

    asked: str
    how: Leaning | None
    own: str
    reply: str

    @property
    def is_thing(self) -> bool:
        return self.how is not None and self.how.way == "thing"


def _leaned_on(history: Sequence[Turn]) -> list[_Earlier]:
    """The turns that a follow-up leans on, the last one first, back to one that stands alone.

    A request for a summary or a translation has no subject of its own: its reply does.
    """
    turns: list[_Earlier] = []
    for place in reversed(range(max(0, len(history) - _TURNS), len(history))):
        question, reply = history[place].question, history[place].answer
        if not question.strip() or understand(question).kind != "answer":
            return [*turns, _Earlier("", None, reply[:_REPLY], reply)]
        how = leaning(question) if place else None
        turns.append(_Earlier(question, how, how.own if how else question, reply))
        if how is None:
            break
    return turns


def _asked(how: Leaning, turns: Sequence[_Earlier]) -> str:
    """The question's own words; of a thing, with what the question before asked of another."""
    if how.way != "thing":
        return how.own
    questions = (turn.own for turn in turns if turn.asked and not turn.is_thing)
    kind = expected_kind(next(questions, ""))
    return f"{table(_language(how.own))['asking'][kind]} {how.own}" if kind else how.own


def _lent(turns: Sequence[_Earlier], how: Leaning) -> Iterator[tuple[str, float]]:
    """What each turn lends, and its weight beside the others.

    A thing takes the place of the one before it: "(How many live in Spain?) And in France?".
    """
    weight = 1.0
    thing = how.own if how.way == "thing" else ""
    for turn in turns:
        if thing and turn.is_thing:
            continue
        own = _without_like(thing, turn.own) if thing else turn.own
        short = _short_answer(turn.reply)
        if short and not thing:
            yield short, weight * _SHORT_ANSWER
        yield own, weight
        thing = thing or (turn.own if turn.is_thing else "")
        weight *= _EARLIER


def _short_answer(reply: str) -> str:
    """The name that leads a reply of the embedded engine, before the sentence it stands in."""
    short, _, rest = reply.partition("\n\n")
    sentence = rest.partition("\n\n")[0]
    return short if short in sentence and not any(map(str.isdigit, short)) else ""


def _without_like(thing: str, question: str) -> str:
    """A question without the last thing in it that is of the same kind as another."""
    kinds = {one.kind for one in find_entities(thing, _language(thing))}
    named = find_entities(question, _language(question))
    alike = [one for one in named if one.kind in kinds] or [
        one for one in named if kinds & _NAMES and one.kind in _NAMES
    ]
    return question[: alike[-1].start] + question[alike[-1].end :] if alike else question


def _language(text: str) -> Language:
    arabic, latin = count_letters(text)
    return "ar" if arabic > latin else "en"
