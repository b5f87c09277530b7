"""No case is worse than the state that was accepted: what `khulasa prompts gate` tells."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.evaluation.archive import RECORDINGS, recorded
from bot.evaluation.baseline import FILE, Baseline
from bot.evaluation.cases import load_cases

FOLDER = Path(__file__).parent


@pytest.mark.parametrize(
    "archive",
    [None, *recorded(FOLDER / RECORDINGS)],
    ids=lambda archive: archive.model if archive else "extractive",
)
def test_nothing_is_worse_than_accepted(archive, run_of):
    topics = dict.fromkeys(case.file for case in load_cases(FOLDER))
    runs = [run_of(topic, archive) for topic in topics]
    whole = replace(runs[0], attempts=tuple(one for run in runs for one in run.attempts))
    judgement = Baseline.load(FOLDER / FILE).judge(whole)
    if not judgement.passed:
        worse = "\n".join(_told(one) for one in judgement.worsened)
        pytest.fail(
            f"worse than accepted (chance of so few passes: {judgement.overall:.3f}):\n{worse}\n"
            "Should it be so: khulasa prompts accept",
            pytrace=False,
        )


def _told(one):
    found = next(outcome.found for outcome in one.attempt.outcomes if not outcome.passed)
    return f"  {one.case}: {one.before} accepted, {one.now} now; came: {found}"


def test_the_baseline_has_the_cases():
    """An empty one would let everything through."""
    accepted = Baseline.load(FOLDER / FILE).runs["extractive"]
    known = {case.id for case in load_cases(FOLDER) if case.expected_of("extractive")}
    assert len(accepted.keys() & known) > 0.9 * len(known)
