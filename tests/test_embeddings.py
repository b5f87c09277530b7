"""The embedded embeddings: the same everywhere, of unit length, by what words share."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.embeddings import HashedEmbeddings

embeddings = HashedEmbeddings()


def likeness(one: str, other: str) -> float:
    return float(np.dot(embeddings.embed_query(one), embeddings.embed_query(other)))


@given(st.text(max_size=60))
def test_every_text_has_a_vector_of_unit_length(text):
    vector = embeddings.embed_query(text)
    assert len(vector) == embeddings.DIMENSIONS
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_a_vector_keeps_its_value_from_version_to_version():
    """Stored vectors and new ones meet in one collection: a change needs a new identity."""
    vector = embeddings.embed_query("أعلن العراق انتصاره in 2017")
    places = np.nonzero(vector)[0]
    assert embeddings.identity == "hashed-2048-v2"
    assert [int(place) for place in places[:4]] == [63, 144, 179, 231]
    assert [vector[place] for place in places[:4]] == pytest.approx(
        [-0.1581, -0.1581, -0.1581, 0.1066], abs=1e-4
    )


def test_the_same_in_every_process():
    """Whatever the process's hash seed, unlike Python's own hash of strings."""
    program = (
        "from retrieval.embeddings import HashedEmbeddings as H;"
        "print(sum(i * v for i, v in enumerate(H().embed_query('لجنة ترتيبات committee 2017'))))"
    )
    sums = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(sums) == 1


def test_documents_and_questions_share_one_space():
    texts = ["بغداد", "Baghdad"]
    assert embeddings.embed_documents(texts) == [embeddings.embed_query(text) for text in texts]


@pytest.mark.parametrize(
    ("one", "alike", "unlike"),
    [
        ("العِراق", "عراق", "إسبانيا"),
        ("سنة ٢٠١٧", "سنة 2017", "سنة 1998"),
        ("running ferries", "the ferry runs", "stone lighthouse"),
        ("Überraschung", "uberraschungen", "Langeweile"),
        ("маяк построен", "маяки построены", "паром отплыл"),
        ("东京都庁", "东京", "北京"),
    ],
)
def test_spelling_makes_texts_alike_in_any_script(one, alike, unlike):
    assert likeness(one, alike) > likeness(one, unlike) + 0.1


def test_function_words_make_no_texts_alike():
    assert likeness("what is the harbour", "what is the reason") < 0.1
