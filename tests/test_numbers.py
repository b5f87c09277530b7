"""Numbers and dates are equal by value, whatever script, spelling or language writes them."""

import pytest

from retrieval.numbers import unsupported, values

EQUAL = [
    ("in 2017", "أواخر العام 2017"),
    ("in 2017", "أواخر العام ٢٠١٧"),
    ("عام ۲۰۱۷", "in 2017"),
    ("1,234 people", "١٬٢٣٤ شخصًا"),
    ("1234 people", "1.234 personnes"),
    ("10 000 people", "عشرة آلاف"),
    ("3.5 million", "٣٫٥ ملايين"),
    ("3,500,000 dollars", "3.5 مليون دولار"),
    ("2 million", "مليونين"),
    ("1.5 مليار", "1,500,000,000"),
    ("10 years", "قبل نحو عشر سنوات"),
    ("25 soldiers", "خمسة وعشرين جنديا"),
    ("25 soldiers", "twenty-five soldiers"),
    ("300 soldiers", "ثلاثمئة جندي"),
    ("300 soldiers", "three hundred soldiers"),
    ("the 54th session", "بدورته الـ54"),
    ("سوبر بول 49", "Super Bowl XLIX"),
    ("لويس 14", "Louis XIV"),
    ("54%", "٥٤٪"),
    ("March 2023", "وفي مارس 2023"),
    ("March 2023", "في آذار/مارس 2023"),
    ("آذار 2023", "in March of 2023"),
    ("5 كانون الثاني 2020", "January 5, 2020"),
    ("5/3/2023", "5 March 2023"),
    ("2023-03-05", "5 مارس 2023"),
    ("5 أيلول", "5 September"),
    ("between 10:30 and 11", "من 10:30 حتى 11"),
    ("the 3rd of May 2001", "3 مايو 2001"),
]


@pytest.mark.parametrize(("text", "source"), EQUAL)
def test_the_same_value_is_supported(text, source):
    assert unsupported(text, source) == []


DIFFERENT = [
    ("in 2018", "أواخر العام 2017", ["2018"]),
    ("عام ٢٠١٨", "in 2017", ["٢٠١٨"]),
    ("3 billion", "3 million", ["3 billion"]),
    ("April 2023", "مارس 2023", ["April"]),
    ("نيسان 2023", "March 2023", ["نيسان"]),
    ("April 2024", "مارس 2023", ["2024", "April"]),
    ("1,235 people", "1,234 people", ["1,235"]),
    ("Louis 16", "Louis XIV, I", ["16"]),
    ("12.5%", "12.4%", ["12.5"]),
    ("7 and 8 and 7", "nothing", ["7", "8"]),
    ("5 كانون الأول 2020", "5 كانون الثاني 2020", ["كانون الأول"]),
]


@pytest.mark.parametrize(("text", "source", "missing"), DIFFERENT)
def test_another_value_is_named_as_written(text, source, missing):
    assert unsupported(text, source) == missing


@pytest.mark.parametrize(
    "text", ["They may march in August company.", "مارس الرياضة", "no figures at all", ""]
)
def test_words_without_figures_are_not_checked(text):
    assert unsupported(text, "") == []


def test_scaled_and_bare_values_are_both_known():
    assert {("number", 3), ("number", 3_000_000)} <= values("3 ملايين")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("40 بالمائة", "40 percent"),
        ("في ثلاثينيات القرن الماضي", "in the 1930s"),
        ("in the 1930s", "في الثلاثينيات"),
        ("2.8 مليار جنيه", "£2.8bn"),
        ("وقال كاب في 2016", "said Capp in 2016"),
    ],
)
def test_translators_say_the_same_number(text, source):
    assert unsupported(text, source) == unsupported(source, text) == []
