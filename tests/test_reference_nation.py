"""The plain twin against arithmetic by hand: news, repression, money and the tables."""

import math

import pytest

from downtools.chance import Luck
from downtools.reference import simulate_plainly
from downtools.reference.columns import COLUMNS
from downtools.reference.luck import deviate
from tests.plants import ALWAYS, column, days_of, plant, still
from tests.tiny import (
    tiny_calendar,
    tiny_entry,
    tiny_scenario,
    tiny_site,
    tiny_world,
)

# --- news and repression ------------------------------------------------------------------------


def test_victims_wait_unseen_while_the_internet_is_cut():
    schedule = (
        tiny_entry("street_violence", 0, 1, people=200.0, strength=0.5),
        tiny_entry("internet_shutdown", 1, 2, strength=1.0),
    )
    scenario, world = plant(0.0, days=4, schedule=schedule)
    unseen, permanent, fading = [], [], []
    for nation in days_of(scenario, world):
        unseen.append(nation.unseen)
        permanent.append(nation.outrage.permanent)
        fading.append(nation.outrage.fading)
    # 100 a night: a tenth of 100, then a tenth of 190, then all that is left.
    assert unseen == pytest.approx([0.0, 90.0, 171.0, 0.0])
    # Outrage follows the logarithm of all victims seen so far: news in portions add up to the same.
    seen = [0.0, 10.0, 29.0, 200.0]
    gains = [
        1.5 * 0.7 * (math.log(1 + new / 10) - math.log(1 + old / 10))
        for old, new in zip([0.0, *seen], seen, strict=False)
    ]
    assert permanent[-1] == pytest.approx(0.4 * 1.5 * 0.7 * math.log(1 + 200 / 10))
    assert fading[-1] == pytest.approx(0.6 * (gains[1] * 0.88 * 0.88 + gains[2] * 0.88 + gains[3]))


def test_a_town_sees_its_own_victims_at_once():
    violence = tiny_entry("street_violence", 0, 0, "town:beta", people=5.0)
    scenario, world = plant(0.0, days=2, schedule=(violence,))
    *_, nation = days_of(scenario, world)
    gain = 1.5 * 0.3 * math.log(1 + 5.0 / 1.0)
    assert nation.places[1].outrage.permanent == pytest.approx(0.4 * gain)
    assert nation.places[0].outrage.permanent == nation.outrage.permanent == 0.0


def test_the_mood_of_a_day_remembers_the_day_before():
    values = {"outrage.shock_sd": 0.5, "outrage.persistence": 0.6}
    scenario, world = plant(0.0, values, days=3)
    shocks = [nation.outrage.shock for nation in days_of(scenario, world, seed=9)]
    z = [deviate(Luck.of(9), "nation_shock", day, 0) for day in range(3)]
    first = 0.5 * z[0]
    second = 0.6 * first + 0.8 * 0.5 * z[1]
    assert shocks == pytest.approx([first, second, 0.6 * second + 0.8 * 0.5 * z[2]])


@pytest.mark.parametrize(("capacity", "sent"), [(100.0, (1.0, 3.0)), (3.0, (0.375, 1.125))])
def test_police_follow_those_who_act_up_to_what_there_are(capacity, sent):
    values = {"police.capacity": capacity, "police.value_weight": 0.0}
    scenario = tiny_scenario(
        parameters=still(values),
        calendar=tiny_calendar(7),
        sites=(tiny_site("small", effect=1.0), tiny_site("large", staff=30, effect=1.0)),
    )
    world = tiny_world(scenario, [(0, 10, False, 0), (1, 30, False, 1)])
    days = days_of(scenario, world)
    # Wanted are 0.2 officers each, 2 and 6; half the gap is closed on a day.
    assert [site.police_sent for site in next(days).sites] == pytest.approx(list(sent))
    assert next(days).sites[1].police_sent == pytest.approx(1.5 * sent[1])
    officers = [nation.sites[1].police_sent for nation in days]
    assert officers[2] == officers[3] == officers[4]  # Friday's, over the weekend


def test_police_want_more_where_value_is_at_stake():
    scenario, world = plant(1.0, {"police.value_weight": 20.0}, days=1)
    # One site holds all the strategic value: 0.2 x 10 x (1 + 20), half of it on the first day.
    assert next(days_of(scenario, world)).sites[0].police_sent == pytest.approx(21.0)


def test_belief_rises_with_the_value_of_the_giants_stopped():
    scenario = tiny_scenario(
        parameters=still({"workplace.giant_staff": 10}),
        calendar=tiny_calendar(2),
        sites=(
            tiny_site("out", effect=1.0),
            tiny_site("in", staff=30, effect=0.0),
            tiny_site("dwarf", staff=9, effect=1.0),
        ),
    )
    sites = [(0, 10, False, 0), (1, 30, False, 1), (1, 9, False, 2)]
    tables = simulate_plainly(scenario, tiny_world(scenario, sites), seed=1)
    assert column(tables, "daily", "giants_stopped") == [1, 1]
    beliefs = [1 / (1 + math.exp(-8 * (seen - 0.3))) for seen in (0.0, 0.25)]
    assert column(tables, "daily", "belief_milli") == [round(1000 * b) for b in beliefs]
    assert column(tables, "sites", "stopped") == [1, 0, 1] * 2


