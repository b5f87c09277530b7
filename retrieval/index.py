"""The index: an article's chunks and their vectors, kept in Chroma.

A collection holds the chunks of all articles for one embedding model and one chunk size; both are
in its name, so vectors of two models never meet. A chunk's id follows from the article's id and the
chunk's number, so one article's passages are fetched by id, which takes as long in a collection of
a hundred articles as of a hundred thousand, while a filter scans the collection (bench/LOG.md).

All that is here derives from the article's text: what is missing or damaged is made again.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from retrieval.article import Article
from retrieval.chunks import Chunk, split_chunks
from retrieval.errors import StoreError
from retrieval.store import DamagedError, open_store

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection

    from retrieval.embeddings import Embeddings

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]
"""Told how many chunks are indexed, and how many there are."""

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PREFIX = "khulasa"
_BATCH = 256
"""Chunks embedded and written at a time: what an interruption loses at most."""
_SYNC = 100
"""After how many chunks Chroma writes its vector files. What is not in them yet, each new process
works in again at its first use, 1 to 4 ms a chunk: seconds, by Chroma's own setting of 1,000."""
_RECENT_BYTES = 64_000_000


@dataclass(frozen=True, eq=False)
class IndexedArticle:
    """An article, its chunks, and a vector for each.

    Attributes:
        article: The article.
        chunks: Its chunks, in order.
        vectors: Shape (chunks, dimension), each row of unit length; a row of zeros for a chunk in
            which the embedding model found nothing.
    """

    article: Article
    chunks: tuple[Chunk, ...]
    vectors: Vectors


