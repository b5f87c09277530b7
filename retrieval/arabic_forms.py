"""Dictionary forms that an Arabic word of running text may stand for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_PREFIXED, _SUFFIXED, _IMPERFECT = 0.95, 0.9, 0.85
"""How sure a form is from which a prefix, a suffix, the sign of the imperfect was taken."""

_ARTICLE = "ال"


@lru_cache(maxsize=1 << 14)
def dictionary_forms(word: str) -> dict[str, float]:
    """What a normalised Arabic word may be without prefixes and endings, each with its certainty.

    Far more than exist are made up: a dictionary tells which are words. Treat it as read-only.
    """
    forms: dict[str, float] = {}
    for stem, certainty in _without_prefix(word):
        for form, kept in _without_ending(stem):
            forms[form] = max(forms.get(form, 0), certainty * kept)
    return forms


def without_article(word: str) -> str:
    """A normalised Arabic word as dictionaries list it."""
    return word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 1 else word


def _without_prefix(word: str) -> Iterator[tuple[str, float]]:
    yield word, 1
    for prefix in _affixes()["prefixes"]:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            yield word[len(prefix) :], 1 if prefix == _ARTICLE else _PREFIXED


def _without_ending(stem: str) -> Iterator[tuple[str, float]]:
    affixes = _affixes()
    yield stem, 1
    bare = [stem]
    for suffix in affixes["suffixes"]:
        if stem.endswith(suffix) and len(stem) - len(suffix) >= 3:
            cut = stem[: -len(suffix)]
            bare.append(cut)
            yield cut, _SUFFIXED
            yield cut.removesuffix(affixes["joined_feminine"]) + affixes["feminine"], _SUFFIXED
    for verb in bare:
        if verb[0] in affixes["imperfect"] and len(verb) >= 4:
            yield verb[1:], _IMPERFECT


@cache
def _affixes() -> dict[str, Any]:
    return tomllib.loads(files("retrieval").joinpath("data/affixes.toml").read_text("utf-8"))
