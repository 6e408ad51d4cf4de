"""The plain twin by hand: rules of the regime, bans, who is taken away, and offers."""

import datetime as dt
import math

import pytest

from downtools.chance import Luck, bits
from downtools.reference import simulate_plainly
from downtools.reference.luck import draw
from tests.plants import ALWAYS, LIST_ALWAYS, column, days_of, plant, still
from tests.tiny import MONDAY, tiny_calendar, tiny_entry, tiny_scenario, tiny_site, tiny_world

NEVER_BACK = {"sack.reinstated": 0.0, "police.release": 0.0}
SURE_ARREST = {"police.detain": 1.0, "police.standing": 1000.0}
BY_RULE = {"regime.by_rule_from": MONDAY}
ALL_AT_ONCE = {"regime.speed": 1.0, **BY_RULE}


def rule(kind, above, place="nation", first=0, **fields):
    return tiny_entry(kind, first, 9, place, above=above, **fields)


def falls_on(name, day, site, probability):
    """Which workers a probability falls on, by the number within the site."""
    luck = draw(Luck.of(1), name, day, site.key)
    return [bits(luck, n) >> 32 < math.floor(2**32 * probability) for n in range(site.size)]


# --- rules --------------------------------------------------------------------------------------


def test_a_rule_fires_where_enough_is_noticed_from_its_date_on():
    values = {"regime.by_rule_from": MONDAY + dt.timedelta(days=2), "loyalty.bonus": 0.0}
    scenario, world = plant(1.0, values, days=4, schedule=(rule("bonus", 0.8, strength=3.0),))
    noticed, bonus = [], []
    for nation in days_of(scenario, world):
        noticed.append(nation.sites[0].noticed)
        bonus.append(nation.sites[0].today.tactics.bonus)
        assert nation.noticed == nation.sites[0].noticed
    assert noticed == [0.5, 0.75, 0.875, 0.9375]
    # 0.75 of the evening before is too little on day 2.
    assert bonus == [0.0, 0.0, 0.0, 3.0]


def test_what_nobody_does_is_not_noticed():
    scenario, world = plant(0.0, BY_RULE, days=2, schedule=(rule("bonus", 0.0),))
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].today.tactics.bonus == 0.0


def test_a_rule_after_another_fires_only_where_that_one_does():
    schedule = (
        rule("dismissal", 0.1, "sector:metal", id="third", after="second"),
        rule("replacement_workers", 0.1, "town:alpha", id="second", after="first"),
        rule("bonus", 0.6, "sector:metal", id="first"),
    )
    scenario = tiny_scenario(
        parameters=still(ALL_AT_ONCE), calendar=tiny_calendar(2), schedule=schedule
    )
    # All act, but at the last site too little is noticed for the first rule.
    sites = [(0, 10, False, -1), (1, 10, False, -1), (0, 10, False, -1)]
    world = tiny_world(scenario, sites, effect=[1.0, 1.0, 1.0], sector=[0, 0, 0])
    days = days_of(scenario, world)
    nation = next(days)
    nation.sites[2].noticed = 0.5
    next(days)
    assert [site.today.tactics.bonus for site in nation.sites] == [1.0, 1.0, 0.0]
    assert [site.today.tactics.dismiss for site in nation.sites] == [1.0, 0.0, 0.0]


def test_a_decree_holds_everywhere_and_takes_no_capacity():
    schedule = (rule("bonus", 0.4, strength=0.7),)
    values = {**ALL_AT_ONCE, "regime.sites": 0.0}
    scenario = tiny_scenario(parameters=still(values), calendar=tiny_calendar(2), schedule=schedule)
    # Half of all workers act; the other site is quiet, and has its bonus all the same.
    world = tiny_world(scenario, [(0, 10, False, -1), (1, 10, False, -1)], effect=[1.0, 0.0])
    *_, nation = days_of(scenario, world)
    assert [site.today.tactics.bonus for site in nation.sites] == [0.7, 0.7]


def test_a_rule_whose_forerunner_has_ended_does_not_fire():
    ended = tiny_entry("bonus", 0, 0, id="first", above=0.1)
    schedule = (ended, rule("court_fine", 0.1, after="first"))
    scenario, world = plant(1.0, ALL_AT_ONCE, days=2, schedule=schedule)
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].today.tactics.fine == 0.0


