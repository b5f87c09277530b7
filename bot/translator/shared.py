"""The translators in use: one of each for everybody, however many visits there are."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from bot.errors import KhulasaError
from bot.local_models.store import translator_folder
from bot.settings import Settings
from bot.translator.glossary_file import load
from bot.translator.translator import Translator


class _Key(NamedTuple):
    folder: Path
    state: tuple[int, int]  # tells a folder from another one that came to its place
    data_dir: Path
    threads: int
    idle: int


_open: dict[_Key, Translator] = {}
_opening = Lock()


def translator_for(settings: Settings) -> Translator | None:
    """The translator that settings choose, the same one each time; None where there is none.

    What was fetched or removed since the last time counts, whichever process did it.

    Raises:
        SettingsError: KHULASA_TRANSLATOR names a folder without a model.
        NeedsModelError: It names a model that was not fetched, or packages are missing.
    """
    folder = translator_folder(settings)
    _end(lambda key: _state(key.folder) != key.state)
    if folder is None:
        return None
    key = _Key(
        folder,
        _state(folder),
        settings.data_dir,
        settings.translator_threads,
        settings.translator_idle,
    )
    with _opening:
        if key not in _open:
            _open[key] = Translator(
                folder,
                threads=key.threads,
                idle=key.idle,
                glossary=lambda: load(key.data_dir),
            )
        return _open[key]


def usable_translator(settings: Settings) -> Translator | None:
    """As `translator_for`; None, too, where the one that settings name cannot be used."""
    try:
        return translator_for(settings)
    except KhulasaError:  # told to whoever asks for its work
        return None


def end_translator(folder: Path) -> None:
    """End the translators of a folder, if any are in memory."""
    _end(lambda key: key.folder == folder)


def _state(folder: Path) -> tuple[int, int]:
    try:
        state = folder.stat()
    except OSError:
        return (0, 0)
    return state.st_ino, state.st_mtime_ns


def _end(which: Callable[[_Key], bool]) -> None:
    with _opening:
        ended = [_open.pop(key) for key in list(_open) if which(key)]
    for one in ended:  # may wait for a sentence that is being translated
        one.end()


@atexit.register
def _kill_all() -> None:
    for one in _open.values():
        one.kill()
