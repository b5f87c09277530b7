"""Chroma, opened at first use: embedded in a folder, or on a server.

Embedded Chroma keeps its vector index in the memory of each process that opened the folder and
knows nothing of the others: unguarded, a second process reads old vectors and destroys those that
the first one wrote (measured with 1.5.9, see bench/LOG.md). So every use of a folder happens under
a lock that processes share, and a process whose Chroma is older than the last write opens it again.

Nothing is sent or fetched: telemetry is off, and no collection has an embedding function.
"""

from __future__ import annotations

import base64
import threading
import uuid
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote, urlsplit
from weakref import WeakValueDictionary

from retrieval.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.config import Settings

_LOCK_SECONDS = 60
_CONNECT_SECONDS = 10
_REPLY_SECONDS = 60

# What Chroma's messages say when it has rows without vectors.
_DAMAGE = ("hnsw", "error finding id", "error getting embedding", "nothing found on disk")


class DamagedError(StoreError):
    """Chroma does not find the vectors, or the collection, that it should have.

    So it is for good where a kill in mid-write left torn files, and on a server also for a moment,
    while another client's chunks are being worked in.
    """


class Store(Protocol):
    """A place where Chroma's collections are.

    Attributes:
        patience: Seconds to wait before each new try until a `DamagedError` counts as lasting.
    """

    patience: tuple[float, ...]

    @contextmanager
    def session(self) -> Iterator[ClientAPI]:
        """Chroma, for some calls in one go; what goes wrong in them becomes a `StoreError`."""

    def before_write(self) -> None:
        """Must be called in a session before what changes a collection."""


def open_store(path: Path | None, url: str | None) -> Store:
    """The store on the server at `url`, or else in the folder `path`. Nothing is opened yet."""
    if url:
        return ServerStore(url)
    if path is None:
        raise ValueError("a store needs a folder or a URL")
    with _opening:
        return _embedded.setdefault(path.absolute(), EmbeddedStore(path.absolute()))


class EmbeddedStore:
    """Chroma in a folder, for one process at a time. Get it from `open_store`.

    It holds for threads of one process and for processes of one machine. A folder on a network
    drive, or one that a ``chroma run`` uses at the same time, is not covered: that is what the
    server is for.
    """

    patience: tuple[float, ...] = (0.1,)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp_file = folder / "khulasa.stamp"
        self._stamp = ""
        """The last write that `_client` knows of; any write of another process changes the file."""
        self._client: Client | None = None
        self._mutex = threading.Lock()

    @contextmanager
    def session(self) -> Iterator[ClientAPI]:
        """Chroma, while no other thread or process uses this folder."""
        with self._mutex, _errors_as(self._error), self._locked():
            try:
                yield self._current_client()
            except Exception:
                self._close()  # what is in memory may differ from what is on disk
                raise

    def before_write(self) -> None:
        """Tell the other processes that what they hold in memory is about to become old."""
        self._stamp = uuid.uuid4().hex
        self._stamp_file.write_text(self._stamp)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        import filelock

        self._folder.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self._folder / "khulasa.lock", _LOCK_SECONDS, poll_interval=0.01)
        with lock:
            yield

    def _current_client(self) -> Client:
        stamp = self._stamp_file.read_text() if self._stamp_file.exists() else ""
        if self._client is not None and stamp != self._stamp:
            self._close()
        if self._client is None:
            self._client = self._opened()
            self._stamp = stamp
        return self._client

    def _opened(self) -> Client:
        # What `chromadb.PersistentClient` does, but started before it is registered: Chroma keeps
        # one that failed to start, and hands it out broken the next time.
        from chromadb.api.client import Client
        from chromadb.api.rust import RustBindingsAPI
        from chromadb.config import System

        settings = _settings()
        settings.is_persistent = True
        settings.persist_directory = str(self._folder)
        system = System(settings)
        system.instance(RustBindingsAPI)
        system.start()
        client = Client.from_system(system)
        self._release = weakref.finalize(self, client.close)  # it holds a dozen files and threads
        self._release.atexit = False
        return client

    def _close(self) -> None:
        if self._client is not None:
            self._client = None
            self._release()

    def _error(self, error: Exception) -> StoreError:
        import filelock

        text = _text(error)
        if isinstance(error, filelock.Timeout):
            return StoreError("index_busy", path=self._folder, seconds=_LOCK_SECONDS)
        if _refused_vectors(error):
            return StoreError("index_vectors", detail=text)
        if _is_damage(error):
            return DamagedError("index_damaged", path=self._folder, detail=text)
        if "code: 26" in text or "malformed" in text:
            return StoreError("index_damaged", path=self._folder, detail=text)
        return StoreError("index_folder", path=self._folder, detail=text)


