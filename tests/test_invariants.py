"""What must hold in every run, whatever the country, its parameters and its luck."""

import math

import numpy as np
from hypothesis import given, settings

from downtools.chance import bits, key_of, stream
from downtools.day import PHASES
from downtools.day.state import (
    BAN,
    COMMITTEE,
    DETAIN,
    DISMISS,
    EXPORTS,
    FUND,
    IDLE,
    LOCK,
    LOYALTY,
    NOTICED,
    OUTPUT,
    REPLACE,
    WAGES,
)
from downtools.run.simulate import simulate
from downtools.world.world import people
from tests.plants import still
from tests.tiny import tiny_entry, tiny_scenario, tiny_world
from tests.wild import DAYS, NUMBERS, Counted, country_of, evenings, mornings, on_shift_of

SHARES = (DISMISS, DETAIN, LOCK, REPLACE, BAN, FUND, COMMITTEE)
RUNGS = range(1, 5)
COUNTED = (
    "gatherings",
    "kept_in",
    "rallying",
    "walking_out",
    "striking",
    "withheld_milli",
    "output_lost_cents",
    "output_idle_cents",
)
"""Columns that daily has, and that sites and groups have a part of each."""


def status_of(state):
    return state.rungs >> 6


def act_of(state):
    return (state.rungs >> 3) & 7


def stance_of(state):
    return state.rungs & 7


def summed(tables, column, days=DAYS):
    """Of each day: a column of the named sites and of the groups, summed."""
    total = tables["sites"][column].reshape(days, -1).sum(axis=1)
    np.add.at(total, tables["groups"]["day"], tables["groups"][column])
    return total.tolist()


# --- people --------------------------------------------------------------------------------------


@given(NUMBERS)
@settings(max_examples=25)
def test_people_are_conserved_at_every_site_on_every_day(number):
    country = country_of(number)
    for evening in evenings(country):
        world, state = evening.world, evening.state
        counted = Counted(world, evening.rules.scenario.calendar, evening.day)
        status = status_of(state)
        assert counted.by_shop(status > 0).tolist() == state.away.tolist()
        for away in RUNGS[:3]:
            assert counted.by_site(status == away).tolist() == state.away_by[:, away - 1].tolist()
        free = counted.by_site(status == 0)
        assert (free + state.away_by.sum(axis=1) == np.diff(world.sites.first_worker)).all()
        assert (free >= 0).all()


@given(NUMBERS)
@settings(max_examples=25)
def test_counts_in_the_state_are_those_of_its_workers(number):
    country = country_of(number)
    for evening in evenings(country):
        world, state = evening.world, evening.state
        counted = Counted(world, evening.rules.scenario.calendar, evening.day)
        stance, act, signed = stance_of(state), act_of(state), state.marks & 1
        assert (stance <= 4).all()
        assert (act <= 4).all()
        for rung in RUNGS:
            assert counted.by_shop(act >= rung).tolist() == state.shop_seen[:, rung - 1].tolist()
            assert counted.by_site(act >= rung).tolist() == state.seen[:, rung - 1].tolist()
        assert (np.diff(state.seen, axis=1) <= 0).all(), "acts nest"
        assert counted.by_shop(stance + act > 0).tolist() == state.live.tolist()
        assert counted.by_site(stance >= 2).tolist() == state.ready.tolist()
        willing = (stance >= 1) & (signed == 0)
        assert counted.by_site(willing).tolist() == state.willing.tolist()
        assert counted.by_site(signed).tolist() == state.signers.tolist()


@given(NUMBERS)
@settings(max_examples=25)
def test_acts_of_the_day_are_those_of_its_workers(number):
    """What decide counts, and that nobody does what a lock, a block or being away forbids."""
    country = country_of(number)
    for morning in mornings(country):
        state, today = morning.state, morning.today
        before = state.copy()
        for phase in PHASES[:4]:
            phase.run(morning)
        counted = Counted(morning.world, morning.rules.scenario.calendar, morning.day)
        on, free = counted.on_shift, status_of(state) == 0
        stance, act, signed = stance_of(state), act_of(state), (state.marks & 1).astype(np.int64)
        event = today.event[counted.site_of] == 1
        assert counted.by_site(on & (act == 4)).tolist() == today.striking.tolist()
        assert counted.by_site(on & (act == 3)).tolist() == today.walking_out.tolist()
        at_rest = ~on & event & (stance >= 2)
        rallying = (on & (act == 2)) | at_rest
        assert counted.by_site(rallying).tolist() == today.rallying.tolist()
        assert counted.by_site(on & ~free).tolist() == today.absent.tolist()
        assert (counted.by_site(signed) - before.signers).tolist() == today.signed.tolist()
        assert (state.marks & 1 >= before.marks & 1).all(), "a signature lasts"
        days_out = (state.marks >> 1).astype(np.int64) - (before.marks >> 1)
        assert (days_out == (on & (act == 4))).all()
        assert (state.rungs[~free] == before.rungs[~free]).all()
        assert (state.marks[~free] == before.marks[~free]).all()
        locked = locked_shops(morning, counted)[counted.shop_of]
        assert (act[locked] <= signed[locked]).all(), "a locked shop strikes not"
        for phase in PHASES[4:]:
            phase.run(morning)


