"""The library: articles kept, with their text, in one SQLite file."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from retrieval.article import Article, count_words
from retrieval.database import Database, storable
from retrieval.errors import StoreError
from retrieval.language import Language
from retrieval.library_schema import FUNCTIONS, MIGRATIONS
from retrieval.library_search import expression, searchable

TRASH_DAYS = 30
"""How long what was removed can be restored; after that it is forgotten."""

_TITLE = "iif(renamed = '', title, renamed)"
_ENTRY = f"id, {_TITLE}, language, source, characters, words, added, opened, removed"


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """What the library knows of an article, without its text.

    Attributes:
        id: The article's id.
        title: Its title: the reader's, where there is one.
        language: ``"ar"``, ``"en"`` or ``"other"``.
        source: Path or URL it came from; empty for pasted text.
        characters: Length of its text.
        words: Words in it (`count_words`).
        added: When it first came into the library: UTC, ISO 8601.
        opened: When it was last added or used, likewise.
        removed: When it was removed, likewise; None where it was not.
    """

    id: str
    title: str
    language: Language
    source: str
    characters: int
    words: int
    added: str
    opened: str
    removed: str | None = None


Entries = list[LibraryEntry]


class Library:
    """Articles kept in ``library.sqlite3`` of a folder; threads and processes may share it.

    What is removed goes into the trash. When an article is added, what has lain there for
    `TRASH_DAYS` is forgotten.

    Every method raises `StoreError` where the file cannot be used.

    Args:
        folder: The data folder, made at first use.
        on_forget: Called with the id of an article that is about to be forgotten, for whoever else
            keeps something of it. Where it fails, the article stays in the trash.
    """

    def __init__(self, folder: Path, on_forget: Callable[[str], None] | None = None) -> None:
        self._database = Database(folder / "library.sqlite3", MIGRATIONS, FUNCTIONS)
        self._on_forget = on_forget or (lambda article_id: None)

    def add(self, article: Article) -> None:
        """Keep an article. One that is there already counts as opened now, out of the trash.

        Its source, and its title unless the reader gave it one, become those of `article` unless
        that has no source: a pasted copy of a text is no reason to forget where it came from.
        """
        title, source = storable(article.title), storable(article.source)
        if not self._refresh(article, title, source) and not self._insert(article, title, source):
            self._refresh(article, title, source)  # another process has just inserted it
        self._empty_trash()

    def rename(self, article_id: str, title: str) -> bool:
        """Give an article a title that stays when it is added again; False if it is not there.

        An empty title brings back the article's own.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                f"UPDATE articles SET renamed = ? WHERE id = ? AND removed IS NULL "
                f"RETURNING number, {_TITLE}",
                [" ".join(storable(title).split()), article_id],
            ).fetchone()
            if row is None:
                return False
            number, shown = row
            connection.execute(
                "UPDATE searched SET title_words = ? WHERE rowid = ?",
                [searchable(shown), number],
            )
            return True

    def get(self, article_id: str) -> Article | None:
        """The article of an id, or None."""
        found = self._articles("id = ? AND removed IS NULL", article_id)
        return found[0] if found else None

    def find(self, reference: str, *, removed: bool | None = False) -> Entries:
        """What is known of the articles whose ids begin with some digits, those added last first.

        Args:
            reference: The digits, one at least.
            removed: Whether to look in the trash, and only there; None for everywhere.
        """
        digits = reference.strip().lower()
        if not re.fullmatch("[0-9a-f]{1,32}", digits):
            return []
        where = {None: "", True: "AND removed IS NOT NULL", False: "AND removed IS NULL"}[removed]
        return self._entries(
            f"WHERE id BETWEEN :first AND :last {where} ORDER BY added DESC, number DESC",
            {"first": digits, "last": f"{digits}g"},
        )

    def list(self) -> Entries:
        """All articles but those in the trash, those added last first."""
        return self._entries("WHERE removed IS NULL ORDER BY added DESC, number DESC")

    def search(self, query: str) -> Entries:
        """The articles in which all words of a query stand: in title, source or text.

        See `expression` for what counts as the same word. Articles with all of them in the title
        come first, then those that hold more of them for their length (BM25). A query without words
        finds everything.
        """
        sought = expression(query)
        if not sought:
            return self.list()
        return self._entries(
            """
            JOIN searched ON searched.rowid = number
            WHERE searched MATCH :sought AND removed IS NULL
            ORDER BY number IN (SELECT rowid FROM searched WHERE searched MATCH :titled) DESC,
                bm25(searched, 10.0, 5.0, 1.0), added DESC
            """,
            {"sought": sought, "titled": f"title_words : ({sought})"},
        )

    def remove(self, article_id: str) -> bool:
        """Put an article into the trash; False if it was not there."""
        with self._database.writing() as connection:
            return _remove(connection, article_id)

    def restore(self, article_id: str) -> bool:
        """Take an article out of the trash; False if it was not in it."""
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE articles SET removed = NULL WHERE id = ? AND removed IS NOT NULL",
                [article_id],
            )
            return changed.rowcount > 0

    def removed(self) -> Entries:
        """What is in the trash, the last removed first."""
        return self._entries("WHERE removed IS NOT NULL ORDER BY removed DESC, number DESC")

    def forget(self, article_id: str) -> bool:
        """Remove an article for good; False if it was neither kept nor in the trash."""
        with self._database.writing() as connection:
            _remove(connection, article_id)  # not seen from now on, even if what follows fails
            known = connection.execute("SELECT 1 FROM articles WHERE id = ?", [article_id])
            if not known.fetchone():
                return False
        self._forget_removed(article_id)
        return True

    def _forget_removed(self, article_id: str) -> None:
        self._on_forget(article_id)
        with self._database.writing() as connection:
            row = connection.execute(
                "DELETE FROM articles WHERE id = ? AND removed IS NOT NULL RETURNING number",
                [article_id],
            ).fetchone()
            if row:  # nobody added it again meanwhile
                connection.execute("DELETE FROM searched WHERE rowid = ?", row)
                # Until its parts are merged, the search index still holds what was deleted.
                connection.execute("INSERT INTO searched (searched) VALUES ('optimize')")

    def _empty_trash(self) -> None:
        limit = (datetime.now(UTC) - timedelta(days=TRASH_DAYS)).isoformat()
        with self._database.reading() as connection:
            rows = connection.execute("SELECT id FROM articles WHERE removed < ?", [limit])
            expired = [article_id for (article_id,) in rows]
        for article_id in expired:
            with suppress(StoreError):  # the next time will do
                self._forget_removed(article_id)

    def _refresh(self, article: Article, title: str, source: str) -> bool:
        """Note that an article was added again; False if it was not there."""
        with self._database.writing() as connection:
            known = connection.execute(
                "SELECT number, renamed, title, source FROM articles WHERE id = ?", [article.id]
            ).fetchone()
            if known is None:
                return False
            number, renamed, *before = known
            after = [title, source] if source else before
            title, source = after
            connection.execute(
                """
                UPDATE articles
                SET title = ?, source = ?, language = ?, opened = ?, removed = NULL
                WHERE number = ?
                """,
                [title, source, article.language, _now(), number],
            )
            if after != before:
                connection.execute(
                    "UPDATE searched SET title_words = ?, source_words = ? WHERE rowid = ?",
                    [searchable(renamed or title), searchable(source), number],
                )
            return True

    def _insert(self, article: Article, title: str, source: str) -> bool:
        """Keep a new article; False if it is there already."""
        found = searchable(article.text)  # takes seconds, if it is long
        now = _now()
        with self._database.writing() as connection:
            row = connection.execute(
                """
                INSERT INTO articles (id, title, language, source, characters, words, added, opened)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING RETURNING number
                """,
                [
                    article.id,
                    title,
                    article.language,
                    source,
                    len(article.text),
                    count_words(article.text),
                    now,
                    now,
                ],
            ).fetchone()
            if row is None:
                return False
            connection.execute("INSERT INTO texts VALUES (?, ?)", [*row, article.text])
            connection.execute(
                """
                INSERT INTO searched (rowid, title_words, source_words, text_words)
                VALUES (?, ?, ?, ?)
                """,
                [*row, searchable(title), searchable(source), found],
            )
            return True

    def _articles(self, condition: str, *values: str) -> tuple[Article, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT id, {_TITLE}, text, language, source "
                f"FROM articles JOIN texts USING (number) WHERE {condition}",
                values,
            )
            return tuple(Article(*row) for row in rows)

    def _entries(self, rest: str, values: dict[str, str] | None = None) -> Entries:
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {_ENTRY} FROM articles {rest}", values or {})
            return [LibraryEntry(*row) for row in rows]


def _remove(connection: sqlite3.Connection, article_id: str) -> bool:
    changed = connection.execute(
        "UPDATE articles SET removed = ? WHERE id = ? AND removed IS NULL", [_now(), article_id]
    )
    return changed.rowcount > 0


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
