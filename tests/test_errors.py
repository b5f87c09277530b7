"""Every error and notice is written in both languages, with the same placeholders."""

import re
import string
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TABLES = ["retrieval/errors.toml", "bot/errors.toml", "bot/notices.toml"]
ENTRIES = [
    pytest.param(entry, id=f"{table}:{key}")
    for table in TABLES
    for key, entry in tomllib.loads((ROOT / table).read_text("utf-8")).items()
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_both_languages_say_the_same(entry):
    assert set(entry) == {"en", "ar"}
    placeholders = [
        {name for _, name, _, _ in string.Formatter().parse(entry[language]) if name}
        for language in ("en", "ar")
    ]
    assert placeholders[0] == placeholders[1]


@pytest.mark.parametrize("entry", ENTRIES)
def test_each_text_is_in_its_language(entry):
    assert re.search(r"[\u0600-\u06ff]{2}", entry["ar"])
    assert not re.search(r"[\u0600-\u06ff]", entry["en"])