def locked_shops(morning, counted):
    """Shops on shift that are locked, drawn as docs/model.md says."""
    sites = morning.world.sites
    day = stream(morning.rules.luck.shared, key_of("lock_in"), morning.day)
    locked = np.zeros(counted.shops, np.bool_)
    first = sites.first_shop.tolist()
    for s, key in enumerate(sites.key.tolist()):
        below = math.floor(2**32 * float(morning.today.tactics[LOCK, s]))
        for shop in range(first[s], first[s + 1]):
            locked[shop] = bits(bits(day, key), shop - first[s]) >> 32 < below
    return locked & counted.shop_on_shift


@given(NUMBERS)
@settings(max_examples=25)
def test_who_is_away_shows_nothing_and_comes_back_quiet(number):
    country = country_of(number)
    away = None
    for evening in evenings(country):
        state = evening.state
        status = status_of(state)
        assert (state.rungs[status > 0] == status[status > 0] << 6).all()
        if away is not None:
            back = (away > 0) & (status == 0)
            assert (state.rungs[back] == (state.marks[back] & 1) << 3).all()
            assert (status[away == 3] == 3).all(), "who resigned stays away"
            changed = (away > 0) & (status > 0)
            assert (status[changed] == away[changed]).all()
        away = status.copy()


# --- shares, work and money ----------------------------------------------------------------------


@given(NUMBERS)
@settings(max_examples=25)
def test_shares_lie_in_zero_to_one(number):
    country = country_of(number)
    for evening in evenings(country):
        state, today = evening.state, evening.today
        for share in (
            today.openness,
            today.belief,
            today.dated,
            state.noticed,
            state.nation[[LOYALTY, NOTICED]],
            today.tactics[list(SHARES)],
        ):
            assert (share >= 0.0).all()
            assert (share <= 1.0).all()
        for amount in (today.tactics, state.police_sent, state.meetings, today.street):
            assert (amount >= 0.0).all()
        assert (state.fading >= 0.0).all()
        assert (state.permanent >= 0.0).all()


@given(NUMBERS)
@settings(max_examples=25)
def test_output_lies_between_nothing_and_capacity(number):
    country = country_of(number)
    for evening in evenings(country):
        sites, today = evening.world.sites, evening.today
        lost, on = today.lost, on_shift_of(evening)
        awake = evening.state.awake == 1
        assert (today.on_shift[awake] == on[awake]).all()
        assert (lost >= 0).all()
        assert (lost[:, OUTPUT] + lost[:, IDLE] <= on * sites.output_cents).all()
        assert (lost[:, EXPORTS] <= on * sites.exports_cents).all()
        assert (lost[:, WAGES] <= on * sites.wage_cents).all()
        assert ((today.withheld >= 0) & (today.withheld <= 1000 * on)).all()
        assert (today.chain >= 0).all()


def test_no_more_is_lost_in_a_sample_than_could_be_made():
    """Of two workers who stand for five people one strikes and one is away: five are missing.

    Each half of them counts as three people, as 2.5 is rounded.
    """
    scenario = tiny_scenario(
        schedule=(tiny_entry("dismissal", 0, 0, strength=0.5),),
        parameters=still({"sack.capacity": 1.0, "sack.reinstated": 0.0}),
    )
    sites = [(0, 2, False, -1)] * 20
    world = tiny_world(scenario, sites, scale=0.4, effect=[2.0] * 20)
    day = list(evenings((scenario, world, 1), 2))[1]
    halves = (day.today.striking == 1) & (day.today.absent == 1)
    assert halves.any()
    assert (day.today.on_shift[halves] == 5).all()
    shift = day.world.sites.output_cents * on_shift_of(day)
    assert (day.today.lost[:, [OUTPUT, IDLE]].sum(axis=1) <= shift).all()


