"""The key facts of an article: who, what and where it names, when, and how much.

By rules, see `retrieval.entities`. What is shown must be right; much is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from bot.concurrency import wait_for
from bot.other_language import able, direction_into
from bot.settings import Settings
from bot.telling import around, senders
from bot.workspace import workspace
from retrieval.article import Article
from retrieval.entities import Entity, EntityKind, find_entities
from retrieval.gazetteer import place_name
from retrieval.sentences import split_sentences
from retrieval.tagging import Language

# Of longer articles, the beginning: 50 printed pages take about a second.
_MOST_CHARS = 200_000


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the article names.

    Attributes:
        text: As the article has it; of a person, the fullest form of the name.
        start: Offset of its first mention in that form in the article's text.
        end: Offset after it; ``article.text[start:end] == text``.
        mentions: How often it is named, other spellings and family names alone included.
        translation: In the other language; empty where none is known.
    """

    text: str
    start: int
    end: int
    mentions: int
    translation: str = ""


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
    found: dict[EntityKind, list[Entity]] = defaultdict(list)
    for entity in _entities(article):
        found[entity.kind].append(entity)
    other = _other(article)

    def of(groups: Iterable[Sequence[Entity]]) -> tuple[Fact, ...]:
        facts = [fact for group in groups for fact in _fact(group, other)]
        return tuple(sorted(facts, key=lambda fact: (-fact.mentions, fact.start))[:count])

    return KeyFacts(
        people=of(_people(found["person"])),
        organisations=of(_by_key(found["organisation"])),
        places=of(_by_key(found["place"])),
        dates=of(_by_key(found["date"])),
        numbers=of(_by_key(found["number"])),
    )


async def atranslate_facts(
    article: Article, facts: KeyFacts, *, settings: Settings | None = None
) -> KeyFacts:
    """Key facts with their names in the other language, as far as the small translator knows them.

    The names of places are known without it. What it gets wrong, as far as that can be told, is
    left out, as everything is where there is no translator.

    Args:
        article: The article.
        facts: Its key facts.
        settings: None for those of the environment.

    Raises:
        ModelError: The translator failed.
        SettingsError: KHULASA_TRANSLATOR names a folder without a model.
        NeedsModelError: It names a model that was not fetched.
    """
    other = _other(article)
    translator = able(workspace(settings or Settings.from_env()).translator, other)
    every = [fact for name in _KINDS for fact in getattr(facts, name)]
    unknown = [fact.text for fact in every if not fact.translation]
    if translator is None or not unknown:
        return facts
    made = await translator.translate(unknown, direction_into(other))
    known = {text: one.text for text, one in zip(unknown, made, strict=True) if not one.faults}

    def in_both(fact: Fact) -> Fact:
        return replace(fact, translation=fact.translation or known.get(fact.text, ""))

    return KeyFacts(*(tuple(map(in_both, getattr(facts, name))) for name in _KINDS))


def translate_facts(
    article: Article, facts: KeyFacts, *, settings: Settings | None = None
) -> KeyFacts:
    """As `atranslate_facts`, for code that waits."""
    return wait_for(atranslate_facts(article, facts, settings=settings))


_KINDS = tuple(field.name for field in fields(KeyFacts))


def _other(article: Article) -> Language:
    """The language that an article is not in."""
    return "en" if article.language == "ar" else "ar"


@lru_cache(maxsize=8)  # a page asks for key facts and for suggested questions, of as many articles
def _entities(article: Article) -> tuple[Entity, ...]:
    if article.language == "other":
        return ()
    return tuple(find_entities(_own_text(article), article.language))


def _own_text(article: Article) -> str:
    """An article's text without what stands around it, which is blanked out: offsets stay."""
    text = article.text[:_MOST_CHARS]
    sentences = split_sentences(text)
    pieces, position = [], 0
    for span in sorted([*around(sentences), *senders(sentences)], key=lambda span: span.start):
        start, end = max(position, span.start), max(position, span.end)  # one may lie in another
        pieces += [text[position:start], _VISIBLE.sub(" ", text[start:end])]
        position = end
    return "".join([*pieces, text[position:]])


_SHOUTED = re.compile(r"[A-Z ]{4,}")
_VISIBLE = re.compile(r"\S")


def _fact(mentions: Sequence[Entity], other: Language) -> Iterable[Fact]:
    """The fact of equal mentions; none where all are cut from words with clitics."""
    whole = [one for one in mentions if one.whole]
    if whole:
        # NAIROBI, of a dateline, is Nairobi.
        first = next((one for one in whole if not _SHOUTED.fullmatch(one.text)), whole[0])
        name = place_name(first.key, other) if first.kind == "place" else ""
        yield Fact(first.text, first.start, first.end, len(mentions), name)


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
