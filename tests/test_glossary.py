"""Names that the user wants rendered one way: found, recognised, put in place of others."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.translator.glossary import Glossary, Term, Use, is_rendered, replaced
from tests.strategies import mixed_text

IRAQ = Term("العراق", "Iraq")
TERMS = Glossary(
    (
        IRAQ,
        Term("وزارة الدفاع", "Ministry of Defence"),
        Term("وزارة الدفاع الأمريكية", "Pentagon"),
        Term("علي", "Ali"),
        Term("حسن", "Hassan"),
        Term("بنان", "Banan"),
        Term("كُن", "Kun"),
        Term("أبو ظبي", "Abu Dhabi"),
        Term("اللجنة", "the Committee"),
        Term("ألمانيا", "Germany"),
        Term("بغداد", "Baghdad"),
        Term("كتلة", "bloc"),
        Term("برلمان", "parliament"),
        Term("مستشفى", "hospital"),
        Term("الإخوان المسلمون", "Muslim Brotherhood"),
        Term("منظمة الصحة العالمية", "WHO"),
        Term("الولايات المتحدة", "US"),
        Term("رومانيا", "Romania"),
        Term("مجموعة 20", "G20"),
        Term("إف-16", "F-16"),
        Term("شركة Apple", "Apple Inc"),
        Term("منظمة غير حكومية", "NGO"),
        Term("ويليام", "William"),
    )
)


def found(sentence: str, source: str) -> list[str]:
    return [sentence[one.start : one.end] for one in TERMS.applying(sentence, source)]


@pytest.mark.parametrize(
    ("sentence", "uses"),
    [
        ("زار والعراق", ["والعراق"]),
        ("فالعراق بلد كبير", ["فالعراق"]),
        ("بالعراق", ["بالعراق"]),
        ("وبالعراق", ["وبالعراق"]),
        ("للعراق", ["للعراق"]),
        ("وللعراق تاريخ", ["وللعراق"]),
        ("فللعراق حدود", ["فللعراق"]),
        ("بلد كالعراق", ["كالعراق"]),
        ("العِرَاقُ", ["العِرَاقُ"]),
        ("العـــراق", ["العـــراق"]),
        ("من «العراق»، ثم", ["العراق"]),
        ("لـ«العراق»", ["العراق"]),
        ("#العراق", ["العراق"]),
        ("العراق-إيران", ["العراق"]),
        ("بوزارة الدفاع", ["بوزارة الدفاع"]),
        ("ولوزارة الدفاع بيان", ["ولوزارة الدفاع"]),
        ("وزاره الدفاع", ["وزاره الدفاع"]),
        ("وزارة\u00a0الدفاع", ["وزارة\u00a0الدفاع"]),
        ("عن وزارة الدفاع الأمريكية", ["وزارة الدفاع الأمريكية"]),
        ("لوزارة الدفاع الامريكيه", ["لوزارة الدفاع الامريكيه"]),
        ("قال علي إن", ["علي"]),
        ("وعلي", ["وعلي"]),
        ("لعليّ", ["لعليّ"]),
        ("أبو ظبي", ["أبو ظبي"]),
        ("في أبي ظبي", ["أبي ظبي"]),
        ("وأبا ظبي", ["وأبا ظبي"]),
        ("بأبي ظبي", ["بأبي ظبي"]),
        ("للجنة", ["للجنة"]),
        ("وللّجنة", ["وللّجنة"]),
        ("باللجنة", ["باللجنة"]),
        ("لألمانيا", ["لألمانيا"]),
        ("المانيا", ["المانيا"]),
        ("وبألمانيا", ["وبألمانيا"]),
        ("ببغداد وبغداد", ["ببغداد", "وبغداد"]),
        ("كتلتهم", ["كتلتهم"]),
        ("بكتلته", ["بكتلته"]),
        ("الكتلة", ["الكتلة"]),
        ("والبرلمان", ["والبرلمان"]),
        ("للبرلمان", ["للبرلمان"]),
        ("برلماناً", ["برلماناً"]),
        ("مستشفاهم", ["مستشفاهم"]),
        ("للإخوان المسلمين", ["للإخوان المسلمين"]),
        ("وللولايات المتحدة", ["وللولايات المتحدة"]),
        ("مجموعة ٢٠", ["مجموعة ٢٠"]),
        ("طائرات إف-١٦ وإف 16", ["إف-١٦", "وإف 16"]),
        ("لشركة Apple", ["لشركة Apple"]),
        ("من العراق.وقال", ["العراق"]),
    ],
)
def test_an_arabic_name_is_found_with_what_is_joined_to_it(sentence, uses):
    assert found(sentence, "ar") == uses


@pytest.mark.parametrize(
    "sentence",
    [
        "عراقي",
        "العراقي",
        "العراقية",
        "والعراقيون",
        "عراق",  # without its article: any "Iraq", or the name of another thing
        "لبنان",  # no ل and بنان
        "لكن",  # no ل and كن
        "على الطاولة",
        "وعلى",
        "عليه",
        "عليها وعليهم",
        "أحسن من ذلك",
        "الحسن",  # another name than حسن
        "وزارة، الدفاع",
        "وزارة والدفاع",
        "وزارة دفاع",
        "رومانياً",  # Romanian, as an adverb
        "كتلي",  # of relation, or "my"
        "مجموعة ٢٠٠",
        "إف-160",
        "https://example.com/العراق",
        "العراق@example.com",
        "#العراق_ينتفض",
        "`العراق`",
        "شركة Apples",
    ],
)
def test_another_arabic_word_is_not_a_use(sentence):
    assert found(sentence, "ar") == []


@pytest.mark.parametrize(
    ("sentence", "uses"),
    [
        ("Iraq's army", ["Iraq"]),
        ("IRAQ AND IRAN", ["IRAQ"]),
        ("the pro-Iraq camp", ["Iraq"]),
        ("Iraqi, Iraqis and iraq", []),
        ("US troops told us who the WHO is", ["US", "WHO"]),
        ("the USS Cole", []),
        ("NGOs and an NGO’s staff", ["NGOs", "NGO"]),
        ("blocs and the Bloc", ["blocs", "Bloc"]),
        ("the ministry of defence", ["ministry of defence"]),
        ("Ministries of Defence", []),
        ("William, not Williams", ["William"]),
        ("F-16s, an F 16 and an F-160", ["F 16"]),
        ("the G20's G20", ["G20", "G20"]),
        ("A Committee member", ["Committee"]),
        ("Germany_East, U.S.Germany, www.Germany.com, germany.com/Germany", []),
        ("write to germany@Germany.org or @Germany", []),
    ],
)
def test_an_english_name_is_found_as_a_word_in_its_case(sentence, uses):
    assert found(sentence, "en") == uses


def use(ar: str, en: str) -> Use:
    return Use(Term(ar, en), 0, 1)


@pytest.mark.parametrize(
    ("translation", "term"),
    [
        ("ذهب إلى العراق", "العراق"),
        ("وللعراق", "العراق"),
        ("عراقنا", "العراق"),
        ("في عراق اليوم", "العراق"),
        ("البرلمان", "برلمان"),
        ("برلمانات العالم", "برلمان"),
        ("كتلتان وكتلتهم", "كتلة"),
        ("الكتلتين", "كتلة"),
        ("ولايات متحدة", "الولايات المتحدة"),
        ("وبوزارة الدفاع", "وزارة الدفاع"),
        ("حزبا", "حزب"),
        ("حكومتا البلدين", "الحكومة"),
        ("الجيش العراقي", "العراق"),
        ("الشرطة النيوزيلندية", "نيوزيلندا"),
        ("رئيسة الوزراء", "رئيس الوزراء"),
    ],
)
def test_an_arabic_translation_has_a_name_in_whatever_form(translation, term):
    assert is_rendered(use(term, "x"), translation, "ar")


@pytest.mark.parametrize(
    ("translation", "term"),
    [
        ("بلاد الرافدين", "العراق"),
        ("عروق", "العراق"),
        ("على", "علي"),
        ("عليه", "علي"),
        ("وزارة", "وزارة الدفاع"),
        ("الدفاع وزارة", "وزارة الدفاع"),
    ],
)
def test_an_arabic_translation_without_the_name_is_known(translation, term):
    assert not is_rendered(use(term, "x"), translation, "ar")


def test_an_english_translation_has_a_name_in_whatever_form():
    assert is_rendered(use("س", "Iraq"), "Iraq's army", "en")
    assert is_rendered(use("س", "bloc"), "The Blocs", "en")
    assert is_rendered(use("س", "the Committee"), "a Committee member", "en")
    assert is_rendered(use("س", "Iraq"), "the Iraqi army", "en")
    assert is_rendered(use("س", "North Korea"), "the North Korean army", "en")
    assert not is_rendered(use("س", "Iraq"), "the Iranian army", "en")
    assert not is_rendered(use("س", "WHO"), "the man who", "en")


@pytest.mark.parametrize(
    ("translation", "rendering", "wanted", "expected"),
    [
        ("والعراق كبير", "العراق", "بلاد الرافدين", "وبلاد الرافدين كبير"),
        ("وبلاد الرافدين كبيرة", "بلاد الرافدين", "العراق", "والعراق كبيرة"),
        ("لبلاد الرافدين", "بلاد الرافدين", "العراق", "للعراق"),
        ("وببلاد الرافدين", "بلاد الرافدين", "العراق", "وبالعراق"),
        ("للعراق", "العراق", "ألمانيا", "لألمانيا"),
        ("للعراق", "العراق", "اللجنة", "للجنة"),
        ("وللهيئة", "الهيئة", "لجنة الأمن", "وللجنة الأمن"),
        ("للبرلمان", "برلمان", "كونغرس", "للكونغرس"),
        ("بالبرلمان", "برلمان", "مجلس النواب", "بمجلس النواب"),
        ("في «بلاد الرافدين».", "بلاد الرافدين", "العراق", "في «العراق»."),
        ("بـNATO وللـNATO", "NATO", "الناتو", "بالناتو وللناتو"),
        ("العراق20", "20", "عشرين", "العراق20"),
        ("كبلاد الرافدين، وبلاد الرافدين", "بلاد الرافدين", "العراق", "كالعراق، والعراق"),
        ("أبي ظبي", "أبو ظبي", "دبي", "دبي"),
        # What does not stand there so is left alone:
        ("عراقي", "العراق", "بلاد الرافدين", "عراقي"),
        ("برلمانهم", "برلمان", "كونغرس", "برلمانهم"),
        ("وزارة الدفاع", "الدفاع", "وزارة الدفاع", "وزارة الدفاع"),
        ("https://a.com/العراق", "العراق", "بلاد الرافدين", "https://a.com/العراق"),
        ("كلام", "؟!", "العراق", "كلام"),
        ("كلام", "", "العراق", "كلام"),
    ],
)
def test_a_name_takes_the_place_of_another_in_arabic(translation, rendering, wanted, expected):
    assert replaced(translation, rendering, use(wanted, "x"), "ar") == expected


@pytest.mark.parametrize(
    ("translation", "rendering", "wanted", "expected"),
    [
        ("Mesopotamia's army", "Mesopotamia", "Iraq", "Iraq's army"),
        ("America’s army", "America", "United States", "United States’ army"),
        ("the 'States' are", "States", "Union", "the 'Union' are"),
        ("'Mesopotamia' is", "Mesopotamia", "Iraq", "'Iraq' is"),
        ("Parliament met. parliament", "parliament", "house", "House met. house"),
        ("He said: “Parliament met”", "parliament", "house", "He said: “House met”"),
        ("in America", "America", "the United States", "in the United States"),
        ("the America of today", "America", "the United States", "the United States of today"),
        ("America is", "America", "the United States", "The United States is"),
        ("The Land of Two Rivers is", "the Land of Two Rivers", "Iraq", "Iraq is"),
        ("Mesopotamian", "Mesopotamia", "Iraq", "Mesopotamian"),
        ("parliaments", "parliament", "house", "parliaments"),
        ("the United States", "States", "United States", "the United States"),
        ("anti-Mesopotamia", "Mesopotamia", "Iraq", "anti-Iraq"),
    ],
)
def test_a_name_takes_the_place_of_another_in_english(translation, rendering, wanted, expected):
    assert replaced(translation, rendering, use("س", wanted), "en") == expected


LANGUAGES = st.sampled_from(["ar", "en"])
NAMES = st.sampled_from([name for term in TERMS.terms for name in (term.ar, term.en)])
AROUND = st.sampled_from(["", " ", "و", "لل", "ال", "«", "'s", "s", "ي", "_", "، ", "\n", "ّ", "-"])
TEXTS = st.lists(NAMES | AROUND | mixed_text, max_size=12).map("".join)


@settings(deadline=None)  # the first name loads those that are known
@given(text=TEXTS, language=LANGUAGES)
def test_uses_are_whole_stretches_in_order_that_hold_their_name(text, language):
    end = 0
    for one in TERMS.applying(text, language):
        assert end <= one.start < one.end <= len(text)
        end = one.end
        assert is_rendered(one, text[one.start : one.end], language)


@settings(deadline=None)
@given(text=TEXTS, rendering=NAMES | mixed_text, wanted=NAMES, language=LANGUAGES)
@example(text="وبغداد", rendering="بغداد", wanted="العراق", language="ar")
def test_replacing_once_is_enough(text, rendering, wanted, language):
    one = use(wanted, wanted)
    result = replaced(text, rendering, one, language)
    assert replaced(result, rendering, one, language) == result
    assert result == text or is_rendered(one, result, language)


@settings(deadline=None)
@given(before=mixed_text, after=mixed_text)
def test_replacing_loses_no_other_word_in_arabic(before, after):
    text, expected = (f"{before} {word} {after}" for word in ("وببلاد الرافدين", "وبالعراق"))
    # An address or code may begin before, and the name be a part of it.
    assert replaced(text, "بلاد الرافدين", use("العراق", "x"), "ar") in (text, expected)


@settings(deadline=None)
@given(before=mixed_text, after=mixed_text)
def test_replacing_loses_no_other_word_in_english(before, after):
    text, expected = (f"{before} {word}'s {after}" for word in ("Mesopotamia", "Iraq"))
    assert replaced(text, "Mesopotamia", use("س", "Iraq"), "en") in (text, expected)
