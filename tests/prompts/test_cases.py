"""Every case holds with the embedded engine and with what models said when they were recorded."""

import pytest


def test_case(case, expectation, archive, run_of):
    run = run_of(case.file, archive)
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
