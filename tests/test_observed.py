"""Observed facts held against tables made by hand."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.tables import MEASURES, Observed
from downtools.study.observed import Held, held_against, measured


@pytest.fixture(scope="module")
def run():
    """one-plant with its tables replaced: day d has d signers, 2d rallying and so on."""
    made = simulate(load("one-plant"), seed=1)
    days = made.scenario.calendar.days
    tables = {name: dict(columns) for name, columns in made.tables.items()}
    ramp = np.arange(days)
    for name in ("daily", "sites"):
        tables[name] |= {
            "signers": ramp,
            "rallying": 2 * ramp,
            "walking_out": 3 * ramp,
            "striking": 5 * ramp,
        }
    tables["sites"]["gatherings"] = (ramp == 4).astype(np.int64)
    tables["sites"]["output_lost_cents"] = np.full(days, 100_00)
    tables["groups"] = {name: column[:0] for name, column in tables["groups"].items()}
    return dataclasses.replace(made, tables=tables)


def fact(run, measure, first=2, last=6, low=0.0, high=1.0, unit="people"):
    start = run.scenario.calendar.start
    return Observed(
        pattern="p",
        label="a fact",
        measure=measure,
        site=run.scenario.sites[0].site,
        first=start + dt.timedelta(days=first),
        last=start + dt.timedelta(days=last),
        low=low,
        high=high,
        unit=unit,
        source_kind="several",
        source="assumption; a test",
    )


@pytest.mark.parametrize(
    ("measure", "value"),
    [
        ("peak_out_people", 48),
        ("site_signatures", 6),
        ("site_peak_out", 48),
        ("site_strikers", 30),
        ("national_strikers", 30),
        ("site_rally_peak", 60),
        ("sites_with_event", 1),
    ],
)
def test_measures_in_a_window(run, measure, value):
    """The window is days 2 to 6: the last day of it has the highest numbers."""
    assert measured(run, fact(run, measure)) == value


def test_an_event_outside_the_window_does_not_count(run):
    assert measured(run, fact(run, "sites_with_event", 5, 6)) == 0


def test_the_day_of_the_peak(run):
    found = measured(run, fact(run, "peak_out_day"))
    assert dt.date.fromordinal(int(found)) == run.scenario.calendar.end


def test_the_dent_is_a_share_of_what_industry_makes_in_those_days(run):
    """100 dollars a day of five days, all of it industry's."""
    a_year = sum(s.value_added_usd for s in run.scenario.sectors if s.section == "C")
    found = measured(run, fact(run, "output_dent_percent", unit="percent"))
    assert found == pytest.approx(100.0 * 500.0 / (a_year * 5 / 365))


def test_every_declared_measure_can_be_taken(run):
    for measure in MEASURES:
        measured(run, fact(run, measure))


def test_facts_after_the_end_of_a_run_are_left_out(run):
    facts = (fact(run, "peak_out_people"), fact(run, "peak_out_people", 2, 29))
    scenario = dataclasses.replace(run.scenario, observed=facts)
    assert len(held_against(dataclasses.replace(run, scenario=scenario))) == 2
    short = dataclasses.replace(run, scenario=scenario.with_days(10))
    assert len(held_against(short)) == 1


@pytest.mark.parametrize(
    ("value", "holds", "words"),
    [
        (10.0, True, ""),
        (40.0, True, ""),
        (81.0, False, "2.0 times above"),
        (4.5, False, "2.0 times"),
    ],
)
def test_a_miss_is_told_with_its_size(run, value, holds, words):
    held = Held(
        fact=fact(run, "peak_out_people", low=10.0, high=40.0), simulated=value, holds=holds
    )
    assert (held.miss == 0.0) is holds
    if not holds:
        assert words in held.miss_words
