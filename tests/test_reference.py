"""The plain twin against arithmetic done by hand, in countries of a few workers."""

import math

import pytest

from downtools.chance import Luck
from downtools.reference import simulate_plainly
from downtools.reference.country import country
from downtools.reference.score import score, share
from downtools.reference.simulate import live_a_day
from downtools.reference.today import Day
from tests.plants import ALWAYS, LIST_ALWAYS, column, days_of, plant, still
from tests.tiny import (
    tiny_calendar,
    tiny_entry,
    tiny_scenario,
    tiny_site,
    tiny_world,
)

# --- the ladder ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effect", "rallying", "walking_out", "striking", "stance"),
    [
        (0.29, [0, 0, 0], [0, 0, 0], [0, 0, 0], 0),
        (0.30, [0, 0, 0], [0, 0, 0], [0, 0, 0], 1),
        (0.50, [0, 10, 10], [0, 0, 0], [0, 0, 0], 2),
        (0.65, [0, 0, 0], [0, 10, 10], [0, 0, 0], 3),
        (1.00, [0, 0, 0], [0, 0, 0], [10, 10, 10], 4),
    ],
)
def test_only_a_strike_needs_no_event(effect, rallying, walking_out, striking, stance):
    # A tie counts as acting. Nobody is ready before day 0, so the first event is on day 1.
    scenario, world = plant(effect, ALWAYS, days=3)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "rallying") == rallying
    assert column(tables, "daily", "walking_out") == walking_out
    assert column(tables, "daily", "striking") == striking
    *_, nation = days_of(scenario, world)
    assert {w.stance for shop in nation.sites[0].shops for w in shop.workers} == {stance}


def test_the_highest_rung_is_taken_even_if_one_below_is_not_worth_it():
    costs = {"ladder.theta_sign": 1.0, "ladder.theta_rally": 0.2, "ladder.theta_walkout": 1.0}
    scenario, world = plant(0.5, costs, days=1)
    nation = next(days_of(scenario, world))
    assert nation.sites[0].ready == nation.sites[0].willing == 10


def test_a_list_open_makes_the_willing_sign_once():
    scenario, world = plant(0.3, LIST_ALWAYS, days=7)
    tables = simulate_plainly(scenario, world, seed=1)
    # Nobody is willing before day 0; the list of day 1 is open four days, 1 to 4; day 5 is a
    # Saturday, on which none opens.
    assert column(tables, "daily", "lists_open") == [0, 1, 1, 1, 1, 0, 0]
    assert column(tables, "daily", "signed") == [0, 10, 0, 0, 0, 0, 0]
    assert column(tables, "daily", "signers") == [0, 10, 10, 10, 10, 10, 10]
    assert tables["events"] == {"day": [1], "kind": [2], "site": [0], "people": [10]}


def test_a_signature_is_the_floor_of_what_is_seen():
    scenario, world = plant(0.3, LIST_ALWAYS, days=2)
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].seen == [0, 10, 0, 0, 0]


def test_a_list_open_lifts_being_spent():
    # An event on day 1 leaves the site spent on days 2 and 3; with a list open it meets on all.
    spent = {"gather.base": 1000.0, "gather.spent_days": 2}
    for more, expected in (({}, [0, 1, 0, 0, 1]), (LIST_ALWAYS, [0, 1, 1, 1, 1])):
        scenario, world = plant(0.5, spent, more, days=5)
        assert column(simulate_plainly(scenario, world, seed=1), "daily", "gatherings") == expected


def test_strikers_tire_of_lost_pay():
    # Score 0.05, less 0.02 for each shift struck: three days of strike, then a walkout's stance.
    scenario, world = plant(1.05, {"ladder.fatigue": 0.02}, days=5)
    assert column(simulate_plainly(scenario, world, seed=1), "daily", "striking") == [
        *(10, 10, 10),
        *(0, 0),
    ]


def test_keep_holds_those_who_hold_a_rung():
    scenario, world = plant(1.05, {"ladder.fatigue": 0.02, "ladder.keep": 0.02}, days=6)
    strikes = column(simulate_plainly(scenario, world, seed=1), "daily", "striking")
    assert strikes == [10, 10, 10, 10, 0, 0]


def test_without_attention_only_an_event_makes_people_reconsider():
    scenario, world = plant(1.0, {"people.attention": 0.0}, days=5)
    assert set(column(simulate_plainly(scenario, world, seed=1), "daily", "striking")) == {0}


