"""The index on a real Chroma server: the same as embedded, and clear words when it is not there."""

import base64
import json
import re
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import numpy as np
import pytest

from retrieval import index as index_module
from retrieval import store as store_module
from retrieval.errors import StoreError
from retrieval.index import Index, collection_name
from retrieval.store import open_store
from tests.letters import LetterEmbeddings, article


class ChromaServer:
    """``chroma run`` on loopback."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        options = ["--path", self._folder, "--host", "127.0.0.1", "--port", str(self.port)]
        self._process = subprocess.Popen([program, "run", *options], stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat").raise_for_status()
                return
            except httpx.HTTPError:
                assert self._process.poll() is None, "chroma run ended"
                time.sleep(0.05)
        pytest.fail("chroma run did not start")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = ChromaServer(tmp_path_factory.mktemp("server"))
    started.start()
    yield started
    started.stop()


def opened(url: str, embeddings: LetterEmbeddings | None = None) -> Index:
    return Index(embeddings or LetterEmbeddings(), chunk_size=100, url=url)


def stored(url: str, embeddings: LetterEmbeddings) -> list[str]:
    with open_store(None, url).session() as client:
        name = collection_name(embeddings.identity, 100)
        return client.get_collection(name, embedding_function=None).get(include=[])["ids"]


def test_a_server_gives_what_the_embedded_chroma_gives(server, tmp_path):
    embedded = Index(LetterEmbeddings(), chunk_size=100, path=tmp_path)
    for _ in range(2):
        there = opened(server.url).add(article(1))
        here = embedded.add(article(1))
        assert there.chunks == here.chunks
        np.testing.assert_allclose(there.vectors, here.vectors, atol=1e-6)


def test_adding_again_embeds_nothing(server):
    opened(server.url).add(article(2))
    embeddings = LetterEmbeddings()
    opened(server.url, embeddings).add(article(2))
    assert embeddings.embedded == []


def test_a_long_article_goes_over_in_batches(server, monkeypatch):
    monkeypatch.setattr(index_module, "_BATCH", 50)
    embeddings = LetterEmbeddings(identity="long")
    told = []
    opened(server.url, embeddings).add(article(3, 120), lambda done, _: told.append(done))
    assert told == [50, 100, 120]
    assert len(stored(server.url, embeddings)) == 120


def test_a_removed_article_is_gone(server):
    embeddings = LetterEmbeddings(identity="removal")
    index = opened(server.url, embeddings)
    index.add(article(4))
    index.add(article(5))
    index.remove(article(4).id)
    assert {id_.split("-")[0] for id_ in stored(server.url, embeddings)} == {article(5).id}


@pytest.mark.parametrize("turn", range(3))
def test_clients_that_begin_at_once_make_one_collection(server, caplog, turn):
    """Each with an index of its own, as processes behind a proxy would have. While the server works
    in what one writes, it tells the others that vectors are missing."""
    embeddings = LetterEmbeddings(identity=f"at once {turn}")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: opened(server.url, embeddings).add(article(n % 4)), range(8)))
    ids = stored(server.url, embeddings)
    assert len(ids) == len(set(ids)) == 4 * 12
    assert "damaged" not in caplog.text


def test_torn_vector_files_of_a_server_are_made_again(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module.ServerStore, "patience", (0.1,))
    server = ChromaServer(tmp_path)
    server.start()
    try:
        before = opened(server.url).add(article(1, 150))
        server.stop()
        [victim] = tmp_path.glob("*/index_metadata.pickle")
        victim.write_bytes(b"")
        server.start()
        embeddings = LetterEmbeddings()
        after = opened(server.url, embeddings).add(article(1, 150))
        assert len(embeddings.embedded) == len(stored(server.url, embeddings)) == 150
        np.testing.assert_allclose(after.vectors, before.vectors, atol=1e-6)
    finally:
        server.stop()


# A server that is away, or is something else


def assert_refused(index: Index, *words: str) -> None:
    with pytest.raises(StoreError) as caught:
        index.add(article(1))
    for language in ("en", "ar"):
        message = caught.value.message(language)
        assert all(word in message for word in words), message
        assert "secret" not in message
        assert "CHROMA_URL" in message or "CHROMA_CLIENT_AUTH_CREDENTIALS" in message
    assert re.search("[\u0600-\u06ff]", caught.value.message("ar"))


def test_a_server_that_goes_and_comes_back_needs_no_new_index(tmp_path):
    server = ChromaServer(tmp_path)
    index = opened(server.url)
    assert_refused(index, f"127.0.0.1:{server.port}")
    server.start()
    try:
        index.add(article(1))
        server.stop()
        with pytest.raises(StoreError, match="cannot be reached"):
            index.add(article(2))
        server.start()
        index.add(article(2))
        embeddings = LetterEmbeddings()
        opened(server.url, embeddings).add(article(1))
        assert embeddings.embedded == [], "what was there before is there again"
    finally:
        server.stop()


@pytest.mark.parametrize(
    "url",
    ["http://user:secret@127.0.0.1:9", "https://user:secret@127.0.0.1:9", "http://[::1]:9",
     "http://user:secret@nowhere.invalid:8000/chroma"],
)  # fmt: skip
def test_a_server_that_cannot_be_reached_is_named_without_its_password(url):
    assert_refused(opened(url), url.rpartition("@")[2].removeprefix("http://"))


@contextmanager
def serving(respond):
    """A server that answers each GET and POST by `respond(handler, body)`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            respond(self, self.rfile.read(int(self.headers.get("Content-Length", 0))))

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # a client that gave up is no news
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def reply(handler, status: int, body: bytes = b"<html>hello</html>") -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.mark.parametrize("status", [200, 404, 410, 500])
def test_what_is_no_chroma_server_is_said_to_be_none(status):
    with serving(lambda handler, _: reply(handler, status)) as host:
        words = ["1.5.9"] if status != 500 else []
        index = opened(f"http://user:secret@{host}")
        with pytest.raises(StoreError) as caught:
            index.add(article(1))
        assert all(word in caught.value.message("ar") for word in [host, *words])
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize("status", [401, 403])
def test_refused_credentials_are_said_to_be_refused(status):
    with serving(lambda handler, _: reply(handler, status)) as host:
        assert_refused(opened(f"http://user:secret@{host}"), host)