class Index:
    """Articles by meaning. Threads may share one, and so may processes (see `EmbeddedStore`).

    Args:
        embeddings: What makes the vectors.
        chunk_size: Size of a chunk, in characters.
        path: Folder of the embedded Chroma, made at first use.
        url: Address of a Chroma server, in place of the folder; see `ServerStore`.
    """

    def __init__(
        self,
        embeddings: Embeddings,
        *,
        chunk_size: int,
        path: Path | None = None,
        url: str | None = None,
    ) -> None:
        self._embeddings = embeddings
        self._chunk_size = chunk_size
        self._name = collection_name(embeddings.identity, chunk_size)
        self._store = open_store(path, url)
        self._recent = _Recent(_RECENT_BYTES)
        self._locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._guard = threading.Lock()

    def add(self, article: Article, progress: Progress | None = None) -> IndexedArticle:
        """Index an article, as far as it is not indexed already, and give back what was indexed.

        Args:
            article: The article.
            progress: Called after each batch of chunks.

        Raises:
            StoreError: The folder or the server cannot be used. What was indexed so far is kept,
                and the next call goes on from there.
        """
        with self._alone_with(article.id):  # whoever comes second finds it done
            indexed = self._recent.get(article.id)
            if indexed is None:
                indexed = self._indexed(article, progress or (lambda done, total: None))
                self._recent.put(indexed)
        return indexed

    def remove(self, article_id: str) -> None:
        """Remove an article's chunks from the collections of all embedding models.

        Raises:
            StoreError: The folder or the server cannot be used.
        """
        with self._alone_with(article_id):
            self._recent.drop(article_id)
            with self._store.session() as client:
                names = [collection.name for collection in client.list_collections()]
            for name in names:
                if name.startswith(f"{_PREFIX}-"):
                    self._delete(article_id, name)

    @contextmanager
    def _alone_with(self, article_id: str) -> Iterator[None]:
        """While one thread works on an article, others that want the same one wait."""
        with self._guard:
            lock = self._locks.setdefault(article_id, threading.Lock())
        with lock:
            yield

    def _indexed(self, article: Article, progress: Progress) -> IndexedArticle:
        chunks = tuple(split_chunks(article.text, size=self._chunk_size))
        vectors = self._stored(article, chunks)
        missing = [chunk for chunk in chunks if chunk.index not in vectors]
        for batch in _batches(missing):
            made = self._embedded(batch)
            self._write(article, batch, made)
            vectors.update(zip((chunk.index for chunk in batch), made, strict=True))
            progress(len(vectors), len(chunks))
        return IndexedArticle(article, chunks, np.stack([vectors[c.index] for c in chunks]))

    def _embedded(self, chunks: Sequence[Chunk]) -> Vectors:
        made = self._embeddings.embed_documents([chunk.text for chunk in chunks])
        try:
            vectors = np.asarray(made, dtype=np.float32)
        except ValueError:  # rows of different lengths
            vectors = np.empty(0, dtype=np.float32)
        if vectors.ndim != 2 or len(vectors) != len(chunks) or not np.isfinite(vectors).all():
            detail = f"{self._embeddings.identity}, {len(made)} for {len(chunks)} passages"
            raise StoreError("index_vectors", detail=detail)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
        return unit

    def _stored(self, article: Article, chunks: Sequence[Chunk]) -> dict[int, Vectors]:
        """Vectors of those chunks that are in the collection and sound, by number of the chunk."""
        vectors: dict[int, Vectors] = {}
        for batch in _batches(chunks):
            ids = {_id(article, chunk): chunk for chunk in batch}
            rows = self._perform(partial(_rows, ids=list(ids)))
            for id_, vector, metadata in rows:
                chunk = ids[id_]
                if (metadata["start"], metadata["end"]) != (chunk.start, chunk.end):
                    # Chunks of an older `split_chunks`; the text is the same, or the article would
                    # have another id.
                    self._delete(article.id)
                    return {}
                vectors[chunk.index] = vector
        # Chroma reads a vector file that was cut short as zeros, without an error.
        return {number: vector for number, vector in vectors.items() if vector.any()}

    def _write(self, article: Article, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        def upsert(collection: Collection) -> None:
            collection.upsert(
                ids=[_id(article, chunk) for chunk in chunks],
                embeddings=vectors,
                documents=[chunk.text for chunk in chunks],
                metadatas=[
                    {
                        "article": article.id,
                        "index": chunk.index,
                        "start": chunk.start,
                        "end": chunk.end,
                    }
                    for chunk in chunks
                ],
            )

        self._perform(upsert, writes=True)

    def _delete(self, article_id: str, name: str = "") -> None:
        def delete(collection: Collection) -> None:
            collection.delete(where={"article": article_id})

        self._perform(delete, writes=True, name=name)

    def _perform(
        self, operation: Callable[[Collection], T], *, writes: bool = False, name: str = ""
    ) -> T:
        """Do something with a collection; one that stays damaged is thrown away first."""
        name = name or self._name

        def perform() -> T:
            with self._store.session() as client:
                if writes:
                    self._store.before_write()
                return operation(create_collection(client, name))

        for pause in (0, *self._store.patience):
            time.sleep(pause)
            try:
                return perform()
            except DamagedError as error:
                damage = error
        _log.warning("The index %s is damaged and is made again: %s", name, damage)
        self._discard(name)
        return perform()

    def _discard(self, name: str) -> None:
        from chromadb.errors import NotFoundError

        with self._store.session() as client, suppress(NotFoundError):
            self._store.before_write()
            client.delete_collection(name)


def collection_name(identity: str, chunk_size: int) -> str:
    """Name of the collection for an embedding model and a chunk size.

    Chroma allows 3 to 512 of ``[a-zA-Z0-9._-]`` without two periods in a row. What is replaced or
    cut off for that is told apart by the hash at the end.
    """
    readable = re.sub(r"[^A-Za-z0-9_-]+", "-", identity)[:60]
    digest = hashlib.sha256(identity.encode()).hexdigest()[:12]
    return f"{_PREFIX}-{readable}-{chunk_size}-{digest}"


def create_collection(client: ClientAPI, name: str) -> Collection:
    """A collection set up for chunks; the one of that name if it exists."""
    hnsw: CreateHNSWConfiguration = {
        "space": "cosine",
        "sync_threshold": _SYNC,
        "batch_size": _SYNC,
    }
    return client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": hnsw}
    )


def _rows(collection: Collection, ids: list[str]) -> list[tuple[str, Vectors, Any]]:
    found = collection.get(ids=ids, include=["embeddings", "metadatas"])
    vectors, metadatas = found["embeddings"], found["metadatas"]
    assert vectors is not None
    assert metadatas is not None
    return list(zip(found["ids"], np.asarray(vectors, dtype=np.float32), metadatas, strict=True))


def _id(article: Article, chunk: Chunk) -> str:
    return f"{article.id}-{chunk.index}"


def _batches(chunks: Sequence[Chunk]) -> Iterator[Sequence[Chunk]]:
    return (chunks[first : first + _BATCH] for first in range(0, len(chunks), _BATCH))


class _Recent:
    """The articles indexed last, so that a second question does not ask Chroma again.

    An article's id is its content's, so what is here is never out of date, whatever other
    processes add or remove.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._articles: OrderedDict[str, IndexedArticle] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, article_id: str) -> IndexedArticle | None:
        with self._lock:
            if article_id in self._articles:
                self._articles.move_to_end(article_id)
            return self._articles.get(article_id)

    def put(self, indexed: IndexedArticle) -> None:
        with self._lock:
            self._articles[indexed.article.id] = indexed
            while len(self._articles) > 1 and self._bytes() > self._limit:
                self._articles.popitem(last=False)

    def drop(self, article_id: str) -> None:
        with self._lock:
            self._articles.pop(article_id, None)

    def _bytes(self) -> int:
        return sum(indexed.vectors.nbytes for indexed in self._articles.values())
