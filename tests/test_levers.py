"""Levers: without effect at their present value, and no cause of what they do not touch."""

import dataclasses
import datetime as dt

import pytest

from downtools.digest import digest_of
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.declare import NEVER
from downtools.scenario.keys import keys
from downtools.scenario.schedule import KINDS
from downtools.world.build import build_world
from tests.test_twin import BY_RULE_FROM, DAYS, HISTORY, RULES, full_country, full_world
from tests.tiny import (
    MONDAY,
    tiny_calendar,
    tiny_entry,
    tiny_parameters,
    tiny_scenario,
    tiny_site,
    tiny_world,
)

SHIPPED = ("one-plant", "belarus-2020", "serbia-2000", "two-towns")
SEEDS = range(3)


def before(run, day):
    """The digest of the tables up to a day, not included."""
    return digest_of(
        {
            name: {column: values[columns["day"] < day] for column, values in columns.items()}
            for name, columns in run.tables.items()
        }
    )


def after(run, day):
    """The digest of the tables from a day on."""
    return digest_of(
        {
            name: {column: values[columns["day"] >= day] for column, values in columns.items()}
            for name, columns in run.tables.items()
        }
    )


@pytest.fixture(scope="module")
def full():
    """The country with everything in it, and its run for each seed."""
    scenario = full_country()
    world = full_world(scenario, 1.0)
    return scenario, world, [simulate(scenario, seed=seed, world=world) for seed in SEEDS]


def digests(scenario, world):
    return [simulate(scenario, seed=seed, world=world).digest for seed in SEEDS]


# --- at the present value ------------------------------------------------------------------------


def one_entry_a_kind(scenario):
    """The keys of all parameters, and of the first entry and the first rule of each kind."""
    first = {(entry.kind, entry.by_rule): entry.id for entry in reversed(scenario.schedule)}
    kept = set(first.values())
    return [
        key
        for key in keys(scenario)
        if not key.startswith("schedule.") or key.split(".")[1] in kept
    ]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_value_set_to_what_it_is_changes_nothing(name):
    """Neither the scenario nor its hash; so no byte of any run."""
    scenario = load(name)
    for key in one_entry_a_kind(scenario):
        same = scenario.with_values({key: scenario.value(key)})
        assert same == scenario, key
        assert same.hash == scenario.hash, key


def test_a_lever_at_its_present_value_changes_no_byte():
    scenario = load("one-plant")
    world = build_world(scenario)
    wanted = simulate(scenario, seed=5, world=world).digest
    for group in {key.partition(".")[0] for key in keys(scenario)}:
        mine = [key for key in keys(scenario) if key.startswith(f"{group}.")]
        same = scenario.with_values({key: scenario.value(key) for key in mine})
        assert simulate(same, seed=5, world=world).digest == wanted, group


# --- strength 0 ----------------------------------------------------------------------------------


def idle(kind, **fields):
    """An entry of strength 0 on all days, at the widest place its kind allows."""
    place = {"site": "site:works", "town": "town:alpha"}.get(KINDS[kind].places[0], "nation")
    given = {"people": 100.0, "rung": "strike", "usd": 5000.0}
    used = {name: value for name, value in given.items() if name in KINDS[kind].needs}
    return tiny_entry(kind, 4, 20, place, id="idle", strength=0.0, **used, **fields)


@pytest.mark.parametrize("kind", KINDS)
def test_an_entry_of_strength_0_is_as_no_entry(full, kind):
    scenario, world, runs = full
    more = dataclasses.replace(scenario, schedule=(*scenario.schedule, idle(kind)))
    assert digests(more, world) == [run.digest for run in runs]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if KINDS[kind].notices])
def test_a_rule_of_strength_0_is_as_no_rule(kind):
    scenario = full_country()
    world = full_world(scenario, 1.0)
    rule = dataclasses.replace(idle(kind), place="nation", above=0.0)
    more = dataclasses.replace(scenario, schedule=(*scenario.schedule, rule))
    assert digests(more, world) == digests(scenario, world)


# --- what is over leaves no trace but in people --------------------------------------------------

QUIET = {"workplace.effect_sd": 0.0, "workplace.selection": 0.0, "outrage.shock_sd": 0.0}
WAVE = 7
"""The day of the vote: before it nobody is above quiet."""
OVER = (
    "lock_in",
    "block_passes",
    "detain_leaders",
    "replacement_workers",
    "bonus",
    "court_fine",
    "dismissal",
    "dismissal_threat",
    "legal_ban",
    "internet_shutdown",
    "safe_channel",
    "strike_fund",
    "common_date",
)


def wave_after(*entries):
    """A country that is quiet until the vote, with entries in its quiet days; and its runs."""
    vote = tiny_entry("falsified_vote", WAVE, WAVE, strength=4.0)
    scenario = tiny_scenario(
        sites=(tiny_site("works"), tiny_site("rail", spread="country", shifts="continuous")),
        schedule=(*entries, vote),
        parameters=tiny_parameters(QUIET),
        calendar=tiny_calendar(19),
    )
    rows = [(0, 90, False, 0), (0, 23, True, 1), (1, 31, True, 1), (0, 60, False, -1)]
    world = tiny_world(scenario, rows)
    return [simulate(scenario, seed=seed, world=world) for seed in SEEDS]


@pytest.fixture(scope="module")
def wave():
    runs = wave_after()
    for run in runs:
        daily = run.tables["daily"]
        assert daily["signers"][WAVE - 1] == 0
        assert daily["striking"].max() > 0
    return runs


