"""Which files of which repositories a translator is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args

from bot.errors import DownloadError
from bot.local_models import hub, store
from bot.local_models.catalogue import Known
from bot.translator.packages import Direction, named_directions

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


@dataclass(slots=True)
class Source:
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
        start = len(self.inside)
        return {name[start:] for name in self.snapshot.files if name.startswith(self.inside)}

    def _is_complete(self) -> bool:
        try:
            return bool(self.chosen)
        except DownloadError:
            return False


def find_sources(name: str, known: Known | None, data_dir: Path) -> list[Source]:
    """What a known model or a repository is made of, as the hub has it now.

    Raises:
        DownloadError: The hub cannot be asked, and not all files were put there by hand; or it has
            no such repository, or that one holds no translator.
    """
    if known is None:
        return _of_repository(name, data_dir)
    sources = _of_known(known, data_dir)
    for source in sources:
        source.look()
    return sources


def _of_known(known: Known, data_dir: Path) -> list[Source]:
    sources: dict[tuple[str, str], Source] = {}
    for direction, part in known.parts.items():
        folder = store.download_folder(data_dir, part.repository)
        source = sources.setdefault(
            (part.repository, part.revision),
            Source(part.repository, part.revision, folder, part.files, part.optional),
        )
        source.directions[direction] = part.tokens
    return list(sources.values())


def _of_repository(repository: str, data_dir: Path) -> list[Source]:
    """What a repository that nobody described has to translate with."""
    folder = store.download_folder(data_dir, repository)
    whole = Source(repository, "", folder, [_MODEL], _BESIDE)
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
    directions = named_directions(repository)
    if _MODEL not in names or len(directions) != 1:
        raise DownloadError("download_no_translator", repository=repository, folder=folder)
    whole.directions = {directions[0]: None}
    return [whole]
