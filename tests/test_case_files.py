"""Cases are read from YAML; what is wrong with a file is said by file, case and field."""

import shutil
import subprocess
import sys

import pytest

from bot.evaluation.cases import load_cases, load_topic
from bot.evaluation.outcomes import Outcome
from bot.evaluation.runs import Attempt, Run
from bot.evaluation.schema import CaseError
from bot.reply import Usage
from tests.conftest import ROOT

GOOD = """
topic: Bakeries
defaults: { text: The bakery opened in 1998., tags: [facts] }
cases:
- id: opened
  why: A year is found.
  question: When?
  expect:
    contains: 1998
"""


def load(tmp_path, text):
    (tmp_path / "bakery.yaml").write_text(text, "utf-8")
    return load_cases(tmp_path)


def test_a_case_is_short_and_what_it_leaves_out_is_filled_in(tmp_path):
    [case] = load(tmp_path, GOOD)
    assert (case.id, case.operation, case.passes) == ("bakery/opened", "answer", 1)
    assert case.engines == ("extractive", "model")
    assert case.tags == {"facts"}
    assert [(one.name, one.value) for one in case.expectations] == [
        ("contains", ["1998"]),
        ("language", {}),
        ("citations", True),
    ]


def test_assertions_can_be_for_one_engine_and_twice_of_a_kind(tmp_path):
    text = GOOD.replace(
        "    contains: 1998",
        "    - contains: 1998\n    - contains: [opened]\n      engines: [model]\n"
        "      known_failure: It is.\n    - language: ar",
    )
    [case] = load(tmp_path, text)
    assert [one.name for one in case.expected_of("extractive")] == [
        "contains",
        "language",
        "citations",
    ]
    second = case.expected_of("model")[1]
    assert (second.name, second.kind) == ("contains-2", "contains")
    assert case.expected_of("model")[2].value == {"is": "ar"}


@pytest.mark.parametrize("written", ["11:30", "010", "2019-02-03", "1e3", "0x10", "1_000"])
def test_what_yaml_would_make_another_number_stays_as_written(written, tmp_path):
    [case] = load(tmp_path, GOOD.replace("contains: 1998", f"contains: {written}"))
    assert case.expectations[0].value == [written]


def test_a_pending_case_is_read_and_not_run(tmp_path):
    text = GOOD.replace("  expect:\n    contains: 1998", "  pending: Say what is expected.")
    [case] = load(tmp_path, text)
    assert case.expected_of("model") == case.expected_of("extractive") == ()


def test_an_article_is_a_file_beside_the_cases(tmp_path):
    (tmp_path / "article.txt").write_text("It opened in 1998.", "utf-8")
    text = GOOD.replace("  question:", "  article: article.txt\n  question:")
    [case] = load(tmp_path, text)
    assert case.article.text == "It opened in 1998."


WRONG = [
    ("    contains: 1998", "    contain: 1998", "field expect: .*mean contains"),
    ("    contains: 1998", "    contains: 19.98", "field expect.contains: 19.98 is not"),
    ("    contains: 1998", "    contains: '?!'", "expect.contains: '\\?!' has neither"),
    ("    contains: 1998", "    cites: in 1999", "expect.cites: the article does not have"),
    ("    contains: 1998", "    numbers: many", "expect.numbers: 'many' has no number"),
    ("    contains: 1998", "    one_of: [a]", "expect.one_of: .* too short"),
    ("    contains: 1998", "    language: fr", "expect.language: 'fr'"),
    ("    contains: 1998", "    length: {words: {most: 3}}", "expect.length.words: .*'most'"),
    ("    contains: 1998", "    - {contains: a, engines: [gpt]}", "expect.0.engines.0: 'gpt'"),
    ("  expect:\n    contains: 1998", "", "field expect: say what"),
    ("  question: When?", "", "field question: answer needs"),
    (
        "  question: When?",
        "  operation: summarize\n  question: When?",
        "summarize takes no question",
    ),
    ("  question: When?", "  operation: translate", "options.language: translate needs"),
    ("  question: When?", "  question: When?\n  options: {length: short}", "takes no length"),
    ("  question: When?", "  question: When?\n  question: Why?", "'question' is given twice"),
    ("  question: When?", "  question: When?\n  article: no.txt", "field article: .*no.txt"),
    ("  question: When?", "  question: When?\n  passes: 2", "field passes: 2 is greater"),
    ("  id: opened", "  id: Opened it", "field id: 'Opened it'"),
    ("- id: opened\n  why", "- why", "case number 1: 'id' is a required"),
    ("defaults: { text: The bakery opened in 1998., tags: [facts] }", "", "give a file as article"),
    ("topic: Bakeries", "topic: [", "bakery.yaml: while parsing"),
    (
        "  question: When?",
        "  operation: translate\n  options: {language: ar, paragraph: 2}",
        "options.paragraph: the article has 1",
    ),
]


