"""Branching: the law of Borel, clusters that go on for ever, and the process in time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.study.classics.branching import CLASSIC
from downtools.study.classics.branching.clusters import (
    ENDLESS,
    Process,
    borel,
    borel_at_least,
    cluster_sizes,
    events_of,
    extinction,
    moments,
    rescaled,
    worst_gap,
)
from downtools.study.classics.playing import played


def test_every_check_of_the_quick_set_holds():
    failed = [check for check in CLASSIC.checks(True) if not check.holds]
    assert not failed


@given(st.floats(0.0, 0.9))
def test_the_law_adds_up_to_one_with_the_known_moments(offspring):
    mean, variance = moments(offspring)
    assert mean == pytest.approx(1 / (1 - offspring), rel=1e-7)
    assert variance == pytest.approx(offspring / (1 - offspring) ** 3, rel=1e-6, abs=1e-9)
    assert borel_at_least(offspring, 2000) < 1e-4


@given(st.floats(1.001, 8.0))
def test_the_chance_to_end_is_the_smaller_root_and_what_the_law_adds_up_to(offspring):
    q = extinction(offspring)
    assert q == pytest.approx(math.exp(offspring * (q - 1)), abs=1e-12)
    assert offspring * q < 1  # the other root, 1, is beyond the steepest point
    if offspring > 1.2:
        assert sum(borel(offspring, s) for s in range(1, 3000)) == pytest.approx(q, abs=1e-9)


def test_a_cluster_has_its_own_luck_and_the_same_each_time():
    few, more = cluster_sizes(0.9, 100, 7), cluster_sizes(0.9, 1000, 7)
    assert (few == more[:100]).all()
    assert (few != cluster_sizes(0.9, 100, 8)).any()
    assert (cluster_sizes(0.0, 50, 1) == 1).all()
    assert (cluster_sizes(9.0, 1000, 1) == ENDLESS).mean() > 0.99


def test_times_are_rescaled_by_the_intensity_summed():
    process = Process(rate=0.7, offspring=0.6, decay=1.5, until=200.0)
    times = events_of(process, 3)
    assert (np.diff(times) > 0).all()
    assert times[-1] < process.until

    def summed(until):
        past = times[times < until]
        waits = 1 - np.exp(-process.decay * (until - past))
        return process.rate * until + process.offspring * waits.sum()

    assert rescaled(times, process).cumsum() == pytest.approx([summed(t) for t in times])


def test_the_gap_tells_an_exponential_sample_from_another():
    many = 2000
    exact = -np.log(1 - (np.arange(many) + 0.5) / many)
    assert worst_gap(exact) == pytest.approx(0.5 / math.sqrt(many))
    assert worst_gap(1.2 * exact) > 1.63
    process = Process(rate=1.0, offspring=0.5, decay=1.0, until=2000.0)
    times = events_of(process, 1)
    wrong = Process(rate=1.0, offspring=0.4, decay=1.0, until=2000.0)
    assert worst_gap(rescaled(times, wrong)) > 1.63


def test_a_case_is_played():
    answer = played(CLASSIC, ["offspring=1.5", "clusters=2000"]).result
    assert answer["mean size"] == "infinite"
    drawn = answer["share of those drawn that end within a million events"]
    assert drawn == pytest.approx(extinction(1.5), abs=0.05)


def test_the_picture_draws_clusters_on_their_law():
    lines = [line for line in CLASSIC.sketch().panels[0].lines if len(line.x)]
    for colour in range(3):
        law, drawn = (line for line in lines if line.colour == colour)
        at = dict(zip(drawn.x, drawn.y, strict=True))
        common = [(y, at[x]) for x, y in zip(law.x, law.y, strict=True) if y > 0.01]
        assert len(common) > 5
        assert all(abs(seen / y - 1) < 0.15 for y, seen in common)
