"""Finding words in a reply as a reader would: whatever the spelling, digits and clitics.

A phrase is found where its words stand in order and whole: ``2017`` is not in ``20175`` and "art"
not in "part". Arabic words are found with a conjunction, a preposition or the article written onto
them: ``العراق`` in ``وبالعراق``, ``الحكومة`` in ``للحكومة``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from retrieval.normalization import words

_CLITICS = re.compile(r"(?P<conjunction>[وف]?)(?P<preposition>[بكل]?)(?P<article>ال|(?<=ل)ل)?")
_LEAST = 2  # letters that are left of a word without its clitics
_LEAST_AFTER_PREPOSITION = 3  # كان is not ك and أن


def contains(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text.

    Raises:
        ValueError: The phrase has neither a word nor a number.
    """
    said, wanted = words(text), words(phrase)
    if not wanted:
        raise ValueError(f"{phrase!r} has neither a word nor a number")
    last = len(said) - len(wanted)
    return any(
        all(
            _same(given, sought)
            for given, sought in zip(said[start : start + len(wanted)], wanted, strict=True)
        )
        for start in range(last + 1)
    )


def _same(given: str, sought: str) -> bool:
    return given == sought or not _forms(given).isdisjoint(_bare_forms(sought))


@lru_cache(maxsize=1 << 14)
def _forms(word: str) -> frozenset[str]:
    """An Arabic word with each of its possible clitics taken off in turn."""
    found = _CLITICS.match(word)
    if not found:
        return frozenset({word})
    least = {"conjunction": _LEAST, "preposition": _LEAST_AFTER_PREPOSITION, "article": _LEAST}
    cuts = {found.end(clitic): least[clitic] for clitic in least if found[clitic]}
    return frozenset({word, *(word[cut:] for cut, some in cuts.items() if len(word) - cut >= some)})


def _bare_forms(word: str) -> set[str]:
    """A word as sought: itself, and without the article."""
    bare = word.removeprefix("ال")
    return {word, bare} if len(bare) >= _LEAST else {word}
