"""What is done with questions and replies: cards, flags, again, edit, copy, feedback, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import Article, Settings, read_bytes
from bot.evaluation.cases import load_cases
from bot.evaluation.feedback_cases import add_cases
from bot.workspace import workspace
from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask, load_anew, press, style
from tests.servers import Fail, Say, ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"
OTHER = "من التقى السوداني؟"


@pytest.fixture
def settings(tmp_path: Path, model: ScriptedServer) -> Settings:
    return Settings(data_dir=tmp_path, openai_base_url=model.base_url, model="scripted")


@pytest.fixture
def app(settings: Settings, example: Article) -> Iterator[AppServer]:
    """An app with a model and a library of this test's own."""
    with AppServer(settings, example) as server:
        yield server


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_mark_shows_its_quote_in_a_card(
    visit: Visit,
    quoting_app: AppServer,
    language: str,
    device: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """To the pointer and to the focus, within the window; Escape puts it away."""
    page = visit(quoting_app, language, device)
    ask(page, QUESTION)
    mark = page.locator("#chat .said .mark a").first
    mark.focus()
    card = page.locator("#chat .card:popover-open")
    card.wait_for()
    assert "أواخر العام 2017" in card.inner_text()
    assert style(page, "#chat .card:popover-open", "direction") == "rtl"
    box, size = card.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert 0 <= box["y"] <= size["height"] - box["height"]
    snapshot(page, f"card-{language}-{device}")
    page.keyboard.press("Escape")
    assert page.locator("#chat .card:popover-open").count() == 0
    if device == "desktop":
        page.locator("#chat .asked").hover()
        mark.hover()
        card.wait_for()


def test_links_work_while_the_reply_is_still_coming(
    visit: Visit, app: AppServer, model: ScriptedServer
) -> None:
    model.script(Say("أواخر العام 2017 [1]. ", "وبعد ذلك ", then="hang"))
    page = visit(app, "ar")
    page.fill("#question textarea", QUESTION)
    page.click("#send")
    page.click("#chat .said .mark a")
    assert page.evaluate("CSS.highlights.get('passage').size") == 1
    page.click("#stop")
    page.wait_for_selector("#send", state="visible")


def test_a_doubtful_sentence_has_a_flag_of_its_own(
    visit: Visit, app: AppServer, model: ScriptedServer, snapshot: Callable[[Page, str], None]
) -> None:
    """At the sentence, with its warning in a card; not in the list below as well."""
    model.script("أعلن العراق انتصاره على التنظيم أواخر العام 2017 [1]. وقُتل 940 جنديًّا [1].")
    page = visit(app, "ar")
    ask(page, QUESTION)
    doubtful = "".join(page.locator("#chat .doubtful").all_inner_texts())
    assert "940" in doubtful
    assert "2017" not in doubtful
    page.focus("#chat .flag")
    card = page.locator("#chat .card:popover-open")
    card.wait_for()
    assert "940" in card.inner_text()
    assert page.locator("#chat .warnings").count() == 0
    snapshot(page, "flag-ar-desktop")


def test_a_failed_reply_is_asked_again_and_takes_its_place(
    visit: Visit, app: AppServer, settings: Settings, model: ScriptedServer
) -> None:
    model.script(Fail(401, "Incorrect API key provided.", "invalid_api_key"))
    page = visit(app, "ar")
    ask(page, QUESTION)
    page.wait_for_selector("#chat .notice")
    model.script("أواخر العام 2017 [1].")
    page.click("#chat .act-retry-last")
    page.wait_for_selector("#chat .said .mark")
    assert page.locator("#chat .notice").count() == 0
    assert page.locator("#chat .asked").count() == 1
    page.wait_for_selector("#send", state="visible")
    conversations = workspace(settings).conversations
    [entry] = conversations.of(workspace(settings).library.list()[0].id)
    assert entry.length == 1


def test_an_earlier_question_is_rewritten(
    visit: Visit, app: AppServer, settings: Settings, model: ScriptedServer
) -> None:
    """What followed it is replaced, in the library too; before sending it can be left as it was."""
    model.script("أواخر العام 2017 [1].")
    page = visit(app, "ar")
    ask(page, QUESTION)
    model.script("متى التقاه؟", "ستولتنبرغ [1].")
    ask(page, OTHER)
    page.locator("#chat .question").first.hover()
    page.click("#chat .act-edit-0")
    page.wait_for_selector("#editing")
    assert page.input_value("#question textarea") == QUESTION
    page.click("#stop-editing")
    page.wait_for_selector("#editing", state="hidden")
    page.locator("#chat .question").first.hover()
    page.click("#chat .act-edit-0")
    page.wait_for_selector("#editing")
    model.script("بغداد [1].")
    page.fill("#question textarea", "أين أُعلن ذلك؟")
    page.click("#send")
    page.wait_for_selector("#chat .said:has-text('بغداد')")
    page.wait_for_selector("#send", state="visible")
    assert page.locator("#chat .asked").all_inner_texts() == ["أين أُعلن ذلك؟"]
    space = workspace(settings)
    [entry] = space.conversations.of(space.library.list()[0].id)
    assert entry.length == 1


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_thumb_and_a_note_are_kept_and_can_be_taken_back(
    visit: Visit,
    app: AppServer,
    settings: Settings,
    model: ScriptedServer,
    language: str,
    tmp_path: Path,
    snapshot: Callable[[Page, str], None],
) -> None:
    """With question, article, reply and versions of its prompts; a case can be made of that."""
    model.script("أواخر العام 2017 [1].")
    page = visit(app, language)
    ask(page, QUESTION)
    page.click("#chat .act-like-down-0")
    page.wait_for_selector("#note-panel")
    snapshot(page, f"feedback-{language}-desktop")
    page.fill("#note textarea, #note input", "الجواب ناقص")
    page.click("#save-note")
    page.wait_for_selector("#note-panel", state="hidden")
    [feedback] = workspace(settings).feedback.list()
    assert (feedback.rating, feedback.note) == ("down", "الجواب ناقص")
    assert feedback.question == QUESTION
    assert "أواخر العام 2017" in feedback.article_text
    assert any(one.startswith("answer@") for one in feedback.reply.prompts)
    (tmp_path / "cases").mkdir()
    add_cases([feedback], tmp_path / "cases")
    [case] = load_cases(tmp_path / "cases")
    assert (case.question, case.article.text) == (QUESTION, feedback.article_text)
    load_anew(page)
    page.wait_for_selector("#chat .act-like-down-0:has-text('✓')")
    page.click("#chat .act-like-down-0")
    page.wait_for_function("!document.querySelector('#chat .act.pressed')")
    assert workspace(settings).feedback.list() == []


def test_on_a_phone_a_note_is_asked_for_where_the_reader_is(
    visit: Visit, quoting_app: AppServer
) -> None:
    """Below an earlier reply, far above the end of the conversation."""
    page = visit(quoting_app, "ar", "phone")
    for question in (QUESTION, OTHER):
        ask(page, question)
    page.locator("#chat .act-like-down-0").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.click("#chat .act-like-down-0")
    page.wait_for_function("document.activeElement.matches('#note textarea')")
    assert page.evaluate("scrollY") == before
    panel = page.locator("#note-panel").bounding_box()
    assert panel is not None
    assert 0 < panel["y"] < panel["y"] + panel["height"] < 844


def test_a_reply_is_copied_with_its_sources(visit: Visit, quoting_app: AppServer) -> None:
    page = visit(quoting_app, "ar")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.click("#chat .act-copy-0")
    page.wait_for_selector("#told:has-text('نُسخ')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("أواخر العام 2017")
    assert "[1] وأعلن العراق انتصاره" in copied
    assert copied.count("تشنّ بين حين وآخر") == 2  # in the reply, and as its source


@pytest.mark.parametrize("kind", ["md", "docx", "pdf"])
def test_a_reply_and_a_conversation_are_saved(
    visit: Visit, quoting_app: AppServer, tmp_path: Path, kind: str
) -> None:
    page = visit(quoting_app, "ar")
    ask(page, QUESTION)
    for what, box in (("0", "#chat .saving"), ("conversation", "#save-conversation .saving")):
        page.click(f"{box} summary")
        with page.expect_download() as saving:
            page.click(f".act-download-{what}-{kind}")
        file = tmp_path / f"{what}.{kind}"
        saving.value.save_as(file)
        assert saving.value.suggested_filename.endswith(f".{kind}")
        assert "أواخر العام 2017" in read_bytes(file.read_bytes(), file.name).text


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_summaries_in_both_languages_stand_beside_each_other(
    visit: Visit,
    app: AppServer,
    model: ScriptedServer,
    device: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """As long and in the form that was chosen; each in its direction, both kept."""
    said = {
        "العربية": "- أعلن العراق ذلك [1].\n- وانتهت المهمة [2].",
        "English": "- One [1].\n- Two [2].",
    }
    model.respond(lambda request: Say(said["English" if "English" in str(request) else "العربية"]))
    page = visit(app, "ar", device)
    page.click("#summary-more")
    page.click("#summary-language label:has([value=both])")
    page.click("#summary-form label:has([value=bullets])")
    press(page, "#summary")
    page.wait_for_selector("#chat .beside .sources >> nth=1", state="attached")
    assert page.inner_text("#chat .asked") == "ملخّص باللغتين · نقاط"
    sides = page.locator("#chat .beside .said").evaluate_all(
        "(each) => each.map((one) => [one.lang, getComputedStyle(one).direction])"
    )
    assert sides == [["ar", "rtl"], ["en", "ltr"]]
    first, second = (page.locator("#chat .beside .said").nth(n).bounding_box() for n in (0, 1))
    assert first is not None
    assert second is not None
    assert (first["x"] > second["x"]) if device == "desktop" else (first["y"] < second["y"])
    snapshot(page, f"both-ar-{device}")
    load_anew(page)
    page.wait_for_selector("#chat .beside .said >> nth=1")
    model.respond(lambda request: Fail(400, "Nothing is scripted."))


def test_what_one_language_lacks_does_not_cost_the_other(
    visit: Visit, quoting_app: AppServer
) -> None:
    """Without a model: the Arabic summary is there, and what English needs is said beside it."""
    page = visit(quoting_app, "en")
    page.click("#summary-more")
    page.click("#summary-language label:has([value=both])")
    press(page, "#summary")
    assert page.locator("#chat .beside .said").count() == 1
    assert "OPENAI_API_KEY" in page.inner_text("#chat .beside .notice")


def test_the_tokens_of_the_conversation_are_counted(
    visit: Visit, app: AppServer, model: ScriptedServer
) -> None:
    model.script("أواخر العام 2017 [1].")
    page = visit(app, "en")
    ask(page, QUESTION)
    assert "tokens in this conversation" in page.inner_text("#engine")
