"""Many requests from a JSON Lines file, at the same time, results in the order of the requests."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import Any

from bot.concurrency import in_order
from bot.errors import KhulasaError
from bot.operations import aanswer, asummarize, atranslate
from bot.reply import Reply
from bot.settings import Settings
from retrieval.article import Article
from retrieval.reading import read

_TASKS = {
    "answer": {"question", "language"},
    "summarize": {"language", "length", "form"},
    "translate": {"language", "paragraph"},
}
_ARTICLE = {"text", "source", "title"}


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
        request = json.loads(line)
        if not isinstance(request, dict):
            raise ValueError("a request must be a JSON object")
        identifier = request.pop("id", None)
        reply = await _reply(request, settings)
    except (KhulasaError, ValueError) as error:
        return {
            "id": identifier,
            "error": {"kind": type(error).__name__, "message": str(error)},
        }
    return {"id": identifier, "reply": reply.to_dict()}


async def _reply(request: dict[str, Any], settings: Settings) -> Reply:
    task = request.pop("task", None)
    if task not in _TASKS:
        raise ValueError(f"task must be one of {', '.join(_TASKS)}, not {task!r}")
    if unknown := request.keys() - _TASKS[task] - _ARTICLE:
        raise ValueError(f"{task} takes no {', '.join(sorted(unknown))}")
    if ("text" in request) == ("source" in request):
        raise ValueError("a request needs its article as either text or source")
    title = request.pop("title", None)
    if "source" in request:
        source = str(request.pop("source"))
        article = read(source if "://" in source else Path(source))
    else:
        article = Article.from_text(str(request.pop("text")), title)
    match task:
        case "answer":
            if not isinstance(request.get("question"), str):
                raise ValueError("answer needs a question")
            return await aanswer(request.pop("question"), article, settings=settings, **request)
        case "summarize":
            return await asummarize(article, settings=settings, **request)
        case _:
            if "language" not in request:
                raise ValueError("translate needs a language: 'en' or 'ar'")
            return await atranslate(article, settings=settings, **request)
