"""What is fetched, what is refused, and what each failure is called."""

import gzip
import ipaddress
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from retrieval.errors import ArticleError
from retrieval.reading import fetching
from retrieval.reading.fetching import fetch, shown_url

PAGE = b"<html><body><p>The page.</p></body></html>"


class Handler(BaseHTTPRequestHandler):
    """Does what the path says."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.requests.append((self.path, dict(self.headers)))
        name, _, value = self.path.partition("?")[0][1:].partition("/")
        match name:
            case "status":
                self.reply(int(value), b"no")
            case "redirect":
                self.reply(302, location=value)
            case "loop":
                self.reply(302, location="/loop")
            case "type":
                self.reply(200, b"\x00data", content_type=value)
            case "none":
                self.reply(200, PAGE, content_type=None)
            case "gzip":
                self.reply(200, gzip.compress(b"0" * int(value)), encoding="gzip")
            case "stall":
                self.server.stalled.wait(20)
            case "drip":
                self.reply(200, length=1000)
                while not self.server.stalled.wait(0.05):
                    self.wfile.write(b".")
            case "cut":
                self.reply(200, b"half", length=1000)
                self.close_connection = True
            case "garbled":
                self.wfile.write(b"this is no HTTP\r\n\r\n")
                self.close_connection = True
            case _:
                self.reply(200, PAGE)

    def reply(self, status, body=b"", *, content_type="text/html; charset=utf-8", **headers):
        self.send_response(status)
        if content_type:
            self.send_header("Content-Type", content_type)
        if "location" in headers:
            self.send_header("Location", headers["location"])
        if "encoding" in headers:
            self.send_header("Content-Encoding", headers["encoding"])
        self.send_header("Content-Length", str(headers.get("length", len(body))))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Clients that hang up are what these tests are about."""


@pytest.fixture(scope="module")
def site():
    server = Quiet(("127.0.0.1", 0), Handler)
    server.requests, server.stalled = [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.stalled.set()
    server.shutdown()
    server.server_close()


def fails(key, url, **options):
    with pytest.raises(ArticleError) as error:
        fetch(url, **{"allow_private": True, "timeout": 10} | options)
    assert error.value.key == key
    return error.value


def test_a_page_comes_with_its_type_and_final_address(site):
    fetched = fetch(f"{site.url}/redirect//page?b=1#part", allow_private=True)
    assert fetched.data == PAGE
    assert fetched.content_type == "text/html; charset=utf-8"
    assert fetched.url == f"{site.url}/page"


def test_the_user_agent_says_who_asks(site):
    fetch(f"{site.url}/page", allow_private=True)
    assert site.requests[-1][1]["User-Agent"].startswith("Khulasa/")


def test_a_server_need_not_state_a_type(site):
    assert fetch(f"{site.url}/none", allow_private=True).content_type == ""


@pytest.mark.parametrize(
    ("status", "key"),
    [
        (401, "url_forbidden"),
        (403, "url_forbidden"),
        (404, "url_not_found"),
        (410, "url_not_found"),
        (418, "url_status"),
        (429, "url_busy"),
        (500, "url_server"),
        (503, "url_server"),
        (304, "url_status"),
    ],
)
def test_each_status_is_named(site, status, key):
    error = fails(key, f"{site.url}/status/{status}")
    assert error.values["status"] == status


@pytest.mark.parametrize("kind", ["image/png", "application/json", "video/mp4", "text/css"])
def test_what_cannot_be_an_article_is_not_downloaded(site, kind):
    assert fails("url_type", f"{site.url}/type/{kind}").values["type"] == kind


def test_redirects_end(site):
    asked = len(site.requests)
    fails("url_redirects", f"{site.url}/loop")
    assert len(site.requests) - asked == fetching.MAX_REDIRECTS + 1


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.invalid/a", "gopher://x"])
def test_a_redirect_leads_to_the_web_only(site, target):
    fails("url_wrong", f"{site.url}/redirect/{target}")


def test_a_download_stops_at_the_limit_also_of_packed_pages(site, monkeypatch):
    monkeypatch.setattr(fetching, "MAX_BYTES", 1_000_000)
    fails("too_large", f"{site.url}/gzip/1000001")
    assert len(fetch(f"{site.url}/gzip/1000000", allow_private=True).data) == 1_000_000


@pytest.mark.parametrize("path", ["stall", "drip"])
def test_a_server_that_takes_too_long_is_left(site, path):
    """Silent, or sending a byte now and then."""
    started = time.monotonic()
    error = fails("url_timeout", f"{site.url}/{path}", timeout=0.4)
    assert error.values["seconds"] == "0.4"
    assert time.monotonic() - started < 8


@pytest.mark.parametrize("path", ["cut", "garbled"])
def test_a_broken_reply_is_named(site, path):
    fails("url_broken", f"{site.url}/{path}")


def test_a_server_without_tls_is_named(site):
    fails("url_certificate", site.url.replace("http:", "https:"))


def test_a_closed_port_is_named():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        fails("url_unreachable", f"http://127.0.0.1:{unused.getsockname()[1]}/")


@pytest.mark.parametrize("allow_private", [True, False])
def test_a_name_that_nobody_has_is_named(allow_private):
    fails("url_unknown_host", "http://no-such-host.invalid/", allow_private=allow_private)


@pytest.mark.parametrize(
    "url",
    ["ftp://example.com/a", "http://", "http:///path", "http://[::1", "http://."],
)
@pytest.mark.parametrize("allow_private", [True, False])
def test_what_is_no_web_address_is_named_as_typed(url, allow_private):
    error = fails("url_wrong", url, allow_private=allow_private)
    assert error.values["url"] == url


def test_every_failure_of_httpx_is_translated():
    """Whatever httpx raises, `fetch` catches, and has a message for."""

    def below(kind):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    kinds = {
        k for root in (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) for k in below(root)
    }
    named = {vars(httpx)[name] for name in httpx.__all__}
    failures = {k for k in named if isinstance(k, type) and issubclass(k, Exception)}
    assert failures - kinds - {httpx.HTTPError, httpx.InvalidURL, httpx.StreamError} <= {
        httpx.CookieConflict  # only when cookies are looked up by name
    }


# Addresses that others on the server must not reach

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
    "[fe80::1]",
    "[fc00::1]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]",
    "localhost",
    "2130706433",
    "0x7f.1",
]


