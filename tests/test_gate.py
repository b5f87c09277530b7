"""khulasa prompts compare, gate and accept, from the command line."""

import json

import pytest
from lxml import etree, html

from bot.evaluation.baseline import Baseline, Passes
from bot.evaluation.outcomes import Outcome
from bot.evaluation.runs import Attempt, Run
from tests.bakery import CASES, right


def model_run(**passes):
    """A run of a model: of each case, passes out of five."""
    attempts = [
        Attempt(case, repeat, (Outcome("contains", repeat <= count, "x", "y"),))
        for case, count in passes.items()
        for repeat in range(1, 6)
    ]
    return Run("model", "scripted", (), "", "", tuple(attempts), dict.fromkeys(passes, 1.0))


@pytest.fixture
def cases(tmp_path):
    return tmp_path / "cases" / "bakery.yaml"


def test_a_worsened_case_fails_until_it_is_accepted(khulasa, cases, tmp_path):
    first = khulasa("gate", offline=True)
    assert first.returncode == 0
    assert "new (1): bakery/opened" in first.stdout
    accept = f"khulasa prompts accept --folder {tmp_path / 'cases'}"
    assert f"To accept the new state: {accept}\n" in first.stdout
    assert khulasa("accept", offline=True).returncode == 0
    baseline = cases.with_name("baseline.json")
    assert json.loads(baseline.read_text()) == {"extractive": {"bakery/opened": "1/1"}}
    again = khulasa("gate", offline=True)
    assert (again.returncode, again.stdout) == (0, "extractive: no cases worse than accepted\n")

    cases.write_text(CASES.replace("opened in 1998", "opened in 1989"))
    worse = khulasa("gate", offline=True)
    assert worse.returncode == 1
    assert "WORSE  bakery/opened: 1/1 accepted, 0/1 now\n    A year is found." in worse.stdout
    assert "expected: words “1998”" in worse.stdout
    assert accept in worse.stdout
    khulasa("accept", offline=True)
    assert khulasa("gate", offline=True).returncode == 0
    cases.write_text(CASES)
    assert "better (1): bakery/opened" in khulasa("gate", offline=True).stdout


def test_removed_and_renamed_cases_are_told_and_do_not_fail(khulasa, cases):
    khulasa("accept", offline=True)
    cases.write_text(CASES.replace("id: opened", "id: founded"))
    done = khulasa("gate", offline=True)
    assert done.returncode == 0
    assert "new (1): bakery/founded" in done.stdout
    assert "gone (1): bakery/opened" in done.stdout


def test_an_excuse_for_a_case_does_not_pass_unseen(khulasa, cases):
    khulasa("accept", offline=True)
    cases.write_text(
        CASES.replace("opened in 1998", "opened in 1989").replace(
            "{ contains: 1998 }", "{ contains: 1998, known_failure: not yet }"
        )
    )
    assert khulasa("test", offline=True).returncode == 0
    assert khulasa("gate", offline=True).returncode == 1


def test_recordings_are_accepted_and_forgotten_with_the_rest(
    khulasa,
    scripted_server,
    cases,
):
    scripted_server.respond(right)
    khulasa("test", "--record")
    khulasa("accept", offline=True)
    accepted = json.loads(cases.with_name("baseline.json").read_text())
    assert accepted["scripted"] == {"bakery/opened": "1/1", "bakery/sold": "1/1"}
    for path in (cases.parent / "recordings").rglob("*.yaml"):
        path.unlink()
    assert "scripted: accepted, but not recorded" in khulasa("gate", offline=True).stdout
    khulasa("accept", offline=True)
    assert "scripted" not in json.loads(cases.with_name("baseline.json").read_text())


def test_a_malformed_baseline_is_told(khulasa, cases):
    for content in ("{", '{"extractive": {"a/b": "2/1"}}', '{"extractive": {"a/b": 1}}', "[1]"):
        cases.with_name("baseline.json").write_text(content)
        done = khulasa("gate", offline=True)
        assert done.returncode == 2
        assert "holds no baseline" in done.stderr


