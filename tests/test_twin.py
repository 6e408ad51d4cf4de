"""The compiled engine against its plain-Python twin: the same tables, bit for bit."""

import numpy as np
import pytest

from downtools.digest import digest_of
from downtools.reference import simulate_plainly
from downtools.run.simulate import simulate
from downtools.scenario import load
from tests.tiny import tiny_entry, tiny_parameters, tiny_scenario, tiny_site, tiny_world


def as_arrays(tables):
    return {
        name: {column: np.array(values, np.int64) for column, values in columns.items()}
        for name, columns in tables.items()
    }


def assert_same(run, tables):
    for name, columns in run.tables.items():
        assert list(columns) == list(tables[name])
        for column, values in columns.items():
            assert values.tolist() == tables[name][column], f"{name}.{column}"
    assert run.digest == digest_of(as_arrays(tables))


@pytest.mark.parametrize("seed", [1, 2, 2**63 - 1])
def test_one_plant_is_the_same_in_both(seed):
    from downtools.world.build import build_world

    scenario = load("one-plant")
    world = build_world(scenario)
    run = simulate(scenario, seed=seed, world=world)
    assert run.tables["daily"]["striking"].max() > 0
    assert_same(run, simulate_plainly(scenario, world, seed=seed))


@pytest.mark.parametrize("scale", [1.0, 0.4])
def test_a_country_with_every_kind_of_entry_is_the_same_in_both(scale):
    schedule = (
        tiny_entry("falsified_vote", 0, 0),
        tiny_entry("street_violence", 0, 2, people=60.0),
        tiny_entry("street_violence", 1, 2, place="town:alpha", people=30.0, strength=0.5),
        tiny_entry("street_protest", 2, 8, place="town:beta", people=500.0),
        tiny_entry("internet_shutdown", 0, 2, strength=0.8),
        tiny_entry("internet_shutdown", 1, 4, place="region:lowland", strength=1.0),
        tiny_entry("dismissal_threat", 5, 13, place="ownership:state", strength=0.4),
        tiny_entry("dismissal_threat", 7, 13, place="site:works", strength=0.7),
        tiny_entry("call", 3, 3, rung="strike"),
        tiny_entry("call", 8, 9, place="town:alpha", rung="walkout", strength=2.0),
    )
    scenario = tiny_scenario(
        sites=(tiny_site("works"), tiny_site("rail", spread="country", shifts="continuous")),
        schedule=schedule,
        parameters=tiny_parameters(
            {"ladder.keep": 0.05, "workplace.giant_staff": 60, "workplace.selection": 0.2}
        ),
    )
    world = tiny_world(
        scenario,
        [
            (0, 83, False, 0),
            (0, 41, True, 1),
            (1, 37, True, 1),
            (0, 120, False, -1),
            (1, 150, True, -1),
            (2, 7, False, -1),
            (3, 1, False, -1),
            (2, 64, True, -1),
        ],
        scale=scale,
    )
    for seed in range(5):
        run = simulate(scenario, seed=seed, world=world)
        assert_same(run, simulate_plainly(scenario, world, seed=seed))
