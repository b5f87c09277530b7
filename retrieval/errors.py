"""What can go wrong below the model.

    KhulasaError            anything this project raises on purpose; catch this one
    ├── ArticleError        the article cannot be read, or is empty, too long, not text
    └── StoreError          the data folder or the Chroma server cannot be used

`bot.errors` adds the model's errors to the same tree. Messages stand in both languages in one
table a package (``errors.toml``), and say what happened and what the user can do about it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import ClassVar


class KhulasaError(Exception):
    """Base class of every error that Khulasa raises on purpose.

    Args:
        key: The message's name in its package's ``errors.toml``.
        values: What its placeholders stand for.
    """

    package: ClassVar[str] = "retrieval"

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def message(self, language: str = "en") -> str:
        """The message in ``"en"`` or ``"ar"``."""
        return _table(self.package)[self.key][language].format(**self.values)

    def __str__(self) -> str:
        return self.message()


class ArticleError(KhulasaError):
    """The article cannot be used: unreadable, empty, too long, encrypted, or not text."""


class StoreError(KhulasaError):
    """The data folder or the Chroma server cannot be opened or written."""


@cache
def _table(package: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files(package).joinpath("errors.toml").read_text("utf-8"))
