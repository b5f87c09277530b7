"""The translation beside the article, as its reader sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.app_server import AppServer
from tests.browser.conftest import Visit, press, style
from tests.browser.test_accessibility import violations
from tests.servers import Fail, Say, ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARTICLE = """# دليل المرفأ

قالت وزارة النقل إن المرفأ سيُفتتح عام 2027 بكلفة 4.2 مليون دينار، وإن العمل فيه بدأ قبل أعوام.

## ما تقرر

- يعمل في المرفأ 120 موظفًا.
- تُنقل البضائع إلى NATO ثم إلى غيره.

> قال الوزير: سنفي بوعدنا.

وختم البيان بأن الخطة كاملة على https://example.org/plan/ لمن أراد."""

ENGLISH = {
    "دليل المرفأ": "Guide to the harbour",
    "قالت وزارة": "The ministry said that the harbour would open in 2027 at a cost of 9.9 million.",
    "ما تقرر": "What was decided",
    "يعمل في": "The harbour has 120 employees.",
    "تُنقل": "Goods are moved to NATO and then on.",
    "قال الوزير": "The minister said: we will keep our promise.",
    "وختم": "The statement closed with the plan at https://example.org/plan/ for all.",
}

TRANSLATE = "#translation [data-does=translate]"
STOP = "#translation [data-does=stop]"
DONE = "#translation .complete"
TOGGLE = "#translation [data-does=toggle]"
STATE = "#translation .state"
TRANSLATED = "#article-text .translation"

# Of each row, where its two sides begin and end, the directions and the elements' names.
ROWS = """() => [...document.querySelectorAll("#article-text .pair")].map((row) => {
  const sides = [row.firstElementChild, row.querySelector(".translation")?.firstElementChild];
  return sides.map((side) => {
    if (!side) return null;
    const { top, left, right } = side.getBoundingClientRect();
    const { direction } = getComputedStyle(side);
    return { top, left, right, direction, lang: side.lang, tag: side.tagName };
  });
})"""


@pytest.fixture
def english(model: ScriptedServer) -> Iterator[ScriptedServer]:
    """A model that translates the article, and has been asked for nothing yet."""
    model.requests.clear()
    model.respond(_translated)
    yield model
    model.respond(lambda request: Fail(400, "Nothing is scripted."))


@pytest.mark.parametrize(
    ("language", "device", "scheme"),
    [
        ("ar", "desktop", "light"),
        ("en", "desktop", "dark"),
        ("ar", "phone", "dark"),
        ("en", "phone", "light"),
    ],
)
def test_each_paragraph_stands_beside_its_translation(
    visit: Visit,
    writing_app: AppServer,
    english: ScriptedServer,
    language: str,
    device: str,
    scheme: Literal["light", "dark"],
    snapshot: Callable[[Page, str], None],
) -> None:
    """Structure, language and direction kept on either side; what is doubtful is said below the
    paragraph that it concerns; on a phone the two sides stand below each other."""
    page = visit(writing_app, language, device, scheme)
    _open(page)
    page.click(TRANSLATE)
    page.wait_for_selector(DONE)
    rows = page.evaluate(ROWS)
    assert len(rows) == 7
    for original, translated in rows:
        assert (original["lang"], original["direction"]) == ("ar", "rtl")
        assert (translated["lang"], translated["direction"]) == ("en", "ltr")
        assert original["tag"] == translated["tag"]
        if device == "phone":
            assert translated["top"] > original["top"]
        else:
            assert abs(translated["top"] - original["top"]) < 2
            first, second = original, translated
            if language == "ar":
                first, second = translated, original
            assert first["right"] < second["left"]
    assert [row[0]["tag"] for row in rows] == ["H3", "P", "H3", "P", "P", "P", "P"]
    assert page.locator("#article-text ul .translation").count() == 2
    assert page.inner_text("#article-text ul .translation >> nth=0") == (
        "- The harbour has 120 employees."
    )
    assert page.locator("#article-text blockquote .translation").count() == 1
    [remark] = page.locator("#article-text .remark").all_inner_texts()
    assert "9.9" in remark
    assert page.locator(".pair:has(.remark)").inner_text().startswith("قالت وزارة")
    notice = page.inner_text("#article-text .head")
    assert "scripted" in notice
    assert {"ar": "ترجمة آلية", "en": "Machine translation"}[language] in notice
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    snapshot(page, f"translation-{language}-{device}-{scheme}")


