"""What is wrong with a machine translation is told from its words, in both directions."""

from __future__ import annotations

import pytest

from bot.translator.clauses import split_clauses
from bot.translator.faults import find_faults
from bot.translator.kept import kept_spans, missing

AR = "أعلنت وزارة الصحة العراقية يوم الثلاثاء تسجيل إصابات جديدة في محافظة البصرة جنوب البلاد."
EN = "The Iraqi health ministry reported new infections on Tuesday in Basra province in the south."

GOOD = [
    ("ar-en", AR, EN),
    ("en-ar", EN, AR),
    ("ar-en", "بلغت النسبة ٣٫٥ في المئة عام ٢٠١٧.", "The rate reached 3.5 percent in 2017."),
    ("ar-en", "يعيش هناك ثلاثة ملايين شخص.", "Three million people live there."),
    ("en-ar", "It cost £2.8bn in May 2019.", "كلّف 2.8 مليار جنيه إسترليني في أيار 2019."),
    ("en-ar", "It was built in the 1930s.", "بُني في ثلاثينيات القرن الماضي."),
    ("en-ar", "The wave was 20 feet high.", "بلغ ارتفاع الموجة 20 قدمًا."),
    ("ar-en", "سار 72 كيلو مترًا.", "He walked 72 kilometers."),
    ("ar-en", "تستخدم الشركة OpenAI نماذج كبيرة.", "The company OpenAI uses large models."),
    ("en-ar", "OpenAI", "OpenAI"),
    ("en-ar", "No, no, no, no!", "لا، لا، لا، لا!"),
    ("ar-en", "...", "..."),
]


@pytest.mark.parametrize(("direction", "source", "translation"), GOOD)
def test_nothing_is_wrong_with_a_good_translation(direction, source, translation):
    assert find_faults(source, translation, direction) == ()


BAD = [
    ("empty", (), "ar-en", AR, "  "),
    ("untranslated", (), "ar-en", AR, AR),
    ("untranslated", (), "en-ar", EN, EN),
    (
        "untranslated",
        (),
        "ar-en",
        AR,
        "The ministry وزارة الصحة العراقية يوم الثلاثاء تسجيل إصابات",
    ),
    (
        "unrelated",
        (),
        "ar-en",
        AR,
        "He scored twice in the second half and the crowd sang all night.",
    ),
    ("unrelated", (), "en-ar", EN, "سجّل هدفين في الشوط الثاني وظلّ الجمهور يغنّي حتى الصباح."),
    ("looping", (), "ar-en", AR, f"{EN} in the south in the south in the south"),
    ("looping", (), "en-ar", EN, "وزارة الصحة العراقية العراقية العراقية العراقية العراقية"),
    ("looping", (), "en-ar", EN, f"{AR} ههههههههههههه"),
    ("doubled", (), "ar-en", AR, f"{EN} {EN}"),
    ("shortened", (), "ar-en", AR, "The Iraqi health ministry."),
    ("numbers", ("٢٠١٧",), "ar-en", "في عام ٢٠١٧ بدأ العمل.", "Work began in that year."),
    ("numbers", ("40", "400"), "en-ar", "About 40 came.", "جاء نحو 400."),
    ("units", ("كيلومترا",), "ar-en", "سار 72 كيلومترا.", "He walked 72."),
    ("units", ("%",), "en-ar", "It rose by 5%.", "ارتفع بمقدار 5."),
    ("units", ("$",), "en-ar", "It cost $5 million.", "كلّف 5 ملايين."),
    (
        "kept",
        ("https://example.org/a?b=1",),
        "en-ar",
        "See https://example.org/a?b=1.",
        "انظر هنا.",
    ),
    ("kept", ("OpenAI",), "ar-en", "قالت شركة OpenAI ذلك.", "The company said so."),
]


@pytest.mark.parametrize(("kind", "detail", "direction", "source", "translation"), BAD)
def test_a_fault_is_told(kind, detail, direction, source, translation):
    found = {fault.kind: fault.detail for fault in find_faults(source, translation, direction)}
    assert found.get(kind) == detail


def test_a_translation_that_had_to_be_stopped_is_cut():
    (fault,) = find_faults(AR, EN, "ar-en", cut=True)
    assert fault.kind == "cut"


def test_figures_of_an_address_are_no_numbers():
    source = "اكتب إلى info2024@example.org أو زر https://example.org/7 اليوم."
    assert (
        find_faults(
            source, "Write to info2024@example.org or visit https://example.org/7 today.", "ar-en"
        )
        == ()
    )


KEPT = [
    ("ar-en", "زر https://example.org/a، ثم عد.", ["https://example.org/a"]),
    ("ar-en", "راسل a.b@example.org.", ["a.b@example.org"]),
    ("en-ar", "Run `make test` first.", ["`make test`"]),
    ("ar-en", "أطلقت Google Maps خدمة.", ["Google Maps"]),
    ("en-ar", "Google Maps began.", []),
    ("ar-en", "قال @khulasa_bot ذلك.", ["@khulasa_bot"]),
    ("en-ar", "See bbc.com for more.", ["bbc.com"]),
    ("ar-en", "النقطة A في الرسم", []),
]


@pytest.mark.parametrize(("direction", "sentence", "kept"), KEPT)
def test_what_is_kept(direction, sentence, kept):
    assert [sentence[slice(*span)] for span in kept_spans(sentence, direction)] == kept


def test_capital_letters_of_a_name_do_not_count_but_those_of_an_address_do():
    assert missing("قالت google ذلك.", "Google said so.", "ar-en") == []
    assert missing("راسل a@example.org", "Write to A@EXAMPLE.org", "ar-en") == ["a@example.org"]


@pytest.mark.parametrize("end", ["،", "؛", ",", ";", ":"])
def test_a_long_sentence_is_cut_at_clauses_and_nothing_is_lost(end):
    clauses = [f"كلمة{i} " + "وكلمة أخرى تتبعها " * 5 for i in range(12)]
    sentence = f"{end} ".join(clause.strip() for clause in clauses)
    parts = split_clauses(sentence)
    assert len(parts) > 2
    assert " ".join(parts) == sentence
    assert max(len(part.split()) for part in parts) <= 50


def test_a_sentence_without_clauses_stays_whole():
    sentence = "كلمة " * 80
    assert split_clauses(sentence) == [sentence]
