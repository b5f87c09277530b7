"""What translating through `bot.translator` costs, beside the same model called bare.

    python -m bench.translator --data DIR [--sentences 447]

DIR holds ntrex_dev.jsonl. The model is made for the purpose (`tests.word_for_word`): of the layers,
dimensions and vocabulary of an OPUS-MT one, it looks words up in the dictionary of `retrieval`. So
a sentence costs what it would in earnest; what the translations are worth is not measured here.
Layers that write zeros share their memory: a trained model takes some 40 MB more a direction.

Bare is CTranslate2 in this process, all sentences in one call, with the threads, the beam and the
size of batches of `bot.translator`. Ours is measured twice: translated and checked; and with what
is decoded again, the mistakes of that dictionary (another unit, another number). The ways are taken
in turns, each warmed up with other sentences, and the best of each counts: on a machine with other
work, times say little.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import ctranslate2
import sentencepiece

from bot.translator.checking import Checking
from bot.translator.packages import Direction, Package, find_packages
from bot.translator.process import Process
from bot.translator.translator import Translated, Translator
from retrieval.arabic_forms import dictionary_forms
from retrieval.dictionary import dictionary
from retrieval.normalization import stem, words
from tests.word_for_word import word_for_word_direction, words_of

LAYERS, SIZE, HEADS, INNER = 6, 512, 8, 2048
"""Of OPUS-MT."""
MORE_WORDS = 18_000
"""Words that are in none of the sentences; with all others some 60,000 pieces, as in OPUS-MT."""
BEAM, BATCH_TOKENS = 2, 2048
"""Those of `bot.translator`."""
ROUNDS = 2
WARM = 64
"""Sentences that a model is warmed up with."""
SOME = 32
"""Sentences translated before memory is looked at."""
DIRECTIONS: dict[Direction, str] = {"ar-en": "sentences_ar", "en-ar": "sentences_en"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=447, help="of each language, at most")
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)  # of a child process
    options = parser.parse_args()
    texts = {name: sentences(options.data, key) for name, key in DIRECTIONS.items()}
    if options.build:
        build(options.build, texts)
        return
    some = {name: list(islice(every, options.sentences)) for name, every in texts.items()}
    print(f"the first {options.sentences} of {len(texts['ar-en'])} sentences of ntrex_dev")
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: its memory is not to count as ours.
        command = [sys.executable, "-m", "bench.translator", "--data", options.data]
        subprocess.run([*command, "--build", folder], check=True)
        asyncio.run(measure(Path(folder), some))


def sentences(data: Path, key: str) -> list[str]:
    lines = (data / "ntrex_dev.jsonl").read_text("utf-8").splitlines()
    return list(chain.from_iterable(json.loads(line)[key] for line in lines))


def build(folder: Path, texts: dict[Direction, list[str]]) -> None:
    """Write the model, knowing the words of all sentences and more."""
    for direction, every in texts.items():
        surfaces = dict.fromkeys(re.findall(r"[^\W\d_]{2,}", " ".join(every)))
        known = {word: found for word in surfaces if (found := looked_up(word, direction))}
        more = more_words(direction)
        word_for_word_direction(
            folder / direction,
            {**dict(islice(more, MORE_WORDS)), **known, **words_of(direction)},
            size=SIZE,
            heads=HEADS,
            layers=LAYERS,
            inner=INNER,
            openings="",
        )


def looked_up(word: str, direction: Direction) -> str | None:
    """The likeliest translation of a word as it stands in a text."""
    normalised = next(iter(words(word)), "")
    if direction == "en-ar":
        found = dictionary().arabic.get(stem(normalised), [])
    else:
        forms = dictionary_forms(normalised)
        found = [pair for form in forms for pair in dictionary().english.get(form, [])]
    return max(found, key=lambda pair: pair[1])[0] if found else None


def more_words(direction: Direction) -> Iterator[tuple[str, str]]:
    """Words of four letters or more, which need no pieces beside their own."""
    pairs = dictionary().arabic if direction == "en-ar" else dictionary().english
    for word, found in pairs.items():
        if len(word) > 3:
            yield word, max(found, key=lambda pair: pair[1])[0]


async def measure(folder: Path, texts: dict[Direction, list[str]]) -> None:
    threads = os.cpu_count() or 1
    await print_memory(folder, texts, threads)
    packages = find_packages(folder)
    for direction, some in texts.items():
        bare = Bare(packages[direction], threads)
        others = [f"{one} {WARM}" for one in sorted(some, key=len)[-WARM:]]
        bare.translate(others)
        taken: dict[str, list[float]] = {"bare": [], "checked": [], "ours": []}
        for number in range(ROUNDS):
            for way in list(taken)[:: -1 if number % 2 else 1]:
                ours = Translator(folder, threads=threads)  # remembers nothing
                if way != "bare":
                    await ours.translate(others, direction)
                started = time.perf_counter()
                if way == "bare":
                    plain = bare.translate(some)
                elif way == "checked":
                    with nothing_decoded_again():
                        await ours.translate(some, direction)
                else:
                    with decoded_again() as again:
                        made = await ours.translate(some, direction)
                taken[way].append(time.perf_counter() - started)
                ours.end()
        best = {way: min(seconds) for way, seconds in taken.items()}
        print(
            f"  {direction}: bare {len(some) / best['bare']:.1f} sentences/s, ours"
            f" {len(some) / best['checked']:.1f}: {best['checked'] / best['bare']:.2f} times as"
            f" long, with {len(again)} decoded again {best['ours'] / best['bare']:.2f} times;"
            f" {sum(map(is_same, plain, made))} the same as bare"
        )


async def print_memory(folder: Path, texts: dict[Direction, list[str]], threads: int) -> None:
    """What both directions take in memory, the model's own process apart from this one."""
    before = memory(os.getpid())
    ours = Translator(folder, threads=threads)
    for direction, some in texts.items():
        await ours.translate(some[:SOME], direction)
    worker, here = memory(ours.pid), memory(os.getpid())
    ours.end()
    bare = {name: Bare(package, threads) for name, package in find_packages(folder).items()}
    for direction, model in bare.items():
        model.translate(texts[direction][:SOME])
    print(
        f"  memory, both directions: bare {memory(os.getpid()) - here:.0f} MB,"
        f" ours {worker:.0f} MB in the worker and {here - before:.0f} MB here"
    )


