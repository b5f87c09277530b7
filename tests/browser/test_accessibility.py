"""What axe-core finds, on every screen, in both languages; and the page without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask

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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("device", ["desktop", "phone"])
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