@pytest.mark.parametrize("kind", OVER)
def test_a_tactic_that_is_over_leaves_no_trace(wave, kind):
    needs = KINDS[kind].needs
    more = {"rung": "sign"} if "rung" in needs else {"usd": 900.0} if "usd" in needs else {}
    # A common date for a town that is too weak to make people sign: to the nation it would fail.
    strength, place = (0.1, "town:alpha") if kind == "common_date" else (0.9, "nation")
    runs = wave_after(tiny_entry(kind, 0, 4, place, strength=strength, **more))
    assert [after(run, 5) for run in runs] == [after(run, 5) for run in wave]


def test_meetings_do_leave_one(wave):
    """They press opposition down for longer than they last: that is their trace."""
    runs = wave_after(tiny_entry("daily_meetings", 0, 4, strength=5.0))
    assert [after(run, 5) for run in runs] != [after(run, 5) for run in wave]
    assert all(
        run.tables["daily"]["withheld_milli"].sum() < other.tables["daily"]["withheld_milli"].sum()
        for run, other in zip(runs, wave, strict=True)
    )


# --- shared luck ---------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", [*HISTORY, *RULES], ids=lambda entry: entry.id)
def test_until_an_entry_acts_the_days_are_the_same_bytes(full, entry):
    scenario, world, runs = full
    begins = max((entry.start - MONDAY).days, BY_RULE_FROM if entry.by_rule else 0)
    changed = dataclasses.replace(entry, strength=min(3.0 * entry.strength, 10.0))
    other = tuple(changed if one is entry else one for one in scenario.schedule)
    scenario = dataclasses.replace(scenario, schedule=other)
    for run in runs:
        again = simulate(scenario, seed=run.seed, world=world)
        assert before(again, begins) == before(run, begins)


@pytest.mark.parametrize("key", ["regime.by_rule_from", "inter_site_committee.open_on"])
@pytest.mark.parametrize("day", [4, 10, 18])
def test_until_a_date_comes_the_days_are_the_same_bytes(full, key, day):
    _, world, _ = full
    never = full_country(**{key: NEVER})
    dated = full_country(**{key: MONDAY + dt.timedelta(days=day)})
    pairs = [
        (simulate(never, seed=seed, world=world), simulate(dated, seed=seed, world=world))
        for seed in SEEDS
    ]
    assert all(before(a, day) == before(b, day) for a, b in pairs)
    assert any(a.digest != b.digest for a, b in pairs)


@pytest.mark.parametrize("never", [NEVER, MONDAY + dt.timedelta(days=DAYS)])
def test_rules_in_the_far_future_are_as_none(full, never):
    _, world, _ = full
    scenario = full_country(**{"regime.by_rule_from": never})
    without = dataclasses.replace(scenario, schedule=HISTORY)
    assert digests(scenario, world) == digests(without, world)


def test_from_its_day_on_the_regime_does_by_rule_alone(full):
    """By rule from day 0 on, its dated tactics could as well not be there."""
    _, world, _ = full
    scenario = full_country(**{"regime.by_rule_from": MONDAY})
    kept = tuple(e for e in scenario.schedule if e.by_rule or KINDS[e.kind].side != "regime")
    assert len(kept) < len(scenario.schedule)
    without = dataclasses.replace(scenario, schedule=kept)
    assert digests(scenario, world) == digests(without, world)


APART = {
    "influence.town": 0.0,
    "influence.nation": 0.0,
    "influence.linked": 0.0,
    "belief.weight": 0.0,
    "gather.nearby": 0.0,
    "police.capacity": 1e6,
    "police.value_weight": 0.0,
    "sack.outside_option": 0.0,
    "concede.hazard": 0.0,
    "organise.suspend": 0.0,
    "regime.sites": 1e6,
}
"""Nothing is shared by sites but what happens to the whole country."""


@pytest.mark.parametrize("first", [True, False])
def test_a_new_site_leaves_the_luck_of_all_others_alone(first):
    """Draws hang on the ids of a site and its people, not on where they stand in memory.

    A fund for all is shared by all, and a rule about all workers looks at the new ones too.
    """
    scenario = full_country(**APART)
    own = [one for one in scenario.schedule if one.kind not in ("strike_fund", "internet_shutdown")]
    scenario = dataclasses.replace(scenario, schedule=tuple(own))
    new = tiny_site("newcomer", town="beta", sector="metal")
    old = scenario.sites
    rows = [(0, 83, False), (0, 21, True), (1, 27, True), (1, 60, False)]
    names = (0, 1, 1, 2)
    few = tiny_world(scenario, [(*row, name) for row, name in zip(rows, names, strict=True)])
    if first:
        wider = dataclasses.replace(scenario, sites=(new, *old))
        moved = [(*row, name + 1) for row, name in zip(rows, names, strict=True)]
        many = tiny_world(wider, [(1, 50, False, 0), *moved])
    else:
        wider = dataclasses.replace(scenario, sites=(*old, new))
        many = tiny_world(
            wider,
            [*((*row, name) for row, name in zip(rows, names, strict=True)), (1, 50, False, 3)],
        )
    for seed in SEEDS:
        alone = simulate(scenario, seed=seed, world=few).tables["sites"]
        among = simulate(wider, seed=seed, world=many).tables["sites"]
        others = among["site"] != (0 if first else len(old))
        assert alone["striking"].any()
        assert among["striking"][~others].any()
        for column in set(alone) - {"site"}:
            assert alone[column].tolist() == among[column][others].tolist(), column
