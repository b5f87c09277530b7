"""The embedded engine quotes what answers, says when nothing does, and never pretends."""

import asyncio
from pathlib import Path

import pytest

from bot import (
    Article,
    ArticleError,
    NeedsModelError,
    Settings,
    SettingsError,
    aanswer,
    answer,
    chat,
    read,
    stream_answer,
    suggest_questions,
    summarize,
    translate,
)

ARABIC_QUESTION = "متى أعلن العراق انتصاره على تنظيم داعش؟"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return Settings(data_dir=tmp_path_factory.mktemp("extractive"))


@pytest.fixture(scope="module", params=["ar", "en"])
def article(request):
    return read(f"examples/article.{request.param}.txt")


@pytest.fixture(scope="module")
def arabic():
    return read("examples/article.ar.txt")


@pytest.fixture(scope="module")
def english():
    return read("examples/article.en.txt")


ANSWERS = [
    ("ar", ARABIC_QUESTION, "أواخر العام 2017"),
    ("ar", "من قُتل في غارة خارج مطار بغداد؟", "قاسم سليماني"),
    ("ar", "متى صوّت البرلمان العراقي لصالح رحيل التحالف؟", "عام 2020"),
    ("en", "When was the lighthouse built?", "1871"),
    ("en", "Who was the last keeper of the lighthouse?", "Arthur Penrose"),
    ("en", "How many passengers did the ferries carry in 2018?", "310,000"),
]


@pytest.mark.parametrize(("language", "question", "expected"), ANSWERS)
def test_the_first_sentence_cited_holds_the_answer(language, question, expected, settings):
    article = read(f"examples/article.{language}.txt")
    reply = answer(question, article, settings=settings)
    assert expected in reply.citations[0].quote
    assert (reply.language, reply.abstained, reply.engine) == (language, False, "extractive")
    assert {citation.article for citation in reply.citations} == {article.id}
    assert (reply.usage, reply.prompts) == (None, ())


SHORT = [
    ("ar", ARABIC_QUESTION, "أواخر العام 2017"),
    ("ar", "من هو الأمين العام لحلف شمال الأطلسي؟", "ينس ستولتنبرغ"),
    ("en", "Who built the lighthouse?", "Thomas Aldous"),
    ("en", "How much will the repair cost?", "2.4 million pounds"),
    ("en", "Where will the work on the lantern be done?", "Denmark"),
]


@pytest.mark.parametrize(("language", "question", "expected"), SHORT)
def test_a_short_answer_leads_and_stands_in_the_sentence_below_it(
    language, question, expected, settings
):
    reply = answer(question, read(f"examples/article.{language}.txt"), settings=settings)
    short, sentence, *_ = reply.text.split("\n\n")
    assert short == expected
    assert sentence == f"{reply.citations[0].quote} [1]"
    assert short in sentence


def test_a_doubtful_answer_says_that_it_is_doubtful(english, settings):
    reply = answer("When did the mayor climb the pier?", english, settings=settings)
    assert not reply.abstained
    assert reply.text.startswith("The article may not answer this.")
    assert reply.citations


@pytest.mark.parametrize("length", ["short", "medium", "long"])
def test_a_summary_quotes_whole_sentences_in_the_article_s_order(length, article, settings):
    reply = summarize(article, length=length, settings=settings)
    assert len(reply.citations) == {"short": 3, "medium": 6, "long": 10}[length]
    starts = [citation.start for citation in reply.citations]
    assert starts == sorted(starts)
    for citation in reply.citations:
        assert article.text[citation.start : citation.end] == citation.quote
        assert f"{citation.quote} [{citation.number}]" in reply.text


def test_a_summary_in_bullets_has_the_same_sentences_one_a_line(article, settings):
    running = summarize(article, length="medium", settings=settings)
    listed = summarize(article, length="medium", form="bullets", settings=settings)
    assert listed.citations == running.citations
    assert listed.text.splitlines() == [f"- {one.quote} [{one.number}]" for one in listed.citations]


def test_a_bullet_of_a_hard_wrapped_article_is_one_line(settings):
    article = (
        "The lighthouse above the harbour was built in the year 1871 by a man\n"
        "called Thomas Aldous, who had built bridges and two piers before it.\n"
        "The council now wants to sell it, and a club of sailors wants to keep\n"
        "the lamp burning on winter nights, as it did in their fathers' time.\n"
    )
    reply = summarize(article, form="bullets", settings=settings)
    assert "\n" in reply.citations[0].quote
    assert len(reply.text.splitlines()) == len(reply.citations) == 2


def test_a_subheading_is_no_part_of_a_summary(arabic, settings):
    reply = summarize(arabic, length="long", settings=settings)
    assert "احتياج واقعي" not in reply.text