class Bare:
    """A model called as CTranslate2's manual has it."""

    def __init__(self, package: Package, threads: int) -> None:
        self.package = package
        self.model = ctranslate2.Translator(
            str(package.model), inter_threads=1, intra_threads=threads
        )
        self.source, self.target = (
            sentencepiece.SentencePieceProcessor(model_file=str(path))
            for path in (package.source, package.target)
        )

    def translate(self, texts: Sequence[str]) -> list[str]:
        before, after = self.package.source_prefix, self.package.source_suffix
        results = self.model.translate_batch(
            [[*before, *pieces, *after] for pieces in self.source.encode(texts, out_type=str)],
            beam_size=BEAM,
            max_batch_size=BATCH_TOKENS,
            batch_type="tokens",
        )
        return [self.target.decode(result.hypotheses[0]) for result in results]


def is_same(bare: str, translated: Translated) -> bool:
    return " ".join(bare.split()) == " ".join(translated.text.split())


@contextmanager
def nothing_decoded_again() -> Iterator[None]:
    async def leave(*_: object) -> None: ...

    with patch.object(Checking, "_again", leave):
        yield


@contextmanager
def decoded_again() -> Iterator[set[str]]:
    """Sentences that are asked for once more, with several candidates."""
    counted: set[str] = set()
    ask = Process.translate

    def counting(
        self: Process, texts: Sequence[str], direction: Direction, search: Any, *names: Any
    ) -> Any:
        if search.get("num_hypotheses", 1) > 1:
            counted.update(texts)
        return ask(self, texts, direction, search, *names)

    with patch.object(Process, "translate", counting):
        yield counted


def memory(process: int | None) -> float:
    """What a process holds in memory, in MB."""
    asked = ["ps", "-o", "rss=", "-p", str(process)]
    return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout) / 1000


if __name__ == "__main__":
    main()
