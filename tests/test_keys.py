"""Dotted keys: values looked up, declared, set and parsed."""

import contextlib
import datetime as dt
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.errors import Fault, InputError
from downtools.scenario.declare import NEVER, params_of
from downtools.scenario.keys import declared, keys, parse_setting, replaced
from downtools.scenario.parameters import all_params
from downtools.scenario.read import load
from downtools.scenario.schedule import Entry
from tests.bad_folders import rule, schedule, threat
from tests.folders import copy_of_plant

PLANT = load("one-plant")
OPENS = dt.date(2020, 8, 16)


def fault(key: str, value: object) -> Fault:
    """The one fault of setting one value."""
    with pytest.raises(InputError) as caught:
        replaced(PLANT, {key: value})
    (found,) = caught.value.faults
    assert (found.file, found.column) == ("--set", key)
    return found


def test_keys_are_all_parameters_and_all_fields_of_the_schedule() -> None:
    known = keys(PLANT)
    assert len(known) == len(set(known)) == len(all_params()) + 12 * len(PLANT.schedule)
    for key in known:
        assert declared(PLANT, key).key == key
        value = PLANT.value(key)
        assert value is None or declared(PLANT, key).problem(value) is None
        assert PLANT.with_values({key: value}) == PLANT


def test_fields_of_the_schedule_are_levers_with_the_source_of_their_entry() -> None:
    strength = PLANT.declared("schedule.threat.strength")
    assert (strength.role, strength.low, strength.high) == ("lever", 0, 10)
    assert strength.source == PLANT.schedule[-1].source


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("police.harn", "'police.harm'"),
        ("polise.harm", "'police.harm'"),
        ("harm", "'police.harm'"),
        ("schedule.threat.strenth", "'schedule.threat.strength'"),
        ("schedule.treat.strength", "'schedule.threat.strength'"),
        ("xyzzy", "known are"),
        ("", "known are"),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest(key: str, meant: str) -> None:
    assert meant in fault(key, 1.0).cure
    for ask in (PLANT.value, PLANT.declared):
        with pytest.raises(InputError, match="no such key"):
            ask(key)


def test_values_are_replaced_in_a_copy() -> None:
    changed = PLANT.with_values({"police.harm": 1, "schedule.threat.strength": np.float64(0.25)})
    assert (changed.value("police.harm"), PLANT.value("police.harm")) == (1.0, 0.5)
    assert type(changed.value("police.harm")) is float
    assert type(changed.value("schedule.threat.strength")) is float
    assert changed != PLANT
    assert changed.hash != PLANT.hash
    assert changed.with_values({"police.harm": 0.5, "schedule.threat.strength": 0.5}) == PLANT
    assert (
        type(PLANT.with_values({"gather.list_days": np.int64(5)}).value("gather.list_days")) is int
    )


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("media.reach", 1.5, "above its highest value 1"),
        ("media.reach", math.nan, "not a finite number"),
        ("media.reach", 10**400, "too large"),
        ("media.reach", "0.5", "not a number"),
        ("media.reach", True, "not a number"),
        ("media.reach", None, "not a number"),
        ("gather.list_days", 2.5, "not a whole number"),
        ("gather.list_days", 0, "below its lowest value 1"),
        ("ladder.theta_rally", 0.2, "below theta_sign, which is 0.3"),
        ("schedule.vote.kind", "vote", "not one of the choices"),
        ("schedule.threat.start", "2020-08-19", "not a date"),
        ("schedule.threat.start", dt.datetime(2020, 8, 19), "not a date"),
        ("schedule.threat.end", dt.date(2020, 8, 1), "before the start"),
        ("schedule.call_to_strike.start", dt.date(2020, 8, 1), "outside the days"),
        ("schedule.threat.place", "site:work", "no such site"),
        ("schedule.violence_in_town.place", "site:works", "not a place of a street_violence"),
        ("schedule.call_to_strike.rung", "", "a call needs it"),
        ("police.capacity", -1, "below its lowest value 0"),
        ("regime.sites", -1.0, "below its lowest value 0"),
        ("regime.by_rule_from", "2020-08-16", "not a date"),
        ("regime.by_rule_from", dt.datetime(2020, 8, 16), "not a date"),
        ("regime.by_rule_from", None, "not a date"),
        ("schedule.threat.usd", 5, "a dismissal_threat has no money"),
        ("schedule.threat.after", "vote", "only a rule acts after another"),
        ("schedule.vote.above", 0.1, "a falsified_vote cannot be a rule"),
        ("schedule.threat.above", 1.5, "above its highest value 1"),
    ],
)
def test_what_will_not_do_is_told(key: str, value: object, problem: str) -> None:
    found = fault(key, value)
    assert problem in found.problem
    assert found.cure


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("schedule.second.after", "second", "never acts: second after second"),
        ("schedule.first.after", "third", "never acts: first after third after second after first"),
        ("schedule.second.after", "threat", "no rule: that entry has no above"),
        ("schedule.second.after", "nobody", "no such entry"),
        ("schedule.second.after", "force", "notices the street"),
        ("schedule.second.kind", "bonus", "overlap those of schedule.first"),
        ("schedule.later.start", dt.date(2020, 9, 5), "overlap those of schedule.threat"),
        ("schedule.threat.end", dt.date(2020, 9, 6), "overlap those of schedule.later"),
        ("schedule.threat.end", dt.date(2020, 9, 8), "after the last day"),
    ],
)
def test_what_will_not_do_between_entries_is_told(
    key: str, value: object, problem: str, tmp_path: Path
) -> None:
    plant = load(with_rules(tmp_path))
    with pytest.raises(InputError) as caught:
        plant.with_values({key: value})
    (found,) = caught.value.faults
    assert (found.file, found.column) == ("--set", key)
    assert problem in found.problem
    assert found.cure


