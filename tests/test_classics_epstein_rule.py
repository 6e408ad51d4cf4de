"""Epstein's rule: areas against a grid, and the engine against a plain program."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.study.classics.crowds import room_of_rest
from downtools.study.classics.engine import bare_scenario
from downtools.study.classics.epstein_rule import (
    CLASSIC,
    Place,
    area,
    by_engine,
    by_formula,
    rooms_by_day,
)
from downtools.study.classics.playing import played
from downtools.world.build import build_world


@pytest.mark.long
def test_every_check_of_the_quick_set_holds():
    failed = [check for check in CLASSIC.checks(True) if not check.holds]
    assert not failed


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_an_area_is_what_a_grid_counts(legitimacy: float, arrest: float):
    middles = (np.arange(1000) + 0.5) / 1000
    active = middles[:, None] * (1.0 - legitimacy) - middles[None, :] * arrest > 0.1
    # The edge of the area goes through at most two rows of cells for each column.
    assert area(legitimacy, arrest) == pytest.approx(float(active.mean()), abs=0.002)


@st.composite
def places(draw: st.DrawFn) -> Place:
    return Place(
        legitimacy=draw(st.integers(0, 100)) / 100,
        cops=draw(st.integers(0, 300)),
        people=draw(st.integers(1, 400)),
        whole=draw(st.booleans()),
    )


def plain(place: Place, days: int, seed: int) -> list[int]:
    """Agents one by one; a rule that is as good as even may fall either way in the engine."""
    scenario = dataclasses.replace(bare_scenario(place.people, 1, {}), world_seed=seed)
    workers = build_world(scenario, cache=False).workers
    hardship = (workers.opposition + 0.5) / 65536
    aversion = (workers.caution + 0.5) / 256
    out = np.zeros(place.people, bool)
    path: list[int] = []
    for _ in range(days):
        others = int(out.sum()) - out
        a_head = place.cops / (1.0 + others)
        arrest = 1.0 - np.exp(-2.3 * (np.floor(a_head) if place.whole else a_head))
        left = hardship * (1.0 - place.legitimacy) - aversion * arrest - 0.1
        if (np.abs(left) < 2e-5).any():
            return []
        out = left > 0.0
        path.append(int(out.sum()))
    return path


@given(places(), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_the_engine_does_what_agents_one_by_one_do(place: Place, seed: int):
    expected = plain(place, 6, seed)
    if expected:
        assert by_engine(place, 6, seed).tolist() == expected


@given(st.floats(0.5, 0.89), st.integers(1, 50), st.booleans())
def test_more_cops_or_more_legitimacy_leave_fewer_active(legitimacy: float, cops: int, whole: bool):
    here = by_formula(Place(legitimacy, cops, 1000, whole), 50)
    for other in (
        Place(legitimacy, cops + 1, 1000, whole),
        Place(legitimacy + 0.01, cops, 1000, whole),
    ):
        assert all(a <= b + 1e-12 for a, b in zip(by_formula(other, 50), here, strict=True))
    assert here == sorted(here), "nobody was active before, so it only grows"


def test_the_room_grows_day_by_day_to_that_of_rest():
    """On day 0 nobody follows anybody, so it is that of the draws alone."""
    place = Place(0.82, 1900, 100_000)
    path = by_formula(place, 200)
    rooms = rooms_by_day(place, path)
    assert rooms[0] == pytest.approx(3 * (path[0] * (1 - path[0]) / 100_000) ** 0.5)
    rest, step = path[-1], 1e-6
    slope = (place.after(rest + step) - place.after(rest - step)) / (2 * step)
    assert 0.1 < slope < 0.9
    assert rooms[-1] == pytest.approx(room_of_rest(rest, slope, 100_000), rel=1e-6)
    assert rooms[0] < rooms[1] < rooms[-1]
    whole = rooms_by_day(Place(0.82, 1900, 100_000, whole=True), path)
    assert whole[-1] == pytest.approx(room_of_rest(rest, 0.0, 100_000))


def test_nobody_is_active_at_a_legitimacy_that_forbids_it_exactly():
    found = {check.name: check for check in CLASSIC.checks(True)}
    for cops in ("no cop", "a cop"):
        check = found[f"legitimacy 0.90, {cops} in sight: share active at first"]
        assert (check.expected, check.obtained, check.tolerance) == (0, 0, 0)


def test_whole_cops_are_those_a_head():
    for active, heads in ((0, 3), (0.5, 2), (1, 1), (2, 1), (2.1, 0)):
        chance = Place(0.8, 3, 100, whole=True).arrest(active)
        assert chance == pytest.approx(1.0 - math.exp(-2.3 * heads))


def test_a_case_of_ones_own_tips_only_if_whole_cops_count():
    floor = played(CLASSIC, []).result
    smooth = played(CLASSIC, ["floor=no"]).result
    assert floor["share active on the last day"] == pytest.approx(0.444, abs=0.01)
    assert smooth["share active on the last day"] == pytest.approx(0.020, abs=0.003)
    with pytest.raises(InputError, match="above its highest value 1"):
        played(CLASSIC, ["legitimacy=1.5"])
