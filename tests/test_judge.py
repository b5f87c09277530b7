"""A model judges where it is asked to; what it says is parsed strictly and compared with labels."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot import Settings
from bot.evaluation.archive import Archive
from bot.evaluation.cases import Expectation
from bot.evaluation.judge import Agreement, Judge, Labelled
from bot.evaluation.runner import estimate, make_run
from tests.conftest import ROOT
from tests.test_recordings import OPENED

RULINGS = [
    ("yes\nIt names the year.", True),
    ("No.\nIt does not.", False),
    ("**Yes**\nIt does.", True),
    ("نعم.\nذكر السنة.", True),
    ("لا\nلم يذكرها.", False),
    ("نَعَم", True),
    ("Yes, because it names the year.", None),
    ("It meets the criterion.\nyes", None),
    ("yes or no", None),
    ('{"verdict": "yes"}', None),
    ("yesterday", None),
]


@pytest.mark.parametrize(("said", "met"), RULINGS)
def test_only_a_plain_yes_or_no_is_a_verdict(said, met, scripted_server):
    scripted_server.script(said)
    judge = Judge(Settings(openai_base_url=scripted_server.base_url, model="scripted"))
    ruling = asyncio.run(judge.rule("An article.", "When?", "In 1998.", "It names the year."))
    assert ruling.met is met
    assert judge.usage.output_tokens == len(said.split())


@pytest.mark.parametrize(
    ("criterion", "scaffolding"),
    [("It names the year.", "Criterion: It"), ("يذكر الرد السنة.", "المعيار: يذكر")],
)
def test_a_judge_is_asked_in_the_language_of_the_criterion(criterion, scaffolding, scripted_server):
    scripted_server.script("no")
    judge = Judge(Settings(openai_base_url=scripted_server.base_url, model="scripted"))
    asyncio.run(judge.rule("مقال", "When?", "yes\nyes", criterion))
    assert scaffolding in scripted_server.chats[0].prompt


JUDGED = replace(
    OPENED,
    expectations=(
        *OPENED.expectations,
        Expectation("rubric", "rubric", "The reply names the year."),
    ),
)


def run(settings, archive=None, **options):
    return asyncio.run(make_run([JUDGED], "model", settings, archive=archive, **options))


def test_rubrics_count_only_with_a_judge(scripted_server):
    settings = Settings(openai_base_url=scripted_server.base_url, model="writer")
    scripted_server.script("It opened in 1998 [1].")
    [tried] = run(settings).attempts
    assert [one.assertion for one in tried.outcomes] == ["contains"]

    scripted_server.script("It opened in 1998 [1].", "no\nIt names a month.")
    judged = run(settings, judge="critic")
    [tried] = judged.attempts
    assert [one.assertion for one in tried.outcomes] == ["contains", "rubric"]
    assert not tried.passed
    assert "the judge says: no It names a month." in tried.outcomes[1].found
    assert scripted_server.chats[-1].body["model"] == "critic"
    assert judged.judging.output_tokens == 5
    assert judged.usage.output_tokens == 5


def test_a_judge_that_fails_is_no_pass(scripted_server):
    settings = Settings(openai_base_url=scripted_server.base_url, model="writer")
    scripted_server.script("It opened in 1998 [1].")
    [tried] = run(settings, judge="critic").attempts
    assert "the judge failed" in tried.outcomes[1].found
    assert tried.text


def test_what_a_judge_costs_is_estimated_and_cached(scripted_server, tmp_path):
    settings = Settings(openai_base_url=scripted_server.base_url, model="writer")
    archive = Archive(tmp_path, "writer", "cache", "tests")
    found = asyncio.run(estimate([JUDGED], settings, repeats=1, archive=archive, judge="critic"))
    assert found.usage.keys() == {"writer", "critic"}
    assert found.requests == 2
    scripted_server.script("It opened in 1998 [1].", "yes")
    assert run(settings, archive, judge="critic").attempts[0].passed
    again = run(settings, archive, judge="critic")
    assert again.attempts[0].passed
    assert again.judging is None
    assert len(scripted_server.chats) == 2


def test_agreement_is_percent_and_kappa():
    """Worked by hand: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no give 0.7 and 0.4."""
    labels = [True] * 25 + [False] * 25
    verdicts = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    found = Agreement(labels, verdicts)
    assert (found.share, found.kappa) == (pytest.approx(0.7), pytest.approx(0.4))
    assert Agreement(labels, labels).kappa == 1
    assert Agreement([True, True], [True, True]).kappa == 1
    assert Agreement(labels, [True] * 50).kappa == 0
    assert Agreement([True, False], [None, None]).share == 0


def test_the_labelled_replies_are_half_arabic_and_half_met():
    labelled = Labelled.load(Path(ROOT, "tests/data/judged.yaml"))
    arabic = [one for one in labelled if "\u0600" < one.criterion[0] < "\u06ff"]
    assert len(labelled) == 2 * len(arabic) == 2 * sum(one.met for one in labelled) == 24