def test_rules_act_at_part_of_their_strength_at_more_sites_than_can_be_worked_on():
    schedule = (
        rule("bonus", 0.1, "town:alpha", strength=2.0),
        rule("court_fine", 0.1, "town:beta"),
    )
    scenario = tiny_scenario(
        parameters=still(ALL_AT_ONCE, {"regime.sites": 2.0}),
        calendar=tiny_calendar(2),
        schedule=schedule,
    )
    # Two sites that stand for four each in alpha, one that stands for itself in beta: 9 sites.
    sites = [(0, 10, False, -1), (0, 10, False, -1), (1, 200, False, -1), (2, 10, False, -1)]
    world = tiny_world(scenario, sites, scale=0.25, effect=[1.0] * 4)
    *_, nation = days_of(scenario, world)
    assert [site.today.tactics.bonus for site in nation.sites] == [4 / 9, 4 / 9, 0.0, 0.0]
    assert [site.today.tactics.fine for site in nation.sites] == [0.0, 0.0, 2 / 9, 0.0]


def test_from_the_date_of_rules_on_scheduled_tactics_are_silent_and_shocks_are_not():
    schedule = (
        tiny_entry("bonus", 0, 3),
        tiny_entry("internet_shutdown", 0, 3),
        tiny_entry("street_violence", 0, 3, people=10.0),
        tiny_entry("call", 0, 3, rung="sign"),
    )
    values = {"regime.by_rule_from": MONDAY + dt.timedelta(days=1)}
    scenario, world = plant(0.0, values, days=2, schedule=schedule)
    shown = [
        (n.sites[0].today.tactics.bonus, n.today.openness, n.victims, n.places[0].today.call[1])
        for n in days_of(scenario, world)
    ]
    assert shown == [(1.0, 0.1, 10.0, 0.15), (0.0, 1.0, 0.0, 0.15)]


def test_the_internet_is_cut_by_rule_and_a_safe_channel_keeps_it_open():
    schedule = (
        rule("internet_shutdown", 0.5, strength=0.7),
        tiny_entry("safe_channel", 0, 9, "town:alpha", strength=0.4),
        tiny_entry("safe_channel", 2, 9, strength=3.0),
    )
    scenario, world = plant(1.0, ALL_AT_ONCE, days=3, schedule=schedule)
    shown = [
        (n.today.openness, n.places[0].today.openness, n.places[1].today.openness)
        for n in days_of(scenario, world)
    ]
    assert shown == [(1.0, 1.0, 1.0), (1.0 - 0.7, 0.4, 1.0 - 0.7), (1.0, 1.0, 1.0)]


def test_force_follows_the_street_by_rule():
    schedule = (
        tiny_entry("street_protest", 0, 9, "town:alpha", people=80.0),
        tiny_entry("street_protest", 0, 9, "town:beta", people=10.0),
        rule("street_violence", 0.02, id="hard", strength=0.5, after="all"),
        rule("street_violence", 0.0, "town:alpha", id="all", strength=0.1),
        rule("street_violence", 0.005, "town:beta", strength=0.2),
    )
    scenario, world = plant(0.0, BY_RULE, days=1, schedule=schedule)
    nation = next(days_of(scenario, world))
    # Alpha has 4,000 people, of whom 80 are a share of 0.02; beta has 1,000, a share of 0.01.
    assert [place.victims for place in nation.places] == pytest.approx([48.0, 2.0, 0.0, 0.0])
    assert nation.victims == pytest.approx(50.0)


# --- bans ---------------------------------------------------------------------------------------


def test_a_ban_closes_the_list_and_adds_to_the_threat():
    ban = tiny_entry("legal_ban", 2, 9)
    scenario, world = plant(0.3, LIST_ALWAYS, days=4, schedule=(ban,))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "lists_open") == [0, 1, 0, 0]
    threats = []
    for nation in days_of(scenario, world):
        threats.append(nation.sites[0].today.threat)
        nation.sites[0].willing = 5  # a full ban lets no list open anew, willing or not
    assert nation.sites[0].list_until == 2
    assert threats == pytest.approx([0.05, 0.05, 0.15, 0.15])


def test_a_ban_that_may_fail_leaves_the_list_open():
    # A strength of 1e-12 is never drawn, and leaves the hazard of a new list as it was.
    ban = tiny_entry("legal_ban", 2, 9, strength=1e-12)
    scenario, world = plant(0.3, LIST_ALWAYS, days=4, schedule=(ban,))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "lists_open") == [0, 1, 1, 1]


