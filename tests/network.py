"""Keeps the tests off the network: only this machine may be reached.

An audit hook sees every connection and name look-up made through Python's sockets, whichever
library makes it. Compiled clients (uvloop) and child processes (Chromium, `khulasa`) are out of its
sight; those that honour the usual proxy variables find a closed port there instead.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from typing import Any

CLOSED_PORT = "http://127.0.0.1:9"

refused: list[str] = []
"""What was refused, so that a test fails even where the code under test handles the error."""


class NetworkRefusedError(OSError):
    """A test tried to reach another machine."""


def guard() -> None:
    """Refuse other machines from now on, until the process ends."""
    sys.addaudithook(_check)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ[name] = os.environ[name.upper()] = CLOSED_PORT
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = "127.0.0.1,localhost,::1"


def _check(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        sock, address = arguments
        if sock.family in (socket.AF_INET, socket.AF_INET6) and address:
            _allow(address[0])
    elif event == "socket.getaddrinfo" and arguments[0]:
        _allow(arguments[0])


def _allow(host: str | bytes) -> None:
    host = host.decode() if isinstance(host, bytes) else host
    if host == "localhost" or host.endswith(".localhost"):
        return
    if host.endswith(".invalid"):  # reserved for names that nobody has (RFC 2606)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        pass
    else:
        if address.is_loopback or address.is_unspecified:
            return
    refused.append(host)
    raise NetworkRefusedError(f"Tests may reach only this machine; this one tried to reach {host}.")
