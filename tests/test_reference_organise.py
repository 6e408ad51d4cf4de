"""The plain twin by hand: who is kept in, committees, the body that links them, and hope."""

import datetime as dt
import math

import pytest

from downtools.chance import Luck, bits
from downtools.exact import fixed
from downtools.reference import simulate_plainly
from downtools.reference.country import country
from downtools.reference.luck import chance, draw
from downtools.reference.score import score
from downtools.reference.sites import Tactics
from downtools.reference.today import Day
from tests.plants import ALWAYS, LIST_ALWAYS, column, days_of, plant, still
from tests.tiny import MONDAY, tiny_calendar, tiny_entry, tiny_scenario, tiny_site, tiny_world

COMMITTEES, LINKED = "committees", "linked"
HELD_THREE = {"organise.held_days": 3, "organise.breaks": 0.0}
BODY_FROM_DAY_2 = {
    "inter_site_committee.open_on": MONDAY + dt.timedelta(days=2),
    "organise.link": 1.0,
    "organise.strength": 0.0,
}


def from_day(kind, first, **fields):
    return tiny_entry(kind, first, 9, **fields)


# --- kept in ------------------------------------------------------------------------------------


def test_who_is_locked_in_shows_nothing_and_stays_ready():
    lock = from_day("lock_in", 1)
    scenario, world = plant(1.0, days=2, schedule=(lock,))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "striking") == [10, 0]
    assert column(tables, "daily", "kept_in") == [0, 10]
    assert column(tables, "sites", "kept_in") == [0, 10]
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].seen == [0] * 5
    assert nation.sites[0].ready == 10
    assert {w.days_out for shop in nation.sites[0].shops for w in shop.workers} == {1}


def test_half_of_the_shops_are_locked_by_their_own_luck():
    lock = from_day("lock_in", 0, strength=0.5)
    scenario, world = plant(1.0, staff=40, days=1, schedule=(lock,))
    site = country(scenario, world).sites[0]
    luck = draw(Luck.of(1), "lock_in", 0, site.key)
    locked = [bits(luck, shop) >> 32 < 2**31 for shop in range(8)]
    assert 0 < sum(locked) < 8
    nation = next(days_of(scenario, world))
    stay = [sum(worker.act == 0 for worker in shop.workers) for shop in nation.sites[0].shops]
    assert stay == [5 if shop_locked else 0 for shop_locked in locked]


def test_a_locked_shop_does_not_sign():
    lock = from_day("lock_in", 0)
    scenario, world = plant(1.0, LIST_ALWAYS, days=2, schedule=(lock,))
    assert column(simulate_plainly(scenario, world, seed=1), "daily", "lists_open") == [0, 1]
    assert column(simulate_plainly(scenario, world, seed=1), "daily", "signed") == [0, 0]


def test_who_had_signed_before_today_is_blocked():
    block = from_day("block_passes", 0)
    scenario, world = plant(1.0, LIST_ALWAYS, days=3, schedule=(block,))
    tables = simulate_plainly(scenario, world, seed=1)
    # The list of day 1 is signed by strikers, who are not blocked on the day on which they sign.
    assert column(tables, "daily", "striking") == [10, 10, 0]
    assert column(tables, "daily", "signed") == [0, 10, 0]
    assert column(tables, "daily", "kept_in") == [0, 0, 10]
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].seen == [0, 10, 0, 0, 0]


# --- committees ---------------------------------------------------------------------------------


def test_a_committee_adds_to_every_rung_from_the_day_after_it_is_there():
    committee = from_day("committee", 1)
    scenario, world = plant(0.85, {"organise.strength": 0.2}, days=3, schedule=(committee,))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", COMMITTEES) == [0, 1, 1]
    assert column(tables, "sites", "committee") == [0, 1, 1]
    assert column(tables, "daily", "striking") == [0, 0, 10]
    assert tables["events"]["kind"] == [4, 3]
    assert tables["events"]["day"] == [1, 2]


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_committee_forms_by_the_number_of_those_who_act(seed):
    values = {"organise.base": -0.5, "organise.readiness": 0.5}
    scenario, world = plant(1.0, values, days=1)
    nation = next(days_of(scenario, world, seed))
    luck = chance(Luck.of(seed), "committee", 0, nation.sites[0].key)
    assert nation.sites[0].committee == (luck < 1 - math.exp(-(-0.5 + 0.5 * math.log(11))))


