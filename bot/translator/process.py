"""The worker's process seen from here: started when needed, restarted when it crashed, ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Any, Literal

from bot.errors import ModelError, NeedsModelError
from bot.translator.packages import Direction, Package

State = Literal["unloaded", "loading", "ready"]

Name = tuple[int, int, str]
"""Where a name stands in a text, from character to character, and what it is to be called."""

_LIBRARIES = ("ctranslate2", "sentencepiece")
_WORKER = str(Path(__file__).with_name("worker.py"))
_ERROR_CHARS = 300


def require_libraries() -> None:
    """Look whether the packages that run translators are installed.

    Raises:
        NeedsModelError: They are not.
    """
    if any(find_spec(name) is None for name in _LIBRARIES):
        raise NeedsModelError("translator_not_installed")


class Process:
    """A process that translates. One job at a time; calls from several threads wait in turn.

    Args:
        packages: The models it has.
        threads: Threads that it computes with, at most one for each processor.
        idle: Seconds without a job after which it is ended and its memory is free; 0 for never.

    Raises:
        NeedsModelError: The libraries of the extra are not installed.
    """

    def __init__(
        self, packages: Mapping[Direction, Package], *, threads: int, idle: int = 0
    ) -> None:
        require_libraries()
        self._packages = {name: package.to_dict() for name, package in packages.items()}
        self._threads = min(threads, os.cpu_count() or 1)
        self._idle = idle
        self._running: subprocess.Popen[bytes] | None = None
        self._loaded: set[str] = set()
        self._loading = False
        self._turn = Lock()
        self._timer: Timer | None = None

    @property
    def state(self) -> State:
        """Whether a model is in memory."""
        if self._loading:
            return "loading"
        return "ready" if self._running and self._loaded else "unloaded"

    @property
    def pid(self) -> int | None:
        """The process's number; None where it does not run."""
        return self._running.pid if self._running else None

    def translate(
        self,
        texts: Sequence[str],
        direction: Direction,
        search: Mapping[str, float],
        names: Sequence[Name] = (),
    ) -> list[list[dict[str, Any]]]:
        """For each text its translations, the best first: ``text``, and whether it was ``cut``.

        Without texts it only loads the model. With a name for each text, that is forced upon its
        translation in place of any search.

        Raises:
            ModelError: The model cannot be loaded, or the process died twice over this job.
        """
        job = {
            "texts": list(texts),
            "direction": direction,
            "search": dict(search),
            "names": list(names),
        }
        with self._turn:
            self._stop_timer()
            self._loading = direction not in self._loaded
            try:
                reply = self._ask(job) or self._ask(job)
                if reply and "error" not in reply:
                    self._loaded.add(direction)
            finally:
                self._loading = False
                self._start_timer()
        if reply is None:
            raise ModelError("translator_crashed")
        if "error" in reply:
            raise ModelError("translator_fault", detail=reply["error"][:_ERROR_CHARS])
        translations: list[list[dict[str, Any]]] = reply["translations"]
        return translations

    def end(self) -> None:
        """End the process; the next job starts another."""
        with self._turn:
            self._stop_timer()
            self._end()

    def kill(self) -> None:
        """End the process at once, in the middle of a job, too; for the end of the program."""
        if running := self._running:
            running.kill()

    def _ask(self, job: Mapping[str, Any]) -> dict[str, Any] | None:
        """The reply to a job; None if the process died."""
        try:
            running = self._running or self._start()
            _send(running.stdin, job)
            assert running.stdout is not None
            line = running.stdout.readline()
        except OSError:
            line = b""
        if not line:
            self._end()
            return None
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _start(self) -> subprocess.Popen[bytes]:
        self._running = running = subprocess.Popen(
            [sys.executable, "-P", _WORKER],  # by its path: it needs nothing of ours
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is ours to handle; it ends with our end of the pipe
        )
        _send(running.stdin, {"packages": self._packages, "threads": self._threads})
        return running

    def _end(self) -> None:
        running, self._running = self._running, None
        self._loaded.clear()
        if running is None:
            return
        running.kill()
        running.wait()
        for pipe in (running.stdin, running.stdout):
            assert pipe is not None
            with suppress(OSError):  # what was still to be written cannot be
                pipe.close()

    def _start_timer(self) -> None:
        if self._idle and self._running:
            self._timer = Timer(self._idle, self.end)
            self._timer.daemon = True
            self._timer.start()

    def _stop_timer(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None


def _send(pipe: IO[bytes] | None, value: Mapping[str, Any]) -> None:
    assert pipe is not None
    pipe.write(json.dumps(value).encode() + b"\n")
    pipe.flush()
