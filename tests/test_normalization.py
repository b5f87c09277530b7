"""The matching form: what is taken as equal, what is kept apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.normalization import fold_digits, is_stop, normalize, stem, stop_words, words
from tests.strategies import mixed_text


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("مُحَمَّدٌ", "محمد"),
        ("مـــحـمد", "محمد"),
        ("الرَّحْمَٰنِ", "الرحمن"),
        ("ٱلرَّحْمَٰنِ", "الرحمن"),
        ("أحمد إلى آخر", "احمد الي اخر"),
        ("مستشفى", "مستشفي"),
        ("مدرسة", "مدرسه"),
        ("مؤسسة", "موسسه"),
        ("مسائل", "مسايل"),
        ("أ" + "ُ", "ا"),
        ("ا\u0655", "ا"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("ﻻ", "لا"),
        ("ﷲ", "الله"),
        ("مﹸحمد", "محمد"),
        ("مﹶحمد", "محمد"),
        ("کتاب فارسی", "كتاب فارسي"),
        ("ڤيديو", "فيديو"),
        ("٢٠١٧", "2017"),
        ("۲۰۱۷", "2017"),
        ("٣٫٥٪", "3.5%"),
        ("متى؟ نعم؛ لا،", "متي? نعم; لا,"),
        ("“نعم” «لا» ‘x’", '"نعم" "لا" \'x\''),
        ("٢٠١٧–٢٠١٩", "2017-2019"),
        ("CAFÉ Müller Łódź Ærø", "cafe muller lodz aero"),
        ("Straße", "strasse"),
        ("ﬁnance", "finance"),
        ("İstanbul", "istanbul"),
        ("a\u200fb\u00adc\u200b", "abc"),
        ("x\u00a0y", "x y"),
    ],
)
def test_spellings_of_the_same_are_equal(written: str, otherwise: str) -> None:
    assert normalize(written) == otherwise


@pytest.mark.parametrize(
    "text",
    ["ماء", "क्षेत्र", "한국어", "日本語", "й", "שלום"],
    ids=["hamza", "hindi", "korean", "japanese", "cyrillic", "hebrew"],
)
def test_what_makes_another_word_is_kept(text: str) -> None:
    assert normalize(text) == text


@settings(deadline=None)
@given(mixed_text)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)


@settings(deadline=None)
@given(mixed_text)
def test_words_are_made_of_the_matching_form_and_found_again_in_it(text: str) -> None:
    found = words(text)
    assert words(" ".join(found)) == found


@settings(deadline=None)
@given(st.text(st.sampled_from("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹0189٫٬ اa")))
def test_folding_digits_keeps_every_offset(text: str) -> None:
    folded = fold_digits(text)
    assert len(folded) == len(text)
    assert all(
        a == b or (b.isascii() and not a.isascii()) for a, b in zip(text, folded, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.5", ["1234.5"]),
        ("١٬٢٣٤", ["1234"]),
        ("١٬٢٣٤٬٥٦٧٫٨٩", ["1234567.89"]),
        ("1.234.567,8", ["1234567.8"]),
        ("54% ٣٫٥٪", ["54", "3.5"]),
        ("3,5", ["3.5"]),
        ("10:30 2017-2019 1/5/2020", ["10", "30", "2017", "2019", "1", "5", "2020"]),
        ("1,2,3 v1.2.3", ["1", "2", "3", "v", "1", "2", "3"]),
        ("54th 21st 2nd 3rd", ["54", "21", "2", "3"]),
        ("الـ54 COVID-19 5km", ["ال", "54", "covid", "19", "5", "km"]),
    ],
)
def test_numbers_are_one_word_each(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iraq's well-known Qur’an", ["iraq", "well", "known", "quran"]),
        ("don’t O'Reilly l'État", ["dont", "oreilly", "letat"]),
        ("the U.S. and U.N. today", ["the", "us", "and", "un", "today"]),
        ("ولد عام 500 ق.م.", ["ولد", "عام", "500", "قم"]),
        ("قال: «نعم»، (ثم) مضى…", ["قال", "نعم", "ثم", "مضي"]),
        ("snake_case a/b e-mail", ["snake", "case", "a", "b", "e", "mail"]),
        ("क्षेत्र 日本", ["क्षेत्र", "日本"]),
        ("***", []),
    ],
)
def test_words_fall_apart_where_a_reader_parts_them(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ("المدرسة", "مدرسة", "والمدرسة", "للمدرسة", "بالمدرسة", "مدرسها"),
        ("العراقيين", "عراقي", "العراقية", "والعراقيون"),
        ("تحالفات", "التحالف", "تحالفها"),
        ("سماء", "السماء", "سما"),
        ("قراءة", "القراءة"),
        ("معاهدة", "معاهدتها", "المعاهدتان", "بمعاهدة"),
        ("استمر", "استمرت", "واستمرت"),
        ("policies", "policy"),
        ("running", "runs", "run"),
    ],
)
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(normalize(form)) for form in forms}) == 1


def test_short_words_numbers_and_other_scripts_are_their_own_stem() -> None:
    for word in ("ولد", "ال", "ماء", "2017", "3.5", "日本"):
        assert stem(word) in (word, "ما")
    assert stem("ء") == "ء"


def test_stop_words_are_normalised_and_cover_both_languages() -> None:
    for language in ("ar", "en"):
        listed = stop_words(language)
        assert listed == {token for word in listed for token in words(word)}
    for word in ("متى", "إلى", "والتي", "فمن", "هذه", "the", "who", "didn't", "لماذا", "ال"):
        assert all(map(is_stop, words(word))), word
    for word in ("ماء", "بغداد", "US", "انتصار", "victory", "2017", "وزير", "ورد"):
        assert not any(map(is_stop, words(word))), word
