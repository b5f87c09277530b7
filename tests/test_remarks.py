"""A warning that concerns one stretch of a reply says which."""

import pytest

from bot import Article, Settings, answer, summarize, translate

ARTICLE = Article.from_text(
    "The lighthouse was built in 1871 by the engineer Thomas Aldous. It was tended by keepers "
    "until 1986.\n\nFerries carried 310,000 passengers in 2018. The service was withdrawn in May "
    "2019."
)
QUESTION = "Who built the lighthouse?"


@pytest.fixture
def settings(scripted_server, tmp_path):
    return Settings(openai_base_url=scripted_server.base_url, model="scripted", data_dir=tmp_path)


@pytest.fixture
def reply_to(scripted_server, settings):
    """A reply made of the model's words."""

    def reply(said):
        scripted_server.script(said)
        reply = answer(QUESTION, ARTICLE, settings=settings)
        assert [one.text for one in reply.remarks] == list(dict.fromkeys(reply.warnings))
        return reply

    return reply


def stretches(reply):
    return [reply.text[one.start : one.end] for one in reply.remarks]


def test_a_statement_without_a_source_is_remarked_on_where_it_stands(reply_to):
    reply = reply_to(
        "Thomas Aldous built it in 1871 [1]. The mayor plans a new opera house beside the river. "
        "It was tended until 1986 [1]."
    )
    assert stretches(reply) == ["The mayor plans a new opera house beside the river."]
    assert "opera house" in reply.remarks[0].text


def test_a_number_that_is_not_in_the_passages_is_remarked_on_at_its_own_sentence(reply_to):
    reply = reply_to("It was built in 1872 [1]. Keepers tended it until 1986 [1].")
    assert stretches(reply) == ["It was built in 1872 [1]."]
    assert "1872" in reply.remarks[0].text


def test_each_sentence_with_such_a_number_has_its_remark(reply_to):
    reply = reply_to(
        "Aldous built it in 1872 [1].\n\n- Keepers tended it until 1996 [1].\n- So [1]."
    )
    assert stretches(reply) == [
        "Aldous built it in 1872 [1].",
        "Keepers tended it until 1996 [2].",
    ]
    assert ["1872" in reply.warnings[0], "1996" in reply.warnings[1]] == [True, True]


def test_a_statement_after_a_mark_that_was_added_has_its_own_place(reply_to):
    reply = reply_to(
        "The lighthouse was built in 1871 by Thomas Aldous. The mayor plans a new opera house."
    )
    assert "[1]" in reply.text
    assert stretches(reply) == ["The mayor plans a new opera house."]


def test_a_removed_mark_shifts_no_place(scripted_server, settings):
    scripted_server.script("It was built in 1871 [1] [9]. The mayor plans a new opera house.")
    reply = answer(QUESTION, ARTICLE, settings=settings)
    assert stretches(reply) == ["The mayor plans a new opera house."]
    assert len(reply.warnings) == 2
    assert "[9]" in reply.warnings[0]


def test_an_arabic_reply_is_remarked_on_in_arabic(scripted_server, settings):
    scripted_server.script("بنى توماس ألدوس المنارة عام ١٨٧٢ [1]. وظلّ الحرّاس فيها حتى ١٩٨٦ [1].")
    reply = answer("من بنى المنارة؟", ARTICLE, settings=settings)
    assert stretches(reply) == ["بنى توماس ألدوس المنارة عام ١٨٧٢ [1]."]
    assert "لا ترد" in reply.remarks[0].text


def test_a_summary_has_remarks_too(scripted_server, settings):
    scripted_server.script("The lighthouse dates from 1871 [1]. Ferries ran until 2020 [1].")
    assert stretches(summarize(ARTICLE, settings=settings)) == ["Ferries ran until 2020 [2]."]


def test_of_a_translation_the_paragraph_is_remarked_on(scripted_server, settings):
    scripted_server.respond(
        lambda body: (
            "بُنيت المنارة عام 1781 وظلّت بحرّاس حتى 1986."
            if "lighthouse" in body["messages"][-1]["content"]
            else "نقلت العبّارات 310,000 راكب في 2018 وأُوقفت في مايو 2019."
        )
    )
    reply = translate(ARTICLE, language="ar", settings=settings)
    assert stretches(reply) == ["بُنيت المنارة عام 1781 وظلّت بحرّاس حتى 1986."]
    assert [one.text for one in reply.remarks] == list(reply.warnings)


def test_an_abstention_has_none(reply_to):
    assert reply_to("The article does not say what the mayor earned in 2031.").remarks == ()
