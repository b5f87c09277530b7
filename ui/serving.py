"""The app's server, which finds out whether it can listen before the app is built."""

from __future__ import annotations

import errno
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from ui.strings import terminal_language, text

if TYPE_CHECKING:
    from bot import Article, Settings

_OTHER_PORT = 7861


def serve(article: Article | None, *, host: str, port: int, settings: Settings) -> None:
    """Run the app until it is stopped.

    Args:
        article: What is open at the beginning.
        host: The address to listen at.
        port: The port to listen at.
        settings: Of the bot.

    Raises:
        ValueError: It cannot be listened there; the message says what to do.
    """
    sockets = _listening(host, port)
    import uvicorn

    from ui.app import asgi_app

    local = host in ("localhost", "127.0.0.1", "::1")
    server = uvicorn.Server(
        uvicorn.Config(asgi_app(settings, article, local=local), access_log=False)
    )
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(text("serving", terminal_language(), address=address), file=sys.stderr, flush=True)
    with suppress(KeyboardInterrupt):
        server.run(sockets)
    if not server.started:
        sys.exit(1)  # its log says why


def _listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at every address of a host.

    Uvicorn, where it cannot open them, ends the program with a code of its own.

    Raises:
        ValueError: It cannot be listened there; the message says what to do.
    """
    sockets: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((one[0], one[4]) for one in found):
            try:
                sockets.append(socket.create_server(address[:2], family=family, backlog=2048))
            except OSError as error:
                # localhost may have an address of a kind that this machine does not speak.
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT) or len(found) == 1:
                    raise
    except OSError as error:
        for one in sockets:
            one.close()
        raise ValueError(_fault(error, host, port)) from error
    return sockets


def _fault(error: OSError, host: str, port: int) -> str:
    language = terminal_language()
    other = _OTHER_PORT + (port == _OTHER_PORT)
    match error.errno:
        case errno.EADDRINUSE:
            return text("port_in_use", language, port=port, other=other)
        case errno.EACCES | errno.EPERM:
            return text("port_refused", language, port=port, other=other)
        case _:
            return text("host_wrong", language, host=host, detail=error.strerror)
