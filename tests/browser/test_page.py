"""The page itself: languages, layout, contrast, the line about the engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import pytest

from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask, load_anew, style

if TYPE_CHECKING:
    from playwright.sync_api import Page

DIRECTIONS = {"ar": "rtl", "en": "ltr"}
PANES = """() => ["#article-pane", "#chat-pane"].map(
    (pane) => document.querySelector(pane).getBoundingClientRect().toJSON())"""

# Contrast as WCAG 2.2 defines it, of every element that holds visible text itself.
LOW_CONTRAST = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b]
    .map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const low = [];
  let seen = 0;
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim()) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    if (element.closest("script, style, .sr-only, :disabled")) continue;
    const [a, b] = [channels(getComputedStyle(element).color), behind(element)].map(luminance);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    seen += 1;
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${node.textContent.trim().slice(0, 40)}`);
  }
  return { seen, low };
}"""


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_example_article_is_shown(
    visit: Visit,
    quoting_app: AppServer,
    language: str,
    device: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """In the browser's language, which turns the page; without scrolling sideways."""
    page = visit(quoting_app, language, device)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        language,
        DIRECTIONS[language],
    ]
    assert "أواخر العام 2017" in page.inner_text("#article-text")
    assert style(page, "#article-text p", "direction") == "rtl"
    assert page.inner_text("#send") == {"ar": "أرسل", "en": "Send"}[language]
    assert page.locator("#examples button:visible").count() == 3
    # What is too wide is clipped, and cannot be scrolled to.
    for part in ("#masthead", "#article-pane", "#composer"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= page.evaluate("innerWidth"), part
    snapshot(page, f"start-{language}-{device}")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_panes_stand_side_by_side_from_where_reading_begins(
    visit: Visit, quoting_app: AppServer, language: str
) -> None:
    article, chat = visit(quoting_app, language).evaluate(PANES)
    first, second = (chat, article) if language == "ar" else (article, chat)
    assert first["right"] < second["left"]
    assert article["top"] == chat["top"]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_sticks_out_of_a_narrow_page(
    visit: Visit, quoting_app: AppServer, language: str
) -> None:
    page = visit(quoting_app, language, "phone")
    page.set_viewport_size({"width": 320, "height": 640})
    shown = page.locator("#masthead > *, #article-bar button, #send")
    edges = shown.evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.right])"
    )
    assert min(left for left, _ in edges) >= 12
    assert max(right for _, right in edges) <= 308


def test_panes_are_stacked_on_a_phone(visit: Visit, quoting_app: AppServer) -> None:
    page = visit(quoting_app, device="phone")
    article, chat = page.evaluate(PANES)
    assert article["bottom"] < chat["top"]
    question = page.locator("#question").bounding_box()
    assert question is not None
    assert question["y"] + question["height"] <= 844


def test_the_switch_turns_the_page_and_keeps_the_conversation(
    visit: Visit, quoting_app: AppServer
) -> None:
    page = visit(quoting_app, "ar")
    ask(page, "متى أعلن العراق انتصاره على تنظيم داعش؟")
    assert page.inner_text("#chat .sources summary") == "من المقال"
    page.click("#language >> text=English")
    page.wait_for_selector("#send:has-text('Send')")
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        "en",
        "ltr",
    ]
    assert page.get_attribute("#question textarea", "placeholder") == "Ask about the article"
    assert page.inner_text("#chat .sources summary") == "From the article"
    assert "أواخر العام 2017" in page.inner_text("#chat .said")
    article, chat = page.evaluate(PANES)
    assert article["right"] < chat["left"]


def test_what_is_typed_has_the_direction_of_its_letters(
    visit: Visit, quoting_app: AppServer
) -> None:
    page = visit(quoting_app, "ar")
    field = page.locator("#question textarea")
    assert field.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
    assert field.evaluate("e => getComputedStyle(e).textAlign") == "start"


def test_one_line_says_what_is_possible_without_a_model(
    visit: Visit, quoting_app: AppServer
) -> None:
    """And leads to what makes more of it possible."""
    for language, words in {"ar": "من دون نموذج لغوي", "en": "No language model"}.items():
        page = visit(quoting_app, language)
        assert words in page.inner_text("#engine")
        page.click("#engine button")
        page.wait_for_selector("#model:popover-open")


def test_the_model_in_use_is_named(visit: Visit, writing_app: AppServer) -> None:
    assert visit(writing_app, "en").inner_text("#engine").strip() == "Language model: scripted"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(
    visit: Visit,
    quoting_app: AppServer,
    scheme: Literal["light", "dark"],
    snapshot: Callable[[Page, str], None],
) -> None:
    """At least 4.5 : 1 (WCAG 2.2, 1.4.3, AA)."""
    page = visit(quoting_app, "ar", scheme=scheme)
    ask(page, "متى أعلن العراق انتصاره على تنظيم داعش؟")
    ask(page, "ترجم المقال")
    page.click("#change-article")
    page.click("#open-article")
    page.wait_for_selector("#alert [role=alert]")
    snapshot(page, f"contrast-{scheme}")
    found = page.evaluate(LOW_CONTRAST)
    assert found["seen"] > 40
    assert found["low"] == []
    assert page.evaluate("document.body.classList.contains('dark')") == (scheme == "dark")


def test_the_chosen_language_is_remembered(visit: Visit, quoting_app: AppServer) -> None:
    """At the next visit; what was never chosen is not."""
    page = visit(quoting_app, "ar")
    assert page.context.cookies() == []
    page.click("#language >> text=English")
    page.wait_for_selector("#send:has-text('Send')")
    page.wait_for_selector("#translation :text('Translate into English')")
    load_anew(page)
    page.wait_for_selector("html.khulasa-shown")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.is_checked("#language input[value=en]")