# --- time ---------------------------------------------------------------------------------------


def test_the_weekend_keeps_what_was_seen_on_friday():
    scenario, world = plant(1.0, {"workplace.giant_staff": 10}, days=8)
    seen = [nation.sites[0].seen[4] for nation in days_of(scenario, world)]
    assert seen == [10] * 8
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "working") == [1, 1, 1, 1, 1, 0, 0, 1]
    assert column(tables, "daily", "striking") == [10, 10, 10, 10, 10, 0, 0, 10]
    assert column(tables, "daily", "on_shift") == [10, 10, 10, 10, 10, 0, 0, 10]
    assert column(tables, "daily", "giants_stopped") == [1] * 8
    # It stopped once, on day 0.
    assert tables["events"] == {"day": [0], "kind": [3], "site": [0], "people": [10]}


def test_who_is_off_shift_rallies_and_keeps_the_act_until_the_next_shift():
    # Four shops of two, one a crew, of which two are on shift each day.
    scenario, world = plant(0.5, ALWAYS, staff=8, continuous=True, days=8, shop_size=2)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "on_shift") == [4] * 8
    assert column(tables, "daily", "rallying") == [0, 8, 8, 8, 8, 0, 0, 8]
    # On Saturday the two crews on shift show nothing, the two at rest still Friday's rally; on
    # Sunday one more crew comes on shift. On Monday all rally again.
    seen = [nation.sites[0].seen[2] for nation in days_of(scenario, world)]
    assert seen == [0, 8, 8, 8, 8, 4, 2, 8]


def test_crews_strike_only_on_shift_and_count_their_own_shifts():
    scenario, world = plant(1.0, staff=8, continuous=True, days=4, shop_size=2)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "striking") == [4, 4, 4, 4]
    *_, nation = days_of(scenario, world)
    assert [w.days_out for shop in nation.sites[0].shops for w in shop.workers] == [2] * 8
    # The crew that has not had a shift yet has nothing to show.
    assert [n.sites[0].seen[4] for n in days_of(scenario, world)] == [4, 6, 8, 8]


def test_shops_are_even_and_crews_go_round():
    scenario, world = plant(0.0, staff=23, continuous=True, days=1)
    shops = country(scenario, world).sites[0].shops
    assert [len(shop.workers) for shop in shops] == [5, 5, 5, 4, 4]
    assert [shop.crew for shop in shops] == [0, 1, 2, 3, 0]
    assert [w.number for shop in shops for w in shop.workers] == list(range(23))


def test_a_rally_at_rest_keeps_a_strike_in_sight():
    # Day 0: two crews strike. Day 1, with an event: those at rest rally, yet the crew that has
    # gone to rest still shows its strike; three crews show one.
    scenario, world = plant(1.0, ALWAYS, staff=8, continuous=True, days=2, shop_size=2)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "rallying") == [0, 4]
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].seen == [0, 8, 8, 6, 6]


def test_an_event_makes_only_those_on_shift_reconsider():
    scenario, world = plant(0.65, ALWAYS, staff=8, continuous=True, days=2, shop_size=2)
    nation = country(scenario, world)
    site = nation.sites[0]
    site.ready, site.effect = 8, 1.0
    scenario = tiny_scenario(parameters=still(ALWAYS, {"people.attention": 0.0}))
    live_a_day(Day(scenario=scenario, luck=Luck.of(1), number=0), nation)
    assert site.today.event
    stances = [{worker.stance for worker in shop.workers} for shop in site.shops]
    working = [scenario.calendar.on_shift(shop.crew, 0) for shop in site.shops]
    assert stances == [{4} if on_shift else {0} for on_shift in working]


def test_shifts_struck_are_counted_to_127():
    scenario, world = plant(1.0, days=200)
    *_, nation = days_of(scenario, world)
    assert nation.sites[0].shops[0].workers[0].days_out == 127


# --- what is weighed ----------------------------------------------------------------------------


def test_a_share_is_of_the_others():
    assert share(3, 1, 5) == 0.5
    assert share(3, 0, 5) == 0.75
    assert share(0, 1, 5) == 0.0
    assert share(1, 1, 1) == 0.0


