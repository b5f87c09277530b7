"""The library keeps articles exactly, across restarts, threads and processes."""

import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retrieval import database
from retrieval.article import Article
from retrieval.errors import StoreError
from retrieval.library import Library
from tests.letters import article

ROOT = Path(__file__).parents[1]


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "data")


def test_what_was_added_comes_back_exactly_after_a_restart(library, tmp_path):
    text = "مُقدِّمة 😀 e\u0301.\n\n\tIt's ''quoted'' -- “so”; DROP TABLE articles;\n"
    kept = Article.from_text(text, title="عنوان", source="https://example.org/?a='b'")
    library.add(kept)
    assert Library(tmp_path / "data").get(kept.id) == kept


def test_an_article_not_there_is_none(library):
    assert library.get("0" * 32) is None
    assert library.list() == []


def test_adding_again_keeps_one_article_and_the_day_it_came(library):
    library.add(article(1))
    before = library.list()[0]
    library.add(article(1))
    [after] = library.list()
    assert after.added == before.added
    assert after.opened > before.opened


def test_a_pasted_copy_does_not_forget_where_the_text_came_from(library):
    pasted = article(1)
    fetched = replace(pasted, title="The title", source="https://example.org/a")
    for one in (pasted, fetched, pasted):
        library.add(one)
    assert library.get(pasted.id) == fetched


def test_the_list_has_the_newest_first_and_leaves_the_text_out(library):
    articles = [article(seed) for seed in range(5)]
    for one in articles:
        library.add(one)
    library.add(articles[0])
    entries = library.list()
    assert [entry.id for entry in entries] == [one.id for one in reversed(articles)]
    newest, entry = articles[-1], entries[0]
    assert (entry.title, entry.language, entry.source) == (newest.title, newest.language, "")
    assert entry.characters == len(newest.text)
    age = datetime.now(UTC) - datetime.fromisoformat(entry.added)
    assert timedelta(0) <= age < timedelta(minutes=5)


def test_an_article_is_found_by_the_first_digits_of_its_id(library):
    one, two = article(1), article(2)
    alike = replace(one, id=one.id[:8] + "0" * 24)
    for each in (one, two, alike):
        library.add(each)
    assert library.find(two.id[:6]) == two
    assert library.find(two.id) == two
    assert library.find(one.id[:9]) == one
    assert library.find(one.id[:8]) is None, "two begin so"
    assert library.find(two.id[:5]) is None, "too short to mean one"


@pytest.mark.parametrize("reference", ["", "%%%%%%", "______", "' OR 1=1 --", "ffffff", "g" * 32])
def test_what_is_no_id_finds_nothing(library, reference):
    library.add(article(1))
    assert library.find(reference) is None


def test_a_removed_article_is_gone(library):
    library.add(article(1))
    library.add(article(2))
    assert library.remove(article(1).id)
    assert not library.remove(article(1).id)
    assert [entry.id for entry in library.list()] == [article(2).id]


def test_a_file_name_that_is_no_text_is_kept_readable(library):
    """Linux allows any bytes in file names; Python shows those of an old encoding as surrogates."""
    name = b"\xe3\xde\xc7\xe1.txt".decode("utf-8", "surrogateescape")
    library.add(replace(article(1), title=name, source=name))
    assert library.get(article(1).id).source.endswith(".txt")


def test_threads_share_a_library(library):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda seed: library.add(article(seed % 10, 3)), range(40)))
    assert len(library.list()) == 10


def test_processes_share_a_library_from_its_first_moment(tmp_path):
    script = (
        "import sys; from pathlib import Path; from tests.letters import article\n"
        "from retrieval.library import Library; library = Library(Path(sys.argv[1]))\n"
        "for n in range(10): library.add(article(int(sys.argv[2]) * 100 + n, 3))"
    )
    command = [sys.executable, "-c", script, tmp_path]
    started = [subprocess.Popen([*command, str(number)], cwd=ROOT) for number in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    assert len(Library(tmp_path).list()) == 40


def test_a_file_that_was_replaced_meanwhile_is_noticed(library, tmp_path):
    library.add(article(1))
    shutil.rmtree(tmp_path / "data")
    assert library.list() == []
    library.add(article(2))
    assert len(Library(tmp_path / "data").list()) == 1


def test_a_library_of_a_newer_version_is_left_alone(library, tmp_path):
    library.add(article(1))
    with sqlite3.connect(tmp_path / "data" / "library.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    assert_refused(library, "newer version")


def test_a_damaged_library_is_named(library, tmp_path):
    library.add(article(1))
    (tmp_path / "data" / "library.sqlite3").write_bytes(b"no database " * 1000)
    assert_refused(library, "library.sqlite3 is damaged")


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert_refused(Library(tmp_path / "file"), "KHULASA_DATA_DIR")


def test_a_library_locked_for_too_long_is_an_error_not_a_wait(library, tmp_path, monkeypatch):
    library.add(article(1))
    monkeypatch.setattr(database, "_BUSY_SECONDS", 0.1)
    other = sqlite3.connect(tmp_path / "data" / "library.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert library.list(), "readers need not wait"
    with pytest.raises(StoreError, match="locked"):
        library.add(article(2))
    other.execute("ROLLBACK")
    library.add(article(2))


def assert_refused(library: Library, words: str) -> None:
    for use in (library.list, lambda: library.add(article(1)), lambda: library.get("0" * 32)):
        with pytest.raises(StoreError, match=words) as caught:
            use()
        assert re.search("[\u0600-\u06ff]", caught.value.message("ar"))
