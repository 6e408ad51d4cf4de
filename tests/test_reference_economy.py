"""The plain twin by hand: processes that halt, replacements, stocks, what is felt, and funds."""

import pytest

from downtools.reference import simulate_plainly
from downtools.scenario.tables import Link
from tests.plants import column, days_of, plant, still
from tests.tiny import tiny_calendar, tiny_entry, tiny_scenario, tiny_world

DAY = 10 * 4001
"""Cents of output of ten workers on a day."""


def link(user, supplier, share):
    return Link(user=user, supplier=supplier, share=share, source="assumption")


# --- one site -----------------------------------------------------------------------------------


def test_replacements_do_part_of_the_work_that_is_missing():
    replacement = tiny_entry("replacement_workers", 0, 0, strength=0.25)
    scenario, world = plant(1.0, days=2, schedule=(replacement,))
    days = days_of(scenario, world)
    nation = next(days)
    today = nation.sites[0].today
    assert (today.withheld, today.lost) == (10_000, 7_500)
    assert today.output_lost == 7_500 * 4001 // 1000
    assert today.exports_lost == 7_500 * 1603 // 1000
    assert today.wages_lost == 10_000 * 2507 // 1000
    assert today.output_idle == 0


def test_a_batch_process_loses_the_absent_as_idle():
    replacement = tiny_entry("replacement_workers", 0, 9, strength=0.5)
    scenario, world = plant(1.0, days=2, schedule=(replacement,))
    days = days_of(scenario, world)
    site = next(days).sites[0]
    for worker in site.shops[0].workers[:3]:
        worker.leave("resigned")
    next(days)
    # Seven strike, three are away; replacements do half of each.
    assert (site.today.withheld, site.today.absent, site.today.lost) == (7_000, 3, 3_500)
    assert site.today.output_idle == 1_500 * 4001 // 1000
    assert site.today.exports_lost == 5_000 * 1603 // 1000


def test_a_continuous_process_halts_below_the_critical_staff_and_restarts_late():
    values = {"production.critical_staff": 0.6, "production.restart_days": 2}
    scenario, world = plant(0.0, values, process="continuous", days=5)
    days = days_of(scenario, world)
    site = next(days).sites[0]
    workers = site.shops[0].workers
    idle = []
    for away in (4, 5, 0, 0):
        for number, worker in enumerate(workers):
            worker.status = "resigned" if number < away else "free"
        next(days)
        idle.append((site.today.output_lost, site.today.output_idle))
    # Six of ten keep it going at full output, five do not; it is down for two days more.
    assert idle == [(0, 0), (0, DAY), (0, DAY), (0, DAY)]
    assert site.down_until == 5


def test_a_process_stopped_by_decision_is_lost_and_not_idle():
    values = {"production.restart_days": 2}
    scenario, world = plant(1.0, values, process="continuous", days=4)
    days = days_of(scenario, world)
    nation = next(days)
    site = nation.sites[0]
    shown = []
    site.effect = 0.0
    for _ in days:
        shown.append((site.today.output_lost, site.today.output_idle, nation.named[0].stopped))
    assert shown == [(0, DAY, False), (0, DAY, False), (0, 0, False)]


def test_a_few_strikers_do_not_stop_a_continuous_process_and_half_of_the_shift_does():
    scenario, world = plant(0.0, process="continuous", days=3, shop_size=5)
    days = days_of(scenario, world)
    nation = next(days)
    site = nation.sites[0]
    shown = []
    for striking in (4, 5):
        for number, worker in enumerate(w for shop in site.shops for w in shop.workers):
            worker.opposition = 65536 if number < striking else 0
        nation.outrage.permanent = 1.0
        next(days)
        shown.append((site.today.striking, site.today.lost, nation.named[0].stopped))
    assert shown == [(4, 0, False), (5, 10_000, True)]


# --- down the chain -----------------------------------------------------------------------------


def chain(*links, days=9, essential=0.02, slack=0.0, **values):
    """Metal, which works, and power, which strikes; ten workers each, on day shifts."""
    production = {f"production.{name}": value for name, value in values.items()}
    scenario = tiny_scenario(
        parameters=still(
            {"production.essential": essential, "production.slack": slack, **production}
        ),
        calendar=tiny_calendar(days),
        links=links,
    )
    world = tiny_world(scenario, [(0, 10, False, -1), (1, 10, False, -1)], effect=[0.0, 1.0])
    return scenario, world


