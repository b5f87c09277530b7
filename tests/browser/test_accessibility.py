"""What axe-core finds, on every screen, in both languages; and the page without a mouse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from bot import Article, Settings
from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask
from tests.servers import Fail, Say, ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    """Each rule that is broken, with the elements that break it."""
    page.wait_for_timeout(400)  # while buttons change, their colours are in between
    found = Axe().run(page, options=LEVELS).response["violations"]
    return [
        f"{rule['impact']} {rule['id']}: {rule['help']}: {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


# Each two of them together; all eight would take half a minute more.
@pytest.mark.parametrize(
    ("language", "device", "scheme"),
    [
        ("ar", "desktop", "light"),
        ("ar", "phone", "dark"),
        ("en", "desktop", "dark"),
        ("en", "phone", "light"),
    ],
)
def test_axe_finds_nothing(
    visit: Visit,
    quoting_app: AppServer,
    language: str,
    device: str,
    scheme: Literal["light", "dark"],
) -> None:
    page = visit(quoting_app, language, device, scheme)
    assert violations(page) == []
    ask(page, "متى أعلن العراق انتصاره على تنظيم داعش؟")
    # A button that the edge of the pane cuts is too small a target for axe.
    page.locator("#chat .act-retry-last").scroll_into_view_if_needed()
    assert violations(page) == []
    page.click("#change-article")
    page.wait_for_selector("#pasted")
    assert violations(page) == []
    page.click("#open-library")
    page.wait_for_selector("#library:popover-open")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.click("#open-model")
    page.wait_for_selector("#model:popover-open")
    assert violations(page) == []


@pytest.mark.parametrize(("language", "device"), [("ar", "desktop"), ("en", "phone")])
def test_axe_finds_nothing_in_what_a_model_adds(
    visit: Visit,
    tmp_path: Path,
    example: Article,
    model: ScriptedServer,
    language: str,
    device: str,
) -> None:
    """Translation, summaries beside each other, a flag, a note, a question being rewritten."""
    settings = Settings(data_dir=tmp_path, openai_base_url=model.base_url, model="scripted")
    with AppServer(settings, example) as app:
        page = visit(app, language, device)
        model.respond(lambda request: Say("The English of it, 940 [1]."))
        ask(page, "When did Iraq declare victory over ISIS?")
        page.wait_for_selector("#chat .flag")
        page.click("#summary-more")
        page.click("#summary-language label:has([value=both])")
        page.click("#summary")
        page.wait_for_selector("#chat .beside .actions >> nth=1", state="attached")
        page.wait_for_selector("#send", state="visible")
        page.locator("#chat .act-retry-last").scroll_into_view_if_needed()
        assert violations(page) == []
        page.locator("#chat .act-like-up-1").click()
        page.wait_for_selector("#note-panel")
        page.locator("#chat .question").first.hover()
        assert violations(page) == []
        page.click("#translation [data-does=translate]")
        page.wait_for_selector("#translation [data-does=toggle]")
        assert violations(page) == []
        model.respond(lambda request: Fail(400, "Nothing is scripted."))
