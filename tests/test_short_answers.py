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


# One sentence, as news has them, and what several questions find in it; None where it tells none.
SENTENCES = [
    (
        "Microsoft will buy the startup Nuvia from Apple for $2 billion.",
        [
            ("Who will buy Nuvia?", "Microsoft"),
            ("How much will Microsoft pay?", "$2 billion"),
            ("How many workers does Nuvia have?", None),
        ],
    ),
    (
        "Police arrested 14 people in Marseille and 3 in Lyon on Thursday.",
        [
            ("How many people were arrested in Marseille?", "14"),
            ("How many people were arrested in Lyon?", "3"),
            ("How many people were hurt in Lyon?", None),
            ("كم شخصًا اعتقل في مرسيليا؟", "14 people"),
        ],
    ),
    (
        "Nordic will keep 1,200 of the unit's 1,900 workers.",
        [
            ("How many workers will Nordic keep?", "1,200"),
            ("How many customers does Nordic have?", None),
        ],
    ),
    (
        "Aegean Lines bought the vessel from a Danish company for $14 million in 2004.",
        [
            ("Who bought the vessel?", "Aegean Lines"),
            ("Who did Aegean Lines buy the vessel from?", None),
            ("When was the vessel bought?", "2004"),
        ],
    ),
    (
        "The bridge is 1.2 kilometres long and 30 metres wide, cost $210 million and took four"
        " years to build.",
        [
            ("How long is the bridge?", "1.2 kilometres"),
            ("How wide is the bridge?", "30 metres"),
            ("How much did the bridge cost?", "$210 million"),
            ("How long did the bridge take to build?", "four years"),
            ("How heavy is the bridge?", None),
            ("كم تكلفة الجسر؟", "$210 million"),
        ],
    ),
    (
        "Okafor fired 24 aces and saved nine of eleven break points in a match that lasted three"
        " hours and 18 minutes.",
        [
            ("How long did the match last?", "three hours and 18 minutes"),
            ("How many break points did Okafor save?", "nine"),
        ],
    ),
    (
        "The museum, founded in 1902 by Karl Brandt and rebuilt in 1954 by his grandson Max Brandt,"
        " reopened on Saturday after a fire.",
        [
            ("Who founded the museum?", "Karl Brandt"),
            ("When was the museum rebuilt?", "1954"),
            ("When did it reopen?", "Saturday"),
            ("When did the fire happen?", None),
        ],
    ),
    (
        "Judge Amelia Grant sentenced former minister Paul Okeke to seven years in prison.",
        [("Who sentenced Okeke?", "Amelia Grant"), ("Who did Judge Grant sentence?", "Paul Okeke")],
    ),
    (
        "The city spent only €2.1 million of a €9 million flood fund.",
        [("How much of the flood fund was spent?", "€2.1 million")],
    ),
    (
        "Shares fell 4% to 212 kroner in Oslo, while Apple's rose 1.5% in New York.",
        [("How much did Apple's shares rise?", "1.5%")],
    ),
    (
        "يبلغ طول الجسر 3 كيلومترات وعرضه 40 مترًا، واستغرق بناؤه ست سنوات وبلغت تكلفته"
        " مليار دولار.",
        [
            ("كم طول الجسر؟", "3 كيلومترات"),
            ("كم عرض الجسر؟", "40 مترًا"),
            ("كم استغرق بناء الجسر؟", "ست سنوات"),
            ("كم تكلفة الجسر؟", "مليار دولار"),
            ("كم ارتفاع الجسر؟", None),
            ("How heavy is the bridge?", None),
        ],
    ),
    (
        "وبلغت كلفة المشروع 2.5 مليون دولار، موّلت وزارة البيئة السعودية نصفها.",
        [
            ("كم بلغت كلفة المشروع؟", "2.5 مليون دولار"),
            ("كم عدد سكان السعودية؟", None),
            ("What is the population of Saudi Arabia?", None),
        ],
    ),
    (
        "التقى الرئيس سامر الحلبي المستشار عمر الطيب في بيروت يوم 4 مايو 2022.",
        [
            ("من التقى الرئيس الحلبي في بيروت؟", None),  # half a name is a name
            ("أين التقى الرئيس بالمستشار؟", "بيروت"),
        ],
    ),
    (
        "وفي الشوط الثاني سجّل البديل حمزة الساخي هدفين في الدقيقتين 71 و88.",
        [("كم هدفا سجل الساخي؟", "هدفين")],
    ),
    (
        "من بين 120 راكبًا كانوا على متن العبّارة، أُصيب 35 وقُتل 7 عندما غرقت يوم الاثنين.",
        [
            ("كم راكبًا كان على متن العبارة؟", "120"),
            ("كم عدد المصابين؟", "35"),
            ("كم عدد القتلى؟", "7"),
            ("متى غرقت العبارة؟", "يوم الاثنين"),
        ],
    ),
    (
        "انخفضت البطالة من 8.1% في 2021 إلى 6.4% في 2023، بينما ارتفعت الصادرات بنسبة 3%.",
        [("كم بلغت البطالة في 2023؟", "6.4%"), ("كم ارتفعت الصادرات؟", "3%")],
    ),
    (
        "استمرت المفاوضات ثلاثة أيام وأربع ساعات، وحضرها 12 وزيرا.",
        [
            ("كم استمرت المفاوضات؟", "ثلاثة أيام وأربع ساعات"),
            ("كم وزيرا حضر المفاوضات؟", "12"),
            ("كم كلفت المفاوضات؟", None),
        ],
    ),
    (
        "أُعيد افتتاح المتحف الذي أسّسه عام 1902 خليل الحداد يوم السبت بعد حريق.",
        [("متى أسس المتحف؟", "عام 1902"), ("متى أعيد افتتاح المتحف؟", None)],
    ),
    (
        "وكان المصنع قد أُنشئ عام 1978 ويعمل فيه 640 عاملًا.",
        [("How tall is the factory?", None), ("كم عاملا يعمل في المصنع؟", "640")],
    ),
    (
        "سافر الوزير من مسقط إلى بيروت يوم الثلاثاء.",
        [("من أين سافر الوزير؟", "مسقط"), ("إلى أين سافر الوزير؟", "بيروت")],
    ),
    (
        "ويضم البرج 420 شقة و55 طابقًا، ويبلغ ارتفاعه 230 مترًا.",
        [
            ("كم طابقًا في البرج؟", "55"),
            ("كم شقة في البرج؟", "420"),
            ("كم ارتفاع البرج؟", "230 مترًا"),
            ("كم سعر البرج؟", None),
            ("كم مصعدا في البرج؟", None),
        ],
    ),
]


@pytest.mark.parametrize(("sentence", "asked"), SENTENCES)
def test_each_question_finds_its_own_part(
    sentence: str, asked: list[tuple[str, str | None]]
) -> None:
    found = {question: short_answer(question, sentence) for question, _ in asked}
    assert {question: one.text if one else None for question, one in found.items()} == dict(asked)


@settings(deadline=None)  # the first one in the other language loads the dictionary
@given(st.sampled_from(["When was it?", "كم عدد السكان؟", "Who?", "أين؟"]), st.text(max_size=80))
def test_a_short_answer_stands_in_its_sentence(question: str, sentence: str) -> None:
    found = short_answer(question, sentence)
    assert found is None or (found.text and sentence[found.start : found.end] == found.text)
