"""What Arabic writes as one with a noun: conjunction, preposition, article, pronoun, endings.

The affixes stand in ``data/affixes.toml``. Nothing here knows which words exist: `readings` takes
apart whatever can be, and whoever asks compares with words that it knows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

import regex

from retrieval.normalization import normalize
from retrieval.tagging import data_table

ARTICLE = "ال"
_ARTICLE = regex.compile("[اٱ]ل")  # أل and إل belong to the word: ألمانيا
_LAM = "ل"
_FEMININE, _JOINED_FEMININE = "ة", "ت"
_SIGNS = regex.compile(r"[\p{M}\p{Cf}ـ]+")
_TANWIN = regex.compile("(?:\u064bا|ا\u064b)$")
_LEAST = 3  # letters of a word that an ending is joined to


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take an Arabic word apart.

    Attributes:
        proclitics: Conjunction and preposition, such as ``وب``; may be empty.
        article: Whether the article stands before the rest.
        rest: What is left, in matching form.
        letters: What is left, as written without signs.
    """

    proclitics: str
    article: bool
    rest: str
    letters: str


def without_signs(word: str) -> str:
    """A word as written, without vowel signs and tatweel, its letters composed."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", word))


def has_article(word: str) -> bool:
    """Whether an Arabic word, as written, begins with the article: العراق, not ألمانيا."""
    letters = without_signs(word)
    return bool(_ARTICLE.match(letters)) and len(letters) >= len(ARTICLE) + 2


@lru_cache(maxsize=1 << 12)
def readings(word: str) -> tuple[Reading, ...]:
    """Every way to take an Arabic word of running text apart, the whole word first.

    Args:
        word: As written: the hamza tells the article from the first letters of ألمانيا.
    """
    letters = without_signs(word)
    plain = normalize(letters)
    if len(plain) != len(letters):  # a ligature, which nothing is taken from
        return (Reading("", False, plain, letters),)
    return tuple(
        reading
        for proclitics in _proclitics()
        if plain.startswith(proclitics) and (not proclitics or len(plain) - len(proclitics) > 1)
        for reading in _rest(proclitics, letters[len(proclitics) :])
    )


def _rest(proclitics: str, letters: str) -> Iterator[Reading]:
    yield Reading(proclitics, False, normalize(letters), letters)
    cuts = []
    if has_article(letters):
        cuts.append(len(ARTICLE))
    elif proclitics.endswith(_LAM) and letters.startswith(_LAM):
        # The article loses its alif after ل (للعراق), and its lam too before another (للجنة).
        cuts += [1, 0]
    for cut in cuts:
        rest = letters[cut:]
        if len(rest) > 1:
            yield Reading(proclitics, True, normalize(rest), rest)


@cache
def _proclitics() -> tuple[str, ...]:
    """Conjunctions, prepositions, one after the other, and nothing."""
    table = data_table("affixes.toml")
    conjunctions = ["", *table["conjunctions"]]
    return tuple(
        conjunction + preposition
        for preposition in ["", *table["prepositions"]]
        for conjunction in conjunctions
    )


def particles(word: str) -> tuple[str, bool] | None:
    """Conjunction and preposition, and whether the article follows, in a word that is only these.

    So is what Arabic joins to a name in Latin letters: ``بـ``, ``وال``. None for any other word.
    """
    plain = normalize(word)
    for proclitics in _proclitics():
        if plain and plain == proclitics:
            return proclitics, False
        if plain in (proclitics + ARTICLE, joined(proclitics, ARTICLE)):
            return proclitics, True
    return None


def joined(proclitics: str, word: str) -> str:
    """A word, as written, behind a conjunction and preposition: ل before العراق gives للعراق."""
    if proclitics.endswith(_LAM) and _ARTICLE.match(without_signs(word)):
        lam = word.index(_LAM)
        rest = word[lam + 1 :]
        return proclitics + (rest if without_signs(rest).startswith(_LAM) else word[lam:])
    return proclitics + word


def case_forms(word: str) -> list[str]:
    """An Arabic word, as written without signs, in the cases that its letters show, itself first.

    أبو gives أبا and أبي, too, and المسلمون المسلمين; most words have one form.
    """
    table = data_table("affixes.toml")
    for forms in table["cases"]:
        if word in forms:
            return [word, *(form for form in forms if form != word)]
    one, other = table["plural_cases"]
    if len(word) > len(one) + _LEAST:
        for ending, replacement in ((one, other), (other, one)):
            if word.endswith(ending):
                return [word, word.removesuffix(ending) + replacement]
    return [word]


def pronoun_forms(word: str) -> Iterator[str]:
    """An Arabic noun, as written without signs and article, with each possessive pronoun.

    Nothing for a word of two letters.
    """
    if len(word) < _LEAST:
        return
    stems = [word]
    if word.endswith(_FEMININE):
        stems = [word[:-1] + _JOINED_FEMININE]
    elif word.endswith("ى"):
        stems = [word[:-1] + "ا"]
    elif word.endswith("اء"):
        stems = [word, word[:-1] + "ئ", word[:-1] + "ؤ"]
    for stem in stems:
        for pronoun in data_table("affixes.toml")["pronouns"]:
            yield stem + pronoun


def number_forms(word: str) -> Iterator[str]:
    """An Arabic noun, as written without signs and article, in the dual and the sound plurals.

    Nothing for a word of two letters.
    """
    if len(word) < _LEAST:
        return
    table = data_table("affixes.toml")
    for ending in table["numbers"]:
        yield word.removesuffix(_FEMININE) + ending
    if word.endswith(_FEMININE):
        for ending in [*table["numbers"], *table["joined_dual"]]:
            yield word[:-1] + _JOINED_FEMININE + ending


def relation_forms(word: str) -> Iterator[str]:
    """The adjectives made of an Arabic name: عراقي, عراقية and so on from عراق.

    Nothing for a word of two letters.
    """
    stem = word.removesuffix(_FEMININE).removesuffix("يا").removesuffix("ا")
    if len(stem) >= _LEAST:
        for ending in data_table("affixes.toml")["relations"]:
            yield stem + ending


def tanwin_form(word: str) -> str:
    """An Arabic noun, as written without signs, in the indefinite accusative: حزبا."""
    return word if word.endswith((_FEMININE, "اء", "ا", "ى")) else word + "ا"


def has_tanwin(word: str) -> bool:
    """Whether a word is written with the indefinite accusative's alif and its sign: حزباً."""
    return bool(_TANWIN.search(unicodedata.normalize("NFKC", word)))
