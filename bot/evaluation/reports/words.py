"""Which words of two texts differ."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

import regex

# With what stands at a word's edge apart, so that a full stop does not make another word of it.
# Whole words only: a mark within one would break the joining of Arabic letters.
_TOKEN = regex.compile(r"[\p{L}\p{M}\p{N}\u200c\u200d]+|\s+|[^\p{L}\p{M}\p{N}\s]")


class Part(NamedTuple):
    """A stretch of a text, and whether the other text has it, too."""

    text: str
    differs: bool


def differences(first: str, second: str) -> tuple[list[Part], list[Part]]:
    """Two texts in parts; each text's parts together are the text."""
    one, other = _TOKEN.findall(first), _TOKEN.findall(second)
    here: list[Part] = []
    there: list[Part] = []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        _add(here, one[start:end], kind != "equal")
        _add(there, other[other_start:other_end], kind != "equal")
    return here, there


def _add(parts: list[Part], tokens: Sequence[str], differs: bool) -> None:
    if tokens:
        parts.append(Part("".join(tokens), differs))
