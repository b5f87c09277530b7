"""The small translator in the page: fetched with a button, named wherever it had a part.

One app serves all tests, in order: at first it has no translator, then one from a hub on this
machine, whose model looks words up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import Article, Settings
from bot.translator.shared import translator_for
from tests.app_server import AppServer
from tests.browser.conftest import Visit, ask, press, style
from tests.browser.test_accessibility import violations
from tests.servers.hub import Hub
from tests.word_for_word import word_for_word_translator

if TYPE_CHECKING:
    from playwright.sync_api import Page

DIRECTIONS = ("ar-en", "en-ar")
STATE, CONTROLS = "#translator-state", "#translator-controls"
GET, STOP = f"{CONTROLS} [data-does=get]", f"{CONTROLS} [data-does=stop]"
ENGLISH_QUESTION = "When did Iraq declare victory over ISIS?"
ARABIC_QUESTION = "متى بُنيت المنارة؟"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both directions of a translator, as a folder of the user's own."""
    return word_for_word_translator(tmp_path_factory.mktemp("models") / "word-for-word")


@pytest.fixture(scope="module")
def hub(models: Path) -> Iterator[Hub]:
    """A hub that has the smaller one of the known translators, and is slow."""
    with Hub() as hub, pytest.MonkeyPatch.context() as environment:
        for direction in DIRECTIONS:
            files = {file.name: file.read_bytes() for file in (models / direction).iterdir()}
            hub.add(f"gaudi/opus-mt-{direction}-ctranslate2", files)
        environment.setenv("HF_ENDPOINT", hub.endpoint)
        hub.behaviour.wait = 0.05
        yield hub


