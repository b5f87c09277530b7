"""A SQLite file that threads and processes share: opened, brought up to date, its errors ours."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from retrieval.errors import StoreError

_BUSY_SECONDS = 30
_TURN_SECONDS = 0.01

Migration = Sequence[str]
"""The SQL statements that bring a database from one version to the next."""


class Database:
    """One SQLite file. Nothing of it is kept in the process: another may write it at any time.

    A connection is opened for each use anew (a quarter of a millisecond), so that threads need not
    share one, and a file that was replaced meanwhile is noticed. Readers never wait; writers wait
    for each other, so what takes long is done before `writing` is entered.

    Args:
        path: The file; it and its folder are made at first use.
        migrations: All there ever were, oldest first. ``PRAGMA user_version`` is how many were
            applied. Released ones never change.
        functions: Python functions of one text that migrations call, by their name in SQL.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[Migration],
        functions: Mapping[str, Callable[[str], str | int]] | None = None,
    ) -> None:
        self._path = path
        self._migrations = migrations
        self._functions = functions or {}

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees the database as it is now, however long it takes.

        Raises:
            StoreError: The file cannot be used.
        """
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that happens wholly, or not at all where it ends in an exception.

        Raises:
            StoreError: The file cannot be used, or others wrote it for over half a minute.
        """
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            opened = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
            with closing(opened) as connection:
                self._prepare(connection)
                connection.execute(begin)
                with connection:  # commits, or rolls back
                    yield connection
        except (OSError, sqlite3.Error) as error:
            raise self._error(error) from error

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
        if _version(connection) == len(self._migrations):
            return
        _use_write_ahead_log(connection)
        for name, function in self._functions.items():
            connection.create_function(name, 1, function, deterministic=True)
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            version = _version(connection)  # another process may just have been here
            if version > len(self._migrations):
                raise StoreError("database_newer", path=self._path)
            for migration in self._migrations[version:]:
                for statement in migration:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(self._migrations)}")

    def _error(self, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorcode", None) or 0
        damaged = code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        key = "database_damaged" if damaged else "database_folder"
        detail = getattr(error, "strerror", None) or str(error)
        return StoreError(key, path=self._path, detail=detail)


def storable(text: str) -> str:
    """Text that SQLite takes: names of files and words of models may hold halves of surrogate
    pairs, which are no characters."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Let readers read while another writes; SQLite itself does not wait for its turn here."""
    until = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(_TURN_SECONDS)


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
