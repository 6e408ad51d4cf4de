"""How a run is put together, whatever the country: phases, prefixes, threads and seeds."""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings

from downtools.day import PHASES, cuts_of, team
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.world.build import build_world
from tests.tiny import tiny_entry, tiny_scenario, tiny_site, tiny_world
from tests.wild import NUMBERS, country_of, mornings


def arrays_of(morning):
    """Every array of State and Today by its name."""
    state, today = morning.state._asdict(), morning.today._asdict()
    assert not set(state) & set(today), "one name for two arrays"
    return {**state, **today}


@given(NUMBERS)
@settings(max_examples=25)
def test_phases_write_what_they_declare_and_nothing_else(number):
    country = country_of(number)
    for morning in mornings(country, 8):
        for phase in PHASES:
            before = {name: array.copy() for name, array in arrays_of(morning).items()}
            phase.run(morning)
            for name, array in arrays_of(morning).items():
                if name not in phase.writes:
                    assert np.array_equal(before[name], array), f"{phase.name} wrote {name}"


def test_every_declared_write_happens():
    """What a phase declares and never writes is a declaration too many."""
    from tests.test_twin import full_country, full_world

    scenario = full_country()
    written = {phase.name: set() for phase in PHASES}
    for morning in mornings((scenario, full_world(scenario, 1.0), 1), scenario.calendar.days):
        arrays = arrays_of(morning)
        for phase in PHASES:
            before = {name: array.copy() for name, array in arrays.items()}
            phase.run(morning)
            written[phase.name] |= {
                name for name, old in before.items() if not np.array_equal(old, arrays[name])
            }
    for phase in PHASES:
        assert set(phase.writes) == written[phase.name], phase.name


@given(NUMBERS)
@settings(max_examples=20)
def test_a_shorter_run_of_any_country_is_the_beginning_of_a_longer_one(number):
    scenario, world, seed = country_of(number)
    long = simulate(scenario, seed=seed, world=world, threads=1)
    short = simulate(scenario.with_days(7), seed=seed, world=world, threads=1)
    for name, columns in short.tables.items():
        for column, values in columns.items():
            kept = long.tables[name]["day"] < 7
            assert values.tolist() == long.tables[name][column][kept].tolist(), f"{name}.{column}"


def test_a_run_that_ends_before_a_call_does_says_nothing_of_its_failure():
    """A call fails on its own last day, not on the last day of a run that was cut short."""
    scenario = tiny_scenario(
        sites=(tiny_site("works", effect=-5.0),),
        schedule=(tiny_entry("call", 2, 8, rung="strike"),),
    )
    world = tiny_world(scenario, [(0, 10, False, 0)])
    short = simulate(scenario.with_days(5), seed=1, world=world).tables["daily"]
    assert short["news_milli"].tolist() == [0] * 5
    long = simulate(scenario, seed=1, world=world).tables["daily"]
    assert long["news_milli"].tolist() == [0] * 8 + [-300, -240]


def share_all(patch):
    """Let threads share even what is too little to be worth it."""
    for phase in ("gather", "away"):
        patch.setattr(import_module(f"downtools.day.{phase}"), "_FEW", 0)


@given(NUMBERS)
@settings(max_examples=10)
def test_threads_do_not_matter_in_any_country(number):
    scenario, world, seed = country_of(number)
    wanted = simulate(scenario, seed=seed, world=world, threads=1).digest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(team, "_BLOCK_WORKERS", 20)
        share_all(patch)
        assert simulate(scenario, seed=seed, world=world, threads=3).digest == wanted


@pytest.fixture(scope="module")
def plant():
    scenario = load("one-plant")
    return scenario, build_world(scenario)


def test_threads_and_blocks_do_not_matter(plant, monkeypatch):
    scenario, world = plant
    wanted = simulate(scenario, seed=7, world=world, threads=1).digest
    monkeypatch.setattr(team, "_BLOCK_WORKERS", 50)
    share_all(monkeypatch)
    assert len(cuts_of(world.sites.first_worker)) > 8
    for many in (1, 2, 3, 8):
        assert simulate(scenario, seed=7, world=world, threads=many).digest == wanted


def test_two_seeds_differ(plant):
    scenario, world = plant
    digests = {simulate(scenario, seed=seed, world=world).digest for seed in range(4)}
    assert len(digests) == 4


def test_without_violence_there_is_less_outrage_and_a_smaller_wave(plant):
    scenario, world = plant
    calm = scenario.with_values(
        {
            f"schedule.{entry.id}.strength": 0.0
            for entry in scenario.schedule
            if entry.kind == "street_violence"
        }
    )
    for seed in range(3):
        with_it = simulate(scenario, seed=seed, world=world).tables["daily"]
        without = simulate(calm, seed=seed, world=world).tables["daily"]
        assert without["outrage_milli"].sum() < with_it["outrage_milli"].sum()
        assert without["withheld_milli"].sum() < with_it["withheld_milli"].sum()


def test_a_world_of_ones_own_cannot_be_written_and_takes_the_same_kernels():
    scenario = tiny_scenario(sites=(tiny_site("works"),))
    world = tiny_world(scenario, [(0, 10, False, 0)])
    parts = (world.workers, world.shops, world.sites, world.places, world.named, world.contacts)
    assert not any(column.flags.writeable for part in parts for column in part)
    kernel = import_module("downtools.day.decide")._decide_sites
    simulate(load("one-plant").with_days(2), seed=1, threads=1)
    before = len(kernel.signatures)
    simulate(scenario, seed=1, world=world, threads=1)
    assert len(kernel.signatures) == before