def test_a_rule_that_others_wait_for_cannot_become_a_date(tmp_path: Path) -> None:
    plant = load(with_rules(tmp_path))
    with pytest.raises(InputError) as caught:
        plant.with_values({"schedule.first.above": None})
    (found,) = caught.value.faults
    assert (found.column, found.value) == ("schedule.second.after", "first")
    free = plant.with_values({"schedule.first.above": None, "schedule.second.after": ""})
    assert not next(entry for entry in free.schedule if entry.id == "first").by_rule


def test_the_new_start_of_a_rule_leaves_its_end(tmp_path: Path) -> None:
    plant = load(with_rules(tmp_path))
    day = dt.date(2020, 8, 25)
    moved = plant.with_values({"schedule.first.start": day})
    assert moved.value("schedule.first.start") == moved.value("schedule.first.known_from") == day
    assert moved.value("schedule.first.end") == plant.calendar.end
    assert plant.with_days(20).with_values({"schedule.first.start": day}).calendar.days == 20


def with_rules(where: Path) -> Path:
    """One plant with three rules about sites, one about the street, and a threat cut in two."""
    folder = copy_of_plant(where)
    schedule(
        rule("first", "bonus"),
        rule("second", "lock_in", "after = 'first'"),
        rule("third", "dismissal", "after = 'second'"),
        rule("force", "street_violence"),
        "later\nstart = 2020-09-06\nkind = 'dismissal_threat'\nstrength = 1\nplace = 'site:works'",
    )(folder)
    threat("end = 2020-09-07", "end = 2020-09-05")(folder)
    return folder


def test_a_number_that_python_will_not_write_out_is_told() -> None:
    assert "thousands of digits" in str(fault("media.reach", 10**5000))


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        PLANT.with_values({"media.reach": 2, "nothing": 1, "schedule.threat.strength": -1})
    assert [f.column for f in caught.value.faults] == [
        "media.reach",
        "nothing",
        "schedule.threat.strength",
    ]


