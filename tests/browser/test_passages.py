"""Key facts beside the article; they, and the marks in replies, lead to exactly their passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Literal

import pytest

from bot import Article, Settings, read
from bot.facts import Fact, KeyFacts, key_facts
from tests.app_server import AppServer
from tests.browser.conftest import EXAMPLE, Visit, ask, press, style

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEADINGS = {"ar": "أبرز ما ورد", "en": "Key facts"}
KINDS = {
    "ar": ["أشخاص", "جهات", "أماكن", "تواريخ", "أرقام"],
    "en": ["People", "Organisations", "Places", "Dates", "Numbers"],
}
QUESTIONS = {
    "ar": "متى أعلن العراق انتصاره على تنظيم داعش؟",
    "en": "Who built the lighthouse?",
}

# Lines of a fixed width, and letters that JavaScript counts twice.
TABLE = """نشرت وزارة التخطيط أعداد السكان في مدن المنطقة.

| المدينة | السكان |
|---|---|
| بغداد | 7,500,000 |
| Abu Dhabi | 1,500,000 |"""

WRAPPED = """The 🚢🚢 harbour bridge in Aldmouth reopened on Tuesday, and 😀 many
people who live in the two halves of the town came to walk across it
together. The works cost 4.2 million pounds, which is more than what the
council had said that they would cost. 🎉 The engineer Mary Okafor told the
council that the new bearings should last for fifty years from now on.
"""

FRENCH = """Le pont du port a rouvert mardi à Paris après onze mois de travaux. La ville a
payé 4,2 millions d'euros, et le maire a remercié les ouvriers pour leur patience."""

# What is highlighted, and whether all of it is in sight.
HIGHLIGHTED = """() => [...CSS.highlights.get("passage")].map((range) => {
  const box = range.getBoundingClientRect();
  const pane = document.querySelector("#article-text").getBoundingClientRect();
  const top = Math.max(0, pane.top), bottom = Math.min(innerHeight, pane.bottom);
  return [range.toString(), top <= box.top && box.bottom <= bottom];
})"""


@pytest.fixture(scope="module")
def english_example() -> Article:
    """The English example article."""
    return read(EXAMPLE.with_name("article.en.txt"))


@pytest.fixture(scope="module")
def english_app(english_example: Article, settings_of_tests: None) -> Iterator[AppServer]:
    """The app without a model, with the English example article open."""
    with AppServer(Settings.from_env(), english_example) as app:
        yield app


@pytest.fixture(params=["ar", "en"])
def opened(
    request: pytest.FixtureRequest,
    quoting_app: AppServer,
    example: Article,
    english_app: AppServer,
    english_example: Article,
) -> tuple[AppServer, Article]:
    """The app with each of the example articles."""
    return (quoting_app, example) if request.param == "ar" else (english_app, english_example)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_each_key_fact_leads_to_where_the_article_names_it(
    visit: Visit,
    opened: tuple[AppServer, Article],
    language: Literal["ar", "en"],
    snapshot: Callable[[Page, str], None],
) -> None:
    """Rows are named in the interface's language; facts stay in the article's."""
    app, article = opened
    page = visit(app, language)
    before = page.inner_html("#article-text")
    found = key_facts(article)
    assert page.inner_text("#key-facts summary") == HEADINGS[language]
    assert page.locator("#key-facts dt").all_inner_texts() == [
        name
        for name, kind in zip(KINDS[language], fields(KeyFacts), strict=True)
        if getattr(found, kind.name)
    ]
    side = "rtl" if article.language == "ar" else "ltr"
    links = page.locator("#key-facts dd a").all()
    assert [link.inner_text() for link in links] == [fact.text for fact in _all(found)]
    for link, fact in zip(links, _all(found), strict=True):
        assert link.evaluate("e => getComputedStyle(e).direction") == side
        assert link.get_attribute("href") == f"#passage-{article.id}-{fact.start}-{fact.end}"
        link.click()
        assert page.evaluate(HIGHLIGHTED) == [[fact.text, True]]
    assert page.inner_html("#article-text") == before
    snapshot(page, f"facts-{article.language}-{language}-desktop")


