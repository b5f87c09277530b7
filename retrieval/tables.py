"""What is known of each language, from ``retrieval/data/<language>.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal


@cache
def language_table(language: Literal["ar", "en"]) -> dict[str, Any]:
    """The language's data file, read once. Treat it as read-only."""
    return tomllib.loads(files("retrieval").joinpath(f"data/{language}.toml").read_text("utf-8"))
