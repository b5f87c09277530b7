"""The one place where a model is called, and where its errors become ours."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from functools import cached_property
from typing import Any, TypedDict, cast
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx2
import openai
from langchain.chat_models import BaseChatModel, init_chat_model
from langchain.embeddings import init_embeddings
from langchain_core.embeddings import Embeddings
from langchain_core.exceptions import ContextOverflowError as LangChainContextOverflow
from langchain_core.exceptions import LangChainException
from langchain_core.runnables import Runnable

from bot.errors import KhulasaError, ModelError, SettingsError
from bot.meter import Meter
from bot.settings import Settings

_ASSUMED_WINDOW = 8192
_OPENAI = "https://api.openai.com/v1"
_OVERFLOW = re.compile(
    r"context_length_exceeded|exceed_context_size|context (?:size|length|window)", re.IGNORECASE
)


class ContextOverflowError(ModelError):
    """The request is longer than the model's window; a shorter one may succeed."""


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
    ) -> AsyncGenerator[str]:
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

    async def _raw(
        self, chain: Runnable[dict[str, Any], Any], values: dict[str, Any], meter: Meter
    ) -> AsyncGenerator[str]:
        begun = False
        try:
            with our_errors(self._settings):
                async for message in _each_within(chain.astream(values), self._settings.timeout):
                    begun = True
                    meter.read(message)
                    if message.text:
                        yield message.text
        except ModelError as error:
            # The client calls a connection that breaks off what it calls one that never was.
            if begun and error.key == "unreachable":
                raise ModelError("broken_stream", **error.values) from None
            raise

    def _client(self) -> BaseChatModel:
        settings = self._settings
        timeout = openai.Timeout(settings.timeout, connect=min(10, settings.timeout))
        chat: BaseChatModel = init_chat_model(
            settings.model,
            model_provider="openai",
            **_server(settings),
            stream_usage=True,
            timeout=timeout,
            # Ours in `_raw` is used: before Python 3.12 this one can swallow a cancellation.
            stream_chunk_timeout=None,
            http_async_client=openai.DefaultAsyncHttpxClient(timeout=timeout),
        )
        if (chat.profile or {}).get("temperature", True):
            chat = chat.model_copy(update={"temperature": 0.0})
        return chat


class ModelEmbeddings:
    """Embeddings of a model on OpenAI or on any server that speaks its protocol."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def identity(self) -> str:
        """The model's name and the dimension of its vectors, which the server is asked for."""
        return f"{self._settings.embedding_model}-{len(self.embed_query('khulasa'))}"

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages. Raises ModelError."""
        with our_errors(self._settings, self._settings.embedding_model):
            return self._client.embed_documents(texts)

    def embed_query(self, text: str) -> list[float]:
        """Vector of a question. Raises ModelError."""
        with our_errors(self._settings, self._settings.embedding_model):
            return self._client.embed_query(text)

    @cached_property
    def _client(self) -> Embeddings:
        settings = self._settings
        return init_embeddings(
            settings.embedding_model,
            provider="openai",
            **_server(settings),
            timeout=settings.timeout,
            # Counting tokens would fetch tables from the network and send token numbers, which
            # other servers than OpenAI's do not take.
            check_embedding_ctx_length=False,
        )


def offered_models(settings: Settings) -> list[str]:
    """Names of the models that the server offers. Raises ModelError, and SettingsError: no key."""
    return sorted(model.id for model in _models(settings))


def server_name(settings: Settings) -> str:
    """``"OpenAI"``, or what another server calls itself as its models' owner.

    Raises:
        ModelError: The server cannot be reached, or refuses the key.
    """
    if not settings.openai_base_url:
        return "OpenAI"
    try:
        return next((model.owned_by for model in _models(settings)), "") or "unknown"
    except ModelError as error:
        if error.key in ("no_such_model", "request_refused"):  # it lists no models
            return "unknown"
        raise


class _Server(TypedDict):
    api_key: str
    base_url: str


def _server(settings: Settings) -> _Server:
    """Key and address of the model server, as clients take them.

    Raises:
        SettingsError: It is OpenAI's, and there is no key.
    """
    if not (settings.openai_api_key or settings.openai_base_url):
        raise SettingsError("no_key")
    return {
        "api_key": settings.openai_api_key or "none",
        "base_url": settings.openai_base_url or _OPENAI,
    }


def _models(settings: Settings) -> list[openai.types.Model]:
    with our_errors(settings):
        client = openai.OpenAI(
            **_server(settings),
            timeout=min(10, settings.timeout),
            max_retries=0,
        )
        return list(client.models.list())


@contextmanager
def our_errors(settings: Settings, model: str | None = None) -> Iterator[None]:
    """Turns whatever a model call raises into a `ModelError` that says what to do."""
    try:
        yield
    except KhulasaError:
        raise
    # ValueError, TypeError and KeyError are what LangChain and the client raise when a server
    # replies with something that is no completion.
    except (
        openai.OpenAIError,
        httpx2.HTTPError,
        LangChainException,
        TimeoutError,
        ValueError,
        TypeError,
        KeyError,
    ) as error:
        # The client's own errors repeat the request's address and a part of the key.
        raise _ours(error, settings, model or settings.model) from None


def _ours(error: Exception, settings: Settings, model: str) -> ModelError:
    server = urlsplit(settings.openai_base_url or _OPENAI).netloc.rpartition("@")[2]
    where: dict[str, object] = {"server": server, "model": model}
    match error:
        case LangChainContextOverflow():
            return ContextOverflowError("context_overflow", **where)
        case openai.APITimeoutError() | httpx2.TimeoutException() | TimeoutError():
            return ModelError("timeout", seconds=settings.timeout, **where)
        case openai.APIConnectionError() | httpx2.ConnectError():
            return ModelError("unreachable", **where)
        case httpx2.TransportError():
            return ModelError("broken_stream", **where)
        case openai.AuthenticationError():
            return ModelError("refused_key", **where)
        case openai.PermissionDeniedError():
            return ModelError("not_allowed", **where)
        case openai.NotFoundError():
            return ModelError("no_such_model", **where)
        case openai.RateLimitError():
            return ModelError("rate_limit", **where)
        case openai.APIError() if _OVERFLOW.search(f"{error} {error.code} {error.type}"):
            return ContextOverflowError("context_overflow", **where)
        case openai.APIStatusError() if error.status_code < 500:
            return ModelError("request_refused", detail=_detail(error, settings), **where)
        case _:
            return ModelError("server_fault", detail=_detail(error, settings), **where)


def _detail(error: Exception, settings: Settings) -> str:
    detail = " ".join(str(getattr(error, "message", "") or error).split())[:300]
    if settings.openai_api_key:
        detail = detail.replace(settings.openai_api_key, "…")
    return detail.rstrip(".") or type(error).__name__


async def _each_within(items: AsyncIterator[Any], seconds: float) -> AsyncGenerator[Any]:
    """Items, each within some seconds of the one before; the client minds the first one's time.

    Raises:
        TimeoutError: The next item did not come.
    """
    async with aclosing(cast(AsyncGenerator[Any], items)):
        limit = None
        while True:
            try:
                async with asyncio.timeout(limit):
                    item = await anext(items)
            except StopAsyncIteration:
                return
            yield item
            limit = seconds


_OPENED, _CLOSED = "<think>", "</think>"


async def _without_thinking(pieces: AsyncIterator[str]) -> AsyncGenerator[str]:
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
