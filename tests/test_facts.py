"""The key facts of an article."""

import json
import tomllib
from pathlib import Path

import pytest

from bot.facts import Fact, KeyFacts, key_facts
from retrieval.article import Article

ROOT = Path(__file__).parents[1]


def example(language: str) -> Article:
    return Article.from_text((ROOT / f"examples/article.{language}.txt").read_text("utf-8"))


def told(facts: tuple[Fact, ...]) -> list[tuple[str, int]]:
    return [(fact.text, fact.mentions) for fact in facts]


def test_facts_of_the_arabic_example() -> None:
    facts = key_facts(example("ar"))
    assert told(facts.people) == [
        ("محمد شياع السوداني", 5),
        ("ينس ستولتنبرغ", 2),
        ("قاسم سليماني", 1),
    ]
    assert told(facts.places)[:2] == [("العراق", 13), ("الولايات المتحدة", 5)]
    assert [date for date, _ in told(facts.dates)] == ["أواخر العام 2017", "عام 2020", "مارس 2023"]
    assert told(facts.numbers) == [("نحو عشر سنوات", 1)]
    assert ("داعش", 4) in told(facts.organisations)


def test_facts_of_the_english_example() -> None:
    facts = key_facts(example("en"), count=3)
    assert told(facts.people) == [("Ellen Hartley", 1), ("Thomas Aldous", 1), ("Arthur Penrose", 1)]
    assert told(facts.organisations) == [("North Sea Ferry Company", 1)]
    assert told(facts.places) == [("Marrow Bay", 2), ("Denmark", 1)]
    assert told(facts.dates) == [("February 2019", 1), ("3 March", 1), ("1871", 1)]
    assert told(facts.numbers)[0] == ("2.4 million pounds", 1)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_fact_is_a_span_of_the_article(language: str) -> None:
    article = example(language)
    facts = key_facts(article)
    for kind in ("people", "organisations", "places", "dates", "numbers"):
        group = getattr(facts, kind)
        assert 0 < len(group) <= 5
        assert all(article.text[fact.start : fact.end] == fact.text for fact in group)
        assert list(group) == sorted(group, key=lambda fact: (-fact.mentions, fact.start))


def test_parts_of_a_name_count_for_the_person_and_the_full_name_is_shown() -> None:
    text = "Mr Widodo came. President Joko Widodo spoke, and Joko left. Then Widodo returned."
    assert told(key_facts(Article.from_text(text)).people) == [("Joko Widodo", 3)]


def test_a_family_name_that_two_bear_counts_for_neither() -> None:
    text = "Arthur Penrose and Joan Penrose met. Mr Penrose was late."
    people = key_facts(Article.from_text(text)).people
    assert told(people) == [("Arthur Penrose", 1), ("Joan Penrose", 1)]


def test_names_of_one_place_are_counted_together() -> None:
    text = "عاد إلى بريطانيا. تقع المملكة المتحدة في الشمال، وبريطانيا جزيرة."
    assert told(key_facts(Article.from_text(text)).places) == [("بريطانيا", 3)]


def test_a_name_that_no_mention_shows_whole_is_left_out() -> None:
    assert key_facts(Article.from_text("هذه رسالة قديمة للعراق.")).places == ()


def names(text: str) -> set[str]:
    facts = key_facts(Article.from_text(text))
    return {fact.text for fact in (*facts.people, *facts.organisations, *facts.places)}


STORY = {
    "en": "The mayor of Lisbon resigned on Friday after an inquiry into the floods.",
    "ar": "استقال رئيس بلدية لشبونة يوم الجمعة بعد تحقيق في الفيضانات التي ضربت المدينة.",
}


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "*By Peter Hall, Madrid, 17 February 2023*"),
        ("en", "Written by\n\nJane Cooper, Health Reporter in London"),
        ("en", "Photo: Governor Peter Hall in Berlin. He left. REUTERS/Thomas Keller"),
        ("en", "A street in Berlin. REUTERS/Thomas Keller"),
        ("en", "Read also: Berlin sees more floods"),
        ("en", "Share | Tweet | Facebook | Twitter"),
        ("en", "Share on Facebook"),
        ("en", "Reporting by Peter Hall in Madrid; editing by Mary Brown"),
        ("ar", "مدريد - كتب محمد صلاح"),
        ("ar", "تصوير: محمد صلاح"),
        ("ar", "اقرأ أيضا: فيضانات في برلين"),
        ("ar", "شارك: فيسبوك | تويتر"),
        ("ar", "صورة: شارع في برلين بعد الفيضانات (رويترز)"),
        ("ar", "المزيد من الأخبار على موقعنا: فيضانات في برلين"),
    ],
)
def test_what_stands_around_an_article_gives_no_facts(language: str, line: str) -> None:
    place = {"en": "Lisbon", "ar": "لشبونة"}[language]
    assert names(f"{STORY[language]}\n\n{line}\n\n{STORY[language]}") == {place}


@pytest.mark.parametrize(
    ("dateline", "place"),
    [("BAGHDAD (Reuters) - ", "BAGHDAD"), ("BAGHDAD, Aug 6 (Savanna Wire) —\n\n", "BAGHDAD")],
)
def test_a_dateline_gives_its_place_and_not_who_sent_it(dateline: str, place: str) -> None:
    assert names(dateline + STORY["en"]) == {place, "Lisbon"}


@pytest.mark.parametrize(
    "dateline", ["مدريد – رويترز: ", "مدريد – 12 مارس 2024 (وكالة الأنباء الوطنية)\n\n"]
)
def test_an_arabic_dateline_gives_its_place_and_not_who_sent_it(dateline: str) -> None:
    assert names(dateline + STORY["ar"]) == {"مدريد", "لشبونة"}


def test_offsets_stay_where_a_caption_is_also_a_dateline() -> None:
    article = Article.from_text(f"BAGHDAD (Reuters) - A street (Reuters)\n\n{STORY['en']}")
    [place] = key_facts(article).places
    assert article.text[place.start : place.end] == place.text == "Lisbon"


def test_a_place_is_shown_as_it_is_written_in_running_text() -> None:
    [place] = key_facts(Article.from_text("NAIROBI, Aug 6 — Rain fell in Nairobi.")).places
    assert (place.text, place.mentions) == ("Nairobi", 2)


TRAPS = tomllib.loads((ROOT / "tests/data/traps.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", TRAPS)
def test_in_news_with_traps_all_that_is_shown_is_right(name: str) -> None:
    facts = key_facts(Article.from_text(TRAPS[name]["text"]))
    for kind, right in TRAPS[name]["right"].items():
        shown = [fact.text for fact in getattr(facts, kind)]
        assert set(shown) <= set(right)
        assert shown or kind in ("dates", "organisations")


def test_an_article_in_another_language_has_none() -> None:
    article = Article.from_text("Le président Emmanuel Macron est arrivé à Paris en mars 2023.")
    assert article.language == "other"
    assert key_facts(article) == KeyFacts()


def test_nearly_all_of_the_judged_facts_are_still_right() -> None:
    """Of what is shown of the examples, all was judged right."""
    rows = (ROOT / "tests/data/facts.jsonl").read_text("utf-8").splitlines()
    judged = [row for row in map(json.loads, rows) if row["set"] == "examples"]
    assert len(judged) == 2
    for row in judged:
        facts = key_facts(example(row["language"]))
        for kind, right in row["right"].items():
            assert [fact.text for fact in getattr(facts, kind)] == right
