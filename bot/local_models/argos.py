"""Argos's files: a zip archive with the model of one direction, unpacked once."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp
from typing import get_args

from bot.errors import SettingsError
from bot.translator.packages import Direction

SUFFIX = ".argosmodel"

_MOST_BYTES = 2_000_000_000
_MOST_FILES = 1_000
_WANTED = ("metadata.json", "sentencepiece.model")
_known: dict[tuple[tuple[Path, int, int], ...], Path] = {}


def archives(path: Path) -> list[Path]:
    """The files of Argos's at a path: itself, or those in this folder."""
    if path.suffix == SUFFIX and path.is_file():
        return [path]
    return sorted(path.glob(f"*{SUFFIX}")) if path.is_dir() else []


def unpacked(files: Sequence[Path], models: Path) -> Path:
    """The folder that archives were unpacked to, named after their content.

    Args:
        files: One for each direction.
        models: Gets the folder, if it is not there yet.

    Raises:
        SettingsError: A file is none of Argos's, or cannot be unpacked here.
    """
    try:
        states = [(file.resolve(), file.stat()) for file in files]
        key = tuple((file, state.st_size, state.st_mtime_ns) for file, state in states)
        if key in _known and _known[key].is_dir():
            return _known[key]
        digest = hashlib.sha256()
        for file in files:
            with file.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
        folder = models / f"argos-{digest.hexdigest()[:16]}"
        if not folder.is_dir():
            _unpack(files, folder)
    except OSError as error:
        names = ", ".join(map(str, files))
        raise SettingsError("argos_file", path=names, detail=error.strerror or error) from error
    _known[key] = folder
    return folder


def _unpack(files: Sequence[Path], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(mkdtemp(prefix=".unpacking-", dir=folder.parent))
    try:
        for file in files:
            try:
                with zipfile.ZipFile(file) as archive:
                    _extract(archive, staged)
            except (ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                raise SettingsError("argos_file", path=file, detail=error) from error
        about = {"name": folder.name, "files": [file.name for file in files]}
        (staged / "about.json").write_text(json.dumps(about, ensure_ascii=False), "utf-8")
        if not folder.is_dir():  # another thread may have been first
            staged.rename(folder)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _extract(archive: zipfile.ZipFile, into: Path) -> None:
    """Write the model's files of an archive; nothing else that it holds, and nowhere else.

    Raises:
        ValueError: It is no model between Arabic and English, or larger than one can be.
    """
    members = {}
    size = 0
    for member in archive.infolist()[:_MOST_FILES]:
        path = PurePosixPath(member.filename)
        if ".." in path.parts or path.is_absolute() or "\\" in member.filename:
            raise ValueError(f"it would write to {member.filename!r}")
        inside = path.parts[1:]
        if member.is_dir() or not (inside in [(one,) for one in _WANTED] or _of_model(inside)):
            continue
        size += member.file_size
        members["/".join(inside)] = member
    if size > _MOST_BYTES:
        raise ValueError(f"unpacked it has {size:,} bytes")
    if not {*_WANTED, "model/model.bin"} <= members.keys():
        raise ValueError("it has no metadata.json, sentencepiece.model or model/model.bin")
    about = json.loads(archive.read(members["metadata.json"]))
    if not isinstance(about, dict):
        raise ValueError("its metadata.json is not Argos's")
    direction = f"{about.get('from_code')}-{about.get('to_code')}"
    if direction not in get_args(Direction):
        raise ValueError(f"it translates {direction}")
    for name, member in members.items():
        target = into / direction / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file)


def _of_model(inside: tuple[str, ...]) -> bool:
    return len(inside) == 2 and inside[0] == "model"