def test_the_score_of_a_strike_by_hand():
    values = {
        "police.harm": 0.5,
        "sack.cost": 1.5,
        "sack.threat": 0.2,
        "influence.site": 0.35,
        "influence.shop": 0.7,
        "outrage.vote": 1.0,
        "people.caution_sd": 0.0,
        "people.opposition_mean": 0.0,
        "people.opposition_sd": 0.0,
    }
    vote = tiny_entry("falsified_vote", 0, 0, strength=0.6)
    scenario, world = plant(1.0, values, staff=11, days=1, schedule=(vote,))
    nation = next(days_of(scenario, world))
    site = nation.sites[0]
    site.seen, site.shops[0].seen, site.police_sent = [0, 5, 5, 3, 3], [0, 1, 1, 1, 1], 1.0
    day = Day(scenario=scenario, luck=Luck.of(1), number=0)
    worker = site.shops[0].workers[0]
    worker.act, worker.stance, worker.fixed_term, worker.days_out = 4, 0, False, 0
    # Four others act; the one employer leaves no other job, and can sack one (11 x .05 < 1).
    price = (1 - math.exp(-2.3 * 3.0 / 5)) * 0.5 + 0.2 / 5 * 1.5 * 0.6
    shop = 0.7 * 0 / (len(site.shops[0].workers) - 1)
    expected = 0.5 * 0.6 + 0.35 * 2 / 10 + shop + 1.0 - price - 1.0
    value = score(day, nation, site, site.shops[0], worker, 4)
    assert value / 65536 == pytest.approx(expected, abs=4 / 65536)
    # One who did not act counts all five, and all three as strikers.
    worker.act = 0
    price = (1 - math.exp(-2.3 * 3.0 / 6)) * 0.5 + 0.2 / 6 * 1.5 * 0.6
    shop = 0.7 / (len(site.shops[0].workers) - 1)
    expected = 0.5 * 0.6 + 0.35 * 3 / 10 + shop + 1.0 - price - 1.0
    value = score(day, nation, site, site.shops[0], worker, 4)
    assert value / 65536 == pytest.approx(expected, abs=4 / 65536)


@pytest.mark.parametrize(("reached", "fixed_term"), [(True, True), (False, False)])
def test_the_score_of_a_rally_by_hand_with_town_nation_hope_and_call(reached, fixed_term):
    values = {
        "influence.town": 0.5,
        "influence.nation": 3.0,
        "belief.weight": 0.4,
        "sack.cost": 1.5,
        "sack.threat": 0.2,
        "people.caution_sd": 0.0,
    }
    scenario = tiny_scenario(
        parameters=still(values),
        calendar=tiny_calendar(1),
        sites=(tiny_site("works", effect=0.1),),
        schedule=(
            tiny_entry("call", 0, 0, strength=2.0, rung="rally"),
            tiny_entry("internet_shutdown", 0, 0, "town:alpha", strength=0.5),
        ),
    )
    # Alpha has 10 + 10 workers, beta 20; seen are 3 in alpha and 9 in beta.
    world = tiny_world(scenario, [(0, 10, False, 0), (0, 10, False, -1), (1, 20, False, -1)])
    nation = next(days_of(scenario, world))
    site = nation.sites[0]
    site.place.today.seen, nation.today.seen = [0, 3, 3, 0, 0], [0, 12, 12, 0, 0]
    nation.today.belief = 0.6
    day = Day(scenario=scenario, luck=Luck.of(1), number=0)
    worker = site.shops[0].workers[0]
    worker.reached, worker.fixed_term, worker.act, worker.stance = reached, fixed_term, 1, 0
    # An own signature is not a rally: of 19 others in town and 39 in the country, 3 and 12.
    pull = 0.5 * 3 / 19 + reached * 0.5 * 3.0 * 12 / 39
    hope = 0.4 * (0.6 - 0.1) * 2 / 4
    call = reached * 0.5 * 0.15 * 2.0
    stake = 1.5 * (1 - 0.4 * (1 - 0.5)) * (1.0 if fixed_term else 0.6)
    expected = pull + hope + call + 0.1 - 0.5 - 0.3 * 0.2 * stake
    value = score(day, nation, site, site.shops[0], worker, 2)
    assert value / 65536 == pytest.approx(expected, abs=4 / 65536)
    # The call is to a rally: it does nothing for a walkout, to which hope adds more.
    nothing_seen = 0.4 * 0.5 * 3 / 4 + 0.1 - 0.65 - 0.7 * 0.2 * stake
    value = score(day, nation, site, site.shops[0], worker, 3)
    assert value / 65536 == pytest.approx(nothing_seen, abs=4 / 65536)


