"""Chwe's common knowledge: published networks, the game itself, and what any network must obey."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.study.classics.chwe import (
    CLASSIC,
    knowing,
    named_ties,
    revolting,
    revolting_in_every_state,
)
from downtools.study.classics.playing import played

PAIRS = {n: list(combinations(range(n), 2)) for n in range(2, 8)}


@st.composite
def networks(draw):
    people = draw(st.integers(2, 7))
    ties = draw(st.lists(st.sampled_from(PAIRS[people]), unique=True))
    thresholds = draw(st.lists(st.integers(1, people + 1), min_size=people, max_size=people))
    return people, ties, thresholds


def many(network, people, threshold):
    return len(revolting(knowing(people, named_ties(network, people)), [threshold] * people))


def test_every_check_of_the_quick_set_holds():
    failed = [check for check in CLASSIC.checks(True) if not check.holds]
    assert not failed


def test_the_square_stays_and_the_triangle_of_the_kite_revolts():
    assert many("square", 4, 3) == 0
    assert revolting(knowing(4, named_ties("kite", 4)), [3] * 4) == {0, 1, 2}


def test_the_definition_of_the_game_says_so_too():
    for network, who in (("square", set()), ("kite", {0, 1, 2}), ("complete", {0, 1, 2, 3})):
        states = revolting_in_every_state(knowing(4, named_ties(network, 4)))
        assert states[3, 3, 3, 3] == who


@given(networks())
def test_who_revolts_has_enough_others_and_is_the_same_whatever_strangers_are(case):
    people, ties, thresholds = case
    known = knowing(people, ties)
    who = revolting(known, thresholds)
    assert all(len(who) >= thresholds[i] for i in who)
    for i in range(people):
        strangers_willing = [t if j in known[i] else 1 for j, t in enumerate(thresholds)]
        assert (i in who) == (i in revolting(known, strangers_willing))


@given(networks(), st.data())
def test_another_tie_or_a_lower_threshold_makes_nobody_stay(case, data):
    people, ties, thresholds = case
    who = revolting(knowing(people, ties), thresholds)
    tie = data.draw(st.sampled_from(PAIRS[people]))
    assert who <= revolting(knowing(people, [*ties, tie]), thresholds)
    lower = list(thresholds)
    one = data.draw(st.integers(0, people - 1))
    lower[one] = max(1, lower[one] - 1)
    assert who <= revolting(knowing(people, ties), lower)


@given(st.integers(2, 12), st.integers(1, 13))
def test_all_who_know_all_revolt_if_there_are_enough(people, threshold):
    assert many("complete", people, threshold) == (people if threshold <= people else 0)


def test_a_case_is_played_and_one_that_cannot_be_is_refused():
    answer = played(CLASSIC, []).result
    assert answer["people who revolt"] == 3
    assert answer["who"] == "1 2 3"
    assert answer["if all knew all"] == 4
    for settings in (
        ["network=square", "people=5"],
        ["network=cliques", "people=5"],
        ["network=ring", "people=2"],
    ):
        with pytest.raises(InputError, match="people"):
            played(CLASSIC, settings)


def test_the_picture_colours_those_who_revolt():
    panels = CLASSIC.sketch().panels
    revolts = [
        sum(len(line.x) for line in panel.lines if line.label == "revolts") for panel in panels
    ]
    assert revolts == [0, 3, 3, 6]
    assert all(panel.bare for panel in panels)
