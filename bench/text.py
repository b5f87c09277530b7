"""How often languages are recognised and sentence ends found, on parallel and native text.

    python -m bench.text --data DIR

Sentence ends: aligned sentences (NTREX documents; FLORES, PUD and TICO-19 rows shuffled into groups
of eight) are joined by spaces and split again; rows without a final mark cannot be found and do not
count. Compared with sentencex alone.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

import sentencex

from retrieval.boundaries import sentence_ends
from retrieval.language import detect_language

MARKS = (".", "?", "!", "؟", "…")


def rows(data: Path, name: str) -> list[dict]:
    return [json.loads(line) for line in (data / f"{name}_dev.jsonl").open(encoding="utf-8")]


def texts(data: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Name, language and texts of each set for language recognition."""
    xquad = rows(data, "xquad")
    for language in ("ar", "en"):
        yield (
            "xquad questions",
            language,
            [q[f"question_{language}"] for row in xquad for q in row["questions"]],
        )
        for name in ("flores", "pud", "tico19"):
            yield name, language, [row[language] for row in rows(data, name)]
    yield "arcd questions", "ar", [q["q"] for r in rows(data, "arcd") for q in r["questions"]]
    yield "easc articles", "ar", [row["text"] for row in rows(data, "easc")]


def documents(data: Path) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Name, language and documents (lists of sentences) of each set for sentence ends."""
    for language in ("ar", "en"):
        yield "ntrex", language, [r[f"sentences_{language}"] for r in rows(data, "ntrex")]
        for name in ("flores", "pud", "tico19"):
            sentences = [row[language] for row in rows(data, name)]
            random.Random(1).shuffle(sentences)
            yield name, language, [sentences[i : i + 8] for i in range(0, len(sentences), 8)]


def found_by_sentencex(text: str, language: str) -> set[int]:
    ends, position = set(), 0
    for piece in sentencex.segment(language, text):
        ends.add(position + len(piece.rstrip()))
        position += len(piece)
    return ends


def found_by_us(text: str, language: str) -> set[int]:
    return {len(text[:cut].rstrip()) for cut in sentence_ends(text)}


def score(groups: list[list[str]], language: str, splitter) -> str:
    right = false = missed = 0
    for group in groups:
        sentences = [sentence.strip() for sentence in group if sentence.strip()]
        gold, unmarked, position = set(), set(), -1
        for sentence in sentences[:-1]:
            position += len(sentence) + 1
            (gold if sentence.rstrip("”\"»')").endswith(MARKS) else unmarked).add(position)
        text = " ".join(sentences)
        found = splitter(text, language) - unmarked - {len(text)}
        right += len(found & gold)
        false += len(found - gold)
        missed += len(gold - found)
    return f"P {right / (right + false):.3f} R {right / (right + missed):.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    for name, language, samples in texts(data):
        right = sum(detect_language(text) == language for text in samples)
        print(f"language  {name:16} {language}  {right}/{len(samples)}")
    for name, language, groups in documents(data):
        for title, splitter in (("sentencex", found_by_sentencex), ("khulasa", found_by_us)):
            print(f"sentences {name:8} {language} {title:10} {score(groups, language, splitter)}")


if __name__ == "__main__":
    main()
