"""Dates and numbers in a text, with their spans: "late 2017", "about 310,000 passengers".

What shows them stands in ``data/quantities.<language>.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import regex

from retrieval.normalization import fold_digits, is_stop
from retrieval.tagging import Found, Grammar, Language, Lexicon, Token, data_table, units


def find_quantities(text: str, language: Language) -> list[Found]:
    """Dates and numbers of a text, in order; a kind is "date", "number" or "figure".

    A number has its unit or a noun that it counts, a figure has none.
    """
    rules = _rules(language)
    return rules.grammar.search(units(text, rules.lexicon, rules.letter))


@dataclass(frozen=True)
class _Rules:
    """A language's file."""

    lexicon: Lexicon
    grammar: Grammar
    shapes: tuple[tuple[regex.Pattern[str], str], ...]

    def letter(self, tokens: Sequence[Token], place: int) -> str:
        """The letter of a token that is not in the lexicon."""
        token = tokens[place]
        if token.kind in _LETTERS:
            return _LETTERS[token.kind]
        if token.kind == "figure":
            return _figure(fold_digits(token.text))
        if token.kind not in ("word", "initials"):
            return token.norm[:1]
        if is_stop(token.norm):
            return "z"
        if token.text[0].isupper():
            return "C"
        fitting = (letter for words, letter in self.shapes if words.fullmatch(token.norm))
        return next(fitting, "l")


_LETTERS = {"date": "i", "decade": "S", "ordinal": "o"}
_FIRST_YEAR, _LAST_YEAR = 1000, 2199


def _figure(figure: str) -> str:
    if figure.isdigit() and len(figure) <= 2 and 1 <= int(figure) <= 31:
        return "d" if 3 <= int(figure) <= 10 else "D"
    if figure.isdigit() and len(figure) == 4 and _FIRST_YEAR <= int(figure) <= _LAST_YEAR:
        return "y"
    tens = int(re.sub(r"\D", "", figure)[-2:])
    return "n" if tens > 10 else "N"


@cache
def _rules(language: Language) -> _Rules:
    table = data_table(f"quantities.{language}.toml")
    numbers = data_table("numbers.toml")
    entries = [
        *((word, letter, "") for letter, words in table["letters"].items() for word in words),
        *((month, "m", "") for one in numbers["months"][language] for month in _written(one)),
        *((word, "k", "") for word in numbers["words"][language]),
        *((word, "s", "") for word in numbers["scales"][language]),
    ]
    shapes = tuple((regex.compile(one["words"]), one["letter"]) for one in table["shapes"])
    return _Rules(Lexicon(entries), Grammar(table), shapes)


def _written(month: str) -> Iterator[str]:
    """A month's name as a text has it: in English with a capital, in Arabic with the article."""
    first, *second = month.split()
    yield " ".join([first.capitalize(), *(f"ال{word}" for word in second)])
