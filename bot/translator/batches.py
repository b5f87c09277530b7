"""Jobs of many readers put together, so that the model always computes with full hands."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any, TypeVar

from bot.translator.packages import Direction
from bot.translator.process import Name, Process

T = TypeVar("T")

Ranked = list[list[dict[str, Any]]]
"""For each text its translations, the best first."""

# Texts that are translated at once. Half as many take 4 % longer; for more, others wait longer.
_MOST_TEXTS = 256


@dataclass(slots=True)
class _Job:
    texts: Sequence[str]
    direction: Direction
    search: Mapping[str, float]
    names: Sequence[Name]
    future: Future[Ranked] = field(default_factory=Future)

    def joins(self, other: _Job) -> bool:
        """Whether it can be done together with another one."""
        mine = self.direction, self.search, bool(self.names)
        return mine == (other.direction, other.search, bool(other.names))


class Batches:
    """Hands jobs to a process, first come, first served; jobs of one kind together."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._waiting: deque[_Job] = deque()
        self._changed = Condition()
        self._thread: Thread | None = None

    def submit(
        self,
        texts: Sequence[str],
        direction: Direction,
        search: Mapping[str, float],
        names: Sequence[Name] = (),
    ) -> Future[Ranked]:
        """Translate texts, at most as many as `batches` puts together; see `Process.translate`.

        What is cancelled before its turn costs nothing.
        """
        job = _Job(texts, direction, search, names)
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
        names = [name for job in jobs for name in job.names]
        direction, search = jobs[0].direction, jobs[0].search
        try:
            ranked = iter(self._process.translate(texts, direction, search, names))
        except Exception as error:
            for job in jobs:
                job.future.set_exception(error)
            return
        for job in jobs:
            job.future.set_result([next(ranked) for _ in job.texts])


def batches(items: Sequence[T]) -> list[Sequence[T]]:
    """Texts, or what goes with each of them, in jobs of the size of a batch, at most."""
    return [items[at : at + _MOST_TEXTS] for at in range(0, len(items), _MOST_TEXTS)]
