"""Asking, summarising, translating, stopping: what the reader sees of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask, at_rest, load_anew, press, style
from tests.servers import Fail, Say, ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_an_arabic_question_is_answered_in_arabic(
    visit: Visit,
    quoting_app: AppServer,
    language: str,
    device: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """From right to left, whatever the page's own direction, with the passage that supports it."""
    page = visit(quoting_app, language, device)
    ask(page, QUESTION)
    assert style(page, "#chat .asked", "direction") == "rtl"
    assert _side(page, "#chat .asked") == ("left" if language == "ar" else "right")
    assert style(page, "#chat .said p", "direction") == "rtl"
    assert "[1]" in page.inner_text("#chat .said")
    assert page.inner_text("#chat .said.led > p:first-child") == "أواخر العام 2017"
    quote = page.locator("#chat .sources li").first
    assert "أواخر العام 2017" in quote.inner_text()
    assert quote.is_visible()
    assert style(page, "#chat .sources li", "direction") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for wide in ("#tasks", "#masthead"):
        assert page.locator(wide).evaluate("(row) => row.scrollWidth <= row.clientWidth")
    # Gradio labels messages with their source text: markup, which a screen reader would read out.
    assert page.locator("#chat [aria-label*='<']").count() == 0
    snapshot(page, f"answer-{language}-{device}")


def test_an_english_reply_reads_from_left_to_right_in_an_arabic_page(
    visit: Visit, writing_app: AppServer, model: ScriptedServer
) -> None:
    """While the passage that it cites reads from right to left."""
    model.script(Say("Iraq declared victory ", "in late 2017 [1]."))
    page = visit(writing_app, "ar")
    ask(page, "When did Iraq declare victory over ISIS?")
    assert style(page, "html", "direction") == "rtl"
    assert style(page, "#chat .asked", "direction") == "ltr"
    assert style(page, "#chat .said p", "direction") == "ltr"
    assert style(page, "#chat .sources li", "direction") == "rtl"
    assert "scripted" in page.inner_text("#chat .fine")


