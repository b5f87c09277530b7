"""Jobs of many readers put together, so that the model always computes with full hands."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any

from bot.translator.packages import Direction
from bot.translator.process import Process

Ranked = list[list[dict[str, Any]]]
"""For each text its translations, the best first."""

# Texts that are translated at once. More would be little faster, and others would wait longer.
_MOST_TEXTS = 64


@dataclass(slots=True)
class _Job:
    texts: Sequence[str]
    direction: Direction
    search: Mapping[str, float]
    future: Future[Ranked] = field(default_factory=Future)

    def joins(self, other: _Job) -> bool:
        return (self.direction, self.search) == (other.direction, other.search)


class Batches:
    """Hands jobs to a process, first come, first served; jobs of one kind together."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._waiting: deque[_Job] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None

    def submit(
        self, texts: Sequence[str], direction: Direction, search: Mapping[str, float]
    ) -> Future[Ranked]:
        """Translate at most so many texts as one batch holds; a future that is cancelled in time
        costs nothing."""
        job = _Job(texts, direction, search)
        with self._changed:
            self._waiting.append(job)
            if self._thread is None:
                self._thread = Thread(target=self._work, name="translator", daemon=True)
                self._thread.start()
            self._changed.notify()
        return job.future

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._waiting:
                    self._changed.wait()
                jobs = self._next()
            jobs = [job for job in jobs if job.future.set_running_or_notify_cancel()]
            if jobs:
                self._translate(jobs)

    def _next(self) -> list[_Job]:
        """The oldest job, and those behind it that can be done with it."""
        first = self._waiting.popleft()
        together, left = [first], deque[_Job]()
        room = _MOST_TEXTS - len(first.texts)
        while self._waiting:
            job = self._waiting.popleft()
            if job.joins(first) and len(job.texts) <= room:
                together.append(job)
                room -= len(job.texts)
            else:
                left.append(job)
        self._waiting = left
        return together

    def _translate(self, jobs: Sequence[_Job]) -> None:
        texts = [text for job in jobs for text in job.texts]
        try:
            ranked = iter(self._process.translate(texts, jobs[0].direction, jobs[0].search))
        except Exception as error:
            for job in jobs:
                job.future.set_exception(error)
            return
        for job in jobs:
            job.future.set_result([next(ranked) for _ in job.texts])


def batches(texts: Sequence[str]) -> list[Sequence[str]]:
    """Texts in jobs of the size of a batch, at most."""
    return [texts[at : at + _MOST_TEXTS] for at in range(0, len(texts), _MOST_TEXTS)]
