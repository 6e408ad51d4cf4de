"""Production in the engine, worked out by hand: stocks, halts, outages, replacements, exports.

Everybody at a site scores its effect less the cost of the act, so a site strikes to the last
worker or not at all; a shift of one worker makes 4,001 cents, 1,603 of them exports.
"""

import pytest

from downtools.run.simulate import simulate
from tests.plants import ALWAYS, still
from tests.tiny import (
    tiny_calendar,
    tiny_entry,
    tiny_links,
    tiny_scenario,
    tiny_sector,
    tiny_site,
    tiny_world,
)

OUTPUT, EXPORTS, WAGES = 4001, 1603, 2507
STRIKES, NEVER = 2.0, -5.0
ONE_DAY, THREE_DAYS = 1.01, 1.05
"""Effects with which a site strikes so long, at a fatigue of .02 a shift."""
TIRED = {"ladder.fatigue": 0.02}
SACK_ALL = {"sack.capacity": 1.0}
NO_SLACK = {"production.slack": 0.0}
"""No part of an input can be done without."""


def days_of(schedule=(), values=None, *, effects, links=(), days=8, process="batch", **columns):
    """The daily and site tables of a country without weekends: one site of ten a sector.

    `effects` are those of power, metal and trade, as far as given; every site works each day.
    """
    sectors = ("power", "metal", "trade")[: len(effects)]
    scenario = tiny_scenario(
        calendar=tiny_calendar(days, rest_days=(), rotation=(1,)),
        sectors=tuple(tiny_sector(name) for name in sectors),
        links=tiny_links(*links),
        sites=tuple(
            tiny_site(name, sector=name, effect=effect, process=process)
            for name, effect in zip(sectors, effects, strict=True)
        ),
        schedule=schedule,
        parameters=still(TIRED, NO_SLACK, values or {}),
    )
    rows = [(0, 10, False, number) for number in range(len(sectors))]
    tables = simulate(scenario, seed=1, world=tiny_world(scenario, rows, **columns)).tables
    daily = {name: values.tolist() for name, values in tables["daily"].items()}
    sites = {name: values.reshape(days, -1).T.tolist() for name, values in tables["sites"].items()}
    return daily, sites


def tens(*shifts, cents=OUTPUT):
    """Cents of so many shifts of a site of ten."""
    return [10 * each * cents for each in shifts]


# --- stocks --------------------------------------------------------------------------------------


def test_a_user_lacks_output_once_its_stock_has_run_out():
    daily, sites = days_of(
        effects=(STRIKES, NEVER),
        links=[("metal", "power", 0.2)],
        values={"production.stock_days": 2.0, "ladder.fatigue": 0.0},
        days=5,
    )
    assert daily["output_lost_cents"] == tens(1, 1, 1, 1, 1)
    assert daily["output_missing_cents"] == tens(0, 0, 1, 1, 1)
    assert daily["exports_missing_cents"] == tens(0, 0, 1, 1, 1, cents=EXPORTS)
    # What is missing for want of an input is no loss of the user's own, and nobody's wages.
    assert sites["output_lost_cents"][1] == sites["output_idle_cents"][1] == [0] * 5
    assert daily["wages_lost_cents"] == tens(1, 1, 1, 1, 1, cents=WAGES)


def test_slack_is_what_a_user_can_do_without():
    # A day and a half in stock. Then half an input is there and .2 not needed: .3 are missing.
    daily, _ = days_of(
        effects=(STRIKES, NEVER),
        links=[("metal", "power", 0.2)],
        values={
            "production.stock_days": 1.5,
            "production.slack": 0.2,
            "ladder.fatigue": 0.0,
        },
        days=4,
    )
    assert daily["output_missing_cents"] == [0, 12003, 32008, 32008]


def test_a_part_of_a_day_in_stock_is_a_part_of_a_day_made():
    daily, _ = days_of(
        effects=(STRIKES, NEVER),
        links=[("metal", "power", 0.2)],
        values={"production.stock_days": 1.25, "ladder.fatigue": 0.0},
        days=3,
    )
    assert daily["output_missing_cents"] == [0, 30008, 40010]  # 3/4 of 40,010 cents: 30,007.5


