"""The library: articles kept, with their text, in one SQLite file."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from retrieval.article import Article
from retrieval.errors import StoreError
from retrieval.language import Language

_BUSY_SECONDS = 30

# What brings a library to each version from the one before; `PRAGMA user_version` is how many were
# applied. Released ones never change. The text comes last, so that listing does not read it.
_MIGRATIONS = (
    """
    CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        language TEXT NOT NULL,
        source TEXT NOT NULL,
        characters INTEGER NOT NULL,
        added TEXT NOT NULL,
        opened TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT
    """,
)


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """What the library knows of an article, without its text.

    Attributes:
        id: The article's id.
        title: Its title.
        language: ``"ar"``, ``"en"`` or ``"other"``.
        source: Path or URL it came from; empty for pasted text.
        characters: Length of its text.
        added: When it first came into the library: UTC, ISO 8601.
        opened: When it was last added or used, likewise.
    """

    id: str
    title: str
    language: Language
    source: str
    characters: int
    added: str
    opened: str


class Library:
    """Articles kept in ``library.sqlite3`` of a folder; threads and processes may share it.

    Every method raises `StoreError` where the file cannot be used.

    Args:
        folder: The data folder, made at first use.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "library.sqlite3"

    def add(self, article: Article) -> None:
        """Keep an article. One that is there already counts as opened now.

        Its title and source become those of `article` unless that has no source: a pasted copy of
        a text is no reason to forget where the text came from.
        """
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        with self._connection() as connection:
            connection.execute(
                """
                INSERT INTO articles VALUES (:id, :title, :language, :source, :characters, :now,
                    :now, :text)
                ON CONFLICT (id) DO UPDATE SET
                    title = iif(excluded.source = '', title, excluded.title),
                    source = iif(excluded.source = '', source, excluded.source),
                    language = excluded.language,
                    opened = excluded.opened
                """,
                {
                    "id": article.id,
                    "title": _storable(article.title),
                    "language": article.language,
                    "source": _storable(article.source),
                    "characters": len(article.text),
                    "now": now,
                    "text": article.text,
                },
            )

    def get(self, article_id: str) -> Article | None:
        """The article of an id, or None."""
        found = self._articles("id = ?", article_id)
        return found[0] if found else None

    def find(self, reference: str) -> Article | None:
        """The article of an id or of the first digits of one, at least six; None if there is none,
        or more than one."""
        if not re.fullmatch("[0-9a-f]{6,32}", reference):
            return None
        found = self._articles("id BETWEEN ? AND ? LIMIT 2", reference, reference + "g")
        return found[0] if len(found) == 1 else None

    def list(self) -> list[LibraryEntry]:
        """All articles, those added last first."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT id, title, language, source, characters, added, opened FROM articles "
                "ORDER BY added DESC, rowid DESC"
            )
            return [LibraryEntry(*row) for row in rows]

    def remove(self, article_id: str) -> bool:
        """Remove an article; False if it was not there."""
        with self._connection() as connection:
            return (
                connection.execute("DELETE FROM articles WHERE id = ?", [article_id]).rowcount > 0
            )

    def _articles(self, condition: str, *values: str) -> tuple[Article, ...]:
        with self._connection() as connection:
            rows = connection.execute(
                f"SELECT id, title, text, language, source FROM articles WHERE {condition}", values
            )
            return tuple(Article(*row) for row in rows)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """The open library, for one statement, which is a transaction by itself.

        It is opened for each anew (a quarter of a millisecond), so that threads need not share a
        connection, and a file that was replaced meanwhile is noticed.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            with closing(opened) as connection:
                self._prepare(connection)
                yield connection
        except (OSError, sqlite3.Error) as error:
            raise self._error(error) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")
        if self._version(connection) == len(_MIGRATIONS):
            return
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            version = self._version(connection)  # another process may just have been here
            if version > len(_MIGRATIONS):
                raise StoreError("library_newer", path=self._path)
            for migration in _MIGRATIONS[version:]:
                connection.execute(migration)
            connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")

    @staticmethod
    def _version(connection: sqlite3.Connection) -> int:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version

    def _error(self, error: Exception) -> StoreError:
        damage = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        damaged = getattr(error, "sqlite_errorcode", None) in damage
        key = "library_damaged" if damaged else "library_folder"
        detail = getattr(error, "strerror", None) or str(error)
        return StoreError(key, path=self._path, detail=detail)


def _storable(name: str) -> str:
    """A file's name may hold bytes that are no text, which Python keeps as lone surrogates."""
    return name.encode("utf-8", "replace").decode("utf-8")
