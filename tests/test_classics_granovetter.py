"""Granovetter's crowds: formulas against each other, and what a case of one's own may be."""

from itertools import pairwise
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.study.classics.crowds import deviates, first_rest, room_of_rest, tangent
from downtools.study.classics.granovetter import CLASSIC, rest_checks
from downtools.study.classics.mean_field import normal_threshold
from downtools.study.classics.playing import played


def test_every_check_of_the_quick_set_holds():
    failed = [check for check in CLASSIC.checks(True) if not check.holds]
    assert not failed


@given(st.floats(0.05, 0.4))
def test_the_equilibrium_jumps_where_the_curve_touches_the_diagonal(mean: float):
    jump = tangent(mean)
    law = NormalDist(mean, jump.sd)
    assert law.cdf(jump.rest) == pytest.approx(jump.rest, abs=1e-9)
    assert law.pdf(jump.rest) == pytest.approx(1.0, abs=1e-6)
    below = first_rest(normal_threshold(mean, 0.999 * jump.sd))
    above = first_rest(normal_threshold(mean, 1.001 * jump.sd))
    assert below < jump.rest < mean
    assert above > 1.0 - mean


@given(st.floats(-0.5, 1.5), st.floats(0.01, 3.0))
def test_a_crowd_rests_where_as_many_would_act_as_do(mean: float, sd: float):
    joins = normal_threshold(mean, sd)
    rest = first_rest(joins)
    assert joins(rest) == pytest.approx(rest, abs=1e-12)
    assert all(joins(rest * part / 50) >= rest * part / 50 - 1e-12 for part in range(51))


def test_drawn_thresholds_are_normal_and_those_of_the_seed():
    drawn = deviates("a test", 4, 25_000)
    assert abs(drawn.mean()) < 4 / 100_000**0.5
    assert abs((drawn**2).mean() - 1.0) < 4 * (2 / 100_000) ** 0.5
    assert (drawn == deviates("a test", 4, 25_000)).all()
    assert (drawn != deviates("a test", 4, 25_000, seed=2)).any()


def test_the_room_of_a_share_grows_with_those_who_follow():
    assert room_of_rest(0.5, 0.0, 100) == pytest.approx(0.15)
    assert room_of_rest(0.5, 0.5, 100) == pytest.approx(0.3)
    assert room_of_rest(1.0, 0.0, 100) == pytest.approx(0.03), "three people"
    assert room_of_rest(0.0, 0.0, 100) == pytest.approx(0.03)


def test_each_listed_equilibrium_is_run_in_the_engine():
    found = {check.name: check for check in CLASSIC.checks(True) if "per cent out" in check.name}
    sds = ("10", "11", "12", "12.25", "20", "30", "50", "75", "100", "200")
    for sd in sds:
        check = found[f"100,000 people, thresholds drawn with sd {sd} % of them: per cent out"]
        assert check.kind == "nested"
        assert check.obtained != check.expected or sd in ("12.25", "20")
        assert check.tolerance < 1.0
    assert len(found) == len(sds)


def test_an_equilibrium_of_another_spread_would_be_noticed():
    """Each crowd lies outside the room of the next listed one."""
    found = list(rest_checks((10.0, 11.0, 12.0, 12.25), people=60_000))
    for one, other in pairwise(found):
        assert one.holds
        assert abs(one.obtained - other.expected) > other.tolerance


def test_a_case_of_ones_own_is_run():
    whole = played(CLASSIC, ["thresholds=uniform", "people=50"]).result
    assert whole["people out in the end"] == 50
    assert whole["days until nobody more comes out"] == 49
    one = played(CLASSIC, ["thresholds=uniform", "people=50", "replaced=yes"]).result
    assert one["people out in the end"] == 1
    drawn = played(CLASSIC, ["people=60000", "mean=15000", "sd=9000"]).result
    assert drawn["people out in the end"] == 60_000
    assert drawn["standard deviation at which that equilibrium jumps"] == pytest.approx(7333.25)
    alike = played(CLASSIC, ["sd=0"]).result
    assert alike["people out in the end"] == 0


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["sd=-1"], "below its lowest value 0"),
        (["people=1"], "below its lowest value 2"),
        (["people=65537"], "above its highest value 65536"),
        (["thresholds=unifrom"], "thresholds is 'unifrom'.*uniform"),
        (["replaced=yes"], "normal thresholds hold no 1"),
        (["thresholds=uniform", "replaced=yes", "people=2"], "more than the others there are"),
        (["thresholds=uniform", "people=5001"], "at most 5000 people"),
    ],
)
def test_what_cannot_be_is_refused_in_one_message(settings: list[str], words: str):
    with pytest.raises(InputError, match=words) as caught:
        played(CLASSIC, settings)
    assert len(caught.value.faults) == 1
