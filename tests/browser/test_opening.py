"""Opening files: chosen or dropped, one or several; and the tabs of several articles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from bot import Article, read
from tests.app_server import AppServer
from tests.browser.conftest import EXAMPLE, Visit, ask, at_rest, style
from tests.browser.test_accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Drags files over an element, as a browser tells a page of it, and lets them go.
DRAG = """([selector, files]) => {
  const carried = new DataTransfer();
  for (const [name, content] of files) carried.items.add(new File([content], name));
  const target = document.querySelector(selector);
  const tell = (type) => target.dispatchEvent(
      new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: carried }));
  tell("dragenter");
  window.letGo = () => tell("drop");
  return tell("dragover");
}"""

ENGLISH = EXAMPLE.with_name("article.en.txt")
ARABIC = EXAMPLE.read_text("utf-8").replace("\n", "\n\n")  # another article than the one open
FRENCH = """Le pont du port a rouvert mardi à Paris après onze mois de travaux. La ville a
payé 4,2 millions d'euros, et le maire a remercié les ouvriers pour leur patience."""

TITLES = "#article-tabs [role=tab]"
SELECTED = "#article-tabs [aria-selected=true]"


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_file_is_dropped_anywhere_on_the_pane(
    visit: Visit, quoting_app: AppServer, language: str, snapshot: Callable[[Page, str], None]
) -> None:
    """The pane says so while the file is in the air; whatever was open stays until it is read."""
    page = visit(quoting_app, language)
    page.wait_for_selector("#article-text p")
    words = page.locator("#drop .drop-here")
    assert not words.is_visible()
    _drag(page, "#article-text p", {"bridge.txt": ENGLISH.read_text("utf-8")})
    assert words.inner_text().startswith({"ar": "أفلِت", "en": "Drop"}[language])
    pane, over = page.locator("#article-pane").bounding_box(), words.bounding_box()
    assert pane is not None
    assert over is not None
    assert over["height"] > 0.9 * pane["height"]
    snapshot(page, f"drop-{language}-desktop")
    page.evaluate("letGo()")
    page.wait_for_selector("#article-text :text('Marrow Bay')")
    assert not words.is_visible()
    assert page.locator(TITLES).count() == 0


def test_what_cannot_be_opened_says_why_and_loses_nothing(
    visit: Visit, quoting_app: AppServer
) -> None:
    """A file too large is not even sent; of several files one that is broken is named; more than
    can be asked together are not opened."""
    page = visit(quoting_app, "en")
    page.wait_for_selector("#article-text p")
    page.evaluate("document.querySelector('[data-most]').dataset.most = 1000")
    sent: list[str] = []
    page.on("request", lambda request: sent.extend([request.url] * ("upload" in request.url)))
    _drag(page, "#article-bar", {"long.txt": "word " * 300})
    page.evaluate("letGo()")
    alert = page.locator("#alert [role=alert]")
    alert.wait_for()
    assert alert.inner_text().startswith("'long.txt' is larger than 50 MB")
    assert sent == []
    _drag(page, "#article-bar", {"good.txt": "A good story.", "bad.pdf": "%PDF-1.7 nothing"})
    page.evaluate("letGo()")
    page.wait_for_selector("#alert [role=alert]:has-text('bad.pdf')")
    assert len(sent) == 2
    _drag(page, "#article-bar", {f"{number}.txt": "A good story." for number in range(9)})
    page.evaluate("letGo()")
    page.wait_for_selector("#alert [role=alert]:has-text('At most 8 articles')")
    assert "أواخر العام 2017" in page.inner_text("#article-text")


def test_a_file_dropped_beside_the_pane_does_not_replace_the_page(
    visit: Visit, quoting_app: AppServer
) -> None:
    """As a browser would do by itself. Text that is dragged about is left alone."""
    page = visit(quoting_app, "en")
    page.wait_for_selector("#article-text p")
    assert not _drag(page, "#chat-pane", {"bridge.txt": "A story."})
    assert not page.evaluate("letGo()")
    assert not page.locator("#drop .drop-here").is_visible()
    assert _drag(page, "#article-text", {})


