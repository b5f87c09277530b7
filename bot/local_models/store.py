"""The models that are on this machine, and which of them is the translator in force.

A model is a folder in ``DATA_DIR/models`` with ``ar-en/`` and ``en-ar/`` or one of them. It gets
there by one rename once it is whole, so that what is there can be used; names that begin with a
dot are unfinished work.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, get_args

from bot.errors import DownloadError, NeedsModelError, SettingsError
from bot.local_models import argos
from bot.local_models.catalogue import find_known, is_repository, known_models
from bot.settings import Settings
from bot.translator.packages import Direction

ABOUT = "about.json"

_REMOVED = ".removed-"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that is here.

    Attributes:
        name: Its own, or the repository that it came from.
        folder: Where it is.
        directions: What it translates.
        bytes: What it takes on disk; a file that stands in two places counts once.
        about: What was noted when it was fetched: repositories, revisions, licence, time. Empty
            for a folder that was put there by hand.
    """

    name: str
    folder: Path
    directions: tuple[Direction, ...]
    bytes: int
    about: Mapping[str, Any]


def models_folder(data_dir: Path) -> Path:
    """Where installed models are."""
    return data_dir / "models"


def downloads_folder(data_dir: Path) -> Path:
    """Where files are until they are a model, and where they can be put by hand."""
    return data_dir / "downloads"


def model_folder(data_dir: Path, name: str) -> Path:
    """Where a model is or would be.

    Args:
        data_dir: The data folder.
        name: Of a known model, of a hub repository, or of a folder of models.

    Raises:
        DownloadError: This cannot be the name of a model.
    """
    known = find_known(name)
    folder = known.name if known else name.replace("/", "--") if is_repository(name) else name
    if not _NAME.fullmatch(folder):
        raise DownloadError("model_unknown", name=name, known=", ".join(known_models()))
    return models_folder(data_dir) / folder


def installed(data_dir: Path) -> list[Installed]:
    """The models that are here: known ones first, in the order of the catalogue."""
    return [_installed(folder) for folder in _folders(data_dir)]


def find_installed(data_dir: Path, name: str) -> Installed | None:
    """The model of a name, if it is here."""
    folder = model_folder(data_dir, name)
    return _installed(folder) if _directions(folder) else None


def remove(data_dir: Path, name: str) -> int:
    """Delete a model, and what was fetched for it.

    A translator that has it in memory is ended.

    Returns:
        Bytes that are free now.

    Raises:
        DownloadError: There is no such model here, something is being fetched, or a file cannot
            be deleted.
    """
    from bot.translator.shared import end_translator

    folder = model_folder(data_dir, name)
    known = find_known(name)
    repositories = {part.repository for part in known.parts.values()} if known else {name}
    fetched = [download_folder(data_dir, one) for one in repositories if is_repository(one)]
    there = [one for one in (folder, *fetched) if one.is_dir()]
    if not there:
        raise DownloadError("model_not_here", name=name)
    with exclusive(data_dir):
        freed = sum(_bytes(one) for one in there)
        end_translator(folder)
        try:
            # Away from its name at once, deleted then.
            bin_ = Path(mkdtemp(prefix=_REMOVED, dir=downloads_folder(data_dir)))
            for one in there:
                one.rename(bin_ / one.name)
            shutil.rmtree(bin_)
        except OSError as error:
            raise DownloadError("model_undeletable", folder=folder, detail=error.strerror) from None
    return freed


def download_folder(data_dir: Path, repository: str) -> Path:
    """Where the files of a repository are while they are fetched."""
    return downloads_folder(data_dir) / repository.replace("/", "--")


@contextmanager
def exclusive(data_dir: Path) -> Iterator[None]:
    """The one who fetches or removes models, among all processes.

    Raises:
        DownloadError: Another one does, or the data folder cannot be written.
    """
    from filelock import FileLock, Timeout

    folder = downloads_folder(data_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        models_folder(data_dir).mkdir(exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise DownloadError("pull_under_way") from None
    except OSError as error:
        raise DownloadError("models_unwritable", folder=folder, detail=error.strerror) from None
    try:
        for left in folder.glob(f"{_REMOVED}*"):  # by one that was killed
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        lock.release()


def translator_folder(settings: Settings) -> Path | None:
    """The folder of the translator in force; None where none is set and none was fetched.

    It is looked for at each call, so that what was fetched or removed since counts.

    Raises:
        NeedsModelError: KHULASA_TRANSLATOR names a model that was not fetched.
        SettingsError: It names nothing that could be a translator.
    """
    value = settings.translator
    if not value:
        return next(_folders(settings.data_dir), None)
    if find_known(value) is None:
        path = Path(value).expanduser()
        if archives := argos.archives(path):
            return argos.unpacked(archives, models_folder(settings.data_dir))
        if path.is_dir():
            return path
        if not is_repository(value) and not _NAME.fullmatch(value):
            raise SettingsError("translator_folder", folder=path)
    folder = model_folder(settings.data_dir, value)
    if not _directions(folder):
        raise NeedsModelError("translator_not_fetched", name=value)
    return folder


def _folders(data_dir: Path) -> Iterator[Path]:
    """Those of installed models, known ones first, in the order of the catalogue."""
    models = models_folder(data_dir)
    try:
        there = sorted(one.name for one in models.iterdir() if not one.name.startswith("."))
    except OSError:
        return
    known = [name for name in known_models() if name in there]
    for name in (*known, *(one for one in there if one not in known)):
        if _directions(models / name):
            yield models / name


def _directions(folder: Path) -> tuple[Direction, ...]:
    """What a folder has a model for, told by where its files are."""
    return tuple(
        direction
        for direction in get_args(Direction)
        if any((folder / direction / name).is_file() for name in ("model.bin", "model/model.bin"))
    )


def _installed(folder: Path) -> Installed:
    try:
        about = json.loads((folder / ABOUT).read_text("utf-8"))
    except (OSError, ValueError):
        about = {}
    name = str(about.get("name", folder.name))
    return Installed(name, folder, _directions(folder), _bytes(folder), about)


def _bytes(folder: Path) -> int:
    states = (path.stat() for path in folder.rglob("*") if path.is_file())
    return sum({(one.st_dev, one.st_ino): one.st_size for one in states}.values())
