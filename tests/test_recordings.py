"""Model answers are recorded to be read, replayed offline, found stale, and paid for once."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot import Article, Settings
from bot.evaluation.archive import Archive, recorded
from bot.evaluation.cases import Case, Expectation
from bot.evaluation.costs import price
from bot.evaluation.recordings import Exchange, Origin, Recording, RecordingError
from bot.evaluation.runner import estimate, run_cases
from bot.evaluation.tapes import Tape
from bot.reply import Usage
from tests.conftest import ROOT
from tests.servers import Fail, Say

KEY = "sk-test-0123456789abcdef0123"
ARTICLE = Article.from_text("The bakery on Mill Street opened in 1998. It sells bread.")
ARABIC = Article.from_text("افتُتح المخبز في شارع الطاحونة عام ١٩٩٨. وهو يبيع الخبز.")
OPENED = Case(
    "bakery/opened",
    "why",
    "answer",
    ARTICLE,
    "When did the bakery open?",
    expectations=(Expectation("contains", "contains", ["1998"]),),
)
OPENED_AR = replace(OPENED, id="bakery/opened-ar", article=ARABIC, question="متى افتتح المخبز؟")
SOLD = replace(OPENED, id="bakery/sold", question="What does it sell?")


def settings_for(server, **fields):
    return Settings(
        openai_base_url=server.base_url, openai_api_key=KEY, model=server.model, **fields
    )


def run(cases, settings, archive, repeats=1):
    async def attempts():
        found = run_cases(cases, "model", settings, repeats=repeats, archive=archive)
        return [one async for one in found]

    return asyncio.run(attempts())


def test_a_scripted_server_is_recorded_and_replayed(scripted_server, tmp_path):
    scripted_server.script(Say("It opened ", "in ", "1998 [1]."), "افتُتح عام 1998 [1].")
    settings = settings_for(scripted_server, concurrency=1)
    archive = Archive(tmp_path, "scripted", "record", server="tests")
    live = run([OPENED, OPENED_AR], settings, archive)
    assert [one.text for one in live] == ["It opened in 1998 [1].", "افتُتح عام 1998 [1]."]
    assert all(one.passed and one.paid for one in live)

    text = (tmp_path / "scripted/bakery/opened-ar.yaml").read_text("utf-8")
    assert "\n          السؤال: متى افتتح المخبز؟\n" in text
    assert "افتُتح عام 1998 [1]." in text
    assert "server: tests" in text
    assert "model: scripted" in text
    assert KEY not in text
    assert "127.0.0.1" not in text

    [archive] = recorded(tmp_path)
    asked = len(scripted_server.requests)
    replayed = run([OPENED, OPENED_AR, SOLD], Settings(concurrency=2), archive)
    assert [replace(one, seconds=0, paid=True) for one in replayed] == [
        replace(one, seconds=0) for one in live
    ]
    assert not any(one.paid for one in replayed)
    assert len(scripted_server.requests) == asked


def test_a_real_server_s_stream_is_replayed_piece_by_piece(llama_server, tmp_path):
    """llama.cpp with a model of random weights: what it says means nothing, but it did say it."""
    case = replace(OPENED, article=Article.from_text("It opened in 1998."), question="When?")
    settings = settings_for(llama_server)
    [live] = run([case], settings, Archive(tmp_path, llama_server.model, "record", "llamacpp"))
    assert live.text
    path = tmp_path / "tiny-random/bakery/opened.yaml"
    kept = Recording.load(path)
    assert kept.origin.server == "llamacpp"
    texts = [part for part in path.read_text("utf-8").splitlines() if "pieces: [" in part]
    assert all(part.count(",") > 10 for part in texts)
    [archive] = recorded(tmp_path)
    [replayed] = run([case], Settings(), archive)
    assert (replayed.text, replayed.usage) == (live.text, live.usage)
    assert replayed.error is None


STALE = [
    replace(OPENED, question="When did the bakery on Mill Street open?"),
    replace(OPENED, article=Article.from_text("The bakery opened in 1998. It sells bread.")),
    replace(OPENED, options={"language": "ar"}),
]


@pytest.mark.parametrize("changed", STALE)
def test_a_recording_is_stale_once_the_request_changes(changed, scripted_server, tmp_path):
    scripted_server.script("It opened in 1998 [1].")
    run([OPENED], settings_for(scripted_server), Archive(tmp_path, "scripted", "record", "tests"))
    [archive] = recorded(tmp_path)
    [tried] = run([changed], Settings(), archive)
    assert not tried.passed
    assert "bakery/opened.yaml is out of date" in tried.error
    assert "khulasa prompts test --record --model scripted --cases bakery/opened\n" in tried.error
    assert "\n- " in tried.error
    assert "\n+ " in tried.error
    assert all(one.found == tried.error for one in tried.outcomes)


def test_a_recording_is_stale_once_the_prompt_changes(scripted_server, tmp_path, monkeypatch):
    import prompts

    scripted_server.script("It opened in 1998 [1].")
    run([OPENED], settings_for(scripted_server), Archive(tmp_path, "scripted", "record", "tests"))
    now = prompts.load("answer")
    role, content = now.messages["en"][0]
    changed = {**now.messages, "en": ((role, f"{content} Be kind."), *now.messages["en"][1:])}
    monkeypatch.setattr(prompts, "load", lambda name: replace(now, messages=changed))
    [archive] = recorded(tmp_path)
    [tried] = run([OPENED], Settings(), archive)
    assert "is out of date" in tried.error
    assert "Be kind." in tried.error


def test_a_recording_is_stale_once_a_request_is_not_made_any_more(scripted_server, tmp_path):
    scripted_server.script("لا أدري، اسأل غيري عن ذلك من فضلك", "It opened in 1998 [1].")
    run([OPENED], settings_for(scripted_server), Archive(tmp_path, "scripted", "record", "tests"))
    path = tmp_path / "scripted/bakery/opened.yaml"
    kept = Recording.load(path)
    assert len(kept.exchanges) == 2, "asked again, as the first reply was in another language"
    Recording(kept.origin, kept.exchanges[:1] + kept.exchanges).save(path)
    [archive] = recorded(tmp_path)
    [tried] = run([OPENED], Settings(), archive)
    assert "not made any more" in tried.error


def test_failures_are_not_recorded(scripted_server, tmp_path):
    scripted_server.script(*[Fail(400, "No.")] * 2, Say("It op", then="cut"))
    archive = Archive(tmp_path, "scripted", "record", "tests")
    for _ in range(2):
        [tried] = run([OPENED], settings_for(scripted_server), archive)
        assert tried.error
    assert not list(tmp_path.rglob("*.yaml"))


def test_a_cache_asks_only_what_is_new(scripted_server, tmp_path):
    scripted_server.respond(lambda body: "It opened in 1998 [1].")
    settings = settings_for(scripted_server)
    archive = Archive(tmp_path, "scripted", "cache", "tests")
    first = run([OPENED], settings, archive, repeats=2)
    assert [one.paid for one in first] == [True, True], "each repeat is asked for by itself"
    again = run([OPENED, SOLD], settings, archive, repeats=3)
    assert [(one.case, one.repeat) for one in again if one.paid] == [
        ("bakery/opened", 3),
        ("bakery/sold", 1),
        ("bakery/sold", 2),
        ("bakery/sold", 3),
    ]
    assert len(scripted_server.chats) == 6
    another = replace(settings, model="other")
    assert run([OPENED], another, replace(archive, model="other"))[0].paid
    changed = replace(OPENED, options={"language": "ar"})
    assert run([changed], settings, archive)[0].paid, "the prompt is part of the key"
    assert not run([OPENED], settings, archive)[0].paid, "so two prompts can be compared again"


INTERRUPTED = """
import asyncio, os, signal, sys
from pathlib import Path
from tests import test_recordings as t
from bot.evaluation.archive import Archive
from bot.evaluation.runner import run_cases
from bot import Settings

