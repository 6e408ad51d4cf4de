"""The regime change game: all its equilibria, however flat or steep the equation."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.study.classics.global_games import (
    CLASSIC,
    Beliefs,
    equilibria,
    least_own_precision,
    means_with_three,
)
from downtools.study.classics.playing import played

PHI = NormalDist()
beliefs = st.builds(
    Beliefs,
    st.floats(0.1, 20.0),
    st.floats(0.1, 1e4),
    st.floats(-2.0, 3.0),
    st.floats(0.01, 0.99),
)


def test_every_check_of_the_quick_set_holds():
    failed = [check for check in CLASSIC.checks(True) if not check.holds]
    assert not failed


@given(beliefs)
def test_as_many_attack_as_the_regime_withstands_and_the_last_of_them_is_in_doubt(case):
    found = equilibria(case)
    assert 1 <= len(found) <= 3
    assert sorted(found, key=lambda one: one.fall) == list(found)
    for one in found:
        share = PHI.cdf(math.sqrt(case.own) * (one.bar - one.fall))
        assert share == pytest.approx(one.fall, abs=1e-9)
        precision = case.own + case.common
        held = (case.own * one.bar + case.common * case.mean) / precision
        chance = PHI.cdf(math.sqrt(precision) * (one.fall - held))
        assert chance == pytest.approx(case.cost, abs=1e-9)


@given(beliefs)
def test_attack_and_stand_mirror_each_other(case):
    # Turn strength, news and cost round: who does not attack is who would.
    mirrored = Beliefs(case.common, case.own, 1.0 - case.mean, 1.0 - case.cost)
    falls = [one.fall for one in equilibria(case)]
    assert [1.0 - one.fall for one in reversed(equilibria(mirrored))] == pytest.approx(
        falls, abs=1e-7
    )


@given(st.floats(0.1, 100.0), st.floats(0.0, 1.0), st.floats(0.05, 0.95))
def test_precise_own_news_leave_one_equilibrium(common, mean, cost):
    own = least_own_precision(common)
    assert len(equilibria(Beliefs(common, own * 1.01, mean, cost))) == 1
    assert means_with_three(Beliefs(common, own * 1.01, mean, cost)) is None
    few = Beliefs(common, own * 0.5, mean, cost)
    folds = means_with_three(few)
    assert folds is not None
    assert folds[0] < folds[1]
    middle = Beliefs(common, own * 0.5, sum(folds) / 2, cost)
    assert len(equilibria(middle)) == 3


def test_a_case_is_played():
    answer = played(CLASSIC, []).result
    assert answer["equilibria"] == 3
    assert answer["falls if weaker than"] == "0.03007, 0.50000, 0.96993"
    assert played(CLASSIC, ["own=2.6"]).result["equilibria"] == 1


def test_the_picture_folds_back_only_without_precise_news():
    folded, single = CLASSIC.sketch().panels[0].lines
    assert any(b > a for a, b in zip(folded.x, folded.x[1:], strict=False))
    assert all(b < a for a, b in zip(single.x, single.x[1:], strict=False))
