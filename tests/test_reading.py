"""From a path, a URL or uploaded bytes to an article; and what is said when there is none."""

import os
import string
import threading
import tomllib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from retrieval import reading
from retrieval.article import MAX_CHARS
from retrieval.errors import ArticleError
from retrieval.reading import read, read_bytes

DATA = Path(__file__).parent / "data" / "reading"
ROOT = Path(__file__).parents[1]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    """The test data on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=DATA))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def fails(key, source):
    with pytest.raises(ArticleError) as error:
        read(source)
    assert error.value.key == key
    return error.value


@pytest.mark.parametrize("kind", [str, Path])
def test_a_text_file_is_read(kind):
    path = ROOT / "examples" / "article.ar.txt"
    article = read(kind(path))
    assert article.text == path.read_text("utf-8")
    assert article.language == "ar"
    assert article.title.startswith("أكد رئيس")
    assert article.source == str(path)


@pytest.mark.parametrize("name", ["news.ar.html", "ministry.ar.html", "chromium.pdf"])
def test_a_url_gives_what_the_file_gives(site, name):
    fetched, local = read(f"{site}/{name}"), read(DATA / name)
    assert (fetched.text, fetched.title, fetched.id) == (local.text, local.title, local.id)
    assert fetched.source == f"{site}/{name}"


def test_a_server_for_others_passes_no_private_url_on(site):
    with pytest.raises(ArticleError) as error:
        read(f"{site}/news.ar.html", allow_private=False)
    assert error.value.key == "url_private"


def test_uploaded_bytes_are_read():
    article = read_bytes("نص المقال".encode("cp1256"), "مقال.txt")
    assert (article.text, article.source) == ("نص المقال", "مقال.txt")


def test_what_a_server_states_tells_a_page_without_a_name():
    page = b"<p>A page without any doctype, or other sign of what it is, but with words.</p>"
    article = read_bytes(page, "-", source="http://e.com/", content_type="text/html")
    assert article.text.startswith("A page without")
    assert article.source == "http://e.com/"


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", "\ufeff".encode(), "\u200b\u200f".encode()])
def test_an_empty_file_is_refused(tmp_path, data):
    path = tmp_path / "empty.txt"
    path.write_bytes(data)
    error = fails("empty_file" if len(data) != 6 else "empty", path)
    assert error.values == ({"name": "empty.txt"} if error.key == "empty_file" else {})


def test_a_folder_is_refused(tmp_path):
    fails("is_folder", tmp_path)


@pytest.mark.parametrize(
    "source",
    ["no/such/file.txt", "example.com/article", "a\0b", "نص المقال نفسه " * 300, "~nobody/a"],
)
def test_a_missing_file_is_named_and_not_at_length(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    error = fails("no_such_file", source)
    assert len(error.values["path"]) <= 121


def test_a_file_that_may_not_be_read_is_named(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("text")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read every file")
    fails("not_permitted", path)


def test_refusal_by_the_system_is_named_for_every_user(monkeypatch):
    """As the test above, where the user may read every file."""

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    fails("not_permitted", "secret.txt")


@pytest.mark.parametrize("source", ["", " \n"])
def test_an_empty_name_is_called_empty(source):
    fails("no_source", source)


@pytest.mark.parametrize("source", [None, 5, b"a.txt", ["a.txt"]])
def test_what_names_nothing_is_a_wrong_argument(source):
    with pytest.raises(ValueError, match=r"a source is a path or a URL, not "):
        reading.read(source)


@pytest.mark.parametrize("url", ["ftp://example.com/a.txt", "file:///etc/hosts", "s3://bucket/a"])
def test_other_kinds_of_url_are_refused_and_shown_as_typed(url):
    assert fails("url_wrong", url).values == {"url": url}


def test_a_file_over_the_limit_is_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    monkeypatch.setattr("retrieval.reading.formats.MAX_BYTES", 1000)
    path = tmp_path / "large.txt"
    path.write_text("text " * 1000)
    fails("too_large", path)


def test_a_text_over_the_limit_is_refused(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("a" * (MAX_CHARS + 1))
    fails("too_long", path)


# The values that each failure comes with, for its message to use.
FAILURES = {
    "empty no_words page_empty page_needs_javascript page_for_subscribers": "",
    "page_too_large no_source": "",
    "too_long": "chars most",
    "no_such_file is_folder not_permitted": "path",
    "file_fault": "path detail",
    "binary empty_file doc_old docx_locked docx_damaged": "name",
    "pdf_locked pdf_damaged pdf_scanned pdf_without_characters": "name",
    "too_large docx_too_large": "name most",
    "not_readable": "name readable",
    "url_wrong url_broken url_certificate url_unreachable url_unknown_host": "url",
    "url_timeout": "url seconds",
    "url_private": "host",
    "url_redirects": "url most",
    "url_forbidden url_not_found url_busy url_server url_status": "url status",
    "url_type": "url type",
}


def test_every_failure_has_a_message_in_both_languages_that_uses_its_values():
    table = tomllib.loads((ROOT / "retrieval" / "errors.toml").read_text("utf-8"))
    values = {key: set(v.split()) for keys, v in FAILURES.items() for key in keys.split()}
    assert not values.keys() - table.keys()
    for key, known in values.items():
        for text in (table[key]["en"], table[key]["ar"]):
            used = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert used <= known, key
