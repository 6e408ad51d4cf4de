"""Only weaker: no lever of the catalogue, and none that a user sets, is a help to the regime."""

import dataclasses
import datetime as dt
from functools import cache

import pytest

from downtools.errors import InputError
from downtools.scenario import load
from downtools.scenario.keys import keys, parse_setting
from downtools.scenario.parameters import all_params
from downtools.scenario.schedule import KINDS, Entry
from downtools.study.arms import AS_IT_IS, Arm
from downtools.study.levers import catalogue, tactics
from downtools.study.levers.catalogue import levers_of, named
from downtools.study.levers.weaker import FIELDS, FIXED, MEANS, refuse_repression
from downtools.study.mechanisms.cases import by_rule

SHIPPED = ("belarus-2020", "one-plant", "serbia-2000", "two-towns")


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


def acts(entry, scenario):
    """The strength of an entry on each day of the calendar."""
    calendar, begins = scenario.calendar, scenario.parameters.regime.by_rule_from
    days = [calendar.date(day) for day in range(calendar.days)]
    return [entry.strength if entry.on(day, begins) else 0.0 for day in days]


@pytest.mark.parametrize(("name", "called"), EVERY)
def test_on_no_day_has_the_regime_more_of_anything(name, called):
    """Counted day by day, not by the rule under test; also where history goes on to the end."""
    for scenario in (asked(name), load(name)):
        changed = lever(name, called).arm.of(scenario)
        before = {e.id: e for e in scenario.schedule if KINDS[e.kind].side == "regime"}
        after = {e.id: e for e in changed.schedule if KINDS[e.kind].side == "regime"}
        assert after.keys() == before.keys()
        for entry in after.values():
            old = before[entry.id]
            pairs = zip(acts(entry, changed), acts(old, scenario), strict=True)
            assert all(new <= was for new, was in pairs), entry.id
            assert (entry.people, entry.above, entry.place) == (old.people, old.above, old.place)
        touched = {key for key, _ in lever(name, called).arm.values} & set(all_params())
        assert touched <= {"inter_site_committee.open_on"}


@pytest.mark.parametrize("name", SHIPPED)
def test_only_levers_of_the_regime_touch_its_entries(name):
    regimes = {f"schedule.{e.id}" for e in asked(name).schedule if KINDS[e.kind].side == "regime"}
    for one in levers(name):
        touched = {key.rpartition(".")[0] for key, _ in one.arm.values} & regimes
        assert bool(touched) == (one.side == "regime" and one.name != "early-concession")


STRONGER = [
    "schedule.rule_lock.strength=0.31",
    "schedule.violence_0810.people=2001",
    "schedule.rule_lock.above=0.01",
    "schedule.bonus_0820_maz.start=2020-08-19",
    "schedule.rule_ban.above=0.001 schedule.rule_ban.strength=0.1",  # weaker, but more often
    "schedule.block_0820_state.end=2020-09-10",
    "schedule.bonus_0820_maz.start=2020-08-24 schedule.bonus_0820_maz.end=2020-09-05",
    "schedule.rule_detain.after=rule_lock",
    "schedule.lock_0814_mtz.place=ownership:state",
    "schedule.bonus_0820_maz.kind=court_fine",
    "schedule.fund_0818.kind=dismissal schedule.fund_0818.usd=0",
    "schedule.lock_0814_bmz.above=0.01",
    "regime.by_rule_from=2020-08-10",
    "police.capacity=3001",
    "sack.weight=2.3",
    "sack.outside_option=0.3",
    "regime.sites=301",
    "regime.speed=0.6",
    "concede.hazard=0",
    "concede.leave_bar=1",
    "organise.held_days=13",
    "loyalty.subsidy=0.4",
    "media.leak=0",
]
WEAKER = [
    "schedule.rule_lock.strength=0.29",
    "schedule.violence_0810.people=0",
    "schedule.rule_lock.above=0.05",
    "schedule.rule_lock.start=2020-08-20",
    "schedule.block_0820_state.start=2020-08-27",  # its end moves along
    "schedule.block_0820_state.end=2020-08-21",
    "schedule.rule_lock.after=rule_threat",
    "police.capacity=2999",
    "sack.outside_option=0.5",
    "concede.hazard=3",
    # What workers and the public have goes both ways, and so does what is nobody's means.
    "schedule.fund_0818.strength=0",
    "schedule.fund_0818.strength=1",
    "inter_site_committee.open_on=2020-08-10",
    "inter_site_committee.open_on=2020-09-10",
    "schedule.vote.strength=2",
    "influence.shop=1",
]


def settings(text):
    """An arm from settings as a user types them."""
    values = tuple(parse_setting(asked("belarus-2020"), one) for one in text.split())
    return Arm(name="mine", values=values)


@pytest.mark.parametrize("text", STRONGER)
def test_what_strengthens_the_regime_is_refused_with_its_key(text):
    """Each is valid as part of a scenario; as a lever it is not."""
    arm = settings(text)
    scenario = asked("belarus-2020")
    assert arm.of(scenario) != scenario
    with pytest.raises(InputError) as told:
        refuse_repression(scenario, arm)
    faults = told.value.faults
    assert {fault.column for fault in faults} <= {key for key, _ in arm.values}
    assert all(fault.cure and fault.problem for fault in faults)


@pytest.mark.parametrize("text", WEAKER)
def test_what_does_not_strengthen_it_passes(text):
    refuse_repression(asked("belarus-2020"), settings(text))


