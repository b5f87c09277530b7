"""The app on a free port of this machine, for tests that meet it as a browser or a program does."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack
from typing import Any, Self

import uvicorn

from bot import Article, Settings
from ui.app import asgi_app


class AppServer:
    """The app in a thread: ``with AppServer(settings, article) as app: … app.url``."""

    def __init__(self, settings: Settings, article: Article | None, *, local: bool = False) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self.sent: list[bytes] = []
        """What left the server: headers and bodies, event streams too."""
        self.before_closing = ExitStack()
        """What is to be done while the server still answers: a page left open asks it in vain."""
        config = uvicorn.Config(
            self._listening(asgi_app(settings, article, local=local)), log_level="critical"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def _listening(self, app: Any) -> Any:
        async def listening(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http":  # compressed bodies could not be searched
                headers = [one for one in scope["headers"] if one[0] != b"accept-encoding"]
                scope = {**scope, "headers": headers}

            async def sending(message: Any) -> None:
                self.sent.extend(b": ".join(one) for one in message.get("headers", ()))
                self.sent.append(message.get("body", b""))
                await send(message)

            await app(scope, receive, sending)

        return listening

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.before_closing.close()
        self._server.should_exit = True
        self._server.force_exit = True  # pages still open hold their connections
        self._thread.join(10)
