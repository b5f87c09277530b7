"""The conversation without a mouse, and what is copied out of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import Article, Settings
from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask, at_rest
from tests.servers import Say, ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"
FOCUSED = "document.activeElement.className.match(/act-\\S+/)?.[0] ?? document.activeElement.id"
# A reply longer than its pane, marked at both ends.
LONG = "\n\n".join(["أواخر العام 2017 [1].", *["سطر."] * 30, "وذلك أواخر العام 2017 [1]."])
LIST = """قرر العراق ما يأتي:

- التعاون مع NATO [1].
- لجنة مشتركة.

3. First
4. Second

| السنة | الحدث |
|---|---|
| 2017 | إعلان **الانتصار** |"""


@pytest.fixture
def app(tmp_path: Path, model: ScriptedServer, example: Article) -> Iterator[AppServer]:
    """An app with a model and a library of this test's own."""
    settings = Settings(data_dir=tmp_path, openai_base_url=model.base_url, model="scripted")
    with AppServer(settings, example) as server:
        yield server


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_focus_brings_a_mark_into_sight_with_its_card(
    visit: Visit, app: AppServer, model: ScriptedServer, device: str
) -> None:
    """Which describes the mark to a screen reader, goes along and goes away with it."""
    model.script(LONG)
    page = visit(app, "ar", device)
    ask(page, QUESTION)
    page.locator("#chat .mark a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.locator("#chat .mark a").last.focus()
    card = page.locator("#chat .card:popover-open")
    card.wait_for()
    mark = page.locator("#chat .mark a:focus")
    page.mouse.move(600, 500)  # what lies under a resting pointer does not matter
    page.wait_for_timeout(200)  # scrolling
    described_by = mark.get_attribute("aria-describedby")
    assert described_by
    assert page.locator(f"#{described_by}").all_inner_texts() == [card.inner_text()]
    above, below = card.bounding_box(), mark.bounding_box()
    assert above is not None
    assert below is not None
    gap = below["y"] - above["y"] - above["height"]
    assert 0 < gap < 20 or 0 < above["y"] - below["y"] - below["height"] < 20
    page.mouse.move(1, 1)
    page.evaluate(
        "(pane => pane.scrollHeight > pane.clientHeight ? pane.scrollTo(0, 0) : scrollTo(0, 0))"
        "(document.querySelector('#chat .bubble-wrap'))"
    )
    page.wait_for_function("!document.querySelector('#chat .card:popover-open')")
    assert mark.get_attribute("aria-describedby") is None


def test_what_is_pressed_keeps_the_focus(
    visit: Visit, app: AppServer, model: ScriptedServer
) -> None:
    """Although Gradio writes the message anew. A note, or a question that is rewritten, takes it
    over for as long as it is there."""
    model.script("أواخر العام 2017 [1].")
    page = visit(app, "en")
    ask(page, QUESTION)
    page.focus("#chat .act-like-up-0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .act-like-up-0.pressed")
    page.wait_for_function("document.activeElement.matches('#note textarea')")
    page.keyboard.press("Escape")
    page.wait_for_function(f"({FOCUSED}) === 'act-like-up-0'")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .act-like-up-0:not(.pressed)")
    page.wait_for_function(f"({FOCUSED}) === 'act-like-up-0'")

    page.focus("#chat .act-edit-0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .rewritten")
    page.wait_for_function("document.activeElement.matches('#question textarea')")
    page.focus("#stop-editing")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .rewritten", state="detached")
    assert page.input_value("#question textarea") == ""

    model.script("أواخر العام 2017 مرة أخرى [1].")
    page.focus("#chat .act-retry-last")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .said:has-text('مرة أخرى')")
    page.wait_for_function(f"({FOCUSED}) === 'act-retry-last'")


def test_what_goes_away_hands_the_focus_on(visit: Visit, quoting_app: AppServer) -> None:
    """To the field that it opens, and back again; Escape closes what can be cancelled."""
    page = at_rest(visit(quoting_app, "en"))
    _press(page, "#change-article")
    _has_focus(page, "#pasted textarea")
    page.keyboard.press("Escape")
    _has_focus(page, "#change-article")
    assert page.locator("#opener").count() == 0
    _press(page, "#change-article")
    _has_focus(page, "#pasted textarea")
    _press(page, "#cancel")
    _has_focus(page, "#change-article")

    _press(page, "#example-0")
    page.wait_for_selector("#chat .act-like-down-0")
    _has_focus(page, "#send")
    at_rest(page)
    _press(page, "#chat .act-like-down-0")
    _has_focus(page, "#note textarea")
    _press(page, "#save-note")
    _has_focus(page, ".act-like-down-0")
    _press(page, "#chat .act-edit-0")
    page.wait_for_selector("#editing")
    _has_focus(page, "#question textarea")
    page.keyboard.press("Escape")
    page.wait_for_selector("#editing", state="hidden")
    _has_focus(page, "#question textarea")
    _press(page, "#new-conversation")
    page.wait_for_selector("#chat .message-row", state="detached")
    _has_focus(page, "#question textarea")


def test_a_stopped_reply_is_asked_again(
    visit: Visit, app: AppServer, model: ScriptedServer, snapshot: Callable[[Page, str], None]
) -> None:
    model.script(Say("أعلن العراق ", "انتصاره ", then="hang"))
    page = visit(app, "ar")
    page.fill("#question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .said:has-text('انتصاره')")
    page.focus("#stop")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .act-retry-last")
    snapshot(page, "stopped-ar-desktop")
    model.script("أواخر العام 2017 [1].")
    page.focus("#chat .act-retry-last")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .said .mark")
    assert page.locator("#chat .said").count() == 1
    assert "أوقفتَ" not in page.inner_text("#chat")


def test_the_choices_of_a_summary_unfold_and_are_remembered(
    visit: Visit, app: AppServer, model: ScriptedServer, snapshot: Callable[[Page, str], None]
) -> None:
    """At first the article's language, in whatever language the page is."""
    model.script("- أعلن العراق ذلك [1].", "- One [1].")
    page = visit(app, "en")
    options = page.locator("#summary-options")
    assert page.get_attribute("#summary-more", "aria-expanded") == "false"
    assert not options.is_visible()
    page.focus("#summary")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .asked:has-text('Summary in Arabic')")
    page.wait_for_selector("#send", state="visible")
    page.focus("#summary-more")
    page.keyboard.press("Enter")
    assert options.is_visible()
    assert page.get_attribute("#summary-more", "aria-expanded") == "true"
    page.focus("#summary-language input:checked")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.focus("#summary-form input:checked")
    page.keyboard.press("ArrowRight")
    snapshot(page, "options-en-desktop")
    page.click("#summary")
    page.wait_for_selector("#chat .asked:has-text('Summary in English · points')")
    page.wait_for_selector("#send", state="visible")
    assert not options.is_visible()
    page.click("#change-article")
    page.fill("#pasted textarea", "القاهرة مدينة على النيل. يسكنها ملايين الناس منذ القدم.")
    page.click("#open-article")
    page.wait_for_selector("#article-text :text('القاهرة')")
    assert page.is_checked("#summary-language input[value=en]")
    assert page.is_checked("#summary-form input[value=bullets]")


def test_a_copy_keeps_lists_tables_and_directions(
    visit: Visit, app: AppServer, model: ScriptedServer
) -> None:
    model.script(LIST)
    page = visit(app, "ar")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.click("#chat .act-copy-0")
    page.wait_for_selector("#told:has-text('نُسخ')")
    text, markup = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const read = async (type) => (await item.getType(type)).text();
          return [await read("text/plain"), await read("text/html")];
        }"""
    )
    lines = text.replace("\r\n", "\n").split("\n\n")[0].split("\n")
    assert lines == [
        "قرر العراق ما يأتي:",
        "- التعاون مع NATO [1].",
        "- لجنة مشتركة.",
        "3. First",
        "4. Second",
        "السنة\tالحدث",
        "2017\tإعلان الانتصار",
    ]
    assert '<ul dir="rtl" lang="ar"' in markup
    assert re.search('<ol [^>]*dir="ltr" lang="en"', markup)
    assert "card" not in markup


def test_a_reply_is_copied_where_the_browser_keeps_its_clipboard_from_the_page(
    visit: Visit, quoting_app: AppServer
) -> None:
    """As it does over plain HTTP from another machine."""
    page = visit(quoting_app, "ar")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('before')")
    page.evaluate("delete Navigator.prototype.clipboard")
    ask(page, QUESTION)
    page.click("#chat .act-copy-0")
    page.wait_for_selector("#told:has-text('نُسخ')")
    page.focus("#question textarea")
    page.keyboard.press("Control+V")
    assert page.input_value("#question textarea").startswith("أواخر العام 2017")


def _press(page: Page, selector: str) -> None:
    page.press(selector, "Enter")


def _has_focus(page: Page, selector: str) -> None:
    page.wait_for_function("each => document.activeElement.matches(each)", arg=selector)
