"""The translators that tests are given: they load in CTranslate2 and do what they are made for."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from retrieval.language import count_letters
from tests.translators import (
    TO_ARABIC,
    Form,
    alternatives,
    pack,
    random_translator,
    translate,
)
from tests.word_for_word import (
    POSITIONS,
    Reads,
    word_for_word_direction,
    word_for_word_translator,
    words_of,
)

ARABIC = "وأعلن العراق انتصاره على التنظيم أواخر العام 2017."
WORD_FOR_WORD = "and announced Iraq its victory on the organisation late general 2017."
ENGLISH = "The council of Marrow Bay voted on Tuesday to spend 2.4 million pounds."


@pytest.mark.parametrize("form", ["opus", "argos"])
def test_random_weights_write_the_letters_of_the_other_language(tmp_path: Path, form: Form) -> None:
    folder = random_translator(tmp_path, form=form)

    (english,) = translate(folder / "ar-en", [ARABIC])
    (arabic,) = translate(folder / "en-ar", [ENGLISH], prefix=[TO_ARABIC] * (form == "opus"))

    assert count_letters(english)[0] == 0 < count_letters(english)[1]
    assert count_letters(arabic)[1] == 0 < count_letters(arabic)[0]


def test_a_seed_gives_the_same_words_again_and_another_seed_others(tmp_path: Path) -> None:
    said = [
        translate(random_translator(tmp_path / name, seed=seed) / "ar-en", [ARABIC], beam_size=4)
        for name, seed in (("one", 1), ("again", 1), ("other", 2))
    ]
    assert said[0] == said[1] != said[2]


def test_a_random_direction_is_a_small_folder_in_the_form_of_opus_mt(tmp_path: Path) -> None:
    folder = random_translator(tmp_path, directions=["en-ar"]) / "en-ar"

    assert {file.name for file in folder.iterdir()} == {
        "config.json",
        "model.bin",
        "shared_vocabulary.json",
        "source.spm",
        "target.spm",
    }
    assert TO_ARABIC in json.loads((folder / "shared_vocabulary.json").read_text("utf-8"))
    assert sum(file.stat().st_size for file in folder.iterdir()) < 200_000


def test_a_packed_argos_model_works_once_unpacked(tmp_path: Path) -> None:
    folder = random_translator(tmp_path, directions=["ar-en"], form="argos") / "ar-en"
    archive = pack(folder, tmp_path / "translate-ar_en-1_0.argosmodel", target_prefix="▁x")

    zipfile.ZipFile(archive).extractall(tmp_path)

    unpacked = tmp_path / "translate-ar_en-1_0"
    metadata = json.loads((unpacked / "metadata.json").read_text("utf-8"))
    assert (metadata["from_code"], metadata["to_code"]) == ("ar", "en")
    assert metadata["target_prefix"] == "▁x"
    (unpacked / "sentencepiece.model").rename(unpacked / "model" / "sentencepiece.model")
    assert translate(unpacked / "model", [ARABIC]) == translate(folder, [ARABIC])


@pytest.fixture(scope="module")
def looking_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A translator that knows the words of the example articles."""
    return word_for_word_translator(tmp_path_factory.mktemp("word-for-word"))


@pytest.mark.parametrize("beam_size", [1, 4])
def test_every_word_becomes_its_counterpart(looking_up: Path, beam_size: int) -> None:
    assert translate(looking_up / "ar-en", [ARABIC, "نعم", "غزة؟"], beam_size=beam_size) == [
        WORD_FOR_WORD,
        "yes",
        "Gaza?",
    ]
    assert translate(looking_up / "en-ar", [ENGLISH], prefix=[TO_ARABIC], beam_size=beam_size) == [
        "مجلس مارو باي صوّت على الثلاثاء إلى إنفاق 2.4 مليون جنيه."
    ]


@pytest.mark.parametrize(("direction", "prefix"), [("ar-en", []), ("en-ar", [TO_ARABIC])])
def test_the_example_articles_are_put_wholly_into_the_other_language(
    looking_up: Path, direction: str, prefix: list[str]
) -> None:
    text = Path(f"examples/article.{direction[:2]}.txt").read_text("utf-8")
    paragraphs = [line for line in text.splitlines() if line]

    translated = translate(looking_up / direction, paragraphs, prefix=prefix)

    arabic, latin = count_letters(" ".join(translated))
    assert (latin == 0 < arabic) if direction == "en-ar" else (arabic == 0 < latin)
    for before, after in zip(paragraphs, translated, strict=True):
        assert re.findall(r"\d+", before) == re.findall(r"\d+", after)


