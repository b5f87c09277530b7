"""The index keeps chunks and vectors in Chroma, whole and true, whatever happens to it."""

import os
import random
import re
import shutil
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np
import pytest
from chromadb import errors as chroma_errors
from hypothesis import given
from hypothesis import strategies as st

from retrieval import index as index_module
from retrieval import store as store_module
from retrieval.errors import StoreError
from retrieval.index import Index, collection_name
from retrieval.library import Library
from retrieval.store import open_store
from tests.letters import LetterEmbeddings, article

ROOT = Path(__file__).parents[1]
CHUNK = 100
"""Characters: a sentence of `article` is a chunk."""


def opened(path: Path, embeddings: LetterEmbeddings | None = None) -> Index:
    """An index that has nothing in memory yet."""
    return Index(embeddings or LetterEmbeddings(), chunk_size=CHUNK, path=path)


def stored(path: Path, embeddings: LetterEmbeddings | None = None) -> dict[str, tuple]:
    """Document, metadata and vector by id, as Chroma has them."""
    name = collection_name((embeddings or LetterEmbeddings()).identity, CHUNK)
    with open_store(path, None).session() as client:
        rows = client.get_collection(name, embedding_function=None).get(
            include=["documents", "metadatas", "embeddings"]
        )
    values = zip(rows["documents"], rows["metadatas"], rows["embeddings"], strict=True)
    return dict(zip(rows["ids"], values, strict=True))


@contextmanager
def collection(path: Path):
    store = open_store(path, None)
    with store.session() as client:
        store.before_write()
        yield client.get_collection(
            collection_name(LetterEmbeddings().identity, CHUNK), embedding_function=None
        )


def expected(*articles) -> dict[str, np.ndarray]:
    """Vector by id, of articles indexed in peace."""
    embeddings = LetterEmbeddings()
    vectors = {}
    for one in articles:
        for chunk in index_module.split_chunks(one.text, size=CHUNK):
            vector = np.array(embeddings.embed_query(chunk.text))
            vectors[f"{one.id}-{chunk.index}"] = vector / np.linalg.norm(vector)
    return vectors


def assert_holds(path: Path, *articles) -> None:
    """The folder holds these articles' chunks, each once, each with its own vector."""
    rows, wanted = stored(path), expected(*articles)
    assert sorted(rows) == sorted(wanted)
    for key, vector in wanted.items():
        np.testing.assert_allclose(rows[key][2], vector, atol=1e-6, err_msg=key)


def run(script: str, *arguments: object, **options) -> subprocess.Popen:
    """A script in a process of its own, with the names of this module."""
    names = "import sys; from pathlib import Path; from tests.test_index import *\n"
    return subprocess.Popen(
        [sys.executable, "-c", names + textwrap.dedent(script), *map(str, arguments)],
        cwd=ROOT,
        text=True,
        **options,
    )


# What is indexed


def test_chunks_are_those_of_the_article_and_vectors_have_unit_length(tmp_path):
    one = article(1)
    indexed = opened(tmp_path).add(one)
    assert indexed.article == one
    assert len(indexed.chunks) == 12
    assert all(one.text[c.start : c.end] == c.text for c in indexed.chunks)
    assert indexed.vectors.dtype == np.float32
    assert indexed.vectors.shape == (12, 32)
    np.testing.assert_allclose(np.linalg.norm(indexed.vectors, axis=1), 1, atol=1e-6)


def test_chroma_holds_text_and_place_of_each_chunk(tmp_path):
    one = article(1)
    opened(tmp_path).add(one)
    rows = stored(tmp_path)
    assert len(rows) == 12
    for key, (text, metadata, _) in rows.items():
        assert one.text[metadata["start"] : metadata["end"]] == text
        assert key == f"{metadata['article']}-{metadata['index']}"
        assert metadata["article"] == one.id


def test_adding_again_embeds_nothing_and_changes_nothing(tmp_path):
    before = opened(tmp_path).add(article(1))
    rows = stored(tmp_path)
    embeddings = LetterEmbeddings()
    after = opened(tmp_path, embeddings).add(article(1))
    assert embeddings.embedded == []
    assert after.chunks == before.chunks
    np.testing.assert_allclose(after.vectors, before.vectors, atol=1e-6)
    assert_holds(tmp_path, article(1))
    assert stored(tmp_path).keys() == rows.keys()


