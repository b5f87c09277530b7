"""The one place where a chat model is called, and where its errors become ours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, NoReturn
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx2
import openai
from langchain.chat_models import BaseChatModel, init_chat_model
from langchain_core.exceptions import ContextOverflowError as LangChainContextOverflow
from langchain_core.exceptions import LangChainException
from langchain_core.runnables import Runnable

from bot.errors import KhulasaError, ModelError
from bot.reply import Usage
from bot.settings import Settings

_ASSUMED_WINDOW = 8192
_OPENAI = "https://api.openai.com/v1"
_OVERFLOW = re.compile(
    r"context_length_exceeded|exceed_context_size|context (?:size|length|window)", re.IGNORECASE
)


class ContextOverflowError(ModelError):
    """The request is longer than the model's window; a shorter one may succeed."""


class Meter:
    """What one operation's model calls cost, and whether a reply was cut short."""

    def __init__(self) -> None:
        self._input_tokens = 0
        self._output_tokens = 0
        self._counted = False
        self.cut = False

    def read(self, message: Any) -> None:
        """Count a message chunk's tokens and note why the model stopped."""
        if counts := getattr(message, "usage_metadata", None):
            self._counted = True
            self._input_tokens += counts["input_tokens"]
            self._output_tokens += counts["output_tokens"]
        reason = getattr(message, "response_metadata", {}).get("finish_reason")
        if reason == "length":
            self.cut = True
        elif reason == "content_filter":
            raise ModelError("filtered")

    @property
    def usage(self) -> Usage | None:
        """Tokens so far; None where the server did not count them."""
        return Usage(self._input_tokens, self._output_tokens) if self._counted else None


class Model:
    """A chat model on OpenAI or on any server that speaks its protocol."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.model
        self.concurrency = settings.concurrency
        self._settings = settings
        # An HTTP client belongs to the event loop that opened its connections.
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, BaseChatModel] = (
            WeakKeyDictionary()
        )

    @property
    def chat(self) -> BaseChatModel:
        """The model as a LangChain runnable, for the running event loop."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = self._client()
        return self._clients[loop]

    @property
    def window(self) -> int:
        """How many tokens fit into the model, the reply included."""
        if self._settings.context_tokens:
            return self._settings.context_tokens
        published = None if self._settings.openai_base_url else self.chat.profile
        return int((published or {}).get("max_input_tokens") or _ASSUMED_WINDOW)

    async def stream(
        self, chain: Runnable[dict[str, Any], Any], values: dict[str, Any], meter: Meter
    ) -> AsyncIterator[str]:
        """Text of a chain that ends in `chat`, piece by piece, without a model's thinking.

        Raises:
            ModelError: Whatever goes wrong with the model or on the way to it.
        """
        said_something = False
        async with aclosing(self._raw(chain, values, meter)) as pieces:
            async for piece in _without_thinking(pieces):
                said_something = said_something or bool(piece.strip())
                yield piece
        if not said_something:
            raise ModelError("empty_reply", model=self.name)

    async def complete(
        self, chain: Runnable[dict[str, Any], Any], values: dict[str, Any], meter: Meter
    ) -> str:
        """Text of a chain that ends in `chat`, as a whole. Raises as `stream` does."""
        return "".join([piece async for piece in self.stream(chain, values, meter)]).strip()

    async def _raw(
        self, chain: Runnable[dict[str, Any], Any], values: dict[str, Any], meter: Meter
    ) -> AsyncGenerator[str]:
        try:
            async for message in chain.astream(values):
                meter.read(message)
                if message.text:
                    yield message.text
        except KhulasaError:
            raise
        # ValueError, TypeError and KeyError are what LangChain and the client raise when a server
        # replies with something that is no chat completion.
        except (
            openai.OpenAIError,
            httpx2.HTTPError,
            LangChainException,
            TimeoutError,
            ValueError,
            TypeError,
            KeyError,
        ) as error:
            self._raise_ours(error)

    def _client(self) -> BaseChatModel:
        settings = self._settings
        timeout = openai.Timeout(settings.timeout, connect=min(10, settings.timeout))
        chat: BaseChatModel = init_chat_model(
            settings.model,
            model_provider="openai",
            api_key=settings.openai_api_key or "none",
            base_url=settings.openai_base_url or _OPENAI,
            stream_usage=True,
            timeout=timeout,
            stream_chunk_timeout=settings.timeout,
            http_async_client=openai.DefaultAsyncHttpxClient(timeout=timeout),
        )
        if (chat.profile or {}).get("temperature", True):
            chat = chat.model_copy(update={"temperature": 0.0})
        return chat

    def _raise_ours(self, error: Exception) -> NoReturn:
        server = urlsplit(self._settings.openai_base_url or _OPENAI).netloc.rpartition("@")[2]
        detail = self._detail(error)
        where: dict[str, object] = {"server": server, "model": self.name}
        match error:
            case LangChainContextOverflow():
                raise ContextOverflowError("context_overflow", **where) from error
            case openai.APITimeoutError() | httpx2.TimeoutException() | TimeoutError():
                raise ModelError("timeout", seconds=self._settings.timeout, **where) from error
            case openai.APIConnectionError() | httpx2.ConnectError():
                raise ModelError("unreachable", **where) from error
            case httpx2.TransportError():
                raise ModelError("broken_stream", **where) from error
            case openai.AuthenticationError():
                # The server's words would repeat a part of the key.
                raise ModelError("refused_key", **where) from None
            case openai.PermissionDeniedError():
                raise ModelError("not_allowed", **where) from error
            case openai.NotFoundError():
                raise ModelError("no_such_model", **where) from error
            case openai.RateLimitError():
                raise ModelError("rate_limit", **where) from error
            case openai.APIError() if _OVERFLOW.search(str(error)):
                raise ContextOverflowError("context_overflow", **where) from error
            case openai.APIStatusError() if error.status_code < 500:
                raise ModelError("request_refused", detail=detail, **where) from error
            case _:
                raise ModelError("server_fault", detail=detail, **where) from error

    def _detail(self, error: Exception) -> str:
        detail = " ".join(str(getattr(error, "message", "") or error).split())[:300]
        if self._settings.openai_api_key:
            detail = detail.replace(self._settings.openai_api_key, "…")
        return detail or type(error).__name__


_OPENED, _CLOSED = "<think>", "</think>"


async def _without_thinking(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """Pieces without a leading ``<think>…</think>``, which small reasoning models write inline."""
    held: str | None = ""
    async for piece in pieces:
        if held is None:
            yield piece
            continue
        held += piece
        start = held.lstrip()
        if start.startswith(_OPENED):
            if _CLOSED in start:
                held = None
                yield start.partition(_CLOSED)[2].lstrip()
        elif not _OPENED.startswith(start):
            yield held
            held = None
    if held and not held.lstrip().startswith(_OPENED):
        yield held