# --- what is made, and written down -------------------------------------------------------------


def test_money_lost_is_rounded_down_at_each_site():
    scenario, _ = plant(0.65, ALWAYS, staff=3, days=2)
    world = tiny_world(
        scenario,
        [(0, 3, False, 0)],
        output_cents=[333],
        exports_cents=[1],
        wage_cents=[1111],
    )
    tables = simulate_plainly(scenario, world, seed=1)
    # Three walk out for 300 thousandths of a shift each: 299.7, 0.9 and 999.9 cents.
    assert column(tables, "daily", "withheld_milli") == [0, 900]
    assert column(tables, "daily", "output_lost_cents") == [0, 299]
    assert column(tables, "sites", "exports_lost_cents") == [0, 0]
    assert column(tables, "sites", "wages_lost_cents") == [0, 999]


def test_a_site_stops_when_more_than_half_is_withheld():
    scenario, world = plant(0.65, ALWAYS, {"ladder.walkout_share": 0.5}, days=2)
    assert column(simulate_plainly(scenario, world, seed=1), "sites", "stopped") == [0, 0]
    scenario, world = plant(0.65, ALWAYS, {"ladder.walkout_share": 0.501}, days=2)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "sites", "stopped") == [0, 1]
    assert tables["events"] == {
        "day": [1, 1],
        "kind": [1, 3],
        "site": [0, 0],
        "people": [10, 10],
    }


def test_parts_of_a_spread_site_are_one_row():
    scenario = tiny_scenario(
        parameters=still(ALWAYS),
        calendar=tiny_calendar(2),
        sites=(tiny_site("rail", staff=15, spread="country", effect=0.5),),
    )
    world = tiny_world(scenario, [(0, 10, False, 0), (1, 5, False, 0)])
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "sites", "day") == [0, 1]
    assert column(tables, "sites", "gatherings") == [0, 2]
    assert column(tables, "sites", "rallying") == [0, 15]
    assert tables["events"]["people"] == [15]
    # region 0 and 1 on day 0, then on day 1, each with two sectors
    assert column(tables, "regions", "rallying") == [0, 0, 0, 0, 10, 0, 5, 0]


def test_groups_are_of_synthetic_sites_and_hold_no_empty_row():
    effects = [1.0, 0.0, 1.0]
    scenario = tiny_scenario(parameters=still(), calendar=tiny_calendar(2))
    sites = [(0, 4, False, -1), (0, 6, False, -1), (1, 3, False, -1)]
    world = tiny_world(scenario, sites, scale=0.25, effect=effects)
    tables = simulate_plainly(scenario, world, seed=1)
    assert tables["groups"] == {
        "day": [0, 0, 1, 1],
        "district": [0, 1, 0, 1],
        "sector": [0, 0, 0, 0],
        "gatherings": [0, 0, 0, 0],
        "signed": [0, 0, 0, 0],
        "rallying": [0, 0, 0, 0],
        "walking_out": [0, 0, 0, 0],
        "striking": [16, 12, 16, 12],
        "kept_in": [0, 0, 0, 0],
        "away": [0, 0, 0, 0],
        "withheld_milli": [16_000, 12_000, 16_000, 12_000],
        "output_lost_cents": [16 * 4001, 12 * 4001, 16 * 4001, 12 * 4001],
        "output_idle_cents": [0, 0, 0, 0],
    }


def test_tables_have_the_columns_of_the_specification_in_order():
    scenario = tiny_scenario(sites=(tiny_site("works"),))
    world = tiny_world(scenario, [(0, 10, False, 0), (1, 20, True, -1)])
    tables = simulate_plainly(scenario, world, seed=3)
    assert {table: tuple(columns) for table, columns in tables.items()} == COLUMNS
    for columns in tables.values():
        assert len({len(values) for values in columns.values()}) == 1
    assert len(tables["daily"]["day"]) == 10
    assert len(tables["regions"]["day"]) == 40


def test_the_same_seed_gives_the_same_and_another_does_not():
    scenario = tiny_scenario(
        schedule=(
            tiny_entry("falsified_vote", 0, 0, strength=4.0),
            tiny_entry("street_violence", 0, 3, people=300.0),
            tiny_entry("call", 2, 4, strength=2.0, rung="strike"),
        )
    )
    world = tiny_world(scenario, [(p, 20, p == 1, -1) for p in range(4)])
    first = simulate_plainly(scenario, world, seed=1)
    assert sum(first["daily"]["striking"]) > 0
    assert first == simulate_plainly(scenario, world, seed=1)
    assert first != simulate_plainly(scenario, world, seed=2)
