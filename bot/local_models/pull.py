"""Fetching a translator: from the names of its files to a folder that can be used.

Files come into ``DATA_DIR/downloads/OWNER--NAME``, where they stay when a pull is stopped, and
where they can be put by hand on a machine without a network: then the next try goes on with
them. The model is put together beside the installed ones, and gets its name when it is whole.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Literal

from bot.errors import DownloadError, SettingsError
from bot.local_models import hub, store
from bot.local_models.catalogue import Known, find_known, is_repository, known_models
from bot.local_models.sources import Source, find_sources
from bot.translator.packages import Direction, find_packages
from bot.translator.process import require_libraries

Step = Literal["look", "fetch", "convert", "place"]


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
        sources = find_sources(name, known, data_dir)
        _look_for_room(sources, known, data_dir)
        _fetch(sources, on_progress, cancel or Event())
        with _put_into_place(target) as staged:
            _assemble(sources, staged, known, on_progress, cancel)
            _write_about(staged, known.name if known else name, sources, known)
        for source in sources:
            shutil.rmtree(store.download_folder(data_dir, source.repository), ignore_errors=True)
    result = store.find_installed(data_dir, name)
    assert result is not None
    return result


def _look_for_room(sources: Sequence[Source], known: Known | None, data_dir: Path) -> None:
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


def _fetch(sources: Sequence[Source], on_progress: OnProgress, cancel: Event) -> None:
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


@contextmanager
def _put_into_place(target: Path) -> Iterator[Path]:
    """A folder beside the target, which gets the target's name if nothing goes wrong."""
    staged = target.with_name(f".incoming-{target.name}")
    try:
        shutil.rmtree(staged, ignore_errors=True)
        yield staged
        staged.rename(target)
    except OSError as error:
        raise DownloadError(
            "models_unwritable", folder=target, detail=error.strerror or error
        ) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _assemble(
    sources: Sequence[Source],
    staged: Path,
    known: Known | None,
    on_progress: OnProgress,
    cancel: Event | None,
) -> None:
    """Make the folder of a model of what was fetched."""
    for source in sources:
        for direction, tokens in source.directions.items():
            folder = staged / direction
            folder.mkdir(parents=True)
            if known and known.conversion:
                made = _converted(source, known, on_progress, cancel)
                files = list(made.iterdir())
            else:
                on_progress(Progress("place", detail=source.repository))
                files = [source.folder / name for name in source.chosen]
            for file in files:
                _link(file, folder / file.name)
            if tokens is not None:
                (folder / "translator.json").write_text(json.dumps(tokens), "utf-8")
        if not _translates(staged, source.directions):
            raise DownloadError(
                "download_no_translator", repository=source.repository, folder=source.folder
            )


def _translates(folder: Path, directions: Iterable[Direction]) -> bool:
    try:
        return find_packages(folder).keys() >= set(directions)
    except SettingsError:
        return False


def _converted(source: Source, known: Known, on_progress: OnProgress, cancel: Event | None) -> Path:
    """What a repository was converted to; kept until the whole model is in place."""
    from bot.local_models.conversion import Conversion, convert

    made = source.folder / f"converted-{source.commit or 'given'}"
    if not made.is_dir():
        convert(
            source.folder,
            made,
            Conversion(**known.conversion),
            on_step=lambda step: on_progress(Progress("convert", detail=step)),
            cancel=cancel,
        )
    return made


def _link(source: Path, target: Path) -> None:
    """The same file at another place, or a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _write_about(folder: Path, name: str, sources: Sequence[Source], known: Known | None) -> None:
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
        "licence": known.licence if known else _licence(sources[0]),
        "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (folder / store.ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1), "utf-8")


def _licence(source: Source) -> str:
    return source.snapshot.licence if source.snapshot else ""
