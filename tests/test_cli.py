"""The command line: transcripts and exit codes, in a process of its own."""

import dataclasses
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from retrieval.article import Article
from retrieval.library import Library
from ui.cli import main

ARABIC = "examples/article.ar.txt"
TASK_KEYS = ("question", "language", "length", "form", "paragraph")
QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"


@pytest.fixture
def khulasa(tmp_path):
    def run(*arguments, stdin=None, largest_file=resource.RLIM_INFINITY, **environ):
        def limited():
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, resource.RLIM_INFINITY))

        return subprocess.run(
            [sys.executable, "-m", "ui.cli", *arguments],
            input=stdin,
            capture_output=True,
            env={**os.environ, "KHULASA_DATA_DIR": str(tmp_path / "data"), **environ},
            check=False,
            preexec_fn=limited,
        )

    return run


def text(output):
    return output.decode("utf-8")


def test_ask_prints_the_answer_and_its_citation(khulasa):
    result = khulasa("ask", ARABIC, QUESTION)
    assert result.returncode == 0
    assert "[1] وأعلن العراق انتصاره على التنظيم أواخر العام 2017" in text(result.stdout)
    assert result.stderr == b""


def test_several_articles_are_asked_and_each_quote_has_its_title(khulasa, tmp_path):
    for year, name in ((1871, "north"), (1902, "south")):
        article = f"The {name}ern light\n\nThe lighthouse was built in {year} by Thomas Aldous."
        tmp_path.joinpath(f"{name}.txt").write_text(article, "utf-8")
    one, other = (str(tmp_path / f"{name}.txt") for name in ("north", "south"))
    result = khulasa("ask", one, "When was the lighthouse built?", "--also", other)
    for number, year, name in ((1, 1871, "north"), (2, 1902, "south")):
        quote = f"The lighthouse was built in {year} by Thomas Aldous."
        assert f"From “The {name}ern light”: {quote} [{number}]" in text(result.stdout)
        assert f"[{number}] {quote} (The {name}ern light)" in text(result.stdout)


def test_json_is_the_whole_reply(khulasa):
    result = khulasa("ask", ARABIC, QUESTION, "--json")
    reply = json.loads(result.stdout)
    assert reply["engine"] == "extractive"
    assert "أواخر العام 2017" in reply["citations"][0]["quote"]
    assert reply["citations"][0].keys() == {"number", "quote", "start", "end", "article", "at"}


def test_summarize_from_standard_input(khulasa):
    article = (
        "Ada wrote the first program.\nIt was 1843 then.\nShe lived in London for years.\n" * 2
    )
    result = khulasa("summarize", "-", "--form", "bullets", stdin=article.encode())
    assert result.returncode == 0
    assert text(result.stdout).startswith("- Ada wrote the first program. [1]\n- ")


@pytest.mark.parametrize(
    ("name", "begins"), [("a.md", b"<div"), ("a.DOCX", b"PK"), ("a.pdf", b"%PDF")]
)
def test_a_reply_is_saved_and_nothing_overwritten(khulasa, tmp_path, name, begins):
    path = tmp_path / name
    result = khulasa("ask", ARABIC, QUESTION, "--out", str(path))
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    assert path.read_bytes().startswith(begins)
    again = khulasa("ask", ARABIC, QUESTION, "--out", str(path))
    assert again.returncode == 2
    assert "exists" in text(again.stderr)


def test_a_translation_is_saved_beside_its_original(khulasa, scripted_server, tmp_path):
    scripted_server.respond(lambda body: "A paragraph in English.")
    path = tmp_path / "translation.md"
    result = khulasa(
        *("translate", ARABIC, "--to", "en", "--paragraph", "7", "--out", str(path)),
        OPENAI_BASE_URL=scripted_server.base_url,
    )
    assert result.returncode == 0
    assert re.search(r"> \S.*\n\n</div>\n\nA paragraph in English.", path.read_text("utf-8"))


