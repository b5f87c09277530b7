"""The embedded engine in the other language: with models of random weights, and with ones that
look words up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from bot import (
    Article,
    NeedsModelError,
    Settings,
    answer,
    chat,
    key_facts,
    read,
    summarize,
    translate,
    translate_facts,
)
from bot.export import export, of_reply
from bot.notices import notice
from bot.translator.shared import translator_for
from retrieval.language import count_letters
from retrieval.paragraphs import split_paragraphs
from tests.translators import random_translator
from tests.word_for_word import word_for_word_translator

ARABIC = read(Path("examples/article.ar.txt"))
ENGLISH = read(Path("examples/article.en.txt"))
QUESTION = "When did Iraq declare victory over ISIS?"


def with_translator(folder: Path, data: Path) -> Iterator[Settings]:
    settings = Settings(data_dir=data, translator=str(folder))
    yield settings
    translator = translator_for(settings)
    assert translator
    translator.end()


@pytest.fixture(scope="module")
def looked_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = word_for_word_translator(tmp_path_factory.mktemp("looked-up"))
    yield from with_translator(folder, tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="module")
def at_random(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = random_translator(tmp_path_factory.mktemp("at-random"))
    yield from with_translator(folder, tmp_path_factory.mktemp("data"))


@pytest.fixture(params=["looked_up", "at_random"])
def settings(request: pytest.FixtureRequest) -> Settings:
    chosen: Settings = request.getfixturevalue(request.param)
    return chosen


def check(reply, article: Article, language: str) -> None:
    """What holds for every reply of a translator, whatever its words."""
    assert reply.language == language
    assert reply.engine == "extractive"
    assert reply.translator
    assert reply.warnings.count(notice("machine_translated", language)) == 1
    for citation in reply.citations:
        assert article.text[citation.start : citation.end] == citation.quote
    for remark in reply.remarks:
        assert 0 <= remark.start < remark.end <= len(reply.text)
        assert remark.text in reply.warnings


# --- summaries -----------------------------------------------------------------------------------


def test_a_summary_asked_for_in_free_text_is_in_the_language_of_the_request(looked_up, tmp_path):
    for message, language in (("Summarise the article", "en"), ("لخّص المقال", "ar")):
        assert chat(message, ARABIC, settings=looked_up).language == language
    without = chat("Summarise the article", ARABIC, settings=Settings(data_dir=tmp_path))
    assert without.language == "ar"


def test_a_file_says_what_was_translated_and_by_what(looked_up):
    def text(reply):
        return export(of_reply("", reply, [ARABIC]), "md").data.decode()

    assert "translated by machine (" in text(summarize(ARABIC, language="en", settings=looked_up))
    assert "Machine translation by" in text(translate(ARABIC, language="en", settings=looked_up))
    assert "ترجمة" not in text(summarize(ARABIC, settings=looked_up))


@pytest.mark.parametrize(("article", "language"), [(ARABIC, "en"), (ENGLISH, "ar")])
@pytest.mark.parametrize(("length", "count"), [("short", 3), ("long", 10)])
def test_a_summary_in_the_other_language_cites_the_original_sentences(
    settings, article, language, length, count
):
    reply = summarize(article, language=language, length=length, settings=settings)
    own = summarize(article, length=length, settings=settings)
    check(reply, article, language)
    assert reply.citations == own.citations
    marks = [int(mark) for mark in re.findall(r"\[(\d+)\](?= |$)", reply.text)]
    assert marks == list(range(1, count + 1))
    arabic, latin = count_letters(reply.text)
    assert (latin > arabic) == (language == "en")


def test_a_summary_in_points_is_a_list(settings):
    reply = summarize(ARABIC, language="en", form="bullets", settings=settings)
    assert [line[:2] for line in reply.text.splitlines()] == ["- "] * 3


def test_words_looked_up_come_out_without_a_fault(looked_up):
    reply = summarize(ENGLISH, language="ar", settings=looked_up)
    assert "2.4 مليون جنيه" in reply.text
    assert reply.remarks == ()


def test_a_faulty_sentence_is_remarked_where_it_stands(at_random):
    reply = summarize(ARABIC, language="en", length="long", settings=at_random)
    assert reply.remarks
    for remark in reply.remarks:
        assert re.match(r" \[\d+\]", reply.text[remark.end :])


# --- answers -------------------------------------------------------------------------------------


def test_an_answer_across_languages_has_translation_and_original(looked_up):
    reply = answer(QUESTION, ARABIC, settings=looked_up)
    check(reply, ARABIC, "en")
    first = reply.citations[0]
    assert "2017" in first.quote
    translation, original = reply.text.split("\n")[:2]
    assert translation.startswith("- and announced Iraq its victory")
    assert translation.endswith("[1]")
    assert original == f"  > {first.quote} [1]"
    assert notice("matched_across_languages", "en") in reply.warnings


def test_an_answer_whose_words_are_nonsense_still_quotes(at_random):
    reply = answer(QUESTION, ARABIC, settings=at_random)
    check(reply, ARABIC, "en")
    assert all(f"> {one.quote} [{one.number}]" in reply.text for one in reply.citations)


def test_a_question_in_the_article_s_language_is_answered_in_the_one_asked_for(looked_up):
    question = "متى أعلن العراق انتصاره على تنظيم داعش؟"
    reply = answer(question, ARABIC, language="en", settings=looked_up)
    check(reply, ARABIC, "en")
    assert "2017" in reply.citations[0].quote
    assert notice("matched_across_languages", "en") not in reply.warnings


def test_nothing_is_translated_within_a_language(looked_up):
    question = "متى أعلن العراق انتصاره على تنظيم داعش؟"
    with_one = answer(question, ARABIC, settings=looked_up)
    assert with_one == answer(question, ARABIC, settings=replace(looked_up, translator=""))
    assert with_one.translator == ""


def test_of_two_articles_only_the_one_in_the_other_language_is_translated(looked_up):
    question = (
        "When did Iraq declare victory, and when did the storm break the lantern of the lighthouse?"
    )
    reply = answer(question, [ENGLISH, ARABIC], settings=looked_up)
    quotes = {one.article: one.quote for one in reply.citations}
    assert set(quotes) == {ENGLISH.id, ARABIC.id}
    assert f"> {quotes[ARABIC.id]}" in reply.text
    assert f"> {quotes[ENGLISH.id]}" not in reply.text


def test_the_translation_of_a_question_tells_what_the_dictionary_leaves_in_doubt(looked_up):
    question = "When did the tensions rise between factions and American forces?"
    with_one = answer(question, ARABIC, settings=looked_up)
    without = answer(question, ARABIC, settings=replace(looked_up, translator=""))
    assert "توترات متصاعدة" in with_one.citations[0].quote
    doubt = notice("closest_passage", "en")
    assert (doubt in with_one.text, doubt in without.text) == (False, True)


# --- translations --------------------------------------------------------------------------------

STRUCTURED = """# أعلن العراق انتصاره