def test_a_want_travels_one_link_a_day_and_through_each_stock():
    # Power strikes from day 0. Metal draws on two days of stock and stands from day 2; trade hears
    # of that on day 3, draws on its own two days and stands from day 5.
    daily, _ = days_of(
        effects=(STRIKES, NEVER, NEVER),
        links=[("metal", "power", 0.2), ("trade", "metal", 0.1)],
        values={"production.stock_days": 2.0, "ladder.fatigue": 0.0},
    )
    assert daily["output_missing_cents"] == tens(0, 0, 1, 1, 1, 2, 2, 2)


def test_output_is_back_when_the_supplier_is():
    # Three days of strike, one of stock: days 1 and 2 are lost to the user, day 3 is not.
    daily, _ = days_of(
        effects=(THREE_DAYS, NEVER),
        links=[("metal", "power", 0.2)],
        values={"production.stock_days": 1.0},
        days=6,
    )
    assert daily["output_lost_cents"] == tens(1, 1, 1, 0, 0, 0)
    assert daily["output_missing_cents"] == tens(0, 1, 1, 0, 0, 0)


def test_a_stock_lasts_a_day_longer_if_its_user_strikes_a_day():
    call = tiny_entry("call", 2, 2, rung="strike", strength=1.0)
    for calls, left in (((), [0, 0, 0, 1, 1]), ((call,), [0, 0, 0, 0, 1])):
        daily, _ = days_of(
            (*calls, tiny_entry("dismissal", 0, 0, "site:power", strength=1.0)),
            effects=(ONE_DAY, 0.9),
            links=[("metal", "power", 0.2)],
            values={
                "production.stock_days": 3.0,
                "media.call_weight": 0.105,
                "media.reach": 1.0,
                "sack.reinstated": 0.0,
                **SACK_ALL,
            },
            days=5,
        )
        # Without the call metal runs for three days on its stock. On the day on which it stands
        # itself it uses nothing, and has a day more.
        assert daily["output_missing_cents"] == tens(*left)


@pytest.mark.parametrize(
    ("share", "essential", "lacks"),
    [(0.02, 0.02, True), (0.0199, 0.02, False), (0.0, 0.0, True), (0.5, 0.6, False)],
)
def test_an_input_is_essential_from_its_share_on(share, essential, lacks):
    values = {"production.stock_days": 0.0, "production.essential": essential}
    daily, _ = days_of(
        effects=(STRIKES, NEVER), links=[("metal", "power", share)], values=values, days=1
    )
    assert daily["output_missing_cents"] == tens(1 if lacks else 0)


def test_imports_and_a_sectors_own_output_are_never_short():
    links = [("metal", "imports", 0.5), ("metal", "metal", 0.3)]
    daily, _ = days_of(
        effects=(STRIKES, NEVER), links=links, values={"production.stock_days": 0.0}, days=2
    )
    assert daily["output_missing_cents"] == [0, 0]


def test_a_sector_at_rest_uses_no_stock():
    """On the days off of metal its stock of power stands, though power makes nothing."""
    scenario = tiny_scenario(
        calendar=tiny_calendar(9, rotation=(1,)),
        sectors=(tiny_sector("power"), tiny_sector("metal")),
        links=tiny_links(("metal", "power", 0.2)),
        sites=(
            tiny_site("power", sector="power", shifts="continuous", effect=STRIKES),
            tiny_site("metal", effect=NEVER),
        ),
        parameters=still(NO_SLACK, {"production.stock_days": 5.5}),
    )
    world = tiny_world(scenario, [(0, 10, True, 0), (0, 10, False, 1)])
    daily = simulate(scenario, seed=1, world=world).tables["daily"]
    # Five working days on the stock; half of the sixth, Monday, and nothing from Tuesday on.
    assert daily["output_missing_cents"].tolist() == [0] * 7 + [20005, 40010]
    assert daily["output_lost_cents"].tolist() == tens(*[1] * 9)


# --- a continuous process ------------------------------------------------------------------------