def test_no_committee_forms_where_nobody_acts():
    scenario, world = plant(0.0, {"organise.base": 1000.0}, days=2)
    assert column(simulate_plainly(scenario, world, seed=1), "daily", COMMITTEES) == [0, 0]


def test_leaders_are_held_for_days_and_come_back():
    schedule = (tiny_entry("committee", 0, 0), tiny_entry("detain_leaders", 1, 1))
    scenario, world = plant(0.0, HELD_THREE, days=7, schedule=schedule)
    tables = simulate_plainly(scenario, world, seed=1)
    # Held on day 1, for days 2, 3 and 4.
    assert column(tables, "daily", COMMITTEES) == [1, 0, 0, 0, 0, 1, 1]
    assert tables["events"]["day"] == [0, 1]
    assert tables["events"]["kind"] == [4, 6]


def test_a_committee_breaks_while_its_leaders_are_held():
    schedule = (tiny_entry("committee", 0, 0), tiny_entry("detain_leaders", 1, 1))
    scenario, world = plant(0.0, HELD_THREE, {"organise.breaks": 1.0}, days=7, schedule=schedule)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", COMMITTEES) == [1, 0, 0, 0, 0, 0, 0]
    assert tables["events"]["day"] == [0, 1, 2]
    assert tables["events"]["kind"] == [4, 6, 7]
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].leaders_until == 0


def test_a_committee_makes_events_and_lists_likelier():
    values = {"gather.committee": 1000.0, "gather.list_committee": 1000.0, "organise.strength": 0}
    committee = from_day("committee", 0)
    scenario, world = plant(0.5, values, days=3, schedule=(committee,))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "gatherings") == [0, 1, 1]  # the list lifts being spent
    assert column(tables, "daily", "lists_open") == [0, 1, 1]


# --- the inter-site body ------------------------------------------------------------------------


def test_committees_link_once_the_body_is_open_and_the_linked_see_each_other():
    committee = from_day("committee", 0)
    scenario, world = plant(0.0, BODY_FROM_DAY_2, days=4, schedule=(committee,))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", LINKED) == column(tables, "sites", "linked") == [0, 0, 1, 1]
    # From day 3 on all workers are linked: 8 x (5 x 1 - 0.3) as a logit.
    belief = column(tables, "daily", "belief_milli")
    assert belief == [83, 83, 83, 1000]
    *_, nation = days_of(scenario, world)
    assert nation.today.roll_linked == nation.roll == 10


@pytest.mark.parametrize("seed", range(1, 7))
def test_a_cut_internet_makes_links_rarer(seed):
    schedule = (from_day("committee", 0), tiny_entry("internet_shutdown", 0, 9, strength=0.6))
    scenario, world = plant(0.0, BODY_FROM_DAY_2, days=3, schedule=schedule)
    *_, nation = days_of(scenario, world, seed)
    site = nation.sites[0]
    assert site.linked == (chance(Luck.of(seed), "link", 2, site.key) < 1.0 * 0.4)


def test_leaders_who_are_held_take_the_site_out_of_the_body():
    schedule = (from_day("committee", 0), tiny_entry("detain_leaders", 3, 3))
    scenario, world = plant(0.0, BODY_FROM_DAY_2, HELD_THREE, days=8, schedule=schedule)
    rolls = [nation.today.roll_linked for nation in days_of(scenario, world)]
    assert rolls == [0, 0, 0, 10, 0, 0, 0, 10]
    assert column(simulate_plainly(scenario, world, seed=1), "daily", LINKED) == [
        *(0, 0, 1, 0, 0, 0, 0),
        1,
    ]


def test_the_body_calls_off_a_strike_that_has_dwindled():
    values = {
        **BODY_FROM_DAY_2,
        "inter_site_committee.open_on": MONDAY,
        "organise.suspend": 1.0,
        "organise.suspend_days": 3,
    }
    scenario, world = plant(1.0, values, days=9, schedule=(from_day("committee", 0),))
    days = days_of(scenario, world)
    nation = next(days)
    assert (nation.linked_peak, nation.today.resolved) == (10, 0)
    nation.linked_peak = 100
    next(days)
    assert (nation.linked_peak, nation.today.resolved) == (0, 3)
    assert nation.suspended_until == 1 + 1 + 3
    resolved, linked = [], []
    for _ in days:
        resolved.append(nation.today.resolved)
        linked.append(nation.today.roll_linked)
    # Committees keep still on days 2 to 4; without a new peak nothing is called off again.
    assert linked == [0, 0, 0, 10, 10, 10, 10]
    assert resolved == [0] * 7


