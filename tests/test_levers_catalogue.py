"""The catalogue of levers: valid, able to move something, and never a help to the regime."""

import dataclasses
import datetime as dt
import re
from functools import cache

import pytest

from downtools.errors import InputError
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.declare import NEVER
from downtools.scenario.parameters import all_params
from downtools.study.draws import drawn
from downtools.study.levers.catalogue import EARLIER, fund_usd, levers_of, named, second_week
from downtools.study.levers.informed import grounds_of, is_citation
from downtools.study.mechanisms.cases import by_rule
from downtools.world.build import build_world
from tools.make_belarus_2020.names import DroppedNames

SHIPPED = ("belarus-2020", "one-plant", "serbia-2000", "two-towns")
SCALE = {"belarus-2020": 0.02, "serbia-2000": 0.02}


@cache
def asked(name):
    """A shipped scenario as questions are asked of it."""
    return by_rule(load(name))


@cache
def levers(name):
    return levers_of(load(name))


def lever(name, called):
    return named(levers(name), called)


EVERY = [(name, one.name) for name in SHIPPED for one in levers(name)]


# --- what there is -------------------------------------------------------------------------------


def test_levers_of_the_shipped_scenarios_in_their_order():
    """What makes sense where; a new one has to be put here, with its place in the order."""
    plant = [one.name for one in levers("one-plant")]
    assert plant == [
        "joint-committee-3-days-earlier",  # not 1: it would still meet on Monday 17 August
        "joint-committee-5-days-earlier",
        "joint-committee-7-days-earlier",
        "giant-committees",
        "strike-fund",
        "common-date",
        "safe-channel",
        "no-street-violence",
        "half-street-violence",
        "no-dismissal-threat",
        "half-dismissal-threat",
        "later-dismissal-threat",
        "no-detention",
        "half-detention",
        "later-detention",
        "no-internet-shutdown",
        "early-concession",
    ]
    assert [one.name for one in levers("two-towns")] == [
        "joint-committee",
        "giant-committees",
        "strike-fund",
        "no-street-violence",
        "half-street-violence",
    ]
    belarus = [one.name for one in levers("belarus-2020")]
    shared = set(belarus) & set(plant)
    assert [one for one in belarus if one in shared] == [one for one in plant if one in shared]
    assert set(belarus) - set(plant) == {
        "joint-committee-1-day-earlier",
        *("no-lock-in", "half-lock-in", "later-lock-in", "no-dismissal", "no-blocked-passes"),
        *("no-daily-meetings", "no-replacement-workers", "no-bonus", "no-legal-ban"),
        "no-court-fine",
    }
    serbia = {one.name for one in levers("serbia-2000")}
    assert "common-date" not in serbia  # it had one
    assert not serbia & {"safe-channel", "no-internet-shutdown"}  # nothing was cut


@pytest.mark.parametrize("name", SHIPPED)
def test_names_are_unique_and_typed_without_blanks(name):
    names = [one.name for one in levers(name)]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one) for one in names)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_levers_again_whether_or_not_the_regime_answers_by_rule(name):
    """Sides come in one order: workers, public, regime."""
    assert levers_of(load(name)) == levers_of(asked(name)) == levers(name)
    sides = [one.side for one in levers(name)]
    assert sides == sorted(sides, key=("workers", "public", "regime").index)


@pytest.mark.parametrize(("name", "called"), EVERY)
def test_an_arm_is_valid_and_makes_another_run(name, called):
    """What is added would pass as part of the scenario too: its own values can be set again."""
    scenario = asked(name)
    changed = lever(name, called).arm.of(scenario)
    assert changed.run_hash != scenario.run_hash
    mine = {entry.id for entry in changed.schedule} - {entry.id for entry in scenario.schedule}
    same = {
        f"schedule.{entry.id}.{field}": getattr(entry, field)
        for entry in changed.schedule
        if entry.id in mine
        for field in ("place", "start", "end", "strength", "rung", "usd")
    }
    assert changed.with_values(same) == changed


@pytest.mark.parametrize(("name", "called"), EVERY)
def test_words_are_one_sentence_and_name_no_person(name, called):
    words = lever(name, called).words
    assert words[0].isupper()
    assert words.endswith(".")
    assert words.count(". ") == 0
    assert DroppedNames.load().found_in(words) == set()


@pytest.mark.parametrize(("name", "called"), EVERY)
def test_keys_are_parameters_that_are_not_known(name, called):
    """A lever rests on parameters with a prior: what has none is no doubt of an ensemble."""
    given = lever(name, called).keys
    assert given
    assert len(given) == len(set(given))
    assert all(all_params()[key].prior is not None for key in given)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("days", [1, 2, 5, 9, 16])