def test_a_server_that_never_replies_is_given_up(monkeypatch):
    monkeypatch.setattr(store_module, "_REPLY_SECONDS", 0.2)
    release = threading.Event()
    with serving(lambda handler, _: release.wait(10)) as host:
        assert_refused(opened(f"http://{host}"), host)
        release.set()


def forward(server: ChromaServer, handler, body: bytes) -> None:
    url = server.url + handler.path.removeprefix("/chroma")
    headers = {"Content-Type": handler.headers.get("Content-Type", "")}
    answer = httpx.request(handler.command, url, content=body, headers=headers)
    reply(handler, answer.status_code, answer.content)


def test_vectors_missing_for_a_moment_are_waited_for(server, caplog):
    """A server says so while it works in what another client wrote."""
    opened(server.url).add(article(9))
    moments = iter(["Error finding id", "Nothing found on disk", "Error getting embedding"])

    def pass_on(handler, body: bytes) -> None:
        if handler.path.endswith("/get") and (message := next(moments, None)):
            reply(handler, 500, json.dumps({"error": "InternalError", "message": message}).encode())
        else:
            forward(server, handler, body)

    embeddings = LetterEmbeddings()
    with serving(pass_on) as host:
        opened(f"http://{host}", embeddings).add(article(9))
    assert next(moments, None) is None, "they were all met"
    assert embeddings.embedded == []
    assert "damaged" not in caplog.text


def test_a_token_is_taken_as_chroma_takes_it(server, monkeypatch):
    def pass_on(handler, body: bytes) -> None:
        if handler.headers.get("Authorization") == "Bearer token-1":
            forward(server, handler, body)
        else:
            reply(handler, 401)

    with serving(pass_on) as host:
        index = opened(f"http://{host}", LetterEmbeddings(identity="token"))
        assert_refused(index, host, "CHROMA_CLIENT_AUTH_CREDENTIALS")
        provider = "chromadb.auth.token_authn.TokenAuthClientProvider"
        monkeypatch.setenv("CHROMA_CLIENT_AUTH_PROVIDER", provider)
        monkeypatch.setenv("CHROMA_CLIENT_AUTH_CREDENTIALS", "token-1")
        index.add(article(1))


@pytest.fixture
def gate(server):
    """A proxy before the server that asks for a password, and lets nothing pass when told so."""
    open_gate = threading.Event()
    open_gate.set()
    wanted = "Basic " + base64.b64encode("مستخدم:p@ss/word".encode()).decode()

    def pass_on(handler, body: bytes) -> None:
        if not open_gate.wait(10):
            open_gate.set()
        if handler.headers.get("Authorization") != wanted:
            return reply(handler, 401)
        return forward(server, handler, body)

    with serving(pass_on) as host:
        yield host, open_gate
        open_gate.set()


def test_user_password_and_path_of_the_url_are_used(gate):
    host, _ = gate
    user, password = "%D9%85%D8%B3%D8%AA%D8%AE%D8%AF%D9%85", "p%40ss%2Fword"
    assert len(opened(f"http://{user}:{password}@{host}/chroma/").add(article(6)).chunks) == 12
    assert_refused(opened(f"http://{host}/chroma"), host)
    assert_refused(opened(f"http://{user}:secret@{host}/chroma"), host)


def test_a_server_that_stalls_later_is_given_up(gate, monkeypatch):
    """Chroma's client by itself waits without end."""
    monkeypatch.setattr(store_module, "_REPLY_SECONDS", 2)
    host, open_gate = gate
    user, password = "%D9%85%D8%B3%D8%AA%D8%AE%D8%AF%D9%85", "p%40ss%2Fword"
    index = opened(f"http://{user}:{password}@{host}/chroma")
    index.add(article(7))
    open_gate.clear()
    with pytest.raises(StoreError, match="cannot be reached"):
        index.add(article(8))
    assert not open_gate.is_set(), "it was the client that gave up"