def test_a_rule_that_begins_later_ends_no_later():
    """A date that moves is as long as it was; a rule would act on days on which it did not."""
    scenario = asked("belarus-2020").with_values({"schedule.rule_lock.end": dt.date(2020, 8, 30)})
    later = ("schedule.rule_lock.start", dt.date(2020, 8, 20))
    refuse_repression(scenario, Arm(name="mine", values=(later,)))
    longer = ("schedule.rule_lock.end", dt.date(2020, 8, 31))
    with pytest.raises(InputError, match=r"rule_lock\.end"):
        refuse_repression(scenario, Arm(name="mine", values=(later, longer)))


def test_all_that_is_wrong_is_told_at_once():
    text = "police.capacity=3001 schedule.rule_lock.strength=1 schedule.rule_lock.above=0"
    with pytest.raises(InputError) as told:
        refuse_repression(asked("belarus-2020"), settings(text))
    assert len(told.value.faults) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_regime_does_is_not_added(kind):
    """At whatever strength; what others do is, and so is a concession."""
    scenario = asked("one-plant")
    day = scenario.calendar.start
    place = {"site": "site:works", "town": "town:millbrook"}.get(KINDS[kind].places[0], "nation")
    entry = Entry(
        id="mine", kind=kind, start=day, end=day, known_from=day, place=place, source="assumption"
    )
    arm = Arm(name="mine", entries=(entry,))
    if KINDS[kind].side == "regime":
        with pytest.raises(InputError, match=f"adds a {kind}"):
            refuse_repression(scenario, arm)
    else:
        refuse_repression(scenario, arm)


def test_nothing_changed_passes_and_an_arm_that_is_not_valid_is_told():
    refuse_repression(asked("one-plant"), AS_IT_IS)
    with pytest.raises(InputError, match="no such key"):
        refuse_repression(asked("one-plant"), Arm(name="mine", values=(("police.harn", 0.0),)))


@pytest.mark.parametrize("key", MEANS)
def test_each_of_the_regimes_means_goes_one_way_only(key):
    scenario = asked("belarus-2020")
    param, now = all_params()[key], scenario.value(key)
    step = 1 if param.type is int else 0.001
    weaker, stronger = now - step, now + step
    if MEANS[key] == "rise":
        weaker, stronger = stronger, weaker
    assert param.problem(weaker) is None
    assert param.problem(stronger) is None
    refuse_repression(scenario, Arm(name="mine", values=((key, weaker),)))
    with pytest.raises(InputError, match=key):
        refuse_repression(scenario, Arm(name="mine", values=((key, stronger),)))


NO_MEANS = {
    "police.whole_officers",  # how arrests are counted
    "police.hardness_sd",  # luck, one on average
    "sack.fund_stake",  # what a strike fund does
    "sack.resign",  # what people do who are locked in
    "concede.defection",  # how desertion is felt, and for how long
    "concede.memory",
    "concede.accepted",  # strikers' answer
    "concede.relief",
    "loyalty.turn",  # what outrage does to loyalty
}
"""Parameters of the groups about the regime that are not its means, and what they are."""


def test_every_parameter_about_the_regime_is_judged():
    """A new one must be put into `MEANS`, or here with its reason."""
    groups = ("police", "sack", "regime", "concede", "loyalty")
    about = {key for key in all_params() if key.split(".")[0] in groups}
    assert set(MEANS) <= set(all_params())
    assert about == (set(MEANS) & about) | NO_MEANS | set(FIXED)
    assert not set(MEANS) & NO_MEANS


def test_every_field_of_an_entry_is_judged_or_swapped():
    """Fields that can be set: strength, dates, place ...; what is left says nothing of strength."""
    fields = {key.rpartition(".")[2] for key in keys(asked("one-plant")) if "schedule." in key}
    judged = {*FIELDS, "start", "end", "kind", "place", "after"}
    assert fields - judged == {"known_from", "usd", "rung", "source"}


def test_a_catalogue_that_strengthened_a_tactic_would_be_refused(monkeypatch):
    def doubled(scenario, tactic):
        return tuple((key, 4.0 * value) for key, value in tactics.halved(scenario, tactic))

    levers_of(load("one-plant"))
    monkeypatch.setattr(catalogue, "halved", doubled)
    with pytest.raises(InputError, match="only removes, weakens or delays"):
        levers_of(load("one-plant"))


def test_a_tactic_put_off_begins_a_week_later_and_ends_when_it_did():
    scenario = asked("belarus-2020")
    changed = lever("belarus-2020", "later-lock-in").arm.of(scenario)
    rule = next(e for e in changed.schedule if e.id == "rule_lock")
    assert rule.start == dt.date(2020, 8, 20)
    assert rule.end == scenario.value("schedule.rule_lock.end")
    short = next(e for e in changed.schedule if e.id == "lock_0814_mtz")
    assert short.strength == 0.0  # one day, over by then


def test_every_kind_of_tactic_has_its_levers():
    """A country with all of them by rule: none is forgotten when a kind is new."""
    scenario = load("one-plant")
    template = next(e for e in scenario.schedule if e.id == "rule_violence")
    rules = tuple(
        dataclasses.replace(template, id=f"rule_{kind}", kind=kind, strength=0.5)
        for kind, of in KINDS.items()
        if of.side == "regime"
    )
    all_by_rule = dataclasses.replace(scenario, schedule=rules).with_values(
        {"regime.by_rule_from": scenario.calendar.start}
    )
    removed = [one for one in levers_of(all_by_rule) if one.name.startswith("no-")]
    silent = {key for one in removed for key, value in one.arm.values if value == 0.0}
    assert silent == {f"schedule.{entry.id}.strength" for entry in rules}
    assert len(removed) == len(rules)
