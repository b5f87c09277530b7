"""The date, number, name or place in a sentence that answers: `bot.short_answers`.

    python -m bench.short_answers --data DIR

DIR holds xquad_dev.jsonl and arcd_dev.jsonl. Each question that asks for a date, number, person or
place is put to the sentence that holds its answer, in its own language and in the other. Exact
match and F1 are SQuAD's (Rajpurkar et al., EMNLP 2016), over words in matching form without a, an,
the and ال as in MLQA's evaluation of Arabic; a question without a short answer counts 0. An answer
is right if it is within the marked one or the marked one within it: "1835" and "in the year 1835"
say the same.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.short_answers import short_answer
from retrieval.normalization import words
from retrieval.questions import expected_kind
from retrieval.sentences import split_sentences

KINDS = ("date", "number", "person", "place")
ARTICLES = {"a", "an", "the"}


@dataclass(frozen=True)
class Asked:
    """A question with the sentence that answers it and the answer as marked."""

    question: str
    sentence: str
    answer: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print every answer")
    options = parser.parse_args()
    sets = {
        "XQuAD ar": list(xquad(options.data / "xquad_dev.jsonl", "ar", "ar")),
        "XQuAD en": list(xquad(options.data / "xquad_dev.jsonl", "en", "en")),
        "ARCD ar": list(arcd(options.data / "arcd_dev.jsonl")),
        "XQuAD en → ar": list(xquad(options.data / "xquad_dev.jsonl", "ar", "en")),
        "XQuAD ar → en": list(xquad(options.data / "xquad_dev.jsonl", "en", "ar")),
    }
    print("| set | kind | questions | EM | F1 | answered | of these EM | F1 | right |")
    print("|---|---|---|---|---|---|---|---|---|")
    started, count = time.perf_counter(), 0
    for name, asked in sets.items():
        by_kind = {
            kind: [one for one in asked if expected_kind(one.question) == kind] for kind in KINDS
        }
        by_kind["all"] = [one for group in by_kind.values() for one in group]
        for kind, group in by_kind.items():
            count += len(group)
            print(f"| {name} | {kind} | {figures(group)} |")
            if options.show and kind != "all":
                show(group)
    print(f"\n{1000 * (time.perf_counter() - started) / count:.1f} ms a question")


def figures(asked: list[Asked]) -> str:
    """Questions, share answered, EM and F1 over all and over those answered."""
    scores = []
    for one in asked:
        found = short_answer(one.question, one.sentence)
        if found:
            assert one.sentence[found.start : found.end] == found.text
            scores.append([score(found.text, one.answer) for score in (exact, overlap, right)])
    em, f1, correct = map(sum, zip(*scores, strict=True)) if scores else (0.0, 0.0, 0.0)
    total, some = len(asked) or 1, len(scores) or 1
    return (
        f"{len(asked)} | {em / total:.3f} | {f1 / total:.3f} | {len(scores) / total:.2f} "
        f"| {em / some:.3f} | {f1 / some:.3f} | {correct / some:.3f}"
    )


def show(asked: list[Asked]) -> None:
    for one in asked:
        found = short_answer(one.question, one.sentence)
        text = found.text if found else "-"
        mark = (
            "-"
            if not found
            else "="
            if exact(text, one.answer)
            else "~"
            if right(text, one.answer)
            else "X"
        )
        print(
            f"{mark} {one.question} | {text} | {one.answer} | {one.sentence if mark != '=' else ''}"
        )


def exact(found: str, answer: str) -> float:
    return float(tokens(found) == tokens(answer))


def overlap(found: str, answer: str) -> float:
    """F1 of the words in common."""
    one, other = Counter(tokens(found)), Counter(tokens(answer))
    common = sum((one & other).values())
    return 2 * common / (one.total() + other.total()) if common else 0.0


def right(found: str, answer: str) -> float:
    one, other = (f" {' '.join(tokens(text))} " for text in (found, answer))
    return float(one in other or other in one)


def tokens(text: str) -> list[str]:
    plain = (word.removeprefix("ال") for word in words(text) if word not in ARTICLES)
    return [word for word in plain if word]


def xquad(path: Path, language: str, asked_in: str) -> Iterator[Asked]:
    for row in rows(path):
        for one in row["questions"]:
            answer, start = one[f"answer_{language}"], one[f"start_{language}"]
            yield from asked_of(
                row[f"context_{language}"], one[f"question_{asked_in}"], answer, start
            )


def arcd(path: Path) -> Iterator[Asked]:
    for row in rows(path):
        for one in row["questions"]:
            yield from asked_of(row["paragraph"], one["q"], one["a"], one["start"])


def asked_of(text: str, question: str, answer: str, start: int) -> Iterator[Asked]:
    """The question with its sentence; none where the answer crosses a sentence's end."""
    for sentence in split_sentences(text):
        if sentence.start <= start and start + len(answer) <= sentence.end:
            yield Asked(question, sentence.text, answer)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    main()
