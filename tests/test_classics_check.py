"""Checks: what holds, and how much room a counted share is given."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.study.classics.check import (
    Check,
    between,
    error_of_count,
    exactly,
    near,
    share_near,
)


def test_exactly_has_no_room() -> None:
    assert exactly("a", "nested", 2, 2, "").holds
    assert not exactly("a", "nested", 2, 2.0000001, "").holds
    assert exactly("a", "nested", "two", "two", "").tolerance == 0.0


@pytest.mark.parametrize("obtained", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_never_near(obtained: float) -> None:
    assert not near("a", "nested", 1.0, obtained, math.inf, "").holds
    assert not between("a", "nested", 0.0, 1.0, obtained, "").holds


def test_near_and_between_have_ends_that_belong_to_them() -> None:
    assert near("a", "nested", 1.0, 1.5, 0.5, "").holds
    assert not near("a", "nested", 1.0, 1.5000001, 0.5, "").holds
    check = between("a", "nested", 1.0, 3.0, 3.0, "")
    assert (check.expected, check.tolerance, check.holds) == (2.0, 1.0, True)


@given(st.integers(1, 10_000), st.data())
def test_a_derived_zero_or_one_has_no_room(many: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, many))
    assert share_near("a", "nested", 0.0, hits, many, "").holds == (hits == 0)
    assert share_near("a", "nested", 1.0, hits, many, "").holds == (hits == many)
    assert share_near("a", "nested", 1.0, hits, many, "").tolerance == 0.0


@given(st.floats(0.001, 0.999), st.integers(1, 10_000), st.integers(1, 10_000))
def test_other_shares_have_three_standard_errors(share: float, many: int, theirs: int) -> None:
    alone = share_near("a", "nested", share, 0, many, "").tolerance
    assert alone == pytest.approx(3 * math.sqrt(share * (1 - share) / many))
    error = math.sqrt(share * (1 - share) / theirs)
    if error < min(share, 1 - share):
        both = share_near("a", "nested", share, 0, many, "", error=error).tolerance
        assert both == pytest.approx(math.hypot(alone, 3 * error))


@pytest.mark.parametrize("expected", [0.0, 1.0])
def test_none_and_all_of_a_count_have_the_rule_of_three(expected: float) -> None:
    error = error_of_count(expected, 1000)
    assert error == pytest.approx(0.001)

    def check(away: int) -> Check:
        hits = round(abs(3000 * expected - away))
        return share_near("a", "nested", expected, hits, 3000, "", error=error)

    # Three of the reference, and three errors of 3,000 tries at one in a thousand.
    ours = 3 * math.sqrt(0.000999 / 3000)
    assert check(0).tolerance == pytest.approx(math.hypot(0.003, ours))
    assert check(10).holds
    assert not check(11).holds


def test_the_error_of_a_count() -> None:
    assert error_of_count(0.25, 75) == pytest.approx(0.05)
    assert error_of_count(0.5, 1) == 1.0


@given(st.floats(0, 1), st.integers(1, 1000), st.integers(1, 1000))
def test_both_ends_are_alike(share: float, many: int, theirs: int) -> None:
    error = error_of_count(share, theirs)
    low = share_near("a", "nested", share, 0, many, "", error=error).tolerance
    high = share_near("a", "nested", 1.0 - share, 0, many, "", error=error).tolerance
    assert low == pytest.approx(high, abs=1e-6)
