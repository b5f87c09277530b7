"""Where the glyphs of the article pane stand: Arabic from the right, and what is not Arabic in it
in its own order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.app_server import AppServer
from tests.browser.conftest import Visit, style
from tests.servers import Fail, ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARABIC = """# دليل البرنامج

1. ثبّته من https://example.org/setup/ ثم شغّل `git push -f` في الطرفية.
2. ارتفع السعر بنسبة 50% إلى $75 في 2017-12-09 عند NATO (الناتو).
10. اتصل على +966 11 234 5678 حين تبلغ الحرارة -5°C أو أقل.

- بند يذكر C++ وحدها.

أ) بند أبجدي.

وفي الختام بلغت النسبة ٥٠٪ في عام 2017."""

TOGETHER = [
    "https://example.org/setup/",
    "`git push -f`",
    "50%",
    "$75",
    "2017-12-09",
    "NATO",
    "+966 11 234 5678",
    "-5°C",
    "C++",
    "2017",
]

# The left edges of the characters of a text, in order, and their lines.
EDGES = """([selector, text]) => {
  const paragraph = [...document.querySelectorAll(selector)].find(
      (element) => element.textContent.includes(text));
  const nodes = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  const characters = [];
  while (nodes.nextNode()) {
    for (let at = 0; at < nodes.currentNode.length; at += 1) {
      characters.push([nodes.currentNode, at]);
    }
  }
  const start = paragraph.textContent.indexOf(text);
  return characters.slice(start, start + text.length).map(([node, at]) => {
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const { left, top } = range.getClientRects()[0];
    return [left, Math.round(top / 8)];
  });
}"""

# For each list item: the directions, and where its marker and its words stand.
ITEMS = """(selector) => [...document.querySelectorAll(selector)].map((item) => {
  const box = item.getBoundingClientRect();
  const marker = item.querySelector(".marker").getBoundingClientRect();
  const words = new Range();
  words.setStartAfter(item.querySelector(".marker"));
  words.setEndAfter(item.lastChild);
  const text = words.getBoundingClientRect();
  return { direction: getComputedStyle(item).direction, left: marker.left - box.left,
           right: box.right - marker.right, after: text.right <= marker.left + 1,
           before: text.left >= marker.right - 1 };
})"""


@pytest.fixture
def arabic(model: ScriptedServer) -> Iterator[None]:
    """A model that gives back in Arabic what it is asked to translate: a line of the article."""
    lines = [line.lstrip("#-1234567890. ") for line in ARABIC.splitlines() if line]

    def respond(body: dict[str, Any]) -> str:
        said = body["messages"][-1]["content"]
        return lines[int(said.rsplit("Line ", 1)[1].split()[0])]

    model.respond(respond)
    yield
    model.respond(lambda request: Fail(400, "Nothing is scripted."))


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_not_arabic_keeps_its_order(
    visit: Visit, quoting_app: AppServer, language: str, snapshot: Callable[[Page, str], None]
) -> None:
    """In the article, whatever the direction of the page: numbers with their signs, addresses,
    names, code. An Arabic percent sign stands left of its number, as Arabic writes it."""
    page = visit(quoting_app, language)
    _open(page, ARABIC)
    for paragraph in page.locator("#article-text p, #article-text h3").all():
        assert paragraph.evaluate("e => getComputedStyle(e).direction") == "rtl"
    for text in TOGETHER:
        assert _reads(page, "#article-text [data-start]", text) == "ltr", text
    for text in ("ثبّته من", "اتصل على", "دليل البرنامج"):
        assert _reads(page, "#article-text [data-start]", text) == "rtl", text
    (five, _), (zero, _), (percent, _) = page.evaluate(EDGES, ["#article-text p", "٥٠٪"])
    assert percent < five < zero
    snapshot(page, f"direction-{language}-desktop")


@pytest.mark.parametrize(("language", "device"), [("ar", "phone"), ("en", "desktop")])
def test_list_markers_stand_where_their_text_begins(
    visit: Visit, quoting_app: AppServer, language: str, device: str
) -> None:
    """Right of Arabic and left of English, below each other, whatever their width."""
    page = visit(quoting_app, language, device)
    _open(page, ARABIC)
    items = page.evaluate(ITEMS, "#article-text .item")
    assert len(items) == 5
    for item in items:
        assert item["direction"] == "rtl"
        assert item["after"]
        assert abs(item["right"]) < 2
    _open(page, "Steps\n\n1. The first step is to read the paper.\n10. The tenth step is to rest.")
    items = page.evaluate(ITEMS, "#article-text .item")
    assert len(items) == 2
    for item in items:
        assert item["direction"] == "ltr"
        assert item["before"]
        assert abs(item["left"]) < 2


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_translation_keeps_the_order_too(
    visit: Visit, writing_app: AppServer, arabic: None, language: str
) -> None:
    """Arabic beside an English article: each side has its own direction, markers too."""
    lines = [line for line in ARABIC.splitlines() if line]
    marks = ["# ", "1. ", "2. ", "10. ", "- ", "", ""]
    english = "\n\n".join(
        f"{mark}Line {number} of the English article about the program"
        for number, mark in enumerate(marks)
    )
    assert len(lines) == len(marks)
    page = visit(writing_app, language)
    _open(page, english)
    page.click("#translation [data-does=translate]")
    page.wait_for_selector("#translation .complete")
    for translated in page.locator("#article-text .translation > :first-child").all():
        assert translated.evaluate("e => getComputedStyle(e).direction") == "rtl"
    for text in TOGETHER:
        assert _reads(page, "#article-text .translation > *", text) == "ltr", text
    for original in page.evaluate(ITEMS, "#article-text .item[data-start]"):
        assert original["before"]
    for translated in page.evaluate(ITEMS, "#article-text .translation .item"):
        assert translated["after"]
        assert abs(translated["right"]) < 2


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_is_pasted_stands_on_the_side_it_is_read_from(
    visit: Visit, quoting_app: AppServer, language: str
) -> None:
    """Each line by its own letters, while it is typed: asserted from where there is ink."""
    page = visit(quoting_app, language)
    page.click("#change-article")
    field = page.locator("#pasted textarea")
    field.fill("دليل\nguide")
    page.focus("#open-article")
    assert style(page, "#pasted textarea", "unicodeBidi") == "plaintext"
    assert style(page, "#pasted textarea", "textAlign") == "start"
    arabic, english = _ink(field.screenshot(), lines=2)
    assert arabic[0] > 0.7
    assert english[1] < 0.3


@pytest.mark.parametrize("language", ["ar", "en"])
def test_what_scrolls_has_its_bar_at_the_end_of_the_page(
    visit: Visit, quoting_app: AppServer, language: str
) -> None:
    """A browser puts it at the end of the element's direction, which is the page's."""
    page = visit(quoting_app, language)
    page.wait_for_selector("#article-text p")
    assert style(page, "#article-text", "overflowY") == "auto"
    assert style(page, "#article-text", "direction") == {"ar": "rtl", "en": "ltr"}[language]


def test_on_a_phone_the_page_scrolls_on_at_the_end_of_the_pane(
    visit: Visit, quoting_app: AppServer
) -> None:
    page = visit(quoting_app, "ar", "phone")
    page.wait_for_selector("#article-text p")
    page.click("#example-0")
    page.wait_for_selector("#chat .said")
    page.evaluate("scrollTo(0, 0)")
    page.hover("#article-text")
    for _ in range(12):
        page.mouse.wheel(0, 700)
    page.wait_for_function("scrollY > 100")
    pane = "document.querySelector('#article-text')"
    assert page.evaluate(f"{pane}.scrollTop + {pane}.clientHeight >= {pane}.scrollHeight - 1")


def _reads(page: Page, selector: str, text: str) -> str:
    """Which way the glyphs of a text follow each other, on its first line."""
    edges = page.evaluate(EDGES, [selector, text])
    lefts = [left for left, line in edges if abs(line - edges[0][1]) < 2]
    assert len(lefts) > 1
    if lefts == sorted(lefts):
        return "ltr"
    return "rtl" if lefts == sorted(lefts, reverse=True) else "mixed"


def _ink(screenshot: bytes, lines: int) -> list[tuple[float, float]]:
    """Of each line, where its ink begins and ends, as shares of the width from the left."""
    picture = Image.open(BytesIO(screenshot)).convert("L")
    margin, height = 12, 24
    found = []
    for line in range(lines):
        top = margin + line * height
        strip = picture.crop((margin, top, picture.width - margin - 15, top + height))
        box = strip.point([255 if value < 128 else 0 for value in range(256)]).getbbox()
        assert box is not None
        found.append((box[0] / strip.width, box[2] / strip.width))
    return found


def _open(page: Page, pasted: str) -> None:
    page.click("#change-article")
    page.fill("#pasted textarea", pasted)
    page.click("#open-article")
    page.wait_for_selector(f"#article-text :text('{pasted.split()[-1]}')")
