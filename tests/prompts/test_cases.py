"""Every case holds with the embedded engine, assertion by assertion."""

import asyncio
from functools import cache

import pytest

from bot import Settings
from bot.evaluation.runner import attempt


@cache
def attempted(case_id, run):
    return run()


def test_case(case, expectation):
    tried = attempted(
        case.id, lambda: asyncio.run(attempt(case, "extractive", Settings.from_env()))
    )
    outcome = next(one for one in tried.outcomes if one.assertion == expectation.name)
    if outcome.known_failure:
        assert not outcome.passed, f"{case.id} passes {expectation.name}: take known_failure out"
        pytest.xfail(outcome.known_failure)
    if not outcome.passed:
        pytest.fail(
            f"{case.id}, {outcome.assertion} ({case.why})\n"
            f"  expected: {outcome.expected}\n"
            f"  came:     {outcome.found}\n"
            f"  in:       {case.file}",
            pytrace=False,
        )
