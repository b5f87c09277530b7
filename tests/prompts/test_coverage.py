"""The cases cover what readers ask, in Arabic as much as in English and across languages."""

from collections import Counter
from pathlib import Path

import pytest

from bot.evaluation.cases import load_cases
from retrieval.language import detect_language

# Cases of a topic that have nothing but Arabic, and the others: no fewer than these.
LEAST = {
    "abstention": (5, 5),
    "dates": (5, 4),
    "dialects": (12, 0),
    "digits": (7, 2),
    "facts": (2, 4),
    "followups": (5, 3),
    "injections": (5, 3),
    "lists": (4, 4),
    "long": (6, 4),
    "mixed-script": (5, 2),
    "names": (5, 4),
    "negation": (5, 3),
    "numbers": (5, 4),
    "operations": (1, 2),
    "quotations": (4, 4),
    "speakers": (5, 4),
    "summaries": (5, 4),
    "tashkeel": (8, 1),
    "translations": (0, 5),
}


@pytest.fixture(scope="module")
def counted():
    """How many cases there are by topic and by whether they have nothing but Arabic."""
    return Counter((case.file.stem, _is_arabic(case)) for case in load_cases(Path(__file__).parent))


def _is_arabic(case):
    languages = {case.article.language, case.options.get("language", "ar")}
    return languages | {detect_language(case.question or "سؤال")} == {"ar"}


def test_half_of_at_least_120_cases_are_arabic(counted):
    arabic = sum(count for (_topic, is_arabic), count in counted.items() if is_arabic)
    assert arabic >= 60
    assert counted.total() - arabic >= 60


@pytest.mark.parametrize("topic", LEAST)
def test_a_topic_has_cases_in_its_languages(topic, counted):
    arabic, other = LEAST[topic]
    assert counted[topic, True] >= arabic
    assert counted[topic, False] >= other
