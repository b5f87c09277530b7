"""How the library lies in its file: its tables, and what brought them there."""

from __future__ import annotations

from collections.abc import Callable

from retrieval.article import count_words
from retrieval.library_search import searchable

MIGRATIONS = (
    (
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
    ),
    (
        "ALTER TABLE articles RENAME TO articles_1",
        # `removed` is when it came into the trash. Texts stand apart, so that listing does not read
        # them; a number of our own, because SQLite may change rowids that no column names.
        """
        CREATE TABLE articles (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            renamed TEXT NOT NULL DEFAULT '',
            language TEXT NOT NULL,
            source TEXT NOT NULL,
            characters INTEGER NOT NULL,
            words INTEGER NOT NULL,
            added TEXT NOT NULL,
            opened TEXT NOT NULL,
            removed TEXT
        ) STRICT
        """,
        "CREATE INDEX articles_removed ON articles (removed) WHERE removed IS NOT NULL",
        """
        CREATE TABLE texts (
            number INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE,
            text TEXT NOT NULL
        ) STRICT
        """,
        # The words are normalised already: a token is whatever stands between two spaces.
        """
        CREATE VIRTUAL TABLE searched USING fts5 (
            title_words,
            source_words,
            text_words,
            tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co Cn' tokenchars '.'"
        )
        """,
        """
        INSERT INTO articles
            SELECT rowid, id, title, '', language, source, characters, count_words(text), added,
                opened, NULL
            FROM articles_1
        """,
        "INSERT INTO texts SELECT rowid, text FROM articles_1",
        """
        INSERT INTO searched (rowid, title_words, source_words, text_words)
            SELECT rowid, searchable(title), searchable(source), searchable(text) FROM articles_1
        """,
        "DROP TABLE articles_1",
    ),
    # They were counted as they are searched: "e-mail" as two.
    (
        """
        UPDATE articles SET words =
            (SELECT count_words(text) FROM texts WHERE texts.number = articles.number)
        """,
    ),
)

FUNCTIONS: dict[str, Callable[[str], str | int]] = {
    "count_words": count_words,
    "searchable": searchable,
}
"""What the migrations call."""
