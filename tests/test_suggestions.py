"""Suggested questions ask for what the article is sure to tell of, by its whole name."""

from __future__ import annotations

import pytest

from bot import Article, suggest_questions

ABOUT = {"ar": ("ماذا يقول المقال عن ", "؟"), "en": ("What does the article say about ", "?")}


def topics(text: str, language: str | None = None) -> list[str]:
    article = Article.from_text(text)
    opening, end = ABOUT[language or article.language]
    questions = suggest_questions(article, language=language, count=9)
    return [question.removeprefix(opening).removesuffix(end) for question in questions]


def test_names_are_asked_for_and_not_bylines_or_wires_or_ages() -> None:
    text = (
        "Teen stuns Wimbledon\n\nBy Sarah Whitfield\n\nNAIROBI, Aug 6 (Savanna Wire) —\n\n"
        "Nineteen-year-old Chidi Okafor beat Peter Hall on Centre Court, the World Bank said on "
        "Friday. Peter Hall had never lost in Nairobi or Uganda before, and nobody knew why he did."
    )
    assert topics(text) == ["Peter Hall", "the World Bank", "Nairobi", "Uganda", "Centre Court"]


def test_arabic_topics_are_whole() -> None:
    """No adjective is asked for with the noun that it does not belong to, nor what is counted."""
    text = (
        "وصل رئيس الوزراء التونسي أمس. وقال رئيس الوزراء التونسي لوكالة أنباء محلية إن القوات "
        "الأمنية عادت للمرة الرابعة. وتحدث عن القوات الأمنية مرة أخرى، ثم عادت للمرة الرابعة."
    )
    assert topics(text) == ["القوات الأمنية"]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        (
            "They work at Equator Capital. A year ago Equator Capital had no staff.",
            "Equator Capital",
        ),
        ("عاد للقوات الأمنية دورها، وقالت القوات الأمنية إنها سعيدة بهذا الدور.", "القوات الأمنية"),
        (
            "Le président Émile Dupont est arrivé hier soir. Hier soir, Émile Dupont a tout vu.",
            "Émile Dupont",
        ),
    ],
)
def test_what_is_no_known_name_is_a_topic(text: str, topic: str) -> None:
    language = "en" if Article.from_text(text).language == "other" else None
    assert topics(text, language) == [topic]


def test_what_is_named_more_often_comes_first() -> None:
    text = "They met at Harbour House. Then staff of Equator Capital came, from Equator Capital."
    assert topics(text) == ["Equator Capital", "Harbour House"]


def test_in_the_other_language_a_place_has_its_name_there() -> None:
    assert topics("وصل الوفد إلى بغداد أمس، وعاد من بغداد اليوم.", "en") == ["Baghdad"]