def test_it_appears_as_it_is_done_and_little_is_sent(
    visit: Visit, writing_app: AppServer, english: ScriptedServer
) -> None:
    """A slow paragraph keeps no other waiting. Of sixty paragraphs each is sent twice (Gradio sends
    the result of an event again at its end), and not once more with every other one."""

    def respond(body: dict[str, Any]) -> Say:
        number = re.search(r"الفقرة (\d+)", body["messages"][-1]["content"])
        assert number is not None
        said = f"Paragraph {number[1]} of an article " + "about the harbour " * 20
        return Say(said, then="hang" if number[1] == "3" else "end")

    english.respond(respond)
    page = visit(writing_app, "en")
    _open(page, "\n\n".join(f"الفقرة {number} من مقال عن المرفأ." for number in range(60)))
    received: list[int] = []
    network = page.context.new_cdp_session(page)
    network.on("Network.dataReceived", lambda data: received.append(data["dataLength"]))
    network.send("Network.enable")
    page.click(TRANSLATE)
    page.wait_for_selector(f"{STATE}:has-text('Translating: 59 of 60 paragraphs')")
    assert page.locator(TRANSLATED).count() == 59
    assert "Paragraph 4 " in page.inner_text(".pair >> nth=4")
    assert page.locator(".pair >> nth=3 >> .translation").count() == 0
    page.click(STOP)
    page.wait_for_selector(TRANSLATE)
    whole = len(page.inner_html("#article-text").encode())
    assert whole < sum(received) < 4 * whole


def test_a_paragraph_that_fails_is_tried_again_in_its_place(
    visit: Visit,
    writing_app: AppServer,
    english: ScriptedServer,
    snapshot: Callable[[Page, str], None],
) -> None:
    """The others are there; the reason is in the language of the page, also once it is turned."""
    english.respond(lambda body: Fail(400, "Broken.") if _is(body, "تُنقل") else _translated(body))
    page = visit(writing_app, "ar")
    _open(page)
    page.click(TRANSLATE)
    failed = page.locator(f"{TRANSLATED} .notice")
    failed.wait_for()
    page.wait_for_selector(TRANSLATE)
    assert page.inner_text(STATE) == "الفقرات المترجمة: 6 من 7"
    assert page.locator(TRANSLATED).count() == 7
    assert page.locator("li .notice").count() == 1
    assert "رفض خادم النموذج" in failed.inner_text()
    snapshot(page, "translation-failed-ar-desktop")
    page.click("#language >> text=English")
    page.wait_for_selector(f"{TRANSLATED} .notice:has-text('refused')")
    english.respond(_translated)
    asked = len(english.chats)
    failed.locator("button").click()
    page.wait_for_selector(DONE)
    assert failed.count() == 0
    assert "NATO" in page.inner_text("li:nth-child(2) .translation")
    assert len(english.chats) == asked + 1


