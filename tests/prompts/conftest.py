"""Collects the cases: one test for each case and assertion, named after both.

Every case runs with the embedded engine; those that are recorded run with the model recorded, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.archive import RECORDINGS, recorded
from bot.evaluation.cases import load_cases

FOLDER = Path(__file__).parent


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
