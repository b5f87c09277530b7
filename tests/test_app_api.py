"""The app for programs: ``/health`` and the named endpoints."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError

from bot import Article, Settings
from tests.app_server import AppServer
from tests.servers import Say, ScriptedServer

ARTICLE = (Path(__file__).parents[1] / "examples" / "article.ar.txt").read_text("utf-8")
QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"


@pytest.fixture(scope="module")
def app(settings_of_tests: None) -> Iterator[AppServer]:
    with AppServer(Settings.from_env(), Article.from_text(ARTICLE)) as server:
        yield server


@pytest.fixture(scope="module")
def client(app: AppServer) -> Iterator[Client]:
    """Gradio's own client, kept from asking the Hugging Face Hub which program runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        yield _client(app)


def _client(app: AppServer) -> Client:
    return Client(app.url, verbose=False, analytics_enabled=False)


def test_health_names_the_engine(app: AppServer) -> None:
    response = httpx.get(app.url + "health")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "engine": "extractive"}


def test_three_endpoints_are_named_typed_and_described(client: Client) -> None:
    endpoints = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(endpoints) == {"/answer", "/summarize", "/translate"}
    for endpoint in endpoints.values():
        assert endpoint["description"]
    parameters = {
        name: [parameter["parameter_name"] for parameter in endpoint["parameters"]]
        for name, endpoint in endpoints.items()
    }
    assert parameters == {
        "/answer": ["question", "article_text", "language"],
        "/summarize": ["article_text", "language", "length", "form"],
        "/translate": ["article_text", "language"],
    }


def test_an_answer_comes_with_its_citations(client: Client) -> None:
    reply = client.predict(QUESTION, ARTICLE, api_name="/answer")
    assert reply["language"] == "ar"
    assert not reply["abstained"]
    citation = reply["citations"][0]
    assert "أواخر العام 2017" in citation["quote"]
    kept = Article.from_text(ARTICLE).text
    assert kept[citation["start"] : citation["end"]] == citation["quote"]


def test_a_summary_is_as_long_as_asked_for(client: Client) -> None:
    short = client.predict(ARTICLE, api_name="/summarize")
    long = client.predict(ARTICLE, "ar", "long", api_name="/summarize")
    assert len(short["citations"]) < len(long["citations"])


def test_a_summary_can_be_a_list_of_points(client: Client) -> None:
    reply = client.predict(ARTICLE, form="bullets", api_name="/summarize")
    lines = reply["text"].splitlines()
    assert len(lines) == len(reply["citations"])
    assert all(line.startswith("- ") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "endpoint", "words"),
    [
        ((ARTICLE, "en"), "/translate", "OPENAI_API_KEY"),
        (("", "auto", "short"), "/summarize", "empty"),
        ((QUESTION, "", "auto"), "/answer", "empty"),
        (("", ARTICLE, "auto"), "/answer", "question is empty"),
        ((ARTICLE, "fr"), "/translate", "language must be"),
    ],
)
def test_what_cannot_be_done_says_why(
    client: Client, arguments: tuple[str, ...], endpoint: str, words: str
) -> None:
    with pytest.raises(AppError, match=words):
        client.predict(*arguments, api_name=endpoint)


def test_nobody_waits_for_somebody_elses_reply(
    client: Client, scripted_server: ScriptedServer
) -> None:
    """While the model is silent on one question, another is answered."""
    scripted_server.script(Say(then="hang"), "أواخر العام 2017 [1].")
    settings = Settings.from_env(os.environ | {"OPENAI_BASE_URL": scripted_server.base_url})
    with AppServer(settings, None) as app:
        waiting = _client(app).submit(QUESTION, ARTICLE, api_name="/answer")
        while not scripted_server.chats:
            time.sleep(0.02)
        reply = _client(app).predict(QUESTION, ARTICLE, api_name="/answer")
        assert not waiting.done()
    assert "2017" in reply["text"]


def test_nothing_else_is_served(app: AppServer) -> None:
    """No pages of documentation, which fetch scripts from elsewhere, and no files."""
    for path in ("docs", "redoc", "gradio_api/file=/etc/passwd"):
        assert httpx.get(app.url + path).status_code in (403, 404)
