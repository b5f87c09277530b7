"""Putting turns to the bot, and taking in their replies as they come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from bot import Article, KhulasaError, Reply, Settings, stream_chat, stream_summarize
from bot.reply import Piece
from ui.desk import Turn, beginning, history
from ui.strings import LANGUAGES
from ui.views.common import message_of

_log = logging.getLogger(__name__)

Event = Piece | tuple[int, int] | Reply | Exception
"""A piece of text; parts done and parts in all; the whole reply; or what went wrong."""


async def replies(
    turns: Sequence[Turn], articles: Sequence[Article], settings: Settings
) -> AsyncGenerator[list[Turn]]:
    """Put the running turns of a conversation to the bot, all at once.

    Gives the conversation each time there is more of a reply. Closing the iterator stops the
    model. An error becomes a part of its turn.
    """
    turns = list(turns)
    queue: asyncio.Queue[tuple[int, Event | None]] = asyncio.Queue()
    listeners = [
        asyncio.create_task(_listen(place, turns, articles, settings, queue))
        for place, turn in enumerate(turns)
        if turn.running
    ]
    try:
        running = len(listeners)
        while running:
            batch = [await queue.get()]
            while not queue.empty():  # what comes together is given together
                batch.append(queue.get_nowait())
            for place, event in batch:
                turns[place] = _after(turns[place], event)
                running -= event is None
            yield list(turns)
    finally:
        for listener in listeners:
            listener.cancel()
        await asyncio.gather(*listeners, return_exceptions=True)


def explained(error: Exception) -> dict[str, str]:
    """What a reader is told of an error, in each language of the interface."""
    return {language: message_of(error, language) for language in LANGUAGES}


def _after(turn: Turn, event: Event | None) -> Turn:
    match event:
        case Piece():
            cited = (*turn.citations, *event.citations)
            return replace(turn, text=turn.text + event, citations=cited)
        case Reply():
            return replace(turn, text=event.text, citations=event.citations, reply=event)
        case Exception():
            return replace(turn, error=explained(event))
        case None:
            return replace(turn, running=False)
        case _:
            return replace(turn, progress=event)


async def _listen(
    place: int,
    turns: Sequence[Turn],
    articles: Sequence[Article],
    settings: Settings,
    queue: asyncio.Queue[tuple[int, Event | None]],
) -> None:
    """Put all that the bot reports of one turn into the queue; last, None."""
    loop = asyncio.get_running_loop()

    def progress(done: int, total: int) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, (place, (done, total)))

    try:
        async with aclosing(_stream(place, turns, articles, settings, progress)) as events:
            async for event in events:
                queue.put_nowait((place, event))
    except KhulasaError as error:
        queue.put_nowait((place, error))
    except Exception as error:
        _log.exception("A reply failed")
        queue.put_nowait((place, error))
    queue.put_nowait((place, None))


def _stream(
    place: int,
    turns: Sequence[Turn],
    articles: Sequence[Article],
    settings: Settings,
    progress: Callable[[int, int], None],
) -> AsyncGenerator[Piece | Reply]:
    turn = turns[place]
    if wanted := turn.summary:
        return stream_summarize(
            next(article for article in articles if article.id == wanted.article),
            language=wanted.language,
            length=wanted.length,
            form=wanted.form,
            settings=settings,
            progress=progress,
        )
    return stream_chat(
        turn.asked,
        articles if len(articles) > 1 else articles[0],
        history=history(turns[: beginning(turns, place)]),
        settings=settings,
        progress=progress,
    )
