"""What all tests share: no network, no settings of this machine, model servers, a browser."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import network
from tests.servers import LlamaServer, ScriptedServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "tests" / "screenshots"
SETTINGS = re.compile(r"(openai|khulasa|chroma|langchain|langsmith)_|(all|https?)_proxy$", re.I)
BROWSER_FLAGS = [
    "--no-sandbox",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]

network.guard()
pytest_plugins = ["pytester", "tests.bakery"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the files of tests that ask for a browser last; each has only such tests.

    Playwright's synchronous interface keeps an event loop running in the main thread from its first
    use on, and there `asyncio.run` fails.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Defaults in force, whatever this machine's environment sets, and a data folder of our own."""
    with pytest.MonkeyPatch.context() as environment:
        for name in list(os.environ):
            if SETTINGS.match(name):
                environment.delenv(name)
        environment.setenv("KHULASA_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(autouse=True)
def refused_connections() -> Iterator[list[str]]:
    """The hosts that this test tried to reach; a test that meant to must clear the list."""
    network.refused.clear()
    yield network.refused
    if hosts := ", ".join(network.refused):
        network.refused.clear()
        pytest.fail(f"Tests may reach only this machine; this one tried to reach {hosts}.")


@pytest.fixture
def scripted_server() -> Iterator[ScriptedServer]:
    """An OpenAI-compatible server that says what the test scripts."""
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="session")
def llama_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LlamaServer]:
    """A llama.cpp server with a model of random weights and a window of 8192 bytes."""
    with LlamaServer(tmp_path_factory.mktemp("llama"), context_tokens=8192) as server:
        yield server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright's launch arguments: the browser that `.ci/browser` finds, kept off the network."""
    found = subprocess.run(
        [ROOT / ".ci" / "browser"], stdout=subprocess.PIPE, text=True, check=False
    )
    if found.returncode:
        pytest.fail("No browser; `make test` installs one, or says what to install.")
    path = found.stdout.strip()
    return browser_type_launch_args | {"executable_path": path, "args": BROWSER_FLAGS}


@pytest.fixture
def screenshot(page: Page) -> Callable[[str], Path]:
    """Save what the page shows as tests/screenshots/NAME.png."""

    def save(name: str) -> Path:
        path = SCREENSHOTS / f"{name}.png"
        page.screenshot(path=path)
        return path

    return save
