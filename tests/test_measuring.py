"""What a translator is worth is measured on sentences that people have translated."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.translator import Translator
from bot.translator.measuring import Measured, measure
from tests.word_for_word import word_for_word_translator
from ui.cli import main

WORDS = {"زار": "visited", "العراق": "Iraq", "كتاب": "book", "رجل": "man", "في": "in"}
GOOD = {"ar": "زار العراق في 2017 كتاب رجل", "en": "visited Iraq in 2017 book man"}
UNKNOWN = {"ar": "كلام مجهول تماما هنا", "en": "wholly unknown words here"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    sentences = {f"sentences_{side}": [GOOD[side], UNKNOWN[side]] for side in ("ar", "en")}
    (tmp_path / "flores_dev.jsonl").write_text(f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}\n")
    (tmp_path / "ntrex_dev.jsonl").write_text(f"{json.dumps(sentences)}\n")
    return tmp_path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return word_for_word_translator(tmp_path_factory.mktemp("by-words"), WORDS)


@pytest.fixture
def translator(folder: Path) -> Iterator[Translator]:
    translator = Translator(folder, threads=1)
    yield translator
    translator.end()


def measured(translator: Translator, data: Path) -> dict[tuple[str, str], Measured]:
    async def every() -> list[Measured]:
        return [one async for one in measure(translator, data)]

    return {(one.name, one.direction): one for one in asyncio.run(every())}


def test_perfect_translations_have_the_highest_scores_and_unknown_words_count_as_untranslated(
    translator, data
):
    found = measured(translator, data)
    assert len(found) == 4
    perfect = found["flores_dev", "ar-en"]
    assert (perfect.bleu, perfect.chrf) == pytest.approx((100, 100))
    assert (perfect.numbers_kept, perfect.untranslated, perfect.faulty) == (1, 0, 0)
    half = found["ntrex_dev", "ar-en"]
    assert half.sentences == half.total == 2
    assert half.untranslated == half.faulty == 0.5
    assert half.chrf < 100


def test_data_that_is_not_there_is_an_error_that_says_where_it_is(translator, tmp_path):
    with pytest.raises(SettingsError, match="bench/data"):
        measured(translator, tmp_path)


def test_the_command_prints_a_table(folder, data, capsys, monkeypatch):
    monkeypatch.setenv("KHULASA_TRANSLATOR", str(folder))
    assert main(["models", "test", "translator", "--data", str(data), "--most", "1"]) == 0
    said = capsys.readouterr().out
    assert "| flores_dev ar-en | 1 | 100.0 | 100.0 | 100.0% | 0.0% | 0.0% |" in said
    assert "version:" in said  # sacrebleu's signatures


def test_without_a_translator_the_command_says_how_to_get_one(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("KHULASA_DATA_DIR", str(tmp_path))
    assert main(["models", "test", "translator"]) == 3
    assert "khulasa models pull translator" in capsys.readouterr().err