@pytest.mark.parametrize("language", ["ar", "en"])
def test_several_articles_are_tabs(
    visit: Visit, quoting_app: AppServer, language: str, snapshot: Callable[[Page, str], None]
) -> None:
    """Title, key facts and text follow the tab, and nothing is asked of the server. Arrows go from
    tab to tab as they point, which is the other way round in Arabic."""
    page = visit(quoting_app, language)
    _open_three(page)
    english = read(ENGLISH)
    assert page.locator(TITLES).count() == 3
    assert page.inner_text("#article-heading h2:visible") == english.title
    assert page.locator("#key-facts a:visible").first.is_visible()
    at_rest(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.focus(SELECTED)
    onward, back = ("ArrowLeft", "ArrowRight") if language == "ar" else ("ArrowRight", "ArrowLeft")
    page.keyboard.press(onward)
    assert "السوداني" in page.inner_text("#article-heading h2:visible")
    assert "السوداني" in page.inner_text("#article-text [role=tabpanel]:visible")
    assert "السوداني" in page.inner_text("#key-facts [data-article]:visible")
    assert violations(page) == []
    snapshot(page, f"tabs-{language}-desktop")
    page.keyboard.press("End")
    assert "Paris" in page.inner_text("#article-text [role=tabpanel]:visible")
    assert page.locator("#key-facts a:visible").count() == 0
    page.keyboard.press(onward)
    assert page.inner_text("#article-heading h2:visible") == english.title
    page.keyboard.press(back)
    assert "Paris" in page.inner_text("#article-text [role=tabpanel]:visible")
    assert page.locator(f"{SELECTED}:focus").count() == 1
    assert page.locator(f"{TITLES}[tabindex='0']").count() == 1
    assert asked == []

    first, second = (page.locator(TITLES).nth(index).bounding_box() for index in (0, 1))
    assert first is not None
    assert second is not None
    assert (first["x"] > second["x"]) == (language == "ar")


def test_an_article_is_closed_with_its_tab(visit: Visit, quoting_app: AppServer) -> None:
    """With its button, or with Delete; the next one comes forward. The last one has no tab."""
    page = visit(quoting_app, "en")
    _open_three(page)
    title = read(ENGLISH).title
    page.click(f"#article-tabs [aria-label='Close “{title}”']")
    page.wait_for_function("document.querySelectorAll('#article-tabs [role=tab]').length === 2")
    assert "السوداني" in page.inner_text("#article-heading h2:visible")
    page.wait_for_selector(f"{SELECTED}:focus")
    page.keyboard.press("Delete")
    page.wait_for_selector(TITLES, state="detached")
    assert "Paris" in page.inner_text("#article-text p:visible")
    page.wait_for_function("document.activeElement.id === 'article-text'")


def test_a_tab_stays_forward_and_where_it_was_read(visit: Visit, quoting_app: AppServer) -> None:
    """When the page's language changes, and when its reader comes back to it."""
    page = visit(quoting_app, "en")
    _open_three(page)
    page.evaluate("document.querySelector('#article-text').scrollTop = 120")
    page.click(f"{TITLES} >> nth=1")
    assert page.evaluate("document.querySelector('#article-text').scrollTop") == 0
    page.click("#language >> text=العربية")
    page.wait_for_selector("#article-tabs [aria-label='المقالات المفتوحة']")
    assert "السوداني" in page.inner_text("#article-heading h2:visible")
    assert page.locator("#article-text [role=tabpanel]:visible").count() == 1
    page.click(f"{TITLES} >> nth=0")
    assert page.evaluate("document.querySelector('#article-text').scrollTop") == 120


def test_a_link_brings_the_right_article_forward(visit: Visit, quoting_app: AppServer) -> None:
    """Exactly the span is highlighted; a link into an article that is not open does nothing."""
    page = visit(quoting_app, "en")
    _open_three(page)
    arabic, english = Article.from_text(ARABIC), read(ENGLISH)
    for article in (arabic, english):
        start = article.text.index(article.text.split()[-9])
        _show(page, article, start, start + 25)
        assert page.inner_text("#article-heading h2:visible") == article.title
        assert page.evaluate("String([...CSS.highlights.get('passage')][0])") == (
            article.text[start : start + 25].replace("\n", "")
        )
    page.evaluate("window.khulasa.showPassage('0'.repeat(32), 0, 5)")
    assert page.inner_text("#article-heading h2:visible") == english.title


def test_sources_say_which_of_several_articles_they_are_from(
    visit: Visit, quoting_app: AppServer
) -> None:
    """On a line of its own, above what is quoted."""
    page = visit(quoting_app, "en")
    _open_three(page)
    ask(page, "When was the lighthouse built?")
    assert page.inner_text("#chat .sources summary") == "From the articles"
    assert "Quoted from the articles" in page.inner_text("#chat .reply > .fine")
    title, *_, quote = page.inner_text("#chat .sources li >> nth=0").splitlines()
    assert title == read(ENGLISH).title
    assert quote.startswith("The lighthouse was built in 1871")


def test_a_long_article_can_be_pasted(visit: Visit, quoting_app: AppServer) -> None:
    """A field that grows with its text would keep the browser busy beyond every time limit."""
    page = visit(quoting_app, "ar")
    page.click("#change-article")
    page.fill("#pasted textarea", f"{EXAMPLE.read_text('utf-8')}\n" * 25 + "تمّت القصة.")
    page.click("#open-article")
    page.wait_for_selector("#article-text :text('تمّت القصة.')")


def test_on_a_phone_all_of_the_opener_is_in_sight(visit: Visit, quoting_app: AppServer) -> None:
    page = visit(quoting_app, "ar", "phone")
    page.click("#change-article")
    page.click("#open-article")
    page.wait_for_selector("#alert [role=alert]")
    field, alert = (
        page.locator(part).bounding_box() for part in ("#pasted textarea", "#alert [role=alert]")
    )
    pane = page.locator("#article-pane").bounding_box()
    assert field is not None
    assert alert is not None
    assert pane is not None
    assert field["y"] > pane["y"]
    assert field["height"] > 80
    assert alert["y"] + alert["height"] <= pane["y"] + pane["height"] <= 844


def test_a_heading_tells_length_reading_time_and_origin(
    visit: Visit, quoting_app: AppServer
) -> None:
    """575 Arabic words at 181 a minute (a full stop that stands alone is none); a file's name is no
    origin to link to."""
    page = visit(quoting_app, "en")
    page.wait_for_selector("#article-text p")
    about = page.inner_text("#article-heading p")
    assert about == "Arabic · 575 words · 3 min read"
    assert style(page, "#article-heading p", "direction") == "ltr"
    assert page.locator("#article-heading a").count() == 0


def _open_three(page: Page) -> None:
    page.wait_for_selector("#article-text p")
    texts = {"a.txt": ENGLISH.read_text("utf-8"), "b.txt": ARABIC, "c.txt": FRENCH}
    _drag(page, "#article-text", texts)
    page.evaluate("letGo()")
    page.wait_for_selector(TITLES)


def _drag(page: Page, selector: str, files: dict[str, str]) -> bool:
    """Drag files over an element; whether the browser would do with them as it likes."""
    free: bool = page.evaluate(DRAG, [selector, list(files.items())])
    return free


def _show(page: Page, article: Article, start: int, end: int) -> None:
    page.evaluate("where => window.khulasa.showPassage(...where)", [article.id, start, end])
