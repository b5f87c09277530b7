"""Conversations about articles, kept in one SQLite file."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from bot.reply import Reply, known
from retrieval.database import Database, storable
from retrieval.library import TRASH_DAYS

_TITLE_CHARS = 200


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What was asked, and what came of it.

    Attributes:
        asked: The reader's words.
        task: What was asked for: ``"chat"`` for words to be understood; ``"summary"`` and after it
            the article's id, the language, the length and the form.
        text: The reply as far as it came.
        reply: The whole reply; None where it was stopped or failed.
        error: Why there is none, by language of the interface; None where nothing failed.
        stopped: Whether the reader stopped it.
        asked_at: When it was asked: UTC, ISO 8601.
    """

    asked: str
    task: str = "chat"
    text: str = ""
    reply: Reply | None = None
    error: Mapping[str, str] | None = None
    stopped: bool = False
    asked_at: str = field(default_factory=_now)

    def to_dict(self) -> dict[str, Any]:
        """The exchange as plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The exchange that `to_dict` gave; what it does not know is passed over."""
        values = known(cls, values)
        reply = values.pop("reply", None)
        return cls(**values, reply=Reply.from_dict(reply) if reply else None)


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """What is known of a conversation without its exchanges.

    Attributes:
        id: Its id, which cannot be guessed.
        article_ids: The articles it is about, in the order given.
        title: The title that the reader gave it, else the first question.
        created: When it was begun: UTC, ISO 8601.
        updated: When an exchange was last added or changed, likewise.
        length: How many exchanges it has.
    """

    id: str
    article_ids: tuple[str, ...]
    title: str
    created: str
    updated: str
    length: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation: as `ConversationEntry`, and what was said."""

    id: str
    article_ids: tuple[str, ...]
    title: str
    created: str
    updated: str
    exchanges: tuple[Exchange, ...] = ()


_MIGRATIONS = (
    (
        # `asked` is the first question, `renamed` the reader's title, `removed` when it came into
        # the trash.
        """
        CREATE TABLE conversations (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            asked TEXT NOT NULL DEFAULT '',
            renamed TEXT NOT NULL DEFAULT '',
            created TEXT NOT NULL,
            updated TEXT NOT NULL,
            removed TEXT
        ) STRICT
        """,
        "CREATE INDEX conversations_removed ON conversations (removed) WHERE removed IS NOT NULL",
        """
        CREATE TABLE articles (
            conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
            place INTEGER NOT NULL,
            article TEXT NOT NULL,
            PRIMARY KEY (conversation, place)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX conversations_of_article ON articles (article, conversation)",
        """
        CREATE TABLE exchanges (
            conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
            place INTEGER NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (conversation, place)
        ) STRICT, WITHOUT ROWID
        """,
    ),
)

_ENTRY = """
    id,
    (SELECT json_group_array(article) FROM (
        SELECT article FROM articles WHERE conversation = number ORDER BY place)),
    iif(renamed = '', asked, renamed),
    created,
    updated
"""
_LENGTH = "(SELECT count(*) FROM exchanges WHERE conversation = number)"
# Not in the trash, and none of its articles is: `:hidden` is a JSON array of those.
_SHOWN = """
    removed IS NULL AND NOT EXISTS (
        SELECT 1 FROM articles
        WHERE conversation = number AND article IN (SELECT value FROM json_each(:hidden)))
"""


