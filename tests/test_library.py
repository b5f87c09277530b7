"""The library keeps articles exactly, across restarts, threads, processes and versions; it finds
them by their words, and what is removed can be restored until it is forgotten."""

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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval import database
from retrieval.article import Article, count_words
from retrieval.errors import StoreError
from retrieval.library import TRASH_DAYS, Library
from tests.letters import article
from tests.strategies import mixed_text

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
    assert titles(library.search("example.org")) == titles(library.search("title")) == ["The title"]
    assert library.search("Article") == []


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
    assert ids(library.find(two.id[:6])) == [two.id]
    assert ids(library.find(two.id)) == [two.id]
    assert ids(library.find(one.id[:9])) == [one.id]
    assert ids(library.find(one.id[:8])) == [alike.id, one.id], "two begin so"
    beginning = two.id[:1].upper()
    assert two.id in ids(library.find(beginning)), "one digit will do, however it is typed"


@pytest.mark.parametrize("reference", ["", "%%%%%%", "______", "' OR 1=1 --", "ffffff", "g" * 32])
def test_what_is_no_id_finds_nothing(library, reference):
    library.add(article(1))
    assert library.find(reference) == []


# Titles


def test_a_title_given_by_the_reader_stays_when_the_article_is_added_again(library):
    fetched = replace(article(1), title="Its own title", source="https://example.org/a")
    library.add(fetched)
    assert library.rename(fetched.id, "  عنوان\n القارئ ")
    library.add(replace(fetched, title="Its own title, revised"))
    assert library.get(fetched.id).title == "عنوان القارئ"
    assert library.list()[0].title == "عنوان القارئ"
    assert titles(library.search("القارئ")) == ["عنوان القارئ"]
    assert library.rename(fetched.id, " ")
    assert library.get(fetched.id).title == "Its own title, revised"
    assert library.search("القارئ") == []
    assert titles(library.search("revised")) == ["Its own title, revised"]


def test_what_is_not_there_cannot_be_renamed(library):
    assert not library.rename("0" * 32, "A title")
    library.add(article(1))
    library.remove(article(1).id)
    assert not library.rename(article(1).id, "A title")


# Search


MATCHES = [
    ("مسؤول", "قال المسؤولون ذلك"),
    ("الى الامام", "إلى الأمام"),
    ("مدرسه", "مُدَرِّسَةٌ"),
    ("المدرسة", "في مدرسة"),
    ("2017", "في سنة ٢٠١٧"),
    ("١٬٥٠٠", "some 1,500 people"),
    ("3.5", "نحو ٣٫٥ مليون"),
    ("election", "The ELECTIONS were held"),
    ("cafe", "Le Café"),
    ("qur'an", "the Qur’an"),
    ("الانتخ", "الانتخابات المحلية"),
    ("held elec", "The elections were held"),
    ("elections", "one election"),
    ("مدينة", "وبالمدينة القديمة"),
    ("المدينة", "لمدينتهم"),
    ("السنة", "كل سنة"),
    ("हिन्दी", "हिन्दी भाषा"),
]


@pytest.mark.parametrize(("query", "text"), MATCHES)
def test_words_match_however_they_are_spelt_and_inflected_and_half_typed(query, text, library):
    library.add(Article.from_text(text, title="wanted"))
    library.add(Article.from_text("something else, nothing of it", title="other"))
    assert titles(library.search(query)) == ["wanted"]


@pytest.mark.parametrize("query", ["elections river", "lection", "مدرس elections"])
def test_every_word_must_be_there_from_its_first_letter_on(query, library):
    library.add(Article.from_text("The elections were held", title="Voting"))
    assert library.search(query) == []


def test_a_source_is_searched_too(library):
    library.add(replace(article(1), source="https://www.bbc.com/arabic/world-1"))
    library.add(replace(article(2), source="/home/me/تقرير السنة.pdf"))
    assert titles(library.search("bbc.com")) == ["Article 1"]
    assert titles(library.search("التقرير")) == ["Article 2"]


def test_what_has_the_words_in_its_title_comes_first(library):
    library.add(Article.from_text("The river rose. " * 3, title="Rain in the river basin"))
    library.add(Article.from_text("A river, a river, a river.", title="Short"))
    library.add(Article.from_text("Long talk of much else. " * 30 + "A river.", title="Long"))
    assert titles(library.search("river")) == ["Rain in the river basin", "Short", "Long"]


def test_a_query_without_words_finds_everything(library):
    for seed in range(3):
        library.add(article(seed))
    for query in ("", " \n", "؟!", '"*"'):
        assert library.search(query) == library.list()


