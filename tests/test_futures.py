"""What may come from outside after the day of a forecast."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

import downtools
from downtools.scenario.declare import NEVER
from downtools.study.forecast.futures import PRIOR, Ahead, ahead_of
from downtools.study.known import known_on

BELARUS = downtools.load("belarus-2020")
KNOWN = known_on(BELARUS, dt.date(2020, 8, 16), 30)
LOUD = Ahead(crowd_again=1.0, crowd_spread=0.0, call_again=1.0, body_opens=0.999)


def drawn(known, index, prior=PRIOR):
    scenario = ahead_of(known, index, 5, prior)
    return scenario, [entry for entry in scenario.schedule if entry.id.startswith("ahead_")]


def test_the_past_stays_and_what_is_drawn_lies_ahead():
    days = set()
    for index in range(40):
        scenario, ahead = drawn(KNOWN, index)
        rest = tuple(entry for entry in scenario.schedule if entry not in ahead)
        assert set(rest) == set(KNOWN.scenario.schedule)
        assert len({entry.id for entry in scenario.schedule}) == len(scenario.schedule)
        for entry in ahead:
            assert KNOWN.as_of < entry.start == entry.end <= scenario.calendar.end
        days.update(entry.start for entry in ahead)
    assert len(days) > 15
    assert drawn(KNOWN, 3)[0] == drawn(KNOWN, 3)[0]
    assert drawn(KNOWN, 3)[0] != drawn(KNOWN, 4)[0]


def test_the_crowds_of_a_day_return_on_its_weekday_with_their_towns():
    _, ahead = drawn(KNOWN, 0, LOUD)
    sunday = {
        e.place: e.people
        for e in BELARUS.schedule
        if e.kind == "street_protest" and e.start == dt.date(2020, 8, 16)
    }
    for week in range(1, 5):
        day = dt.date(2020, 8, 16) + dt.timedelta(days=7 * week)
        there = {e.place: e.people for e in ahead if e.kind == "street_protest" and e.start == day}
        assert there == sunday
    assert max(sunday.values()) == 200_000


def test_a_body_opens_after_days_that_are_geometric():
    prior = dataclasses.replace(PRIOR, body_opens=0.1)
    opened = [
        ahead_of(KNOWN, index, 7, prior).parameters.inter_site_committee.open_on
        for index in range(600)
    ]
    within = np.array([day != NEVER for day in opened])
    assert within.mean() == pytest.approx(1.0 - 0.9**30, abs=0.03)
    days = [(day - KNOWN.as_of).days for day in opened if day != NEVER]
    assert min(days) == 1
    assert np.mean(np.array(days) <= 5) == pytest.approx(0.41 / within.mean(), abs=0.07)
    later = known_on(BELARUS, dt.date(2020, 8, 20), 10)
    assert drawn(later, 1)[0].parameters.inter_site_committee.open_on == dt.date(2020, 8, 18)


def test_nothing_comes_of_a_quiet_week():
    quiet = dataclasses.replace(
        BELARUS,
        schedule=tuple(
            e for e in BELARUS.schedule if e.kind not in ("street_protest", "call", "common_date")
        ),
    )
    known = known_on(quiet, dt.date(2020, 8, 16), 30)
    assert drawn(known, 0, dataclasses.replace(LOUD, body_opens=0.02))[1] == []
