"""Words that stand in exported documents, looked up in one table, in the document's language."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from bot.reply import ReplyLanguage


def words(key: str, language: ReplyLanguage, /, **values: object) -> str:
    """The words of a key, in a language, with their placeholders filled in."""
    return _table()[key][language].format(**values)


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("bot.export").joinpath("words.toml").read_text("utf-8"))
