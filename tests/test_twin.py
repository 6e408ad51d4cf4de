"""The compiled engine against its plain-Python twin: the same tables, bit for bit."""

import dataclasses
import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings

from downtools.digest import digest_of
from downtools.reference import simulate_plainly
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.schedule import KINDS
from downtools.world.build import build_world
from downtools.world.contacts import NO_CONTACTS
from downtools.world.world import Values
from tests.tiny import (
    MONDAY,
    tiny_calendar,
    tiny_entry,
    tiny_links,
    tiny_parameters,
    tiny_scenario,
    tiny_sector,
    tiny_site,
    tiny_world,
)
from tests.wild import NUMBERS, country_of, tied

SEEDS = range(6)
DAYS = 26
BY_RULE_FROM = 12
OFFER = 14
"""The day of the concession in the schedule."""
FUND_USD = 900.0


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
    scenario = load("one-plant")
    world = build_world(scenario)
    run = simulate(scenario, seed=seed, world=world)
    assert run.tables["daily"]["striking"].max() > 0
    assert_same(run, simulate_plainly(scenario, world, seed=seed))


@given(NUMBERS)
@settings(max_examples=40)
def test_any_small_country_is_the_same_in_both(number):
    scenario, world, seed = country_of(number)
    run = simulate(scenario, seed=seed, world=world, threads=1)
    assert_same(run, simulate_plainly(scenario, world, seed=seed))


# --- a country in which everything happens --------------------------------------------------------

HISTORY = (
    tiny_entry("falsified_vote", 0, 0),
    tiny_entry("street_violence", 0, 2, people=60.0),
    tiny_entry("street_violence", 1, 2, "town:alpha", people=30.0, strength=0.5),
    tiny_entry("street_protest", 2, 18, "town:beta", people=300.0),
    tiny_entry("internet_shutdown", 0, 2, strength=0.8),
    tiny_entry("internet_shutdown", 1, 4, "region:lowland", strength=1.0),
    tiny_entry("safe_channel", 1, 3, "district:south", strength=0.6),
    tiny_entry("dismissal_threat", 5, 23, "ownership:state", strength=0.4),
    tiny_entry("dismissal_threat", 7, 23, "site:works", strength=0.7),
    tiny_entry("dismissal", 3, 9, strength=0.15),
    tiny_entry("detain_leaders", 4, 20, "region:upland", strength=0.4),
    tiny_entry("lock_in", 2, 11, "sector:metal", strength=0.3),
    tiny_entry("block_passes", 2, 11, strength=0.4),
    tiny_entry("daily_meetings", 1, 11, "ownership:state", strength=2.0),
    tiny_entry("replacement_workers", 4, 10, "site:works", strength=0.35),
    tiny_entry("bonus", 3, 6, "town:alpha", strength=1.5),
    tiny_entry("legal_ban", 3, 9, "district:north", strength=0.3),
    tiny_entry("court_fine", 3, 6, strength=0.5),
    tiny_entry("leader_visit", 7, 7, "site:works", strength=1.2),
    tiny_entry("leader_visit", 8, 8, "site:rail", strength=1.0),
    tiny_entry("concession", OFFER, OFFER + 1, strength=0.8),
    tiny_entry("concession", 15, 15, "town:beta", strength=0.4),
    tiny_entry("call", 3, 3, rung="strike"),
    tiny_entry("call", 8, 9, "town:alpha", rung="walkout", strength=2.0),
    tiny_entry("call", 21, 22, rung="walkout", strength=3.0),
    tiny_entry("common_date", 10, 10, rung="strike", strength=0.8),
    tiny_entry("common_date", 9, 9, "town:beta", rung="strike", strength=2.0),
    tiny_entry("strike_fund", 1, 24, strength=0.7, usd=FUND_USD),
    tiny_entry("strike_fund", 3, 24, "site:rail", strength=1.0, usd=300.0),
    tiny_entry("committee", 3, 3, "site:works"),
)
RULES = (
    tiny_entry("dismissal_threat", 0, 25, id="warn", above=0.1, strength=0.8),
    tiny_entry("dismissal", 0, 25, id="sack", above=0.0, after="warn", strength=0.3),
    tiny_entry("legal_ban", 0, 20, id="ban", above=0.05, strength=0.5),
    tiny_entry("detain_leaders", 0, 25, "sector:power", id="hold", above=0.05, strength=0.6),
    tiny_entry("lock_in", 0, 25, "region:upland", id="lock", above=0.01, after="hold"),
    tiny_entry("block_passes", 14, 25, "town:alpha", id="block", above=0.02, strength=0.9),
    tiny_entry("daily_meetings", 0, 25, "ownership:state", id="meet", above=0.3, strength=3.0),
    tiny_entry("replacement_workers", 0, 25, "sector:metal", id="replace", above=0.1, strength=0.4),
    tiny_entry("bonus", 0, 25, "ownership:state", id="pay", above=0.0, after="meet", strength=3.0),
    tiny_entry("court_fine", 0, 25, "region:lowland", id="fine", above=0.01, strength=0.8),
    tiny_entry("street_violence", 0, 25, id="beat", above=0.1, strength=0.1),
    tiny_entry("street_violence", 0, 25, "town:beta", id="more", above=0.0, after="beat"),
    tiny_entry("internet_shutdown", 0, 25, id="cut", above=0.08, strength=0.5),
    tiny_entry("internet_shutdown", 0, 25, id="off", above=0.01, after="cut", strength=0.9),
)
"""Of the tactics at sites three are decrees, for the whole nation; the others look at each site."""


