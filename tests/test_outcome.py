"""Reach and resolution from tables made by hand."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

from downtools.day.record import COLUMNS
from downtools.run.columns import UNITS, unit_of
from downtools.run.outcome import Rolls, outcome_of
from tests.tiny import tiny_calendar, tiny_parameters, tiny_scenario

REGIONS, SECTORS, DAYS = 4, 2, 40
ROLL = np.array([[1000, 3000], [1000, 3000], [1000, 3000], [1000, 3000]])


def scenario(**values):
    """Four regions, two sectors of which the first is core; 40 days from a Monday on."""
    base = tiny_scenario(calendar=tiny_calendar(DAYS), parameters=tiny_parameters(values))
    district = base.districts[0]
    districts = tuple(
        dataclasses.replace(district, district=f"d{i}", region=f"r{i}") for i in range(REGIONS)
    )
    return dataclasses.replace(base, districts=districts, capital="r0")


WON, CONCEDED, SUSPENDED = 1, 2, 3


def outcome(
    withheld=None,
    striking=None,
    stopped=None,
    strategic=(0.2, 0.1, 0.1),
    resolved=None,
    **values,
):
    """The outcome of tables: withheld [day, region, sector] in shifts, stopped [day, site].

    `resolved` are codes of resolutions by day.
    """
    wanted = scenario(**values)
    held = np.zeros((DAYS, REGIONS, SECTORS)) if withheld is None else withheld
    struck = np.zeros((DAYS, REGIONS, SECTORS)) if striking is None else striking
    sites = len(strategic)
    halted = np.zeros((DAYS, sites), np.int64) if stopped is None else stopped
    working = np.array([wanted.calendar.working(day) for day in range(DAYS)]).astype(np.int64)
    milli = (held * 1000).astype(np.int64)
    codes = np.zeros(DAYS, np.int64)
    for day, code in (resolved or {}).items():
        codes[day] = code
    tables = {
        "daily": {
            "day": np.arange(DAYS),
            "working": working,
            "withheld_milli": milli.sum(axis=(1, 2)),
            "resolved": codes,
        },
        "regions": {
            "withheld_milli": milli.ravel(),
            "striking": struck.astype(np.int64).ravel(),
            "walking_out": np.zeros(DAYS * REGIONS * SECTORS, np.int64),
        },
        "sites": {"stopped": halted.ravel(), "on_shift": np.full(DAYS * sites, 10)},
    }
    rolls = Rolls(
        region_sector=ROLL,
        core=np.array([True, False]),
        strict=np.array([True, False]),
        strategic=np.array(strategic),
    )
    return outcome_of(wanted, rolls, tables)


def on(days, value, region=slice(None), sector=slice(None)):
    """The same number on each of some days, in some regions and sectors."""
    held = np.zeros((DAYS, REGIONS, SECTORS))
    for day in np.atleast_1d(days):
        held[day, region, sector] = value
    return held


def test_nothing_withheld_is_no_wave_and_stays_open():
    found = outcome()
    assert (found.reach, found.reach_date, found.sustained) == ("none", None, False)
    assert (found.resolution, found.resolution_date) == ("open", None)


@pytest.mark.parametrize(("shifts", "reach"), [(1.5, "none"), (1.6, "sites")])
def test_a_wave_begins_at_a_hundredth_of_a_percent_of_the_employed(shifts, reach):
    assert outcome(on(3, shifts, 0, 1)).reach == reach


def test_days_of_rest_do_not_count():
    saturday = 5
    assert outcome(on(saturday, 900.0)).reach == "none"


@pytest.mark.parametrize(("shifts", "reach"), [(199.0, "sites"), (200.0, "sector_or_region")])
def test_five_percent_of_a_region(shifts, reach):
    """A region has 4,000 on the roll; all of it in the sector that is not core."""
    assert outcome(on(3, shifts, 2, 1)).reach == reach


@pytest.mark.parametrize(("shifts", "reach"), [(149.0, "sites"), (150.0, "sector_or_region")])
def test_five_percent_of_a_sector(shifts, reach):
    """The other sector has 3,000 in each of four regions: 150 in each are 5 % of it.

    They are 3.75 % of each region, and none of core: the sector alone makes the reach.
    """
    assert outcome(on(3, shifts, slice(None), 1)).reach == reach


@pytest.mark.parametrize(
    ("regions", "reach"), [([0], "sites"), ([0, 1], "nationwide"), ([0, 1, 2, 3], "nationwide")]
)
def test_nationwide_needs_core_in_half_of_the_regions(regions, reach):
    """50 of 1,000 core workers a region; one region alone is 1.25 % of core and of its region."""
    assert outcome(on(3, 50.0, regions, 0)).reach == reach


@pytest.mark.parametrize(
    ("stopped", "reach"), [([0], "nationwide"), ([1, 2], "nationwide"), ([1], "none")]
)
def test_nationwide_by_half_of_the_strategic_value(stopped, reach):
    halted = np.zeros((DAYS, 3), np.int64)
    halted[3, stopped] = 1
    assert outcome(stopped=halted).reach == reach


def test_fewer_than_three_regions_cannot_be_nationwide():
    wanted = scenario()
    two = dataclasses.replace(wanted, districts=wanted.districts[:2])
    rolls = Rolls(
        region_sector=ROLL[:2],
        core=np.array([True, False]),
        strict=np.array([True, False]),
        strategic=np.array([1.0]),
    )
    held = np.full((DAYS, 2, 2), 900_000)
    tables = {
        "daily": {
            "day": np.arange(DAYS),
            "working": np.ones(DAYS, np.int64),
            "withheld_milli": held.sum(axis=(1, 2)),
            "resolved": np.zeros(DAYS, np.int64),
        },
        "regions": {
            "withheld_milli": held.ravel(),
            "striking": held.ravel() // 1000,
            "walking_out": held.ravel() * 0,
        },
        "sites": {"stopped": np.ones(DAYS, np.int64), "on_shift": np.ones(DAYS, np.int64)},
    }
    found = outcome_of(two, rolls, tables)
    assert found.reach == "sector_or_region"
    assert not found.general_strike_25


@pytest.mark.parametrize(
    ("days", "sustained"),
    [([0, 1, 2], True), ([0, 2, 4], True), ([0, 1, 7], False), ([4, 7, 8], True), ([0, 1], False)],
)
def test_sustained_is_three_of_five_working_days(days, sustained):
    """Days 4, 7 and 8 are Friday, Monday and Tuesday: three working days in a row."""
    assert outcome(on(days, 50.0, [0, 1], 0)).sustained is sustained


def test_the_reach_is_also_told_at_half_and_at_twice():
    found = outcome(on(3, 50.0, [0, 1], 0))
    assert (found.reach_at_half, found.reach_at_twice) == ("nationwide", "sites")
    found = outcome(on(3, 25.0, [0, 1], 0))
    assert (found.reach, found.reach_at_half) == ("sites", "nationwide")


def test_the_date_is_the_first_of_the_highest_reach():
    held = on(1, 5.0) + on(3, 50.0, [0, 1], 0) + on(7, 60.0, [0, 1], 0)
    assert outcome(held).reach_date == dt.date(2020, 8, 13)


@pytest.mark.parametrize(
    ("regions", "struck", "general"),
    [
        ([0, 1, 2], 250, True),
        ([0, 1], 250, False),
        ([1, 2, 3], 250, False),
        ([0, 1, 2], 249, False),
    ],
)
def test_the_stricter_general_strike(regions, struck, general):
    """Four of seven is at least 3 of 4 regions; the capital's must be among them."""
    assert outcome(striking=on(3, struck, regions, 0)).general_strike_25 is general


