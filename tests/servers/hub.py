"""A small Hugging Face hub on this machine: repositories of models, for the real client.

    with Hub() as hub:
        hub.add("owner/name", {"model.bin": b"…"})
        ...  # HF_ENDPOINT=hub.endpoint
        assert hub.sent("model.bin") == [(0, 1000)]

It speaks the interface's JSON about a model, and files with HEAD and Range. Large files are kept
apart as the real hub does it: a redirect to another host, where no token belongs. It can be told to
break off, to be slow, to refuse and to send other bytes than it promises. It has no Xet.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import unquote, urlsplit

_LARGE = (".bin", ".spm", ".model")
_PIECE = 8192


@dataclass
class Repository:
    """What it holds, and at which commit."""

    files: Mapping[str, bytes]
    commit: str


@dataclass
class Asked:
    """A request that came."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Refusal:
    """An answer that is an error, as the hub words it."""

    status: int
    code: str = ""


@dataclass
class Behaviour:
    """What goes wrong; may be changed while the hub runs.

    Attributes:
        refusals: Answers by a part of the path.
        cuts: For each of the next large files, the bytes after which the connection breaks off.
        wait: Seconds before each piece of a large file.
        spoiled: Whether large files come with other bytes.
        whole: Whether Range is ignored.
    """

    refusals: dict[str, Refusal] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    wait: float = 0.0
    spoiled: bool = False
    whole: bool = False


class Hub:
    """The hub.

    Attributes:
        behaviour: What goes wrong.
        asked: Every request, in the order of arrival.
        sends: Name, first byte and number of bytes of every large file sent.
    """

    def __init__(self) -> None:
        self.behaviour = Behaviour()
        self.asked: list[Asked] = []
        self.sends: list[tuple[str, int, int]] = []
        self.repositories: dict[str, Repository] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def endpoint(self) -> str:
        """What HF_ENDPOINT is to be."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def store(self) -> str:
        """Where large files are: the same server, by another name."""
        return f"http://localhost:{self._server.server_port}"

    def add(self, name: str, files: Mapping[str, bytes], commit: str = "") -> str:
        """Put a repository there; returns its commit."""
        digest = hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()
        self.repositories[name] = Repository(files, commit or digest)
        return self.repositories[name].commit

    def sent(self, file: str) -> list[tuple[int, int]]:
        """First byte and number of bytes of each time that a large file was sent."""
        return [(begin, count) for name, begin, count in self.sends if name.endswith(file)]


def about(name: str, repository: Repository) -> dict[str, Any]:
    """The interface's JSON about a model."""
    siblings = []
    for file, content in repository.files.items():
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        entry: dict[str, Any] = {"rfilename": file, "size": len(content), "blobId": blob}
        if file.endswith(_LARGE):
            sha256 = hashlib.sha256(content).hexdigest()
            entry["lfs"] = {"size": len(content), "sha256": sha256, "pointerSize": 134}
        siblings.append(entry)
    return {
        "id": name,
        "sha": repository.commit,
        "siblings": siblings,
        "cardData": {"license": "mit"},
    }


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            hub.asked.append(Asked(self.command, path, dict(self.headers)))
            for part, refusal in hub.behaviour.refusals.items():
                if part in path:
                    return self._refuse(refusal)
            if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/revision/(.+)", path):
                return self._tell(*found.groups())
            if found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
                return self._resolve(*found.groups())
            if found := re.fullmatch(r"/large/([^/]+/[^/]+)/(.+)", path):
                return self._send_large(*found.groups())
            return self._refuse(Refusal(404))

        do_HEAD = do_GET  # noqa: N815

        def _tell(self, name: str, revision: str) -> None:
            if name not in hub.repositories:
                return self._refuse(Refusal(401, "RepoNotFound"))
            repository = hub.repositories[name]
            if revision not in ("main", repository.commit):
                return self._refuse(Refusal(404, "RevisionNotFound"))
            return self._answer(200, json.dumps(about(name, repository)).encode())

        def _resolve(self, name: str, revision: str, file: str) -> None:
            repository = hub.repositories[name]
            content = repository.files.get(file)
            if content is None:
                return self._refuse(Refusal(404, "EntryNotFound"))
            headers = {"X-Repo-Commit": repository.commit}
            if not file.endswith(_LARGE):
                blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
                return self._answer(200, content, headers | {"ETag": f'"{blob}"'})
            headers |= {
                "X-Linked-Size": str(len(content)),
                "X-Linked-ETag": f'"{hashlib.sha256(content).hexdigest()}"',
                "Location": f"{hub.store}/large/{name}/{file}",
            }
            return self._answer(302, b"", headers)

        def _send_large(self, name: str, file: str) -> None:
            behaviour = hub.behaviour
            content = hub.repositories[name].files[file]
            if behaviour.spoiled:
                content = bytes(255 - byte for byte in content)
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            begin = int(asked.group(1)) if asked and not behaviour.whole else 0
            self.send_response(206 if begin else 200)
            if begin:
                last = len(content) - 1
                self.send_header("Content-Range", f"bytes {begin}-{last}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - begin))
            self.end_headers()
            end = behaviour.cuts.pop(0) if behaviour.cuts else len(content)
            count = 0
            try:
                for start in range(begin, min(end, len(content)), _PIECE):
                    time.sleep(behaviour.wait)
                    piece = content[start : min(start + _PIECE, end)]
                    self.wfile.write(piece)
                    count += len(piece)
            except OSError:  # the client went away
                pass
            hub.sends.append((f"{name}/{file}", begin, count))
            if end < len(content):
                self.close_connection = True

        def _refuse(self, refusal: Refusal) -> None:
            headers = {"X-Error-Code": refusal.code} if refusal.code else {}
            self._answer(refusal.status, b"{}", headers)

        def _answer(
            self, status: int, content: bytes, headers: Mapping[str, str] | None = None
        ) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler
