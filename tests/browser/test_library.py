"""The library in the page: what was read and said is kept, found, renamed, deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import Article, Settings
from bot.workspace import workspace
from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask, load_anew, style

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"
BRIDGE = """Harbour bridge reopens

The harbour bridge in Aldmouth reopened on Tuesday after eleven months of repairs.
The works cost 4.2 million pounds, according to the City Council of Aldmouth."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A library of this test's own."""
    return Settings(data_dir=tmp_path)


@pytest.fixture
def app(settings: Settings, example: Article) -> Iterator[AppServer]:
    with AppServer(settings, example) as server:
        yield server


def _open(page: Page, article: str, words: str) -> None:
    if page.locator("#change-article:visible").count():
        page.click("#change-article")
    page.fill("#pasted textarea", article)
    page.click("#open-article")
    page.wait_for_selector(f"#article-text :text('{words}')")


def _library(page: Page) -> None:
    page.click("#open-library")
    page.wait_for_selector("#library:popover-open")


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_was_read_and_said_is_in_the_library(
    visit: Visit,
    app: AppServer,
    language: str,
    device: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """Each article with its conversations, at the side where reading begins."""
    page = visit(app, language, device)
    ask(page, QUESTION)
    _open(page, BRIDGE, "Aldmouth")
    _library(page)
    titles = page.locator("#library .book .title")
    assert titles.count() == 2
    assert titles.first.inner_text() == "Harbour bridge reopens"
    assert style(page, "#library .book .title", "direction") == "rtl"
    assert page.inner_text("#library .talk .title") == QUESTION
    drawer = page.locator("#library").bounding_box()
    assert drawer is not None
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert (drawer["x"] + drawer["width"] == width) if language == "ar" else drawer["x"] == 0
    assert page.locator("#library time").first.inner_text().strip()
    snapshot(page, f"library-{language}-{device}")


def test_a_conversation_is_taken_up_again(visit: Visit, app: AppServer, settings: Settings) -> None:
    """From the library, after a reload, and after the app was started anew."""
    page = visit(app, "ar")
    ask(page, QUESTION)
    page.wait_for_url("**conversation=*")
    _open(page, BRIDGE, "Aldmouth")
    assert page.locator("#chat .said").count() == 0
    _library(page)
    page.click("#library .talk [data-does=select]")
    page.wait_for_selector("#chat .said")
    assert "أواخر العام 2017" in page.inner_text("#article-text")
    address = page.url
    load_anew(page)
    page.wait_for_selector("#chat .said")
    with AppServer(settings, None) as restarted:
        again = visit(restarted, "ar", query=address.partition("/?")[2].join(["?", ""]))
        again.wait_for_selector("#chat .said")
        assert again.inner_text("#chat .asked") == QUESTION
        ask(again, "ومن أعلن ذلك؟")
        assert again.locator("#chat .said").count() == 2


def test_an_article_is_found_renamed_deleted_and_brought_back(visit: Visit, app: AppServer) -> None:
    page = visit(app, "en")
    _open(page, BRIDGE, "Aldmouth")
    _library(page)
    page.fill("#library-search input", "السوداني")
    page.wait_for_function("document.querySelectorAll('#library .book').length === 1")
    page.fill("#library-search input", "repairs")
    page.wait_for_selector("#library .book :text('Harbour')")
    book = page.locator("#library-list [data-kind=article]", has_text="Harbour")
    book.locator("[data-does=rename]").click()
    page.locator("#library .renaming").fill("Aldmouth bridge")
    page.keyboard.press("Enter")
    page.wait_for_selector("#library .book :text('Aldmouth bridge')")
    assert "Aldmouth bridge" in page.inner_text("#article-heading h2")
    book = page.locator("#library-list [data-kind=article]", has_text="Aldmouth bridge")
    book.locator("[data-does=delete]").click()
    page.wait_for_selector("#library-undo :text('Aldmouth bridge')")
    assert page.locator("#library-list [data-kind=article]").count() == 1
    assert "Aldmouth" not in page.inner_text("#article-text")
    page.wait_for_function("document.activeElement.id === 'undo'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#library-list .book [data-does=select]:focus :text('Aldmouth bridge')")
    assert page.locator("#library-undo:visible").count() == 0
    page.wait_for_selector("#article-text :text('Aldmouth')")  # it was open
    book.locator("[data-does=delete]").click()
    page.wait_for_selector("#library-undo :text('Aldmouth bridge')")
    page.click("#library-trash summary")
    page.click("#library-trash button:visible")
    page.wait_for_selector("#library-list .book :text('Aldmouth bridge')")
    page.keyboard.press("Escape")
    page.wait_for_function("document.activeElement.id === 'open-library'")


def test_escape_leaves_a_title_as_it_is_and_then_closes_the_drawer(
    visit: Visit, app: AppServer
) -> None:
    """With the focus back where it came from."""
    page = visit(app, "ar")
    page.focus("#open-library")
    page.keyboard.press("Enter")
    page.wait_for_selector("#library:popover-open")
    page.click("#library-list [data-does=rename]")
    page.keyboard.type("شيء آخر")
    page.keyboard.press("Escape")
    assert page.locator("#library .renaming").count() == 0
    assert "شيء آخر" not in page.inner_text("#library-list")
    page.keyboard.press("Escape")
    page.wait_for_selector("#library:popover-open", state="hidden")
    assert page.evaluate("document.activeElement.id") == "open-library"


def test_articles_are_asked_together(visit: Visit, app: AppServer) -> None:
    """Each citation names its article."""
    page = visit(app, "en")
    _open(page, BRIDGE, "Aldmouth")
    _library(page)
    for box in page.locator("#library-list .pick").all():
        box.check()
    page.click("#ask-together")
    page.wait_for_selector("#article-tabs [role=tab] >> nth=1")
    page.keyboard.press("Escape")
    ask(page, "How much did the works on the bridge cost?")
    assert "4.2 million" in page.inner_text("#chat .said")
    assert page.locator("#chat .sources .from").first.inner_text() == "Harbour bridge reopens"
    page.locator("#chat .said .mark a").first.focus()
    card = page.locator("#chat .card:popover-open")
    card.wait_for()
    assert card.locator("b").inner_text() == "Harbour bridge reopens"
    page.keyboard.press("Enter")
    tab = page.locator("#article-tabs [role=tab][aria-selected=true]")
    assert tab.inner_text() == "Harbour bridge reopens"

    # One of the two is deleted: the other stays, with what was said about it alone.
    address = page.url
    _library(page)
    book = page.locator("#library-list [data-kind=article]", has_text="Harbour")
    book.locator("> .book [data-does=delete]").click()
    page.wait_for_selector("#article-tabs [role=tab]", state="detached")
    assert "أواخر العام 2017" in page.inner_text("#article-text")
    page.click("#undo")
    page.wait_for_selector("#article-tabs [role=tab] >> nth=1")
    assert page.url == address
    assert "4.2 million" in page.inner_text("#chat .said")


def test_articles_are_ticked_across_searches_but_not_more_than_can_be_asked(
    visit: Visit, app: AppServer, settings: Settings
) -> None:
    library = workspace(settings).library
    for number in range(8):
        library.add(Article.from_text(f"Report {number}\n\nThe harbour has {number} cranes."))
    page = visit(app, "en")
    _library(page)
    together = page.locator("#ask-together")
    for number in range(7):  # beside the one that is open
        page.fill("#library-search input", f"Report {number}")
        page.locator("#library-list .book", has_text=f"Report {number}").wait_for()
        page.wait_for_function("document.querySelectorAll('#library .pick').length === 1")
        page.check("#library-list .pick")
        page.wait_for_selector("#ask-together:enabled")
    page.fill("#library-search input", "")
    page.wait_for_function("document.querySelectorAll('#library .pick:checked').length === 8")
    page.locator("#library-list .pick:not(:checked)").check()
    page.wait_for_selector("#ask-together:disabled")
    assert together.inner_text() == "At most 8 articles can be asked together"
    page.locator("#library-list .pick").first.uncheck()
    page.wait_for_selector("#ask-together:enabled")
    together.click()
    page.wait_for_selector("#article-tabs [role=tab] >> nth=7")


def test_a_title_cannot_become_markup(visit: Visit, app: AppServer) -> None:
    page = visit(app, "en")
    title = "<img src=x onerror='window.pwned=1'> \" ${window.pwned=2}"
    _open(page, f"{title}\n\nThe Aldmouth bridge has a text.", "Aldmouth")
    _library(page)
    assert page.locator("#library img").count() == 0
    assert "<img" in page.locator("#library .book .title").first.inner_text()
    assert page.evaluate("window.pwned") is None
