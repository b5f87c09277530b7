"""Collects the cases: one test for each case and assertion, named after both."""

from __future__ import annotations

import pytest

from bot.evaluation.cases import load_cases
from tests.conftest import ROOT


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise by case and assertion the tests that ask for both."""
    if {"case", "expectation"} <= set(metafunc.fixturenames):
        metafunc.parametrize(
            ("case", "expectation"),
            [
                pytest.param(case, one, id=f"{case.id}:{one.name}")
                for case in load_cases(ROOT / "tests" / "prompts")
                for one in case.expected_of("extractive")
            ],
        )
