"""Every case holds with the embedded engine and with what models said when they were recorded."""

import asyncio

import pytest

from bot import Settings
from bot.evaluation.cases import load_topic
from bot.evaluation.runner import make_run


@pytest.fixture(scope="module")
def runs():
    """Runs by topic and engine: its cases share a library, and their assertions a reply."""
    return {}


def test_case(case, expectation, archive, runs):
    if (case.file, archive) not in runs:
        settings = Settings.from_env()
        engine = "model" if archive else "extractive"
        run = asyncio.run(make_run(load_topic(case.file), engine, settings, archive=archive))
        runs[case.file, archive] = run
    run = runs[case.file, archive]
    outcomes = [
        one
        for attempt in run.attempts
        for one in attempt.outcomes
        if attempt.case == case.id and one.assertion == expectation.name
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
