"""What is alike in how Arabic and English questions lean."""

from __future__ import annotations

import tomllib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, ClassVar, Literal

import regex

from retrieval.entities import Entity, find_entities
from retrieval.normalization import is_stop, words
from retrieval.tables import language_table

Language = Literal["ar", "en"]

Way = Literal["wholly", "thing", "partly", "loosely"]
"""How a question leans. "wholly": it says nothing of what it is about ("And when?"). "thing": it is
a thing of which the question before is asked again ("And Spain?"). "partly": it points back ("Who
led it?"). "loosely": it may be understood alone, but goes on ("And who led the war?")."""

_LONGEST_THING = 5  # words
_FEW = 2  # content words; with more, a definite noun is told which one it is
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a question: as written, in matching form, and where it begins."""

    text: str
    norm: str
    start: int


class Question(ABC):
    """A question, word by word, without what only opens it."""

    language: ClassVar[Language]

    def __init__(self, text: str) -> None:
        self._text = text
        self.tokens = [
            Token(match[0], (words(match[0]) or [""])[0], match.start())
            for match in _WORD.finditer(text)
        ]
        self._opened = self._take_off("openings") or self._take_off_joined()
        self._about = self._take_off("about")

    def way(self) -> Way | None:
        """How the question leans; None if it does not."""
        if any(self.knows("article", place) for place in range(len(self.tokens))):
            return None
        if not self.content:
            return "wholly"
        if self._about or (self._opened and self._is_thing()):
            return "thing"
        if self.pointing or self._unfinished() or not (len(self.content) > 1 or self._suffices()):
            return "partly"
        few = len(self.content) <= _FEW
        return "loosely" if self._opened or (few and self._has_shell()) else None

    def own(self) -> str:
        """The question without what only opens it."""
        return " ".join(self._said(place) for place in range(len(self.tokens)))

    @cached_property
    def pointing(self) -> frozenset[int]:
        """Places of the words that stand for something said before the question."""
        return frozenset(self._pointing())

    @cached_property
    def content(self) -> list[int]:
        """Places of the words that say something by themselves."""
        return [place for place, token in enumerate(self.tokens) if not self._says_nothing(token)]

    @cached_property
    def names(self) -> frozenset[int]:
        """Places of the words that are in a name."""
        return frozenset(
            place
            for place, token in enumerate(self.tokens)
            for one in self.entities
            if one.start < token.start + len(token.text) and token.start < one.end
        )

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """What the question names."""
        found = find_entities(self._text, self.language)
        return tuple(one for one in found if one.kind not in ("date", "number", "figure"))

    def norm(self, place: int) -> str:
        """The word at a place, in matching form; empty beyond the ends."""
        return self.tokens[place].norm if 0 <= place < len(self.tokens) else ""

    def knows(self, name: str, place: int) -> int:
        """How many words the longest phrase of a list has that begins at a place; 0 for none."""
        return max(
            (
                len(phrase)
                for phrase in phrases(self.language, name)
                if all(self.norm(place + i) == word for i, word in enumerate(phrase))
            ),
            default=0,
        )

    def asks(self, place: int) -> bool:
        """Whether a question word stands at a place."""
        return self.norm(place) in question_words(self.language)

    @abstractmethod
    def _pointing(self) -> Iterator[int]:
        """See `pointing`."""

    @abstractmethod
    def _defines(self, place: int) -> bool:
        """Whether it asks what or who the thing at a place is: "Who is Solberg?"."""

    @abstractmethod
    def _has_shell(self) -> bool:
        """Whether it has a definite noun that tells not which one: "the decision", "القرار"."""

    def _unfinished(self) -> bool:
        """Whether something is left out without which no question is whole."""
        return False

    def _take_off_joined(self) -> bool:
        """Take off what only opens the question and is written as one with its first word."""
        return False

    def _is_thing(self) -> bool:
        """Whether the question is no question but a thing: "(And) in Spain?"."""
        return len(self.tokens) <= _LONGEST_THING and not (
            self.asks(0) or (is_stop(self.norm(0)) and self.asks(1))
        )

    def _suffices(self) -> bool:
        """Whether its only word of content tells what is meant: a thing to define, a year."""
        [place] = self.content
        return self.norm(place).isdigit() or (
            not self.knows("relational", place) and self._defines(place)
        )

    def _says_nothing(self, token: Token) -> bool:
        return is_stop(token.norm) or self._is_vague(token)

    def _is_vague(self, token: Token) -> bool:
        return token.norm in single_words(self.language, "vague")

    def _said(self, place: int) -> str:
        """A word as it is sought."""
        return self.tokens[place].text

    def _take_off(self, name: str) -> bool:
        """Take the phrases of a list off the front, if something is left."""
        found = False
        while 0 < (count := self.knows(name, 0)) < len(self.tokens):
            del self.tokens[:count]
            found = True
        return found


@cache
def table(language: Language) -> dict[str, Any]:
    """The words of a language. Treat it as read-only."""
    return tomllib.loads(files("bot.leaning").joinpath(f"{language}.toml").read_text("utf-8"))


@cache
def phrases(language: Language, name: str) -> frozenset[tuple[str, ...]]:
    """The phrases of a list, in matching form."""
    return frozenset(tuple(words(phrase)) for phrase in table(language)[name])


@cache
def single_words(language: Language, name: str) -> frozenset[str]:
    """The phrases of a list that are one word, in matching form."""
    return frozenset(phrase[0] for phrase in phrases(language, name) if len(phrase) == 1)


@cache
def question_words(language: Language) -> frozenset[str]:
    """Words that make a question, in matching form."""
    known: Iterable[str] = language_table(language)["stop_words"]["question"]
    more: Iterable[str] = table(language).get("question_words", ())
    return frozenset(token for word in (*known, *more) for token in words(word))
