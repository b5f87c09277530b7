"""People, organisations and places that a text names, with their spans.

What shows them stands in ``data/names.<language>.toml``, gazetteers in `retrieval.gazetteer`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import regex

from retrieval.gazetteer import Place, personal_names, places
from retrieval.normalization import is_stop, normalize
from retrieval.tagging import Found, Grammar, Language, Lexicon, Token, Unit, data_table, units


def find_names(text: str, language: Language) -> list[Found]:
    """Names in a text, in order; a kind is "person", "organisation", "place" or "name".

    A name is one whose kind the rules cannot tell. What is named after a person is no person. A
    family name alone is found where the person is named in full elsewhere in the text.
    """
    rules = _rules(language)
    row = _settled(units(text, rules.lexicon, rules.letter))
    found = rules.grammar.search(row)
    family = {one.units[-1].norm for one in found if one.kind == "person"}
    if family:
        found = rules.grammar.search([_known(unit, family) for unit in row])
    return [one for one in found if one.kind != "thing"]


def _known(unit: Unit, family: set[str]) -> Unit:
    return replace(unit, letter="S") if unit.letter in _NAME and unit.norm in family else unit


# Letters of words that can be a family name.
_NAME = "GgNqbDEdx"


@dataclass(frozen=True)
class _Rules:
    """A language's file and gazetteers."""

    lexicon: Lexicon
    grammar: Grammar
    people: Mapping[str, bool]

    def letter(self, tokens: Sequence[Token], place: int) -> str:
        """The letter of a token that is not in the lexicon."""
        token = tokens[place]
        if token.kind == "possessive":
            return "'"
        if token.kind == "initials":
            return "I"
        if token.kind != "word":
            return token.norm[0]
        if _ARABIC.match(token.text):
            return self._arabic(token)
        return self._latin(token)

    def _latin(self, token: Token) -> str:
        if _ROMAN.fullmatch(token.text):
            return "R"
        if token.text[0].islower() or len(token.text) == 1:
            return "l"
        if is_stop(token.norm) and not token.text.isupper():
            return "l"
        if token.norm in self.people:
            return "g" if self.people[token.norm] else "G"
        return "N"

    def _arabic(self, token: Token) -> str:
        if token.text == _ALI:
            return "G"
        if is_stop(token.norm):
            return "l"
        common = self.people.get(token.norm)
        if token.norm.startswith("ال"):
            if _RELATION.search(token.text):
                return "F" if _FEMININE_RELATION.search(token.text) else "E"
            return "D" if common is not False else "d"
        if _WITH_ARTICLE.match(token.norm):
            return _JOINED.get(token.norm[0], "l")
        if common is None or _FEMININE_RELATION.search(token.text):
            return "x"
        return "g" if common else "G"


_ARABIC = regex.compile(r"\p{Arabic}")
# Adjectives of relation: العراقي, العراقية.
_RELATION = regex.compile(r"ي\p{M}*(?:ة\p{M}*)?$")
_FEMININE_RELATION = regex.compile(r"ي\p{M}*ة\p{M}*$")
# A word with the article after a conjunction or preposition that was not parted from it.
_WITH_ARTICLE = regex.compile(r"(?:[وفبك]ال|لل)...")
_JOINED = {"و": "c", "ل": "L"}
_ROMAN = regex.compile(r"[IVXLC]{2,}|[VX]")
# The name; the preposition, which has the same matching form, is written على.
_ALI = "علي"
_TANWIN = "\u064b"


@cache
def _rules(language: Language) -> _Rules:
    table = data_table(f"names.{language}.toml")
    people = personal_names(language)
    doubtful = {kind: set(map(normalize, words)) for kind, words in table["doubtful"].items()}
    listed = [
        *(Place(key, name, "") for key, names in table["places"].items() for name in names),
        *places(language),
    ]
    entries = [
        *((word, letter, "") for letter, words in table["letters"].items() for word in words),
        *(
            (name, "K", normalize(names[0]))
            for names in table["organisations"]["names"]
            for name in names
        ),
        *((one.name, _place_letter(one, people, doubtful), one.key) for one in listed),
    ]
    # Clitics are parted from names, too, but not from so short a rest that it may be any word's.
    parted = (name for name, common in people.items() if not common and len(name) > 4)
    return _Rules(Lexicon(entries, parted), Grammar(table), people)


def _place_letter(
    place: Place, people: Mapping[str, bool], doubtful: Mapping[str, set[str]]
) -> str:
    plain = normalize(place.name)
    if plain in doubtful["verbs"]:
        return "w"
    if not place.doubt and plain not in doubtful["words"]:
        return "Q"
    if place.doubt == "!" and not plain.isascii():
        return "u"
    return "b" if plain in people and plain.isascii() else "q"


def _settled(row: Sequence[Unit]) -> list[Unit]:
    """Units, but words that only look like names are taken for common ones.

    A capital says nothing at the beginning of a sentence, unless the word has one elsewhere, too,
    and in a heading with capitals throughout.
    """
    opening = [before in _OPENING for before in ["¶", *(unit.norm for unit in row)]]
    in_heading = [heading for line in _lines(row) for heading in [_is_heading(line)] * len(line)]
    silent = [opens or heading for opens, heading in zip(opening, in_heading, strict=False)]
    told = {
        unit.norm
        for unit, one in zip(row, silent, strict=True)
        if not one and unit.text[0].isupper()
    }
    return [
        _settled_unit(unit, silent=one and unit.norm not in told)
        for unit, one in zip(row, silent, strict=True)
    ]


def _settled_unit(unit: Unit, *, silent: bool) -> Unit:
    if _TANWIN in unit.text:  # only common words take it: رومانياً is no رومانيا
        return replace(unit, letter="l")
    if unit.letter in "gN" and unit.text[0].isupper():
        return replace(unit, letter="l" if silent else unit.letter.upper())
    return unit


def _lines(row: Sequence[Unit]) -> Iterator[list[Unit]]:
    line: list[Unit] = []
    for unit in row:
        line.append(unit)
        if unit.letter == "¶":
            yield line
            line = []
    yield line


_OPENING = frozenset('.!?:¶"(*')


def _is_heading(line: Sequence[Unit]) -> bool:
    """Whether a line has all but its function words with a capital, and no full stop."""
    written = [unit for unit in line if unit.letter.isalpha()]
    ended = any(unit.letter in ".?!" for unit in line[-2:])
    return (
        len(written) >= 4
        and not ended
        and all(unit.text[0].isupper() or is_stop(unit.norm) for unit in written)
    )