def full_country(**values):
    """A country with every kind of entry and of rule, links, and continuous processes."""
    parameters = {
        "people.opposition_mean": 0.7,
        "people.attention": 0.4,
        "ladder.keep": 0.05,
        "ladder.fatigue": 0.06,
        "workplace.giant_staff": 60,
        "workplace.selection": 0.2,
        "police.detain": 0.15,
        "police.harm": 0.3,
        "sack.resign": 0.2,
        "sack.reinstated": 0.15,
        "influence.contacts": 0.1,
        "influence.each_contact": 0.01,
        "organise.base": 0.1,
        "organise.suspend": 0.7,
        "organise.suspend_share": 0.6,
        "organise.suspend_days": 2,
        "organise.held_days": 3,
        "organise.link": 0.6,
        "belief.call_bar": 0.9,
        "concede.hazard": 0.3,
        "concede.bar": 0.2,
        "concede.leave_bar": 0.9,
        "production.stock_days": 0.5,
        "production.critical_staff": 0.85,
        "gather.spent_days": 1,
        "regime.sites": 3.0,
        "regime.by_rule_from": MONDAY + dt.timedelta(days=BY_RULE_FROM),
        "inter_site_committee.open_on": MONDAY + dt.timedelta(days=2),
    }
    return tiny_scenario(
        calendar=tiny_calendar(DAYS, holidays=(MONDAY + dt.timedelta(days=16),)),
        sectors=(
            tiny_sector("metal"),
            tiny_sector("power", "continuous", fixed_term_share=0.25, process="continuous"),
            tiny_sector("trade", fixed_term_share=1.0),
        ),
        links=tiny_links(
            ("metal", "power", 0.2),
            ("metal", "imports", 0.3),
            ("power", "metal", 0.05),
            ("power", "power", 0.1),
            ("trade", "metal", 0.02),
            ("trade", "power", 0.005),
        ),
        sites=(
            tiny_site("works"),
            tiny_site("rail", spread="country", shifts="continuous", sector="trade"),
            tiny_site("smelter", town="beta", sector="metal", process="continuous", effect=0.15),
        ),
        schedule=(*HISTORY, *RULES),
        parameters=tiny_parameters(parameters, values),
    )


def full_world(scenario, scale):
    sites = [
        (0, 83, False, 0),
        (0, 21, True, 1),
        (1, 27, True, 1),
        (1, 60, False, 2),
        (0, 120, False, -1),
        (1, 104, True, -1),
        (2, 7, False, -1),
        (3, 1, False, -1),
        (2, 34, True, -1),
    ]
    world = tiny_world(scenario, sites, scale=scale)
    pairs = [(i, (i + step) % world.agents) for i in range(world.agents) for step in (1, 2, 97)]
    return dataclasses.replace(world, contacts=tied(world.agents, pairs))


@pytest.fixture(scope="module", params=[1.0, 0.4])
def runs(request):
    scenario = full_country()
    world = full_world(scenario, request.param)
    return scenario, world, [simulate(scenario, seed=seed, world=world) for seed in SEEDS]


def test_a_country_with_everything_in_it_is_the_same_in_both(runs):
    scenario, world, found = runs
    for run in found:
        assert_same(run, simulate_plainly(scenario, world, seed=run.seed))


def test_the_schedule_has_every_kind_and_every_rule():
    assert {entry.kind for entry in HISTORY} == set(KINDS)
    assert {rule.kind for rule in RULES} == {kind for kind in KINDS if KINDS[kind].notices}


