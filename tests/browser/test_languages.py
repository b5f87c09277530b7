"""Two languages of the interface: every word of the page follows, Gradio's own included."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask, press, style

if TYPE_CHECKING:
    from playwright.sync_api import Page

OTHER_SCRIPT = {"ar": "[A-Za-z]{2}", "en": "[\\u0621-\\u064a]{2}"}
# The languages' own names, the names of programs, settings and file kinds.
NAMES = (
    "العربية|English|Markdown|HTML|PDF|Word|Khulasa|خلاصة|OPENAI_API_KEY|OPENAI_BASE_URL|OpenAI"
    "|http://localhost:11434/v1|khulasa models pull translator"
)

# What the page says for itself: not the article, nor what was said about it.
WORDS = """([other, names]) => {
  // Labels may quote a title.
  const known = new RegExp(`${names}|“[^”]*”|«[^»]*»`, "g");
  const foreign = new RegExp(other), found = [];
  const ours = (element) => !element.closest(
    "#article-text, #key-facts dd, .said, .asked, .sources li, .title, #article-heading h2, "
    + ".article-tabs, [role=tab], #examples, script, style, svg, "
    + "[data-testid=status-tracker].hidden, .scroll-down-button-container"); // never shown
  const check = (element, kind, words) => {
    if (words && ours(element) && foreign.test(words.replace(known, "")))
      found.push(`${kind} of ${element.tagName} ${element.id || element.className}: ${words}`);
  };
  for (const element of document.body.querySelectorAll("*")) {
    for (const kind of ["aria-label", "title", "placeholder", "alt", "aria-description"])
      check(element, kind, element.getAttribute(kind));
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) check(texts.currentNode.parentElement, "text", texts.currentNode.data);
  return found;
}"""


def foreign_words(page: Page, language: str) -> list[str]:
    """Words and labels of the page that are in the other language."""
    found: list[str] = page.evaluate(WORDS, [OTHER_SCRIPT[language], NAMES])
    return found


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("browser_language", ["ar", "en"])
def test_no_word_of_the_page_is_in_the_other_language(
    visit: Visit, quoting_app: AppServer, browser_language: str, language: str
) -> None:
    """Switched in place, whatever language the browser itself is in."""
    page = visit(quoting_app, browser_language)
    if language != browser_language:
        page.click(f"#language label:has([value={language}])")
        page.wait_for_selector(f"html[lang={language}]")
        page.wait_for_function(
            "(words) => document.querySelector('#send').innerText === words",
            arg={"ar": "أرسل", "en": "Send"}[language],
        )
    ask(page, "متى أعلن العراق انتصاره على تنظيم داعش؟")
    page.click("#change-article")
    page.wait_for_selector("#pasted")
    page.click("#open-article")
    page.wait_for_selector("#alert [role=alert]")
    page.click("#open-library")
    page.wait_for_selector("#library:popover-open")
    page.keyboard.press("Escape")
    page.click("#open-model")
    page.wait_for_selector("#model:popover-open")
    assert foreign_words(page, language) == []


@pytest.mark.parametrize("language", ["ar", "en"])
def test_boxes_scroll_and_read_in_the_direction_of_the_page(
    visit: Visit, quoting_app: AppServer, language: str
) -> None:
    """Gradio writes dir="ltr" on its own; the side of a scroll bar follows the direction."""
    page = visit(quoting_app, language)
    page.click("#open-library")
    page.wait_for_selector("#library:popover-open")
    side = {"ar": "rtl", "en": "ltr"}[language]
    for pane in ("#article-text", "#chat .bubble-wrap", "#library", "#masthead", "#composer"):
        assert style(page, pane, "direction") == side, pane


def test_the_page_is_used_with_the_keyboard_alone(
    visit: Visit, quoting_app: AppServer, snapshot: Callable[[Page, str], None]
) -> None:
    """From the question to the passage that its answer quotes; where the focus is can be seen."""
    page = visit(quoting_app, "ar")
    page.focus("#question textarea")
    page.keyboard.type("متى أعلن العراق انتصاره على تنظيم داعش؟")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat .said .mark a")
    page.wait_for_selector("#send", state="visible")
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#chat .said .mark a')"):
            break
    focused = "document.activeElement"
    assert page.evaluate(f"{focused}.matches('#chat .said .mark a')")
    assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") == "solid"
    snapshot(page, "keyboard-ar-desktop")
    page.keyboard.press("Enter")
    assert page.evaluate("CSS.highlights.get('passage').size") == 1


def test_nothing_moves_for_those_who_asked_for_that(visit: Visit, quoting_app: AppServer) -> None:
    page = visit(quoting_app, "en")
    page.emulate_media(reduced_motion="reduce")
    press(page, "#summary")
    moving = page.evaluate(
        """[...document.querySelectorAll(".gradio-container *")].filter((element) => {
          const style = getComputedStyle(element);
          const long = (durations) => durations.split(",").some((one) => parseFloat(one) > 0.01);
          return (style.animationName !== "none" && long(style.animationDuration))
            || (style.transitionProperty !== "none" && long(style.transitionDuration));
        }).map((element) => element.outerHTML.slice(0, 80))"""
    )
    assert moving == []
