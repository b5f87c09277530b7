"""The three operations with a model, which a scripted server plays."""

import asyncio
import re
import time
from contextlib import aclosing
from dataclasses import replace

import pytest

from bot import (
    Article,
    Reply,
    Settings,
    aanswer,
    answer,
    read,
    stream_answer,
    stream_summarize,
    stream_translate,
    summarize,
    translate,
)
from tests.servers import Fail, Say

ENGLISH = Article.from_text(
    "The lighthouse was built in 1871 by the engineer Thomas Aldous. It was tended by keepers "
    "until 1986.\n\nFerries carried 310,000 passengers in 2018. The service was withdrawn in May "
    "2019."
)
QUESTION = "Who built the lighthouse?"


@pytest.fixture
def settings(scripted_server, tmp_path):
    return Settings(openai_base_url=scripted_server.base_url, model="scripted", data_dir=tmp_path)


@pytest.fixture(scope="module")
def arabic():
    return read("examples/article.ar.txt")


def collect(items):
    async def run():
        return [item async for item in items]

    return asyncio.run(run())


def wait_until(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def check_citations(reply, article):
    assert reply.citations
    for citation in reply.citations:
        assert citation.article == article.id
        assert article.text[citation.start : citation.end] == citation.quote
        assert f"[{citation.number}]" in reply.text


def test_an_answer_is_grounded_in_the_article(scripted_server, settings, arabic):
    scripted_server.respond(
        lambda body: f"أعلن العراق انتصاره على التنظيم أواخر العام 2017 {mark_of(body, '2017')}."
    )
    reply = answer("متى أعلن العراق انتصاره على تنظيم داعش؟", arabic, settings=settings)
    check_citations(reply, arabic)
    assert "أواخر العام 2017" in reply.citations[0].quote
    assert (reply.language, reply.engine, reply.abstained) == ("ar", "openai", False)
    assert reply.warnings == ()


def mark_of(body, needle):
    """The mark of the passage in a prompt that holds some words."""
    prompt = body["messages"][-1]["content"]
    passage = next(part for part in prompt.split("\n\n") if part.startswith("[") and needle in part)
    return passage[: passage.index("]") + 1]


def test_the_prompt_is_in_the_language_of_the_answer_and_holds_the_passages(
    scripted_server, settings, arabic
):
    scripted_server.script("In late 2017 [1].")
    answer("When did Iraq declare victory over ISIS?", arabic, settings=settings)
    prompt = scripted_server.chats[0].prompt
    assert "Answer in English" in prompt
    assert "[1] " in prompt
    assert "أجب" not in prompt


@pytest.mark.parametrize(("language", "expected"), [("auto", "ar"), ("en", "en")])
def test_the_language_of_an_answer(language, expected, scripted_server, settings):
    scripted_server.respond(
        lambda body: (
            "Thomas Aldous built it [1]."
            if "English" in body["messages"][-1]["content"]
            else "بناها المهندس توماس ألدوس [1]."
        )
    )
    reply = answer("من بنى المنارة؟", ENGLISH, language=language, settings=settings)
    assert reply.language == expected


def test_a_reply_in_the_wrong_language_is_asked_for_again(scripted_server, settings):
    scripted_server.script(
        "بنى المهندس توماس ألدوس هذه المنارة القديمة [1].", "Thomas Aldous built it [1]."
    )
    reply = answer(QUESTION, ENGLISH, settings=settings)
    assert reply.text == "Thomas Aldous built it [1]."
    assert reply.warnings == ()
    first, second = scripted_server.chats
    assert "English only" not in first.prompt
    assert "English only" in second.prompt
    assert [one.partition("@")[0] for one in reply.prompts] == ["answer", "insist"]


def test_a_reply_twice_in_the_wrong_language_is_warned_of(scripted_server, settings):
    wrong = "بنى المهندس توماس ألدوس هذه المنارة القديمة [1]."
    scripted_server.script(wrong, wrong)
    reply = answer(QUESTION, ENGLISH, settings=settings)
    assert len(scripted_server.chats) == 2
    assert any("English" in warning for warning in reply.warnings)


def test_a_stream_holds_back_a_false_start_in_the_wrong_language(scripted_server, settings):
    scripted_server.script(
        Say("بنى ", "المهندس ", "توماس ", "ألدوس ", "هذه ", "المنارة."),
        Say("Thomas ", "Aldous ", "built ", "it ", "[1", "]."),
    )
    *pieces, reply = collect(stream_answer(QUESTION, ENGLISH, settings=settings))
    assert "".join(pieces) == reply.text == "Thomas Aldous built it [1]."
    assert len(pieces) > 1
    assert sum((piece.citations for piece in pieces), ()) == reply.citations


def test_a_quotation_in_the_article_s_language_is_not_the_wrong_language(
    scripted_server, settings, arabic
):
    scripted_server.script(
        "He called it “المزعزع للاستقرار في ظل التداعيات الإقليمية لحرب غزة” [1]."
    )
    reply = answer("What did he call it?", arabic, settings=settings)
    assert len(scripted_server.chats) == 1
    assert not any("in English" in warning for warning in reply.warnings)


def test_an_invented_number_is_warned_of(scripted_server, settings):
    scripted_server.script("The lighthouse was built in 1875 [1].")
    assert any("1875" in one for one in answer(QUESTION, ENGLISH, settings=settings).warnings)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What does the mayor earn?", "The article does not say."),
        ("كم راتب العمدة؟", "لا يذكر المقال ذلك."),
    ],
)
def test_an_abstention(question, said, scripted_server, settings):
    scripted_server.script(said)
    reply = answer(question, ENGLISH, settings=settings)
    assert (reply.abstained, reply.citations, reply.text) == (True, (), said)