@pytest.fixture(scope="module")
def app(
    tmp_path_factory: pytest.TempPathFactory, hub: Hub, example: Article
) -> Iterator[AppServer]:
    """The app as it is served to its own machine, with a data folder of its own."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with AppServer(settings, example, local=True) as server:
        yield server
    if translator := translator_for(settings):
        translator.end()


def drawer(page: Page) -> None:
    page.click("#open-model")
    page.wait_for_selector("#model:popover-open")


def test_without_a_translator_the_way_to_one_is_a_button(visit: Visit, app: AppServer) -> None:
    """Where a translation was asked for in vain, and below the conversation."""
    page = visit(app, "en")
    ask(page, "Translate the article into English")
    page.click("#chat .notice .act-model")
    page.wait_for_selector("#model:popover-open")
    assert "CC BY 4.0" in page.inner_text(CONTROLS)
    assert "untested" in page.inner_text(CONTROLS)
    assert page.inner_text(GET) == "Get the translator, 1,031 MB"
    page.select_option(f"{CONTROLS} select", "opus-mt")
    assert page.inner_text(GET) == "Get the translator, 318 MB"
    page.keyboard.press("Escape")
    page.click("#engine .act-model")
    page.wait_for_selector("#model:popover-open")


def test_where_others_are_served_whoever_runs_the_server_can_add_one(
    visit: Visit, quoting_app: AppServer
) -> None:
    page = visit(quoting_app, "ar")
    drawer(page)
    assert "khulasa models pull translator" in page.inner_text(CONTROLS)
    assert page.locator(GET).count() == 0
    assert page.locator("#glossary [data-does]").count() == 0


def test_a_translator_is_fetched_stopped_and_taken_up_again(
    visit: Visit, app: AppServer, hub: Hub, snapshot: Callable[[Page, str], None]
) -> None:
    """Every visit sees the same download, which outlives the page that began it."""
    page = visit(app, "ar", "phone")
    drawer(page)
    page.select_option(f"{CONTROLS} select", "opus-mt")
    page.click(GET)
    bar = page.locator(f"{STATE} progress[value]")
    bar.wait_for()
    first = float(bar.get_attribute("value") or 0)
    page.wait_for_function(
        "(first) => document.querySelector('#translator-state progress')?.value > first", arg=first
    )
    snapshot(page, "translator-fetching-ar-phone")
    assert violations(page) == []
    page.close()

    other = visit(app, "en")
    drawer(other)
    other.wait_for_selector(f"{STATE} progress")
    assert " of 16 MB" in other.inner_text(STATE)
    other.focus(STOP)
    other.wait_for_timeout(1_200)  # a look at the download takes the focus from no button
    other.keyboard.press("Enter")
    other.wait_for_selector(f"{STATE}:has-text('Stopped.')")
    sent = len(hub.sends)

    hub.behaviour.wait = 0.0
    assert other.input_value(f"{CONTROLS} select") == "opus-mt"
    other.click(GET)
    other.wait_for_selector(f"{STATE}:has-text('in memory')")
    assert any(begin > 0 for _, begin, _ in hub.sends[sent:])
    assert "Arabic to English · English to Arabic" in other.inner_text(STATE)
    other.wait_for_selector("#open-model:has-text('Translator')")
    assert "opus-mt" in other.inner_text("#engine")
    assert violations(other) == []


def test_an_answer_is_translated_with_its_original_below(
    visit: Visit, app: AppServer, snapshot: Callable[[Page, str], None]
) -> None:
    """Each in its own direction; what a machine translated is said at the reply and at it.

    Names in the article are given in the reader's language too.
    """
    page = visit(app, "en")
    facts = page.locator("#key-facts .both", has_text="Jens Stoltenberg")
    facts.wait_for()
    assert facts.locator("span").get_attribute("lang") == "en"
    ask(page, ENGLISH_QUESTION)
    assert "Machine translation by opus-mt" in page.inner_text("#chat .reply > .fine >> nth=0")
    said = "#chat .said"
    assert style(page, f"{said} ul", "direction") == "ltr"
    assert style(page, f"{said} li > p", "direction") == "ltr"
    assert style(page, f"{said} blockquote", "direction") == "rtl"
    assert style(page, f"{said} blockquote", "borderRightWidth") == "3px"
    marks = page.locator(f"{said} li > p .mark").count()
    assert page.locator(f"{said} .label").count() == marks > 1
    assert page.locator(f"{said} blockquote .label").count() == 0
    assert "Quoted from the article" in page.inner_text("#chat .reply")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("#chat .act-copy-0")
    page.wait_for_selector("#told:has-text('Copied')")
    assert "[1] machine translation" in page.evaluate("navigator.clipboard.readText()")
    snapshot(page, "translated-answer-en-desktop")
    page.locator(f"{said} li > p .mark a").first.click()
    shown = "[...CSS.highlights.get('passage')][0].toString()"
    assert "وأعلن العراق انتصاره" in page.evaluate(shown)
    page.click("#summary-more")
    page.click("#summary-language label:has([value=en])")
    press(page, "#summary")
    assert "Quoted from the article" not in page.locator("#chat .reply").last.inner_text()


def test_an_english_original_stands_below_an_arabic_answer(
    visit: Visit, app: AppServer, snapshot: Callable[[Page, str], None]
) -> None:
    page = visit(app, "ar", "phone", "dark")
    page.click("#change-article")
    page.fill("#pasted textarea", Path("examples/article.en.txt").read_text("utf-8"))
    page.click("#open-article")
    page.wait_for_selector("#article-text p:lang(en)")
    ask(page, ARABIC_QUESTION)
    said = "#chat .said"
    assert style(page, f"{said} blockquote", "direction") == "ltr"
    assert style(page, said, "direction") == "rtl"
    snapshot(page, "translated-answer-ar-phone")


@pytest.mark.parametrize(
    ("language", "device", "notice"),
    [
        ("ar", "desktop", "ترجمة آلية بنموذج opus-mt. ارجع إلى الأصل فيما يهمّك."),
        ("en", "phone", "Machine translation by opus-mt. Check what matters in the original."),
    ],
)
def test_the_translation_beside_the_article_is_named_a_machines(
    visit: Visit,
    app: AppServer,
    language: str,
    device: str,
    notice: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    """Once, in its head; it is not repeated at every paragraph."""
    page = visit(app, language, device)
    page.click("#translation [data-does=translate]")
    page.wait_for_selector("#translation .complete")
    assert page.inner_text("#article-text .head small") == notice
    assert page.locator("#article-text .translation .remark").count() == 0
    assert style(page, "#article-text .translation p", "direction") == "ltr"
    snapshot(page, f"translated-article-{language}-{device}")
    assert violations(page) == []


def test_names_are_written_into_the_glossary(visit: Visit, app: AppServer) -> None:
    """With the keyboard; what is wrong is said, and what was typed stays."""
    page = visit(app, "en")
    drawer(page)
    page.click("#glossary summary")
    page.focus("#glossary [data-does=add]")
    for key in ("Enter", "الناتو", "Tab", "حلف", "Enter"):
        page.keyboard.press(key) if key in ("Enter", "Tab") else page.keyboard.type(key)
    page.wait_for_selector("#glossary-said [role=alert]")
    assert "Line 1" in page.inner_text("#glossary-said")
    english = page.locator("#glossary tbody input").nth(1)
    assert english.input_value() == "حلف"
    english.fill("the Alliance")
    page.keyboard.press("Enter")
    page.wait_for_selector("#glossary-said [role=status]")
    assert violations(page) == []
    other = visit(app, "ar")
    drawer(other)
    other.click("#glossary summary")
    assert other.locator("#glossary tbody input").nth(1).input_value() == "the Alliance"
    other.click("#glossary [data-does=delete]")
    other.click("#glossary [data-does=save]")
    other.wait_for_selector("#glossary-said [role=status]")
    assert other.locator("#glossary tbody tr").count() == 0


def test_a_translator_is_removed(visit: Visit, app: AppServer) -> None:
    """Then the page says again that there is none."""
    page = visit(app, "ar")
    drawer(page)
    page.click(f"{CONTROLS} summary")
    page.click(f"{CONTROLS} [data-does=remove]")
    page.wait_for_selector(GET)
    page.wait_for_selector("#open-model:has-text('بلا نموذج')")