EXITS = [
    (["ask", ARABIC, "Who?", "--out", "reply.odt"], {}, 2, ".docx"),
    (["ask", ARABIC, "Who?", "--out", "no/such/folder/reply.md"], {}, 2, "no/such/folder"),
    (["summarize", ARABIC, "--to", "en"], {}, 3, "OPENAI_API_KEY"),
    (["translate", ARABIC, "--to", "en"], {}, 3, "OPENAI_API_KEY"),
    (["ask", "no/such/file.txt", "Who?"], {}, 4, "no/such/file.txt"),
    (["summarize", "-"], {}, 4, "holds no text"),
    (["ask", ARABIC, ""], {}, 2, "empty"),
    (["ask", ARABIC, "Who?"], {"KHULASA_ENGINE": "gpt"}, 2, "KHULASA_ENGINE"),
    (["ask", ARABIC], {}, 2, "QUESTION"),
    (["fly"], {}, 2, "fly"),
    (["ask", ARABIC, "Who?"], {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}, 5, "OPENAI_BASE_URL"),
    (["ask", ARABIC, "Who?"], {"CHROMA_URL": "http://127.0.0.1:9"}, 1, "CHROMA_URL"),
]


@pytest.mark.parametrize(("arguments", "environ", "code", "said"), EXITS)
def test_what_goes_wrong_has_its_exit_code_and_says_what_to_do(
    arguments, environ, code, said, khulasa
):
    result = khulasa(*arguments, **environ)
    assert result.returncode == code
    assert said in text(result.stderr)
    assert "Traceback" not in text(result.stderr)
    assert result.stdout == b""


IN_ONE_PROCESS = [
    (["ask", ARABIC, "Who?"], {"KHULASA_ENGINE": "openai"}, 2, "OPENAI_API_KEY"),
    (["ask", ARABIC, "Who?"], {"KHULASA_EMBEDDING_MODEL": "small"}, 2, "OPENAI_API_KEY"),
    (["summarize", ""], {}, 4, "the name is empty"),
    (["summarize", "ftp:///etc/passwd"], {}, 4, "'ftp:///etc/passwd'"),
    (["summarize", "no/such/file.txt"], {}, 4, "piped in with -"),
    (["serve", "--port", "99999"], {}, 2, "from 1 to 65535"),
    (["serve", "--port", "-1"], {}, 2, "from 1 to 65535"),
    (["batch", "no/such/in.jsonl", "out.jsonl"], {}, 2, "no/such/in.jsonl"),
    (
        ["batch", "README.md", "no/such/folder/out.jsonl"],
        {},
        2,
        "no folder no/such/folder",
    ),
    (["batch", "README.md", "README.md/out.jsonl"], {}, 2, "README.md/out.jsonl cannot be written"),
    (["batch", "README.md", "tests", "--resume"], {}, 2, "tests cannot be written"),
    (["batch", "examples/report.png", "no/such/out.jsonl"], {}, 2, "report.png is not text"),
    (["library", "show", "1da7"], {}, 2, "no article whose id begins with '1da7'"),
    (["library", "restore", ""], {}, 2, "The trash holds no article"),
]


@pytest.mark.parametrize(("arguments", "environ", "code", "said"), IN_ONE_PROCESS)
def test_what_is_wrong_is_named_with_what_to_do(
    arguments, environ, code, said, monkeypatch, capsys, tmp_path
):
    """As above, without the time that a process takes."""
    for name, value in {"KHULASA_DATA_DIR": str(tmp_path), **environ}.items():
        monkeypatch.setenv(name, value)
    try:
        ended = main(arguments)
    except SystemExit as stopped:  # by argparse
        ended = stopped.code
    assert ended == code
    assert said in capsys.readouterr().err
    assert not Path("out.jsonl").exists()


def test_errors_are_in_the_reader_s_language(khulasa):
    result = khulasa("summarize", ARABIC, "--to", "en", LC_ALL="ar_IQ.UTF-8")
    assert "تحتاج إلى نموذج لغوي" in text(result.stderr)


def test_translate_with_a_model(khulasa, scripted_server):
    scripted_server.respond(lambda body: "A paragraph in English.")
    result = khulasa(
        "translate",
        ARABIC,
        "--to",
        "en",
        "--paragraph",
        "7",
        OPENAI_BASE_URL=scripted_server.base_url,
    )
    assert result.returncode == 0
    assert text(result.stdout).strip() == "A paragraph in English."


