"""Every error and notice is written in both languages, with the same placeholders."""

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import errors

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


def raised() -> Iterator[tuple[str, str, set[str]]]:
    """Package, key and placeholders of every error that the code makes with a key of its own."""
    for package in ("bot", "retrieval"):
        for path in sorted((ROOT / package).glob("**/*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                    continue
                if node.func.id not in dir(errors) or not node.func.id.endswith("Error"):
                    continue
                table = getattr(errors, node.func.id).package
                given = {keyword.arg for keyword in node.keywords if keyword.arg}
                open_ended = any(keyword.arg is None for keyword in node.keywords)
                if any(isinstance(part, ast.JoinedStr) for part in ast.walk(node.args[0])):
                    continue  # a family of keys: tested where it is raised
                for key in ast.walk(node.args[0]):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield table, key.value, given | ({"*"} if open_ended else set())


@pytest.mark.parametrize(("package", "key", "given"), sorted(raised(), key=str))
def test_every_error_raised_has_its_message_and_placeholders(package, key, given):
    table = tomllib.loads((ROOT / package / "errors.toml").read_text("utf-8"))
    assert key in table
    needed = {name for _, name, _, _ in string.Formatter().parse(table[key]["en"]) if name}
    assert needed <= given or "*" in given