def test_a_wave_is_ridden_out_after_ten_quiet_working_days():
    """Withheld on days 0 and 1; smoothed over 3 working days it is over from day 4 on."""
    found = outcome(on([0, 1], 100.0))
    assert found.resolution == "ridden_out"
    # Working days 4, 7..11, 14..17: the tenth quiet one is day 17, Thursday 27 August.
    assert found.resolution_date == dt.date(2020, 8, 27)


def test_a_tenth_of_the_peak_keeps_a_wave_open():
    held = on([0, 1, 2], 100.0)
    held[3:] = 10.0
    assert outcome(held).resolution == "open"
    held[3:] = 9.9
    assert outcome(held).resolution == "ridden_out"


def test_a_wave_that_revives_is_resolved_anew():
    held = on([0, 1], 100.0)
    assert outcome(held + on(38, 100.0)).resolution == "open"
    twice = outcome(held + on([21, 22], 100.0))
    assert twice.resolution == "ridden_out"
    assert twice.resolution_date > dt.date(2020, 9, 1)


WAVE = (0, 1, 2, 3, 4)
"""Monday to Friday of the first week; day 7 is the next Monday."""


def resolution(withheld, resolved, **values):
    """What a wave is resolved by, and the day of it counted from 0."""
    found = outcome(withheld, resolved=resolved, **values)
    on = found.resolution_date
    return found.resolution, None if on is None else (on - dt.date(2020, 8, 10)).days


@pytest.mark.parametrize(
    ("code", "words"), [(WON, "won"), (CONCEDED, "conceded"), (SUSPENDED, "suspended")]
)
def test_a_decision_resolves_a_wave_and_what_follows_is_not_ridden_out(code, words):
    """Nothing is withheld from day 5 to day 39, which are 24 working days."""
    assert resolution(on(WAVE, 100.0), {4: code}) == (words, 4)


