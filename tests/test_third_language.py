"""Questions in neither Arabic nor English, or without words, put to the embedded engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import Article, Reply, answer
from bot.notices import notice
from bot.reply import ReplyLanguage
from retrieval.language import detect_language

ROOT = Path(__file__).parents[1]
ENGLISH = Article.from_text((ROOT / "examples/article.en.txt").read_text("utf-8"))
ARABIC = Article.from_text((ROOT / "examples/article.ar.txt").read_text("utf-8"))
ARTICLES: dict[ReplyLanguage, Article] = {"en": ENGLISH, "ar": ARABIC}


def abstains(reply: Reply, key: str, language: ReplyLanguage) -> bool:
    return reply.abstained and reply.text == notice(key, language)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "question",
    [
        "Quel est le taux ?",
        "¿Quién es el ministro?",
        "Wie hoch ist der Zins?",
        "Кто это?",
        "他是谁？",
    ],
)
def test_what_is_not_understood_is_not_said_to_be_missing(
    question: str, language: ReplyLanguage
) -> None:
    reply = answer(question, ARTICLES[language])
    assert abstains(reply, "question_in_third_language", language)


def test_what_a_name_or_number_finds_is_quoted_with_a_warning() -> None:
    reply = answer("En 1871, qui est Thomas Aldous ?", ENGLISH)
    assert not reply.abstained
    assert "1871" in reply.citations[0].quote
    assert reply.warnings == (notice("quoted_in_article_language", "en"),)


def test_a_persian_question_is_not_taken_for_an_arabic_one() -> None:
    reply = answer("رئیس بانک مرکزی کیست؟", ENGLISH)
    assert reply.abstained or reply.warnings
    assert abstains(answer("پایتخت ایران کجاست؟", ARABIC), "question_in_third_language", "ar")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("question", ["😀😀", "?!", "…", "🤔 👍🏽"])
def test_a_question_without_words_is_said_to_have_none(
    question: str, language: ReplyLanguage
) -> None:
    article = ARTICLES[language]
    assert abstains(answer(question, article), "question_without_words", language)
    turns = [("When was the lighthouse built?", "It was built in 1871. [1]")]
    assert abstains(answer(question, article, history=turns), "question_without_words", language)


@pytest.mark.parametrize(
    "question",
    [
        "wen was teh lighthouse bilt",
        "lighthouse?",
        "Marrow Bay",
        "São Paulo?",
        "who is José Müller?",
        "Who is محمد شياع السوداني?",
        "NATO",
        "من هوا رئس الوزرا",
        "السوداني؟",
        "داعش",
        "ما هو ChatGPT؟",
        "فين پوتين",
    ],
)
def test_names_misspellings_and_mixtures_are_of_no_third_language(question: str) -> None:
    for language, article in ARTICLES.items():
        reply = answer(question, article, language="auto")
        assert reply.text not in {notice("question_in_third_language", one) for one in ARTICLES}, (
            language
        )


def test_no_question_of_people_is_of_a_third_language() -> None:
    """ARCD and XQuAD, in Arabic and English, as people wrote them."""
    asked: dict[str, list[str]] = {"ar": [], "en": []}
    for line in (ROOT / "bench/data/arcd_dev.jsonl").read_text("utf-8").splitlines():
        asked["ar"] += [one["q"] for one in json.loads(line)["questions"]]
    for line in (ROOT / "bench/data/xquad_dev.jsonl").read_text("utf-8").splitlines():
        for one in json.loads(line)["questions"]:
            asked["ar"].append(one["question_ar"])
            asked["en"].append(one["question_en"])
    assert min(map(len, asked.values())) > 500
    for language, questions in asked.items():
        assert [one for one in questions if detect_language(one) != language] == []
