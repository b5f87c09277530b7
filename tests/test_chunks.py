"""Chunks: exact, whole sentences, never more than the size asked for, nothing lost."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrieval.chunks import split_chunks
from retrieval.sentences import split_sentences
from tests.strategies import best_time, mixed_text

ARTICLE = (Path(__file__).parent.parent / "examples/article.ar.txt").read_text("utf-8")
SIZES = st.integers(1, 60)


@settings(deadline=None)
@given(mixed_text, SIZES, st.integers(0, 3))
@example("ذَهَبَ " * 40, 7, 1)
@example("👩\u200d👩\u200d👧" * 9 + " x", 5, 1)
@example("a" + "\u0301" * 70 + "b", 10, 1)
def test_chunks_are_exact_stripped_and_within_size(text: str, size: int, overlap: int) -> None:
    for index, chunk in enumerate(split_chunks(text, size=size, overlap=overlap)):
        assert text[chunk.start : chunk.end] == chunk.text == chunk.text.strip() != ""
        assert chunk.index == index
        assert (chunk.start, chunk.end) == (chunk.sentences[0].start, chunk.sentences[-1].end)
        for sentence in chunk.sentences:
            assert text[sentence.start : sentence.end] == sentence.text == sentence.text.strip()
        assert len(chunk.text) <= size or len(regex.findall(r"\X", chunk.text)) == 1


@settings(deadline=None)
@given(mixed_text, SIZES)
def test_every_sentence_is_whole_in_a_chunk_or_its_pieces_are(text: str, size: int) -> None:
    chunks = split_chunks(text, size=size)
    held = {(s.start, s.end) for chunk in chunks for s in chunk.sentences}
    for sentence in split_sentences(text):
        if len(sentence.text) <= size:
            assert (sentence.start, sentence.end) in held
        else:
            inside = [span for span in held if sentence.start <= span[0] < span[1] <= sentence.end]
            covered = set().union(*(range(*span) for span in inside))
            rest = set(range(sentence.start, sentence.end)) - covered
            assert not "".join(text[at] for at in rest).strip()


@settings(deadline=None)
@given(mixed_text, SIZES)
def test_a_cut_is_never_inside_a_grapheme(text: str, size: int) -> None:
    for sentence in split_sentences(text):
        limits = {match.start() for match in regex.finditer(r"\X", sentence.text)}
        limits.add(len(sentence.text))
        for chunk in split_chunks(text, size=size, overlap=0):
            for piece in chunk.sentences:
                if sentence.start <= piece.start < piece.end <= sentence.end:
                    before = text[piece.start - 1 : piece.start].isspace()
                    after = text[piece.end : piece.end + 1].isspace()
                    assert before or piece.start - sentence.start in limits
                    assert after or piece.end - sentence.start in limits


@settings(deadline=None)
@given(mixed_text, st.integers(10, 80))
def test_a_chunk_repeats_the_last_sentence_of_the_one_before_where_it_fits(
    text: str, size: int
) -> None:
    for chunk, following in pairwise(split_chunks(text, size=size)):
        new = next(s for s in following.sentences if s.start >= chunk.end)
        if new.heading:
            continue  # has to leave room for what follows it
        fits = new.end - chunk.sentences[-1].start <= size
        assert (following.sentences[0] == chunk.sentences[-1]) == fits
        assert following.sentences[0] in (chunk.sentences[-1], new)


def test_a_chunk_is_filled_as_far_as_whole_sentences_go() -> None:
    chunks = split_chunks("One two. Three four. Five six. Seven.", size=21)
    assert [chunk.text for chunk in chunks] == [
        "One two. Three four.",
        "Three four. Five six.",
        "Five six. Seven.",
    ]


def test_a_heading_goes_with_what_follows() -> None:
    heading = "إنهاء وجود التحالف"
    body = "أعلنت بغداد تشكيل لجنة مهمتها تحديد ترتيبات إنهاء مهمة التحالف."
    text = f"{body}\n{heading}\n{body}\n{heading}\n{body}"
    for chunk in split_chunks(text, size=len(body) + len(heading) + 2):
        assert not chunk.sentences[-1].heading


@pytest.mark.parametrize(
    ("sentence", "first"),
    [
        ("ذهب الرجل إلى السوق الكبير، ثم عاد إلى بيته في المساء", "ذهب الرجل إلى السوق الكبير،"),
        ("the man went to the big market; then he came home", "the man went to the big market;"),
        ("the man went to the big market and then came home", "the man went to the big market and"),
        ("ذهب الرجل إلى السوق الكبير وعاد إلى بيته في المساء", "ذهب الرجل إلى السوق الكبير وعاد"),
        ("a" * 60, "a" * 34),
    ],
)
def test_a_long_sentence_is_cut_at_a_clause_else_between_words(sentence: str, first: str) -> None:
    assert split_chunks(sentence, size=34)[0].text == first


def test_the_example_article_fits_chunks_of_a_common_size() -> None:
    chunks = split_chunks(ARTICLE, size=800)
    assert all(400 < len(chunk.text) <= 800 for chunk in chunks[:-1])
    assert {s for chunk in chunks for s in chunk.sentences} == set(split_sentences(ARTICLE))


@pytest.mark.parametrize("text", ["", " \n\n ", "***"])
def test_text_without_words_has_no_chunks(text: str) -> None:
    assert split_chunks(text, size=100) == []


@pytest.mark.parametrize(("size", "overlap"), [(0, 1), (100, -1)])
def test_impossible_sizes_are_refused(size: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        split_chunks("A sentence.", size=size, overlap=overlap)


@pytest.mark.parametrize("unit", ["word ", "x", "x،", "a\u0301\u0301", "# a\n", "a" + " " * 50])
def test_time_grows_with_length_and_not_its_square(unit: str) -> None:
    short = unit * (20_000 // len(unit))
    base = best_time(lambda: split_chunks(short, size=400))
    assert best_time(lambda: split_chunks(short * 4, size=400)) < 9 * base + 0.005
