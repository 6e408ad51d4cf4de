"""What a shift is worth, and how concentrated a place's jobs are: against sums by hand."""

import dataclasses

import numpy as np
import pytest

from downtools.scenario import load
from downtools.world.build import build_world
from downtools.world.money import kinds_of, strategic_value
from tests.tiny import tiny_scenario, tiny_site

DAY_SHIFTS = 52 * 5 - 9
CREW_SHIFTS = 365 * 2 / 4


def test_a_shift_is_worth_the_sectors_mean_over_the_shifts_of_a_year():
    """metal: 1,000 people make USD 10 million and export 4 million a year, at USD 500 a month."""
    metal, power = range(2)
    found = kinds_of(tiny_scenario())
    assert found.continuous.tolist() == [0, 1]
    assert found.output_cents[metal] == round(1e7 / 1000 / DAY_SHIFTS * 100)
    assert found.output_cents[power] == round(1e7 / 1000 / CREW_SHIFTS * 100)
    assert found.exports_cents[metal] == round(4e6 / 1000 / DAY_SHIFTS * 100)
    assert found.wage_cents[metal] == round(500 * 12 / DAY_SHIFTS * 100)


def test_what_a_named_site_states_is_taken_out_of_its_sector():
    """A works of 100 states 6 of the 10 million; the other 900 share the remaining 4."""
    works = dataclasses.replace(tiny_site("works"), staff=100, value_added_usd=6e6)
    found = kinds_of(tiny_scenario(sites=(works,)))
    assert found.named.tolist() == [-1, -1, 0]
    assert found.sector.tolist() == [0, 1, 0]
    assert found.output_cents[0] == round(4e6 / 900 / DAY_SHIFTS * 100)
    assert found.output_cents[2] == round(6e6 / 100 / DAY_SHIFTS * 100)


def test_strategic_value_is_the_mean_of_two_shares():
    """Two sectors of 10 and 4 million each: 100 of 1,000 people in one make a twentieth of both."""
    kinds = kinds_of(tiny_scenario())
    assert strategic_value(kinds, 0, 100) == pytest.approx(0.05)
    assert sum(strategic_value(kinds, kind, 1000) for kind in range(2)) == pytest.approx(1.0)


def test_the_countrys_shifts_make_its_value_added_exports_and_wages():
    scenario = load("belarus-2020")
    world = build_world(scenario)
    sites = world.sites
    shifts = np.where(sites.continuous == 1, CREW_SHIFTS, DAY_SHIFTS) * sites.staff
    for number, sector in enumerate(scenario.sectors):
        mine = sites.sector == number
        for cents, total in (
            (sites.output_cents, sector.value_added_usd),
            (sites.exports_cents, sector.exports_usd),
            (sites.wage_cents, sector.wage_usd * 12 * sector.employed),
        ):
            a_year = float((cents * shifts)[mine].sum()) / 100
            assert a_year == pytest.approx(total, rel=0.002, abs=1e5), sector.sector
    assert sites.strategic.sum() == pytest.approx(1.0, abs=1e-6)


def test_concentration_is_the_herfindahl_index_of_a_places_employers():
    scenario = load("belarus-2020")
    world = build_world(scenario)
    for place in (world.place_names.index(name) for name in ("soligorsk", "minsk", "rural/brest")):
        staff = world.sites.staff[world.sites.place == place].astype(np.float64)
        by_hand = ((staff / staff.sum()) ** 2).sum()
        assert world.places.concentration[place] == pytest.approx(by_hand, rel=1e-9)
    potash, capital = (
        world.places.concentration[world.place_names.index(n)] for n in ("soligorsk", "minsk")
    )
    assert potash > 20 * capital
