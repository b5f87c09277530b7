"""Cases from what readers thought of replies, in the file ``feedback.yaml`` of a folder of cases.

A reply that a reader liked must keep citing what it cited, or keep owning that the article does not
say. What one who was not content expected nobody knows but people: such a case is pending until
somebody has filled it in.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.cases import load_topic
from bot.evaluation.readable import readable
from bot.feedback import Feedback
from bot.settings import EMBEDDED_ENGINE

FILE = "feedback.yaml"
_ARTICLES = "articles"
_INLINE_CHARS = 1_500
_HEAD = """\
# yaml-language-server: $schema=case.schema.json
#
# Added by `khulasa prompts add-from-feedback`; edit as you like, new ones are added at the end.
topic: What readers thought of replies
cases:
"""


def add_cases(feedback: Sequence[Feedback], folder: Path) -> list[str]:
    """Add a case for each judgement that has none yet; returns their ids.

    An article longer than a page becomes a file in ``articles/``.

    Raises:
        CaseError: The file of cases is malformed.
    """
    path = folder / FILE
    known = {case.id.partition("/")[2] for case in load_topic(path)} if path.exists() else set()
    new = [one for one in feedback if _name(one) not in known]
    if not new:
        return []
    text = path.read_text("utf-8") if path.exists() else _HEAD
    path.write_text(
        text.rstrip("\n") + "\n" + "\n".join(_block(_case(one, folder)) for one in new), "utf-8"
    )
    return [case.id for case in load_topic(path)][-len(new) :]


def _case(feedback: Feedback, folder: Path) -> dict[str, Any]:
    extractive = feedback.reply.engine == EMBEDDED_ENGINE
    case: dict[str, Any] = {
        "id": _name(feedback),
        "why": _why(feedback),
        "engines": ["extractive" if extractive else "model"],
        **_request(feedback),
        **_article(feedback, folder),
    }
    expected = _expected(feedback)
    # What else a model wrote well, a summary or a translation, cannot be told from one reply.
    if feedback.rating == "up" and expected and (extractive or case["operation"] == "chat"):
        case["expect"] = expected
    else:
        thought = "liked" if feedback.rating == "up" else "did not like"
        case["pending"] = (
            f"A reader {thought} “{_shortened(feedback.reply.text)}”. "
            "Say under expect what the reply must be like, and take this line out."
        )
    return case


def _name(feedback: Feedback) -> str:
    return f"{feedback.rating}-{feedback.id[:8]}"


def _why(feedback: Feedback) -> str:
    prompts = ", ".join(feedback.reply.prompts)
    quoted = not feedback.model or feedback.reply.translator
    engine = EMBEDDED_ENGINE if quoted else ""
    asked = " ".join(filter(None, [engine, feedback.model, prompts]))
    note = f": {' '.join(feedback.note.split())}" if feedback.note.strip() else ""
    return f"A reader judged this reply on {feedback.created[:10]} ({asked}){note}"


def _request(feedback: Feedback) -> dict[str, Any]:
    task = feedback.task
    if task.startswith("summar"):
        options: dict[str, Any] = {"language": feedback.reply.language}
        match task.split():
            case [_, _, _, length, form]:
                options |= {"length": length, "form": form}
        return {"operation": "summarize", "options": options}
    if task.startswith("translat"):
        return {"operation": "translate", "options": {"language": feedback.reply.language}}
    request: dict[str, Any] = {"operation": "chat", "question": feedback.question}
    if feedback.history:
        request["history"] = [{"question": q, "answer": a} for q, a in feedback.history]
    return request


def _article(feedback: Feedback, folder: Path) -> dict[str, str]:
    if len(feedback.article_text) <= _INLINE_CHARS:
        return {"text": feedback.article_text}
    path = folder / _ARTICLES / f"{feedback.article_id[:12]}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(feedback.article_text, "utf-8")
    return {"article": f"{_ARTICLES}/{path.name}"}


def _expected(feedback: Feedback) -> dict[str, Any]:
    if feedback.reply.abstained:
        return {"abstains": True}
    quotes = [
        one.quote
        for one in feedback.reply.citations
        if feedback.article_text[one.start : one.end] == one.quote
    ]
    return {"cites": quotes} if quotes else {}


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 300 else f"{text[:300]}…"


def _block(case: dict[str, Any]) -> str:
    """A case as an entry of the list that ends the file."""
    lines = readable([case]).splitlines(keepends=True)
    return "".join(f"  {line}" for line in lines)