HOSTILE = st.text(st.sampled_from('"*()^:-+{}\0\ud800 NEARandORtitle_words؟'), max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=HOSTILE | mixed_text)
def test_no_query_is_an_error(library, query):
    library.add(article(1))
    library.search(query)


def test_neither_is_a_query_of_a_whole_article(library):
    library.add(article(1))
    assert titles(library.search(article(1).text * 500)) == ["Article 1"]


def test_what_an_article_holds_is_found_by_its_own_words(library):
    for seed in range(5):
        library.add(article(seed, 40))
    line = article(3, 40).text.splitlines()[20]
    assert titles(library.search(line)) == ["Article 3"]


# Trash


def test_a_removed_article_is_nowhere_but_in_the_trash(library):
    one, two = article(1), article(2)
    library.add(one)
    library.add(two)
    assert library.remove(one.id)
    assert not library.remove(one.id), "it is there already"
    assert ids(library.list()) == [two.id]
    assert ids(library.search(one.text)) == []
    assert library.get(one.id) is None
    assert ids(library.find(one.id)) == []
    assert ids(library.find(one.id[:8], removed=True)) == [one.id]
    assert ids(library.find(two.id[:8], removed=True)) == []
    assert ids(library.find(one.id[:8], removed=None)) == [one.id]
    assert ids(library.removed()) == [one.id]


def test_a_restored_article_is_as_it_was(library):
    for seed in (1, 2):
        library.add(article(seed))
    library.rename(article(1).id, "A title")
    before = library.list()
    library.remove(article(1).id)
    assert library.restore(article(1).id)
    assert not library.restore(article(1).id)
    assert library.list() == before
    assert library.removed() == []


def test_an_article_added_again_comes_out_of_the_trash(library):
    library.add(article(1))
    library.rename(article(1).id, "A title")
    library.remove(article(1).id)
    library.add(article(1))
    assert titles(library.list()) == ["A title"]
    assert library.removed() == []


def test_what_lay_in_the_trash_for_its_days_is_forgotten_when_an_article_is_added(tmp_path):
    forgotten = []
    library = Library(tmp_path, on_forget=forgotten.append)
    for seed in (1, 2):
        library.add(article(seed))
        library.remove(article(seed).id)
    pass_days(tmp_path, article(1).id, TRASH_DAYS + 1)
    pass_days(tmp_path, article(2).id, TRASH_DAYS - 1)
    library.add(article(3))
    assert forgotten == [article(1).id]
    assert ids(library.removed()) == [article(2).id]


def test_what_cannot_be_forgotten_now_is_forgotten_later(tmp_path):
    def fail(article_id: str) -> None:
        raise StoreError("chroma_unreachable", server="there", detail="no route")

    failing = Library(tmp_path, on_forget=fail)
    failing.add(article(1))
    with pytest.raises(StoreError, match="cannot be reached"):
        failing.forget(article(1).id)
    assert failing.list() == []
    pass_days(tmp_path, article(1).id, TRASH_DAYS + 1)
    failing.add(article(2))
    assert ids(failing.removed()) == [article(1).id]
    Library(tmp_path).add(article(2))
    assert failing.removed() == []


def test_of_a_forgotten_article_nothing_is_left_in_the_file(library, tmp_path):
    secret = Article.from_text("zanzibar سرنديب " * 50, title="zanzibar", source="/zanzibar.txt")
    for seed in range(20):
        library.add(article(seed))
    library.add(secret)
    library.remove(secret.id)
    assert "zanzibar" in contents(tmp_path), "until it is forgotten"
    assert library.forget(secret.id)
    assert not library.forget(secret.id)
    assert "zanzibar" not in contents(tmp_path)
    assert "سرنديب" not in contents(tmp_path)
    assert len(library.list()) == 20


# Versions


def test_a_library_of_version_1_loses_nothing(tmp_path):
    """As the first version of the library wrote it."""
    texts = ["مُقدِّمة عن المدينة 😀", "Elections in 2017 were held. " * 400, "Third one here"]
    articles = [
        Article.from_text(text, title=f"عنوان {number}", source=f"/a/{number}.txt")
        for number, text in enumerate(texts)
    ]
    (tmp_path / "data").mkdir()
    with sqlite3.connect(tmp_path / "data" / "library.sqlite3") as old:
        old.execute("PRAGMA journal_mode = WAL")
        old.execute(
            "CREATE TABLE articles (id TEXT PRIMARY KEY, title TEXT NOT NULL, "
            "language TEXT NOT NULL, source TEXT NOT NULL, characters INTEGER NOT NULL, "
            "added TEXT NOT NULL, opened TEXT NOT NULL, text TEXT NOT NULL) STRICT"
        )
        for number, one in enumerate(articles):
            day = f"2026-0{number + 1}-01T00:00:00.000000+00:00"
            row = [one.id, one.title, one.language, one.source, len(one.text), day, day, one.text]
            old.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        old.execute("DELETE FROM articles WHERE id = ?", [articles[1].id])  # rowids have a gap
        old.execute("PRAGMA user_version = 1")
    old.close()

    library = Library(tmp_path / "data")
    entries = library.list()
    assert ids(entries) == [articles[2].id, articles[0].id]
    assert [entry.added[:10] for entry in entries] == ["2026-03-01", "2026-01-01"]
    assert [entry.words for entry in entries] == [3, 3]
    for number in (0, 2):
        assert library.get(articles[number].id) == articles[number]
    assert ids(library.search("مدينه")) == [articles[0].id]
    library.add(articles[1])
    assert ids(library.search("2017")) == [articles[1].id]
    assert library.forget(articles[0].id)
    assert len(library.list()) == 2