ABSENT = [
    ("ar", "كم بلغ سعر النفط في طوكيو؟", "لا يذكر المقال"),
    ("en", "What is the chemical formula of caffeine?", "does not say"),
]


@pytest.mark.parametrize(("language", "question", "said"), ABSENT)
def test_what_the_article_does_not_say_is_not_answered(language, question, said, settings):
    reply = answer(question, read(f"examples/article.{language}.txt"), settings=settings)
    assert reply.abstained
    assert reply.citations == ()
    assert said in reply.text


ACROSS = [
    ("ar", "When did Iraq declare victory over ISIS?", "أواخر العام 2017"),
    ("ar", "When did the Iraqi parliament vote for the departure of the coalition?", "2020"),
    ("en", "متى بُنيت المنارة؟", "1871"),
    ("en", "كم راكبا نقلت العبارات في عام 2018؟", "310,000"),
]


@pytest.mark.parametrize(("language", "question", "expected"), ACROSS)
def test_a_question_in_the_other_language_finds_its_sentence_and_is_warned_of(
    language, question, expected, settings
):
    reply = answer(question, read(f"examples/article.{language}.txt"), settings=settings)
    assert any(expected in citation.quote for citation in reply.citations)
    assert (reply.language, reply.abstained) == (language, False)
    [warning] = reply.warnings
    assert ("language" in warning) == (language == "ar")


@pytest.mark.parametrize(
    ("language", "question", "expected"),
    [
        ("ar", "When did Iraq declare victory over ISIS?", "أواخر العام 2017"),
        ("en", "متى بُنيت المنارة؟", "1871"),
    ],
)
def test_a_short_answer_leads_across_the_languages_too(language, question, expected, settings):
    reply = answer(question, Path(f"examples/article.{language}.txt"), settings=settings)
    short, quote = reply.text.split("\n\n")[:2]
    assert short == expected
    assert short in reply.citations[0].quote
    assert quote == f"{reply.citations[0].quote} [1]"


def test_half_a_short_question_in_the_other_language_is_no_answer(settings):
    text = "Kenya's central bank cut its rate on Tuesday.\n\nThe shilling rose against the dollar."
    doubtful = "قد لا يجيب المقال"
    assert answer("من زار كينيا؟", text, settings=settings).text.startswith(doubtful)
    assert doubtful not in answer("هل خفّض البنك السعر؟", text, settings=settings).text


def test_what_points_elsewhere_and_heads_a_table_is_not_quoted(settings):
    text = """Rates fall

The policy rates of the region were cut, as the central banks of three countries said on Friday.

Read also: the policy rate of Kenya

| Country | Policy rate |
|---|---|
| Kenya | 12.00% |
| Uganda | 10.25% |"""
    reply = answer("What is the policy rate in Uganda?", text, settings=settings)
    assert reply.citations[0].quote == "| Uganda | 10.25% |"
    quotes = " ".join(one.quote for one in reply.citations)
    assert "Read also" not in quotes
    assert "Country" not in quotes


def test_a_dictionary_of_ones_own_is_used(tmp_path):
    article = "كان الزعفلان نائما في الحقل الكبير. وكانت الشمس ساطعة فوق الجبال البعيدة."
    question = "Where did the snorfler sleep?"
    own = tmp_path / "own.tsv"
    own.write_text("الزعفلان\tsnorfler\n", "utf-8")
    settings = Settings(data_dir=tmp_path / "data", dictionary=own)
    with_it = answer(question, article, settings=settings).citations
    own.write_text("no tab", "utf-8")
    with pytest.raises(SettingsError, match="no tab"):
        answer(question, article, settings=Settings(data_dir=tmp_path / "other", dictionary=own))
    answer(question, article, settings=Settings(data_dir=tmp_path / "third"))  # and back to ours
    assert with_it[0].quote.startswith("كان الزعفلان")


def test_a_question_in_the_other_language_is_never_answered_with_not_in_the_article(
    arabic, settings
):
    reply = answer("What is the chemical formula of caffeine?", arabic, settings=settings)
    assert reply.abstained
    assert reply.language == "en"
    assert "does not say" not in reply.text


@pytest.mark.parametrize(("language", "other"), [("ar", "en"), ("en", "ar")])
def test_the_other_language_needs_a_model_and_the_error_says_what_to_set(language, other, settings):
    article = read(f"examples/article.{language}.txt")
    for call in (
        lambda: answer("2017?", article, language=other, settings=settings),
        lambda: summarize(article, language=other, settings=settings),
        lambda: translate(article, language=other, settings=settings),
    ):
        with pytest.raises(NeedsModelError) as caught:
            call()
        for message in (str(caught.value), caught.value.message("ar")):
            assert "OPENAI_API_KEY" in message
            assert "OPENAI_BASE_URL" in message