@pytest.mark.parametrize(("part", "changed", "said"), WRONG)
def test_what_is_wrong_is_said_by_file_case_and_field(part, changed, said, tmp_path):
    assert part in GOOD or part.startswith("  id")
    text = GOOD.replace("- id: opened", "- id: Opened it") if "Opened" in changed else GOOD
    with pytest.raises(CaseError, match=said) as caught:
        load(tmp_path, text.replace(part, changed))
    assert "bakery.yaml" in str(caught.value)


def test_two_cases_of_a_name_are_an_error(tmp_path):
    with pytest.raises(CaseError, match="two cases are called 'opened'"):
        load(tmp_path, GOOD + GOOD.partition("cases:\n")[2])


def test_the_template_is_a_file_of_cases_and_is_not_run():
    folder = ROOT / "tests" / "prompts"
    assert len(load_topic(folder / "case.template.yaml")) == 2
    assert not any(case.id.startswith("case") for case in load_cases(folder))


def attempt(repeat, *passed, known_failure=None, **fields):
    outcomes = [
        Outcome(f"a{place}", one, "this", "that", known_failure=known_failure)
        for place, one in enumerate(passed)
    ]
    return Attempt("t/c", repeat, tuple(outcomes), **fields)


def run_of(needed, *attempts):
    return Run("model", "m", (), "", "now", attempts, {"t/c": needed})


@pytest.mark.parametrize(
    ("needed", "passes", "passed"),
    [(1, 5, True), (1, 4, False), (0.8, 4, True), (0.8, 3, False), (0.7, 3, False), (0.6, 3, True)],
)
def test_a_case_passes_with_the_share_of_repeats_that_it_needs(needed, passes, passed):
    attempts = [attempt(number, True, number <= passes) for number in range(1, 6)]
    [verdict] = run_of(needed, *attempts).verdicts
    assert (verdict.passes, verdict.repeats, verdict.passed) == (passes, 5, passed)
    assert verdict.flaky == (passes < 5)


def test_a_known_failure_does_not_fail_a_case():
    assert attempt(1, False, known_failure="It does.").passed
    assert not attempt(1, False).passed


def test_a_run_is_the_same_after_being_saved_and_read(tmp_path):
    run = run_of(0.5, attempt(1, True, usage=Usage(3, 4), paid=True), attempt(2, False))
    run.save(tmp_path / "run.json")
    assert Run.load(tmp_path / "run.json") == run
    assert run.usage == Usage(3, 4)
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(ValueError, match="holds no run"):
        Run.load(tmp_path / "run.json")


def test_a_failing_case_names_itself_the_assertion_and_what_came(tmp_path):
    """The collector and the test of tests/prompts, on a case that is wrong."""
    for name in ("conftest.py", "test_cases.py"):
        shutil.copy(ROOT / "tests" / "prompts" / name, tmp_path / name)
    (tmp_path / "bakery.yaml").write_text(GOOD.replace("contains: 1998", "contains: 1999"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "test_case[bakery/opened:contains]" in done.stdout
    assert "bakery/opened, contains: A year is found." in done.stdout
    assert "expected: words “1999”" in done.stdout
    assert "came:     without “1999”: “" in done.stdout
    assert done.stdout.count("\nFAILED") == 1
