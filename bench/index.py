"""How long one article's passages take to fetch from a large collection, and why it is set up so.

    python -m bench.index [--chunks 20000] [--dimension 256]

Vectors are random: only their number and size matter here. The collection is set up and filled as
`retrieval.index` does it; the alternatives are asked of the same collection.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from retrieval.index import create_collection
from retrieval.store import open_store

NAME = "bench"
ARTICLE = 20
"""Chunks in an article."""
SINGLY = 50
"""Articles added one by one and timed, at the beginning and at the end; the others in bulk."""
BULK = 250
ROUNDS = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="ignored: the vectors are random")
    parser.add_argument("--chunks", type=int, default=20_000)
    parser.add_argument("--dimension", type=int, default=256)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)  # of a child process
    options = parser.parse_args()
    if options.folder:
        time_first_fetch(options.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.chunks, options.dimension)


def measure(folder: Path, chunks: int, dimension: int) -> None:
    articles = chunks // ARTICLE
    random_numbers = np.random.default_rng(0)

    def add(first: int, last: int) -> None:
        shape = ((last - first) * ARTICLE, dimension)
        vectors = random_numbers.standard_normal(shape, dtype=np.float32)
        write(folder, range(first, last), vectors)

    def add_singly(first: int, last: int) -> None:
        taken = [seconds(partial(add, number, number + 1)) for number in range(first, last)]
        print(f"  an article of {ARTICLE}, after {first * ARTICLE} chunks: {spread(taken)}")

    print(f"{chunks} chunks of {dimension} dimensions")
    started = time.perf_counter()
    add_singly(0, SINGLY)
    for first in range(SINGLY, articles - SINGLY, BULK):
        add(first, min(first + BULK, articles - SINGLY))
    add_singly(articles - SINGLY, articles)
    print(f"  all added in {time.perf_counter() - started:.0f} s")

    choose = random.Random(0)
    query = random_numbers.standard_normal(dimension).tolist()
    with open_store(folder, None).session() as client:
        rows = create_collection(client, NAME)

        def one() -> int:
            return choose.randrange(articles)

        ways: dict[str, Callable[[], object]] = {
            "get(ids), vectors and metadata": lambda: rows.get(
                ids=ids_of(one()), include=["embeddings", "metadatas"]
            ),
            "query(ids)": lambda: rows.query(
                query_embeddings=[query], ids=ids_of(one()), n_results=5
            ),
            "query(where article)": lambda: rows.query(
                query_embeddings=[query], where={"article": str(one())}, n_results=5
            ),
            "query, unfiltered": lambda: rows.query(query_embeddings=[query], n_results=5),
            "get_or_create_collection": lambda: create_collection(client, NAME),
        }
        for name, way in ways.items():
            way()
            print(f"  {name}: {spread([seconds(way) for _ in range(ROUNDS)])}")
    subprocess.run([sys.executable, "-m", "bench.index", "--folder", folder], check=True)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    print(f"  on disk: {size / 1e6:.0f} MB")


def time_first_fetch(folder: Path) -> None:
    """In a new process, as each use of the command line is."""
    import chromadb  # noqa: F401  (its import is no part of the figure)

    def fetch() -> None:
        with open_store(folder, None).session() as client:
            create_collection(client, NAME).get(ids=ids_of(3), include=["embeddings"])

    print(f"  first fetch of a new process: {1000 * seconds(fetch):.0f} ms")
    print(f"  its memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


def write(folder: Path, articles: Sequence[int], vectors: np.ndarray) -> None:
    store = open_store(folder, None)
    with store.session() as client:
        store.before_write()
        create_collection(client, NAME).upsert(
            ids=[id_ for article in articles for id_ in ids_of(article)],
            embeddings=vectors,
            documents=["x" * 400] * len(vectors),
            metadatas=[
                {"article": str(article), "index": number, "start": 0, "end": 400}
                for article in articles
                for number in range(ARTICLE)
            ],
        )


def ids_of(article: int) -> list[str]:
    return [f"{article:032x}-{number}" for number in range(ARTICLE)]


def spread(durations: Sequence[float]) -> str:
    return f"median {1000 * median(durations):.1f} ms, worst {1000 * max(durations):.1f} ms"


def seconds(way: Callable[[], object]) -> float:
    started = time.perf_counter()
    way()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
