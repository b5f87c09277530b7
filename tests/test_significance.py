"""The statistics of comparisons, against values worked out by hand and what must hold of all."""

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.evaluation.significance import Counts, bootstrap_interval, chance_of_fewer, mcnemar

few = st.integers(0, 30)


@pytest.mark.parametrize(
    ("better", "worse", "p"),
    [
        (0, 0, 1.0),
        (0, 5, 2 / 32),
        (0, 6, 2 / 64),
        (1, 9, 2 * (1 + 10) / 1024),
        (3, 3, 1.0),
        (2, 8, 2 * (1 + 10 + 45) / 1024),
    ],
)
def test_mcnemar_is_the_binomial_worked_out_by_hand(better, worse, p):
    assert mcnemar(better, worse) == pytest.approx(p)


@given(few, few)
def test_mcnemar_has_two_sides_and_gets_surer_with_more_of_the_same(better, worse):
    assert 0 < mcnemar(better, worse) <= 1
    assert mcnemar(better, worse) == mcnemar(worse, better)
    if worse >= better:
        assert mcnemar(better, worse + 1) <= mcnemar(better, worse)


def test_mcnemar_calls_a_difference_one_by_chance_no_more_often_than_it_says():
    for changed in range(1, 40):
        by_chance = sum(
            comb(changed, better) / 2**changed
            for better in range(changed + 1)
            if mcnemar(better, changed - better) < 0.05
        )
        assert by_chance < 0.05


def test_an_interval_of_two_cases_is_worked_out_by_hand():
    # Means of two draws of 0 and 1 are 0, 0.5 and 1, with probabilities 1/4, 1/2 and 1/4.
    assert bootstrap_interval([0, 1]) == (0, 1)
    assert bootstrap_interval([0, 1], level=0.4) == (0.5, 0.5)
    assert bootstrap_interval([0.25] * 9) == (0.25, 0.25)
    with pytest.raises(ValueError, match="at least one"):
        bootstrap_interval([])


def test_an_interval_is_about_as_wide_as_the_normal_one():
    # Standard error of 200 cases, half of them 1: 0.5 / sqrt(200) = 0.0354, times 1.96 is 0.0693.
    low, high = bootstrap_interval([0, 1] * 100)
    assert low == pytest.approx(0.5 - 0.0693, abs=0.006)
    assert high == pytest.approx(0.5 + 0.0693, abs=0.006)


@settings(deadline=None)
@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0]), min_size=1, max_size=20))
def test_an_interval_is_the_same_again_and_turns_with_the_sides(differences):
    low, high = bootstrap_interval(differences, resamples=200)
    assert (low, high) == bootstrap_interval(differences, resamples=200)
    assert min(differences) <= low <= high <= max(differences)
    mirrored = bootstrap_interval([-one for one in differences], resamples=200)
    assert mirrored == pytest.approx((-high, -low))


@pytest.mark.parametrize(
    ("counts", "chance"),
    [
        # 5 passes among 10 repeats: one way in 252 to have them all before.
        (Counts(5, 5, 0, 5), 1 / 252),
        (Counts(5, 5, 5, 5), 1.0),
        # 8 among 10: 3 of 5 now in comb(5,3)*comb(5,5)/comb(10,8) ways.
        (Counts(5, 5, 3, 5), 10 / 45),
        # Fisher's lady tasting tea: 3 or fewer of 4 cups, all but one in 70.
        (Counts(1, 4, 3, 4), 69 / 70),
        (Counts(1, 1, 0, 1), 1 / 2),
    ],
)
def test_fishers_test_is_worked_out_by_hand(counts, chance):
    assert chance_of_fewer([counts]) == pytest.approx(chance)


def test_cases_together_are_worked_out_by_hand():
    # In each of five cases one pass went: all five at the worse of two equal chances.
    assert chance_of_fewer([Counts(1, 1, 0, 1)] * 5) == pytest.approx(1 / 32)
    # One got better, one worse: at most one of two.
    assert chance_of_fewer([Counts(1, 1, 0, 1), Counts(0, 1, 1, 1)]) == pytest.approx(3 / 4)
    assert chance_of_fewer([]) == 1


@st.composite
def counts(draw):
    before, now = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    return Counts(draw(st.integers(0, before)), before, draw(st.integers(0, now)), now)


@given(st.lists(counts(), max_size=6), counts())
def test_more_passes_now_are_never_less_likely(cases, one):
    chance = chance_of_fewer([*cases, one])
    assert 0 < chance <= 1
    if one.passes_now < one.repeats_now and one.passes_before > 0:
        # One of the passes moved from before to now, so that there are as many together.
        moved = one._replace(passes_before=one.passes_before - 1, passes_now=one.passes_now + 1)
        assert chance_of_fewer([*cases, moved]) >= chance - 1e-9


def test_a_flaky_case_is_called_worse_in_one_of_a_thousand_at_most():
    """What `CASE_LEVEL` says of itself, for five repeats and every rate of passes."""
    from bot.evaluation.baseline import CASE_LEVEL

    for rate in (0.05 * step for step in range(21)):
        likely = [comb(5, n) * rate**n * (1 - rate) ** (5 - n) for n in range(6)]
        called = sum(
            likely[before] * likely[now]
            for before in range(6)
            for now in range(6)
            if chance_of_fewer([Counts(before, 5, now, 5)]) < CASE_LEVEL
        )
        assert called <= 1 / 1000