def test_a_request_in_free_text_gives_a_summary(visit: Visit, quoting_app: AppServer) -> None:
    page = visit(quoting_app, "ar")
    ask(page, "لخص المقال")
    assert page.locator("#chat .sources li").count() == 3


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "الترجمة تحتاج إلى نموذج"), ("en", "Translating needs a language model")],
)
def test_what_needs_a_model_says_what_to_set(
    visit: Visit,
    quoting_app: AppServer,
    language: str,
    words: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """In the conversation and in the interface's language, not as an alarm."""
    page = visit(quoting_app, language)
    ask(page, "ترجم المقال")
    notice = page.inner_text("#chat .notice")
    assert words in notice
    assert "OPENAI_API_KEY" in notice
    assert style(page, "#chat .notice", "direction") == style(page, "html", "direction")
    assert page.locator(".toast-body").count() == 0
    snapshot(page, f"needs-model-{language}")


def test_a_failing_model_is_reported_and_the_next_question_answered(
    visit: Visit, writing_app: AppServer, model: ScriptedServer
) -> None:
    model.script(Fail(401, "Incorrect API key provided.", "invalid_api_key"))
    page = visit(writing_app, "ar")
    ask(page, QUESTION)
    assert "OPENAI_API_KEY" in page.inner_text("#chat .notice")
    model.script("أواخر العام 2017 [1].")
    ask(page, QUESTION)
    assert "2017" in page.locator("#chat .said").last.inner_text()
    asked, chat = (page.locator(each).last.bounding_box() for each in ("#chat .asked", "#chat"))
    assert asked is not None
    assert chat is not None
    assert abs(asked["y"] - chat["y"]) < 40  # a new question goes to the top


def test_the_last_question_stays_at_the_top(
    visit: Visit, writing_app: AppServer, model: ScriptedServer
) -> None:
    """After a reload, and when the translation beside the article makes the pane narrower."""
    model.script("سطر من الجواب [1]. " * 60)
    page = visit(writing_app, "ar")
    ask(page, QUESTION)
    model.script("متى؟", "أواخر العام 2017 [1].")
    ask(page, QUESTION)
    load_anew(page)
    page.locator("#chat .said").nth(1).wait_for()
    at_rest(page)
    gap = "document.querySelectorAll('#chat .asked')[1].getBoundingClientRect().top"
    before = page.evaluate(gap)
    chat = page.locator("#chat").bounding_box()
    assert chat is not None
    assert 0 <= before - chat["y"] < 40
    model.respond(lambda request: Say("The English of a paragraph."))
    page.click("#translation [data-does=translate]")
    page.wait_for_selector("#article-text .side-by-side")
    at_rest(page)
    narrower = page.locator("#chat").bounding_box()
    assert narrower is not None
    assert narrower["width"] < chat["width"]
    assert abs(page.evaluate(gap) - before) < 2
    model.respond(lambda request: Fail(400, "Nothing is scripted."))


def test_a_translation_appears_as_it_is_done(
    visit: Visit,
    writing_app: AppServer,
    model: ScriptedServer,
    snapshot: Callable[[Page, str], None],
) -> None:
    """With the parts that are done counted; the paragraphs that it was made from are folded."""
    model.respond(lambda request: Say("The English of a paragraph.", delay=0.1))
    page = visit(writing_app, "ar")
    page.fill("#question textarea", "ترجم المقال")
    page.click("#send")
    page.wait_for_selector("#chat .waiting:has-text('الجزء')")
    page.locator("#chat .sources").wait_for()
    said = page.locator("#chat .said")
    assert said.locator("p").count() > 10
    assert style(page, "#chat .said p", "direction") == "ltr"
    assert page.locator("#chat .waiting").count() == 0
    assert page.locator("#chat .sources li").count() > 10
    assert not page.locator("#chat .sources li").first.is_visible()
    snapshot(page, "translation-ar-desktop")
    model.respond(lambda request: Fail(400, "Nothing is scripted."))


def test_a_stopped_reply_keeps_what_had_come(
    visit: Visit, writing_app: AppServer, model: ScriptedServer
) -> None:
    """The model is no longer asked for more; the conversation goes on from there."""
    model.script(Say("أعلن العراق ", "انتصاره ", then="hang"))
    page = visit(writing_app, "ar")
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#chat .said:has-text('انتصاره')")
    assert page.locator("#send").count() == 0
    page.click("#stop")
    page.wait_for_selector("#send", state="visible")
    assert page.inner_text("#chat .said").strip() == "أعلن العراق انتصاره"
    assert page.inner_text("#chat .fine") == "أوقفتَ هذا الردّ."
    model.script("من قاد التحالف الدولي؟", "الولايات المتحدة [1].")
    ask(page, "ومن قاده؟")
    assert page.locator("#chat .said").first.inner_text().strip() == "أعلن العراق انتصاره"
    assert page.locator("#chat .said").last.inner_text().startswith("الولايات")
    stopped, follow_up, _ = model.chats[-3:]
    assert stopped.abandoned
    assert "أعلن العراق انتصاره" in follow_up.prompt


def test_a_new_conversation_begins_empty(visit: Visit, quoting_app: AppServer) -> None:
    page = visit(quoting_app, "en")
    press(page, "#example-0")
    assert page.locator("#examples button:visible").count() == 2  # others than at the beginning
    page.click("#new-conversation")
    page.wait_for_selector("#chat .message-row", state="detached")
    page.wait_for_selector("#examples button:visible")
    assert page.locator("#chat .welcome").is_visible()


LISTS = """قرر العراق ما يأتي [1]:

- التعاون في مجال التسليح مع NATO.
- لجنة مشتركة.

1. First step
2. Second step

| السنة | الحدث |
|:--|--:|
| 2017 | إعلان الانتصار |

والخطة الكاملة على https://example.org/plan/ بالإنجليزية."""

# Where the text of an element begins and ends, in glyphs.
GLYPHS = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect().toJSON();
}"""


def test_lists_and_tables_turn_with_their_language(
    visit: Visit,
    writing_app: AppServer,
    model: ScriptedServer,
    snapshot: Callable[[Page, str], None],
) -> None:
    """Markers stand before what they mark: on the right in Arabic, on the left in English."""
    model.script(LISTS)
    page = visit(writing_app, "en")
    ask(page, "لخص ما تقرر")
    arabic, english = page.locator("#chat .said ul"), page.locator("#chat .said ol")
    assert style(page, "#chat .said ul", "direction") == "rtl"
    assert style(page, "#chat .said ol", "direction") == "ltr"

    outer, inner = (arabic.evaluate(GLYPHS), arabic.locator("li p").first.evaluate(GLYPHS))
    reply = page.locator("#chat .said").evaluate("e => e.getBoundingClientRect().toJSON()")
    assert reply["right"] - inner["right"] > 15  # the room that the marker stands in
    assert outer["right"] >= inner["right"]
    item = english.locator("li p").first.evaluate(GLYPHS)
    assert item["left"] - reply["left"] > 15
    assert item["right"] < reply["right"] - 100

    cells = [cell.bounding_box() for cell in page.locator("#chat .said th").all()]
    assert cells[0] is not None
    assert cells[1] is not None
    assert cells[0]["x"] > cells[1]["x"]
    assert page.locator("#chat .said bdi:not(.card *)").inner_text() == "https://example.org/plan/"
    snapshot(page, "lists-en-desktop")


def _side(page: Page, selector: str) -> str:
    """The side of the conversation that an element stands on."""
    element, chat = page.locator(selector).bounding_box(), page.locator("#chat").bounding_box()
    assert element is not None
    assert chat is not None
    left = element["x"] - chat["x"]
    return "left" if left < chat["width"] - left - element["width"] else "right"


HOSTILE = """</div></div><script>window.pwned = 1</script><img src=x onerror="window.pwned = 2">
<style>body { display: none }</style><iframe src="https://example.org/"></iframe>

![look](https://example.org/track.png) [go](javascript:window.pwned=3) [data](data:text/html,hi)
[1]: https://example.org/elsewhere

```
</code></pre></div><img src=x onerror="window.pwned = 4">

second
```

$$\\href{javascript:window.pwned=5}{x}$$ ‮reversed‬ [fine](https://example.org/page) [1]"""


def test_what_a_model_writes_cannot_become_markup(
    visit: Visit,
    writing_app: AppServer,
    model: ScriptedServer,
    snapshot: Callable[[Page, str], None],
) -> None:
    """It is shown as the text that it is; no request leaves the page (asserted by `visit`)."""
    model.script(Say(*HOSTILE.splitlines(keepends=True)))
    page = visit(writing_app, "en")
    ask(page, "What does the article say about NATO?")
    snapshot(page, "hostile-en-desktop")
    said = page.locator("#chat .said")
    assert said.locator("img, script, style, iframe, math, .katex").count() == 0
    assert "<script>window.pwned = 1</script>" in said.inner_text()
    assert said.locator("pre").inner_text().splitlines()[-1] == "second"
    assert "\u202e" not in said.inner_text()
    links = said.locator("a:not([href^='#'])").all()
    assert [link.get_attribute("href") for link in links] == ["https://example.org/page"]
    assert "noopener" in (links[0].get_attribute("rel") or "")
    assert page.evaluate("window.pwned") is None
    assert page.locator("#send").is_visible()
