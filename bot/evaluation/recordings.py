"""Exchanges with a model server as files for people to read: whole prompts, the reply as one text.

A file holds the exchanges of one reply to one case, and says what answered, when and with what
settings. It has neither the server's address nor any header, and no key. A streamed reply is kept
with the lengths of its pieces, so that it is streamed again just as it came, but for times and
random padding.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import yaml

from bot.evaluation.readable import OneLine, readable

_DONE = "[DONE]"
# Of a streamed event: seconds, which some servers count on, and padding against eavesdroppers.
_TIME, _PADDING = "created", "obfuscation"
# Parts of a streamed event in which a model's words come.
_SPOKEN = ("content", "reasoning_content", "reasoning")
_KEY = re.compile(r"\b(?:sk|pk|rk)-[\w-]{16,}|\bBearer\s+[\w.-]{16,}")
_KEY_CHARS = 12  # servers of one's own are given a word for a key, which other texts may have

_HEAD = """\
# What a model really said, kept by `khulasa prompts test --record`. Not to be edited: where the
# prompt changes, record again.
"""


class RecordingError(ValueError):
    """A recording cannot be made or read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What answered, when and how.

    Attributes:
        case: `Case.id`.
        model: The model's name.
        server: ``"OpenAI"``, or what another server calls itself.
        when: UTC, ISO 8601.
        settings: Those that shape requests, by the names of `Settings`' fields.
        repeat: Which of the repeats, from 1.
        engine: Always that of models.
        khulasa: Version of this package.
    """

    case: str
    model: str
    server: str
    when: str
    settings: Mapping[str, Any]
    repeat: int = 1
    engine: str = "openai"
    khulasa: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request to the model server, and its reply.

    Attributes:
        path: Of the request's address.
        request: Its JSON.
        content_type: Of the reply.
        reply: Its body.
    """

    path: str
    request: Any
    content_type: str
    reply: str


@dataclass(frozen=True, slots=True)
class Recording:
    """The exchanges of one reply to one case."""

    origin: Origin
    exchanges: Sequence[Exchange]

    def save(self, path: Path, *, secrets: Sequence[str] = ()) -> None:
        """Write it, whole or not at all.

        Args:
            path: Of the file; its folder is made.
            secrets: Texts that must not be in it, keys that is; they are replaced.

        Raises:
            RecordingError: Something in it looks like a key.
        """
        content = {
            "recorded": asdict(self.origin),
            "exchanges": [_readable(one) for one in self.exchanges],
        }
        text = _HEAD + readable(content, width=2**20)
        for secret in secrets:
            if len(secret) >= _KEY_CHARS:
                text = text.replace(secret, "…")
        if found := _KEY.search(text):
            raise RecordingError(f"{path} would hold what looks like a key: {found[0][:6]}…")
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        beside.write_text(text, "utf-8")
        beside.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """A recording that was saved.

        Raises:
            RecordingError: The file holds none.
        """
        try:
            content = yaml.safe_load(path.read_text("utf-8"))
            return cls(
                Origin(**content["recorded"]), [_exchange(one) for one in content["exchanges"]]
            )
        except (OSError, ValueError, TypeError, KeyError, yaml.YAMLError) as error:
            raise RecordingError(f"{path} holds no recording: {error}") from error


def _readable(exchange: Exchange) -> dict[str, Any]:
    request = {"path": exchange.path, "body": _role_first(exchange.request)}
    if exchange.content_type.startswith("text/event-stream"):
        return {"request": request, "stream": list(_parts(exchange.reply))}
    return {"request": request, "reply": OneLine(json.loads(exchange.reply))}


def _role_first(body: Mapping[str, Any]) -> dict[str, Any]:
    """A request in whose messages one reads first who speaks."""
    messages = body.get("messages", ())
    return {**body, "messages": [{"role": one["role"], **one} for one in messages]}


def _exchange(content: Mapping[str, Any]) -> Exchange:
    request = content["request"]
    if "stream" in content:
        kind, reply = "text/event-stream", _streamed(content["stream"])
    else:
        kind, reply = "application/json", json.dumps(content["reply"])
    return Exchange(request["path"], request["body"], kind, reply)


def _parts(stream: str) -> Iterator[dict[str, Any]]:
    """A stream as events and, in place of those that bring a piece of text each, the text."""
    text, field = "", ""
    pieces: list[int] = []
    common: dict[str, Any] = {}
    for event in _events(stream):
        said, name, rest = _said(event)
        if said and pieces and (name, rest) == (field, common):
            text += said
            pieces.append(len(said))
            continue
        if pieces:
            yield {"text": text, "pieces": OneLine(pieces), "in": field, "of": OneLine(common)}
        text, pieces, common, field = said, [len(said)] if said else [], rest, name
        if not said:
            yield {"event": OneLine(event)}
    if pieces:
        yield {"text": text, "pieces": OneLine(pieces), "in": field, "of": OneLine(common)}


def _events(stream: str) -> Iterator[dict[str, Any]]:
    time = None
    for line in stream.splitlines():
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == _DONE:
            continue
        event = json.loads(data)
        event.pop(_PADDING, None)
        if _TIME in event:
            time = event[_TIME] = event[_TIME] if time is None else time
        yield event


def _said(event: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    """The piece of text that an event brings, where in it, and the event without it.

    The text is empty where the event brings anything else, or more.
    """
    match event:
        case {"choices": [{"delta": dict(delta)}]}:
            for name in _SPOKEN:
                if isinstance(said := delta.get(name), str) and said:
                    return said, name, _with(event, {**delta, name: ""})
    return "", "", event


def _with(event: dict[str, Any], delta: dict[str, Any]) -> dict[str, Any]:
    return {**event, "choices": [{**event["choices"][0], "delta": delta}]}


def _streamed(parts: Sequence[Mapping[str, Any]]) -> str:
    return "".join(f"data: {one}\n\n" for one in [*_written(parts), _DONE])


def _written(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for part in parts:
        if "event" in part:
            yield json.dumps(part["event"])
            continue
        start, common = 0, part["of"]
        if sum(part["pieces"]) != len(part["text"]):
            raise ValueError("a text is not as long as its pieces are together")
        for length in part["pieces"]:
            said = part["text"][start : start + length]
            delta = {**common["choices"][0]["delta"], part["in"]: said}
            yield json.dumps(_with(common, delta))
            start += length