def test_a_repeated_question_does_not_ask_chroma_again(tmp_path):
    index = opened(tmp_path)
    assert index.add(article(1)) is index.add(article(1))


def test_what_is_kept_in_memory_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(index_module, "_RECENT_BYTES", 2 * 12 * 32 * 4)
    embeddings = LetterEmbeddings()
    index = opened(tmp_path, embeddings)
    first, second = index.add(article(1)), index.add(article(2))
    assert index.add(article(1)) is first
    index.add(article(3))
    assert index.add(article(1)) is first
    assert index.add(article(2)) is not second, "the one not used longest was let go"
    assert len(embeddings.embedded) == 36, "but not from the index"


def test_progress_is_told_batch_by_batch(tmp_path, monkeypatch):
    monkeypatch.setattr(index_module, "_BATCH", 5)
    told = []
    opened(tmp_path).add(article(1), lambda done, total: told.append((done, total)))
    assert told == [(5, 12), (10, 12), (12, 12)]


def test_a_chunk_without_a_vector_of_its_own_gets_zeros(tmp_path):
    class Deaf(LetterEmbeddings):
        def embed_query(self, text):
            return [0.0] * 32 if text.startswith("3 ") else super().embed_query(text)

    for _ in range(2):
        vectors = opened(tmp_path, Deaf()).add(article(1)).vectors
        assert np.flatnonzero(~vectors.any(axis=1)).tolist() == [3]


# Names of collections, and changes of the embedding model


@given(st.text(), st.integers(80, 10_000))
def test_any_identity_makes_a_name_that_chroma_allows(identity, size):
    name = collection_name(identity, size)
    assert re.fullmatch(r"[a-zA-Z0-9][a-zA-Z0-9._-]{1,510}[a-zA-Z0-9]", name)


@given(st.text(), st.text())
def test_identities_never_share_a_name(one, other):
    assert (collection_name(one, 400) == collection_name(other, 400)) == (one == other)


@pytest.mark.parametrize(
    "identity", ["openai/text-embedding-3-small:1536", "نموذج", "..", "m" * 600, "a b\n/../../c"]
)
def test_an_odd_identity_works(tmp_path, identity):
    embeddings = LetterEmbeddings(identity=identity)
    opened(tmp_path, embeddings).add(article(1))
    assert len(stored(tmp_path, embeddings)) == 12


def test_a_change_of_embedding_model_indexes_again_from_the_library(tmp_path):
    library = Library(tmp_path)
    library.add(article(1))
    old, new = LetterEmbeddings(32), LetterEmbeddings(48)
    opened(tmp_path, old).add(article(1))
    indexed = opened(tmp_path, new).add(library.get(article(1).id))
    assert indexed.vectors.shape == (12, 48)
    assert len(new.embedded) == 12
    assert {len(vector) for _, _, vector in stored(tmp_path, new).values()} == {48}
    assert {len(vector) for _, _, vector in stored(tmp_path, old).values()} == {32}


def test_another_chunk_size_has_a_collection_of_its_own(tmp_path):
    opened(tmp_path).add(article(1))
    small = Index(LetterEmbeddings(), chunk_size=300, path=tmp_path).add(article(1))
    assert len(small.chunks) < 12
    assert_holds(tmp_path, article(1))


def test_chunks_of_an_older_splitter_are_replaced(tmp_path):
    """Their number and place may differ, so none of them may stay."""
    opened(tmp_path).add(article(1))
    with collection(tmp_path) as rows:
        rows.update(ids=f"{article(1).id}-4", metadatas={"start": 3, "end": 9})
        rows.add(ids=f"{article(1).id}-12", embeddings=[[1.0] * 32], metadatas={
            "article": article(1).id, "index": 12, "start": 1, "end": 2,
        })  # fmt: skip
    opened(tmp_path).add(article(1))
    assert_holds(tmp_path, article(1))


# Removing


def test_a_removed_article_is_gone_from_every_collection(tmp_path):
    old, new = LetterEmbeddings(32), LetterEmbeddings(48)
    for embeddings in (old, new):
        index = opened(tmp_path, embeddings)
        index.add(article(1))
        index.add(article(2))
    index.remove(article(1).id)
    assert_holds(tmp_path, article(2))
    assert {row[1]["article"] for row in stored(tmp_path, new).values()} == {article(2).id}


