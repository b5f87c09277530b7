"""Every case holds with the embedded engine and with what models said when they were recorded."""

import asyncio

import pytest

from bot import Settings
from bot.evaluation.runner import make_run


@pytest.fixture(scope="module")
def runs():
    """Runs by case and engine: the assertions of a case share one."""
    return {}


def test_case(case, expectation, archive, runs):
    if (case.id, archive) not in runs:
        settings = Settings.from_env()
        engine = "model" if archive else "extractive"
        run = asyncio.run(make_run([case], engine, settings, archive=archive))
        runs[case.id, archive] = run
    run = runs[case.id, archive]
    outcomes = [
        one
        for attempt in run.attempts
        for one in attempt.outcomes
        if one.assertion == expectation.name
    ]
    failed = [one for one in outcomes if not one.passed]
    if outcomes[0].known_failure:
        assert failed, f"{case.id} passes {expectation.name}: take known_failure out"
        pytest.xfail(outcomes[0].known_failure)
    if len(outcomes) - len(failed) < case.passes * len(outcomes):
        pytest.fail(
            f"{case.id}, {expectation.name}: {case.why}\n"
            f"  expected: {failed[0].expected}\n"
            f"  came:     {failed[0].found}\n"
            f"  in:       {case.file}",
            pytrace=False,
        )