def resolve(host, *_, **__):
    """What the system's resolver makes of these, which asks no name server for them."""
    try:
        address = str(ipaddress.ip_address(host))
    except ValueError:
        address = socket.inet_ntoa(socket.inet_aton(host.replace("localhost", "127.1")))
    return [(socket.AF_UNSPEC, socket.SOCK_STREAM, 6, "", (address, 0))]


@pytest.fixture
def resolver(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.mark.usefixtures("resolver")
@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_refused_however_they_are_written(host):
    fails("url_private", f"http://{host}/", allow_private=False)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_not(address):
    assert fetching._is_public(address)


def test_by_default_nothing_private_is_reached(site):
    with pytest.raises(ArticleError) as error:
        fetch(f"{site.url}/page")
    assert error.value.key == "url_private"


@pytest.fixture
def site_is_public(monkeypatch):
    """There is no public address to test with: let the test's own server count as one."""
    monkeypatch.setattr(fetching, "_is_public", lambda address: address == "127.0.0.1")


@pytest.mark.usefixtures("site_is_public")
@pytest.mark.parametrize("target", ["http://127.0.0.2/", "http://[::1]:80/", "http://0.0.0.0/x"])
def test_a_redirect_to_a_private_address_is_refused(site, target):
    fails("url_private", f"{site.url}/redirect/{target}", allow_private=False)


@pytest.mark.usefixtures("site_is_public")
def test_a_name_with_one_private_address_is_refused(monkeypatch):
    answers = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 0)) for a in ("127.0.0.1", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    fails("url_private", "http://example.invalid/", allow_private=False)


@pytest.mark.usefixtures("site_is_public")
def test_a_name_is_looked_up_once_and_the_address_that_was_checked_is_asked(site, monkeypatch):
    """A name server that answers differently the second time leads nowhere else."""
    look_up, names = socket.getaddrinfo, []

    def answer(host, *rest, **options):
        if host != "rebinding.invalid":
            return look_up(host, *rest, **options)
        names.append(host)
        address = "127.0.0.1" if len(names) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    fetched = fetch(f"http://rebinding.invalid:{site.server_port}/page")
    assert fetched.data == PAGE
    assert names == ["rebinding.invalid"]
    assert site.requests[-1][1]["Host"] == f"rebinding.invalid:{site.server_port}"


# What messages show


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://user:pw@example.com/a#b", "http://example.com/a"),
        ("http://e.com/?api_key=abc&page=2", "http://e.com/?api_key=hidden&page=2"),
        ("http://e.com/?x=1&Token=t", "http://e.com/?x=1&Token=hidden"),
        ("http://user:pw@bad host/?key=1", "http://bad%20host/?key=hidden"),
        ("http://user:pw@[::1/?key=1", "http://[::1/"),
        ("http://e.com/" + "a" * 300, "http://e.com/" + "a" * 186 + "…"),
    ],
)
def test_secrets_are_not_shown(url, shown):
    assert shown_url(url) == shown


def test_errors_and_results_show_no_secrets(site):
    secret = site.url.replace("http://", "http://user:pass@")
    assert "pass" not in str(fails("url_not_found", f"{secret}/status/404?token=t0k3n").values)
    fetched = fetch(f"{secret}/page?token=t0k3n", allow_private=True)
    assert fetched.url == f"{site.url}/page?token=hidden"
    assert site.requests[-1][1]["Authorization"].startswith("Basic ")