def test_a_follow_up_is_made_to_stand_alone(scripted_server, settings):
    scripted_server.script("When was the lighthouse built?", "In 1871 [1].")
    history = [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "Aldous."}]
    reply = answer("And when?", ENGLISH, history=history, settings=settings)
    assert [one.partition("@")[0] for one in reply.prompts] == ["standalone", "answer"]
    rewriting, asking = scripted_server.chats
    assert QUESTION in rewriting.prompt
    assert "When was the lighthouse built?" in asking.prompt


@pytest.mark.parametrize(
    "history",
    [
        [(QUESTION, "Aldous.")],
        [(QUESTION, Reply("Aldous.", "en"))],
        [{"role": "user", "content": QUESTION}, {"role": "assistant", "content": "Aldous."}],
    ],
)
def test_every_form_of_history_reaches_the_model(history, scripted_server, settings):
    scripted_server.script("When was it built?", "In 1871 [1].")
    answer("And when?", ENGLISH, history=history, settings=settings)
    assert f"{QUESTION}\nAldous." in scripted_server.chats[0].prompt


def test_the_versions_of_prompts_that_the_settings_name_are_used(scripted_server, settings):
    scripted_server.script("Thomas Aldous built it [1].")
    reply = answer(QUESTION, ENGLISH, settings=replace(settings, prompts=("answer@1",)))
    assert reply.prompts == ("answer@1",)


def test_the_article_is_never_a_template(scripted_server, settings):
    article = "The {question} was built by {abstention} in {passages}. It cost {0} and {{x}}."
    scripted_server.script("It was built [1].")
    answer("What was built?", article, settings=settings)
    assert article.split(". ")[0] in scripted_server.chats[0].prompt


def test_a_short_article_is_summarised_in_one_request(scripted_server, settings, arabic):
    scripted_server.script(
        "Iraq wants the coalition to leave [1]. It declared victory [2]. So [3]."
    )
    reply = summarize(arabic, language="en", settings=settings)
    assert len(scripted_server.chats) == 1
    assert "in 3 full sentences" in scripted_server.chats[0].prompt
    check_citations(reply, arabic)
    assert reply.language == "en"


def test_a_long_article_is_summarised_in_parts(scripted_server, tmp_path):
    article = Article.from_text(
        "\n".join(
            f"In year {year} the town built bridge number {year}." for year in range(1000, 1400)
        )
    )
    settings = Settings(
        openai_base_url=scripted_server.base_url,
        data_dir=tmp_path,
        context_tokens=2000,
        concurrency=2,
    )

    def reply_to(body):
        prompt = body["messages"][-1]["content"]
        mark = prompt[prompt.index("[") : prompt.index("]") + 1]
        return f"The town built bridges {mark}."

    scripted_server.respond(reply_to)
    told = []
    reply = summarize(
        article, settings=settings, progress=lambda done, total: told.append((done, total))
    )
    prompts = [chat.prompt for chat in scripted_server.chats]
    assert len(prompts) > 3
    assert sum("Summaries of the parts" in prompt for prompt in prompts) >= 1
    assert "bridge number 1399" in "".join(prompts)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] > 3
    check_citations(reply, article)


