"""Collects the cases: one test for each case and assertion, named after both.

Every case runs with the embedded engine; those that are recorded run with the model recorded, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot import Settings
from bot.evaluation.archive import RECORDINGS, Archive, recorded
from bot.evaluation.cases import EngineKind, load_cases, load_topic
from bot.evaluation.runner import make_run
from bot.evaluation.runs import Run

FOLDER = Path(__file__).parent


@pytest.fixture(scope="session")
def run_of() -> Callable[[Path, Archive | None], Run]:
    """The run of a topic's cases with the embedded engine, or with what is recorded of a model.

    They share a library, and all tests of them a run.
    """

    @cache
    def run(topic: Path, archive: Archive | None) -> Run:
        engine: EngineKind = "model" if archive else "extractive"
        made = make_run(load_topic(topic), engine, Settings.from_env(), archive=archive)
        return asyncio.run(made)

    return run


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise by case, assertion and archive the tests that ask for them."""
    if {"case", "expectation", "archive"} <= set(metafunc.fixturenames):
        metafunc.parametrize(("case", "expectation", "archive"), list(_parameters()))


def _parameters() -> Iterator[Any]:
    cases = load_cases(FOLDER)
    for case in cases:
        for one in case.expected_of("extractive"):
            yield pytest.param(case, one, None, id=f"{case.id}:{one.name}")
    for archive in recorded(FOLDER / RECORDINGS):
        for case in cases:
            for one in case.expected_of("model") if archive.repeats(case.id) else ():
                yield pytest.param(case, one, archive, id=f"{archive.model}:{case.id}:{one.name}")
