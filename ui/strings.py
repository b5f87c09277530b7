"""The interface's words: looked up in one table, in the language of the interface."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from bot.reply import ReplyLanguage

LANGUAGES: tuple[ReplyLanguage, ...] = ("ar", "en")


LANGUAGE_COOKIE = "khulasa-language"
"""Remembers the chosen language; page.js sets it."""


_LABELS = {
    "#article-text": "article",
    "#chat [role=log]": "conversation",
}
"""Elements that Gradio gives no name, or one in English alone: selectors, and keys of the table."""


def labels() -> dict[str, dict[str, str]]:
    """What screen readers call the parts of the page: by language, then by selector."""
    return {
        language: {selector: text(key, language) for selector, key in _LABELS.items()}
        for language in LANGUAGES
    }


def text(key: str, language: ReplyLanguage, /, **values: object) -> str:
    """The words of a key, in a language, with their placeholders filled in."""
    return _table()[key][language].format(**values)


def terminal_language() -> ReplyLanguage:
    """The language of someone at a command line, as the locale says."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "ar" if locale.startswith("ar") else "en"


def preferred_language(
    chosen: str | None, accept_language: str, otherwise: ReplyLanguage
) -> ReplyLanguage:
    """The interface language that a reader wants.

    Args:
        chosen: What the reader chose at an earlier visit (`LANGUAGE_COOKIE`), if anything.
        accept_language: The browser's header, such as ``"ar-EG,ar;q=0.9,en;q=0.8"``.
        otherwise: The language where the header names neither Arabic nor English.
    """
    for wanted in (chosen, *_by_quality(accept_language)):
        for language in LANGUAGES:
            if wanted == language:
                return language
    return otherwise


def _by_quality(accept_language: str) -> Iterable[str]:
    """Primary language tags of the header, best first (RFC 9110, 12.5.4)."""
    qualities = []
    for item in accept_language.split(","):
        tag, _, parameters = item.partition(";")
        try:
            quality = float(parameters.strip().removeprefix("q=") or 1)
        except ValueError:
            quality = 0.0
        if quality > 0:
            qualities.append((quality, tag.strip().partition("-")[0].lower()))
    return [tag for _, tag in sorted(qualities, key=lambda pair: -pair[0])]


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("ui").joinpath("strings.toml").read_text("utf-8"))
