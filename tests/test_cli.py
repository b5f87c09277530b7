"""The command line: transcripts and exit codes, in a process of its own."""

import json
import os
import re
import subprocess
import sys

import pytest

from retrieval.article import Article
from retrieval.library import Library

ARABIC = "examples/article.ar.txt"
QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"


@pytest.fixture
def khulasa(tmp_path):
    def run(*arguments, stdin=None, **environ):
        return subprocess.run(
            [sys.executable, "-m", "ui.cli", *arguments],
            input=stdin,
            capture_output=True,
            env={**os.environ, "KHULASA_DATA_DIR": str(tmp_path / "data"), **environ},
            check=False,
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
