"""The one place that fetches what a URL names.

Several people may share a server that can reach more than they may: other services on its machine
or network. Unless told otherwise, `fetch` therefore connects to public addresses only. It looks a
name up once, checks every address it got, and connects to one of these, so that a second look-up
cannot lead elsewhere; each redirect is checked the same way.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from retrieval.article import MAX_BYTES
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    import httpx

MAX_REDIRECTS = 5
TIMEOUT = 20.0
"""Seconds for all of it, redirects and download included."""

_READABLE = frozenset(
    {
        "",
        "application/msword",  # said to be unreadable, with the remedy, once its bytes are seen
        "application/octet-stream",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/x-pdf",
        "application/xhtml+xml",
        "text/html",
        "text/markdown",
        "text/plain",
        "text/x-markdown",
    }
)
_SECRET = re.compile(r"key|token|secret|passw|pwd|auth|sig|session|credential|code", re.IGNORECASE)
_STATUS = {
    **dict.fromkeys((401, 402, 403, 407, 451), "url_forbidden"),
    **dict.fromkeys((404, 410), "url_not_found"),
    429: "url_busy",
}
_SHOWN_CHARS = 200
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL gave.

    Attributes:
        data: At most `MAX_BYTES` bytes.
        content_type: As the server states it, with its parameters; may be empty.
        url: Where redirects ended, without user name, password and secrets.
    """

    data: bytes
    content_type: str
    url: str


def fetch(url: str, *, allow_private: bool = False, timeout: float = TIMEOUT) -> Fetched:
    """Fetch a page or file.

    Args:
        url: With http or https.
        allow_private: Whether addresses of this machine and of private networks may be reached, and
            the proxy that the environment names used. Only for a user on their own machine.
        timeout: Seconds for all of it.

    Raises:
        ArticleError: The URL is wrong or not allowed, nothing readable came, or too much.
    """
    import httpx

    shown = shown_url(url)
    deadline = time.monotonic() + timeout
    try:
        with httpx.Client(trust_env=allow_private, headers={"User-Agent": _user_agent()}) as client:
            hop = httpx.URL(url.strip())
            for _ in range(MAX_REDIRECTS + 1):
                if hop.scheme not in ("http", "https") or not hop.host:
                    raise ArticleError("url_wrong", url=shown)
                addresses = [hop.host] if allow_private else _public_addresses(hop)
                response = _send(client, hop, addresses, deadline)
                try:
                    if not response.has_redirect_location:
                        return _received(response, shown, deadline)
                    hop = hop.join(response.headers["location"])
                    shown = shown_url(str(hop))
                finally:
                    response.close()
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, UnicodeError) as error:
        raise ArticleError(_fault(error), url=shown, seconds=f"{timeout:g}") from error
    raise ArticleError("url_redirects", url=shown, most=MAX_REDIRECTS)


def shown_url(url: str) -> str:
    """The URL as messages and the library may show it: without user name, password, fragment, and
    values of parameters that may be secrets; shortened. What is no web address keeps its form."""
    import httpx

    try:
        parsed = httpx.URL(url.strip()).copy_with(userinfo=b"", fragment=None)
        if any(_SECRET.search(name) for name in parsed.params):
            parsed = parsed.copy_with(
                params=[
                    (name, "hidden" if _SECRET.search(name) else value)
                    for name, value in parsed.params.multi_items()
                ]
            )
        text = str(parsed) if parsed.host else ""
    except (httpx.InvalidURL, UnicodeError):
        text = ""
    if not text:  # httpx would show file:///etc/passwd as file:/etc/passwd
        text = re.sub(r"//[^/]*@", "//", url.strip().partition("?")[0])
    return text if len(text) <= _SHOWN_CHARS else text[: _SHOWN_CHARS - 1] + "…"


def _user_agent() -> str:
    return f"Khulasa/{version('khulasa')} (reads single articles when asked to)"


def _public_addresses(url: httpx.URL) -> list[str]:
    """The addresses of the URL's host, all of them public.

    Raises:
        ArticleError: One of them is not.
        OSError: The host has no address.
    """
    found = socket.getaddrinfo(url.raw_host.decode("ascii"), None, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not all(_is_public(address) for address in addresses):
        raise ArticleError("url_private", host=url.host)
    return addresses


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # Addresses that stand for one of IPv4 are as public as that one.
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner:
            return _is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _send(
    client: httpx.Client, url: httpx.URL, addresses: list[str], deadline: float
) -> httpx.Response:
    """Ask the first of the addresses that can be reached."""
    import httpx

    for address in addresses:
        request = client.build_request(
            "GET",
            url.copy_with(host=address),
            headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
            timeout=_remaining(deadline),
        )
        try:
            return client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if address == addresses[-1]:
                raise
    raise AssertionError("a host has at least one address")


def _received(response: httpx.Response, shown: str, deadline: float) -> Fetched:
    if not response.is_success:
        key = _STATUS.get(response.status_code, "url_status")
        if response.is_server_error:
            key = "url_server"
        raise ArticleError(key, url=shown, status=response.status_code)
    content_type = response.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _READABLE:
        raise ArticleError("url_type", url=shown, type=kind)
    data = bytearray()
    for piece in response.iter_bytes():
        data += piece
        if len(data) > MAX_BYTES:
            raise ArticleError("too_large", name=shown, most=f"{MAX_BYTES // 1_000_000}")
        _remaining(deadline)
    return Fetched(bytes(data), content_type, shown)


def _remaining(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _fault(error: Exception) -> str:
    """The message for what httpx or the system says went wrong."""
    import httpx

    causes = list(_causes(error))
    for kinds, key in (
        ((httpx.TimeoutException, TimeoutError), "url_timeout"),
        ((httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError), "url_wrong"),
        ((socket.gaierror,), "url_unknown_host"),
        ((ssl.SSLError,), "url_certificate"),
        ((httpx.ConnectError, httpx.ProxyError, ConnectionError), "url_unreachable"),
    ):
        if any(isinstance(cause, kinds) for cause in causes):
            return key
    return "url_broken"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error:
        yield error
        error = error.__cause__ or error.__context__