def test_stopped_it_goes_on_with_what_is_missing(
    visit: Visit, writing_app: AppServer, english: ScriptedServer
) -> None:
    english.respond(
        lambda body: Say("The", then="hang") if _is(body, "وختم") else _translated(body)
    )
    page = visit(writing_app, "en")
    _open(page)
    page.click(TRANSLATE)
    page.wait_for_selector(f"{TRANSLATED} >> nth=5")
    page.click(STOP)
    page.wait_for_selector(TRANSLATE)
    assert page.inner_text(STATE) == "6 of 7 paragraphs translated"
    assert page.inner_text(TRANSLATE) == "Continue translating"
    asked = len(english.chats)
    english.respond(_translated)
    page.click(TRANSLATE)
    page.wait_for_selector(DONE)
    assert page.locator(TRANSLATED).count() == 7
    assert len(english.chats) == asked + 1
    assert [chat.abandoned for chat in english.chats if "وختم" in chat.prompt] == [True, False]


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "الترجمة تحتاج إلى نموذج"), ("en", "Translating needs a language model")],
)
def test_without_a_model_it_says_what_to_set(
    visit: Visit,
    quoting_app: AppServer,
    language: str,
    words: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """In its place, not as an alarm; the button stays, the article too."""
    page = visit(quoting_app, language)
    page.click(TRANSLATE)
    notice = page.locator("#translation .notice")
    notice.wait_for()
    assert words in notice.inner_text()
    assert "OPENAI_API_KEY" in notice.inner_text()
    assert page.locator(".toast-body").count() == 0
    assert page.is_visible(TRANSLATE)
    assert page.locator(".side-by-side").count() == 0
    assert "أواخر العام 2017" in page.inner_text("#article-text")
    snapshot(page, f"translation-needs-model-{language}")


def test_it_is_put_away_and_brought_back_without_asking_again(
    visit: Visit, writing_app: AppServer, english: ScriptedServer
) -> None:
    """It outlives the turn of the page's language, another article, and the way back."""
    page = visit(writing_app, "en")
    _open(page)
    page.click(TRANSLATE)
    page.wait_for_selector(DONE)
    asked = len(english.chats)
    page.click(TOGGLE)
    assert not page.locator(TRANSLATED).first.is_visible()
    assert page.get_attribute(TOGGLE, "aria-pressed") == "false"
    page.click("#language >> text=العربية")
    page.wait_for_selector(f"{TOGGLE}:has-text('الترجمة')")
    assert page.get_attribute(TOGGLE, "aria-pressed") == "false"
    page.click(TOGGLE)
    assert page.locator(TRANSLATED).first.is_visible()
    _open(page, "A story of a bridge.")
    assert page.locator(TRANSLATED).count() == 0
    assert page.inner_text(TRANSLATE) == "ترجمة إلى العربية"
    _open(page)
    page.wait_for_selector(TRANSLATED)
    assert page.locator(f"{TRANSLATED}:visible").count() == 7
    assert len(english.chats) == asked


def test_it_is_saved_side_by_side(
    visit: Visit,
    writing_app: AppServer,
    english: ScriptedServer,
    snapshot: Callable[[Page, str], None],
) -> None:
    """As Markdown, Word and PDF, from a menu that closes as menus do; named after the article."""
    page = visit(writing_app, "ar")
    _open(page)
    page.click(TRANSLATE)
    page.wait_for_selector(DONE)
    menu = page.locator("#translation .menu")
    menu.locator("summary").click()
    snapshot(page, "translation-save-ar-desktop")
    for kind, beginning in {"md": b"<div", "docx": b"PK", "pdf": b"%PDF"}.items():
        if kind != "md":
            menu.locator("summary").click()
        with page.expect_download() as download:
            menu.locator(f"[data-kind={kind}]").click()
        assert download.value.suggested_filename == f"دليل المرفأ.{kind}"
        saved = download.value.path().read_bytes()
        assert saved.startswith(beginning)
        if kind == "md":
            assert saved.decode().index("سنفي بوعدنا") < saved.decode().index("keep our promise")
        assert menu.get_attribute("open") is None
    menu.locator("summary").click()
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert page.locator("#translation summary:focus").count() == 1


def test_pointing_at_one_side_tints_the_other(
    visit: Visit, writing_app: AppServer, english: ScriptedServer
) -> None:
    page = visit(writing_app, "en")
    _open(page)
    page.click(TRANSLATE)
    page.wait_for_selector(DONE)
    row = ".pair:has-text('promise')"
    page.mouse.move(5, 5)
    page.wait_for_timeout(100)
    plain = style(page, row, "backgroundColor")
    page.hover(f"{row} .translation p")
    assert style(page, row, "backgroundColor") != plain
    page.mouse.move(5, 5)
    assert style(page, row, "backgroundColor") == plain
    page.locator(row).focus()
    assert style(page, row, "backgroundColor") != plain


def test_a_citation_still_leads_into_the_original(
    visit: Visit, writing_app: AppServer, english: ScriptedServer
) -> None:
    page = visit(writing_app, "en")
    _open(page)
    page.click(TRANSLATE)
    page.wait_for_selector(DONE)
    page.locator("#key-facts a", has_text="2027").click()
    assert page.evaluate("String([...CSS.highlights.get('passage')][0])").endswith("2027")
    inside = "[...CSS.highlights.get('passage')][0].startContainer.parentElement"
    assert page.evaluate(f"{inside}.closest('[data-start]').matches('.pair > :first-child')")


def test_a_question_can_be_asked_meanwhile(
    visit: Visit, writing_app: AppServer, english: ScriptedServer
) -> None:
    """Neither takes anything from the other."""
    english.respond(
        lambda body: (
            "It opens in 2027 [1]."
            if _is(body, "When does it")
            else Say(*_translated(body).split(" "), delay=0.1)
        )
    )
    page = visit(writing_app, "en")
    _open(page)
    page.click(TRANSLATE)
    page.wait_for_selector(STOP)
    page.fill("#question textarea", "When does it open?")
    press(page, "#send")
    assert "2027" in page.inner_text("#chat .said")
    page.wait_for_selector(DONE)
    assert page.locator(TRANSLATED).count() == 7
    assert "2027" in page.inner_text("#chat .said")


def test_what_a_model_writes_cannot_become_markup(
    visit: Visit, writing_app: AppServer, english: ScriptedServer
) -> None:
    hostile = '</p></div><script>window.pwned = 1</script><img src=x onerror="window.pwned = 2">'
    english.respond(lambda body: f"{hostile} ${{window.pwned = 3}} {{{{pwned}}}}")
    page = visit(writing_app, "en")
    _open(page)
    page.click(TRANSLATE)
    page.wait_for_selector(DONE)
    assert page.locator("#article-text :is(script, img)").count() == 0
    assert hostile in page.inner_text(f"{TRANSLATED} >> nth=1")
    assert page.evaluate("window.pwned") is None


def _open(page: Page, pasted: str = ARTICLE) -> None:
    word = pasted.split()[-1]
    page.click("#change-article")
    page.fill("#pasted textarea", pasted)
    page.click("#open-article")
    page.wait_for_selector(f"#article-text :text('{word}')")
    page.wait_for_selector(TRANSLATE + "," + TOGGLE)


def _is(body: dict[str, Any], words: str) -> bool:
    return words in body["messages"][-1]["content"]


def _translated(body: dict[str, Any]) -> str:
    return next(english for arabic, english in ENGLISH.items() if _is(body, arabic))
