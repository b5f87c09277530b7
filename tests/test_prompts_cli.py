"""khulasa prompts: recording, replaying, live runs and judging."""

import json

from tests.bakery import CASES, right
from tests.servers import Fail


def test_a_recording_is_made_once_and_replayed_without_a_server(khulasa, scripted_server, tmp_path):
    scripted_server.respond(right)
    recorded = khulasa("test", "--record")
    assert recorded.returncode == 0, recorded.stdout + recorded.stderr
    assert "2 requests to make" in recorded.stderr
    assert "scripted: 2 of 2 cases passed" in recorded.stdout
    assert "(no price known for scripted)" in recorded.stdout
    replayed = khulasa("test", offline=True)
    assert replayed.returncode == 0, replayed.stdout
    assert "extractive: 1 of 1 cases passed" in replayed.stdout
    assert "scripted: 2 of 2 cases passed" in replayed.stdout
    assert "spent" not in replayed.stdout

    cases = tmp_path / "cases" / "bakery.yaml"
    cases.write_text(CASES.replace("When did it open?", "When was it opened?"))
    stale = khulasa("test", "--replay", offline=True)
    assert stale.returncode == 1
    assert "khulasa prompts test --record --model scripted --cases bakery/opened" in stale.stdout
    assert "scripted: 1 of 2 cases passed" in stale.stdout


def test_a_live_run_repeats_judges_and_saves(khulasa, scripted_server, tmp_path):
    def fickle(body):
        if "Criterion: It names" in body["messages"][-1]["content"]:
            return "yes\nIt does."
        if len([one for one in scripted_server.chats if "sell?" in one.prompt]) % 4 == 1:
            return "Bread [1]."
        return right(body)

    scripted_server.respond(fickle)
    arguments = ("test", "--live", "--repeats", "2", "--judge", "critic", "--cases", "sold")
    only = khulasa(*arguments, "--estimate")
    assert only.returncode == 0
    assert "4 requests to make" in only.stderr
    assert scripted_server.chats == []
    live = khulasa(*arguments, "--save", str(tmp_path / "run.json"))
    assert live.returncode == 0, live.stdout + live.stderr
    assert "flaky: bakery/sold, 1 of 2" in live.stdout
    assert "spent on judging: " in live.stdout
    assert json.loads((tmp_path / "run.json").read_text())["judge"] == "critic"
    again = khulasa(*arguments)
    assert "0 requests to make" in again.stderr
    assert again.stdout.count("bakery/sold") == live.stdout.count("bakery/sold")


def test_what_cannot_be_is_said(khulasa, scripted_server):
    for arguments, code, said in [
        (("test", "--live"), 3, "OPENAI_API_KEY"),
        (("test", "--replay"), 2, "no such recording"),
        (("test", "--judge", "critic"), 2, "--live"),
        (("test", "--cases", "nothing"), 2, "No case"),
        (("show", "nothing"), 2, "no prompt 'nothing'"),
    ]:
        done = khulasa(*arguments, offline=True)
        assert (done.returncode, done.stdout) == (code, "")
        assert said in done.stderr
    assert "not recorded" in khulasa("test", "--record", "--judge", "critic").stderr
    scripted_server.api_key = "sk-another"
    assert khulasa("test", "--live").returncode == 5


def test_an_engine_that_fails_fails_its_cases(khulasa, scripted_server):
    scripted_server.respond(lambda body: Fail(400, "No."))
    done = khulasa("test", "--live")
    assert done.returncode == 1
    assert "FAILED  bakery/opened" in done.stdout
    assert "ModelError" in done.stdout


def test_prompts_are_listed_and_shown(khulasa):
    assert "answer@1 " in khulasa("list", offline=True).stdout
    shown = khulasa("show", "answer@1", offline=True).stdout
    assert "--- ar, system" in shown
    assert "{passages}" in shown


def test_a_judge_is_compared_with_labels(khulasa, scripted_server):
    scripted_server.respond(
        lambda body: "yes" if "Criterion" in body["messages"][-1]["content"] else "نعم"
    )
    done = khulasa("judge", "--model", "critic")
    assert done.returncode == 0, done.stderr
    assert "critic agrees with 50% of 24 labels, Cohen's kappa 0.00; 0 verdicts" in done.stdout
    assert "label no, judge yes: يذكر الرد مدة البناء الصحيحة." in done.stdout