@pytest.mark.parametrize(("replaced", "lost", "stopped"), [(0.59, 1, 1), (0.6, 0, 0), (0.61, 0, 0)])
def test_a_continuous_process_halts_below_its_critical_staff(replaced, lost, stopped):
    """Six of ten must be at work; replacements count."""
    entry = tiny_entry("replacement_workers", 0, 0, strength=replaced)
    daily, sites = days_of((entry,), effects=(STRIKES,), process="continuous", days=1)
    assert daily["output_lost_cents"] == tens(lost)
    assert daily["output_idle_cents"] == [0]
    assert daily["exports_lost_cents"] == tens(lost, cents=EXPORTS)
    assert daily["wages_lost_cents"] == tens(1, cents=WAGES)
    assert sites["stopped"] == [[stopped]]


@pytest.mark.parametrize("lag", [0, 2])
def test_a_halted_process_runs_again_after_its_lag(lag):
    """The strike of day 0 is a stop by decision; the days of restarting are an outage."""
    daily, sites = days_of(
        effects=(ONE_DAY,), values={"production.restart_days": lag}, process="continuous", days=5
    )
    assert daily["striking"] == [10, 0, 0, 0, 0]
    assert daily["output_lost_cents"] == tens(1, 0, 0, 0, 0)
    assert daily["output_idle_cents"] == tens(0, *[1] * lag, *[0] * (4 - lag))
    assert daily["exports_lost_cents"] == tens(1, *[1] * lag, *[0] * (4 - lag), cents=EXPORTS)
    assert daily["wages_lost_cents"] == tens(1, 0, 0, 0, 0, cents=WAGES)
    assert sites["stopped"] == [[1, 0, 0, 0, 0]]


def test_a_batch_process_has_no_lag():
    daily, _ = days_of(effects=(ONE_DAY,), days=3)
    assert daily["output_lost_cents"] == tens(1, 0, 0)
    assert daily["output_idle_cents"] == [0, 0, 0]


@pytest.mark.parametrize(("process", "made"), [("batch", 0.7), ("continuous", 1.0)])
def test_a_walkout_costs_a_continuous_process_nothing_above_the_critical_staff(process, made):
    daily, sites = days_of(effects=(0.7,), values=ALWAYS, process=process, days=2)
    assert daily["walking_out"] == [0, 10]
    assert daily["output_lost_cents"] == [0, round((1.0 - made) * 40010)]
    assert daily["withheld_milli"] == [0, 3000]
    assert sites["stopped"] == [[0, 0]]


@pytest.mark.parametrize("process", ["batch", "continuous"])
def test_people_who_were_sacked_are_an_outage_and_no_stop(process):
    """All strike on day 0 and are sacked that night, to be taken back after day 1."""
    entry = tiny_entry("dismissal", 0, 0, strength=1.0)
    daily, sites = days_of(
        (entry,),
        effects=(ONE_DAY,),
        values={**SACK_ALL, "sack.reinstated": 1.0, "production.restart_days": 2},
        process=process,
        days=6,
    )
    assert daily["dismissed"] == [10, 0, 0, 0, 0, 0]
    assert daily["output_lost_cents"] == tens(1, 0, 0, 0, 0, 0)
    # Nobody is there on day 1. A process halted on that day is down on days 2 and 3 too.
    after = (1, 1) if process == "continuous" else (0, 0)
    assert daily["output_idle_cents"] == tens(0, 1, *after, 0, 0)
    assert daily["wages_lost_cents"] == tens(1, 0, 0, 0, 0, 0, cents=WAGES)
    assert sites["stopped"] == [[1, 0, 0, 0, 0, 0]]


def test_what_is_idle_is_missing_down_the_chain_too():
    entry = tiny_entry("dismissal", 0, 0, "site:power", strength=1.0)
    daily, _ = days_of(
        (entry,),
        effects=(ONE_DAY, NEVER),
        links=[("metal", "power", 0.2)],
        values={**SACK_ALL, "sack.reinstated": 0.0, "production.stock_days": 2.0},
        days=5,
    )
    assert daily["output_lost_cents"] == tens(1, 0, 0, 0, 0)
    assert daily["output_idle_cents"] == tens(0, 1, 1, 1, 1)
    assert daily["output_missing_cents"] == tens(0, 0, 1, 1, 1)