FORMS = [
    ("en", "paragraph", "as one paragraph"),
    ("en", "bullets", "as a list of 3 points"),
    ("ar", "paragraph", "في فقرة واحدة"),
    ("ar", "bullets", "في قائمة من 3 نقاط"),
]


@pytest.mark.parametrize(("language", "form", "words"), FORMS)
def test_the_form_of_a_summary_is_asked_for_in_its_language(
    language, form, words, scripted_server, settings
):
    said = {"en": "- Aldous built it [1].\n- It closed [1].", "ar": "- بناها [1].\n- وأُغلقت [1]."}
    scripted_server.script(said[language])
    reply = summarize(ENGLISH, language=language, form=form, settings=settings)
    assert words in scripted_server.chats[0].prompt
    assert reply.prompts == ("summarize@2", f"{form}@1")
    assert len(reply.text.splitlines()) == 2


def test_the_parts_of_a_long_article_are_summarised_in_paragraphs_and_the_whole_in_bullets(
    scripted_server, settings
):
    article = "\n".join(f"In {year} the town built a bridge." for year in range(1000, 1300))
    scripted_server.respond(lambda body: "The town built bridges [1].")
    settings = replace(settings, context_tokens=2000)
    reply = summarize(article, form="bullets", settings=settings)
    *parts, whole = [chat.prompt for chat in scripted_server.chats]
    assert len(parts) > 1
    assert all("as one paragraph" in prompt and "list of" not in prompt for prompt in parts)
    assert "list of 3 points" in whole
    assert reply.prompts == ("summarize@2", "paragraph@1", "combine@2", "bullets@1")


def test_older_versions_of_prompts_are_given_what_they_declare(scripted_server, settings):
    scripted_server.script("Thomas Aldous built the lighthouse [1].")
    reply = summarize(ENGLISH, settings=replace(settings, prompts=("summarize@1",)))
    assert "in 3 full sentences" in scripted_server.chats[0].prompt
    assert reply.prompts == ("summarize@1",)


def test_a_window_smaller_than_said_is_found_out(scripted_server, settings):
    scripted_server.context_tokens = 700
    scripted_server.respond(lambda body: "The town built bridges [1].")
    article = "\n".join(f"In {year} the town built a bridge." for year in range(1000, 1300))
    reply = summarize(article, settings=settings)
    assert reply.text == "The town built bridges [1]."


def test_a_translation_keeps_the_structure(scripted_server, settings):
    article = "# Title\n\nFirst paragraph of 1871.\n- item one\n\n2. item two of 2018\n\n***\n"
    scripted_server.respond(
        lambda body: " ".join(
            ["ترجمة الفقرة", *re.findall(r"\d+", body["messages"][-1]["content"])]
        )
    )
    reply = translate(article, language="ar", settings=settings)
    assert reply.text.splitlines() == [
        "# ترجمة الفقرة",
        "",
        "ترجمة الفقرة 1871",
        "- ترجمة الفقرة",
        "",
        "2. ترجمة الفقرة 2018",
        "",
        "***",
    ]
    assert [citation.number for citation in reply.citations] == [1, 2, 3, 4, 5]
    assert [reply.text[slice(*citation.at)] for citation in reply.citations] == [
        line for line in reply.text.splitlines() if line
    ]


def test_a_translation_streams_by_paragraph_in_order(scripted_server, settings):
    def slow_first(body):
        text = body["messages"][-1]["content"]
        return Say("الفقرة الأولى", delay=0.2) if "first" in text else Say("الفقرة الثانية")

    scripted_server.respond(slow_first)
    article = "The first paragraph.\n\nThe second paragraph."
    *pieces, reply = collect(stream_translate(article, language="ar", settings=settings))
    assert pieces == ["الفقرة الأولى", "\n\nالفقرة الثانية"]
    assert reply.text == "".join(pieces)
    for piece, citation in zip(pieces, reply.citations, strict=True):
        assert piece.citations == (citation,)
        assert reply.text[slice(*citation.at)] == piece.strip()


