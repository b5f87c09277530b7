"""Fetching a translator: from the names of its files to a folder that can be used.

Files come into ``DATA_DIR/downloads/OWNER--NAME``, where they stay when a pull is stopped, and
where they can be put by hand on a machine without a network: then the same command goes on with
them. The model is put together beside the installed ones, and gets its name when it is whole.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any, Literal, get_args

from bot.errors import DownloadError, SettingsError
from bot.local_models import hub, store
from bot.local_models.catalogue import Known, find_known, is_repository, known_models
from bot.translator.packages import Direction, find_packages
from bot.translator.process import require_libraries

Step = Literal["look", "fetch", "convert", "place"]

# What a folder that CTranslate2 reads can hold, see `bot.translator.packages`.
_MODEL = "model.bin"
_BESIDE = (
    *("config.json", "translator.json"),
    *("source.spm", "target.spm", "sentencepiece.model", "sentencepiece.bpe.model"),
    *("shared_vocabulary.json", "shared_vocabulary.txt"),
    *("source_vocabulary.json", "source_vocabulary.txt"),
    *("target_vocabulary.json", "target_vocabulary.txt"),
)
_BY_HAND = ("download_offline", "download_unreachable")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull has come.

    Attributes:
        step: Looking what there is, fetching, converting, or putting into place.
        done: Bytes that are here.
        total: Bytes in all.
        detail: The repository, or what the conversion does.
    """

    step: Step
    done: int = 0
    total: int = 0
    detail: str = ""


OnProgress = Callable[[Progress], None]


@dataclass(slots=True)
class _Source:
    """A repository, or a folder of one, with what is wanted of it.

    Attributes:
        repository: On the hub.
        revision: The commit wanted; empty for the newest one.
        folder: Gets its files.
        files: Those needed; "a|b" is the first of the two that is there.
        optional: Those taken if they are there.
        inside: Folder in the repository.
        directions: Tokens of each direction that it is for; None for those that it knows itself.
        snapshot: What the hub has; None where it cannot be asked and all files are here.
    """

    repository: str
    revision: str
    folder: Path
    files: Sequence[str]
    optional: Sequence[str]
    inside: str = ""
    directions: dict[Direction, Mapping[str, Any] | None] = field(default_factory=dict)
    snapshot: hub.Snapshot | None = None

    @property
    def chosen(self) -> list[str]:
        """Names of the files to take."""
        there = self._there()
        names = []
        for alternatives in self.files:
            found = next((one for one in alternatives.split("|") if one in there), None)
            if found is None:
                raise DownloadError(
                    "download_no_file",
                    repository=self.repository,
                    file=alternatives.replace("|", " / "),
                    folder=self.folder,
                )
            names.append(found)
        return names + [one for one in self.optional if one in there]

    @property
    def remote(self) -> list[hub.RemoteFile]:
        """The files to fetch."""
        files = self.snapshot.files if self.snapshot else {}
        return [files[f"{self.inside}{name}"] for name in self.chosen] if files else []

    @property
    def commit(self) -> str:
        """The commit that its files are of; empty for files put there by hand."""
        return self.snapshot.commit if self.snapshot else ""

    def look(self) -> None:
        """Ask the hub, unless it cannot be asked and nothing is needed of it."""
        try:
            self.snapshot = hub.look(self.repository, self.revision, self.folder)
        except DownloadError as error:
            if error.key not in _BY_HAND or not self._is_complete():
                raise

    def _there(self) -> set[str]:
        if self.snapshot is None:
            return {one.name for one in self.folder.iterdir()} if self.folder.is_dir() else set()
        return {name.removeprefix(self.inside) for name in self.snapshot.files}

    def _is_complete(self) -> bool:
        try:
            return bool(self.chosen)
        except DownloadError:
            return False


def pull(
    data_dir: Path,
    name: str,
    on_progress: OnProgress = lambda progress: None,
    cancel: Event | None = None,
) -> store.Installed:
    """Get a translator. One that is here already is left as it is.

    Args:
        data_dir: The data folder.
        name: A known model, ``"translator"`` for the recommended one, or a repository on the hub,
            which holds ``ar-en/`` and ``en-ar/``, or one direction that its name tells.
        on_progress: Told how far it is, in this thread.
        cancel: Stops it when set, from any thread; what was fetched stays.

    Raises:
        NeedsModelError: The packages that run translators are not installed.
        DownloadError: It cannot be fetched, was stopped, or another pull is under way.
    """
    require_libraries()
    known = find_known(name)
    target = store.model_folder(data_dir, name)
    if known and known.format == "argosmodel":
        addresses = " ".join(part.address for part in known.parts.values())
        raise DownloadError("download_by_hand", name=known.title, addresses=addresses)
    if not known and not is_repository(name):
        raise DownloadError("model_unknown", name=name, known=", ".join(known_models()))
    with store.exclusive(data_dir):
        if there := store.find_installed(data_dir, name):
            return there
        on_progress(Progress("look", detail=known.title if known else name))
        sources = _known_sources(known, data_dir) if known else _found_sources(name, data_dir)
        for source in sources:
            if known:
                source.look()
        _look_for_room(sources, known, data_dir)
        _fetch(sources, on_progress, cancel or Event())
        staged = target.with_name(f".incoming-{target.name}")
        shutil.rmtree(staged, ignore_errors=True)
        _assemble(sources, staged, known, on_progress, cancel)
        _write_about(staged, known.name if known else name, sources, known)
        staged.rename(target)
        for source in sources:
            shutil.rmtree(store.download_folder(data_dir, source.repository), ignore_errors=True)
    result = store.find_installed(data_dir, name)
    assert result is not None
    return result


