"""What readers thought of replies, kept so that a reply found wanting can become a test."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from bot.reply import Reply, known
from retrieval.database import Database, storable
from retrieval.language import Language

Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """A reader's judgement of one reply, and all that is needed to ask for that reply again.

    It holds a copy of the article, which stays when the article is forgotten: without it a
    regression case could not be made. It holds no key and no setting but the model's name.

    Attributes:
        rating: ``"up"`` or ``"down"``.
        note: What the reader added; often empty.
        question: What was asked.
        task: What was asked for, as in `Exchange`.
        history: Questions and replies before it.
        conversation: Id of the conversation that the reply stands in; empty for none that is kept.
        place: The place of the reply in it.
        article_id: The article's id.
        article_title: Its title.
        article_text: Its text.
        article_language: Its language.
        reply: The reply judged, its prompts' versions included.
        model: Name of the model that replied; of the embedded engine, that of the translator that
            had a part in it, or empty.
        khulasa_version: Version of this package.
        id: Names this feedback in the store.
        created: When it was given: UTC, ISO 8601.
    """

    rating: Rating
    note: str = ""
    question: str
    task: str = "chat"
    history: tuple[tuple[str, str], ...] = ()
    conversation: str = ""
    place: int = 0
    article_id: str
    article_title: str
    article_text: str
    article_language: Language
    reply: Reply
    model: str = ""
    khulasa_version: str = ""
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat())

    def to_dict(self) -> dict[str, Any]:
        """The feedback as plain values, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The feedback that `to_dict` gave; what it does not know is passed over."""
        values = known(cls, values)
        return cls(**{**values, "reply": Reply.from_dict(values["reply"])})


_MIGRATIONS = (
    (
        "CREATE TABLE articles (id TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT",
        """
        CREATE TABLE feedback (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            article TEXT NOT NULL REFERENCES articles,
            content TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX feedback_of_article ON feedback (article)",
    ),
    (
        """
        CREATE INDEX feedback_of_conversation
            ON feedback (json_extract(content, '$.conversation'))
        """,
    ),
)


class FeedbackStore:
    """Feedback in ``feedback.sqlite3`` of a folder; threads and processes may share it.

    The text of an article is kept once for all feedback on it, and goes with the last of it.

    Every method raises `StoreError` where the file cannot be used.

    Args:
        folder: The data folder, made at first use.
    """

    def __init__(self, folder: Path) -> None:
        self._database = Database(folder / "feedback.sqlite3", _MIGRATIONS)

    def add(self, feedback: Feedback) -> None:
        """Keep feedback."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO articles VALUES (?, ?)",
                [feedback.article_id, feedback.article_text],
            )
            connection.execute(
                "INSERT INTO feedback (id, article, content) VALUES (?, ?, ?)",
                [feedback.id, feedback.article_id, _content(feedback)],
            )

    def update(self, feedback_id: str, rating: Rating, note: str) -> bool:
        """Change what the reader thinks; False if that feedback was withdrawn."""
        with self._database.writing() as connection:
            row = connection.execute(
                "SELECT content FROM feedback WHERE id = ?", [feedback_id]
            ).fetchone()
            if row is None:
                return False
            changed = json.loads(row[0]) | {"rating": rating, "note": note}
            connection.execute(
                "UPDATE feedback SET content = ? WHERE id = ?",
                [_json(changed), feedback_id],
            )
            return True

    def withdraw(self, feedback_id: str) -> bool:
        """Forget feedback; False if it was not there."""
        with self._database.writing() as connection:
            gone = connection.execute("DELETE FROM feedback WHERE id = ?", [feedback_id])
            connection.execute(
                "DELETE FROM articles WHERE id NOT IN (SELECT article FROM feedback)"
            )
            return gone.rowcount > 0

    def list(self) -> Sequence[Feedback]:
        """All feedback, the oldest first."""
        return self._found("")

    def of(self, conversation_id: str) -> Sequence[Feedback]:
        """The feedback on the replies of a conversation, the oldest first."""
        return self._found("WHERE json_extract(content, '$.conversation') = ?", conversation_id)

    def _found(self, where: str, *values: str) -> Sequence[Feedback]:
        with self._database.reading() as connection:
            rows = connection.execute(
                f"""
                SELECT content, text FROM feedback JOIN articles ON articles.id = article
                {where} ORDER BY number
                """,
                values,
            )
            return [
                Feedback.from_dict(json.loads(content) | {"article_text": text})
                for content, text in rows
            ]


def _content(feedback: Feedback) -> str:
    """All but the article's text, which stands apart."""
    return _json(replace(feedback, article_text="").to_dict())


def _json(values: dict[str, Any]) -> str:
    return storable(json.dumps(values, ensure_ascii=False))