class Conversations:
    """Conversations in ``conversations.sqlite3`` of a folder; threads and processes may share it.

    What is removed goes into the trash. When a conversation is started, what has lain there for
    `TRASH_DAYS` is forgotten. A conversation that names an article which is itself in the trash is
    not shown until that is restored.

    Every method raises `StoreError` where the file cannot be used.

    Args:
        folder: The data folder, made at first use.
        removed_articles: Gives the ids of the articles in the trash.
    """

    def __init__(
        self, folder: Path, removed_articles: Callable[[], Iterable[str]] | None = None
    ) -> None:
        self._database = Database(folder / "conversations.sqlite3", _MIGRATIONS)
        self._removed_articles = removed_articles or (lambda: ())

    def start(self, article_ids: Sequence[str]) -> Conversation:
        """A new conversation about one article or several.

        Raises:
            ValueError: No article is named.
        """
        if not article_ids:
            raise ValueError("a conversation is about at least one article")
        articles = tuple(dict.fromkeys(article_ids))
        conversation_id, now = uuid.uuid4().hex, _now()
        with self._database.writing() as connection:
            _empty_trash(connection)
            number = connection.execute(
                "INSERT INTO conversations (id, created, updated) VALUES (?, ?, ?)",
                [conversation_id, now, now],
            ).lastrowid
            connection.executemany(
                "INSERT INTO articles VALUES (?, ?, ?)",
                [(number, place, article) for place, article in enumerate(articles)],
            )
        return Conversation(conversation_id, articles, "", now, now)

    def of(self, article_id: str) -> list[ConversationEntry]:
        """The conversations about an article, among others or alone, the last changed first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT {_ENTRY}, {_LENGTH} FROM conversations
                WHERE number IN (SELECT conversation FROM articles WHERE article = :article)
                    AND {_SHOWN}
                ORDER BY updated DESC, number DESC
                """,
                {"article": article_id, "hidden": self._hidden()},
            )
            return [
                ConversationEntry(id, tuple(json.loads(articles)), *rest)
                for id, articles, *rest in rows
            ]

    def by_article(self) -> dict[str, list[ConversationEntry]]:
        """All conversations by the id of each article they are about, the last changed first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT {_ENTRY}, {_LENGTH} FROM conversations WHERE {_SHOWN}
                ORDER BY updated DESC, number DESC
                """,
                {"hidden": self._hidden()},
            ).fetchall()
        found: dict[str, list[ConversationEntry]] = {}
        for id, articles, *rest in rows:
            entry = ConversationEntry(id, tuple(json.loads(articles)), *rest)
            for article in entry.article_ids:
                found.setdefault(article, []).append(entry)
        return found

    def get(self, conversation_id: str) -> Conversation | None:
        """A conversation, or None if there is none of this id or it is in the trash."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT number, {_ENTRY} FROM conversations WHERE id = :id AND {_SHOWN}",
                {"id": conversation_id, "hidden": self._hidden()},
            ).fetchone()
            if row is None:
                return None
            number, id, articles, title, created, updated = row
            rows = connection.execute(
                "SELECT content FROM exchanges WHERE conversation = ? ORDER BY place", [number]
            )
            exchanges = tuple(Exchange.from_dict(json.loads(content)) for (content,) in rows)
        return Conversation(id, tuple(json.loads(articles)), title, created, updated, exchanges)

    def append(self, conversation_id: str, exchange: Exchange) -> int | None:
        """Add an exchange at the end, whoever else adds one at the same time.

        Returns:
            Its place, from 0; None if there is no such conversation any more.
        """
        with self._database.writing() as connection:
            number = _number(connection, conversation_id)
            return None if number is None else _write(connection, number, None, exchange)

    def put(self, conversation_id: str, place: int, exchange: Exchange) -> bool:
        """Put an exchange at a place, over the one that is there; beyond the end, at the end.

        Of two writers of one place the later one stands: where each adds, use `append`.

        Returns:
            False if there is no such conversation any more.
        """
        with self._database.writing() as connection:
            number = _number(connection, conversation_id)
            if number is not None:
                _write(connection, number, place, exchange)
            return number is not None

    def truncate(self, conversation_id: str, place: int) -> bool:
        """Drop the exchange at a place and all that follow; False if there were none."""
        with self._database.writing() as connection:
            number = _number(connection, conversation_id)
            dropped = connection.execute(
                "DELETE FROM exchanges WHERE conversation = ? AND place >= ?", [number, place]
            )
            if not dropped.rowcount:
                return False
            connection.execute(
                "UPDATE conversations SET updated = ?, asked = iif(? > 0, asked, '') "
                "WHERE number = ?",
                [_now(), place, number],
            )
            return True

    def rename(self, conversation_id: str, title: str) -> bool:
        """Give a conversation a title; an empty one brings the first question back. False if there
        is no such conversation."""
        return self._changed(
            "UPDATE conversations SET renamed = ? WHERE id = ? AND removed IS NULL",
            storable(" ".join(title.split())),
            conversation_id,
        )

    def remove(self, conversation_id: str) -> bool:
        """Put a conversation into the trash; False if it was not there."""
        return self._changed(
            "UPDATE conversations SET removed = ? WHERE id = ? AND removed IS NULL",
            _now(),
            conversation_id,
        )

    def restore(self, conversation_id: str) -> bool:
        """Take a conversation out of the trash; False if it was not in it."""
        return self._changed(
            "UPDATE conversations SET removed = NULL WHERE id = ? AND removed IS NOT NULL",
            conversation_id,
        )

    def clear(self, article_id: str) -> list[str]:
        """Put all conversations about an article into the trash.

        Returns:
            Their ids, for `restore`.
        """
        ids = [entry.id for entry in self.of(article_id)]
        return [conversation_id for conversation_id in ids if self.remove(conversation_id)]

    def forget_article(self, article_id: str) -> None:
        """Forget all conversations about an article, those in the trash too."""
        self._changed(
            "DELETE FROM conversations "
            "WHERE number IN (SELECT conversation FROM articles WHERE article = ?)",
            article_id,
        )

    def _changed(self, statement: str, *values: str) -> bool:
        with self._database.writing() as connection:
            return connection.execute(statement, values).rowcount > 0

    def _hidden(self) -> str:
        return json.dumps(list(self._removed_articles()))


def _number(connection: sqlite3.Connection, conversation_id: str) -> int | None:
    row = connection.execute(
        "SELECT number FROM conversations WHERE id = ?", [conversation_id]
    ).fetchone()
    return row and int(row[0])


def _write(
    connection: sqlite3.Connection, number: int, place: int | None, exchange: Exchange
) -> int:
    """Write an exchange at a place, or at the end; gives back where."""
    (end,) = connection.execute(
        "SELECT ifnull(max(place) + 1, 0) FROM exchanges WHERE conversation = ?", [number]
    ).fetchone()
    place = int(end) if place is None else min(place, int(end))
    content = storable(json.dumps(exchange.to_dict(), ensure_ascii=False))
    connection.execute(
        "INSERT OR REPLACE INTO exchanges VALUES (?, ?, ?)", [number, place, content]
    )
    asked = storable(" ".join(exchange.asked.split()))[:_TITLE_CHARS]
    connection.execute(
        "UPDATE conversations SET updated = ?, asked = iif(? > 0, asked, ?) WHERE number = ?",
        [_now(), place, asked, number],
    )
    return place


def _empty_trash(connection: sqlite3.Connection) -> None:
    limit = (datetime.now(UTC) - timedelta(days=TRASH_DAYS)).isoformat()
    connection.execute("DELETE FROM conversations WHERE removed < ?", [limit])