def test_removing_what_is_not_there_is_no_error(tmp_path):
    opened(tmp_path).remove(article(1).id)


def test_an_article_removed_elsewhere_is_indexed_again_at_its_next_use(tmp_path):
    index = opened(tmp_path)
    before = index.add(article(1))
    opened(tmp_path).remove(article(1).id)
    assert (index.add(article(1)).vectors == before.vectors).all(), "still right, from memory"
    opened(tmp_path).add(article(1))
    assert_holds(tmp_path, article(1))


def test_collections_of_other_programs_are_left_alone(tmp_path):
    with open_store(tmp_path, None).session() as client:
        other = client.create_collection("other", embedding_function=None)
        other.add(ids="a", embeddings=[[1.0]], metadatas={"article": article(1).id})
    opened(tmp_path).add(article(1))
    opened(tmp_path).remove(article(1).id)
    with open_store(tmp_path, None).session() as client:
        assert client.get_collection("other", embedding_function=None).count() == 1


# Interruptions and damage


def test_a_vector_that_became_zeros_is_made_again(tmp_path):
    """So Chroma reads what is missing of a vector file that was cut short."""
    opened(tmp_path).add(article(1))
    with collection(tmp_path) as rows:
        rows.update(ids=f"{article(1).id}-4", embeddings=[[0.0] * 32])
    opened(tmp_path).add(article(1))
    assert_holds(tmp_path, article(1))


def test_only_missing_chunks_are_embedded(tmp_path):
    opened(tmp_path).add(article(1))
    with collection(tmp_path) as rows:
        rows.delete(ids=[f"{article(1).id}-{number}" for number in (0, 7, 11)])
    embeddings = LetterEmbeddings()
    opened(tmp_path, embeddings).add(article(1))
    assert [text.split()[0] for text in embeddings.embedded] == ["0", "7", "11"]
    assert_holds(tmp_path, article(1))


def test_what_was_indexed_before_a_fault_of_the_model_is_kept(tmp_path, monkeypatch):
    class Failing(LetterEmbeddings):
        def embed_documents(self, texts):
            if self.embedded:
                raise ConnectionError("the model server went away")
            return super().embed_documents(texts)

    monkeypatch.setattr(index_module, "_BATCH", 5)
    index = opened(tmp_path, Failing())
    with pytest.raises(ConnectionError):
        index.add(article(1))
    embeddings = LetterEmbeddings()
    opened(tmp_path, embeddings).add(article(1))
    assert len(embeddings.embedded) == 7
    assert_holds(tmp_path, article(1))