def test_batch_keeps_order_survives_bad_requests_and_resumes(khulasa, tmp_path):
    requests = tmp_path / "in.jsonl"
    results = tmp_path / "out.jsonl"
    lines = [
        {"id": 1, "task": "answer", "source": ARABIC, "question": QUESTION},
        {"id": 2, "task": "translate", "source": ARABIC, "language": "en"},
        {"id": 3, "task": "dance"},
        "not json",
        {"id": 5, "task": "summarize", "text": "Ada wrote a program. It ran.", "form": "bullets"},
    ]
    content = [one if isinstance(one, str) else json.dumps(one) for one in lines]
    requests.write_text("\n".join(content), "utf-8")
    assert khulasa("batch", str(requests), str(results)).returncode == 0
    written = [json.loads(line) for line in results.read_text("utf-8").splitlines()]
    assert [one["id"] for one in written] == [1, 2, 3, None, 5]
    assert "2017" in written[0]["reply"]["text"]
    assert written[1]["error"]["kind"] == "NeedsModelError"
    assert "task" in written[2]["error"]["message"]
    assert written[4]["reply"]["text"].startswith("- Ada")

    assert khulasa("batch", str(requests), str(results)).returncode == 2
    results.write_text("".join(f"{json.dumps(one)}\n" for one in written[:2]), "utf-8")
    assert khulasa("batch", str(requests), str(results), "--resume").returncode == 0
    assert [json.loads(line) for line in results.read_text("utf-8").splitlines()] == written


def test_batch_says_what_a_line_may_hold(capsys, tmp_path):
    requests = tmp_path / "in.jsonl"
    results = tmp_path / "out.jsonl"
    wrong = [
        (
            {"task": "answer", "article": "x"},
            "takes no article. Beside task and id it takes text",
        ),
        ({"task": ["answer"]}, "task must be one of answer, summarize, translate"),
        ({"task": "summarize", "text": 5}, "text must be text (str), not int"),
        ({"task": "summarize", "text": "Ada wrote.", "length": []}, "length must be one of short"),
        (
            {"task": "translate", "text": "Ada wrote.", "language": "en", "paragraph": "1"},
            "between 1",
        ),
        ({"task": "summarize", "source": ""}, "the name is empty"),
        ({"task": "answer", "text": "Ada wrote.", "question": None}, "question must be text"),
    ]
    lines = [json.dumps(request) for request, _ in wrong] + ["[" * 100_000, "5"]
    said = [part for _, part in wrong] + ["JSON object on one line", '{"task": "answer"']
    requests.write_text("\ufeff" + "\r\n".join(lines), "utf-8")
    assert main(["batch", str(requests), str(results)]) == 0
    messages = [json.loads(line)["error"]["message"] for line in results.open(encoding="utf-8")]
    assert len(messages) == len(said)
    assert all(part in message for part, message in zip(said, messages, strict=True)), messages

    with pytest.raises(SystemExit):
        main(["batch", "--help"])
    shown = capsys.readouterr().out
    for key in ("task", "text", "source", "title", "id", *TASK_KEYS):
        assert re.search(rf"^  {key} ", shown, re.MULTILINE)


def test_batch_on_a_full_disk_keeps_what_is_done_and_goes_on_from_there(khulasa, tmp_path):
    requests = tmp_path / "in.jsonl"
    results = tmp_path / "out.jsonl"
    # A line separator in a JSON string is no end of a line.
    request = {"task": "summarize", "text": "Ada wrote a program. It ran."}
    lines = [json.dumps(request | {"id": f"{i}\u2028"}, ensure_ascii=False) for i in range(8)]
    requests.write_text("\n".join(lines), "utf-8")
    stopped = khulasa("batch", str(requests), str(results), LC_ALL="ar", largest_file=2_000)
    assert stopped.returncode == 1
    assert "--resume" in text(stopped.stderr)
    assert "محفوظة" in text(stopped.stderr)
    kept = results.read_bytes()
    assert len(kept) == 2_000
    assert khulasa("batch", str(requests), str(results), "--resume").returncode == 0
    written = results.read_text("utf-8").split("\n")
    assert [json.loads(line)["id"] for line in written[:-1]] == [f"{i}\u2028" for i in range(8)]
    assert results.read_bytes().startswith(kept[: kept.rindex(b"\n")])