def test_numbers_lost_in_translation_are_warned_of(scripted_server, settings):
    scripted_server.script("بُنيت المنارة عام 1781.")
    reply = translate("It was built in 1871.", language="ar", settings=settings)
    assert any("1871" in one and "1781" in one for one in reply.warnings)


def test_one_paragraph_can_be_translated(scripted_server, settings):
    scripted_server.script("نقلت العبّارات 310,000 راكب في 2018. وأُوقفت الخدمة في مايو 2019.")
    reply = translate(ENGLISH, language="ar", paragraph=2, settings=settings)
    assert len(scripted_server.chats) == 1
    assert [citation.number for citation in reply.citations] == [2]
    with pytest.raises(ValueError, match="between 1 and 2"):
        translate(ENGLISH, language="ar", paragraph=3, settings=settings)


def test_an_article_in_the_language_wanted_is_given_unchanged(scripted_server, settings):
    reply = translate(ENGLISH, language="en", settings=settings)
    assert reply.text == ENGLISH.text
    assert [reply.text[slice(*one.at)] for one in reply.citations] == ENGLISH.text.split("\n\n")
    assert reply.warnings
    assert scripted_server.chats == []


def test_when_one_paragraph_fails_the_others_are_cancelled(scripted_server, settings):
    scripted_server.respond(
        lambda body: (
            Fail(400, "bad")
            if "number 0" in body["messages"][-1]["content"]
            else Say("فقرة", then="hang")
        )
    )
    article = "\n\n".join(f"Paragraph number {i}." for i in range(4))
    with pytest.raises(Exception, match="bad"):
        translate(article, language="ar", settings=settings)


def test_stopping_a_stream_stops_the_model(scripted_server, settings):
    scripted_server.script(Say("Thomas Aldous built the lighthouse, ", "and", then="hang"))

    async def first_piece():
        async with aclosing(stream_answer(QUESTION, ENGLISH, settings=settings)) as items:
            return await anext(items)

    assert asyncio.run(first_piece()).startswith("Thomas")
    wait_until(lambda: scripted_server.chats[0].abandoned)


def test_sync_calls_work_inside_a_running_event_loop(scripted_server, settings):
    scripted_server.script("Thomas Aldous built it [1].", "Thomas Aldous built it [1].")

    async def notebook():
        return answer(QUESTION, ENGLISH, settings=settings)

    assert asyncio.run(notebook()).citations
    assert asyncio.run(aanswer(QUESTION, ENGLISH, settings=settings)).citations


def test_event_loops_that_come_and_go_leave_no_dead_connections(scripted_server, settings):
    scripted_server.respond(lambda body: "Thomas Aldous built it [1].")
    for _ in range(3):
        assert asyncio.run(aanswer(QUESTION, ENGLISH, settings=settings)).citations


def test_model_embeddings_are_used_and_kept_apart(scripted_server, settings, tmp_path):
    scripted_server.respond(lambda body: "Thomas Aldous built it [1].")
    for model in ("small", "large"):
        answer(QUESTION, ENGLISH, settings=replace(settings, embedding_model=model))
    asked = {one.body["model"] for one in scripted_server.requests if "embeddings" in one.path}
    assert asked == {"small", "large"}


def test_a_language_neither_arabic_nor_english_is_readable_with_a_model(scripted_server, settings):
    scripted_server.script("It was built in 1871 [1].")
    article = "Le phare a été construit en 1871 par l'ingénieur Thomas Aldous, né à Brest."
    reply = answer("When was the lighthouse built?", article, settings=settings)
    assert reply.citations[0].quote == article


def test_a_real_llama_cpp_server_streams_and_counts(llama_server, tmp_path):
    """The words are noise (random weights); the protocol is real."""
    settings = Settings(
        openai_base_url=llama_server.base_url, model=llama_server.model, data_dir=tmp_path
    )
    *pieces, reply = collect(stream_summarize(ENGLISH, settings=settings))
    assert "".join(pieces) == reply.text
    assert reply.usage.input_tokens > 100
    assert reply.usage.output_tokens > 0