@pytest.mark.parametrize(("language", "device"), [("ar", "desktop"), ("en", "phone")])
def test_a_mark_leads_to_exactly_what_it_quotes(
    visit: Visit,
    opened: tuple[AppServer, Article],
    language: str,
    device: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    app, article = opened
    page = visit(app, language, device)
    ask(page, QUESTIONS[article.language])
    page.locator("#chat .mark a", has_text="[1]").first.click()
    quote = page.inner_text("#chat .sources li[value='1']")
    assert quote in article.text
    assert page.evaluate(HIGHLIGHTED) == [[quote, True]]
    snapshot(page, f"mark-{article.language}-{language}-{device}")


def test_a_mark_does_not_load_the_page_anew(visit: Visit, quoting_app: AppServer) -> None:
    """Which a browser would do after a query, because of Gradio's <base>."""
    page = visit(quoting_app, "en", query="?__theme=light")
    ask(page, QUESTIONS["ar"])
    page.locator("#chat .mark a").first.click()
    assert len(page.evaluate(HIGHLIGHTED)) == 1
    assert page.locator("#chat .said").count() == 1


def test_on_a_phone_a_passage_is_wholly_in_sight_and_leads_back(
    visit: Visit, quoting_app: AppServer, snapshot: Callable[[Page, str], None]
) -> None:
    """To where the reply was; with the next answer what was highlighted is forgotten."""
    page = visit(quoting_app, "ar", "phone")
    back = page.locator("#back-to-reply")
    for question in (QUESTIONS["ar"], "من التقى السوداني؟"):
        ask(page, question)
    mark = page.locator("#chat .mark a").last
    mark.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 844
    assert not back.is_visible()
    mark.click()
    [[passage, in_sight]] = page.evaluate(HIGHLIGHTED)
    assert in_sight
    assert len(passage) > 150
    snapshot(page, "back-ar-phone")
    mark.focus()  # as far as a keyboard is there
    back.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("scrollY") == before
    assert not back.is_visible()
    assert mark.evaluate("mark => mark === document.activeElement")
    ask(page, "متى تنتهي مهمة التحالف؟")
    assert page.evaluate("CSS.highlights.size") == 0


def test_another_article_is_read_from_its_beginning(visit: Visit, english_app: AppServer) -> None:
    page = visit(english_app, "en")
    page.locator("#key-facts a").last.click()
    assert page.evaluate("document.querySelector('#article-text').scrollTop") > 0
    _open(page, EXAMPLE.read_text("utf-8"), "السوداني")
    page.wait_for_function("CSS.highlights.size === 0")
    assert page.evaluate("document.querySelector('#article-text').scrollTop") == 0


def test_wrapped_lines_and_emoji_are_counted_as_python_counts_them(
    visit: Visit, quoting_app: AppServer
) -> None:
    page = visit(quoting_app, "en")
    _open(page, WRAPPED, "Aldmouth")
    press(page, "#summary")
    marks = page.locator("#chat .mark a")
    quotes = page.locator("#chat .sources li").all_inner_texts()
    assert len(quotes) > 1
    for index, quote in enumerate(quotes):
        marks.nth(index).click()
        assert page.evaluate(HIGHLIGHTED)[0][0] == quote.replace("\n", "")
    page.click("#key-facts a:has-text('Okafor')")
    assert page.evaluate(HIGHLIGHTED)[0][0] == "Mary Okafor"


def test_a_table_is_shown_as_one_and_its_passages_are_found(
    visit: Visit, quoting_app: AppServer, snapshot: Callable[[Page, str], None]
) -> None:
    """All its rows go the way of the article, one of Latin letters alone too."""
    page = visit(quoting_app, "en")
    _open(page, TABLE, "المدينة")
    columns = page.locator("#article-text :is(.header, .row)").evaluate_all(
        "(all) => all.map((row) => [...row.querySelectorAll('.cell')]"
        ".map((cell) => Math.round(cell.getBoundingClientRect().right)))"
    )
    assert len(columns) == 3
    assert columns[0] == columns[1] == columns[2] == sorted(columns[0], reverse=True)
    assert not page.is_visible("#article-text .rule")
    start = TABLE.index("Abu Dhabi")
    article = page.get_attribute("#article-text [data-article]", "data-article")
    page.evaluate(f"window.khulasa.showPassage('{article}', {start}, {start + 21})")
    assert page.evaluate(HIGHLIGHTED) == [["Abu Dhabi | 1,500,000", True]]
    snapshot(page, "table-ar-en-desktop")


def test_key_facts_work_by_keyboard_alone(visit: Visit, quoting_app: AppServer) -> None:
    page = visit(quoting_app, "ar")
    page.focus("#key-facts summary")
    page.keyboard.press("Tab")
    assert style(page, "#key-facts a:focus", "outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate(HIGHLIGHTED) == [[page.inner_text("#key-facts a:focus"), True]]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_on_a_phone_key_facts_wait_to_be_opened(
    visit: Visit,
    opened: tuple[AppServer, Article],
    language: str,
    snapshot: Callable[[Page, str], None],
) -> None:
    app, article = opened
    page = visit(app, language, "phone")
    assert not page.locator("#key-facts dl").is_visible()
    page.click("#key-facts summary")
    last = page.locator("#key-facts a").last
    last.click()
    assert page.evaluate(HIGHLIGHTED) == [[last.inner_text(), True]]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('dl'))")
    snapshot(page, f"facts-{article.language}-{language}-phone")


def test_key_facts_stay_as_the_reader_leaves_them(visit: Visit, quoting_app: AppServer) -> None:
    """When the language of the page changes."""
    page = visit(quoting_app, "ar")
    facts = page.locator("#key-facts dl")
    assert facts.is_visible()
    page.click("#language >> text=English")
    page.wait_for_selector(f"#key-facts summary:has-text('{HEADINGS['en']}')")
    assert facts.is_visible()
    page.click("#key-facts summary")
    page.click("#language >> text=العربية")
    page.wait_for_selector(f"#key-facts summary:has-text('{HEADINGS['ar']}')")
    assert not facts.is_visible()


def test_without_key_facts_nothing_is_shown(visit: Visit, quoting_app: AppServer) -> None:
    """In an article of another language, for one."""
    page = visit(quoting_app, "en")
    _open(page, FRENCH, "Paris")
    assert page.locator("#key-facts").inner_text().strip() == ""
    assert page.locator("#key-facts details").count() == 0


def _all(facts: KeyFacts) -> list[Fact]:
    return [fact for kind in fields(KeyFacts) for fact in getattr(facts, kind.name)]


def _open(page: Page, pasted: str, word: str) -> None:
    page.click("#change-article")
    page.fill("#pasted textarea", pasted)
    page.click("#open-article")
    page.wait_for_selector(f"#article-text :text('{word}')")
