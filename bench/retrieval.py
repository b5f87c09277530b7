"""Which passage holds the answer: `retrieval.search` on XQuAD and ARCD.

    python -m bench.retrieval --data DIR

DIR holds xquad_dev.jsonl and arcd_dev.jsonl. Every paragraph is cut into chunks of its own, all
chunks stand in one index, and a hit is a chunk that contains the whole answer span. ARCD holds
some paragraphs twice in two lengths, so there a hit is a chunk that contains the answer's text.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.article import Article
from retrieval.chunks import Chunk, split_chunks
from retrieval.embeddings import HashedEmbeddings
from retrieval.index import IndexedArticle
from retrieval.search import search

SIZE = 400

embeddings = HashedEmbeddings()
no_vector = np.zeros(embeddings.DIMENSIONS, dtype=np.float32)

# What each row searches with: a question without words leaves the dense ranking alone, a vector of
# zeros leaves BM25 alone.
RETRIEVAL: dict[str, Callable[[str], tuple[str, Sequence[float]]]] = {
    "BM25": lambda question: (question, no_vector),
    "hashed": lambda question: ("", embeddings.embed_query(question)),
    "fused": lambda question: (question, embeddings.embed_query(question)),
}


@dataclass(frozen=True)
class Collection:
    """Chunks in one index, and each question with the places of the chunks that answer it."""

    indexed: IndexedArticle
    asked: list[tuple[str, set[int]]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    sets = {
        "ar → ar": xquad(data, "ar", "ar"),
        "en → en": xquad(data, "en", "en"),
        "ARCD": arcd(data),
        "en → ar": xquad(data, "en", "ar"),
        "ar → en": xquad(data, "ar", "en"),
    }
    print("| R@1 / R@5 | " + " | ".join(sets) + " |\n|---|" + "---|" * len(sets))
    for name, query in RETRIEVAL.items():
        shares = [recall(one, query) for one in sets.values()]
        print(f"| {name} | " + " | ".join(f"{one:.3f} / {five:.3f}" for one, five in shares) + " |")
    one = sets["ar → ar"]
    started = time.perf_counter()
    recall(one, RETRIEVAL["fused"])
    spent = 1000 * (time.perf_counter() - started) / len(one.asked)
    print(f"\n{len(one.indexed.chunks)} chunks, {spent:.1f} ms a question")


def recall(
    collection: Collection, query: Callable[[str], tuple[str, Sequence[float]]]
) -> tuple[float, float]:
    """Shares of questions with an answering chunk first, and among the first five."""
    places = {id(chunk): place for place, chunk in enumerate(collection.indexed.chunks)}
    hits = []
    for question, answering in collection.asked:
        passages = search([collection.indexed], *query(question), k=5)
        found = [places[id(passage.chunk)] in answering for passage in passages]
        hits.append((found[0], any(found)))
    at_1, at_5 = np.mean(hits, axis=0)
    return float(at_1), float(at_5)


def xquad(data: Path, question: str, text: str) -> Collection:
    chunks: list[Chunk] = []
    asked = []
    for row in rows(data / "xquad_dev.jsonl"):
        cut = split_chunks(row[f"context_{text}"], size=SIZE)
        here = range(len(chunks), len(chunks) + len(cut))
        chunks += cut
        for one in row["questions"]:
            start = one[f"start_{text}"]
            end = start + len(one[f"answer_{text}"])
            answering = {i for i in here if chunks[i].start <= start and end <= chunks[i].end}
            asked.append((one[f"question_{question}"], answering))
    return Collection(indexed(chunks), asked)


def arcd(data: Path) -> Collection:
    paragraphs = list(rows(data / "arcd_dev.jsonl"))
    chunks = [chunk for row in paragraphs for chunk in split_chunks(row["paragraph"], size=SIZE)]
    asked = [
        (one["q"], {i for i, chunk in enumerate(chunks) if one["a"] in chunk.text})
        for row in paragraphs
        for one in row["questions"]
    ]
    return Collection(indexed(chunks), asked)


def indexed(chunks: list[Chunk]) -> IndexedArticle:
    article = Article.from_text("All paragraphs in one index.")
    vectors = embeddings.embed_documents([chunk.text for chunk in chunks])
    return IndexedArticle(article, tuple(chunks), np.array(vectors, dtype=np.float32))


def rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text("utf-8").splitlines():
        yield json.loads(line)


if __name__ == "__main__":
    main()
