"""The translators that tests are given: they load in CTranslate2 and do what they are made for."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from retrieval.language import count_letters
from tests.translators import TO_ARABIC, Form, pack, random_translator, translate

ARABIC = "وأعلن العراق انتصاره على التنظيم أواخر العام 2017."
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