@pytest.mark.parametrize(
    ("accepted", "now", "worsened", "passed"),
    [
        ({"a": 5}, {"a": 4}, [], True),
        ({"a": 5}, {"a": 1}, [], False),  # p = 5/210: no case of its own, but all of them
        ({"a": 5}, {"a": 0}, ["a"], False),
        ({"a": 4, "b": 3}, {"a": 3, "b": 4}, [], True),
        # Each lost one or two of five: no case is beyond chance, all of them together are.
        (dict.fromkeys("abcdef", 5), dict.fromkeys("abcdef", 3), [], False),
    ],
)
def test_a_model_is_worse_only_beyond_chance(accepted, now, worsened, passed):
    baseline = Baseline({}).accepting(model_run(**accepted))
    judgement = baseline.judge(model_run(**now))
    assert [one.case for one in judgement.worsened] == worsened
    assert judgement.passed == passed


def test_a_baseline_comes_back_as_it_was_saved_a_line_for_each_case(tmp_path):
    baseline = Baseline({"m": {"b/x": Passes(4, 5), "a/ب": Passes(0, 1)}})
    baseline.save(tmp_path / "baseline.json")
    assert Baseline.load(tmp_path / "baseline.json") == baseline
    lines = (tmp_path / "baseline.json").read_text().splitlines()
    assert lines == ["{", '  "m": {', '    "a/ب": "0/1",', '    "b/x": "4/5"', "  }", "}"]


def test_two_models_are_compared_and_written_as_every_report(
    khulasa,
    scripted_server,
    tmp_path,
):
    scripted_server.respond(
        lambda body: "In 1989 [1]." if body["model"] == "worse" else right(body)
    )
    files = [tmp_path / name for name in ("page.html", "report.md", "report.xml")]
    reports = (
        *("--html", str(files[0]), "--markdown", str(files[1]), "--junit", str(files[2])),
        *("--repeats", "2"),
    )
    done = khulasa("compare", "--models", "scripted", "worse", *reports)
    assert done.returncode == 0, done.stderr
    assert "worse: 4 requests to make" in done.stderr
    assert "WORSE  bakery/opened: A year is found." in done.stdout
    assert "worse: In 1989 [1]." in done.stdout
    assert "Worse                               2" in done.stdout
    assert html.fromstring(files[0].read_text()).xpath("count(//article)") == 2
    assert files[1].read_text().startswith("# scripted and worse\n")
    assert etree.fromstring(files[2].read_bytes()).find("testsuite").get("failures") == "2"

    khulasa("test", "--record")
    replayed = khulasa("compare", "--models", "extractive", "scripted", "--replay", offline=True)
    assert replayed.returncode == 0, replayed.stderr
    assert "bakery/opened  1/1         1/1" in replayed.stdout
    assert "left out (1): bakery/sold" in replayed.stdout


def test_two_versions_of_a_prompt_are_compared_and_not_asked_twice(
    khulasa,
    scripted_server,
    cases,
    tmp_path,
):
    cases.write_text(
        CASES + "- { id: summed, why: It is summed up., operation: summarize,"
        " engines: [model], expect: { contains: bread } }\n"
    )
    scripted_server.respond(
        lambda body: "It sells bread [1]." if len(scripted_server.chats) == 2 else "It opened [1]."
    )
    arguments = ("compare", "summarize@1", "summarize@2", "--cases", "summed")
    only = khulasa(*arguments, "--estimate")
    assert (only.returncode, only.stdout, scripted_server.chats) == (0, "", [])
    done = khulasa(*arguments)
    assert done.returncode == 0, done.stderr
    assert "BETTER  bakery/summed" in done.stdout
    first, second = scripted_server.chats
    assert first.prompt != second.prompt
    assert khulasa(*arguments).stdout == done.stdout
    assert len(scripted_server.chats) == 2


def test_saved_runs_are_compared_though_their_cases_are_gone(khulasa, tmp_path):
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    model_run(a=5, b=5).save(before)
    model_run(a=4, b=5).save(after)
    done = khulasa("compare", str(before), str(after), offline=True)
    assert done.returncode == 0, done.stderr
    assert "a     5/5     4/5 flaky  worse" in done.stdout


def test_what_cannot_be_compared_is_told(khulasa):
    for arguments, told in [
        ((), "Compare what?"),
        (("answer@1",), "Compare what?"),
        (("answer@1", "answer@9"), "no prompt 'answer@9'"),
        (("answer@1", "summarize@1"), "not versions of one prompt"),
        (("summarize@1", "summarize@2", "--replay"), "two saved runs"),
        (("--models", "one", "two", "--replay"), "no recordings of one"),
        (("none.json", "neither.json"), "holds no run"),
    ]:
        done = khulasa("compare", *arguments, offline=True)
        assert (done.returncode, done.stdout) == (2, "")
        assert told in done.stderr