def test_what_is_no_known_word_stays_as_it_is(looking_up: Path) -> None:
    text = "Visby 1,234.5 ١٢٣ me@example.com https://example.org/a?b=1 Inness ٪50 قلعة"
    assert translate(looking_up / "en-ar", [text], prefix=[TO_ARABIC]) == [text]


def test_long_sentences_stay_exact_beside_short_ones(looking_up: Path) -> None:
    words = list(words_of("ar-en").items())[9:309]
    source = " ".join(arabic for arabic, _ in words)
    expected = " ".join(english for _, english in words)

    for beam_size in (1, 4):
        long, short = translate(
            looking_up / "ar-en", [source, "نعم"], beam_size=beam_size, max_decoding_length=400
        )
        assert (long, short) == (expected, "yes")


def test_more_tokens_than_positions_are_an_error_of_the_library(looking_up: Path) -> None:
    with pytest.raises(RuntimeError, match="position"):
        translate(looking_up / "ar-en", ["نعم " * (POSITIONS + 1)])


def test_words_of_ones_own_go_both_ways_in_either_form(tmp_path: Path) -> None:
    folder = word_for_word_translator(tmp_path, {"قط": "cat", "أسود": "black"}, form="argos")

    assert translate(folder / "ar-en", ["قط أسود."]) == ["cat black."]
    assert translate(folder / "en-ar", ["cat black (cat)."]) == ["قط أسود (قط)."]


def test_the_size_of_the_model_changes_nothing_that_it_says(tmp_path: Path) -> None:
    folder = word_for_word_direction(
        tmp_path / "ar-en", words_of("ar-en"), size=256, heads=4, layers=3, inner=512
    )
    assert translate(folder, [ARABIC], beam_size=4) == [WORD_FOR_WORD]


def test_every_beam_ends_with_the_sentence(looking_up: Path) -> None:
    """Or else the search would go on to the longest translation that is allowed."""
    (found,) = alternatives(looking_up / "ar-en", [ARABIC], beam_size=4, num_hypotheses=4)

    assert found[0] == WORD_FOR_WORD
    assert max(map(len, found)) < 2 * len(WORD_FOR_WORD)


def test_a_word_told_in_two_ways_gives_alternatives(tmp_path: Path) -> None:
    words = {**words_of("ar-en"), "العراق": ("Irak", "Iraq")}
    folder = word_for_word_direction(tmp_path / "ar-en", words)

    (found,) = alternatives(folder, ["أعلن العراق"], beam_size=4, num_hypotheses=2)

    assert found == ["announced Irak", "announced Iraq"]


def test_a_target_prefix_comes_before_the_first_word(tmp_path: Path) -> None:
    folder = word_for_word_direction(tmp_path / "ar-en", words_of("ar-en"), target_prefix="__en__")

    (found,) = translate(folder, ["أعلن العراق"], target_prefix=[["__en__"]])

    assert found.endswith("announced Iraq")


@pytest.mark.parametrize(
    ("fault", "words", "reads", "said"),
    [
        ("untranslated", {"أعلن": "أعلن", "العراق": "العراق"}, None, "أعلن العراق 2017"),
        ("a lost digit", {"7": ""}, None, "announced Iraq 201"),
        ("a lost number", {"2017": ""}, None, "announced Iraq"),
        ("emptied", {"أعلن": "", "العراق": "", "2017": ""}, None, ""),
        ("emptied at once", {}, lambda place: None, ""),
        ("broken off", {}, lambda place: place if place < 2 else None, "announced Iraq"),
        ("looping", {}, lambda place: 0, "announced " * 255 + "announced"),
        (
            "looping in two words",
            {},
            lambda place: place % 2,
            "announced Iraq " * 127 + "announced Iraq",
        ),
        (
            "doubled",
            {},
            lambda place: place % 2 if place < 4 else None,
            "announced Iraq announced Iraq",
        ),
    ],
)
def test_faults_can_be_made(
    tmp_path: Path, fault: str, words: dict[str, str], reads: Reads | None, said: str
) -> None:
    """What small translators get wrong, on demand."""
    known = {**words_of("ar-en"), **words}
    folder = word_for_word_direction(
        tmp_path / "ar-en", known, reads=reads or (lambda place: place)
    )
    assert translate(folder, ["أعلن العراق 2017"], max_decoding_length=256) == [said], fault
