"""A model rewrites follow-ups; what is sent, what is taken of its words, and what is not."""

from dataclasses import replace

import pytest

from bot import Article, ModelError, Settings, answer
from tests.servers import Fail, Say

ENGLISH = Article.from_text(
    "The lighthouse was built in 1871 by the engineer Thomas Aldous. It was tended by keepers "
    "until 1986.\n\nFerries carried 310,000 passengers in 2018."
)
ARABIC = Article.from_text("بُنيت المنارة عام 1871 على يد المهندس توماس ألدوس. وأُغلقت عام 1986.")
BEFORE = [("Who built the lighthouse?", "Thomas Aldous [1].")]
BEFORE_IN_ARABIC = [("من بنى المنارة؟", "توماس ألدوس [1].")]
WITH_ITS_TOPIC = "Who built the lighthouse? And when?"


@pytest.fixture
def settings(scripted_server, tmp_path):
    return Settings(openai_base_url=scripted_server.base_url, model="scripted", data_dir=tmp_path)


def asked(server):
    """What the last prompt says after the passages."""
    return server.chats[-1].prompt.rpartition("Question: ")[2]


@pytest.mark.parametrize(
    ("article", "history", "question", "rewriting", "reply"),
    [
        (ENGLISH, BEFORE_IN_ARABIC, "And when?", "When was the lighthouse built?", "1871 [1]."),
        (ARABIC, BEFORE, "ومتى كان ذلك؟", "متى بُنيت المنارة؟", "عام 1871 [1]."),
    ],
)
def test_a_follow_up_in_another_language_than_the_turn_before_stays_in_its_own(
    article, history, question, rewriting, reply, scripted_server, settings
):
    scripted_server.script(rewriting, reply)
    language = answer(question, article, history=history, settings=settings).language
    first, second = scripted_server.chats
    assert history[0][0] in first.prompt
    assert ("Write the question alone, in English." in first.prompt) == (language == "en")
    assert ("اكتب السؤال وحده باللغة العربية" in first.prompt) == (language == "ar")
    assert rewriting in second.prompt
    assert language == ("en" if question.isascii() else "ar")


def test_the_question_keeps_its_language_where_the_answer_is_wanted_in_the_other(
    scripted_server, settings
):
    scripted_server.script("When was the lighthouse built?", "عام 1871 [1].")
    answer("And when?", ENGLISH, language="ar", history=BEFORE, settings=settings)
    assert "Write the question alone, in English." in scripted_server.chats[0].prompt


@pytest.mark.parametrize(
    "said",
    [
        "When was the lighthouse built?",
        "  When was the lighthouse built?\n",
        '"When was the lighthouse built?"',
        "**When was the lighthouse built?**",
        "Standalone question: When was the lighthouse built?",
        "The reader asks about the lighthouse.\n\nWhen was the lighthouse built?",
        "And when?\nWhen was the lighthouse built?",
        "<think>Hm.</think>When was the lighthouse built? [1]",
    ],
)
def test_the_rewritten_question_is_one_line(said, scripted_server, settings):
    scripted_server.script(said, "In 1871 [1].")
    answer("And when?", ENGLISH, history=BEFORE, settings=settings)
    assert asked(scripted_server).startswith("When was the lighthouse built?\n")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "<think>When was",
        "The lighthouse was built in 1871.",
        "When was " + "the old and famous " * 30 + "lighthouse built?",
        Say("When was the lighth", finish_reason="length"),
        Fail(400, "Too long.", "context_length_exceeded"),
    ],
)
def test_what_is_no_rewriting_is_replaced_by_the_question_after_the_one_it_leans_on(
    said, scripted_server, settings
):
    scripted_server.script(said, "In 1871 [1].")
    reply = answer("And when?", ENGLISH, history=BEFORE, settings=settings)
    assert asked(scripted_server).startswith(f"{WITH_ITS_TOPIC}\n")
    assert reply.text == "In 1871 [1]."
    assert reply.warnings == ()


def test_a_question_that_stands_alone_is_put_as_it_is_where_there_is_no_rewriting(
    scripted_server, settings
):
    question = "How many passengers did the ferries carry?"
    scripted_server.script("", "310,000 [1].")
    answer(question, ENGLISH, history=BEFORE, settings=settings)
    assert asked(scripted_server).startswith(f"{question}\n")


def test_a_rewriting_in_the_other_language_is_asked_for_again_and_then_given_up(
    scripted_server, settings
):
    scripted_server.script("متى بُنيت المنارة؟", "متى شُيّدت المنارة؟", "In 1871 [1].")
    answer("And when?", ENGLISH, history=BEFORE, settings=settings)
    assert len(scripted_server.chats) == 3
    assert asked(scripted_server).startswith(f"{WITH_ITS_TOPIC}\n")


def test_a_server_that_fails_is_no_question_of_rewriting(scripted_server, settings):
    scripted_server.script(Fail(401, "No."))
    with pytest.raises(ModelError):
        answer("And when?", ENGLISH, history=BEFORE, settings=settings)
    assert len(scripted_server.chats) == 1


def test_long_turns_are_cut_and_the_last_ones_are_kept(scripted_server, settings):
    history = [(f"Question {i}?", f"Reply {i} " + "وهذا نص طويل جدا. " * 2000) for i in range(9)]
    scripted_server.script("When was it built?", "In 1871 [1].")
    answer("And when?", ENGLISH, history=history, settings=settings)
    prompt = scripted_server.chats[0].prompt
    assert len(prompt) < 5_000
    assert "Question 8?\nReply 8" in prompt
    assert "Question 7?\nReply 7" in prompt
    assert "Question 4?" not in prompt


def test_a_small_window_is_shown_less(scripted_server, settings):
    history = [("Who built the lighthouse?", "Thomas Aldous. " * 500)]
    scripted_server.script("When was it built?", "In 1871 [1].")
    small = replace(settings, context_tokens=1_000)
    answer("And when?", ENGLISH, history=history, settings=small)
    assert len(scripted_server.chats[0].prompt) < 1_200
    assert "Who built the lighthouse?\nThomas Aldous." in scripted_server.chats[0].prompt


def test_marks_of_passages_are_not_shown_again(scripted_server, settings):
    scripted_server.script("When was it built?", "In 1871 [1].")
    answer("And when?", ENGLISH, history=BEFORE, settings=settings)
    assert "Thomas Aldous." in scripted_server.chats[0].prompt
    assert "[1]" not in scripted_server.chats[0].prompt
