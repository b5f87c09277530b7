"""Feedback is kept with all that a regression case needs, until the reader takes it back."""

import json
from dataclasses import fields, replace

import pytest

from bot import Settings
from bot.feedback import Feedback, FeedbackStore
from bot.workspace import Workspace
from retrieval.article import Article
from tests.test_conversations import REPLY

ARTICLE = Article.from_text("أُعلن النصر أواخر العام 2017.", title="النصر")


@pytest.fixture
def store(tmp_path):
    return FeedbackStore(tmp_path)


def feedback(**changes) -> Feedback:
    values = {
        "rating": "down",
        "note": "التاريخ خطأ",
        "question": "متى كان ذلك؟",
        "history": (("Who?", "Ada. [1]"), ("من؟", "آدا. [1]")),
        "article_id": ARTICLE.id,
        "article_title": ARTICLE.title,
        "article_text": ARTICLE.text,
        "article_language": ARTICLE.language,
        "reply": REPLY,
        "model": "gpt-4.1-mini",
        "khulasa_version": "0.1.0",
    }
    return Feedback(**{**values, **changes})


def test_feedback_comes_back_exactly_after_a_restart(store, tmp_path):
    given = [feedback(), feedback(rating="up", note=""), feedback(article_id="b", article_text="B")]
    for one in given:
        store.add(one)
    assert FeedbackStore(tmp_path).list() == given


def test_feedback_is_found_by_its_conversation(store):
    here, there = feedback(conversation="a", place=2), feedback(conversation="b")
    for one in (there, here, feedback()):
        store.add(one)
    assert store.of("a") == [here]
    assert store.of("c") == []


def test_a_reader_changes_thumb_and_note(store):
    one, other = feedback(), feedback()
    store.add(one)
    store.add(other)
    assert store.update(one.id, "up", "صحيح بعد التدقيق")
    assert store.list() == [replace(one, rating="up", note="صحيح بعد التدقيق"), other]


def test_feedback_taken_back_is_gone_and_the_article_with_the_last_of_it(store, tmp_path):
    one, other = feedback(), feedback(note="zanzibar")
    store.add(one)
    store.add(other)
    assert store.withdraw(other.id)
    assert not store.withdraw(other.id)
    assert not store.update(other.id, "up", "")
    assert store.list() == [one]
    assert b"zanzibar" not in (tmp_path / "feedback.sqlite3").read_bytes()
    store.withdraw(one.id)
    assert ARTICLE.text.encode() not in (tmp_path / "feedback.sqlite3").read_bytes()


def test_feedback_outlives_its_article(tmp_path):
    space = Workspace(replace(Settings.from_env(), data_dir=tmp_path))
    space.library.add(ARTICLE)
    space.feedback.add(feedback())
    space.library.forget(ARTICLE.id)
    assert space.library.get(ARTICLE.id) is None
    assert space.feedback.list()[0].article_text == ARTICLE.text


def test_feedback_is_exported_as_json_and_read_by_other_versions():
    one = feedback()
    exported = json.loads(json.dumps(one.to_dict()))
    assert exported["article_text"] == ARTICLE.text
    assert exported["reply"]["prompts"] == ["answer@1"]
    assert Feedback.from_dict(exported) == one
    exported["mood"] = "good"
    del exported["model"], exported["history"]
    assert Feedback.from_dict(exported) == replace(one, model="", history=())


def test_no_setting_but_the_model_s_name_can_come_into_feedback():
    settings = {setting.name for setting in fields(Settings)}
    assert {field.name for field in fields(Feedback)} & settings <= {"model"}
