"""Sentences: where they end in both languages, and what their offsets promise."""

from __future__ import annotations

import re
import textwrap
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings

from retrieval.paragraphs import content
from retrieval.sentences import split_paragraphs, split_sentences
from tests.strategies import best_time, mixed_text

ROOT = Path(__file__).parent.parent
CASES = tomllib.loads((ROOT / "tests/data/sentences.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", [case for cases in CASES.values() for case in cases])
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    case = case.replace("⏎", "\n")
    pieces = [re.sub("⟦[^⟧]*⟧", "", piece).strip() for piece in case.split("│")]
    expected = [(piece.strip("◆"), "◆" in piece) for piece in pieces]
    plain = re.sub("[│◆⟦⟧]", "", case)
    assert [(s.text, s.heading) for s in split_sentences(plain)] == expected


def test_the_example_article_has_twenty_sentences_and_one_sub_heading() -> None:
    sentences = split_sentences((ROOT / "examples/article.ar.txt").read_text("utf-8"))
    assert len(sentences) == 20
    assert [s.text for s in sentences if s.heading] == [
        "“إنهاء وجود التحالف” في العراق.. احتياج واقعي أم “امتصاص للغضب”؟"
    ]


@settings(deadline=None)
@given(mixed_text)
def test_sentences_are_exact_ordered_and_cover_every_letter_and_digit(text: str) -> None:
    paragraphs = split_paragraphs(text)
    left_out = set(range(len(text)))
    position = 0
    for sentence in split_sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip() != ""
        assert sentence.start >= position
        paragraph = paragraphs[sentence.paragraph]
        assert paragraph.start <= sentence.start < sentence.end <= paragraph.end
        left_out -= set(range(sentence.start, sentence.end))
        position = sentence.end
    for paragraph in paragraphs:
        within = content(paragraph.text)
        marks = range(paragraph.start, paragraph.start + within.start)
        left_out -= set(marks)
    assert not [text[at] for at in left_out if text[at].isalnum()]


@settings(deadline=None)
@given(mixed_text)
def test_paragraphs_are_exact_and_cover_all_but_white_space(text: str) -> None:
    position = 0
    for paragraph in split_paragraphs(text):
        assert text[paragraph.start : paragraph.end] == paragraph.text == paragraph.text.strip()
        assert not text[position : paragraph.start].strip()
        position = paragraph.end
    assert not text[position:].strip()


# --- hard-wrapped text ---------------------------------------------------------------------------

AUSTEN = [
    "It is a truth universally acknowledged, that a single man in possession of a good fortune, "
    "must be in want of a wife.",
    "However little known the feelings or views of such a man may be on his first entering a "
    "neighbourhood, this truth is so well fixed in the minds of the surrounding families, that he "
    "is considered the rightful property of some one or other of their daughters.",
]
ARTICLE = (ROOT / "examples/article.ar.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("width", [60, 72, 80])
@pytest.mark.parametrize("paragraphs", [AUSTEN, ARTICLE], ids=["english", "arabic"])
def test_lines_of_a_fixed_width_are_put_together(paragraphs: list[str], width: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in paragraphs)
    found = split_paragraphs(wrapped)
    assert [p.text.split() for p in found] == [paragraph.split() for paragraph in paragraphs]
    sentences = [s.text.split() for s in split_sentences(wrapped)]
    assert sentences == [s.text.split() for s in split_sentences("\n".join(paragraphs))]


def test_wrapped_list_items_stay_apart() -> None:
    items = [f"{number}. {AUSTEN[1]}" for number in (1, 2, 3)]
    wrapped = "\n".join(textwrap.fill(item, 70) for item in items)
    assert len(split_paragraphs(wrapped)) == 3


@pytest.mark.parametrize(
    "lines",
    [
        ["Prices rose on Monday.", "Wages fell on Tuesday.", "Nobody knew why it happened."],
        [
            "Tyger Tyger, burning bright,",
            "In the forests of the night;",
            "What immortal hand or eye",
        ],
        ["ارتفعت الأسعار يوم الاثنين.", "وتراجعت الأجور يوم الثلاثاء.", "ولم يعرف أحد السبب."],
        ARTICLE,
    ],
)
def test_lines_that_are_paragraphs_stay_apart(lines: list[str]) -> None:
    assert [p.text for p in split_paragraphs("\n".join(lines))] == [line.strip() for line in lines]


def test_a_title_over_its_dateline_and_the_first_row_of_a_table_are_headings() -> None:
    text = """Bank cuts rates for the third time this year

NAIROBI, Aug 6 (Wire) -

The central bank cut its benchmark interest rate by 75 basis points to 12.00% on Tuesday.

| Country | Rate |
|:--|--:|
| Kenya | 12% |"""
    found = split_sentences(text)
    assert [one.text for one in found if one.heading] == [
        "Bank cuts rates for the third time this year",
        "| Country | Rate |",
    ]


# --- long and hostile input ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "unit",
    [
        "word ",
        "x",
        "\na",
        ". ",
        "a. ",
        "؟ ا",
        "“a. ",
        "(a. ",
        '"',
        "a" + " " * 50,
        "> ",
        "A. b) 1. ",
    ],
)
def test_time_grows_with_length_and_not_its_square(unit: str) -> None:
    short = unit * (4_000 // len(unit))
    base = best_time(lambda: split_sentences(short))
    assert best_time(lambda: split_sentences(short * 4)) < 9 * base + 0.005  # 16 if quadratic
