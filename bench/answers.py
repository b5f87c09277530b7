"""Which sentence answers: `retrieval.evidence` on XQuAD and ARCD.

    python -m bench.answers --data DIR

DIR holds xquad_dev.jsonl and arcd_dev.jsonl. Of a document's sentences the one that holds the
answer span must come first (top-1) or among three (top-3). An XQuAD document is its paragraphs
joined by newlines. An ARCD document is the question's paragraph with the others of the article,
less those that open alike: the data hold some paragraphs twice, in two lengths.

Abstention is measured by the coverage of the best sentence: of answerable questions, of foreign
ones (put to another document, fixed seed), and with the answering paragraph taken out.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from bm25s import BM25

from retrieval.evidence import Evidence, score_sentences
from retrieval.normalization import stem
from retrieval.questions import expected_kind
from retrieval.sentences import Sentence, split_sentences
from retrieval.terms import content_words

BANDS = (0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
SEED = 7


@dataclass(frozen=True)
class Asked:
    """A question and where in its document's text the answer stands."""

    question: str
    other_language: str
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    sentences: list[Sentence]
    asked: list[Asked]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    sets = {
        "XQuAD ar": list(xquad(data / "xquad_dev.jsonl", "ar", "en")),
        "XQuAD en": list(xquad(data / "xquad_dev.jsonl", "en", "ar")),
        "ARCD ar": list(arcd(data / "arcd_dev.jsonl")),
    }
    print("| set | questions | top-1 | top-3 | ms a question |\n|---|---|---|---|---|")
    for name, documents in sets.items():
        print(f"| {name}, BM25 over stems | {accuracy(documents, scores=bm25)} |")
        print(f"| {name} | {accuracy(documents)} |")
    print(f"| XQuAD en → ar | {accuracy(sets['XQuAD ar'], across=True)} |")
    print(f"| XQuAD ar → en | {accuracy(sets['XQuAD en'], across=True)} |")
    print("\n| kind | " + " | ".join(sets) + " |\n|---|" + "---|" * len(sets))
    kinds = [by_kind(documents) for documents in sets.values()]
    for kind in ("date", "number", "person", "place", "reason", "none"):
        print(f"| {kind} | " + " | ".join(one.get(kind, "–") for one in kinds) + " |")
    print("\nShare of questions whose best sentence covers so much or more; balanced accuracy of")
    print(
        "telling answerable questions from foreign ones, and from those without their paragraph\n"
    )
    print(
        "| set | coverage | answered | foreign | paragraph out | balanced foreign | balanced out |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, documents in sets.items():
        if name.startswith("XQuAD"):
            abstention(name, documents)
    abstention("XQuAD en → ar", sets["XQuAD ar"], across=True)
    abstention("XQuAD ar → en", sets["XQuAD en"], across=True)


def coverage(question: str, sentences: list[Sentence]) -> list[float]:
    """Scores of the sentences by `retrieval.evidence`."""
    return [one.score for one in score_sentences(question, sentences)]


def bm25(question: str, sentences: list[Sentence]) -> list[float]:
    """Scores by BM25 over stems of content words, the baseline."""
    terms = [[stem(word) for word in content_words(one.text)] or [""] for one in sentences]
    index = BM25()
    index.index(terms, create_empty_token=False, show_progress=False)
    asked = [stem(word) for word in content_words(question)]
    return list(index.get_scores(asked)) if asked else [0.0] * len(sentences)


Scores = Callable[[str, list[Sentence]], list[float]]


def accuracy(documents: list[Document], *, across: bool = False, scores: Scores = coverage) -> str:
    """Questions, top-1 and top-3, and the time a question took."""
    started = time.perf_counter()
    ranks = [
        rank for document in documents for _, rank in ranked(document, across=across, scores=scores)
    ]
    spent = 1000 * (time.perf_counter() - started) / len(ranks)
    top1, top3 = (np.mean([rank < n for rank in ranks]) for n in (1, 3))
    return f"{len(ranks)} | {top1:.3f} | {top3:.3f} | {spent:.1f}"


def by_kind(documents: list[Document]) -> dict[str, str]:
    """Top-1 and the number of questions for each kind of thing asked for."""
    found = defaultdict(list)
    for document in documents:
        for asked, rank in ranked(document):
            found[expected_kind(asked.question) or "none"].append(rank < 1)
    return {kind: f"{np.mean(hits):.2f} ({len(hits)})" for kind, hits in found.items()}


def ranked(
    document: Document, *, across: bool = False, scores: Scores = coverage
) -> Iterator[tuple[Asked, int]]:
    """Each question with the rank, from 0, of the first sentence that holds its answer."""
    for asked in document.asked:
        question = asked.other_language if across else asked.question
        found = np.array(scores(question, document.sentences))
        best = [document.sentences[place] for place in np.argsort(-found, kind="stable")]
        yield asked, next(i for i, one in enumerate(best) if answers(one, asked))


def answers(sentence: Sentence, asked: Asked) -> bool:
    return sentence.start < asked.end and asked.start < sentence.end


def abstention(name: str, documents: list[Document], *, across: bool = False) -> None:
    """Print what shares of questions reach the bands, and how well coverage parts them."""
    chance = random.Random(SEED)
    own, foreign, out = [], [], []
    for document in documents:
        others = [other for other in documents if other is not document]
        for asked in document.asked:
            question = asked.other_language if across else asked.question
            paragraph = next(one.paragraph for one in document.sentences if answers(one, asked))
            left = [one for one in document.sentences if one.paragraph != paragraph]
            own.append(best_coverage(question, document.sentences))
            foreign.append(best_coverage(question, chance.choice(others).sentences))
            out.append(best_coverage(question, left))
    for band in BANDS:
        kept, false, left_in = (np.mean(np.array(part) >= band) for part in (own, foreign, out))
        print(
            f"| {name} | {band} | {kept:.3f} | {false:.3f} | {left_in:.3f} "
            f"| {(kept + 1 - false) / 2:.3f} | {(kept + 1 - left_in) / 2:.3f} |"
        )
    print(f"| {name} | AUC | | | | {auc(own, foreign):.3f} | {auc(own, out):.3f} |")


def best_coverage(question: str, sentences: list[Sentence]) -> float:
    best: Evidence = max(score_sentences(question, sentences), key=lambda one: one.score)
    return best.coverage


def auc(positive: list[float], negative: list[float]) -> float:
    """Area under the ROC curve: how often a positive lies above a negative."""
    above = np.subtract.outer(positive, negative)
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def xquad(path: Path, language: str, other: str) -> Iterator[Document]:
    for _, paragraphs in groupby(rows(path), key=lambda row: row["document"]):
        text, asked = "", []
        for row in paragraphs:
            offset = len(text)
            text += row[f"context_{language}"].replace("\n", " ") + "\n"
            for one in row["questions"]:
                start = offset + one[f"start_{language}"]
                end = start + len(one[f"answer_{language}"])
                asked.append(
                    Asked(one[f"question_{language}"], one[f"question_{other}"], start, end)
                )
        yield Document(split_sentences(text), asked)


def arcd(path: Path) -> Iterator[Document]:
    articles = defaultdict(list)
    for row in rows(path):
        articles[row["title"]].append(row)
    for paragraphs in articles.values():
        for own in paragraphs:
            text, offset = "", 0
            for row in paragraphs:
                if row is own:
                    offset = len(text)
                elif row["paragraph"][:40] == own["paragraph"][:40]:
                    continue
                text += row["paragraph"].replace("\n", " ") + "\n"
            starts = [(one, offset + one["start"]) for one in own["questions"]]
            asked = [Asked(one["q"], "", start, start + len(one["a"])) for one, start in starts]
            yield Document(split_sentences(text), asked)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    main()
