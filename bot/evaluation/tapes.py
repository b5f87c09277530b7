"""Recording what a model server says, and playing it back: with vcrpy, at the HTTP client.

vcrpy intercepts the client that `openai` uses, for one cassette at a time. Cases run side by side,
so each reply has a cassette of its own, and a context variable says whose request one is. What is
written is a `bot.evaluation.recordings.Recording`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from difflib import ndiff
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2
from vcr.cassette import Cassette
from vcr.errors import UnhandledHTTPRequestError
from vcr.patch import PATCHER_NAMES, CassettePatcherBuilder
from vcr.record_mode import RecordMode
from vcr.request import Request

from bot.evaluation.recordings import Exchange

Mode = Literal["record", "replay", "cache"]
"""``record`` always asks the server; ``replay`` never does; ``cache`` asks it what is new."""

_MODES = {
    "record": RecordMode.ALL,
    "replay": RecordMode.NONE,
    "cache": RecordMode.NEW_EPISODES,
}
# What a request that is not in a recording gets: a refusal, which no client tries again.
_REFUSAL = {
    "status": {"code": 400, "message": "Bad Request"},
    "headers": {"content-type": ["application/json"]},
    "body": {"string": b'{"error": {"message": "This request is not in the recording."}}'},
}


class Tape(Cassette):  # type: ignore[misc]  # vcrpy has no types
    """The exchanges of one reply.

    Args:
        mode: What is asked of the server.
        server: Base URL of the model server; requests to others go their way.
        exchanges: What is known already.
    """

    def __init__(self, mode: Mode, server: str, exchanges: Sequence[Exchange] = ()) -> None:
        super().__init__(
            path="",
            record_mode=_MODES[mode],
            match_on=(_same_request,),
            before_record_request=lambda one: None if _path(one.uri, server) is None else one,
        )
        self._server = server
        for one in exchanges:
            self.data.append(_as_cassette(one, server))
        self.rewound = True
        self._known = len(self.data)
        self._unknown: dict[str, Any] | None = None

    @property
    def asked(self) -> int:
        """How many requests the server answered now."""
        return len(self.data) - self._known

    @property
    def exchanges(self) -> list[Exchange]:
        """What was said, now or before."""
        return [
            _as_exchange(_path(request.uri, self._server) or "", request, response)
            for request, response in self.data
        ]

    @property
    def difference(self) -> str | None:
        """After a replay, where its requests differ from the recorded ones; None if nowhere."""
        left = [one for place, (one, _) in enumerate(self.data) if not self.play_counts[place]]
        if self._unknown is None:
            return "a recorded request is not made any more" if left else None
        if not left:
            return "a request is made that was not recorded"
        return _difference(json.loads(left[0].body), self._unknown)

    def can_play_response_for(self, request: Request) -> bool:
        """Whether the server is not asked: in a replay, never."""
        if self.write_protected:
            return self.filter_request(request) is not None
        return bool(super().can_play_response_for(request))

    def play_response(self, request: Request) -> dict[str, Any]:
        """What the server said, or a refusal."""
        try:
            response: dict[str, Any] = super().play_response(request)
        except UnhandledHTTPRequestError:
            return self.unrecorded(request)
        return response

    def unrecorded(self, request: Request) -> dict[str, Any]:
        """What a replay replies to a request that is not in the recording."""
        self._unknown = json.loads(request.body)
        return _REFUSAL

    def append(self, request: Request, response: dict[str, Any]) -> None:
        """Keep an exchange, if it went well."""
        if self.filter_request(request) and response["status"]["code"] == 200:
            super().append(request, response)
            self.play_counts[len(self.data) - 1] += 1  # the same request is asked again


_current: ContextVar[Tape | None] = ContextVar("tape", default=None)


@cache
def _nobodys() -> Tape:
    """The tape of requests that no case makes: it keeps nothing."""
    return Tape("record", "https://nobody.invalid")


class _Current:
    """What vcrpy talks to: the tape of whoever makes a request."""

    skip_patchers = tuple(name for name in PATCHER_NAMES if name != "httpx2")
    custom_patches = ()

    def __getattr__(self, name: str) -> Any:
        tape = _current.get()  # an empty one counts as false
        return getattr(_nobodys() if tape is None else tape, name)


@contextmanager
def intercepted() -> Iterator[None]:
    """Within it, requests made in `playing` a tape go to the tape."""
    with ExitStack() as stack:
        for patcher in CassettePatcherBuilder(_Current()).build():
            stack.enter_context(patcher)
        yield


@contextmanager
def playing(tape: Tape) -> Iterator[Tape]:
    """Within it, the requests of this task and of what it starts go to a tape."""
    token = _current.set(tape)
    try:
        yield tape
    finally:
        _current.reset(token)


def _same_request(one: Request, other: Request) -> bool:
    return bool(one.uri == other.uri and json.loads(one.body) == json.loads(other.body))


def _path(address: str, server: str) -> str | None:
    """What an address has after the server's base URL; None if it is of another server."""
    one, base = urlsplit(address), urlsplit(server)
    same = (one.hostname, one.port) == (base.hostname, base.port)
    return one.path.removeprefix(base.path) if same and one.path.startswith(base.path) else None


def _as_cassette(exchange: Exchange, server: str) -> tuple[Request, dict[str, Any]]:
    request = Request("POST", server + exchange.path, json.dumps(exchange.request), {})
    response = {
        "status": {"code": 200, "message": "OK"},
        "headers": {"content-type": [exchange.content_type]},
        "body": {"string": exchange.reply.encode()},
    }
    return request, response


def _as_exchange(path: str, request: Request, response: dict[str, Any]) -> Exchange:
    headers = [(name, value) for name, values in response["headers"].items() for value in values]
    # It undoes what compression there is, as the client did.
    body = httpx2.Response(200, headers=headers, content=response["body"]["string"])
    return Exchange(
        path=path,
        request=json.loads(request.body),
        content_type=body.headers.get("content-type", ""),
        reply=body.text,
    )


def _difference(recorded: dict[str, Any], made: dict[str, Any]) -> str:
    """The first lines that differ, of messages or of what else is asked."""
    before, after = (json.dumps(one, ensure_ascii=False, indent=1) for one in (recorded, made))
    lines = list(
        ndiff(before.replace("\\n", "\n").splitlines(), after.replace("\\n", "\n").splitlines())
    )
    gone = [line for line in lines if line.startswith("- ")]
    come = [line for line in lines if line.startswith("+ ")]
    return "\n".join(line[:200] for line in gone[:3] + come[:3])