def test_a_scenario_cut_short_has_the_levers_that_still_make_sense(name, days):
    scenario = load(name).with_days(days)
    last = scenario.calendar.end
    for one in levers_of(scenario):
        assert one.arm.of(by_rule(scenario)) != by_rule(scenario)
        assert all(entry.start <= last for entry in one.arm.entries)
    if days == 5:
        assert "common-date" not in {one.name for one in levers_of(scenario)}


# --- dates and sums ------------------------------------------------------------------------------


def test_the_second_week_begins_on_a_working_day():
    assert second_week(load("belarus-2020")) == dt.date(2020, 8, 17)  # the 16th is a Sunday
    assert second_week(load("serbia-2000")) == dt.date(2000, 10, 2)
    assert second_week(load("one-plant").with_days(8)) is None
    plant = load("one-plant")
    calendar = dataclasses.replace(plant.calendar, holidays=(dt.date(2020, 8, 17),))
    assert second_week(dataclasses.replace(plant, calendar=calendar)) == dt.date(2020, 8, 18)


def test_the_money_of_a_fund_follows_from_wages():
    """One plant: 1,400 at 500 USD and 600 at 400 USD a month."""
    week = (1400 * 500 + 600 * 400) * 12 / 52
    assert fund_usd(load("one-plant")) == round(2 * week * 0.5 * 0.05)


def test_a_fund_that_there_is_comes_earlier_and_is_no_smaller():
    fund = next(e for e in asked("belarus-2020").schedule if e.kind == "strike_fund")
    changed = lever("belarus-2020", "strike-fund").arm.of(asked("belarus-2020"))
    funds = [entry for entry in changed.schedule if entry.kind == "strike_fund"]
    assert [(one.id, one.start, one.end) for one in funds] == [
        (fund.id, dt.date(2020, 8, 10), fund.end)
    ]
    assert funds[0].strength == 0.5 > fund.strength
    assert funds[0].usd == fund_usd(asked("belarus-2020")) > fund.usd


@pytest.mark.parametrize("name", ["belarus-2020", "serbia-2000", "one-plant"])
def test_each_earlier_joint_committee_meets_on_another_working_day(name):
    scenario = asked(name)
    opens = scenario.parameters.inter_site_committee.open_on

    def meets(date):
        days = range((date - scenario.calendar.start).days, scenario.calendar.days)
        return next(day for day in days if scenario.calendar.working(day))

    dates = [
        one.arm.of(scenario).parameters.inter_site_committee.open_on
        for one in levers(name)
        if one.name.startswith("joint-committee")
    ]
    assert len(dates) > 1
    assert {(opens - date).days for date in dates} <= set(EARLIER)
    assert len({meets(date) for date in [opens, *dates]}) == 1 + len(dates)


def test_committees_at_every_giant_and_nowhere_else():
    scenario = asked("belarus-2020")
    least = scenario.parameters.workplace.giant_staff
    entries = lever("belarus-2020", "giant-committees").arm.entries
    giants = {f"site:{site.site}" for site in scenario.sites if site.staff >= least}
    assert {entry.place for entry in entries} == giants
    assert len(entries) == len(giants) < len(scenario.sites)
    assert {entry.start for entry in entries} == {dt.date(2020, 8, 10)}


def test_a_giant_that_has_a_committee_by_then_gets_no_second():
    scenario = asked("serbia-2000")
    moved = scenario.with_values({"schedule.committee_kolubara.start": dt.date(2000, 9, 25)})
    before = named(levers_of(scenario), "giant-committees").arm.entries
    after = named(levers_of(moved), "giant-committees").arm.entries
    assert {entry.place for entry in before} - {entry.place for entry in after} == {"site:kolubara"}
    assert len(after) == len(before) - 1


def test_a_lever_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(InputError) as told:
        named(levers("belarus-2020"), "no-lockin")
    cure = told.value.faults[0].cure
    assert "did you mean 'no-lock-in'?" in cure
    assert all(one.name in cure for one in levers("belarus-2020"))
    with pytest.raises(InputError) as told:
        named(levers("belarus-2020"), "xyzzy")
    assert all(told.value.faults[0].cure.count(one.name) for one in levers("belarus-2020"))
    assert told.value.faults[0].cure.startswith("levers of this scenario: ")
    with pytest.raises(InputError, match="levers of this scenario: none"):
        named((), "no-lock-in")


# --- what it does --------------------------------------------------------------------------------

