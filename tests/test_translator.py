"""A small translator at work: real CTranslate2 models in a process of their own.

Models of random weights go the whole way with nonsense; those that look words up show what is
right; hand-made ones make the faults that small translators make.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.errors import ModelError, NeedsModelError, SettingsError
from bot.translator import Translated, Translator
from bot.translator.glossary import Glossary, Term
from bot.translator.packages import find_packages
from bot.translator.process import Process
from tests.translators import random_translator
from tests.word_for_word import word_for_word_direction, word_for_word_translator

WORDS = {
    "قال": "said",
    "الوزير": "minister",
    "كتب": "wrote",
    "رسالة": "letter",
    "في": "in",
    "عام": "year",
    "متر": "metre",
    "إلى": "to",
}


@pytest.fixture(scope="module")
def looked_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Translator]:
    with started(word_for_word_translator(tmp_path_factory.mktemp("looked-up"))) as translator:
        yield translator


@pytest.fixture(scope="module")
def at_random(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Translator]:
    with started(random_translator(tmp_path_factory.mktemp("at-random"))) as translator:
        yield translator


@contextmanager
def started(folder: Path, *, idle: int = 0) -> Iterator[Translator]:
    translator = Translator(folder, threads=2, idle=idle)
    try:
        yield translator
    finally:
        translator.end()


def translate(translator: Translator, *sentences: str, into: str = "en") -> list[Translated]:
    direction = "ar-en" if into == "en" else "en-ar"
    return asyncio.run(translator.translate(sentences, direction))


# --- the way of a sentence -----------------------------------------------------------------------


def test_a_sentence_is_translated_and_nothing_is_wrong_with_it(looked_up):
    (one,) = translate(looked_up, "وأعلن العراق انتصاره على التنظيم أواخر العام 2017")
    assert one.text == "and announced Iraq its victory on the organisation late general 2017"
    assert one.faults == ()


def test_the_same_comes_out_alone_and_among_others(at_random):
    sentences = [f"{'كلمة ' * (1 + i % 30)}{i} في العراق" for i in range(90)]
    together = translate(at_random, *sentences)
    with started(at_random.folder) as another:
        alone = [translate(another, one)[0] for one in (sentences[0], sentences[47], sentences[89])]
    assert alone == [together[0], together[47], together[89]]


def test_many_readers_at_once_each_get_their_own(looked_up):
    async def all_at_once() -> list[list[Translated]]:
        jobs = (looked_up.translate([f"العراق {n}", f"{n} التحالف"], "ar-en") for n in range(100))
        return await asyncio.gather(*jobs)

    for number, (first, second) in enumerate(asyncio.run(all_at_once())):
        assert (first.text, second.text) == (f"Iraq {number}", f"{number} the coalition")


def test_a_sentence_longer_than_the_model_can_take_comes_out_whole(looked_up):
    numbers = " ".join(str(number) for number in range(300, 700))
    (one,) = translate(looked_up, f"العراق {numbers} العراق")
    assert one.text == f"Iraq {numbers} Iraq"


def test_what_has_no_letters_is_not_given_to_the_model(at_random):
    assert [one.text for one in translate(at_random, "2017", "***", "٣٫٥٪", "")] == [
        "2017",
        "***",
        "٣٫٥٪",
        "",
    ]


def test_a_reader_who_stops_takes_no_others_along(looked_up):
    async def stopped() -> list[Translated]:
        leaves = asyncio.create_task(
            looked_up.translate([f"العراق {n}" for n in range(500)], "ar-en")
        )
        await asyncio.sleep(0.01)
        leaves.cancel()
        return await looked_up.translate(["العراق"], "ar-en")

    assert asyncio.run(stopped())[0].text == "Iraq"


# --- what is kept --------------------------------------------------------------------------------

KEPT = [
    ("en", "كتب الوزير إلى news@example.org رسالة", "news@example.org"),
    ("en", "زر https://example.org/ar?q=1&p=2#top، ثم عد", "https://example.org/ar?q=1&p=2#top"),
    ("en", "قالت شركة Open Source Initiative ذلك", "Open Source Initiative"),
    ("ar", "Run `make test ARGS=-x` before it", "`make test ARGS=-x`"),
    ("ar", "Write to news@example.org today", "news@example.org"),
]


@pytest.mark.parametrize(("into", "sentence", "kept"), KEPT)
def test_addresses_code_and_latin_names_stay_whole_whatever_the_model_does(
    at_random, into, sentence, kept
):
    (one,) = translate(at_random, sentence, into=into)
    assert kept in one.text
    assert "kept" not in {fault.kind for fault in one.faults}


# --- faults --------------------------------------------------------------------------------------

FAULTS = [
    ({"untranslated"}, {word: word for word in WORDS}, lambda place: place),
    # Forbidden to repeat itself, it goes on with something else and has to be stopped.
    ({"looping", "cut"}, WORDS, lambda place: place % 2),
    ({"empty", "shortened"}, dict.fromkeys([*WORDS, *"0127"], ""), lambda place: place),
    ({"numbers"}, WORDS | {str(digit): "" for digit in range(10)}, lambda place: place),
]


@pytest.mark.parametrize(("kinds", "words", "reads"), FAULTS)
def test_a_fault_that_stays_is_told_with_the_sentence(tmp_path, kinds, words, reads):
    folder = word_for_word_translator(tmp_path, words, directions=["ar-en"], reads=reads)
    with started(folder) as translator:
        (one,) = translate(translator, "كتب الوزير رسالة 2017")
    assert kinds & {fault.kind for fault in one.faults}
    assert one.text.strip()


def test_a_faulty_sentence_is_decoded_again_and_the_better_candidate_taken(tmp_path):
    # The likelier word for 2017 is a wrong one, the less likely right.
    folder = word_for_word_translator(tmp_path, WORDS | {"سبعة": ("9", "7")}, directions=["ar-en"])
    with started(folder) as translator:
        (one,) = translate(translator, "كتب الوزير سبعة")
    assert (one.text, one.faults) == ("wrote minister 7", ())


# --- the process ---------------------------------------------------------------------------------


def test_a_crash_between_sentences_is_not_noticed(at_random):
    before = translate(at_random, "العراق اليوم")
    crashed = at_random.pid
    os.kill(crashed, signal.SIGSEGV)
    assert translate(at_random, "العراق اليوم", "التحالف غدا")[0] == before[0]
    assert at_random.pid not in (None, crashed)


def test_a_process_that_dies_again_and_again_is_an_error_and_the_next_sentence_works(at_random):
    done = threading.Event()

    def kill() -> None:
        while not done.is_set():
            if at_random.pid:
                os.kill(at_random.pid, signal.SIGKILL)
            time.sleep(0.002)

    translate(at_random, "أ ب ت")
    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with pytest.raises(ModelError, match="twice"):
            translate(at_random, "كلمة جديدة هنا")
    finally:
        done.set()
        killer.join()
    assert translate(at_random, "كلمة أخرى هناك")


def test_models_are_put_out_of_memory_after_a_while_and_come_back(tmp_path):
    with started(random_translator(tmp_path), idle=1) as translator:
        assert translator.state == "unloaded"
        first = translate(translator, "العراق")
        assert translator.state == "ready"
        deadline = time.monotonic() + 10
        while translator.state != "unloaded" and time.monotonic() < deadline:
            time.sleep(0.05)
        assert (translator.state, translator.pid) == ("unloaded", None)
        assert translate(translator, "العراق", "التحالف")[0] == first[0]


def test_models_are_loaded_in_the_background(tmp_path):
    with started(random_translator(tmp_path)) as translator:
        translator.load()
        deadline = time.monotonic() + 10
        while translator.state != "ready" and time.monotonic() < deadline:
            time.sleep(0.01)
        assert translator.state == "ready"


# --- folders -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["opus", "argos"])
def test_both_forms_of_models_translate(tmp_path, form):
    words = {"العراق": "Iraq", "اليوم": "today"}
    with started(word_for_word_translator(tmp_path, words, form=form)) as translator:
        assert translate(translator, "العراق اليوم")[0].text == "Iraq today"
        assert translate(translator, "Iraq today", into="ar")[0].text == "العراق اليوم"


def test_a_folder_with_one_direction_does_that_and_says_what_it_lacks(tmp_path):
    folder = random_translator(tmp_path, directions=["ar-en"])
    with started(folder / "ar-en") as translator:
        assert translator.directions == {"ar-en"}
        assert translate(translator, "العراق")
        with pytest.raises(NeedsModelError, match="en-ar"):
            translator.needs("en-ar")


def test_tokens_are_those_that_the_folder_names(tmp_path):
    random_translator(tmp_path, directions=["en-ar"])
    said = '{"source_prefix": ["eng"], "source_suffix": ["</s>", "x"], "target_prefix": ["ara"]}'
    (tmp_path / "en-ar" / "translator.json").write_text(said)
    package = find_packages(tmp_path)["en-ar"]
    assert package.source_prefix == ("eng",)
    assert package.source_suffix == ("</s>", "x")
    assert package.target_prefix == ("ara",)


def test_opus_models_are_told_to_write_arabic_and_where_a_sentence_ends(tmp_path):
    packages = find_packages(random_translator(tmp_path))
    assert packages["en-ar"].source_prefix == (">>ara<<",)
    assert packages["ar-en"].source_prefix == ()
    assert {one.source_suffix for one in packages.values()} == {("</s>",)}


def test_a_folder_without_a_model_is_an_error_that_says_what_belongs_there(tmp_path):
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(SettingsError, match=r"source\.spm"):
            Translator(folder, threads=1)


def test_a_damaged_model_is_an_error_and_no_crash(tmp_path):
    folder = random_translator(tmp_path, directions=["ar-en"])
    (folder / "ar-en" / "model.bin").write_bytes(b"nothing of the kind")
    with started(folder) as translator, pytest.raises(ModelError, match="cannot be used"):
        translate(translator, "العراق")


# --- the glossary --------------------------------------------------------------------------------

NAMES = {"العراق": "Irak", "والعراق": "and Irak", "بالعراق": "in Irak", "زار": "visited"}


def with_glossary(folder: Path, *terms: tuple[str, str]) -> Translator:
    glossary = Glossary(tuple(Term(arabic, english) for arabic, english in terms))
    return Translator(folder, threads=1, glossary=lambda: glossary)


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("زار العراق", "visited Iraq"),
        ("زار والعراق", "visited and Iraq"),
        ("زار بالعراق", "visited in Iraq"),
    ],
)
def test_what_the_model_calls_a_name_is_replaced_by_what_the_glossary_says(
    tmp_path, sentence, said
):
    folder = word_for_word_translator(tmp_path, NAMES, directions=["ar-en"])
    translator = with_glossary(folder, ("العراق", "Iraq"))
    (one,) = translate(translator, sentence)
    translator.end()
    assert (one.text, one.faults) == (said, ())


def test_into_arabic_the_wanted_name_takes_over_what_is_joined_to_it(tmp_path):
    words = {"met": "التقى", "Iraq": "العراك", "in Iraq": "بالعراك"}
    folder = word_for_word_direction(tmp_path / "en-ar", words)
    translator = with_glossary(folder.parent, ("العراق", "Iraq"))
    (one,) = translate(translator, "met in Iraq", into="ar")
    translator.end()
    assert (one.text, one.faults) == ("التقى بالعراق", ())


def test_a_name_whose_rendering_is_not_known_is_forced_upon_the_model(tmp_path):
    # In the sentence the name is told otherwise than alone, so there is nothing to replace.
    words = NAMES | {"العراق": ("Irak", "Mesopotamia")}
    folder = word_for_word_translator(tmp_path, words, directions=["ar-en"])
    process = Process(find_packages(folder), threads=1)
    text = "زار العراق زار"
    names = [(4, 10, "the Republic of Iraq")]
    ((forced,),) = process.translate([text], "ar-en", {}, names)
    process.end()
    assert forced["text"].startswith("visited the Republic of Iraq")


def test_a_name_that_stays_otherwise_is_told_with_the_sentence(at_random):
    translator = with_glossary(at_random.folder, ("العراق", "Iraq"), ("بغداد", "Baghdad"))
    one, other = translate(translator, "زار العراق وبغداد اليوم", "لا اسم هنا")
    translator.end()
    told = [fault.detail for fault in one.faults if fault.kind == "glossary"]
    rendered = [name for name in ("Iraq", "Baghdad") if name in one.text]
    assert set(rendered) | set(*told or [()]) == {"Iraq", "Baghdad"}
    assert "glossary" not in {fault.kind for fault in other.faults}


def test_a_changed_glossary_counts_at_once(tmp_path):
    folder = word_for_word_translator(tmp_path, NAMES, directions=["ar-en"])
    glossaries = [Glossary(), Glossary((Term("العراق", "Iraq"),))]
    translator = Translator(folder, threads=1, glossary=lambda: glossaries[0])
    before = translate(translator, "زار العراق")[0].text
    glossaries.pop(0)
    after = translate(translator, "زار العراق")[0].text
    translator.end()
    assert (before, after) == ("visited Irak", "visited Iraq")