def test_where_nothing_can_listen_is_named_before_anything_is_set_up(
    monkeypatch, capsys, refused_connections
):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for locale, words in (("C", f"Port {port} is in use"), ("ar", f"المنفذ {port} يستخدمه")):
            monkeypatch.setenv("LC_ALL", locale)
            assert main(["serve", "--port", port]) == 2
            said = capsys.readouterr().err
            assert words in said
            assert "make run PORT=" in said
    assert main(["serve", "--host", "192.0.2.1"]) == 2
    assert "192.0.2.1 ليس عنوانًا لهذا الجهاز" in capsys.readouterr().err
    refused_connections.clear()


def test_the_app_is_served_where_it_says(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environ = {**os.environ, "KHULASA_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE) as served:
        try:
            said = text(served.stderr.readline())
            [address] = re.findall(r"http://\S+", said)
            assert httpx.get(f"{address}/health", timeout=60).json()["status"] == "ok"
        finally:
            served.send_signal(signal.SIGINT)
            served.communicate(timeout=60)
    assert address == f"http://127.0.0.1:{port}"


def test_an_id_is_named_by_as_many_digits_as_tell_it_apart(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("KHULASA_DATA_DIR", str(tmp_path))
    library = Library(tmp_path)
    river = Article.from_text("The river rose in 2017.", title="Rain")
    ids = [f"1da7{digit}{'0' * 27}" for digit in "123"]
    for number, one in enumerate(ids):
        library.add(dataclasses.replace(river, id=one, title=f"Rain {number}"))
    library.add(river)
    library.remove(ids[2])
    assert main(["library", "show", river.id[:1].upper()]) == 0
    assert "rose in 2017" in capsys.readouterr().out
    assert main(["library", "remove", "1da7"]) == 2
    said = capsys.readouterr().err
    assert all(f"  1da7{number + 1}000  Rain {number}\n" in said for number in range(3))
    monkeypatch.setenv("LC_ALL", "ar_IQ.UTF-8")
    assert main(["library", "rename", "1da7", "x"]) == 2
    assert "أكثر من معرّف" in capsys.readouterr().err
    assert main(["library", "rename", "1da71", "Drought"]) == 0
    assert main(["library", "restore", "1"]) == 0, "one alone is in the trash"
    assert main(["library", "remove", "1da72"]) == 0
    assert {one.title for one in library.list()} == {"Rain", "Drought", "Rain 2"}


def test_the_library_lists_shows_and_removes(khulasa):
    khulasa("ask", ARABIC, QUESTION)
    [entry] = json.loads(khulasa("library", "--json").stdout)
    assert entry["language"] == "ar"
    assert entry["id"][:8] in text(khulasa("library").stdout)
    assert "أكد رئيس" in text(khulasa("library", "show", entry["id"][:8]).stdout)
    assert khulasa("library", "remove", entry["id"][:8]).returncode == 0
    assert json.loads(khulasa("library", "list", "--json").stdout) == []
    assert khulasa("library", "show", entry["id"][:8]).returncode == 2
    assert khulasa("library", "restore", entry["id"][:8]).returncode == 2, "gone for good"


def test_the_library_renames_searches_and_restores(khulasa, tmp_path):
    library = Library(tmp_path / "data")
    one = Article.from_text("The river rose in 2017.", title="Rain")
    library.add(one)
    assert khulasa("library", "rename", one.id[:8], "فيضان النهر").returncode == 0
    for words in (["فيضان"], ["rivers", "٢٠١٧"]):
        [found] = json.loads(khulasa("library", "search", *words, "--json").stdout)
        assert found["title"] == "فيضان النهر"
    assert khulasa("library", "search", "drought").stdout == b""
    library.remove(one.id)
    assert khulasa("library").stdout == b""
    assert "فيضان النهر" in text(khulasa("library", "removed").stdout)
    assert khulasa("library", "restore", one.id[:8]).returncode == 0
    assert "فيضان النهر" in text(khulasa("library").stdout)


def test_doctor_masks_secrets_and_names_what_fails(khulasa):
    key = "sk-secret-secret-secret-secret"
    result = khulasa("doctor", OPENAI_API_KEY=key, OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    assert result.returncode == 5
    assert key not in text(result.stdout) + text(result.stderr)
    assert "127.0.0.1:9" in text(result.stdout)
    assert khulasa("doctor").returncode == 0


def test_doctor_names_the_key_that_is_missing(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("KHULASA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KHULASA_ENGINE", "openai")
    assert main(["doctor"]) == 2
    assert "There is no key for OpenAI" in capsys.readouterr().out
