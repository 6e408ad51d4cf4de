"""Branching: a future from a past is, byte for byte, the run that never stopped."""

import dataclasses
import datetime as dt

import pytest

from downtools.chance import OWN, Luck
from downtools.run.past import first_difference
from downtools.run.simulate import simulate, simulate_keeping
from downtools.scenario.model import Scenario
from downtools.scenario.read import load
from downtools.scenario.schedule import Entry
from downtools.world.build import build_world

NAMES = ("one-plant", "two-towns")


@pytest.mark.parametrize("name", NAMES)
def test_futures_of_the_same_luck_are_the_run_itself(name: str):
    scenario = load(name)
    world = build_world(scenario)
    whole, pasts = simulate_keeping(scenario, (0, 5, 12), seed=3, world=world)
    assert sorted(pasts) == [0, 5, 12]
    assert whole.digest == simulate(scenario, seed=3, world=world).digest
    for past in pasts.values():
        again = simulate(scenario, seed=3, world=world, past=past, threads=2)
        assert again.digest == whole.digest
        assert simulate(scenario, seed=3, world=world, past=past).digest == whole.digest


def test_a_turn_of_luck_leaves_the_days_before_it_alone():
    scenario = load("one-plant")
    world = build_world(scenario)
    luck = Luck.of(3)
    whole, pasts = simulate_keeping(scenario, (12,), seed=luck, world=world)
    turned = luck.turned(12, 8, 9)
    branch = simulate(scenario, seed=turned, world=world, past=pasts[12])
    assert branch.digest == simulate(scenario, seed=turned, world=world).digest
    mine, theirs = branch.tables["daily"], whole.tables["daily"]
    assert all((mine[name][:12] == theirs[name][:12]).all() for name in mine)
    assert branch.digest != whole.digest


def test_own_luck_is_that_of_each_worker_alone():
    luck = Luck(1, 2)
    assert {luck.seed(decision, 4) for decision in OWN} == {2}
    assert luck.seed("nation_shock", 4) == luck.seed("lock_in", 4) == 1
    turned = luck.turned(5, 6, 7).turned(3, 8, 9)
    assert [turned.seed("event", day) for day in (2, 3, 6)] == [1, 8, 8]


def with_entry(scenario: Scenario, **values: object) -> Scenario:
    day = scenario.calendar.date(9)
    entry = Entry(
        **{
            "id": "added",
            "kind": "strike_fund",
            "start": day,
            "end": scenario.calendar.end,
            "known_from": day,
            "place": "nation",
            "strength": 0.5,
            "usd": 1e6,
            "source": "test",
            **values,
        }  # pyright: ignore[reportArgumentType]
    )
    return dataclasses.replace(scenario, schedule=(*scenario.schedule, entry))


@pytest.mark.parametrize("kind", ["strike_fund", "common_date", "committee", "safe_channel"])
def test_scenarios_that_part_later_share_their_past(kind: str):
    scenario = load("one-plant")
    world = build_world(scenario)
    other = with_entry(scenario, kind=kind, rung="strike" if kind == "common_date" else "")
    day = first_difference(scenario, other)
    assert day == 9
    _, pasts = simulate_keeping(scenario, (day,), seed=2, world=world)
    branch = simulate(other, seed=2, world=world, past=pasts[day])
    assert branch.digest == simulate(other, seed=2, world=world).digest


def test_where_scenarios_part():
    scenario = load("one-plant")
    calendar = scenario.calendar
    assert first_difference(scenario, scenario) == calendar.days
    assert first_difference(scenario, scenario.with_values({"police.harm": 0.123})) == 0
    opened = scenario.with_values({"inter_site_committee.open_on": calendar.date(7)})
    later = scenario.with_values({"inter_site_committee.open_on": calendar.date(11)})
    assert first_difference(opened, later) == 7
    added = with_entry(scenario)
    assert first_difference(added, scenario) == 9
    moved = with_entry(scenario, start=calendar.date(4), known_from=calendar.date(4))
    assert first_difference(added, moved) == 4
    before = with_entry(scenario, start=calendar.start - dt.timedelta(days=3))
    assert first_difference(scenario, before) == 0