def test_words_are_counted_as_everywhere_else(library, tmp_path):
    """In a library of version 2, too, which counted them otherwise."""
    dashed = Article.from_text("| An | e-mail | - at 5,5 |")
    library.add(dashed)
    assert [entry.words for entry in library.list()] == [count_words(dashed.text)] == [4]
    with sqlite3.connect(tmp_path / "data" / "library.sqlite3") as old:
        old.execute("UPDATE articles SET words = 6")
        old.execute("PRAGMA user_version = 2")
    assert [entry.words for entry in Library(tmp_path / "data").list()] == [4]


def test_two_processes_may_meet_a_library_of_version_1(tmp_path):
    """One of them brings it up to date; the other one waits, and loses nothing either."""
    with sqlite3.connect(tmp_path / "library.sqlite3") as old:
        old.execute(
            "CREATE TABLE articles (id TEXT PRIMARY KEY, title TEXT NOT NULL, "
            "language TEXT NOT NULL, source TEXT NOT NULL, characters INTEGER NOT NULL, "
            "added TEXT NOT NULL, opened TEXT NOT NULL, text TEXT NOT NULL) STRICT"
        )
        rows = [(one.id, "t", "en", "", 1, "1", "1", one.text) for one in map(article, range(200))]
        old.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        old.execute("PRAGMA user_version = 1")
    old.close()
    started = [adding(tmp_path, number, 5) for number in (10, 20)]
    assert [process.wait(60) for process in started] == [0, 0]
    assert len(Library(tmp_path).list()) == 210


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
    started = [adding(tmp_path, number, 10) for number in range(4)]
    assert [process.wait(60) for process in started] == [0] * 4
    assert len(Library(tmp_path).list()) == 40


def test_a_process_killed_while_it_writes_leaves_whole_articles(tmp_path):
    for number in range(3):
        process = adding(tmp_path, number, 10_000, stdout=subprocess.PIPE)
        added = [process.stdout.readline().strip() for _ in range(5 + number)]
        process.kill()
        process.wait(60)
        process.stdout.close()
        library = Library(tmp_path)
        entries = library.list()
        assert set(added) <= {entry.id for entry in entries}
        for entry in entries:
            assert entry.id in ids(library.search(library.get(entry.id).text))
    library.add(article(1))
    with sqlite3.connect(tmp_path / "library.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


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


def titles(entries):
    return [entry.title for entry in entries]


def ids(entries):
    return [entry.id for entry in entries]


def adding(folder: Path, number: int, count: int, stdout: int | None = None):
    """A process that adds articles of its own to a library, and prints the id of each."""
    script = (
        "import sys; from pathlib import Path; from tests.letters import article\n"
        "from retrieval.library import Library; library = Library(Path(sys.argv[1]))\n"
        "for n in range(int(sys.argv[3])):\n"
        "    one = article((int(sys.argv[2]) + 1) * 100_000 + n, 3)\n"
        "    library.add(one); print(one.id, flush=True)"
    )
    command = [sys.executable, "-c", script, folder, str(number), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=stdout or subprocess.DEVNULL, text=True)


def pass_days(folder: Path, article_id: str, days: int) -> None:
    """Make the library believe that an article was removed so many days ago."""
    then = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    with sqlite3.connect(folder / "library.sqlite3") as connection:
        connection.execute("UPDATE articles SET removed = ? WHERE id = ?", [then, article_id])
    connection.close()


def contents(folder: Path) -> str:
    """Whatever stands in any file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return "".join(path.read_bytes().decode("utf-8", "ignore") for path in files)


def assert_refused(library: Library, words: str) -> None:
    for use in (library.list, lambda: library.add(article(1)), lambda: library.get("0" * 32)):
        with pytest.raises(StoreError, match=words) as caught:
            use()
        assert re.search("[\u0600-\u06ff]", caught.value.message("ar"))
