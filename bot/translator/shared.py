"""The translators in use: one of each for everybody, however many visits there are."""

from __future__ import annotations

import atexit
from pathlib import Path
from threading import Lock

from bot.errors import KhulasaError
from bot.settings import Settings
from bot.translator.glossary_file import load
from bot.translator.translator import Translator

_open: dict[tuple[Path, Path, int, int], Translator] = {}
_opening = Lock()


def translator_for(settings: Settings) -> Translator | None:
    """The translator that settings choose, the same one each time; None where there is none.

    Raises:
        SettingsError: KHULASA_TRANSLATOR names a folder without a model.
        NeedsModelError: It names a model that was not fetched, or packages are missing.
    """
    folder = _folder(settings)
    if folder is None:
        return None
    data_dir, threads, idle = (
        settings.data_dir,
        settings.translator_threads,
        settings.translator_idle,
    )
    key = folder, data_dir, threads, idle
    with _opening:
        if key not in _open:
            _open[key] = Translator(
                folder, threads=threads, idle=idle, glossary=lambda: load(data_dir)
            )
        return _open[key]


def usable_translator(settings: Settings) -> Translator | None:
    """As `translator_for`; None, too, where the one that settings name cannot be used."""
    try:
        return translator_for(settings)
    except KhulasaError:  # told to whoever asks for its work
        return None


def _folder(settings: Settings) -> Path | None:
    return Path(settings.translator).expanduser() if settings.translator else None


@atexit.register
def _end() -> None:
    for one in _open.values():
        one.end()