def test_killed_in_mid_add_the_next_one_goes_on_from_there(tmp_path):
    script = """
        class Asking(LetterEmbeddings):
            def embed_documents(self, texts):
                print(len(texts), flush=True)
                return super().embed_documents(texts) if input() else None

        index_module._BATCH = 20
        opened(Path(sys.argv[1]), Asking()).add(article(1, 300))
    """
    reached = 0
    for batches in (4, 1, 6):
        process = run(script, tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(batches):
            assert process.stdout.readline() == "20\n"
            print("go", file=process.stdin, flush=True)
        assert process.stdout.readline() == "20\n", "what it had is written; it wants more"
        kill(process)
        reached += batches * 20
    embeddings = LetterEmbeddings()
    indexed = opened(tmp_path, embeddings).add(article(1, 300))
    assert len(embeddings.embedded) == 300 - reached
    assert_holds(tmp_path, article(1, 300))
    vectors = list(expected(article(1, 300)).values())
    np.testing.assert_allclose(indexed.vectors, vectors, atol=1e-6)


def test_killed_at_any_moment_nothing_is_lost_or_doubled(tmp_path):
    """Vector files, written every 100 chunks, may be torn; then all is made again."""
    script = """
        index_module._BATCH = 20
        opened(Path(sys.argv[1])).add(article(1, 600), lambda *_: print(flush=True))
    """
    moments = random.Random(3)
    for _ in range(4):
        process = run(script, tmp_path, stdout=subprocess.PIPE)
        for _ in range(moments.randrange(1, 8)):
            process.stdout.readline()
        time.sleep(moments.uniform(0, 0.03))
        kill(process)
    opened(tmp_path).add(article(1, 600))
    assert_holds(tmp_path, article(1, 600))


def kill(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()


@pytest.fixture(scope="module")
def folder_with_files(tmp_path_factory):
    """A folder in which Chroma has written its vector files, which it does every 100 chunks."""
    folder = tmp_path_factory.mktemp("whole")
    opened(folder).add(article(1, 150))
    return folder


@pytest.mark.parametrize(
    ("file", "size"),
    [
        ("index_metadata.pickle", 0),
        ("index_metadata.pickle", 1000),
        ("index_metadata.pickle", None),
        ("data_level0.bin", None),
        ("header.bin", 0),
        ("link_lists.bin", None),
    ],
)
def test_torn_vector_files_are_made_again(tmp_path, folder_with_files, file, size):
    """A kill while Chroma writes them leaves such files, which it cannot mend (bench/LOG.md)."""
    shutil.copytree(folder_with_files, tmp_path, dirs_exist_ok=True)
    [victim] = tmp_path.glob(f"*/{file}")
    if size is None:
        victim.unlink()
    else:
        os.truncate(victim, size)
    opened(tmp_path).add(article(1, 150))
    assert_holds(tmp_path, article(1, 150))


# Threads and processes


def test_threads_that_want_the_same_article_embed_it_once(tmp_path):
    embeddings = LetterEmbeddings()
    index = opened(tmp_path, embeddings)
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(index.add, [article(1)] * 8))
    assert len({id(indexed) for indexed in results}) == 1
    assert len(embeddings.embedded) == 12


def test_threads_add_and_remove_different_articles(tmp_path):
    index = opened(tmp_path)
    for seed in range(8, 12):
        index.add(article(seed))
    with ThreadPoolExecutor(8) as pool:
        removed = [pool.submit(index.remove, article(seed).id) for seed in range(8, 12)]
        added = [pool.submit(index.add, article(seed)) for seed in range(8)]
        for future in removed + added:
            future.result()
    assert_holds(tmp_path, *(article(seed) for seed in range(8)))


def test_a_process_sees_what_others_wrote_since(tmp_path):
    """Unguarded, embedded Chroma fails here with `Error finding id`."""
    opened(tmp_path).add(article(1))
    script = """
        for line in sys.stdin:
            seed = int(line)
            for known in range(1, seed):
                embeddings = LetterEmbeddings()
                opened(Path(sys.argv[1]), embeddings).add(article(known))
                assert embeddings.embedded == [], known
            opened(Path(sys.argv[1])).add(article(seed))
            print("done", flush=True)
    """
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with run(script, tmp_path, **pipes) as other:
        for seed in (2, 4, 6):
            print(seed, file=other.stdin, flush=True)
            assert other.stdout.readline() == "done\n"
            embeddings = LetterEmbeddings()
            opened(tmp_path, embeddings).add(article(seed))
            assert embeddings.embedded == []
            opened(tmp_path).add(article(seed + 1))
        other.stdin.close()
        assert other.wait(60) == 0
    assert_holds(tmp_path, *(article(seed) for seed in range(1, 8)))


def test_processes_that_write_at_once_destroy_nothing(tmp_path):
    """Unguarded, vectors of one are lost when the other writes its vector files."""
    script = """
        index = opened(Path(sys.argv[1]))
        for seed in range(int(sys.argv[2]), int(sys.argv[2]) + 3):
            index.add(article(seed, 60))
    """
    started = [run(script, tmp_path, first) for first in (0, 10, 20)]
    assert [process.wait(120) for process in started] == [0, 0, 0]
    seeds = [first + number for first in (0, 10, 20) for number in range(3)]
    assert_holds(tmp_path, *(article(seed, 60) for seed in seeds))


def test_a_folder_deleted_meanwhile_is_begun_anew(tmp_path):
    index = opened(tmp_path / "chroma")
    index.add(article(1))
    shutil.rmtree(tmp_path / "chroma")
    index.add(article(2))
    assert_holds(tmp_path / "chroma", article(2))


# Errors


def assert_says(error: StoreError, *words: object) -> None:
    for language in ("en", "ar"):
        for word in words:
            assert str(word) in error.message(language)
    assert re.search("[\u0600-\u06ff]", error.message("ar"))


def test_a_folder_that_cannot_be_made_is_named_until_it_can(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    index = opened(blocked / "chroma")
    for _ in range(3):
        with pytest.raises(StoreError) as caught:
            index.add(article(1))
        assert_says(caught.value, blocked / "chroma", "Not a directory", "KHULASA_DATA_DIR")
    blocked.unlink()
    index.add(article(1))


def test_a_database_that_cannot_be_opened_is_named_until_it_can(tmp_path):
    """Chroma itself, once it failed to open a folder, fails again with a senseless message."""
    database = tmp_path / "chroma.sqlite3"
    database.write_bytes(b"no database " * 1000)
    index = opened(tmp_path)
    for _ in range(3):
        with pytest.raises(StoreError, match=r"is damaged.*Delete that folder") as caught:
            index.add(article(1))
        assert_says(caught.value, tmp_path)
    database.unlink()
    index.add(article(1))


def test_a_folder_in_use_for_too_long_is_an_error_not_a_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(store_module, "_LOCK_SECONDS", 0.1)
    index = opened(tmp_path)
    with filelock.FileLock(tmp_path / "khulasa.lock"), pytest.raises(StoreError) as caught:
        index.add(article(1))
    assert_says(caught.value, tmp_path, "CHROMA_URL")
    index.add(article(1))


def test_a_full_disk_is_an_error_and_the_rest_is_indexed_later(tmp_path):
    script = """
        import resource
        index = opened(Path(sys.argv[1]))
        index.add(article(1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
        try:
            index.add(article(2, 600))
        except StoreError as error:
            assert_says(error, sys.argv[1], "KHULASA_DATA_DIR")
            print("told")
    """
    with run(script, tmp_path, stdout=subprocess.PIPE) as process:
        assert process.stdout.read() == "told\n"
    opened(tmp_path).add(article(2, 600))
    assert_holds(tmp_path, article(1), article(2, 600))


@pytest.mark.parametrize(
    "vectors",
    [
        lambda texts: [[1.0] * 32] * (len(texts) - 1),
        lambda texts: [[float("nan")] * 32] * len(texts),
        lambda texts: [[1.0] * (30 + number) for number in range(len(texts))],
        lambda texts: [1.0] * len(texts),
        lambda texts: [[1.0] * 33] * len(texts),
    ],
    ids=["too few", "not numbers", "ragged", "flat", "another dimension"],
)
def test_vectors_that_mean_nothing_are_refused(tmp_path, vectors):
    class Broken(LetterEmbeddings):
        def embed_documents(self, texts):
            return vectors(texts)

    opened(tmp_path).add(article(1))
    with pytest.raises(StoreError) as caught:
        opened(tmp_path, Broken()).add(article(2))
    assert_says(caught.value, "KHULASA_EMBEDDING_MODEL")
    assert_holds(tmp_path, article(1))


def chroma_error_classes() -> list[type[Exception]]:
    def below(cls):
        return [cls, *(each for sub in cls.__subclasses__() for each in below(sub))]

    found = below(chroma_errors.ChromaError)
    assert len(found) > 15
    return [cls for cls in found if cls is not chroma_errors.ChromaError]


@pytest.mark.parametrize("error", [*chroma_error_classes(), ValueError, Exception, OSError])
@pytest.mark.parametrize("url", [None, "http://user:secret@127.0.0.1:9"])
def test_every_error_of_chroma_becomes_ours(tmp_path, monkeypatch, error, url):
    store = open_store(tmp_path, url)
    monkeypatch.setattr(store, "_opened", lambda: None)
    with pytest.raises(StoreError) as caught, store.session():
        raise error("as Chroma says")
    assert_says(caught.value)
    assert caught.value.message() != caught.value.key
    assert "secret" not in caught.value.message()


def test_nothing_is_downloaded_and_no_identity_is_made_up(tmp_path):
    """Chroma's own embedding model and its telemetry would leave files in the home folder."""
    home = tmp_path / "home"
    home.mkdir()
    script = "opened(Path(sys.argv[1])).add(article(1))"
    process = run(script, tmp_path / "chroma", env=os.environ | {"HOME": str(home)})
    assert process.wait(60) == 0
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_importing_the_index_leaves_chroma_for_later():
    command = "import sys, retrieval.index, retrieval.library; assert 'chromadb' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", command], cwd=ROOT, check=False).returncode == 0