def test_a_wave_that_ends_at_once_does_not_revive_by_its_own_average():
    """On day 7 the average over days 3, 4 and 7 is 2/3 of the peak, but nothing is withheld."""
    assert resolution(on((0, 1, 2, 3), 100.0), {3: WON}) == ("won", 3)


@pytest.mark.parametrize(("days", "found"), [((7, 8), ("open", None)), ((7,), ("conceded", 4))])
def test_a_wave_revives_above_half_of_its_peak_since_the_decision(days, found):
    """Two days in three are 2/3 of the peak, one day 1/3; then nobody has time to ride it out."""
    assert resolution(on(WAVE + days, 100.0), {4: CONCEDED}, **{"outcome.ridden_days": 30}) == found


def test_revived_means_above_the_share_not_at_it():
    held = on(WAVE, 100.0)
    held[7:10] = 50.0
    assert resolution(held, {4: SUSPENDED}) == ("suspended", 4)
    held[9] = 50.125
    assert resolution(held, {4: SUSPENDED}, **{"outcome.ridden_days": 30}) == ("open", None)


def test_conceded_then_revived_then_ridden_out():
    """Revived on day 8; averages below a tenth from day 11 on: days 11, 14..18, 21..24."""
    held = on((*WAVE, 7, 8), 100.0)
    assert resolution(held, {4: CONCEDED}) == ("ridden_out", 24)


def test_conceded_then_revived_then_suspended():
    held = on((*WAVE, 7, 8, 9), 100.0)
    assert resolution(held, {4: CONCEDED, 10: SUSPENDED}) == ("suspended", 10)


@pytest.mark.parametrize("code", [WON, CONCEDED, SUSPENDED])
def test_what_is_ridden_out_is_not_decided_on_afterwards(code):
    """Quiet are days 9..11, 14..18, 21 and 22; a decision on the last of them is too late."""
    held = on(WAVE, 100.0)
    assert resolution(held, {22: code}) == ("ridden_out", 22)
    assert resolution(held, {30: code}) == ("ridden_out", 22)
    assert resolution(held, {21: code})[1] == 21
    held[32:35] = 100.0
    assert resolution(held, {34: code})[1] == 34


def test_a_ridden_out_wave_revives_at_a_tenth_as_before():
    held = on(WAVE, 100.0)
    held[36:40] = 20.0
    assert resolution(held, {}) == ("open", None)


@pytest.mark.parametrize(
    ("resolved", "found"),
    [
        ({4: SUSPENDED, 8: CONCEDED}, ("conceded", 8)),
        ({4: SUSPENDED, 8: CONCEDED, 9: WON}, ("won", 9)),
        ({4: WON, 8: SUSPENDED}, ("won", 4)),
        ({4: CONCEDED, 8: SUSPENDED}, ("conceded", 4)),
        ({4: SUSPENDED, 12: SUSPENDED}, ("suspended", 4)),
    ],
)
def test_only_a_stronger_decision_replaces_one_that_stands(resolved, found):
    """Who goes back to work because they won does not call anything off."""
    assert resolution(on(WAVE, 100.0), resolved) == found


def test_won_on_the_last_day():
    """Day 39 is a Friday."""
    assert resolution(on(range(30, 40), 100.0), {39: WON}) == ("won", 39)


def test_a_decision_on_a_day_off_counts():
    """Day 5 is a Saturday; the next working days count for a revival."""
    assert resolution(on(WAVE, 100.0), {5: CONCEDED}) == ("conceded", 5)
    revived = resolution(on((*WAVE, 7, 8), 100.0), {5: CONCEDED}, **{"outcome.ridden_days": 30})
    assert revived == ("open", None)


def test_a_decision_before_there_is_a_wave_resolves_nothing():
    """A wave needs 1.6 shifts in all on a day; there are 8 cells of this."""
    assert resolution(on(WAVE, 0.19), {4: CONCEDED}) == ("open", None)
    later = on(WAVE, 0.19) + on(range(35, 40), 100.0)
    assert resolution(later, {4: CONCEDED}) == ("open", None)
    assert resolution(on(4, 0.2), {4: CONCEDED}) == ("conceded", 4)


def test_what_was_no_wave_is_not_ridden_out():
    assert resolution(on(0, 0.19), {}) == ("open", None)
    assert resolution(on(0, 0.2), {})[0] == "ridden_out"


def test_every_column_of_the_tables_has_a_unit():
    assert {column for columns in COLUMNS.values() for column in columns} == set(UNITS)
    assert (unit_of("resolved"), unit_of("site_id")) == (UNITS["resolved"], "text")
