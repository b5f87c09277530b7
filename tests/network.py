"""Keeps the tests off the network: only this machine may be reached.

An audit hook sees every connection and name look-up made through Python's sockets, whichever
library makes it. Out of its sight are child processes and clients that run in uvloop or another
compiled event loop. Chromium gets a flag of its own (`browser_type_launch_args` in conftest.py).
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

refused: list[str] = []
"""What was refused, so that a test fails even where the code under test handles the error."""


class NetworkRefusedError(OSError):
    """A test tried to reach another machine."""


def guard() -> None:
    """Refuse other machines from now on, until the process ends."""
    sys.addaudithook(_check)


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
