"""Lines that stand around or within an article and are no part of it.

The words they are known by are in ``data/boilerplate.toml``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def is_page_number(line: str) -> bool:
    """Whether a line holds a page's number and nothing else (numbers may be given as ``#``)."""
    words = re.findall(r"[^\W\d_]+", line)
    known = _table()["page_number"]
    return bool(re.search(r"[\d#]", line)) and all(word.casefold() in known for word in words)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("retrieval").joinpath("data/boilerplate.toml").read_text("utf-8"))
