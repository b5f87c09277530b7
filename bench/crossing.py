"""Matching across the two languages: `retrieval.crossing`, part by part.

    python -m bench.crossing --data DIR [--held-out FILE]

DIR holds xquad_dev.jsonl and, for FILE, ntrex_dev.jsonl, flores_dev.jsonl and tico19_dev.jsonl.

Questions of XQuAD: the sentence that holds the answer comes first (top-1), or among three (top-3),
of its document's. Sentences: each is put as a query to those of the other language and should find
its translation, in NTREX among its document's, in FLORES and TICO-19 among all. The shipped
dictionary was made from these three too, so they are measured only with FILE, one made without
them (bench/build_crossing_data.py).

Abstention is by the coverage of the best sentence, for answerable questions and for foreign ones
(put to another document, fixed seed).
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

import retrieval.dictionary as dictionaries
from bench.answers import SEED, Document, answers, auc, xquad
from bench.build_crossing_data import TARGET
from retrieval import coverage, crossing, evidence
from retrieval.arabic_forms import loose_keys
from retrieval.dictionary import Dictionary, dictionary, unpacked_pairs, unpacked_synonyms
from retrieval.evidence import score_sentences

THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)

# What to put in place of each part to take it out.
PARTS = {
    "nothing": {},
    "dictionary": {"dictionary": lambda: Dictionary([])},
    "stems and roots": {"loose_keys": lambda word: {}},
    "stems": {"loose_keys": lambda word: loose_key(word, "root")},
    "roots": {"loose_keys": lambda word: loose_key(word, "stem")},
    "forms": {"dictionary_forms": lambda word: {word: 1}},
    "names and numbers": {"keys": lambda word: {}, "near_keys": lambda word: {}},
    "names that differ": {"near_keys": lambda word: {}},
    "words spelled alike": {"_STANDS_FOR": 0},
    "synonyms": {"_SYNONYM": 0},
    "taken words": {"_TAKEN": 1},
    "adjacent words": {"_ADJACENT": 0},
    "length": {"_LENGTH": 0},
    "paragraph": {"_PARAGRAPH": 0},
    "neighbours": {"_BEFORE": 0, "_AFTER": 0},
    "kind of thing": {"_KIND": {}},
}


@dataclass(frozen=True)
class Parallel:
    """Sentences, and their translations in the same order."""

    english: list[str]
    arabic: list[str]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--held-out", type=Path)
    given = parser.parse_args()
    documents = {
        "en → ar": list(xquad(given.data / "xquad_dev.jsonl", "ar", "en")),
        "ar → en": list(xquad(given.data / "xquad_dev.jsonl", "en", "ar")),
    }
    started = time.process_time()
    dictionary()
    print(f"dictionary loaded in {time.process_time() - started:.2f} s")
    parallel, held_out = {}, None
    if given.held_out:
        held_out = Dictionary(
            unpacked_pairs(given.held_out.read_bytes()),
            unpacked_synonyms((TARGET / "synonyms.tsv.gz").read_bytes()),
        )
        parallel = {
            "NTREX": list(ntrex(given.data)),
            "FLORES": [single(given.data / "flores_dev.jsonl")],
            "TICO-19": [single(given.data / "tico19_dev.jsonl")],
        }
    print("\ntop-1 / top-3 of questions; top-1 of sentences, en → ar / ar → en\n")
    print(f"| without | {' | '.join([*documents, *parallel])} |")
    print("|---|" + "---|" * (len(documents) + len(parallel)))
    for part, replaced in PARTS.items():
        with taken_out(replaced):
            cells = [questions(one) for one in documents.values()]
        with taken_out({"dictionary": lambda: held_out} | replaced):
            cells += [sentences(one) for one in parallel.values()]
        print(f"| {part} | {' | '.join(cells)} |")
    print("\nanswerable / foreign questions whose best sentence covers so much\n")
    print(f"| coverage | {' | '.join(map(str, THRESHOLDS))} | AUC |")
    print("|---|" + "---|" * (len(THRESHOLDS) + 1))
    for name, one in documents.items():
        print(f"| {name} | {' | '.join(abstention(one))} |")


def loose_key(word: str, kind: str) -> dict[str, float]:
    return {key: worth for key, worth in loose_keys(word).items() if key.startswith(kind)}


def taken_out(replaced: dict[str, object]) -> ExitStack:
    crossing._index.cache_clear()
    stack = ExitStack()
    for name, value in replaced.items():
        owner = next(
            one for one in (crossing, coverage, evidence, dictionaries) if hasattr(one, name)
        )
        stack.enter_context(patch.object(owner, name, value))
    return stack


def questions(documents: list[Document]) -> str:
    ranks = []
    for document in documents:
        for asked in document.asked:
            found = score_sentences(asked.other_language, document.sentences)
            best = sorted(found, key=lambda one: -one.score)
            ranks.append(next(i for i, one in enumerate(best) if answers(one.sentence, asked)))
    return " / ".join(f"{np.mean(np.array(ranks) < depth):.3f}" for depth in (1, 3))


def sentences(documents: list[Parallel]) -> str:
    return " / ".join(
        f"{np.mean(list(hits)):.3f}" for hits in (found(documents, True), found(documents, False))
    )


def found(documents: list[Parallel], from_english: bool) -> Iterator[bool]:
    """Whether each sentence finds its translation first."""
    for one in documents:
        queries, texts = (one.english, one.arabic) if from_english else (one.arabic, one.english)
        for place, query in enumerate(queries):
            yield crossing.score_across(query, texts)[0].argmax() == place


def abstention(documents: list[Document]) -> list[str]:
    """Shares of answerable and of foreign questions at each threshold, and the AUC."""
    chance = random.Random(SEED)
    own, foreign = [], []
    for document in documents:
        others = [other for other in documents if other is not document]
        for asked in document.asked:
            own.append(best_coverage(asked.other_language, document))
            foreign.append(best_coverage(asked.other_language, chance.choice(others)))
    cells = [
        f"{np.mean(np.array(own) >= least):.3f} / {np.mean(np.array(foreign) >= least):.3f}"
        for least in THRESHOLDS
    ]
    return [*cells, f"{auc(own, foreign):.3f}"]


def best_coverage(question: str, document: Document) -> float:
    best = max(score_sentences(question, document.sentences), key=lambda one: one.score)
    return best.coverage


def ntrex(data: Path) -> Iterator[Parallel]:
    for line in (data / "ntrex_dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Parallel(row["sentences_en"], row["sentences_ar"])


def single(path: Path) -> Parallel:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return Parallel([row["en"] for row in rows], [row["ar"] for row in rows])


if __name__ == "__main__":
    main()
