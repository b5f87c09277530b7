"""An OpenAI-compatible server that says what the test tells it to, and remembers what it was asked.

    with ScriptedServer() as server:
        server.script("First reply [1].", Say("Sec", "ond"), Fail(429, "Too fast."))
        ...  # point a client at server.base_url
        assert server.chats[0].body["model"] == "scripted"

It speaks chat completions (plain and streamed), embeddings and the list of models. It knows no
tools, no images, and counts a token a word.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.servers import wire


class Say:
    """A reply of the model, in the pieces in which it is streamed.

    Args:
        pieces: What is said. A request that does not stream gets them joined.
        delay: Seconds before each piece.
        then: What follows the last piece: the proper end of a reply; a connection that breaks off
            ("cut"); or silence, until the client goes away ("hang").
        finish_reason: "length" says that the model ran into its limit.
    """

    def __init__(
        self,
        *pieces: str,
        delay: float = 0.0,
        then: Literal["end", "cut", "hang"] = "end",
        finish_reason: Literal["stop", "length", "content_filter"] = "stop",
    ) -> None:
        self.pieces = pieces
        self.delay = delay
        self.then = then
        self.finish_reason = finish_reason


@dataclass(frozen=True)
class Fail:
    """An error of the server, as OpenAI words it in JSON; with `text`, a body that is not JSON."""

    status: int
    message: str = "The scripted server was told to fail."
    code: str | None = None
    type: str = "invalid_request_error"
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None

    def response(self) -> Response:
        if self.text is not None:
            return Response(self.text, self.status, self.headers)
        error = wire.error(self.message, self.type, self.code)
        return JSONResponse(error, self.status, self.headers)


@dataclass
class Request:
    """A request that the server received."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    abandoned: bool = False  # whether the client went away before the reply was complete

    @property
    def prompt(self) -> str:
        """All messages of a chat as one text."""
        return wire.prompt(self.body)


Reply = str | Say | Fail
Responder = Callable[[dict[str, Any]], Reply]


class ScriptedServer:
    """The server. Its attributes may be changed while it runs.

    Attributes:
        requests: Every request, in the order of arrival.
        api_key: The key to demand; None accepts any, and none.
        context_tokens: The model's window; None is boundless.
        dimension: Length of the embeddings.
        embeddings: An error to answer requests for embeddings with.
    """

    def __init__(self) -> None:
        self.model = "scripted"
        self.api_key: str | None = None
        self.context_tokens: int | None = None
        self.dimension = 16
        self.embeddings: Fail | None = None
        self.requests: list[Request] = []
        self._replies: deque[Reply] = deque()
        self._responder: Responder | None = None
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._server = uvicorn.Server(
            uvicorn.Config(
                Starlette(
                    routes=[
                        Route("/v1/models", self._list_models),
                        Route("/v1/chat/completions", self._chat, methods=["POST"]),
                        Route("/v1/embeddings", self._embed, methods=["POST"]),
                    ]
                ),
                log_level="critical",  # a cut connection is an exception inside the server
                loop="asyncio",
                lifespan="off",
                ws="none",
            )
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True  # breaks off the replies that hang
        # It stops within a fifth of a second. Nobody waits, or every test would take that longer.

    @property
    def base_url(self) -> str:
        """What an OpenAI client calls base URL."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"

    @property
    def chats(self) -> list[Request]:
        """The requests for chat completions, in the order of arrival."""
        return [request for request in self.requests if request.path == "/v1/chat/completions"]

    def script(self, *replies: Reply) -> None:
        """Queue replies to chat completions, one for each request."""
        self._replies.extend(replies)

    def respond(self, responder: Responder) -> None:
        """Answer chat completions by a function of the request's JSON, once the queue is empty.

        Right for requests that come in no certain order. The function runs in the server's thread
        and must not block.
        """
        self._responder = responder

    async def _receive(self, http: HttpRequest) -> Request:
        body = json.loads(await http.body() or b"{}")
        request = Request(http.url.path, dict(http.headers), body)
        self.requests.append(request)
        return request

    def _refusal(self, request: Request) -> Fail | None:
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self.api_key is not None and key != self.api_key:
            return Fail(401, f"Incorrect API key provided: {key}.", "invalid_api_key")
        return None

    async def _list_models(self, http: HttpRequest) -> Response:
        if refusal := self._refusal(await self._receive(http)):
            return refusal.response()
        return JSONResponse(wire.models(self.model))

    async def _embed(self, http: HttpRequest) -> Response:
        request = await self._receive(http)
        if refusal := self._refusal(request) or self.embeddings:
            return refusal.response()
        return JSONResponse(wire.embeddings(request.body, self.dimension))

    async def _chat(self, http: HttpRequest) -> Response:
        request = await self._receive(http)
        reply = self._refusal(request) or self._overflow(request) or self._next_reply(request)
        if isinstance(reply, Fail):
            return reply.response()
        streamed = request.body.get("stream", False)
        payload = _stream(request, reply) if streamed else _whole(request, reply)
        media_type = "text/event-stream" if streamed else "application/json"
        return StreamingResponse(_watched(payload, request), media_type=media_type)

    def _overflow(self, request: Request) -> Fail | None:
        tokens = wire.tokens(request.prompt)
        if self.context_tokens is None or tokens <= self.context_tokens:
            return None
        return Fail(
            400,
            f"This model's maximum context length is {self.context_tokens} tokens. However, your "
            f"messages resulted in {tokens} tokens. Please reduce the length of the messages.",
            "context_length_exceeded",
        )

    def _next_reply(self, request: Request) -> Say | Fail:
        if self._replies:
            reply = self._replies.popleft()
        elif self._responder:
            reply = self._responder(request.body)
        else:
            reply = Fail(400, "Nothing is scripted for this request.", "nothing_scripted")
        return Say(reply) if isinstance(reply, str) else reply


async def _watched(payload: AsyncIterator[str], request: Request) -> AsyncIterator[str]:
    try:
        async for piece in payload:
            yield piece
    except (asyncio.CancelledError, GeneratorExit):
        request.abandoned = True
        raise


async def _spoken(reply: Say) -> AsyncIterator[str]:
    for piece in reply.pieces:
        await asyncio.sleep(reply.delay)
        yield piece
    if reply.then == "cut":
        raise ConnectionAbortedError
    if reply.then == "hang":
        await asyncio.Event().wait()


async def _whole(request: Request, reply: Say) -> AsyncIterator[str]:
    text = "".join([piece async for piece in _spoken(reply)])
    yield json.dumps(wire.completion(request.body, text, reply.finish_reason))


async def _stream(request: Request, reply: Say) -> AsyncIterator[str]:
    yield wire.event(wire.chunk(request.body, {"role": "assistant", "content": ""}))
    async for piece in _spoken(reply):
        yield wire.event(wire.chunk(request.body, {"content": piece}))
    yield wire.event(wire.chunk(request.body, {}, reply.finish_reason))
    if request.body.get("stream_options", {}).get("include_usage"):
        yield wire.event(wire.usage_chunk(request.body, "".join(reply.pieces)))
    yield "data: [DONE]\n\n"