_embedded: WeakValueDictionary[Path, EmbeddedStore] = WeakValueDictionary()
"""One for each folder, because Chroma too shares what it has opened within a process."""
_opening = threading.Lock()


class ServerStore:
    """Chroma on a server.

    Args:
        url: Its address, such as ``https://user:password@example.org/chroma``; the port is 80 or
            443 unless given. A token goes in as Chroma itself takes it: by the variables
            ``CHROMA_CLIENT_AUTH_PROVIDER`` and ``CHROMA_CLIENT_AUTH_CREDENTIALS``.
    """

    patience: tuple[float, ...] = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._address = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl().rstrip("/")
        self._headers = _basic_authorization(parts.username, parts.password)
        self._client: ClientAPI | None = None
        self._mutex = threading.Lock()

    @contextmanager
    def session(self) -> Iterator[ClientAPI]:
        """Chroma's client, which any number of threads may use."""
        with _errors_as(self._error):
            with self._mutex:
                if self._client is None:
                    self._client = self._opened()
            yield self._client

    def before_write(self) -> None:
        """Nothing: the server keeps its readers and writers apart."""

    def _opened(self) -> ClientAPI:
        import chromadb
        import httpx
        from chromadb.api.fastapi import FastAPI

        # Chroma waits without end for a server that does not reply, and has no setting for it:
        # a first request of our own finds that out, and the limit is then set on its session.
        limits = httpx.Timeout(_REPLY_SECONDS, connect=_CONNECT_SECONDS)
        heartbeat = f"{self._address}/api/v2/heartbeat"
        httpx.get(heartbeat, headers=self._headers, timeout=limits)
        client = chromadb.HttpClient(
            self._address,
            ssl=self._address.startswith("https:"),
            headers=dict(self._headers),
            settings=_settings(),
        )
        server = client._server  # type: ignore[attr-defined]
        assert isinstance(server, FastAPI)
        server._session.timeout = limits
        return client

    def _error(self, error: Exception) -> StoreError:
        from chromadb import errors

        text = _text(error)
        values: dict[str, Any] = {"server": self._address, "detail": text}
        if _is_damage(error):
            return DamagedError("chroma_failed", **values)
        if isinstance(error, errors.RateLimitError | errors.QuotaError):
            return StoreError("chroma_limit", **values)
        if isinstance(error, errors.VersionMismatchError | errors.InvalidHTTPVersion):
            return StoreError("chroma_version", **values)
        if _refused_vectors(error):
            return StoreError("index_vectors", detail=text)
        key = _fault_of_connection(error)
        if isinstance(error, errors.AuthorizationError | errors.ChromaAuthError):
            key = "chroma_refused"
        return StoreError(key or "chroma_failed", **values)


def _is_damage(error: Exception) -> bool:
    from chromadb.errors import InternalError, NotFoundError

    text = str(error).lower()
    damaged = isinstance(error, InternalError) and any(sign in text for sign in _DAMAGE)
    return damaged or isinstance(error, NotFoundError)


def _settings() -> Settings:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False, allow_reset=False)


def _basic_authorization(user: str | None, password: str | None) -> dict[str, str]:
    if user is None and password is None:
        return {}
    credentials = f"{unquote(user or '')}:{unquote(password or '')}".encode()
    return {"Authorization": f"Basic {base64.b64encode(credentials).decode()}"}


@contextmanager
def _errors_as(translate: Callable[[Exception], StoreError]) -> Iterator[None]:
    """The one place where errors of Chroma become ours. It raises errors of many kinds, bare ones
    too; only those that tell of a fault in a program are left as they are."""
    try:
        yield
    except (StoreError, AssertionError, AttributeError, NameError, TypeError):
        raise
    except Exception as error:
        raise translate(error) from error


def _text(error: Exception) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split())[:200] or type(error).__name__


def _refused_vectors(error: Exception) -> bool:
    from chromadb.errors import InvalidArgumentError, InvalidDimensionException

    if isinstance(error, InvalidDimensionException):
        return True
    return isinstance(error, InvalidArgumentError) and "embedding" in str(error).lower()


def _fault_of_connection(error: BaseException | None) -> str | None:
    """What kept the client from a reply of Chroma; it hides the cause under bare errors."""
    import httpx

    while error is not None:
        if isinstance(error, httpx.TransportError):
            return "chroma_unreachable"
        if isinstance(error, httpx.HTTPStatusError):
            status = error.response.status_code
            if status in (401, 403, 407):
                return "chroma_refused"
            if status in (404, 405, 410, 501):
                return "chroma_version"
        if isinstance(error, ValueError) and "JSON" in str(error):
            return "chroma_version"
        error = error.__cause__ or error.__context__
    return None