def test_dates_are_set_like_numbers() -> None:
    opened = PLANT.with_values({"regime.by_rule_from": OPENS})
    assert opened.value("regime.by_rule_from") == OPENS
    assert opened.hash != PLANT.hash
    assert opened.source_of("regime.by_rule_from") == "set by hand"
    assert opened.with_values({"regime.by_rule_from": NEVER}) == PLANT


def test_a_new_start_moves_the_entry() -> None:
    day = dt.date(2020, 8, 11)
    moved = PLANT.with_values({"schedule.violence.start": day})
    entry = next(entry for entry in moved.schedule if entry.id == "violence")
    assert (entry.start, entry.end, entry.known_from) == (day, dt.date(2020, 8, 13), day)
    called = PLANT.with_values({"schedule.call_to_strike.start": day})
    entry = next(entry for entry in called.schedule if entry.id == "call_to_strike")
    assert (entry.end, entry.known_from) == (day, dt.date(2020, 8, 15))
    both = {"schedule.violence.start": day, "schedule.violence.end": day}
    assert PLANT.with_values(both).value("schedule.violence.end") == day


def test_an_entry_after_the_last_day_may_be_changed_once_the_calendar_is_cut() -> None:
    short = PLANT.with_days(3)
    assert short.with_values({"schedule.threat.strength": 1.0}).calendar.days == 3


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("police.harm=0.3", "police.harm", 0.3),
        (" police.harm = 3e-1 ", "police.harm", 0.3),
        ("gather.list_days=5", "gather.list_days", 5),
        ("schedule.threat.start=2020-08-20", "schedule.threat.start", dt.date(2020, 8, 20)),
        ("schedule.call_to_strike.rung=walkout", "schedule.call_to_strike.rung", "walkout"),
        ("inter_site_committee.open_on=2020-08-16", "inter_site_committee.open_on", OPENS),
        ("schedule.threat.above=0.02", "schedule.threat.above", 0.02),
        ("schedule.threat.after=", "schedule.threat.after", ""),
        ("schedule.vote.source=a=b", "schedule.vote.source", "a=b"),
    ],
)
def test_a_setting_is_parsed_in_the_type_of_its_key(text: str, key: str, value: object) -> None:
    assert parse_setting(PLANT, text) == (key, value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("police.harm", "write KEY=VALUE"),
        ("police.harm=", "not a number"),
        ("police.harm=5 %", "give a plain number in score, from 0 to 20"),
        ("police.harm=nan", "not a finite number"),
        ("police.harm=21", "above its highest value 20"),
        ("gather.list_days=1.5", "not a whole number"),
        ("schedule.threat.start=20.8.2020", "give a date like 2020-08-09"),
        ("inter_site_committee.open_on=2020-02-30", "no such day; give a date like 2020-08-09"),
        ("regime.by_rule_from=never", "not a date; give a date like 2020-08-09"),
        ("police.capacity=-1", "below its lowest value 0; give a number from 0 to 1000000"),
        ("schedule.threat.above=", "not a number"),
        ("polise.harm=1", "'police.harm'"),
    ],
)
def test_a_setting_that_will_not_do_is_told(text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_setting(PLANT, text)
    assert len(caught.value.faults) == 1
    assert str(caught.value).startswith("--set")
    assert said in str(caught.value)


NUMBERS = [key for key, one in all_params().items() if one.type is not dt.date]


@given(st.sampled_from(NUMBERS), st.floats(0, 1))
def test_a_number_within_bounds_survives_its_text(key: str, place: float) -> None:
    one = all_params()[key]
    assert one.low is not None
    assert one.high is not None
    value = one.low + place * (one.high - one.low)
    number = int(value) if one.type is int else min(value, one.high)
    assert parse_setting(PLANT, f"{key}={number!r}") == (key, number)


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    for key in ("police.harm", "gather.list_days", "schedule.vote.start", "schedule.vote.place"):
        with contextlib.suppress(InputError):
            assert parse_setting(PLANT, f"{key}={text}")[0] == key


def test_every_field_of_an_entry_but_its_id_is_declared() -> None:
    assert [*Entry.__dataclass_fields__] == ["id", *params_of(Entry)]