وأعلن العراق انتصاره على التنظيم أواخر العام 2017. وثمن السوداني جهود دول الحلف.

- العراق
- التحالف

> وثمن السوداني جهود دول الحلف

1. العراق

**التحالف**

2017"""


def test_a_translation_keeps_the_structure(settings):
    article = Article.from_text(STRUCTURED)
    reply = translate(article, language="en", settings=settings)
    check(reply, article, "en")
    paragraphs = [reply.text[slice(*one.at)] for one in reply.citations]
    assert len(paragraphs) == len(split_paragraphs(article.text))
    starts = ["# ", "", "- ", "- ", "> ", "1. ", "**", "2017"]
    assert all(one.startswith(mark) for one, mark in zip(paragraphs, starts, strict=True))
    assert paragraphs[6].endswith("**")
    assert reply.text.count("\n\n") == article.text.count("\n\n")


@pytest.mark.parametrize(("article", "language"), [(ARABIC, "en"), (ENGLISH, "ar")])
def test_an_article_is_translated_paragraph_by_paragraph(settings, article, language):
    reply = translate(article, language=language, settings=settings)
    check(reply, article, language)
    assert len(reply.citations) == len(split_paragraphs(article.text))
    one = translate(article, language=language, paragraph=2, settings=settings)
    assert one.text == reply.text[slice(*reply.citations[1].at)]


# --- key facts -----------------------------------------------------------------------------------


def test_places_are_known_in_the_other_language_without_a_translator():
    (place, *_) = key_facts(ARABIC).places
    assert (place.text, place.translation) == ("العراق", "Iraq")


def test_key_facts_are_translated_where_nothing_is_wrong(looked_up):
    facts = translate_facts(ARABIC, key_facts(ARABIC), settings=looked_up)
    assert facts.people[0].translation == "Mohammed Shia al-Sudani"
    assert any(fact.translation and "2017" in fact.translation for fact in facts.dates)
    for kind in fields(facts):
        for fact in getattr(facts, kind.name):
            assert ARABIC.text[fact.start : fact.end] == fact.text


def test_translations_of_key_facts_with_a_fault_are_left_out(at_random):
    facts = translate_facts(ARABIC, key_facts(ARABIC, count=20), settings=at_random)
    assert all(
        "2017" in fact.translation
        for fact in facts.dates
        if "2017" in fact.text and fact.translation
    )


def test_without_a_translator_key_facts_stay_as_they_are(tmp_path):
    facts = key_facts(ENGLISH)
    assert translate_facts(ENGLISH, facts, settings=Settings(data_dir=tmp_path)) == facts


# --- what is missing -----------------------------------------------------------------------------


def test_without_a_translator_the_error_says_how_to_get_one(tmp_path):
    settings = Settings(data_dir=tmp_path)
    for operation in (
        lambda: summarize(ARABIC, language="en", settings=settings),
        lambda: translate(ARABIC, language="en", settings=settings),
        lambda: answer(QUESTION, ARABIC, language="en", settings=settings),
    ):
        with pytest.raises(NeedsModelError, match="khulasa models pull translator"):
            operation()


def test_a_direction_that_is_missing_is_said(tmp_path):
    folder = random_translator(tmp_path / "one", directions=["ar-en"])
    settings = Settings(data_dir=tmp_path, translator=str(folder))
    assert summarize(ARABIC, language="en", settings=settings).language == "en"
    with pytest.raises(NeedsModelError, match="en-ar"):
        summarize(ENGLISH, language="ar", settings=settings)


def test_a_translator_that_fails_costs_an_answer_its_translation_alone(tmp_path):
    folder = random_translator(tmp_path / "damaged")
    (folder / "ar-en" / "model.bin").write_bytes(b"damaged")
    settings = Settings(data_dir=tmp_path, translator=str(folder))
    reply = answer(QUESTION, ARABIC, settings=settings)
    assert "2017" in reply.citations[0].quote
    assert reply.translator == ""
    assert reply.warnings[0].startswith("The translation model cannot be used")
