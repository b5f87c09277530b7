"""The words of a sentence that answer a question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.short_answers import short_answer

ANSWERED = [
    (
        "متى أعلن العراق انتصاره على التنظيم؟",
        "وأعلن العراق انتصاره على التنظيم أواخر العام 2017، لكنه لا يزال.",
        "أواخر العام 2017",
    ),
    (
        "في أي عام صوت البرلمان العراقي لصالح رحيله؟",
        "وصوت البرلمان العراقي في عام 2020 لصالح رحيله.",
        "2020",
    ),
    ("متى حكم الأمويون؟", "حكم الأمويون من 661 م إلى 750 م.", None),
    (
        "كم عدد الركاب الذين نقلتهم العبارات؟",
        "نقلت العبارات 310 آلاف راكب في عام 2018.",
        "310 آلاف",
    ),
    (
        "كم نقطة تخلى عنها دفاع الفريق؟",
        "لم يتخلى دفاع الفريق سوى عن 308 نقطة مع 24 اعتراضاً.",
        "308",
    ),
    ("كم كان عمر جون عندما لعب؟", "لعب جون في سن 39.", "39"),
    ("ما نسبة المصوتين؟", "بلغ عدد المصوتين 300 شخص، أي 12٪ من السكان.", "12٪"),
    ("من وزير الخارجية الذي زار بغداد؟", "زار وزير الخارجية أنتوني بلينكن بغداد.", "أنتوني بلينكن"),
    ("ما هي القارة التي تقع فيها مصر؟", "تقع مصر في أفريقيا.", "أفريقيا"),
    (
        "When was the lighthouse built?",
        "The lighthouse was built in 1871 by the engineer Thomas Aldous.",
        "1871",
    ),
    ("In what year did Tesla die?", "Tesla died on 7 January 1943.", "1943"),
    (
        "How many passengers did the ferries carry?",
        "Ferries carried 310,000 passengers in 2018.",
        "310,000",
    ),
    (
        "How long did the repair take?",
        "The repair of the 164 steps took about fourteen months.",
        "about fourteen months",
    ),
    ("What percentage voted?", "Of 300 people, 38 per cent voted.", "38 per cent"),
    (
        "Who built the lighthouse?",
        "The lighthouse was built in 1871 by the engineer Thomas Aldous.",
        "Thomas Aldous",
    ),
    (
        "Who did Tesla partner with?",
        "Tesla partnered with Robert Lane and Benjamin Vail.",
        "Robert Lane and Benjamin Vail",
    ),
    ("In what country is Baghdad?", "Baghdad is the capital of Iraq, north of Basra.", "Iraq"),
    ("Which river crosses the town?", "In Germany the River Elbe crosses the town.", "River Elbe"),
    (
        "When did Iraq declare victory over the organisation?",
        "وأعلن العراق انتصاره على التنظيم أواخر العام 2017، لكنه لا يزال.",
        "أواخر العام 2017",
    ),
    (
        "How many passengers did the ferries carry?",
        "نقلت العبارات 310 آلاف راكب في عام 2018.",
        "310 آلاف",
    ),
    (
        "Which foreign minister visited Baghdad?",
        "زار وزير الخارجية أنتوني بلينكن بغداد.",
        None,  # "which" asks for no person
    ),
    (
        "Who visited Baghdad as foreign minister?",
        "زار وزير الخارجية أنتوني بلينكن بغداد.",
        "أنتوني بلينكن",
    ),
    (
        "متى بُنيت المنارة؟",
        "The lighthouse was built in 1871 by the engineer Thomas Aldous.",
        "1871",
    ),
    ("كم راكبًا نقلت السفن؟", "Ships carried 310,000 passengers in 2018.", "310,000"),
    ("في أي بلد تقع بغداد؟", "Baghdad is the capital of Iraq, north of Basra.", "Iraq"),
    ("متى كان 2017؟", "It began in 2017.", None),
]


@pytest.mark.parametrize(("question", "sentence", "expected"), ANSWERED)
def test_short_answers(question: str, sentence: str, expected: str | None) -> None:
    found = short_answer(question, sentence)
    assert (found.text if found else None) == expected
    assert found is None or sentence[found.start : found.end] == found.text


UNANSWERED = [
    ("Why was the ferry withdrawn?", "The company withdrew the ferry in May 2019."),
    ("When was it built?", "It was built by Thomas Aldous."),
    ("When did 1871 begin?", "It began in 1871."),
    ("How often are elections held?", "Elections are held every five years."),
    ("Who is Joan Penrose?", "Joan Penrose met Samir Haddad."),
    ("When did it happen?", "It was in 1990 and in 2001 and in 2004."),
    ("How many passengers came?", "They paid 12 dollars and 30 cents."),
    ("متى وصل الوفد؟", "وصل الوفد إلى بغداد."),
    ("كم عدد الضحايا؟", "لم يعرف عدد الضحايا."),
    ("من هو محمد بن سلمان؟", "التقى محمد بن سلمان أنتوني بلينكن."),
    ("لماذا انسحب التحالف؟", "انسحب التحالف عام 2020."),
    ("", "It was in 1990."),
    ("When?", ""),
]


@pytest.mark.parametrize(("question", "sentence"), UNANSWERED)
def test_no_short_answer_where_none_is_clear(question: str, sentence: str) -> None:
    assert short_answer(question, sentence) is None


@settings(deadline=None)  # the first one in the other language loads the dictionary
@given(st.sampled_from(["When was it?", "كم عدد السكان؟", "Who?", "أين؟"]), st.text(max_size=80))
def test_a_short_answer_stands_in_its_sentence(question: str, sentence: str) -> None:
    found = short_answer(question, sentence)
    assert found is None or (found.text and sentence[found.start : found.end] == found.text)
