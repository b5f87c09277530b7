"""What a reader's message asks for: an answer, a summary or a translation. Rules, no model.

A message asks for a summary or a translation when it begins so, after words of politeness:
"who translated the book?" is a question.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from bot.engines import Form, Length
from bot.reply import ReplyLanguage
from retrieval.normalization import words

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What a message asks for.

    Attributes:
        kind: Which operation.
        language: The language named in the message, if any.
        length: Of a summary.
        form: Of a summary.
        paragraph: The only paragraph to translate: its number from 1, or -1 for the last.
    """

    kind: Literal["answer", "summarize", "translate"]
    language: ReplyLanguage | None = None
    length: Length = "short"
    form: Form = "paragraph"
    paragraph: int | None = None


def understand(message: str) -> Request:
    """What a message asks for."""
    said = words(message)
    kind = _kind(said)
    if kind == "answer":
        return Request("answer")
    return Request(
        kind,
        language=_first_named(said, "language"),
        length=_first_named(said, "length") or "short",
        form=_first_named(said, "form") or "paragraph",
        paragraph=_paragraph(said) if kind == "translate" else None,
    )


def _kind(said: Sequence[str]) -> Literal["answer", "summarize", "translate"]:
    position = 0
    while position < len(said):
        rest = said[position:]
        if _begins(rest, "translate"):
            return "translate"
        if _begins(rest, "summarize"):
            return "summarize"
        skipped = _begins(rest, "opening")
        if not skipped:
            break
        position += skipped
    return "answer"


def _begins(said: Sequence[str], key: str) -> int:
    """How many words of the longest phrase of a list `said` begins with; 0 for none."""
    return max((len(one) for one in _phrases(key) if tuple(said[: len(one)]) == one), default=0)


def _first_named(said: Sequence[str], key: str) -> Any:
    """The value of a table whose phrase stands earliest in the message; the longer one of two."""
    found = [
        (position, -len(phrase), value)
        for value in _table()[key]
        for phrase in _phrases(key, value)
        for position in range(len(said))
        if tuple(said[position : position + len(phrase)]) == phrase
    ]
    return min(found)[2] if found else None


def _paragraph(said: Sequence[str]) -> int | None:
    names = {phrase[0] for phrase in _phrases("paragraph")}
    for position, word in enumerate(said):
        if word not in names:
            continue
        for near in (*said[position + 1 : position + 3], *reversed(said[:position][-2:])):
            if near.isdecimal() and int(near) > 0:
                return int(near)
            if near in _ordinals():
                return _ordinals()[near]
    return None


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("bot").joinpath("requests.toml").read_text("utf-8"))


@cache
def _phrases(*keys: str) -> tuple[Phrase, ...]:
    table = _table()
    for key in keys:
        table = table[key]
    every: Iterable[str] = [*table["en"], *table["ar"]]
    return tuple(tuple(words(phrase)) for phrase in every)


@cache
def _ordinals() -> dict[str, int]:
    table = _table()["ordinal"]
    return {words(name)[0]: number for name, number in (table["en"] | table["ar"]).items()}