async def main():
    settings = Settings(openai_base_url=sys.argv[1], model="scripted", concurrency=1)
    archive = Archive(Path(sys.argv[2]), "scripted", "cache", "tests")
    async for one in run_cases([t.OPENED, t.SOLD], "model", settings, archive=archive):
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def test_a_run_that_was_killed_goes_on_where_it_was(scripted_server, tmp_path):
    scripted_server.respond(lambda body: "It opened in 1998 [1].")
    killed = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, scripted_server.base_url, tmp_path / "cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "KHULASA_DATA_DIR": str(tmp_path / "data")},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    settings = settings_for(scripted_server)
    archive = Archive(tmp_path / "cache", "scripted", "cache", "tests")
    before = len(scripted_server.chats)
    attempts = run([OPENED, SOLD], settings, archive)
    assert not attempts[0].paid
    assert len(attempts) == 2
    assert len(scripted_server.chats) <= before + 1


def test_no_more_cases_run_side_by_side_than_the_settings_say(scripted_server):
    scripted_server.respond(lambda body: Say("It opened in 1998 [1].", delay=0.1))
    settings = settings_for(scripted_server, concurrency=2)
    cases = [replace(OPENED, id=f"bakery/{number}") for number in range(6)]
    asked = []

    async def count():
        async for _ in run_cases(cases, "model", settings):
            asked.append(len(scripted_server.chats))

    asyncio.run(count())
    assert len(asked) == 6
    assert 2 <= asked[0] <= 4, "two at once; whoever is done makes room for the next"