@given(NUMBERS)
@settings(max_examples=25)
def test_stocks_balance(number):
    """Stocks of the evening from those of the morning, with what was delivered and used."""
    country = country_of(number)
    production = country[0].parameters.production
    target = production.stock_days
    before = None
    for evening in evenings(country):
        sites, today, state = evening.world.sites, evening.today, evening.state
        many = len(state.stock)
        if before is None:
            before = np.full((many, many), target), np.ones(many)
        stock, allowed = before
        full = on_shift_of(evening) * sites.output_cents
        normal = [int(full[sites.sector == i].sum()) for i in range(many)]
        lost = [int(today.lost[sites.sector == i][:, [OUTPUT, IDLE]].sum()) for i in range(many)]
        made = [(n - gone) / n if n else 1.0 for n, gone in zip(normal, lost, strict=True)]
        delivered = [min(made[i], allowed[i]) for i in range(many)]
        missing = 0
        for user, inputs in enumerate(evening.rules.inputs):
            reach = min([1.0, *(stock[user, i] + delivered[i] + production.slack for i in inputs)])
            run = min(made[user], reach)
            assert 0.0 <= run <= 1.0
            for i in range(many):
                rest = stock[user, i]
                if normal[user] > 0 and i in inputs:
                    rest = max(0.0, min(target, rest + delivered[i] - run))
                assert state.stock[user, i] == rest
            assert state.allowed[user] == (reach if normal[user] > 0 else allowed[user])
            missing += math.floor((made[user] - run) * normal[user] + 0.5)
        assert ((state.stock >= 0.0) & (state.stock <= target)).all()
        assert missing == today.chain[0]
        before = state.stock.copy(), state.allowed.copy()


@given(NUMBERS)
@settings(max_examples=40)
def test_sums_agree_between_the_tables(number):
    scenario, world, seed = country_of(number)
    run = simulate(scenario, seed=seed, world=world, threads=1)
    daily, regions = run.tables["daily"], run.tables["regions"]
    for column in COUNTED:
        assert summed(run.tables, column) == daily[column].tolist(), column
    away = daily["detained"] + daily["dismissed"] + daily["resigned"]
    assert summed(run.tables, "away") == away.tolist()
    for column in set(regions) - {"day", "region", "sector"}:
        assert regions[column].reshape(DAYS, -1).sum(axis=1).tolist() == daily[column].tolist()
    assert (daily["signed"].cumsum() >= daily["signers"] - world.agents).all()
    assert (np.diff(daily["signers"]) >= 0).all()
    acted = daily["rallying"] + daily["walking_out"] + daily["striking"]
    assert (acted + daily["kept_in"] <= run.people + len(world.sites.key)).all()
    for column in ("openness_milli", "belief_milli", "loyalty_milli"):
        assert ((daily[column] >= 0) & (daily[column] <= 1000)).all()


@given(NUMBERS)
@settings(max_examples=25)
def test_money_of_a_day_is_the_sum_over_its_sites_and_sectors(number):
    country = country_of(number)
    held = sum(int(100 * e.usd + 0.5) for e in country[0].schedule if e.kind == "strike_fund")
    paid = 0
    for evening in evenings(country):
        today, left = evening.today, evening.state.funds
        row = {
            name: int(value)
            for name, value in zip(
                evening.records.tables()["daily"],
                evening.records.rows["daily"][-1][0],
                strict=True,
            )
        }
        assert row["output_lost_cents"] == today.lost[:, OUTPUT].sum()
        assert row["output_idle_cents"] == today.lost[:, IDLE].sum()
        assert row["exports_lost_cents"] == today.lost[:, EXPORTS].sum()
        assert row["wages_lost_cents"] == today.lost[:, WAGES].sum()
        assert row["output_missing_cents"] == today.chain[0]
        assert row["exports_missing_cents"] == today.chain[1]
        paid += row["funds_paid_cents"]
        assert (left >= 0).all()
        assert paid + int(left.sum()) == held


@given(NUMBERS)
@settings(max_examples=25)
def test_people_of_the_tables_are_those_of_the_sites(number):
    country = country_of(number)
    for evening in evenings(country):
        world, state, today = evening.world, evening.state, evening.today
        names = list(evening.records.tables()["daily"])
        row = dict(zip(names, evening.records.rows["daily"][-1][0].tolist(), strict=True))
        weight = world.sites.weight

        def total(counts, weight=weight):
            pairs = zip(counts.tolist(), weight.tolist(), strict=True)
            return sum(people(n, each) for n, each in pairs)

        for column in ("signed", "rallying", "walking_out", "striking", "kept_in"):
            assert row[column] == total(getattr(today, column)), column
        assert row["signers"] == total(state.signers)
        for status, column in enumerate(("detained", "dismissed", "resigned")):
            assert row[column] == total(state.away_by[:, status])
        assert row["on_shift"] == on_shift_of(evening).sum()