# --- away ---------------------------------------------------------------------------------------


def test_who_is_detained_is_away_until_released():
    scenario, world = plant(1.0, SURE_ARREST, {"police.release": 1.0}, days=8)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "striking") == [10, 0, 10, 0, 10, 0, 0, 10]
    assert column(tables, "daily", "detained") == [10, 0, 10, 0, 10, 0, 0, 10]
    assert column(tables, "sites", "away") == [10, 0, 10, 0, 10, 0, 0, 10]
    assert column(tables, "daily", "on_shift") == [10, 10, 10, 10, 10, 0, 0, 10]
    # On days 1 and 3 nobody is there: what they do not make is idle, not withheld.
    idle = column(tables, "daily", "output_idle_cents")
    assert idle == [0, 40010, 0, 40010, 0, 0, 0, 0]
    assert column(tables, "daily", "withheld_milli") == [10_000, 0, 10_000, 0, 10_000, 0, 0, 10_000]


def test_arrests_follow_exposure_and_company():
    values = {"police.detain": 0.8, "police.value_weight": 0.0, "gather.base": 1000.0}
    scenario, world = plant(0.5, values, NEVER_BACK, staff=60, days=2)
    *_, nation = days_of(scenario, world)
    site = nation.sites[0]
    # 60 rally on day 1; 2 officers stand there, and half of 12 are sent on that day.
    arrest = 1 - math.exp(-2.3 * (2.0 + 6.0) / (1 + 60))
    detained = falls_on("detain", 1, site, 0.8 * arrest * 0.3)
    away = [worker.status == "detained" for shop in site.shops for worker in shop.workers]
    assert away == detained
    assert 0 < sum(away) < 10
    assert site.seen[2] == 60 - sum(away) == site.ready
    assert site.away == sum(away) == sum(shop.away for shop in site.shops)


def test_off_shift_at_a_rally_one_can_be_detained_but_not_dismissed():
    values = {**SURE_ARREST, "ladder.exposure_rally": 1.0, **NEVER_BACK}
    scenario, world = plant(1.0, ALWAYS, values, staff=8, continuous=True, days=2, shop_size=2)
    # Two crews of two strike on day 0. On day 1 the other two meet: one on shift, one at rest.
    detained = [nation.sites[0].with_status("detained") for nation in days_of(scenario, world)]
    assert detained == [4, 8]
    dismissal = tiny_entry("dismissal", 0, 9)
    values = {"sack.capacity": 1.0, **NEVER_BACK}
    scenario, world = plant(
        1.0, ALWAYS, values, staff=8, continuous=True, days=2, shop_size=2, schedule=(dismissal,)
    )
    dismissed = [nation.sites[0].with_status("dismissed") for nation in days_of(scenario, world)]
    assert dismissed == [4, 6]


def test_dismissals_are_diluted_by_numbers_and_a_signature_lasts():
    values = {"sack.capacity": 0.5, "sack.reinstated": 0.25, **LIST_ALWAYS}
    dismissal = tiny_entry("dismissal", 2, 2)
    scenario, world = plant(1.0, values, staff=40, days=4, schedule=(dismissal,))
    days = days_of(scenario, world)
    _, _, nation = next(days), next(days), next(days)
    site = nation.sites[0]
    # 40 are out where 20 can be sacked: a full dismissal reaches half of them.
    sacked = falls_on("dismiss", 2, site, 0.5)
    away = [worker.status == "dismissed" for shop in site.shops for worker in shop.workers]
    assert away == sacked
    assert site.signers == site.people(40)
    next(days)
    back = falls_on("reinstate", 3, site, 0.25)
    expected = [gone and not taken for gone, taken in zip(sacked, back, strict=True)]
    away = [worker.status == "dismissed" for shop in site.shops for worker in shop.workers]
    assert away == expected
    # Who is back shows no more than the signature.
    assert site.seen[1] == 40 - sum(expected)
    assert site.seen[2] == site.ready == 40 - sum(sacked)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "dismissed") == [0, 0, sum(sacked), sum(expected)]
    assert column(tables, "daily", "striking")[3] == 40 - sum(sacked)


def test_a_continuous_site_dismisses_nobody_at_the_weekend():
    dismissal = tiny_entry("dismissal", 5, 6)
    values = {"sack.capacity": 1.0}
    scenario, world = plant(
        1.0, values, staff=8, continuous=True, shop_size=2, days=8, schedule=(dismissal,)
    )
    assert set(column(simulate_plainly(scenario, world, seed=1), "daily", "dismissed")) == {0}


