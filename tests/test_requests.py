"""Free text in either language is understood as a question, a summary or a translation."""

import pytest

from bot.requests import Request, understand

SUMMARIES = [
    ("لخص المقال", Request("summarize")),
    ("لخّص المقال بالإنجليزية", Request("summarize", "en")),
    ("لخص لي هذا المقال بالعربية من فضلك", Request("summarize", "ar")),
    ("هل يمكنك تلخيص المقال بالإنجليزية؟", Request("summarize", "en")),
    ("أريد ملخصًا مفصلًا للمقال", Request("summarize", length="long")),
    ("من فضلك أعطني خلاصة المقال", Request("summarize")),
    ("اكتب لي ملخصا متوسطا بالانكليزية", Request("summarize", "en", "medium")),
    ("summarise in Arabic", Request("summarize", "ar")),
    ("Summarize this article", Request("summarize")),
    ("Please give me a detailed summary in English", Request("summarize", "en", "long")),
    ("could you sum it up in Arabic?", Request("summarize", "ar")),
    ("TL;DR", Request("summarize")),
    ("I'd like a short summary", Request("summarize", length="short")),
    ("a long Arabic summary please", Request("summarize", "ar", "long")),
    ("Summary", Request("summarize")),
    ("الخلاصة؟", Request("summarize")),
    ("لخص في نقاط", Request("summarize", form="bullets")),
    ("لخّص المقال على شكل نقاط بالإنجليزية", Request("summarize", "en", form="bullets")),
    ("أعطني ملخصا مفصلا بالنقاط", Request("summarize", length="long", form="bullets")),
    ("لخص في ٦ نقاط", Request("summarize", length="medium", form="bullets")),
    ("لخص المقال في فقرة واحدة لا في نقاط", Request("summarize")),
    ("summarise in bullet points", Request("summarize", form="bullets")),
    ("Give me a bullet-point summary", Request("summarize", form="bullets")),
    ("Summarize it in ten bullets", Request("summarize", length="long", form="bullets")),
    ("a bulleted summary in Arabic", Request("summarize", "ar", form="bullets")),
]
TRANSLATIONS = [
    ("ترجم المقال", Request("translate")),
    ("ترجم المقال إلى الإنجليزية", Request("translate", "en")),
    ("ترجم الفقرة الثانية إلى الإنجليزية", Request("translate", "en", paragraph=2)),
    ("ترجم الفقرة ٣", Request("translate", paragraph=3)),
    ("ممكن ترجمة الفقرة الأخيرة للإنجليزية؟", Request("translate", "en", paragraph=-1)),
    ("translate the second paragraph", Request("translate", paragraph=2)),
    ("Translate paragraph 4 into Arabic", Request("translate", "ar", paragraph=4)),
    ("translate the last paragraph", Request("translate", paragraph=-1)),
    ("Can you translate it to English?", Request("translate", "en")),
    ("please translate", Request("translate")),
]
QUESTIONS = [
    "متى أعلن العراق انتصاره على تنظيم داعش؟",
    "من ترجم الكتاب؟",
    "ما ملخص القرار الذي صدر عن المجلس؟",
    "هل ذكر المقال ترجمة للبيان؟",
    "Who translated the book?",
    "What does the summary of the report say?",
    "When did Iraq declare victory?",
    "Was the statement published in English?",
    "Which points does the report make?",
    "ما النقاط التي ذكرها التقرير؟",
    "In which paragraph is Iran mentioned?",
    "ايش صار مع داعش؟",
    "؟",
    "",
]


@pytest.mark.parametrize(("message", "request_"), SUMMARIES + TRANSLATIONS)
def test_requests_are_understood(message, request_):
    assert understand(message) == request_


@pytest.mark.parametrize("message", QUESTIONS)
def test_questions_stay_questions(message):
    assert understand(message).kind == "answer"
