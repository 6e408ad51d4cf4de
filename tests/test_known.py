"""What was known on a day: nothing that came later changes a byte of it."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import downtools
from downtools.errors import InputError
from downtools.scenario.declare import NEVER
from downtools.scenario.model import content_hash
from downtools.study.known import known_on, published_by
from downtools.study.untuned import tuned
from tests.press import report
from tests.tiny import MONDAY

DAY = dt.timedelta(days=1)
BELARUS = downtools.load("belarus-2020")
START, END = BELARUS.calendar.start, BELARUS.calendar.end


def bytes_of(known):
    return content_hash((known.scenario, known.reports, known.as_of, known.horizon, known.undated))


def another_future(scenario, as_of, factor):
    """The same past with another future: schedule, ends, strengths, reports, committee, tuning."""
    schedule = []
    for entry in scenario.schedule:
        if entry.by_rule:
            schedule.append(entry)
        elif entry.known_from > as_of:
            if factor > 1.0:  # some futures lack it altogether
                changed = {"strength": min(10.0, entry.strength * factor), "end": END}
                schedule.append(dataclasses.replace(entry, **changed))
        elif entry.end > as_of:
            later = max(entry.start, as_of + DAY)
            schedule.append(dataclasses.replace(entry, end=later))
        else:
            schedule.append(entry)
    reports = tuple(
        dataclasses.replace(row, size_best=(row.size_best or 1.0) * factor, claim_by="NGO")
        if row.published is None or max(row.published, row.date) > as_of
        else row
        for row in scenario.reports
        if factor != 3.0 or row.published is None or max(row.published, row.date) <= as_of
    )
    opened = scenario.parameters.inter_site_committee.open_on
    values = {key: scenario.declared(key).default for key in tuned(scenario)}
    moved = scenario.with_values(values)
    if opened > as_of:
        moved = moved.with_values({"inter_site_committee.open_on": as_of + 3 * DAY})
    return dataclasses.replace(
        moved,
        sources=scenario.sources,
        schedule=tuple(schedule),
        reports=reports,
        observed=(),
        confound="",
        sites=tuple(
            dataclasses.replace(site, effect=0.3 if site.effect is not None else None)
            for site in scenario.sites
        ),
    )


@settings(max_examples=25, deadline=None)
@given(day=st.integers(1, 20), horizon=st.integers(1, 30), factor=st.sampled_from([0.5, 1.5, 3.0]))
def test_nothing_that_came_later_changes_a_byte(day, horizon, factor):
    as_of = START + day * DAY
    other = another_future(BELARUS, as_of, factor)
    assert bytes_of(known_on(other, as_of, horizon)) == bytes_of(known_on(BELARUS, as_of, horizon))


def test_what_came_before_does_change_it():
    as_of = START + 8 * DAY
    found = bytes_of(known_on(BELARUS, as_of, 10))
    first = next(row for row in BELARUS.reports if row.published and row.published <= as_of)
    rows = tuple(r for r in BELARUS.reports if r != first)
    assert bytes_of(known_on(dataclasses.replace(BELARUS, reports=rows), as_of, 10)) != found
    early = next(entry for entry in BELARUS.schedule if entry.end < as_of)
    rest = tuple(entry for entry in BELARUS.schedule if entry != early)
    assert bytes_of(known_on(dataclasses.replace(BELARUS, schedule=rest), as_of, 10)) != found


def test_the_regime_answers_by_rule_and_a_body_that_opens_later_is_not_foreseen():
    before, after = (known_on(BELARUS, dt.date(2020, 8, day), 12).scenario for day in (17, 18))
    assert before.parameters.inter_site_committee.open_on == NEVER
    assert after.parameters.inter_site_committee.open_on == dt.date(2020, 8, 18)
    assert before.parameters.regime.by_rule_from == dt.date(2020, 8, 18)
    assert before.calendar.end == dt.date(2020, 8, 29)
    assert not tuned(before)
    assert before.observed == ()


def test_a_call_that_was_announced_is_known_and_its_end_is_not():
    known = known_on(BELARUS, dt.date(2020, 8, 14), 10).scenario
    entries = {entry.id: entry for entry in known.schedule}
    call = entries["call_0817_soligorsk"]
    assert (call.start, call.end) == (dt.date(2020, 8, 17), dt.date(2020, 8, 17))
    assert "call_0817" not in entries, "made on the 16th"
    fund = known_on(BELARUS, dt.date(2020, 8, 19), 10).scenario
    lasting = next(entry for entry in fund.schedule if entry.kind == "strike_fund")
    assert lasting.end == dt.date(2020, 8, 29), "nobody knows when it will be empty"
    rules = [entry for entry in known.schedule if entry.by_rule]
    assert rules
    assert {entry.end for entry in rules} == {known.calendar.end}


def test_a_report_is_known_once_it_is_published():
    rows = [
        report(published=MONDAY),
        report(published=MONDAY + 2 * DAY),
        report(published=None),
        report(date=MONDAY + 2 * DAY, published=MONDAY),
    ]
    assert list(published_by(rows, MONDAY)) == [rows[0]]
    assert list(published_by(rows, MONDAY, 0)) == [rows[0], rows[2]]
    assert list(published_by(rows, MONDAY, 1)) == [rows[0]]
    assert list(published_by(rows, MONDAY + 2 * DAY)) == [rows[0], rows[1], rows[3]]
    as_of = START + 9 * DAY
    undated = [row for row in BELARUS.reports if row.published is None]
    assert known_on(BELARUS, as_of, 5).undated == sum(row.date <= as_of for row in undated)


@pytest.mark.parametrize(
    ("as_of", "horizon", "more", "said"),
    [
        (START, 5, {}, "outside the scenario's days"),
        (END, 5, {}, "outside the scenario's days"),
        (START + 5 * DAY, 0, {}, "no day ahead"),
        (START + 5 * DAY, 400, {}, "beyond the calendar"),
        (START + 5 * DAY, 5, {"reports": ()}, "holds no report"),
        (START + 5 * DAY, 5, {"reports": [report(date=START)]}, "none of 1 reports"),
        (START + 5 * DAY, 5, {"assume_published": -1}, "published before the event"),
    ],
)
def test_what_cannot_be_forecast_is_refused(as_of, horizon, more, said):
    with pytest.raises(InputError, match=said) as refused:
        known_on(BELARUS, as_of, horizon, **more)
    assert len(refused.value.faults) == 1
