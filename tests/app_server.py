"""The app on a free port of this machine, for tests that meet it as a browser or a program does."""

from __future__ import annotations

import socket
import threading
from typing import Self

import uvicorn

from bot import Article, Settings
from ui.app import asgi_app


class AppServer:
    """The app in a thread: ``with AppServer(settings, article) as app: … app.url``."""

    def __init__(self, settings: Settings, article: Article | None, *, local: bool = False) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        config = uvicorn.Config(asgi_app(settings, article, local=local), log_level="critical")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True  # pages still open hold their connections
        self._thread.join(10)