def test_a_language_it_does_not_know_needs_a_model(settings):
    persian = "رئیس جمهور ایران امروز اعلام کرد که این کشور با همکاری مخالف نیست و گفت که می‌آید."
    with pytest.raises(NeedsModelError):
        summarize(persian, settings=settings)


def test_the_same_question_has_the_same_reply(arabic, settings, tmp_path):
    elsewhere = Settings(data_dir=tmp_path)
    first = answer(ARABIC_QUESTION, arabic, settings=settings)
    assert first == answer(ARABIC_QUESTION, arabic, settings=settings)
    assert first == answer(ARABIC_QUESTION, arabic, settings=elsewhere)


def test_digits_and_spelling_do_not_matter(arabic, settings):
    plain = answer(ARABIC_QUESTION, arabic, settings=settings)
    pointed = answer("مَتَى أعلنَ العِراقُ انتصاره على تنظيم داعـش ؟", arabic, settings=settings)
    assert plain.citations == pointed.citations


def test_a_follow_up_is_understood(english, arabic, settings):
    history = [("Who built the lighthouse?", "Thomas Aldous.")]
    reply = answer("And when?", english, history=history, settings=settings)
    assert "1871" in reply.citations[0].quote
    history = [("هل صوت البرلمان العراقي لصالح رحيل التحالف؟", "نعم")]
    reply = answer("ومتى كان ذلك؟", arabic, history=history, settings=settings)
    assert "2020" in reply.citations[0].quote


def test_text_path_and_article_are_the_same(settings):
    path = Path("examples/article.en.txt")
    question = "When was the lighthouse built?"
    replies = {
        answer(question, article, settings=settings)
        for article in (path, path.read_text("utf-8"), read(path))
    }
    assert len(replies) == 1


def test_async_and_stream_give_the_same_reply(arabic, settings):
    async def both():
        reply = await aanswer(ARABIC_QUESTION, arabic, settings=settings)
        items = [item async for item in stream_answer(ARABIC_QUESTION, arabic, settings=settings)]
        return reply, items

    reply, (*pieces, last) = asyncio.run(both())
    assert reply == last == answer(ARABIC_QUESTION, arabic, settings=settings)
    assert "".join(pieces) == reply.text
    assert sum((piece.citations for piece in pieces), ()) == reply.citations


@pytest.mark.parametrize(
    "call",
    [
        lambda a: answer("", a),
        lambda a: answer("  \u200b ", a),
        lambda a: answer("x" * 5000, a),
        lambda a: answer("Who?", a, language="fr"),
        lambda a: answer("Who?", a, engine="gpt"),
        lambda a: answer("Who?", a, history=["Who?"]),
        lambda a: summarize(a, length="huge"),
        lambda a: summarize(a, form="table"),
        lambda a: translate(a, language="auto"),
    ],
)
def test_arguments_that_mean_nothing_are_refused(call, english):
    with pytest.raises(ValueError, match=r".+"):
        call(english)


@pytest.mark.parametrize("text", ["", "   \n", "123 456", "\u200b\u202e"])
def test_an_article_without_words_is_refused(text):
    with pytest.raises(ArticleError):
        summarize(text)


def test_free_text_is_understood(arabic, settings):
    assert chat("لخص المقال", arabic, settings=settings) == summarize(arabic, settings=settings)
    bullets = summarize(arabic, form="bullets", settings=settings)
    assert chat("لخص المقال في نقاط", arabic, settings=settings) == bullets
    assert "2017" in chat(ARABIC_QUESTION, arabic, settings=settings).text
    with pytest.raises(NeedsModelError):
        chat("لخص المقال بالإنجليزية", arabic, settings=settings)
    with pytest.raises(NeedsModelError):
        chat("translate the second paragraph", arabic, settings=settings)


def test_suggested_questions_are_answered_by_the_article(article, settings):
    questions = suggest_questions(article)
    assert len(questions) == 3
    for question in questions:
        assert answer(question, article, settings=settings).citations


def test_an_article_of_many_sentences_is_answered_from_its_middle(settings):
    article = Article.from_text(
        "\n".join(f"Gate {i} of the castle was painted by master number {i}." for i in range(2000))
        + "\nThe moat was dug by prisoners from Genoa.\n"
        + "\n".join(f"Tower {i} of the castle was roofed with tile {i}." for i in range(2000))
    )
    reply = answer("Who dug the moat?", article, settings=settings)
    assert reply.citations[0].quote == "The moat was dug by prisoners from Genoa."
