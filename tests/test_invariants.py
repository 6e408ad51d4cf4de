"""What must hold in every run, whatever the country, its parameters and its luck."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.day import PHASES, Morning, Records, first_state, new_today, rules_of
from downtools.reference import simulate_plainly
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.world import threads
from downtools.world.build import build_world
from tests.tiny import tiny_entry, tiny_parameters, tiny_scenario, tiny_site, tiny_world

KINDS = (
    {"kind": "falsified_vote"},
    {"kind": "street_violence", "people": 80.0},
    {"kind": "street_violence", "people": 40.0, "place": "town:alpha"},
    {"kind": "street_protest", "people": 900.0, "place": "town:beta"},
    {"kind": "internet_shutdown", "strength": 0.9},
    {"kind": "dismissal_threat", "strength": 0.5, "place": "sector:metal"},
    {"kind": "dismissal_threat", "strength": 0.9, "place": "site:works"},
    {"kind": "call", "rung": "strike", "strength": 1.5},
    {"kind": "call", "rung": "sign", "place": "district:north"},
)
WILD = {
    "people.opposition_mean": st.floats(-2.0, 3.0),
    "people.attention": st.floats(0.0, 1.0),
    "ladder.keep": st.floats(0.0, 0.5),
    "influence.shop": st.floats(0.0, 2.0),
    "police.harm": st.floats(0.0, 2.0),
    "sack.cost": st.floats(0.0, 2.0),
    "gather.base": st.floats(-0.5, 0.5),
    "gather.readiness": st.floats(0.0, 1.0),
    "gather.list_base": st.floats(-0.5, 0.5),
    "workplace.effect_sd": st.floats(0.0, 1.0),
}
SITE = st.tuples(st.integers(0, 3), st.integers(1, 130), st.booleans())


@st.composite
def countries(draw):
    """A scenario with random parameters, schedule and sites, its world, and a seed."""
    schedule = tuple(
        tiny_entry(
            first=draw(st.integers(0, 5)),
            last=draw(st.integers(5, 9)),
            id=f"entry{number}",
            **draw(st.sampled_from(KINDS)),
        )
        for number in range(draw(st.integers(0, 5)))
    )
    values = {key: draw(value) for key, value in WILD.items()}
    scenario = tiny_scenario(
        sites=(tiny_site("works"), tiny_site("rail", spread="country", shifts="continuous")),
        schedule=schedule,
        parameters=tiny_parameters(values, {"workplace.giant_staff": 50}),
    )
    named = [(0, draw(st.integers(1, 90)), False, 0), (0, 41, True, 1), (1, 37, True, 1)]
    others = [(*site, -1) for site in draw(st.lists(SITE, max_size=6))]
    world = tiny_world(scenario, named + others, scale=draw(st.sampled_from([1.0, 0.5])))
    return scenario, world, draw(st.integers(0, 2**63 - 1))


@given(countries())
@settings(max_examples=40)
def test_engine_and_twin_agree(country):
    scenario, world, seed = country
    run = simulate(scenario, seed=seed, world=world)
    twin = simulate_plainly(scenario, world, seed=seed)
    for name, columns in run.tables.items():
        for column, values in columns.items():
            assert values.tolist() == twin[name][column], f"{name}.{column}"


@given(countries())
@settings(max_examples=40)
def test_people_work_and_money_are_conserved(country):
    scenario, world, seed = country
    run = simulate(scenario, seed=seed, world=world)
    daily, regions, sites = run.tables["daily"], run.tables["regions"], run.tables["sites"]
    groups, days = run.tables["groups"], scenario.calendar.days
    acting = daily["rallying"] + daily["walking_out"] + daily["striking"]
    assert (acting <= run.people).all()
    assert (daily["walking_out"] + daily["striking"] <= daily["on_shift"]).all()
    assert (daily["signers"] <= run.people).all()
    assert (np.diff(daily["signers"]) >= 0).all()
    assert (daily["withheld_milli"] <= 1000 * daily["on_shift"]).all()
    for column in ("rallying", "walking_out", "striking", "withheld_milli", "gatherings"):
        by_region = regions[column].reshape(days, -1).sum(axis=1)
        assert (by_region == daily[column]).all()
        of_named = sites[column].reshape(days, -1).sum(axis=1)
        of_others = np.zeros(days, np.int64)
        np.add.at(of_others, groups["day"], groups[column])
        assert (of_named + of_others == daily[column]).all()
    lost = sites["output_lost_cents"].reshape(days, -1).sum(axis=1)
    np.add.at(lost, groups["day"], groups["output_lost_cents"])
    assert (lost == daily["output_lost_cents"]).all()
    capacity = daily["on_shift"] * int(world.sites.output_cents.max())
    assert (daily["output_lost_cents"] <= capacity).all()
    for name in ("openness_milli", "belief_milli"):
        assert ((daily[name] >= 0) & (daily[name] <= 1000)).all()
    assert (sites["striking"] <= np.tile(world.named.roll, days)).all()


def mornings(country, days):
    """The mornings of a country's first days; the phases are the caller's to run."""
    scenario, world, seed = country
    rules = rules_of(scenario, world, seed)
    state, today, records = first_state(world, rules), new_today(world), Records()
    for day in range(days):
        yield Morning(
            world=world,
            rules=rules,
            state=state,
            today=today,
            records=records,
            day=day,
            blocks=threads.site_blocks(world.sites.first_worker),
            pool=None,
        )


@given(countries())
@settings(max_examples=25)
def test_phases_write_what_they_declare_and_nothing_else(country):
    for morning in mornings(country, 3):
        state, today = morning.state, morning.today
        assert not set(state._fields) & set(today._fields), "one name for two arrays"
        for phase in PHASES:
            before = {**state.copy()._asdict(), **{f: a.copy() for f, a in today._asdict().items()}}
            phase.run(morning)
            after = {**state._asdict(), **today._asdict()}
            for name, old in before.items():
                if name not in phase.writes:
                    assert np.array_equal(old, after[name]), f"{phase.name} wrote {name}"


@given(countries())
@settings(max_examples=15)
def test_rungs_nest_and_shops_add_up_to_sites(country):
    for morning in mornings(country, 6):
        for phase in PHASES:
            phase.run(morning)
        world, state = morning.world, morning.state
        act, signed = state.rungs >> 3, state.marks & 1
        assert (np.diff(state.seen, axis=1) <= 0).all()
        assert (state.rungs & 7 <= 4).all()
        assert (act <= 4).all()
        assert (act[signed == 1] >= 1).all()
        owner = np.repeat(np.arange(len(world.sites.key)), np.diff(world.sites.first_worker))
        for rung in range(1, 5):
            counted = np.bincount(owner, act >= rung, len(world.sites.key))
            assert (counted == state.seen[:, rung - 1]).all()
        assert (state.police_sent >= 0).all()


@pytest.fixture(scope="module")
def plant():
    scenario = load("one-plant")
    return scenario, build_world(scenario)


def test_threads_and_blocks_do_not_matter(plant, monkeypatch):
    scenario, world = plant
    wanted = simulate(scenario, seed=7, world=world, threads=1).digest
    monkeypatch.setattr(threads, "_BLOCK_WORKERS", 50)
    assert len(threads.site_blocks(world.sites.first_worker)) > 8
    for many in (1, 2, 3, 8):
        assert simulate(scenario, seed=7, world=world, threads=many).digest == wanted


def test_a_lever_at_its_present_value_changes_no_byte(plant):
    scenario, world = plant
    wanted = simulate(scenario, seed=5, world=world).digest
    keys = ("people.attention", "sack.weight", "gather.spent_days", "police.capacity")
    for key in keys:
        same = scenario.with_values({key: scenario.value(key)})
        assert simulate(same, seed=5, world=world).digest == wanted


def test_two_seeds_differ(plant):
    scenario, world = plant
    digests = {simulate(scenario, seed=seed, world=world).digest for seed in range(4)}
    assert len(digests) == 4


def test_a_shorter_run_is_the_beginning_of_a_longer_one(plant):
    scenario, world = plant
    long = simulate(scenario, seed=3, world=world)
    short = simulate(scenario.with_days(9), seed=3, world=world)
    for name, columns in short.tables.items():
        for column, values in columns.items():
            kept = long.tables[name]["day"] < 9
            assert values.tolist() == long.tables[name][column][kept].tolist(), f"{name}.{column}"


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
