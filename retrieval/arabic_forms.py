"""Dictionary forms that an Arabic word of running text may stand for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from retrieval.normalization import stem
from retrieval.terms import rough_root

_PREFIXED, _SUFFIXED, _IMPERFECT = 0.95, 0.9, 0.85
"""How sure a form is from which a prefix, a suffix, the sign of the imperfect was taken."""

_SAME_STEM, _SAME_ROOT = 0.7, 0.5
"""What a match by the light stem or the rough root is worth."""

_ARTICLE = "ال"


@lru_cache(maxsize=1 << 10)
def dictionary_forms(word: str) -> dict[str, float]:
    """What a normalised Arabic word may be without prefixes and endings, each with its certainty.

    Far more than exist are made up: a dictionary tells which are words. Treat it as read-only.
    """
    forms: dict[str, float] = {}
    for bare, certainty in _without_prefix(word):
        for form, kept in _without_ending(bare):
            forms[form] = max(forms.get(form, 0), certainty * kept)
    return forms


def loose_keys(word: str) -> dict[str, float]:
    """What relatives of a normalised Arabic word share, and what a match by it is worth."""
    keys = {f"stem {stem(word)}": _SAME_STEM}
    if root := rough_root(word):
        keys[f"root {root}"] = _SAME_ROOT
    return keys


def without_article(word: str) -> str:
    """A normalised Arabic word as dictionaries list it."""
    return word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 1 else word


def with_prefixes(word: str) -> list[str]:
    """A normalised Arabic word, and as it stands behind the article, a conjunction or preposition.

    Not all of them exist.
    """
    return [word, *(prefix + word for prefix in _affixes()["prefixes"])]


def _without_prefix(word: str) -> Iterator[tuple[str, float]]:
    yield word, 1
    for prefix in _affixes()["prefixes"]:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            yield word[len(prefix) :], 1 if prefix == _ARTICLE else _PREFIXED


def _without_ending(word: str) -> Iterator[tuple[str, float]]:
    affixes = _affixes()
    yield word, 1
    verbs = [word]
    for suffix in affixes["suffixes"]:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            cut = word[: -len(suffix)]
            verbs.append(cut)
            yield cut, _SUFFIXED
            yield cut.removesuffix(affixes["joined_feminine"]) + affixes["feminine"], _SUFFIXED
    for verb in verbs:
        if verb[0] in affixes["imperfect"] and len(verb) >= 4:
            yield verb[1:], _IMPERFECT


@cache
def _affixes() -> dict[str, Any]:
    return tomllib.loads(files("retrieval").joinpath("data/affixes.toml").read_text("utf-8"))