def test_where_nobody_is_out_nothing_is_called_off():
    values = {
        **BODY_FROM_DAY_2,
        "inter_site_committee.open_on": MONDAY,
        "organise.suspend": 1.0,
    }
    scenario, world = plant(1.0, values, days=3, schedule=(from_day("committee", 0),))
    days = days_of(scenario, world)
    nation = next(days)
    nation.sites[0].effect = 0.0
    assert [(nation.linked_peak, nation.today.resolved) for _ in days] == [(10, 0)] * 2


# --- hope ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("effect", "bar", "turn"), [(0.0, 0.05, -1), (0.5, 0.05, 1), (0.5, 1, 1)])
def test_a_visit_gathers_the_staff_and_turns_with_the_crowd(effect, bar, turn):
    visit = tiny_entry("leader_visit", 1, 1, "site:works", strength=2.0)
    scenario, world = plant(effect, {"belief.visit_bar": bar}, days=3, schedule=(visit,))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "gatherings") == [0, 1, 0]
    news = 0.5 * 2.0 * turn
    assert column(tables, "daily", "news_milli") == [0, 1000 * news, 800 * news]
    belief = 1 / (1 + math.exp(8 * 0.3 - 0.8 * news))
    assert column(tables, "daily", "belief_milli")[2] == round(1000 * belief)
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].spent_until == 1 + 1 + 3


def test_a_crowd_of_half_the_bar_leaves_a_visit_undecided():
    # Only the first of two sites' staff acts: 10 of 20 people at the parts of the works.
    visit = tiny_entry("leader_visit", 0, 0, "site:works")
    scenario = tiny_scenario(
        parameters=still({"belief.visit_bar": 1.0}),
        calendar=tiny_calendar(1),
        sites=(tiny_site("works", staff=20),),
        schedule=(visit,),
    )
    world = tiny_world(scenario, [(0, 10, False, 0), (1, 10, False, 0)], effect=[0.5, 0.0])
    assert column(simulate_plainly(scenario, world, seed=1), "daily", "news_milli") == [0]


@pytest.mark.parametrize(("effect", "news"), [(0.0, -0.6), (1.0, -0.45)])
def test_a_call_to_the_nation_that_few_follow_takes_hope_on_its_last_day(effect, news):
    schedule = (
        tiny_entry("call", 0, 1, strength=2.0, rung="strike"),
        tiny_entry("call", 0, 1, "town:alpha", strength=2.0, rung="strike"),
    )
    values = {"belief.call_bar": 1.0, "media.call_weight": 0.0}
    scenario = tiny_scenario(parameters=still(values), calendar=tiny_calendar(2), schedule=schedule)
    # A quarter of the employed strikes, if any does.
    world = tiny_world(scenario, [(0, 10, False, -1), (1, 30, False, -1)], effect=[effect, 0.0])
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "news_milli") == [0, 1000 * news]


# --- what is weighed ----------------------------------------------------------------------------


