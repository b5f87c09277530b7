"""What readers thought of replies becomes cases: run where they were content, else pending."""

import json
import os
import subprocess
import sys

import pytest

from bot import Article, answer
from bot.evaluation.cases import load_cases, load_topic
from bot.evaluation.feedback_cases import add_cases
from bot.feedback import Feedback, FeedbackStore
from bot.reply import Reply
from tests.conftest import ROOT

ARTICLE = Article.from_text(
    "افتُتح المخبز عام 1998.\n\nوهو يبيع:  \n\t«أربعين» نوعًا من الخبز.\n", title="المخبز"
)
LONG = Article.from_text((ROOT / "examples" / "article.ar.txt").read_text("utf-8"))


def feedback(article=ARTICLE, question="متى افتتح المخبز؟", **changes):
    values = {
        "rating": "up",
        "question": question,
        "article_id": article.id,
        "article_title": article.title,
        "article_text": article.text,
        "article_language": article.language,
        "reply": changes.get("reply") or answer(question, article, engine="extractive"),
    }
    return Feedback(**{**values, **changes})


def test_a_reply_that_was_liked_must_keep_its_sources(tmp_path):
    [name] = add_cases([feedback(history=(("من؟", "روزا. [1]"),))], tmp_path)
    [case] = load_cases(tmp_path)
    assert (case.id, case.operation, case.engines) == (name, "chat", ("extractive",))
    assert case.article.text == ARTICLE.text
    assert case.history[0].answer == "روزا. [1]"
    [cites] = [one for one in case.expected_of("extractive") if one.kind == "cites"]
    assert cites.value[0] == "افتُتح المخبز عام 1998."


def test_a_reply_that_was_not_liked_waits_for_a_person(tmp_path):
    given = feedback(rating="down", note="السنة\nخطأ: 'x' #", model="gpt", created="2026-11-25T1")
    add_cases([given], tmp_path)
    [case] = load_cases(tmp_path)
    assert case.expected_of("extractive") == case.expected_of("model") == ()
    assert "(gpt): السنة خطأ: 'x' #" in case.why
    assert "1998" in case.pending
    assert "A reader did not like" in case.pending


@pytest.mark.parametrize(
    ("task", "operation", "language"),
    [("summary", "summarize", "en"), ("translate", "translate", "en")],
)
def test_what_else_a_model_wrote_well_waits_for_a_person(task, operation, language, tmp_path):
    reply = Reply("It opened in 1998.", language, engine="openai", prompts=("translate@1",))
    add_cases([feedback(task=task, reply=reply)], tmp_path)
    [case] = load_cases(tmp_path)
    assert (case.operation, case.options) == (operation, {"language": language})
    assert case.pending.startswith("A reader liked “It opened")
    assert case.engines == ("model",)


def test_a_summary_is_asked_for_as_it_was(tmp_path):
    """As the page puts it: the article, the language, the length, the form."""
    add_cases([feedback(task=f"summary {ARTICLE.id} ar long bullets")], tmp_path)
    [case] = load_cases(tmp_path)
    assert case.operation == "summarize"
    assert case.options == {"language": "ar", "length": "long", "form": "bullets"}


def test_abstaining_that_was_liked_must_stay(tmp_path):
    reply = Reply("The article does not say.", "en", abstained=True, engine="openai")
    add_cases([feedback(reply=reply)], tmp_path)
    [case] = load_cases(tmp_path)
    assert [one.value for one in case.expectations if one.kind == "abstains"] == [True]


def test_new_judgements_are_added_below_what_people_wrote(tmp_path):
    first, second = feedback(), feedback(LONG, "متى أعلن العراق انتصاره على تنظيم داعش؟")
    add_cases([first], tmp_path)
    path = tmp_path / "feedback.yaml"
    edited = path.read_text("utf-8").replace("topic:", "# Ours.\ntopic:")
    path.write_text(edited, "utf-8")
    assert len(add_cases([first, second], tmp_path)) == 1
    assert path.read_text("utf-8").startswith(edited.rstrip("\n"))
    assert add_cases([first, second], tmp_path) == []
    cases = load_topic(path)
    assert len(cases) == 2
    assert cases[1].article.text == LONG.text
    assert (tmp_path / "articles" / f"{LONG.id[:12]}.txt").exists()


def test_the_command_makes_cases_that_pass(tmp_path):
    data, folder = tmp_path / "data", tmp_path / "cases"
    folder.mkdir()
    store = FeedbackStore(data)
    store.add(feedback())
    store.add(feedback(rating="down"))

    def khulasa(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "ui.cli", "prompts", *arguments, "--folder", folder],
            env={**os.environ, "KHULASA_DATA_DIR": str(data)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    added = khulasa("add-from-feedback")
    assert added.returncode == 0, added.stderr
    assert "2 cases added" in added.stderr
    tested = khulasa("test", "--save", tmp_path / "run.json")
    assert tested.returncode == 0, tested.stdout
    assert "1 of 1 cases passed" in tested.stdout
    assert json.loads((tmp_path / "run.json").read_text())["engine"] == "extractive"
