"""The article pane: opening another article, and what may go wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import Settings
from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask, press, style

if TYPE_CHECKING:
    from playwright.sync_api import Page

ENGLISH = """Harbour bridge reopens

The harbour bridge in Aldmouth reopened on Tuesday after eleven months of repairs.
The works cost 4.2 million pounds, according to the City Council of Aldmouth.
Engineer Mary Okafor said that the new bearings should last for fifty years."""

HOSTILE = """<script>window.pwned = 1</script><img src=x onerror="window.pwned = 2">

${window.pwned = 3} {{constructor.constructor('window.pwned = 4')()}} </p></div>

A paragraph with a javascript:alert(1) address and an https://example.org/page one."""


def test_a_pasted_article_takes_the_place_of_the_old_one(
    visit: Visit, quoting_app: AppServer, snapshot: Callable[[Page, str], None]
) -> None:
    """Title, language, direction, examples and the offered translation follow; the talk begins
    anew, and an English question is answered in English."""
    page = visit(quoting_app, "ar")
    ask(page, "لخص المقال")
    page.click("#change-article")
    page.fill("#pasted textarea", ENGLISH)
    page.click("#open-article")
    page.wait_for_selector("#article-text :text('Aldmouth')")
    assert page.inner_text("#article-heading h2") == "Harbour bridge reopens"
    assert "الإنجليزية" in page.inner_text("#article-heading p")
    assert style(page, "#article-text p", "direction") == "ltr"
    assert style(page, "html", "direction") == "rtl"
    assert "City Council" in page.inner_text("#examples")
    assert page.locator("#opener").count() == 0
    assert page.locator("#chat .message-row").count() == 0
    ask(page, "Who said that the bearings should last for fifty years?")
    assert "Mary Okafor" in page.inner_text("#chat .said")
    assert style(page, "#chat .said p", "direction") == "ltr"
    snapshot(page, "english-article-ar-desktop")


@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_an_uploaded_file_is_opened(
    visit: Visit, quoting_app: AppServer, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"bridge{suffix}"
    paragraphs = "".join(f"<p>{line}</p>" for line in ENGLISH.splitlines() if line)
    html = f"<html><body><article>{paragraphs}</article></body></html>"
    file.write_text(html if suffix == ".html" else ENGLISH, "utf-8")
    page = visit(quoting_app, "en")
    page.click("#change-article")
    with page.expect_file_chooser() as chooser:
        page.click("#choose-file")
    chooser.value.set_files(file)
    page.wait_for_selector("#article-text :text('Aldmouth')")
    assert "<p>" not in page.inner_text("#article-text")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_address_that_cannot_be_read_loses_nothing(
    visit: Visit,
    quoting_app: AppServer,
    language: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """This machine's own addresses are not fetched for a reader; the page says so."""
    page = visit(quoting_app, language)
    ask(page, "لخص المقال")
    page.click("#change-article")
    address = quoting_app.url + "health"
    page.fill("#pasted textarea", address)
    page.click("#open-article")
    alert = page.locator("#alert [role=alert]")
    alert.wait_for()
    assert "127.0.0.1" in alert.inner_text()
    assert style(page, "#alert [role=alert]", "direction") == style(page, "html", "direction")
    assert page.input_value("#pasted textarea") == address
    assert page.locator("#chat .said").count() == 1
    page.click("#cancel")
    page.wait_for_selector("#opener", state="detached")
    assert "أواخر العام 2017" in page.inner_text("#article-text")
    snapshot(page, f"address-{language}-desktop")


@pytest.mark.parametrize(
    ("name", "content"),
    [("broken.pdf", b"%PDF-1.7\nnothing more"), ("song.mp3", b"ID3\x04\x00\x00")],
)
def test_a_file_that_cannot_be_read_says_why(
    visit: Visit, quoting_app: AppServer, tmp_path: Path, name: str, content: bytes
) -> None:
    """In the language of the interface, and which file it is."""
    (tmp_path / name).write_bytes(content)
    page = visit(quoting_app, "ar")
    page.click("#change-article")
    with page.expect_file_chooser() as chooser:
        page.click("#choose-file")
    chooser.value.set_files(tmp_path / name)
    page.wait_for_selector("#alert [role=alert]")
    assert re.search("[\u0621-\u064a]{3}", page.inner_text("#alert"))
    assert name in page.inner_text("#alert")
    assert "أواخر العام 2017" in page.inner_text("#article-text")


def test_an_article_cannot_become_markup(visit: Visit, quoting_app: AppServer) -> None:
    """Neither in its pane, nor in the title, nor where a reply quotes it."""
    page = visit(quoting_app, "en")
    page.click("#change-article")
    page.fill("#pasted textarea", HOSTILE)
    page.click("#open-article")
    page.wait_for_selector("#article-text :text('A paragraph with')")
    assert "<script>window.pwned = 1</script>" in page.inner_text("#article-text")
    assert "${window.pwned = 3} {{constructor" in page.inner_text("#article-text")
    ask(page, "summarise the article")
    assert page.locator("#chat .sources li").count() > 0
    for pane in ("#article-text", "#article-heading", "#chat .said", "#chat .sources"):
        assert page.locator(f"{pane} :is(script, img, a[href^='java'])").count() == 0
    assert page.evaluate("window.pwned") is None


def test_without_an_article_the_page_asks_for_one(visit: Visit, tmp_path: Path) -> None:
    """As wide as with one. What looks like an address and is none is not taken for an article."""
    with AppServer(Settings(data_dir=tmp_path), None) as app:
        page = visit(app, "ar")
        assert "لم يُفتح أي مقال بعد" in page.inner_text("#chat .welcome")
        assert page.is_disabled("#send")
        assert page.is_disabled("#summary")
        assert page.locator("#desk").evaluate("(desk) => desk.offsetWidth") == 1232
        page.fill("#pasted textarea", "htp://bad")
        page.click("#open-article")
        page.wait_for_selector("#alert [role=alert]:has-text('htp://bad')")
        above, alert = (page.locator(part).bounding_box() for part in ("#file-kinds", "#alert"))
        assert above is not None
        assert alert is not None
        assert alert["y"] - above["y"] - above["height"] < 32
        page.fill("#pasted textarea", "مرحبا")
        page.click("#open-article")
        page.wait_for_selector("#chat .welcome:has-text('اسأل بالعربية')")
        assert "ابدأ بسؤال" not in page.inner_text("#chat .welcome")
        page.click("#change-article")
        page.fill("#pasted textarea", ENGLISH)
        page.click("#open-article")
        page.wait_for_selector("#examples button:visible")
        press(page, "#summary")
        assert page.locator("#chat .sources li").count() > 0