def test_who_is_kept_in_may_resign_where_there_is_other_work():
    values = {"sack.resign": 1.0, "sack.outside_option": 1.0, **NEVER_BACK}
    scenario = tiny_scenario(
        parameters=still(values),
        calendar=tiny_calendar(1),
        schedule=(tiny_entry("lock_in", 0, 0, strength=0.5),),
    )
    # Two sites of the same size in alpha: half of a job's worth can be had elsewhere.
    sites = [(0, 40, False, -1), (0, 40, False, -1)]
    world = tiny_world(scenario, sites, effect=[1.0, 0.0])
    nation = next(days_of(scenario, world))
    site = nation.sites[0]
    locked = [sum(w.act for w in shop.workers) == 0 for shop in site.shops]
    quits = falls_on("resign", 0, site, 0.5)
    expected = [
        quits[w.number] and locked[shop.number] for shop in site.shops for w in shop.workers
    ]
    resigned = [w.status == "resigned" for shop in site.shops for w in shop.workers]
    assert resigned == expected
    assert 0 < sum(resigned) < 20
    assert nation.sites[1].away == 0


# --- offers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leave_bar", "accepted", "resolved", "left"),
    [(0.2, 0.0, 1, 0.0), (10.0, 1.0, 2, 0.75), (10.0, 0.0, 0, 1.0)],
)
def test_what_is_felt_brings_an_offer(leave_bar, accepted, resolved, left):
    values = {
        "concede.hazard": 1e6,
        "concede.leave_bar": leave_bar,
        "concede.accepted": accepted,
        "concede.relief": 0.25,
        "outrage.fading": 0.0,
    }
    vote = tiny_entry("falsified_vote", 0, 0)
    scenario, world = plant(1.0, values, days=2, schedule=(vote,))
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "resolved") == [0, resolved]
    assert column(tables, "daily", "outrage_milli") == [500, round(500 * left)]
    assert column(tables, "daily", "news_milli") == [0, 500]


@pytest.mark.parametrize(
    ("place", "strength", "country_left", "alpha_left", "beta_left", "news", "resolved"),
    [
        ("nation", 1.0, 0.75, 0.75, 0.75, 0.5, 2),
        ("nation", 8.0, 0.0, 0.0, 0.0, 4.0, 2),
        ("town:alpha", 2.0, 1.0, 0.5, 1.0, 0.0, 0),
    ],
)
def test_a_concession_on_its_first_day_relieves_where_it_is_accepted(
    place, strength, country_left, alpha_left, beta_left, news, resolved
):
    values = {"concede.accepted": 1.0, "concede.relief": 0.25, "outrage.fading": 0.0}
    offer = tiny_entry("concession", 5, 6, place, strength=strength)  # from a Saturday on
    scenario, world = plant(0.0, values, days=7, schedule=(offer,))
    days = days_of(scenario, world)
    nation = next(days)
    alpha, beta, *_ = nation.places
    for outrage in (nation.outrage, alpha.outrage, beta.outrage):
        outrage.fading = outrage.permanent = 1.0
    for _ in range(5):
        next(days)
    assert (nation.news, nation.today.resolved) == (news, resolved)
    next(days)
    assert nation.outrage.permanent == nation.outrage.fading == country_left
    assert alpha.outrage.permanent == alpha.outrage.fading == alpha_left
    assert beta.outrage.permanent == beta.outrage.fading == beta_left


def test_an_offer_that_is_refused_changes_no_outrage():
    values = {"concede.accepted": 0.0}
    schedule = (tiny_entry("falsified_vote", 0, 0), tiny_entry("concession", 0, 0))
    scenario, world = plant(0.0, values, days=1, schedule=schedule)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "resolved") == [0]
    assert column(tables, "daily", "news_milli") == [500]
    assert column(tables, "daily", "outrage_milli") == [500]


def test_parts_of_a_site_are_away_together_in_its_row():
    scenario = tiny_scenario(
        parameters=still(SURE_ARREST, NEVER_BACK),
        calendar=tiny_calendar(1),
        sites=(tiny_site("rail", staff=15, spread="country", effect=1.0),),
    )
    world = tiny_world(scenario, [(0, 10, False, 0), (1, 5, False, 0)])
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "sites", "away") == column(tables, "daily", "detained") == [15]
