"""What a translator is worth: its translations of sentences that people have translated.

BLEU and chrF2 by sacrebleu (Post, "A Call for Clarity in Reporting BLEU Scores", WMT 2018; Popović,
"chrF", WMT 2015), and how many sentences have a known fault. The sets are development data, and a
model may have been trained on the like: scores compare translators, and promise nothing.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import SettingsError
from bot.translator.checking import Translated
from bot.translator.packages import Direction
from bot.translator.translator import Translator
from retrieval.numbers import mentions

SETS = ("flores_dev", "ntrex_dev")
_PART = 128  # sentences between two reports of progress


@dataclass(frozen=True, slots=True)
class Measured:
    """What a translator made of one set, in one direction.

    Attributes:
        name: Of the set.
        direction: From which language into which.
        sentences: How many were translated.
        total: How many there are; the scores are of those translated so far.
        bleu: From 0 to 100.
        chrf: From 0 to 100.
        numbers_kept: Of the sentences that hold figures, the share without a wrong number.
        untranslated: The share that came out in the source's language, or not at all.
        faulty: The share with any known fault.
        signatures: sacrebleu's, of both scores.
        seconds: That it took.
    """

    name: str
    direction: Direction
    sentences: int
    total: int
    bleu: float
    chrf: float
    numbers_kept: float
    untranslated: float
    faulty: float
    signatures: tuple[str, str]
    seconds: float


async def measure(
    translator: Translator, data: Path, *, most: int | None = None
) -> AsyncIterator[Measured]:
    """Measure a translator on the sets in a folder, in all of its directions.

    Args:
        translator: The translator.
        data: Folder of flores_dev.jsonl and ntrex_dev.jsonl.
        most: Sentences of each set, at most.

    Yields:
        For each set and direction how far it has come, now and then; last, the whole.

    Raises:
        SettingsError: The folder has no such files.
        ModelError: The translator failed.
    """
    for name in SETS:
        pairs = sentence_pairs(data / f"{name}.jsonl")[:most]
        for direction in sorted(translator.directions):
            order = 1 if direction == "ar-en" else -1
            sources, references = (list(side) for side in list(zip(*pairs, strict=True))[::order])
            made: list[Translated] = []
            started = time.perf_counter()
            while len(made) < len(sources):
                part = sources[len(made) : len(made) + _PART]
                made += await translator.translate(part, direction)
                seconds = time.perf_counter() - started
                yield _measured(name, direction, sources, references, made, seconds)


def _measured(
    name: str,
    direction: Direction,
    sources: Sequence[str],
    references: Sequence[str],
    made: Sequence[Translated],
    seconds: float,
) -> Measured:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    bleu, chrf = BLEU(), CHRF()
    texts = [one.text for one in made]
    wanted = [list(references[: len(made)])]
    faults = Counter(kind for one in made for kind in {fault.kind for fault in one.faults})
    figures = [one for source, one in zip(sources, made, strict=False) if any(mentions(source))]
    wrong = sum(any(fault.kind == "numbers" for fault in one.faults) for one in figures)
    return Measured(
        name,
        direction,
        len(made),
        len(sources),
        bleu.corpus_score(texts, wanted).score,
        chrf.corpus_score(texts, wanted).score,
        1 - wrong / len(figures) if figures else 1.0,
        (faults["untranslated"] + faults["empty"]) / len(made),
        sum(bool(one.faults) for one in made) / len(made),
        (str(bleu.get_signature()), str(chrf.get_signature())),
        seconds,
    )


def sentence_pairs(path: Path) -> list[tuple[str, str]]:
    """Parallel sentences of a file, Arabic and English.

    Raises:
        SettingsError: It cannot be read.
    """
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise SettingsError("translator_data", path=path, detail=error) from None
    pairs: list[tuple[str, str]] = []
    for row in rows:
        if "ar" in row:
            pairs.append((row["ar"], row["en"]))
        else:
            pairs += zip(row["sentences_ar"], row["sentences_en"], strict=True)
    return pairs
