"""Putting a turn to the bot, and taking in its reply as it comes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from bot import (
    Article,
    KhulasaError,
    Reply,
    Settings,
    stream_chat,
    stream_summarize,
    stream_translate,
)
from bot.arguments import History
from bot.reply import ReplyLanguage
from ui.desk import Task, Turn, history
from ui.strings import LANGUAGES
from ui.views.common import message_of

_log = logging.getLogger(__name__)

Event = str | tuple[int, int] | Reply | Exception
"""A piece of text; parts done and parts in all; the whole reply; or what went wrong."""


async def replies(
    turn: Turn, before: Sequence[Turn], article: Article, settings: Settings
) -> AsyncGenerator[Turn]:
    """Put a turn to the bot, and give it each time there is more of its reply.

    Closing the iterator stops the model. An error becomes a part of the turn.
    """
    async with aclosing(_events(turn, article, history(before), settings)) as batches:
        async for events in batches:
            for event in events:
                turn = _after(turn, event)
            yield turn
    if turn.running:
        yield replace(turn, running=False)


def explained(error: Exception) -> dict[str, str]:
    """What a reader is told of an error, in each language of the interface."""
    return {language: message_of(error, language) for language in LANGUAGES}


def task_language(task: Task, article: Article) -> ReplyLanguage:
    """The language that a button's reply is to be in."""
    if task == "translate":
        return "en" if article.language == "ar" else "ar"
    return "ar" if task == "summary_ar" else "en"


def _after(turn: Turn, event: Event) -> Turn:
    match event:
        case str():
            return replace(turn, text=turn.text + event)
        case Reply():
            return replace(turn, text=event.text, reply=event, running=False)
        case Exception():
            return replace(turn, error=explained(event), running=False)
        case _:
            return replace(turn, progress=event)


def _stream(
    turn: Turn,
    article: Article,
    past: History,
    settings: Settings,
    progress: Callable[[int, int], None],
) -> AsyncGenerator[str | Reply]:
    if turn.task == "chat":
        return stream_chat(turn.asked, article, history=past, settings=settings, progress=progress)
    language = task_language(turn.task, article)
    if turn.task == "translate":
        return stream_translate(article, language=language, settings=settings, progress=progress)
    return stream_summarize(article, language=language, settings=settings, progress=progress)


async def _events(
    turn: Turn, article: Article, past: History, settings: Settings
) -> AsyncGenerator[list[Event]]:
    """All that the bot reports, as it comes; what comes together is given together."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Event | None] = asyncio.Queue()

    def progress(done: int, total: int) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, (done, total))

    async def listen() -> None:
        try:
            async with aclosing(_stream(turn, article, past, settings, progress)) as events:
                async for event in events:
                    queue.put_nowait(event)
        except KhulasaError as error:
            queue.put_nowait(error)
        except Exception as error:
            _log.exception("A reply failed")
            queue.put_nowait(error)
        queue.put_nowait(None)

    listener = asyncio.create_task(listen())
    try:
        while True:
            events = [await queue.get()]
            while not queue.empty():
                events.append(queue.get_nowait())
            if batch := [event for event in events if event is not None]:
                yield batch
            if None in events:
                return
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)
