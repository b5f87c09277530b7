"""Many requests from a JSON Lines file, at the same time, results in the order of the requests."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from functools import partial
from typing import Any

from bot.arguments import as_text
from bot.concurrency import in_order
from bot.errors import KhulasaError
from bot.operations import aanswer, asummarize, atranslate
from bot.reply import Reply
from bot.settings import Settings
from retrieval.article import Article
from retrieval.reading import read

_TASKS = {
    "answer": ("question", "language"),
    "summarize": ("language", "length", "form"),
    "translate": ("language", "paragraph"),
}
_EXAMPLE = '{"task": "answer", "source": "a.txt", "question": "Who won?"}'
_ARTICLE = ("text", "source", "title")


async def run_batch(lines: Iterable[str], settings: Settings) -> AsyncGenerator[dict[str, Any]]:
    """A result for each request, in order.

    A request is a JSON object: ``task`` (``answer``, ``summarize`` or ``translate``), the article
    as ``text`` or as ``source`` (a path or URL), what the task takes (``question``, ``language``,
    ``length``, ``form``, ``paragraph``), and an ``id`` that its result repeats. A result has
    ``id`` and either ``reply`` or ``error`` (``kind`` and ``message``): one bad request spoils no
    other.
    """
    jobs = [partial(_result, line, settings) for line in lines if line.strip()]
    async with aclosing(in_order(jobs, settings.concurrency)) as results:
        async for result in results:
            yield result


async def _result(line: str, settings: Settings) -> dict[str, Any]:
    identifier = None
    try:
        request = _request(line)
        identifier = request.pop("id", None)
        reply = await _reply(request, settings)
    except (KhulasaError, ValueError) as error:
        return {
            "id": identifier,
            "error": {"kind": type(error).__name__, "message": str(error)},
        }
    return {"id": identifier, "reply": reply.to_dict()}


def _request(line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:  # the latter of brackets upon brackets
        raise ValueError(
            f"a request must be a JSON object on one line; this is not: {error}"
        ) from None
    if not isinstance(request, dict):
        raise ValueError(f"a request must be a JSON object, such as {_EXAMPLE}")
    return request


async def _reply(request: dict[str, Any], settings: Settings) -> Reply:
    task = request.pop("task", None)
    if task not in tuple(_TASKS):
        raise ValueError(f"task must be one of {', '.join(_TASKS)}, not {task!r}")
    taken = (*_ARTICLE, *_TASKS[task])
    if unknown := sorted(request.keys() - set(taken)):
        raise ValueError(
            f"{task} takes no {', '.join(unknown)}. Beside task and id it takes {', '.join(taken)}"
        )
    article = _article(request)
    match task:
        case "answer":
            if "question" not in request:
                raise ValueError("answer needs a question")
            return await aanswer(request.pop("question"), article, settings=settings, **request)
        case "summarize":
            return await asummarize(article, settings=settings, **request)
        case _:
            if "language" not in request:
                raise ValueError("translate needs a language: 'en' or 'ar'")
            return await atranslate(article, settings=settings, **request)


def _article(request: dict[str, Any]) -> Article:
    """The article that a request names, and the keys that name it taken out of it."""
    if ("text" in request) == ("source" in request):
        raise ValueError("a request needs its article as either text or source (a path or URL)")
    title = request.pop("title", None)
    if "source" in request:
        article = read(as_text("source", request.pop("source")))
        return Article.from_text(article.text, title or article.title, source=article.source)
    return Article.from_text(request.pop("text"), title)