def _known_sources(known: Known, data_dir: Path) -> list[_Source]:
    sources: dict[tuple[str, str], _Source] = {}
    for direction, part in known.parts.items():
        folder = store.download_folder(data_dir, part.repository)
        source = sources.setdefault(
            (part.repository, part.revision),
            _Source(part.repository, part.revision, folder, part.files, part.optional),
        )
        source.directions[direction] = part.tokens
    return list(sources.values())


def _found_sources(repository: str, data_dir: Path) -> list[_Source]:
    """What a repository that nobody described has to translate with."""
    folder = store.download_folder(data_dir, repository)
    whole = _Source(repository, "", folder, [_MODEL], _BESIDE)
    try:
        whole.snapshot = hub.look(repository, "", folder)
        names = set(whole.snapshot.files)
    except DownloadError as error:
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*")}
        if error.key not in _BY_HAND or not any(one.endswith(_MODEL) for one in names):
            raise
    sources = [
        replace(whole, folder=folder / one, inside=f"{one}/", directions={one: None})
        for one in get_args(Direction)
        if f"{one}/{_MODEL}" in names
    ]
    if sources:
        return sources
    told = re.findall(r"(?<![a-z])(ar|en)[-_](ar|en)(?![a-z])", repository.lower())
    directions = [one for one in get_args(Direction) if tuple(one.split("-")) in told]
    if _MODEL not in names or len(directions) != 1:
        raise DownloadError("download_no_translator", repository=repository, folder=folder)
    whole.directions = {directions[0]: None}
    return [whole]


def _look_for_room(sources: Sequence[_Source], known: Known | None, data_dir: Path) -> None:
    """Raise DownloadError if the disk has less room than the files need."""
    needed = known.room if known else 0
    for source in sources:
        for file in source.remote:
            name = Path(file.name).name
            there = source.folder.glob(f"{name}*")
            needed += max(file.size - sum(one.stat().st_size for one in there), 0)
    free = shutil.disk_usage(data_dir).free
    if needed > free:
        raise DownloadError(
            "download_room",
            needed=needed // 1_000_000,
            free=free // 1_000_000,
            folder=store.downloads_folder(data_dir),
        )


def _fetch(sources: Sequence[_Source], on_progress: OnProgress, cancel: Event) -> None:
    total = sum(file.size for source in sources for file in source.remote)
    done = 0
    for source in sources:

        def on_bytes(count: int, repository: str = source.repository) -> None:
            nonlocal done
            done += count
            on_progress(Progress("fetch", done, total, repository))

        for file in source.remote:
            assert source.snapshot is not None
            hub.fetch(source.snapshot, file, source.folder, on_bytes=on_bytes, cancel=cancel)


def _assemble(
    sources: Sequence[_Source],
    staged: Path,
    known: Known | None,
    on_progress: OnProgress,
    cancel: Event | None,
) -> None:
    """Make the folder of a model of what was fetched."""
    try:
        for source in sources:
            for direction, tokens in source.directions.items():
                folder = staged / direction
                if known and known.conversion:
                    _convert(source, folder, known, on_progress, cancel)
                else:
                    on_progress(Progress("place", detail=source.repository))
                    folder.mkdir(parents=True)
                    for name in source.chosen:
                        _link(source.folder / name, folder / name)
                if tokens is not None:
                    (folder / "translator.json").write_text(json.dumps(tokens), "utf-8")
        wanted = {direction for source in sources for direction in source.directions}
        if not wanted <= find_packages(staged).keys():
            raise SettingsError("translator_folder", folder=staged)
    except SettingsError:
        [repository, *_] = [source.repository for source in sources]
        folder = sources[0].folder
        raise DownloadError(
            "download_no_translator", repository=repository, folder=folder
        ) from None
    except OSError as error:
        raise DownloadError("models_unwritable", folder=staged, detail=error.strerror) from error


def _convert(
    source: _Source, folder: Path, known: Known, on_progress: OnProgress, cancel: Event | None
) -> None:
    """Convert what was fetched; what was converted before a pull was stopped is kept."""
    from bot.local_models.conversion import Conversion, convert  # type: ignore[import-untyped]

    made = source.folder / f"converted-{source.commit or 'given'}"
    if not made.is_dir():
        convert(
            source.folder,
            made,
            Conversion(**known.conversion),
            on_step=lambda step: on_progress(Progress("convert", detail=step)),
            cancel=cancel,
        )
    folder.mkdir(parents=True)
    for file in made.iterdir():
        _link(file, folder / file.name)


def _link(source: Path, target: Path) -> None:
    """The same file at another place, or a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write_about(folder: Path, name: str, sources: Sequence[_Source], known: Known | None) -> None:
    fetched = {source.repository: source for source in sources}
    about = {
        "name": name,
        "repositories": [
            {
                "repository": source.repository,
                "revision": source.revision,
                "commit": source.commit,
                "bytes": sum(file.size for file in source.remote),
            }
            for source in fetched.values()
        ],
        "licence": known.licence if known else "",
        "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (folder / store.ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")