WITHOUT_EFFECT = {
    ("serbia-2000", "later-detention"): "leaders are detained after threats of the sack, where a"
    " twentieth of all workers are seen to act: in no draw tried before 2 October, the day of the"
    " general strike, when the week by which detentions are put off is over",
}
"""Levers that moved nothing in their scenario in any draw tried, and why; they move others."""
DAYS = 20
"""The first weeks do, up to the end of August."""
DRAWS = {"belarus-2020": 4, "serbia-2000": 9, "one-plant": 40, "two-towns": 3}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_lever_changes_what_comes_out(name):
    """At least one byte, in some draw of parameters: luck and world are those of the baseline."""
    scenario = asked(name)
    scenario = scenario.with_days(min(DAYS, scenario.calendar.days))
    world = build_world(scenario, scale=SCALE.get(name, 1.0))
    left = {one.name: one.arm for one in levers(name)}
    for draw in range(1, DRAWS[name] + 1):
        if not set(left) - {called for where, called in WITHOUT_EFFECT if where == name}:
            break
        base = drawn(scenario, draw, 1)
        wanted = simulate(base, seed=draw, world=world).digest
        for called, arm in list(left.items()):
            if simulate(arm.of(base), seed=draw, world=world).digest != wanted:
                del left[called]
    assert {(name, called) for called in left} == {
        pair for pair in WITHOUT_EFFECT if pair[0] == name
    }


def test_what_moves_nothing_in_one_scenario_does_in_another():
    for name, called in WITHOUT_EFFECT:
        others = {one.name for other in SHIPPED if other != name for one in levers(other)}
        assert called in others


def test_without_threats_what_comes_after_them_still_comes():
    """Leaders are detained after threats: take the threats away, and they still are."""
    scenario = asked("one-plant").with_values({"schedule.rule_leaders.strength": 1.0})
    world = build_world(scenario)
    changed = lever("one-plant", "no-dismissal-threat").arm.of(scenario)
    silenced = scenario.with_values({"schedule.rule_threat.strength": 0.0})

    def detained(one):
        runs = [simulate(one, seed=seed, world=world).tables["events"] for seed in range(1, 9)]
        return sum(int((events["kind"] == 6).sum()) for events in runs)

    assert detained(changed) > 0
    assert detained(silenced) == 0


# --- what it rests on ----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "called"), EVERY)
def test_without_a_posterior_no_lever_claims_data(name, called):
    """As shipped all rest on assumption; the words name each parameter that has no source."""
    scenario, one = asked(name), lever(name, called)
    grounds = grounds_of(scenario, one)
    assert grounds.flag == "assumption"
    assumed = [key for key in one.keys if not is_citation(scenario.source_of(key))]
    assert grounds.words == f"rests on assumption: {', '.join(assumed)}"


def test_informed_by_data_if_all_its_parameters_were_narrowed():
    scenario, one = asked("one-plant"), lever("one-plant", "strike-fund")
    narrowed = dict.fromkeys(one.keys, 0.89)
    assert grounds_of(scenario, one, narrowed).flag == "data"
    for kept in (0.9, 1.0, float("nan")):
        grounds = grounds_of(scenario, one, {**narrowed, one.keys[2]: kept})
        assert grounds.flag == "assumption"
        assert grounds.words == f"rests on assumption: {one.keys[2]}"
    del narrowed[one.keys[0]]
    assert grounds_of(scenario, one, narrowed).words == f"rests on assumption: {one.keys[0]}"


def test_informed_by_other_cases_if_the_rest_has_a_citation():
    one = lever("one-plant", "strike-fund")
    scenario = asked("one-plant")
    cited = dict.fromkeys(one.keys, "https://example.org/strikes")
    with_sources = dataclasses.replace(scenario, sources=tuple(sorted(cited.items())))
    assert grounds_of(with_sources, one).flag == "other cases"
    cited[one.keys[1]] = "set by hand"
    with_sources = dataclasses.replace(scenario, sources=tuple(sorted(cited.items())))
    assert grounds_of(with_sources, one).words == f"rests on assumption: {one.keys[1]}"
    by_data = {one.keys[1]: 0.5}
    assert grounds_of(with_sources, one, by_data).flag == "other cases"
    assert grounds_of(scenario, one, by_data).flag == "assumption"


@pytest.mark.parametrize(
    ("source", "cited"),
    [
        ("https://example.org/a", True),
        ("Epstein 2002, PNAS 99 Suppl 3:7243-7250", True),
        ("assumption", False),
        ("assumption; a count, as in Centola and Macy 2007, AJS 113:702-734", False),
        ("https://example.org/a; assumption: its strength", False),
        ("set by hand", False),
        ("starting value found by tools/fit_start.py and by hand on observed.csv", False),
        ("starting value that Belarus 2020 had in version 0.2.0", False),
        ("", False),
    ],
)
def test_a_citation_is_an_address_or_a_publication(source, cited):
    assert is_citation(source) is cited


def test_an_inter_site_body_that_never_was_comes_in_the_second_week():
    never = load("belarus-2020").with_values({"inter_site_committee.open_on": NEVER})
    first = levers_of(never)[0]
    assert first.name == "joint-committee"
    assert first.arm.values == (("inter_site_committee.open_on", dt.date(2020, 8, 17)),)
