"""Abstentions, notices and warnings: looked up in one table, in the reader's language."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from bot.direction import direction, direction_of
from bot.reply import ReplyLanguage


def notice(key: str, language: ReplyLanguage, /, *, several: bool = False, **values: object) -> str:
    """The notice of a key, in a language, with its placeholders filled in.

    Args:
        key: Its name in the table.
        language: The reader's.
        several: Whether it speaks of several articles.
        values: For the placeholders.
    """
    wording = _table()[f"{key}_of_several" if several else key]
    return wording[language].format(**values)


def listed(values: Iterable[str], language: ReplyLanguage) -> str:
    """Values as a list in running text.

    A value that reads the other way is followed by a direction mark: the comma after it, and the
    number after that, would otherwise be taken for a part of it.
    """
    side = direction_of(language)
    mark = {"ltr": "\u200e", "rtl": "\u200f"}[side]
    return ("، " if language == "ar" else ", ").join(
        value if direction(value, side) == side else value + mark for value in values
    )


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("bot").joinpath("notices.toml").read_text("utf-8"))