def test_a_call_adds_to_the_rungs_up_to_its_own_where_it_is_heard():
    call = tiny_entry("call", 0, 0, "town:alpha", strength=2.0, rung="rally")
    cut = tiny_entry("internet_shutdown", 0, 0, "region:upland", strength=0.75)
    scenario, world = plant(0.0, days=2, schedule=(call, cut))
    days = days_of(scenario, world)
    alpha, beta, rest, _ = next(days).places
    assert alpha.today.call == [0.0, 0.3, 0.3, 0.0, 0.0]
    assert beta.today.call == rest.today.call == [0.0] * 5
    assert (alpha.today.openness, beta.today.openness, rest.today.openness) == (0.25, 1.0, 0.25)
    assert alpha.today.heard == pytest.approx(2.0 * 0.25 * 0.6)
    assert next(days).today.openness == 1.0
    assert alpha.today.call == [0.0] * 5


def test_a_threat_is_at_most_certain_and_media_reach_whom_they_reach():
    threat = tiny_entry("dismissal_threat", 0, 0, strength=3.0)
    scenario, world = plant(0.0, {"media.reach": 0.25}, staff=40, days=1, schedule=(threat,))
    nation = next(days_of(scenario, world))
    assert nation.sites[0].today.threat == 1.0
    reached = [worker.reached for shop in nation.sites[0].shops for worker in shop.workers]
    assert reached == [rank // 2 < 32 for rank in world.workers.media.tolist()]
    assert 0 < sum(reached) < 20


def test_an_event_next_door_is_news_for_one_working_day():
    # All are ready; only alpha hears the call, on Friday. On Monday its two sites meet because
    # they met on Friday; the site in beta never does.
    call = tiny_entry("call", 4, 4, "town:alpha", strength=1.0, rung="rally")
    values = {"gather.nearby": 1000.0, "gather.call": 1000.0, "gather.spent_days": 0}
    scenario = tiny_scenario(
        parameters=still(values, {"media.call_weight": 1e-6}),
        calendar=tiny_calendar(8),
        schedule=(call,),
    )
    sites = [(0, 10, False, -1), (0, 10, False, -1), (1, 10, False, -1)]
    world = tiny_world(scenario, sites, effect=[0.6] * 3)
    tables = simulate_plainly(scenario, world, seed=1)
    assert column(tables, "daily", "gatherings") == [0, 0, 0, 0, 2, 0, 0, 2]


@pytest.mark.parametrize(
    ("place", "threats"),
    [
        ("nation", [0.45, 0.45, 0.45]),
        ("region:upland", [0.45, 0.05, 0.45]),
        ("district:south", [0.05, 0.45, 0.05]),
        ("town:alpha", [0.45, 0.05, 0.05]),
        ("sector:power", [0.05, 0.45, 0.05]),
        ("site:works", [0.45, 0.05, 0.05]),
        ("ownership:mixed", [0.05, 0.45, 0.05]),
    ],
)
def test_a_threat_covers_what_it_names(place, threats):
    scenario = tiny_scenario(
        parameters=still({"sack.weight": 2.0}),
        calendar=tiny_calendar(1),
        sites=(tiny_site("works"),),
        schedule=(
            tiny_entry("dismissal_threat", 0, 0, place, strength=0.2),
            tiny_entry("dismissal_threat", 0, 0, place, id="weaker", strength=0.1),
        ),
    )
    world = tiny_world(scenario, [(0, 10, False, 0), (1, 5, True, -1), (2, 5, False, -1)])
    nation = next(days_of(scenario, world))
    assert [site.today.threat for site in nation.sites] == pytest.approx(threats)


def test_the_street_is_the_schedule_and_those_above_the_bar():
    values = {
        "outrage.vote": 2.0,
        "people.opposition_mean": 0.0,
        "street.bar": 1.0,
        "street.turnout": 0.1,
    }
    schedule = (
        tiny_entry("falsified_vote", 0, 0),
        tiny_entry("street_protest", 0, 0, "town:alpha", people=70.0),
    )
    scenario, world = plant(0.0, values, days=1, schedule=schedule)
    alpha, beta, *_ = next(days_of(scenario, world)).places
    # Opposition is half or more for half of the people, up to the rounding of one rank.
    assert alpha.today.street == pytest.approx(70.0 + 0.1 * 4_000 * 0.5, abs=0.01)
    assert beta.today.street == pytest.approx(0.1 * 1_000 * 0.5, abs=0.01)
