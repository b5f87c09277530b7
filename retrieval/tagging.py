"""A text as a row of letters, one for each of its words, numbers and signs.

What a word is taken for stands in data files; a pattern over the letters then finds dates,
quantities and names, and the places of its letters lead back to the text.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import regex

from retrieval.normalization import normalize

Language = Literal["ar", "en"]

_TOKEN = regex.compile(
    r"""
      (?P<date> \p{Nd}{1,4}([/-])\p{Nd}{1,2}\2\p{Nd}{1,4}(?![\p{Nd}/-]) )
    | (?P<decade> \p{Nd}{3}0s\b )
    | (?P<ordinal> \p{Nd}+(?:st|nd|rd|th)\b )
    | (?P<figure> (?:\p{Nd}{1,3}(?:،\p{Nd}{3})+|\p{Nd}+(?:[.,٫٬'’]\p{Nd}+)*)[½¼¾]? )
    | (?P<initials> (?<![\p{L}\p{M}])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{M}]))?
                  | (?<![\p{L}\p{M}])(?:\p{Lu}|د)\.(?=\ *\p{L})
                  | \p{Lu}\.\p{Nd}+ )
    | (?P<possessive> (?<=\p{L})['’]s\b )
    | (?P<word> \p{L}[\p{L}\p{M}ـ]*(?:['’](?!s\b)\p{L}[\p{L}\p{M}]*)* )
    | (?P<line> \n )
    | (?P<dash> (?<=\s)\p{Pd}|\p{Pd}(?=\s) )
    | (?P<sign> [^\s\p{L}\p{M}] )
    """,
    regex.VERBOSE,
)
# The end of a line, and a dash that joins nothing.
_NORMS = {"line": "¶", "dash": "–"}
_MARKS = regex.compile(r"[\p{M}ـ]*")
# Arabic conjunctions and prepositions that are written as one with the word after them. لل stands
# for ل and the article, whose alif it swallows.
_CLITICS = ("و", "ف", "ب", "ل", "وب", "ول", "فب", "فل", "لل", "ولل", "فلل")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign; of an Arabic word with clitics, one part.

    Attributes:
        start: Offset in the text.
        end: Offset after it.
        text: As written.
        norm: Matching form. Of ``عراق`` in ``للعراق`` it is ``العراق``.
        kind: The group of `_TOKEN` that found it.
    """

    start: int
    end: int
    text: str
    norm: str
    kind: str


@dataclass(frozen=True, slots=True)
class Unit:
    """Tokens that have one letter together.

    Attributes:
        tokens: One, or those of a phrase.
        letter: What they are taken for.
        key: What the lexicon says they stand for; empty where it says nothing.
    """

    tokens: tuple[Token, ...]
    letter: str
    key: str

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end

    @property
    def text(self) -> str:
        return self.tokens[0].text

    @property
    def norm(self) -> str:
        return " ".join(token.norm for token in self.tokens)


class Lexicon:
    """Words and phrases with their letters.

    Args:
        entries: Phrase, letter, key. Of two equal phrases the first counts. A phrase with a capital
            letter first is found only so, one in capitals only in capitals.
        words: Further words from which Arabic clitics may be parted, in matching form.
    """

    def __init__(self, entries: Iterable[tuple[str, str, str]], words: Iterable[str] = ()) -> None:
        self._phrases: dict[str, dict[tuple[str, ...], list[tuple[str, str, str]]]]
        self._phrases = defaultdict(lambda: defaultdict(list))
        for phrase, letter, key in entries:
            norms = tuple(token.norm for token in _raw_tokens(phrase))
            self._phrases[norms[0]][norms].append((phrase, letter, key))
        self._words = frozenset(words)
        self._inner = {norm for known in self._phrases.values() for one in known for norm in one}

    def begins(self, norm: str) -> bool:
        """Whether a word or phrase begins with a word in matching form."""
        return norm in self._phrases or norm in self._words

    def __contains__(self, norm: str) -> bool:
        return norm in self._inner or norm in self._words

    def longest(self, tokens: Sequence[Token], place: int) -> tuple[int, str, str] | None:
        """Length, letter and key of the longest phrase that begins at a place."""
        best: tuple[int, str, str] | None = None
        for norms, known in self._phrases.get(tokens[place].norm, {}).items():
            size = len(norms)
            if best and size <= best[0]:
                continue
            if tuple(token.norm for token in tokens[place : place + size]) == norms:
                written = tokens[place].text
                for phrase, letter, key in known:
                    if _has_case(written, phrase):
                        best = (size, letter, key)
                        break
        return best


@dataclass(frozen=True, slots=True)
class Found:
    """Units that a pattern matches.

    Attributes:
        kind: The pattern's.
        units: In order.
        value: Those of its group ``value``; all where it has none.
    """

    kind: str
    units: tuple[Unit, ...]
    value: tuple[Unit, ...]

    @property
    def start(self) -> int:
        return self.units[0].start

    @property
    def end(self) -> int:
        return self.units[-1].end


class Grammar:
    """Patterns over letters, as a data file has them.

    Args:
        table: ``sets``, letters by name, which patterns write in braces; ``patterns``, each a
            ``kind`` and regular expressions over ``letters``.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        sets: Mapping[str, str] = table["sets"]
        self._patterns = [
            (str(one["kind"]), regex.compile(_filled(pattern, sets)))
            for one in table["patterns"]
            for pattern in one["letters"]
        ]

    def search(self, row: Sequence[Unit]) -> list[Found]:
        """What the patterns find in a row of units, in order.

        Each pattern sees what those before it have found as ``·``, so that no two overlap.
        """
        letters = "".join(unit.letter for unit in row)
        found: dict[int, Found] = {}
        for kind, pattern in self._patterns:
            for match in pattern.finditer(letters):
                start, end = match.span("name" if "name" in pattern.groupindex else 0)
                value = match.span("value") if "value" in pattern.groupindex else (start, end)
                found[start] = Found(kind, tuple(row[start:end]), tuple(row[slice(*value)]))
                letters = letters[:start] + _FOUND * (end - start) + letters[end:]
        return [found[start] for start in sorted(found)]


_FOUND = "·"
_SET = regex.compile(r"\{([a-z]+)\}")


def _filled(pattern: str, sets: Mapping[str, str]) -> str:
    """A pattern with the letters of its sets in the place of their names."""
    return _SET.sub(lambda match: _filled(sets[match[1]], sets), pattern)


def units(text: str, lexicon: Lexicon, shape: Callable[[Sequence[Token], int], str]) -> list[Unit]:
    """A text's tokens with their letters, phrases as one.

    Args:
        text: Any text.
        lexicon: What is known of its words.
        shape: Gives the letter of a token that the lexicon does not know.
    """
    tokens = [part for token in _raw_tokens(text) for part in _parted(token, lexicon)]
    found, place = [], 0
    while place < len(tokens):
        size, letter, key = lexicon.longest(tokens, place) or (1, shape(tokens, place), "")
        found.append(Unit(tuple(tokens[place : place + size]), letter, key))
        place += size
    return found


def _raw_tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        norm = _NORMS.get(kind) or normalize(match[0])
        if norm:  # a lone tatweel has none
            yield Token(match.start(), match.end(), match[0], norm, kind)


def _parted(token: Token, lexicon: Lexicon) -> Iterator[Token]:
    """A token as clitic and rest, where only the rest is a known word; else the token."""
    if token.kind == "word" and token.norm[0] in "وفبل" and token.norm not in lexicon:
        for clitic in _CLITICS:
            if not token.norm.startswith(clitic):
                continue
            rest = token.norm[len(clitic) :]
            known = f"ال{rest}" if clitic.endswith("لل") else rest
            if len(rest) > 1 and lexicon.begins(known):
                cut = _after(token.text, len(clitic))
                yield Token(token.start, token.start + cut, token.text[:cut], clitic, token.kind)
                yield Token(token.start + cut, token.end, token.text[cut:], known, token.kind)
                return
    yield token


def _after(word: str, letters: int) -> int:
    """Offset after some letters of a word and the signs on them."""
    place = 0
    for _ in range(letters):
        match = _MARKS.match(word, place + 1)
        place = match.end() if match else place + 1
    return place


def _has_case(written: str, phrase: str) -> bool:
    if phrase.isupper() and len(phrase) > 1:
        return written.isupper()
    return written[:1].isupper() or not phrase[:1].isupper()


@cache
def data_table(name: str) -> dict[str, Any]:
    """A file of retrieval/data, read once. Treat it as read-only."""
    return tomllib.loads(files("retrieval").joinpath(f"data/{name}").read_text("utf-8"))
