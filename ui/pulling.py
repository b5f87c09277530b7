"""Getting a translator: one download for the process, whoever looks on.

It goes on when the reader closes the drawer or the page, and every visit sees the same of it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from threading import Event, Lock, Thread

from bot import KhulasaError, Settings
from bot.local_models.pull import Progress, pull
from bot.translator.shared import usable_translator
from ui.replies import explained

_log = logging.getLogger(__name__)


class Pulling:
    """A download, as it stands.

    Args:
        own: The server's own settings, whose data folder gets the model.

    Attributes:
        name: Of the model that was last asked for.
        progress: How far it is; None while nothing is under way.
        stopped: Whether the last one was stopped.
        error: Why the last one came to nothing, by language of the interface.
    """

    def __init__(self, own: Settings) -> None:
        self._own = own
        self._cancel = Event()
        self._starting = Lock()
        self.name = ""
        self.stopped = False
        self.progress: Progress | None = None
        self.error: Mapping[str, str] | None = None

    @property
    def running(self) -> bool:
        """Whether something is under way."""
        return self.progress is not None

    def begin(self, name: str) -> None:
        """Fetch a known model in the background, unless one is being fetched already."""
        with self._starting:
            if self.running:
                return
            self.name, self.stopped, self.error = name, False, None
            self.progress = Progress("look")
            self._cancel = Event()
        Thread(target=self._run, args=(name, self._cancel), daemon=True).start()

    def stop(self) -> None:
        """End it; what came is kept for the next time."""
        self._cancel.set()

    def _run(self, name: str, cancel: Event) -> None:
        try:
            pull(self._own.data_dir, name, self._told, cancel)
            if translator := usable_translator(self._own):
                translator.load()
        except KhulasaError as error:
            self.stopped = cancel.is_set()
            self.error = None if self.stopped else explained(error)
        except Exception as error:
            _log.exception("A translator could not be fetched")
            self.error = explained(error)
        finally:
            self.progress = None

    def _told(self, progress: Progress) -> None:
        self.progress = progress
