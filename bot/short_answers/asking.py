"""What a question for a date, number, person or place says of its short answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from bot.short_answers.candidates import entities, language_of, normal, table, unit_of
from retrieval.normalization import is_stop, stem, words
from retrieval.questions import Kind, expected_kind, sought_words


@dataclass(frozen=True)
class Asking:
    """A question, read by rules. Words are in matching form.

    Attributes:
        kind: The kind of thing that it asks for.
        words: All its words.
        content: Its content words, and what is counted.
        named: Words of the names, places, dates and figures in it.
        counted: The noun after "how many"; empty where there is none.
        predicate: The word for what is done or is asked of something; empty where none shows.
        role: "subject" or "object" where it asks who does it or to whom it is done, else empty.
        follows: Prepositions of which one stands before the answer; empty where any may.
        measures: Names under ``asks`` of words.toml of what it asks for.
        units: What their units measure; empty where it asks for nothing that has units.
    """

    kind: Kind | None
    words: tuple[str, ...]
    content: tuple[str, ...]
    named: frozenset[str]
    counted: str
    predicate: str
    role: str
    follows: frozenset[str]
    measures: frozenset[str]
    units: frozenset[str]

    @classmethod
    def of(cls, question: str) -> Asking:
        """A question in Arabic or English."""
        said, named = tuple(words(question)), _named(question)
        counted = _counted(said)
        content = list(dict.fromkeys((*sought_words(question), *([counted] if counted else []))))
        asked = [word for word in content if word not in (counted, *named, *listed("happens"))]
        measures = {name for word in said for name in measured_by(word)}
        return cls(
            kind=expected_kind(question),
            words=said,
            content=tuple(content),
            named=named,
            counted=counted,
            predicate=_predicate(said, asked, arabic=language_of(question) == "ar"),
            role=_role(said),
            follows=_follows(said),
            measures=frozenset(measures),
            units=_units(measures),
        )

    def has(self, what: str) -> bool:
        """Whether one of the words stands in it that the data file has under a name."""
        return not listed(what).isdisjoint(self.words)

    @property
    def names_only(self) -> bool:
        """Whether it asks who someone is that it names: no name answers that."""
        return self.named.issuperset(self.content)

    @property
    def for_share(self) -> bool:
        """Whether it asks for a percentage."""
        return self.has("share") and (not self.counted or self.counted in listed("share"))


def measured_by(word: str) -> frozenset[str]:
    """What a word says that a number measures: names under ``asks`` of words.toml."""
    return _measures().get(stem(word), frozenset())


def units_of(measure: str) -> frozenset[str]:
    """What the units measure that a name under ``asks`` can be told in."""
    return frozenset(table()["asks"][measure]["units"])


@cache
def listed(name: str) -> frozenset[str]:
    """A list of words.toml, in matching form."""
    return normal(table()[name])


def _named(question: str) -> frozenset[str]:
    named = {word for one in entities(question) for word in words(question[one.start : one.end])}
    return frozenset(named | {word for word in words(question) if word.isdigit()})


def _counted(said: tuple[str, ...]) -> str:
    """The noun after "how many", "كم" or "عدد"; empty where there is none."""
    for place, word in enumerate(said):
        if word not in listed("counting"):
            continue
        noun = next((one for one in said[place + 1 :] if one not in listed("number_of")), "")
        if word.endswith("كم") and said[place + 1 : place + 2] != ("عدد",):
            accusative = noun.endswith(("ا", "ه")) and noun not in listed("measured")
            noun = noun if accusative or unit_of(noun) else ""
        return "" if is_stop(noun) else noun
    return ""


def _predicate(said: tuple[str, ...], asked: list[str], *, arabic: bool) -> str:
    """In Arabic the first content word; in English the last one after "did", "was" or "will"."""
    auxiliary = next(
        (place for place, one in enumerate(said) if one in listed("auxiliaries")), None
    )
    if arabic or auxiliary is None:
        return asked[0] if asked else ""
    clause: list[str] = []
    for word in said[auxiliary + 1 :]:
        if clause and word in listed("prepositions"):
            break
        clause += [word] if word in asked else []
    if not clause:
        return ""
    return clause[0] if _role(said) == "subject" else clause[-1]


def _role(said: tuple[str, ...]) -> str:
    opening, following = said[:1], said[1:2]
    if not following or opening[0] not in listed("who"):
        return ""
    if following[0] in listed("does"):
        return "object"
    return "" if following[0] in listed("is") else "subject"


def _follows(said: tuple[str, ...]) -> frozenset[str]:
    """ "Who ... from?", "إلى أين": what stands before the answer."""
    if said[:1] and said[0] in listed("who_or_where") and said[-1] in listed("trailing"):
        return frozenset(said[-1:])
    text = f" {' '.join(said)} "
    for rule in table()["follows"]:
        if any(f" {' '.join(words(phrase))} " in text for phrase in rule["asked"]):
            return normal(rule["prepositions"])
    return frozenset()


def _units(measures: Iterable[str]) -> frozenset[str]:
    """What fits all that is asked for ("how long did it take"), or else some of it."""
    units = [units_of(one) for one in measures]
    return frozenset.intersection(*units) or frozenset.union(*units) if units else frozenset()


@cache
def _measures() -> Mapping[str, frozenset[str]]:
    """What words ask for, by their stems."""
    found: dict[str, frozenset[str]] = {}
    for name, one in table()["asks"].items():
        for word in normal(one["words"]):
            found[stem(word)] = found.get(stem(word), frozenset()) | {name}
    return found
