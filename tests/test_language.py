"""Arabic, English and others are told apart, in questions of one word and in whole articles."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from retrieval.language import count_letters, detect_language, has_words

ROOT = Path(__file__).parent.parent
TEXTS: dict[str, list[str]] = tomllib.loads((ROOT / "tests/data/languages.toml").read_text("utf-8"))
ARTICLE = (ROOT / "examples/article.ar.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in TEXTS for text in TEXTS[language]]
)
def test_the_language_of_a_short_text(language: str, text: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("language", "text"), [(language, TEXTS[language][-1]) for language in ("ar", "en")]
)
def test_the_language_of_a_long_text(language: str, text: str) -> None:
    assert detect_language("\n".join([text] * 20_000)) == language


def test_an_article_in_persian_or_french_is_not_taken_for_arabic_or_english() -> None:
    persian = "نخست‌وزیر عراق گفت که کشورش با ائتلاف بین‌المللی همکاری می‌کند. "
    french = "Le premier ministre a déclaré que son pays ne s'opposait pas à la coopération. "
    assert detect_language(persian * 100) == detect_language(french * 100) == "other"


def test_of_mixed_text_the_language_of_most_letters_counts() -> None:
    english = "The Iraqi prime minister said that his country would talk to the coalition. "
    assert detect_language(ARTICLE + english * 3) == "ar"
    assert detect_language(ARTICLE[:200] + english * 20) == "en"


def test_a_foreign_quotation_does_not_hide_the_language() -> None:
    assert (
        detect_language(
            "كتب بالفرنسية: “La vie est belle et le monde est grand” ثم وقع باسمه في آخر الصفحة."
        )
        == "ar"
    )


def test_names_alone_are_of_no_other_language() -> None:
    for name in ("São Paulo?", "Le Monde", "Côte d'Ivoire", "Il Sole"):
        assert detect_language(name) == "en"
    assert detect_language("Où est Le Monde ?") == "other"
    assert detect_language("QUI EST LE PRÉSIDENT ?") == "other"


@pytest.mark.parametrize(("text", "has"), [("", False), ("😀؟", False), ("5", True), ("من", True)])
def test_a_text_has_words_if_it_has_a_letter_or_a_digit(text: str, has: bool) -> None:
    assert has_words(text) == has


def test_text_without_letters_goes_by_its_digits_and_marks() -> None:
    assert detect_language("٢٠١٧") == detect_language("؟") == "ar"
    assert detect_language("2017") == detect_language("") == "en"


@pytest.mark.parametrize(
    ("text", "letters"),
    [("", (0, 0)), ("abc 12", (0, 3)), ("مَتَى؟ é", (3, 1)), ("ﻣﺤﻤﺪ", (4, 0)), ("привет", (0, 0))],
)
def test_letters_of_each_script_are_counted_without_marks_and_digits(
    text: str, letters: tuple[int, int]
) -> None:
    assert count_letters(text) == letters


def test_the_classifier_is_not_loaded_for_clear_text() -> None:
    """Loading it takes half a second, too much for a question on the command line."""
    code = (
        "import sys; from retrieval.language import detect_language as d; d('متى؟'); "
        "d('Who is the president of Iraq?'); print('py3langid' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert run.stdout.strip() == "False"
