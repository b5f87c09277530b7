"""What words of different scripts can be matched by, without knowing either language.

A number by its value, in digits of any script or in words; a name by its consonants in rough
classes, so that what Arabic and Latin script spell apart falls together: ``واشنطن`` and
``Washington``, ``Huguenots`` and ``والهوغونوت``. Words that are translated and not transcribed
share nothing. Within one script none of this is needed: spelling tells more.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import regex

from retrieval.language import count_letters, detect_language
from retrieval.numbers import values

_SAMPLE = 20  # texts looked at to tell their script
_LONG = 3  # consonants; shorter names are easily taken for one another

_NEAR = 0.6  # what a match is worth of names that differ in a consonant

_ARABIC = regex.compile(r"\p{Arabic}")
_LATIN = regex.compile(r"\p{Latin}")


def script(word: str) -> str:
    """The script a normalised word begins in: Arabic, Latin, or (digits as well) another."""
    return "Arabic" if _ARABIC.match(word) else "Latin" if _LATIN.match(word) else "other"


def crosses(query: str, texts: Sequence[str]) -> bool:
    """Whether a query is in the other language than texts: Arabic, or one in Latin letters.

    A query in both scripts is in the language of its function words, as for the reply's language:
    "ما معنى machine learning؟" is Arabic.
    """
    arabic, latin = count_letters(query)
    in_arabic = detect_language(query) == "ar" if arabic and latin else arabic > latin
    theirs = [count_letters(text) for text in texts[:_SAMPLE]]
    their_arabic, their_latin = (sum(counts) for counts in zip(*theirs, strict=True))
    return arabic + latin > 0 and in_arabic != (their_arabic > their_latin)


@lru_cache(maxsize=1 << 12)
def keys(word: str) -> dict[str, float]:
    """Keys by which a normalised word matches words of another script, and what a match is worth.

    Treat it as read-only.
    """
    found = {f"value {value:f}": 0.8 for kind, value in values(word)}
    for name in _names(word):
        skeleton = _skeleton(name)
        consonants = len(skeleton.removeprefix("A"))
        if len(skeleton) > 1:
            found[f"name {skeleton}"] = 0.8 if consonants >= _LONG else 0.5
    return found


def near_keys(word: str) -> dict[str, float]:
    """Keys by which a name matches one that differs in a consonant, and what a match is worth.

    One may be another (``Wittenberg``, ``ويتمبيرغ``) or missing (``Newcastle``, ``نيوكاسل``). Only
    names of four or more that begin alike match, but common words can as well.
    """
    skeletons = (_skeleton(name) for name in _names(word))
    return {
        f"near {skeleton[:place]}.{skeleton[end:]}": _NEAR
        for skeleton in skeletons
        if len(skeleton) > _LONG
        for place in range(1, len(skeleton) + 1)
        for end in (place, place + 1)
        if end <= len(skeleton)
    }


def _names(word: str) -> set[str]:
    """The names that a word can be: without Arabic prefixes, without an English plural's s."""
    if script(word) == "Latin":
        return {word, word.removesuffix("s")}
    if script(word) == "Arabic":
        cut = (word.removeprefix(prefix) for prefix in _table()["prefixes"])
        bare = next((rest for rest in cut if len(rest) >= 3 and rest != word), word)
        return {bare} if word.startswith("ال") else {word, bare}
    return set()


def _skeleton(name: str) -> str:
    """Classes of a name's consonants, repeated ones once; ``A`` for a beginning with none."""
    for spelling, plain in _table()["spellings"]:
        name = name.replace(spelling, plain)
    classes = [_classes().get(letter, "") for letter in name]
    kept = [one for place, one in enumerate(classes) if place == 0 or one != classes[place - 1]]
    return ("" if kept[:1] != [""] else "A") + "".join(kept)


@cache
def _classes() -> dict[str, str]:
    return {letter: name for name, letters in _table()["classes"].items() for letter in letters}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("retrieval").joinpath("data/skeletons.toml").read_text("utf-8"))
