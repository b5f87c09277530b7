"""The model in the page: which one is in force and why, and one for this visit alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import Article, Settings
from bot.workspace import _open
from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask
from tests.servers import ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

KEY = "sk-of-this-visit-0123456789"
QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"


@pytest.fixture
def app(tmp_path: Path, example: Article) -> Iterator[AppServer]:
    """The app as it is served to its own machine, without a model."""
    with AppServer(Settings(data_dir=tmp_path), example, local=True) as server:
        yield server


def _drawer(page: Page) -> None:
    page.click("#open-model")
    page.wait_for_selector("#model:popover-open")


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_engine_in_force_is_named_with_its_reason(
    visit: Visit,
    quoting_app: AppServer,
    language: str,
    device: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """Where the app is served to others, no address can be typed."""
    page = visit(quoting_app, language, device)
    assert page.inner_text("#open-model") == {"ar": "بلا نموذج", "en": "No model"}[language]
    _drawer(page)
    assert "OPENAI_API_KEY" in page.inner_text("#model-state")
    assert page.locator("#model-address").count() == 0
    assert page.get_attribute("#model-key input", "type") == "password"
    assert page.get_attribute("#model-key input", "autocomplete") == "off"
    snapshot(page, f"model-{language}-{device}")


def test_a_model_is_tested_and_used_for_this_visit(
    visit: Visit,
    app: AppServer,
    model: ScriptedServer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    snapshot: Callable[[Page, str], None],
) -> None:
    """Its key reaches its server and nothing else: no file, no log, no answer to the page."""
    caplog.set_level(logging.DEBUG)
    page = visit(app, "en")
    _drawer(page)
    page.fill("#model-address input", model.base_url)
    page.fill("#model-key input", KEY)
    page.click("#test-model")
    page.wait_for_selector("#model-said [role=status]")
    assert "The server answers" in page.inner_text("#model-said")
    page.fill("#model-choice input", "scripted")
    page.keyboard.press("Enter")
    page.click("#use-model")
    page.wait_for_selector("#open-model:has-text('scripted')")
    snapshot(page, "model-in-use-en-desktop")
    assert page.input_value("#model-key input") == ""
    assert "you chose it for this visit" in page.inner_text("#model-state")
    page.keyboard.press("Escape")
    model.script("أواخر العام 2017 [1].")
    ask(page, QUESTION)
    assert model.chats[-1].headers["authorization"] == f"Bearer {KEY}"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not any(KEY.encode() in path.read_bytes() for path in files)
    assert KEY not in caplog.text
    sent = b"".join(app.sent)
    assert b"you chose it for this visit" in sent  # event streams are among what is looked at
    assert KEY.encode() not in sent
    assert KEY not in page.content()
    other = visit(app, "en")
    assert other.inner_text("#open-model") == "No model"
    _drawer(page)
    page.click("#reset-model")
    page.wait_for_selector("#open-model:has-text('No model')")
    assert not any(settings.openai_api_key == KEY for settings in _open)


def test_a_model_is_tested_where_no_address_can_be_typed(
    visit: Visit, writing_app: AppServer
) -> None:
    page = visit(writing_app, "en")
    _drawer(page)
    page.click("#test-model")
    page.wait_for_selector("#model-said p:has-text('scripted')")


def test_a_server_that_cannot_be_reached_is_named(visit: Visit, app: AppServer) -> None:
    page = visit(app, "ar")
    _drawer(page)
    page.click("#test-model")
    page.wait_for_selector("#model-said [role=alert]:has-text('اكتب المفتاح')")
    page.click("#use-model")
    page.fill("#model-address input", "http://127.0.0.1:9")
    page.click("#test-model")
    page.wait_for_selector("#model-said [role=alert]:has-text('تعذّر الوصول')")
    assert "سواء كُتب في الصفحة" in page.inner_text("#model-said")
    page.fill("#model-address input", "ftp://127.0.0.1")
    page.click("#use-model")
    page.wait_for_selector("#model-said [role=alert]:has-text('ftp://127.0.0.1')")
    assert page.inner_text("#open-model") == "بلا نموذج"
