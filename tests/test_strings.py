"""The interface's words, in both languages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from bot.export import FORMATS
from bot.local_models.pull import Step
from bot.translator.packages import Direction
from bot.translator.process import State
from ui.models import _RATES
from ui.strings import preferred_language

ROOT = Path(__file__).parents[1]
STRINGS: dict[str, dict[str, str]] = tomllib.loads(
    (ROOT / "ui" / "strings.toml").read_text("utf-8")
)


@pytest.mark.parametrize("key", STRINGS)
def test_every_word_is_there_in_both_languages(key: str) -> None:
    """With the same placeholders; the Arabic is written in Arabic letters."""
    words = STRINGS[key]
    assert set(words) == {"ar", "en"}
    assert all(words.values())
    placeholders = [sorted(re.findall(r"{\w+}", text)) for text in words.values()]
    assert placeholders[0] == placeholders[1]
    assert re.search(r"[\u0621-\u064a]", words["ar"])
    assert not re.search(r"[\u0600-\u06ff]", words["en"])


def test_every_key_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "ui").rglob("*.py"))
    literal = set(re.findall(r"[\"'](\w+)[\"']", code))
    made = (
        {f"save_{x}" for x in FORMATS}
        | {f"translate_{x}" for x in ("en", "ar")}
        | {f"glossary_{x}" for x in ("ar", "en")}
        | {f"direction_{x}" for x in get_args(Direction)}
        | {f"step_{x}" for x in get_args(Step)}
        | {f"translator_{x}" for x in get_args(State)}
        | {f"models_{x}" for x in _RATES}
        | {f"language_{x}" for x in ("ar", "en", "other")}
        | {f"{x}_{y}" for x in ("summary", "ask") for y in ("auto", "ar", "en", "both")}
        | {f"summary_{x}" for x in ("short", "medium", "long", "paragraph", "bullets")}
        | {f"thumb_{x}" for x in ("up", "down")}
        | {f"{x}_given" for x in ("up", "down")}
    )
    assert set(STRINGS) - literal - made == set()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("ar-EG,ar;q=0.9,en;q=0.8", "ar"),
        ("en-GB,en;q=0.9,ar;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,en;q=0.5,ar;q=0.7", "ar"),
        ("de", "otherwise"),
        ("ar;q=0, de", "otherwise"),
        ("ar;q=nonsense", "otherwise"),
        ("", "otherwise"),
    ],
)
def test_the_browser_chooses_the_language(header: str, expected: str) -> None:
    assert preferred_language(None, header, "otherwise") == expected  # type: ignore[arg-type]


def test_what_a_reader_chose_comes_before_what_the_browser_prefers() -> None:
    assert preferred_language("ar", "en-GB", "en") == "ar"
    assert preferred_language("tlh", "en-GB", "ar") == "en"
