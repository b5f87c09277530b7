"""Files of a repository on the Hugging Face hub: fetched, resumed, and checked.

huggingface_hub finds the hub, the user's token and the list of files. It does not go on with a file
that another process began, and looks at sizes only; so the bytes are read here: what is there stays
in a ``.part`` file named after the content's checksum, a later call goes on after it, and nothing
gets its own name before its checksum is right.

``HF_ENDPOINT``, ``HF_HUB_OFFLINE`` and ``HF_TOKEN`` are looked at in each call. What the library
would tell the hub about this machine is turned off.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from bot.errors import DownloadError

if TYPE_CHECKING:
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.hf_api import RepoSibling

_ATTEMPTS = 5  # without a byte gained
_WAIT = 0.25  # seconds; doubled each time
_PIECE = 1 << 20
_TRUE = {"1", "on", "yes", "true"}
_DETAIL_CHARS = 200

OnBytes = Callable[[int], None]
"""Is told of bytes that are there now; negative ones were thrown away."""


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def hexdigest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of a repository.

    Attributes:
        name: Its path in the repository.
        size: In bytes.
        digest: Its checksum: SHA-256 of a large file's content, git's blob id of a small one.
    """

    name: str
    size: int
    digest: str

    def is_at(self, path: Path) -> bool:
        """Whether a file has this content."""
        if not path.is_file() or path.stat().st_size != self.size:
            return False
        digest = self._hash()
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
        return digest.hexdigest() == self.digest

    def _hash(self) -> _Hash:
        if len(self.digest) == hashlib.sha256().digest_size * 2:
            return hashlib.sha256()
        return hashlib.sha1(b"blob %d\0" % self.size, usedforsecurity=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A repository at a commit.

    Attributes:
        repository: ``owner/name``.
        commit: The commit.
        files: Its files by name.
        licence: As its card says; empty if that says nothing.
    """

    repository: str
    commit: str
    files: dict[str, RemoteFile]
    licence: str = ""


def look(repository: str, revision: str, folder: Path) -> Snapshot:
    """What a repository has.

    Args:
        repository: ``owner/name``.
        revision: A commit; empty for the newest one.
        folder: Where its files can be put by hand; errors name it.

    Raises:
        DownloadError: The hub cannot be reached, is not to be, or has no such repository.
    """
    revision = revision or "main"
    with _told(repository, folder, revision=revision):
        api = _api()
        try:
            info = api.model_info(
                repository, revision=revision, files_metadata=True, timeout=_timeout()
            )
            found = [_remote_file(one) for one in info.siblings or ()]
            files = {file.name: file for file in found}
            licence = info.card_data.get("license") if info.card_data else None
            return Snapshot(repository, str(info.sha), files, str(licence or ""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # not a hub's JSON
            detail = f"{type(error).__name__}: {error}"[:_DETAIL_CHARS]
            raise DownloadError(
                "download_fault",
                repository=repository,
                folder=folder,
                hub=_endpoint(),
                detail=detail,
            ) from error


def fetch(
    snapshot: Snapshot,
    file: RemoteFile,
    folder: Path,
    *,
    on_bytes: OnBytes,
    cancel: Event | None = None,
) -> Path:
    """Fetch a file into a folder, going on after what an earlier call left there.

    Args:
        snapshot: The repository.
        file: One of its files.
        folder: Gets it, under its last name.
        on_bytes: Told of bytes as they come; those already there are told first.
        cancel: Stops it when set. What is there stays.

    Returns:
        Where it is; its checksum is right.

    Raises:
        DownloadError: It cannot be fetched, was stopped, or has another content than the hub says.
    """
    path = folder / Path(file.name).name
    with _told(snapshot.repository, folder, file=file.name, revision=snapshot.commit):
        folder.mkdir(parents=True, exist_ok=True)
        if file.is_at(path):
            on_bytes(file.size)
            return path
        part = path.with_name(f"{path.name}.{file.digest[:12]}.part")
        _complete(part, snapshot, file, on_bytes, cancel or Event())
        if not file.is_at(part):
            part.unlink()
            raise DownloadError(
                "download_checksum",
                repository=snapshot.repository,
                file=file.name,
                folder=folder,
            )
        part.replace(path)
        return path


def _remote_file(one: RepoSibling) -> RemoteFile:
    if one.lfs:
        return RemoteFile(one.rfilename, one.lfs.size, one.lfs.sha256)
    if one.size is None or one.blob_id is None:
        raise ValueError(f"{one.rfilename} has no size or no checksum")
    return RemoteFile(one.rfilename, one.size, one.blob_id)


def _complete(
    part: Path, snapshot: Snapshot, file: RemoteFile, on_bytes: OnBytes, cancel: Event
) -> None:
    """Fetch what is missing of a file; a connection that breaks off is made again."""
    import httpx2

    part.touch()
    with part.open("r+b") as target:
        if target.seek(0, os.SEEK_END) > file.size:
            _empty(target)
        on_bytes(target.tell())
        failures = 0
        while (begin := target.tell()) < file.size:
            try:
                _stream(target, snapshot, file, on_bytes, cancel)
            except httpx2.TransportError:
                failures = 1 if target.tell() > begin else failures + 1
                if failures == _ATTEMPTS:
                    raise
                cancel.wait(_WAIT * 2**failures)


def _stream(
    target: BinaryIO, snapshot: Snapshot, file: RemoteFile, on_bytes: OnBytes, cancel: Event
) -> None:
    """Append to a file what the hub has after it."""
    import httpx2
    from huggingface_hub import hf_hub_url
    from huggingface_hub.utils._headers import build_hf_headers
    from huggingface_hub.utils._http import get_session, hf_raise_for_status

    begin = target.tell()
    url = hf_hub_url(snapshot.repository, file.name, revision=snapshot.commit, endpoint=_endpoint())
    headers = build_hf_headers() | {"Accept-Encoding": "identity"}
    if begin:
        headers["Range"] = f"bytes={begin}-"
    if cancel.is_set():
        raise DownloadError("download_stopped", repository=snapshot.repository)
    with get_session().stream("GET", url, headers=headers, timeout=_timeout()) as response:
        hf_raise_for_status(response)
        if begin and response.status_code != 206:  # it sends the whole of it
            _empty(target)
            on_bytes(-begin)
        for piece in response.iter_bytes():
            if cancel.is_set():
                raise DownloadError("download_stopped", repository=snapshot.repository)
            on_bytes(target.write(piece[: file.size - target.tell()]))
            if target.tell() == file.size:  # whatever else it sends
                break
    if target.tell() < file.size:
        raise httpx2.RemoteProtocolError("the file ended early")


def _empty(file: BinaryIO) -> None:
    file.seek(0)
    file.truncate()


def _api() -> HfApi:
    from huggingface_hub import HfApi, constants
    from huggingface_hub.errors import OfflineModeIsEnabled

    constants.HF_HUB_DISABLE_TELEMETRY = True
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in _TRUE:
        raise OfflineModeIsEnabled
    return HfApi(endpoint=_endpoint())


def _endpoint() -> str:
    from huggingface_hub import constants

    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def _timeout() -> float:
    from huggingface_hub import constants

    return float(constants.HF_HUB_DOWNLOAD_TIMEOUT)


@contextmanager
def _told(repository: str, folder: Path, *, revision: str = "", file: str = "") -> Iterator[None]:
    """Raise what can go wrong as errors of ours."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    known: dict[str, Any] = {"repository": repository, "folder": folder}
    try:
        yield
    except OfflineModeIsEnabled:
        raise DownloadError("download_offline", **known) from None
    except HfHubHTTPError as error:
        raise _refused(error, file=file, revision=revision, **known) from error
    except (httpx2.RequestError, httpx2.InvalidURL) as error:
        raise DownloadError("download_unreachable", hub=_endpoint(), **known) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DownloadError("download_disk_full", **known) from error
        raise DownloadError("download_unwritable", detail=error.strerror, **known) from error


def _refused(
    error: HfHubHTTPError, *, repository: str, folder: Path, file: str, revision: str
) -> DownloadError:
    from huggingface_hub import errors

    known = {"repository": repository, "folder": folder}
    status = error.response.status_code
    if isinstance(error, errors.GatedRepoError):
        return DownloadError("download_gated", hub=_endpoint(), **known)
    if isinstance(error, errors.RevisionNotFoundError):
        return DownloadError("download_no_revision", revision=revision, **known)
    if isinstance(error, errors.RemoteEntryNotFoundError):
        return DownloadError("download_no_file", file=file, **known)
    if isinstance(error, errors.RepositoryNotFoundError) or status == 404:
        return DownloadError("download_no_repository", hub=_endpoint(), **known)
    if status in (401, 403):
        return DownloadError("download_refused", hub=_endpoint(), **known)
    return DownloadError("download_fault", hub=_endpoint(), detail=f"HTTP {status}", **known)
