"""The app in real browsers: two languages, two viewports, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import pytest

from bot import Article, Settings, read
from tests.app_server import AppServer
from tests.servers import ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize

EXAMPLE = Path(__file__).parents[2] / "examples" / "article.ar.txt"
LOCALES = {"ar": "ar-EG", "en": "en-GB"}
VIEWPORTS: dict[str, ViewportSize] = {
    "desktop": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}
WAIT_MS = 10_000


class Visit(Protocol):
    """Opens the app; see the fixture."""

    def __call__(
        self,
        app: AppServer,
        language: str = "ar",
        device: str = "desktop",
        scheme: Literal["light", "dark"] = "light",
        query: str = "",
    ) -> Page: ...


@pytest.fixture(scope="session")
def example() -> Article:
    """The Arabic example article."""
    return read(EXAMPLE)


@pytest.fixture(scope="session")
def quoting_app(example: Article, settings_of_tests: None) -> Iterator[AppServer]:
    """The app without a model, with the example article open."""
    with AppServer(Settings.from_env(), example) as app:
        yield app


@pytest.fixture(scope="session")
def model() -> Iterator[ScriptedServer]:
    """The model behind `writing_app`, which says what a test scripts."""
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="session")
def writing_app(
    example: Article, model: ScriptedServer, settings_of_tests: None
) -> Iterator[AppServer]:
    """The app with a model, with the example article open."""
    environment = {
        "OPENAI_BASE_URL": model.base_url,
        "KHULASA_MODEL": "scripted",
        "KHULASA_DATA_DIR": str(Settings.from_env().data_dir),
    }
    with AppServer(Settings.from_env(environment), example) as app:
        yield app


@pytest.fixture(scope="session")
def contexts(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """A browser profile for each language, size and scheme; shared, so that scripts stay cached."""
    opened: dict[tuple[str, str, str], BrowserContext] = {}

    def context(language: str, device: str, scheme: Literal["light", "dark"]) -> BrowserContext:
        key = (language, device, scheme)
        if key not in opened:
            opened[key] = browser.new_context(
                locale=LOCALES[language], viewport=VIEWPORTS[device], color_scheme=scheme
            )
            opened[key].set_default_timeout(WAIT_MS)
        return opened[key]

    yield context
    for each in opened.values():
        each.close()


@pytest.fixture
def visit(contexts: Callable[..., BrowserContext]) -> Iterator[Visit]:
    """Open the app in a browser of a language and a size.

    Afterwards the test fails if a page asked anything of another machine, or wrote an error to its
    console.
    """
    pages: list[Page] = []
    faults: list[str] = []

    def open_page(
        app: AppServer,
        language: str = "ar",
        device: str = "desktop",
        scheme: Literal["light", "dark"] = "light",
        query: str = "",
    ) -> Page:
        context = contexts(language, device, scheme)
        context.clear_cookies()  # what an earlier test chose
        page = context.new_page()
        pages.append(page)
        app.before_closing.callback(page.close)
        page.on("console", lambda said: faults.extend([said.text] * (said.type == "error")))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.extend(_elsewhere(request.url)))
        _watch(page)
        page.goto(app.url + query)
        page.wait_for_selector("html.khulasa-shown")
        return page

    yield open_page
    for page in pages:
        page.close()
    assert not faults


@pytest.fixture
def snapshot() -> Callable[[Page, str], None]:
    """Save what a page shows as tests/screenshots/NAME.png, to be looked at."""
    folder = EXAMPLE.parents[1] / "tests" / "screenshots"

    def save(page: Page, name: str) -> None:
        page.wait_for_timeout(300)  # transitions
        page.screenshot(path=folder / f"{name}.png")

    return save


def ask(page: Page, question: str) -> None:
    """Put a question, and wait until the reply is complete."""
    page.fill("#question textarea", question)
    press(page, "#send")


def press(page: Page, selector: str) -> None:
    """Press a button that asks for a reply, and wait until the reply is complete."""
    replies = page.locator("#chat .bot-row")
    before = replies.count()
    page.click(selector)
    replies.nth(before).wait_for()
    page.wait_for_selector("#send", state="visible")


_UNDERWAY: WeakKeyDictionary[Page, set[Request]] = WeakKeyDictionary()


def _watch(page: Page) -> None:
    """Keep what a page asks for until it is answered; but for what stays open for a whole visit."""
    underway: set[Request] = set()
    _UNDERWAY[page] = underway
    page.on("request", lambda one: None if "/heartbeat/" in one.url else underway.add(one))
    page.on("requestfinished", lambda one: underway.discard(one))
    page.on("requestfailed", lambda one: underway.discard(one))


def at_rest(page: Page) -> Page:
    """Wait until a page has all answers, and has asked its server for nothing for half a second."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    seen = -1
    for _ in range(2 * WAIT_MS // 1000):
        if seen == len(asked) and not _UNDERWAY[page]:
            return page
        seen = len(asked)
        page.wait_for_timeout(500)
    raise TimeoutError([one.url for one in _UNDERWAY[page]])


def load_anew(page: Page) -> None:
    """Reload a page at rest: what is still on its way would be reported as broken off."""
    at_rest(page).reload()


def style(page: Page, selector: str, name: str) -> str:
    """A computed style of the last element that a selector finds."""
    value: str = page.locator(selector).last.evaluate(
        "(element, name) => getComputedStyle(element)[name]", name
    )
    return value


def _elsewhere(url: str) -> list[str]:
    parts = urlsplit(url)
    return [] if parts.scheme in ("data", "blob") or parts.hostname == "127.0.0.1" else [url]