def test_the_score_of_a_walkout_by_hand_with_everything_that_weighs_at_a_site():
    values = {
        "influence.linked": 0.4,
        "organise.strength": 0.05,
        "loyalty.bonus": 0.1,
        "ladder.fatigue": 0.02,
        "police.harm": 0.5,
        "sack.cost": 1.5,
        "sack.identified": 0.3,
        "people.caution_sd": 0.0,
        "inter_site_committee.open_on": MONDAY,
        "organise.link": 1.0,
    }
    call = tiny_entry("call", 1, 1, rung="strike")
    scenario, world = plant(0.3, values, days=2, schedule=(from_day("committee", 0), call))
    *_, nation = days_of(scenario, world)
    site, worker = nation.sites[0], nation.sites[0].shops[0].workers[0]
    site.today.tactics = Tactics(bonus=2.0, fine=0.5, fund=0.5, block=1.0)
    site.today.threat, nation.today.seen_linked = 0.2, [0, 4, 4, 4, 0]
    worker.reached, worker.fixed_term, worker.days_out = False, True, 3
    day = Day(scenario=scenario, luck=Luck.of(1), number=1)
    # Linked, so that the call is heard without media; four of nine others act at linked sites.
    pull = 0.4 * 4 / 9 + 0.15 + 0.05 - 0.1 * 2.0 * 0.3
    police = (1 - math.exp(-2.3 * 2.0)) * 0.5
    risk = police + 0.2 * 1.5 * (1 - 0.5 * 0.5) + 0.3 * 0.5 * 0.5
    expected = pull + 0.3 - 0.65 - 0.7 * risk - 3 * 0.02 * 0.3 * 0.5
    value = score(day, nation, site, site.shops[0], worker, 3)
    assert value / 65536 == pytest.approx(expected, abs=4 / 65536)
    # Signing has no bonus to lose and does not tire, but it identifies.
    expected = 0.4 * 4 / 9 + 0.15 + 0.05 + 0.3 - 0.3 - (0.1 + 0.3 * 1.0) * risk
    value = score(day, nation, site, site.shops[0], worker, 1)
    assert value / 65536 == pytest.approx(expected, abs=4 / 65536)


@pytest.mark.parametrize(("ownership", "q"), [("state", 1.0), ("mixed", 0.5), ("private", 0.0)])
def test_loyalty_and_meetings_lower_the_odds_of_opposition(ownership, q):
    values = {
        "loyalty.subsidy": 0.3,
        "loyalty.meeting": 0.1,
        "loyalty.meeting_fading": 0.5,
        "loyalty.turn": 0.25,
        "outrage.vote": 1.0,
        "people.opposition_mean": 0.0,
        "people.opposition_sd": 0.0,
    }
    schedule = (
        tiny_entry("falsified_vote", 0, 0),
        tiny_entry("daily_meetings", 0, 9, strength=2.0),
    )
    scenario = tiny_scenario(
        parameters=still(values),
        calendar=tiny_calendar(2),
        sites=(tiny_site("works", effect=0.0, ownership=ownership),),
        schedule=schedule,
    )
    *_, nation = days_of(scenario, tiny_world(scenario, [(0, 10, False, 0)]))
    site = nation.sites[0]
    # Outrage of 1 on day 0 is 0.6 x 0.88 + 0.4 in the news of day 1, when loyalty turns.
    outrage = 0.6 * 0.88 + 0.4
    assert nation.loyalty == pytest.approx(1 - 0.25 * (1 - math.exp(-outrage)))
    assert site.meetings == pytest.approx(0.2 * 0.5 + 0.2)
    odds = math.exp(-(0.3 * q * nation.loyalty + 0.3))
    assert site.today.odds == fixed(odds)
    worker = site.shops[0].workers[0]
    day = Day(scenario=scenario, luck=Luck.of(1), number=1)
    expected = outrage * odds / (1 + odds) - 1.0
    value = score(day, nation, site, site.shops[0], worker, 4)
    assert value / 65536 == pytest.approx(expected, abs=4 / 65536)


def test_a_common_date_makes_those_who_hear_of_it_reconsider_and_blunts_the_threat():
    date = tiny_entry("common_date", 1, 1, strength=0.8, rung="strike")
    values = {"people.attention": 0.0, "media.call_weight": 0.0, "sack.threat": 0.5}
    scenario, world = plant(1.0, values, staff=40, days=2, schedule=(date,))
    *_, nation = days_of(scenario, world)
    site = nation.sites[0]
    assert site.place.today.date == pytest.approx(0.8 * 0.6)
    assert site.today.threat == pytest.approx(0.5 * (1 - 0.5 * 0.48))
    luck = draw(Luck.of(1), "attention", 1, site.key)
    heard = [bits(luck, number) >> 32 < math.floor(2**32 * (0.8 * 0.6)) for number in range(40)]
    strikes = [worker.act == 4 for shop in site.shops for worker in shop.workers]
    assert strikes == heard
    assert 0 < sum(heard) < 40


def test_an_event_is_no_help_to_who_is_kept_in():
    scenario, world = plant(0.65, ALWAYS, days=2, schedule=(from_day("lock_in", 0),))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "gatherings") == [0, 1]
    assert column(tables, "daily", "walking_out") == [0, 0]
    assert column(tables, "daily", "kept_in") == [0, 10]