def test_a_sector_runs_on_its_stocks_until_they_are_out():
    scenario, world = chain(link("metal", "power", 0.1), stock_days=2.5)
    tables = simulate_plainly(scenario, world, seed=1)
    missing = column(tables, "daily", "output_missing_cents")
    assert missing == [0, 0, DAY // 2, DAY, DAY, 0, 0, DAY, DAY]
    exports = column(tables, "daily", "exports_missing_cents")
    assert exports == [0, 0, 8015, 16030, 16030, 0, 0, 16030, 16030]
    stocks = [nation.sectors[0].stocks[1] for nation in days_of(scenario, world)]
    assert stocks == [1.5, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]


def test_a_sector_does_without_some_of_an_input():
    scenario, world = chain(link("metal", "power", 0.1), stock_days=0.0, days=2, slack=0.2)
    tables = simulate_plainly(scenario, world, seed=1)
    # Metal runs at a fifth; rounded once from the share that is missing.
    assert column(tables, "daily", "output_missing_cents") == [round(0.8 * DAY)] * 2


def test_stocks_fill_again_up_to_what_is_held():
    scenario, world = chain(link("metal", "power", 0.1), stock_days=1.0, days=3)
    days = days_of(scenario, world)
    nation = next(days)
    nation.sites[1].effect = 0.0
    nation.sites[0].effect = 1.0
    next(days)
    # Power is made again and metal is not: a day of it is stored.
    assert nation.sectors[0].stocks == {1: 1.0}
    next(days)
    assert nation.sectors[0].stocks == {1: 1.0}


@pytest.mark.parametrize(
    "links",
    [
        (link("metal", "power", 0.019),),
        (link("power", "power", 0.5), link("metal", "metal", 0.5)),
        (link("metal", "imports", 0.5), link("metal", "value_added", 0.5)),
    ],
)
def test_little_of_an_input_ones_own_and_imports_are_never_short(links):
    scenario, world = chain(*links, stock_days=0.0, days=2)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "output_missing_cents") == [0, 0]


# --- what is felt, and paid ---------------------------------------------------------------------


def test_cost_and_defection_are_felt_on_working_days():
    scenario, world = plant(1.0, {"concede.defection": 0.5, "concede.memory": 0.3}, days=7)
    # All output and exports are lost, and all of the only site's staff, the state's, is out.
    felt = [nation.felt for nation in days_of(scenario, world)]
    expected = [1.5 * (1 - 0.7 ** (day + 1)) for day in range(5)]
    assert felt == pytest.approx([*expected, expected[4], expected[4]])


def test_the_cost_is_the_mean_of_output_and_exports_with_what_is_missing():
    scenario, world = chain(link("metal", "power", 0.1), stock_days=0.5, days=1)
    nation = next(days_of(scenario, world))
    # Power loses all, metal half: three quarters. Metal is the state's and works.
    assert nation.felt == pytest.approx(0.3 * 0.75, abs=1e-4)


def test_a_fund_pays_until_it_is_spent():
    fund = tiny_entry("strike_fund", 0, 9, "town:alpha", strength=0.5, usd=300.0)
    scenario, world = plant(1.0, days=5, schedule=(fund,))
    left, shares = [], []
    for nation in days_of(scenario, world):
        left.append(nation.funds[fund.id])
        shares.append(nation.sites[0].today.tactics.fund)
    # Ten shifts of 2,507 cents are lost a day, of which half is paid.
    assert left == [30_000 - 12_535, 30_000 - 25_070, 0, 0, 0]
    assert shares == [0.5, 0.5, 0.5, 0.0, 0.0]
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "funds_paid_cents") == [12_535, 12_535, 4_930, 0, 0]


def test_a_fund_that_pays_all_wages_keeps_strikers_from_tiring():
    fund = tiny_entry("strike_fund", 0, 2, strength=2.0, usd=1e6)
    scenario, world = plant(1.0, {"ladder.fatigue": 0.01}, days=5, schedule=(fund,))
    tables = simulate_plainly(scenario, world, seed=1)
    # The share paid is cut to all; once the fund has ended, three shifts of lost pay weigh.
    assert column(tables, "daily", "striking") == [10, 10, 10, 0, 0]
    assert column(tables, "daily", "funds_paid_cents") == [25_070, 25_070, 25_070, 0, 0]
