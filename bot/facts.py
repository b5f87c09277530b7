"""The key facts of an article: who, what and where it names, when, and how much.

By rules, see `retrieval.entities`. What is shown must be right; much is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retrieval.article import Article
from retrieval.entities import Entity, EntityKind, find_entities

# Of longer articles, the beginning: 50 printed pages take about half a second.
_MOST_CHARS = 200_000


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the article names.

    Attributes:
        text: As the article has it; of a person, the fullest form of the name.
        start: Offset of its first mention in that form in the article's text.
        end: Offset after it; ``article.text[start:end] == text``.
        mentions: How often it is named, other spellings and family names alone included.
    """

    text: str
    start: int
    end: int
    mentions: int


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """Facts by kind, the most often named first, then the first named.

    A number stands with its unit or what it counts.
    """

    people: tuple[Fact, ...] = ()
    organisations: tuple[Fact, ...] = ()
    places: tuple[Fact, ...] = ()
    dates: tuple[Fact, ...] = ()
    numbers: tuple[Fact, ...] = ()


def key_facts(article: Article, *, count: int = 5) -> KeyFacts:
    """The key facts of an article in Arabic or English; of one in another language, none.

    Args:
        article: The article.
        count: How many facts of each kind, at most.
    """
    if article.language == "other":
        return KeyFacts()
    found: dict[EntityKind, list[Entity]] = defaultdict(list)
    for entity in find_entities(article.text[:_MOST_CHARS], article.language):
        found[entity.kind].append(entity)

    def of(groups: Iterable[Sequence[Entity]]) -> tuple[Fact, ...]:
        facts = [fact for group in groups for fact in _fact(group)]
        return tuple(sorted(facts, key=lambda fact: (-fact.mentions, fact.start))[:count])

    return KeyFacts(
        people=of(_people(found["person"])),
        organisations=of(_by_key(found["organisation"])),
        places=of(_by_key(found["place"])),
        dates=of(_by_key(found["date"])),
        numbers=of(_by_key(found["number"])),
    )


def _fact(mentions: Sequence[Entity]) -> Iterable[Fact]:
    """The fact of equal mentions; none where all are cut from words with clitics."""
    first = next((one for one in mentions if one.whole), None)
    if first:
        yield Fact(first.text, first.start, first.end, len(mentions))


def _by_key(entities: Iterable[Entity]) -> Iterable[list[Entity]]:
    groups: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        groups[entity.key].append(entity)
    return groups.values()


def _people(entities: Iterable[Entity]) -> Iterable[list[Entity]]:
    """Mentions of each person, the fullest form of the name first.

    A part of a name counts for the one full name that holds it; where two hold it, for neither.
    """
    people: dict[str, list[Entity]] = {}
    groups = sorted(_by_key(entities), key=lambda group: -len(group[0].key.split()))
    for group in groups:
        key = group[0].key
        holders = [full for full in people if f" {key} " in f" {full} "]
        if not holders:
            people[key] = group
        elif len(holders) == 1:
            people[holders[0]] += group
    return people.values()
