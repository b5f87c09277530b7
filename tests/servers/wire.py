"""The JSON of OpenAI's interface, as far as the scripted server speaks it. A token is a word."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from typing import Any

Json = dict[str, Any]


def error(message: str, type: str, code: str | None) -> Json:
    return {"error": {"message": message, "type": type, "param": None, "code": code}}


def models(name: str) -> Json:
    model = {"id": name, "object": "model", "created": 0, "owned_by": "tests"}
    return {"object": "list", "data": [model]}


def completion(request: Json, text: str, finish_reason: str) -> Json:
    """A chat completion that is not streamed."""
    message = {"role": "assistant", "content": text, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": finish_reason}
    reply = {"choices": [choice], "usage": _usage(request, text)}
    return _envelope(request, "chat.completion") | reply


def chunk(request: Json, delta: Json, finish_reason: str | None = None) -> Json:
    """A part of a streamed chat completion."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return _envelope(request, "chat.completion.chunk") | {"choices": [choice]}


def usage_chunk(request: Json, text: str) -> Json:
    """The last part, for those who ask for the usage."""
    usage = {"choices": [], "usage": _usage(request, text)}
    return _envelope(request, "chat.completion.chunk") | usage


def event(data: Json) -> str:
    """A server-sent event."""
    return f"data: {json.dumps(data)}\n\n"


def embeddings(request: Json, dimension: int) -> Json:
    """A vector for each input, in the encoding that the request asks for."""
    texts = _inputs(request["input"])
    vectors: list[Any] = [_vector(text, dimension) for text in texts]
    if request.get("encoding_format") == "base64":
        vectors = [base64.b64encode(struct.pack(f"<{dimension}f", *v)).decode() for v in vectors]
    data = [{"object": "embedding", "index": i, "embedding": v} for i, v in enumerate(vectors)]
    count = sum(tokens(text) for text in texts)
    usage = {"prompt_tokens": count, "total_tokens": count}
    return {"object": "list", "model": request["model"], "data": data, "usage": usage}


def prompt(request: Json) -> str:
    """All messages of a chat as one text."""
    return "\n\n".join(_content(message) for message in request["messages"])


def tokens(text: str | list[int]) -> int:
    """How many tokens a text has; it may be given as token numbers."""
    return len(text.split()) if isinstance(text, str) else len(text)


def _envelope(request: Json, kind: str) -> Json:
    return {"id": "chatcmpl-0", "object": kind, "created": 0, "model": request["model"]}


def _usage(request: Json, text: str) -> Json:
    asked, said = tokens(prompt(request)), tokens(text)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _content(message: Json) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def _inputs(texts: Any) -> list[Any]:
    """OpenAI takes a text, texts, a text's token numbers, or several texts' token numbers."""
    if isinstance(texts, str) or (texts and isinstance(texts[0], int)):
        return [texts]
    return list(texts)


def _vector(text: str | list[int], dimension: int) -> list[float]:
    """A unit vector that depends on the text alone, and says nothing about its meaning."""
    digest = hashlib.shake_128(repr(text).encode()).digest(2 * dimension)
    values = [value / 2**15 for value in struct.unpack(f"<{dimension}h", digest)]
    norm = sum(value * value for value in values) ** 0.5
    return [value / norm for value in values]