def test_what_looks_like_a_key_is_not_written(tmp_path):
    origin = Origin("topic/case", "m", "tests", "now", {})
    exchange = Exchange(
        "/chat/completions",
        {"messages": [{"role": "user", "content": KEY}]},
        "application/json",
        "{}",
    )
    with pytest.raises(RecordingError, match="looks like a key: sk-tes"):
        Recording(origin, [exchange]).save(tmp_path / "a.yaml")
    Recording(origin, [exchange]).save(tmp_path / "a.yaml", secrets=[KEY])
    assert "0123456789" not in (tmp_path / "a.yaml").read_text("utf-8")


STREAMS = [
    ["One", " two", " ثلاثة", "\n\n- خط"],
    [""],
    ["trailing \n", " leading", "\ttab", "\u200f«عربي»", "emoji 🦊", "\x85next"],
]


@pytest.mark.parametrize("pieces", STREAMS)
def test_a_stream_is_the_same_after_being_written_and_read(pieces, tmp_path):
    events = [{"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]}]
    events += [{"choices": [{"index": 0, "delta": {"reasoning_content": "Hm"}}], "id": "x"}] * 2
    events += [
        {"id": "x", "created": 7, "choices": [{"index": 0, "delta": {"content": one}}]}
        for one in pieces
    ]
    events += [{"choices": [], "usage": {"total_tokens": 3}}]
    stream = "".join(f"data: {json.dumps(one)}\n\n" for one in [*events, 0]).replace(
        "0\n", "[DONE]\n"
    )
    exchange = Exchange("/x", {"messages": []}, "text/event-stream", stream)
    Recording(Origin("t/c", "m", "s", "now", {}), [exchange]).save(tmp_path / "a.yaml")
    [read] = Recording.load(tmp_path / "a.yaml").exchanges
    lines = [line for line in read.reply.splitlines() if line and "[DONE]" not in line]
    assert [json.loads(line.removeprefix("data: ")) for line in lines] == events


@pytest.mark.parametrize("content", ["", "[]", "!!python/object/apply:os.system [ls]", "a: b"])
def test_a_file_that_is_no_recording_is_an_error_and_runs_nothing(content, tmp_path):
    (tmp_path / "a.yaml").write_text(content)
    with pytest.raises(RecordingError, match="holds no recording"):
        Recording.load(tmp_path / "a.yaml")


def test_requests_elsewhere_are_nobody_s_business():
    tape = Tape("replay", "https://model.example/v1")
    from vcr.request import Request

    for address in ("https://chroma.example/v1/x", "https://model.example:8443/v1/x"):
        request = Request("POST", address, "{}", {})
        assert not tape.can_play_response_for(request)
        tape.append(request, {"status": {"code": 200}})
    assert tape.asked == 0


def test_the_estimate_counts_what_will_be_asked_and_asks_nothing(scripted_server, tmp_path):
    settings = settings_for(scripted_server)
    archive = Archive(tmp_path, "scripted", "cache", "tests")
    follow_up = replace(
        OPENED, id="bakery/again", operation="summarize", question="", options={"length": "long"}
    )
    found = asyncio.run(estimate([OPENED, follow_up], settings, repeats=2, archive=archive))
    assert found.requests == 4
    assert scripted_server.chats == []
    assert found.usage["scripted"].output_tokens == 2 * (100 + 400)
    scripted_server.respond(lambda body: "It opened in 1998 [1].")
    run([OPENED], settings, archive, repeats=2)
    left = asyncio.run(estimate([OPENED, follow_up], settings, repeats=2, archive=archive))
    assert left.requests == 2
    assert 200 < left.usage["scripted"].input_tokens < found.usage["scripted"].input_tokens


def test_a_price_is_of_the_model_without_its_date_or_unknown():
    spent = Usage(1_000_000, 500_000)
    assert price(spent, "gpt-4.1-mini") == pytest.approx(1.2)
    assert price(spent, "gpt-4.1-mini-2025-04-14") == price(spent, "gpt-4.1-mini")
    assert price(spent, "qwen3:4b") is None


def test_recordings_of_the_project_are_of_models_that_ran():
    """Servers of tests say what tests tell them; random weights say nothing."""
    for path in Path(ROOT, "tests/prompts/recordings").rglob("*.yaml"):
        origin = Recording.load(path).origin
        assert origin.server != "tests", path
        assert "random" not in origin.model, path
