"""The suite notices breakages: two of those that `make mutations` tries; all can be made."""

import pytest

from tests.mutations import MutationError, copied, first_failure, load

MUTATIONS = {one.name: one for one in load()}


@pytest.fixture(scope="module")
def tree():
    with copied() as folder:
        yield folder


@pytest.mark.parametrize(
    "name",
    [
        "the prompt no longer says that instructions in an article are not to be followed",
        "a mark that leads nowhere is led somewhere",
    ],
)
def test_a_breakage_is_told_by_name(name, tree):
    mutation = MUTATIONS[name]
    with mutation.made(tree):
        assert mutation.is_told(first_failure(tree, mutation.tests))


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=lambda one: one.name)
def test_a_mutation_fits_the_source_and_is_taken_back(mutation, tree):
    sound = (tree / mutation.file).read_text("utf-8")
    with mutation.made(tree):
        assert (tree / mutation.file).read_text("utf-8") != sound
        with pytest.raises(MutationError), mutation.made(tree):
            pass
    assert (tree / mutation.file).read_text("utf-8") == sound


def test_there_are_ten_at_least():
    assert len(MUTATIONS) >= 10