# --- replacements and exports --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("replaced", "lost", "stopped"), [(0.25, 30007, 1), (0.5, 20005, 0), (1.0, 0, 0)]
)
def test_replacements_do_their_share_and_strikers_are_not_paid_for_it(replaced, lost, stopped):
    entry = tiny_entry("replacement_workers", 1, 1, strength=replaced)
    daily, sites = days_of((entry,), effects=(STRIKES,), values={"ladder.fatigue": 0.0}, days=3)
    assert daily["output_lost_cents"] == [40010, lost, 40010]
    assert daily["withheld_milli"] == [10000] * 3
    assert daily["wages_lost_cents"] == tens(1, 1, 1, cents=WAGES)
    assert sites["stopped"] == [[1, stopped, 1]]


def test_replacements_also_do_the_work_of_those_who_are_away():
    entries = (
        tiny_entry("dismissal", 0, 0, strength=1.0),
        tiny_entry("replacement_workers", 1, 2, strength=0.4),
    )
    daily, _ = days_of(
        entries, effects=(ONE_DAY,), values={**SACK_ALL, "sack.reinstated": 0.0}, days=4
    )
    assert daily["output_idle_cents"] == [0, 24006, 24006, 40010]
    assert daily["output_lost_cents"] == tens(1, 0, 0, 0)


@pytest.mark.parametrize(
    ("exports", "felt"),
    [([1603, 1603], 500), ([1603, 0], 750), ([0, 1603], 250), ([0, 0], 250)],
)
def test_a_strike_of_who_earns_the_exports_is_felt_more(exports, felt):
    """One of two like sites stands: half of output, and all, half or none of exports."""
    daily, _ = days_of(
        effects=(STRIKES, NEVER),
        values={"concede.memory": 1.0, "concede.defection": 0.0},
        days=1,
        exports_cents=exports,
    )
    assert daily["felt_milli"] == [felt]
    assert daily["exports_lost_cents"] == [10 * exports[0]]


def test_what_is_missing_for_want_of_exporters_inputs_is_felt_likewise():
    """Power exports nothing; without it metal, which earns all exports, stands too."""
    daily, _ = days_of(
        effects=(STRIKES, NEVER),
        links=[("metal", "power", 0.2)],
        values={
            "concede.memory": 1.0,
            "concede.defection": 0.0,
            "production.stock_days": 1.0,
            "ladder.fatigue": 0.0,
        },
        days=2,
        exports_cents=[0, 1603],
    )
    assert daily["felt_milli"] == [250, 1000]
    assert daily["exports_lost_cents"] == [0, 0]
    assert daily["exports_missing_cents"] == [0, 16030]


def test_of_two_funds_the_stronger_pays_and_the_other_takes_over():
    # A striker's day is USD 25.07; the town's fund pays all of it for two days, then the nation's.
    nation = tiny_entry("strike_fund", 0, 9, strength=0.5, usd=1e6)
    town = tiny_entry("strike_fund", 0, 9, "town:alpha", strength=1.0, usd=2 * 250.70)
    daily, _ = days_of((nation, town), effects=(STRIKES,), values={"ladder.fatigue": 0.0}, days=4)
    assert daily["wages_lost_cents"] == [25070] * 4
    assert daily["funds_paid_cents"] == [25070, 25070, 12535, 12535]


def test_a_fund_pays_wages_until_it_is_spent_and_no_more():
    # A striker's day is USD 25.07; the fund holds three days of the ten, at half pay six.
    fund = tiny_entry("strike_fund", 1, 9, strength=0.5, usd=3 * 250.70 - 0.01)
    daily, _ = days_of((fund,), effects=(STRIKES,), values={"ladder.fatigue": 0.0}, days=10)
    assert daily["funds_paid_cents"] == [0, *[12535] * 5, 12534, 0, 0, 0]
