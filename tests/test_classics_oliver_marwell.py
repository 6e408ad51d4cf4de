"""Critical mass: contributing person by person ends where the closed forms say."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.study.classics.oliver_marwell import (
    CLASSIC,
    contributors,
    critical_mass,
    foretold,
    stopping_mass,
)
from downtools.study.classics.playing import played

worths = st.fractions(Fraction(1, 10), 2000, max_denominator=20)


@st.composite
def starts(draw):
    people = draw(st.integers(2, 30))
    return people, draw(st.integers(0, people)), draw(worths)


def test_every_check_of_the_quick_set_holds():
    failed = [check for check in CLASSIC.checks(True) if not check.holds]
    assert not failed


@given(starts(), st.sampled_from(["accelerating", "decelerating"]))
def test_person_by_person_ends_where_the_closed_form_says(start, shape):
    people, started, worth = start
    assert contributors(shape, started, [worth] * people) == foretold(shape, people, started, worth)


@given(starts())
def test_the_marginal_gain_is_the_cost_at_the_masses(start):
    people, _, worth = start
    mass = critical_mass(people, worth)
    assert worth * ((mass + 1) ** 2 - mass**2) == people**2
    stop = stopping_mass(people, worth)
    if stop > 0:
        gain = float(worth) * (float(stop + 1) ** 0.5 - float(stop) ** 0.5) / people**0.5
        assert gain == pytest.approx(1.0, rel=1e-6)
    else:
        assert worth**2 <= people


@given(starts())
def test_with_the_root_starting_more_adds_nobody_below_the_stop(start):
    people, started, worth = start
    alone = contributors("decelerating", 0, [worth] * people)
    helped = contributors("decelerating", started, [worth] * people)
    assert helped == max(alone, started)


def test_just_as_much_as_it_costs_moves_nobody():
    # The critical mass is 2 for 5 people whose value is 5 costs; the first gain of a root is 1.
    assert contributors("accelerating", 2, [Fraction(5)] * 5) == 2
    assert contributors("accelerating", 3, [Fraction(5)] * 5) == 5
    assert contributors("decelerating", 0, [Fraction(2)] * 4) == 0


def test_a_case_is_played_and_one_that_cannot_be_is_refused():
    answer = played(CLASSIC, ["started=49"]).result
    assert answer["contributors"] == answer["by the closed form"] == 49
    assert played(CLASSIC, ["shape=decelerating", "started=0"]).result["contributors"] == 25
    with pytest.raises(InputError, match="started"):
        played(CLASSIC, ["people=10", "started=11"])


def test_the_picture_jumps_at_the_critical_mass():
    (line,) = (one for one in CLASSIC.sketch().panels[2].lines if one.label == "accelerating")
    assert dict(zip(line.x, line.y, strict=True))[48] == 48
    assert dict(zip(line.x, line.y, strict=True))[50] == 100
