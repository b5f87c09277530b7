"""Running coroutines: bounded and in order, or from code that is not asynchronous."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


async def in_order(jobs: Sequence[Callable[[], Awaitable[T]]], limit: int) -> AsyncGenerator[T]:
    """Results of jobs in the order of the jobs, at most `limit` running at a time.

    When the first one fails, or nobody wants more results, the others are cancelled.
    """
    gate = asyncio.Semaphore(limit)

    async def run(job: Callable[[], Awaitable[T]]) -> T:
        async with gate:
            return await job()

    tasks = [asyncio.create_task(run(job)) for job in jobs]
    try:
        for task in tasks:
            yield await task
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def wait_for(coroutine: Coroutine[Any, Any, T]) -> T:
    """Result of a coroutine, from any thread, also one whose own event loop is running.

    All such calls share one background event loop, so that connections to a model server outlive
    the call that opened them.
    """
    future = asyncio.run_coroutine_threadsafe(coroutine, _background_loop())
    try:
        return future.result()
    except BaseException:
        future.cancel()
        raise


@cache
def _background_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="khulasa", daemon=True).start()
    return loop