HAPPENS = {
    "detention": lambda daily, _: np.diff(daily["detained"]) > 0,
    "release": lambda daily, _: np.diff(daily["detained"]) < 0,
    "dismissal": lambda daily, _: np.diff(daily["dismissed"]) > 0,
    "reinstatement": lambda daily, _: np.diff(daily["dismissed"]) < 0,
    "resignation": lambda daily, _: daily["resigned"] > 0,
    "kept in": lambda daily, _: daily["kept_in"] > 0,
    "won": lambda daily, _: daily["resolved"] == 1,
    "conceded by hazard": lambda daily, _: (daily["resolved"] == 2) & (daily["day"] != OFFER),
    "conceded by the schedule": lambda daily, _: (daily["resolved"] == 2) & (daily["day"] == OFFER),
    "suspended": lambda daily, _: daily["resolved"] == 3,
    "outage": lambda daily, _: daily["output_idle_cents"] > 0,
    "missing inputs": lambda daily, _: daily["output_missing_cents"] > 0,
    "missing exports": lambda daily, _: daily["exports_missing_cents"] > 0,
    "a fund runs out": lambda daily, _: (
        daily["funds_paid_cents"].sum() >= FUND_USD * 100,
        daily["wages_lost_cents"][daily["funds_paid_cents"].cumsum() >= FUND_USD * 100].any(),
    ),
    "hope": lambda daily, _: daily["news_milli"] > 0,
    "despair": lambda daily, _: daily["news_milli"] < 0,
    "victims by rule": lambda daily, _: daily["victims"][BY_RULE_FROM:] > 0,
    "a cut by rule": lambda daily, _: daily["openness_milli"][BY_RULE_FROM:] < 1000,
    "a list": lambda daily, _: daily["lists_open"] > 0,
    "a walkout": lambda daily, _: daily["walking_out"] > 0,
    "a strike": lambda daily, _: daily["striking"] > 0,
    **{
        f"event {kind}": lambda _, events, kind=kind: events["kind"] == kind for kind in range(1, 8)
    },
}


@pytest.mark.parametrize("what", HAPPENS)
def test_everything_does_happen(runs, what):
    _, _, found = runs
    seen = [np.asarray(HAPPENS[what](run.tables["daily"], run.tables["events"])) for run in found]
    assert any(one.any() if what != "a fund runs out" else one.all() for one in seen)


@pytest.mark.parametrize("entry", [*HISTORY, *RULES], ids=lambda entry: entry.id)
def test_no_entry_goes_unnoticed(runs, entry):
    """Without it some seed ends otherwise, so that the comparison does compare it."""
    scenario, world, found = runs
    left = tuple(other for other in scenario.schedule if other is not entry)
    # A rule that acted after the one left out goes with it.
    left = tuple(other for other in left if not other.after or other.after != entry.id)
    without = dataclasses.replace(scenario, schedule=left)
    assert any(simulate(without, seed=run.seed, world=world).digest != run.digest for run in found)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.after], ids=lambda rule: rule.id)
def test_after_holds_a_rule_back(runs, rule):
    scenario, world, found = runs
    alone = dataclasses.replace(rule, after="")
    free = tuple(alone if other is rule else other for other in scenario.schedule)
    changed = dataclasses.replace(scenario, schedule=free)
    assert any(simulate(changed, seed=run.seed, world=world).digest != run.digest for run in found)


def test_whom_one_knows_makes_a_difference(runs):
    scenario, world, found = runs
    alone = dataclasses.replace(world, contacts=NO_CONTACTS)
    assert any(simulate(scenario, seed=r.seed, world=alone).digest != r.digest for r in found)
    for key in ("influence.contacts", "influence.each_contact"):
        less = scenario.with_values({key: 0.0})
        assert any(simulate(less, seed=r.seed, world=world).digest != r.digest for r in found)


def test_given_values_of_ranks_are_the_same_in_both(runs):
    """Traits as a table: steps in place of a distribution."""
    scenario, world, _ = runs
    ranks = np.arange(65536, dtype=np.int32)
    given = dataclasses.replace(
        world,
        values=Values(
            opposition=ranks // 9000 * 9000, caution=np.arange(256, dtype=np.int32) * 512
        ),
    )
    run = simulate(scenario, seed=1, world=given)
    assert run.digest != simulate(scenario, seed=1, world=world).digest
    assert_same(run, simulate_plainly(scenario, given, seed=1))


def test_whole_officers_are_the_same_in_both(runs):
    scenario, world, found = runs
    whole = scenario.with_values({"police.whole_officers": True})
    changed = [simulate(whole, seed=run.seed, world=world) for run in found]
    assert any(one.digest != run.digest for one, run in zip(changed, found, strict=True))
    for run in changed:
        assert_same(run, simulate_plainly(whole, world, seed=run.seed))


def test_the_regime_cannot_be_everywhere(runs):
    _, world, found = runs
    wide = full_country(**{"regime.sites": 1000.0})
    assert any(simulate(wide, seed=run.seed, world=world).digest != run.digest for run in found)
