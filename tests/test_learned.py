"""Probabilities of reports set right by what was told so far, and those that a run gives."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

import downtools
from downtools.chance import nth_seed
from downtools.evidence import publish
from downtools.evidence.by_site import Grouped, grouped
from downtools.evidence.expected import chances_of_reports, numbers_of_people
from downtools.study.forecast.learned import FLOOR, learned, seen_by_stage
from downtools.study.forecast.samples import people_of, told_out
from tests.press import report
from tests.tiny import MONDAY
from tools.twin_country import twin_country

DAY = dt.timedelta(days=1)


def drawn(many, shift, slope, seed=1):
    """Probabilities, and what came of them if log odds are turned so."""
    luck = np.random.default_rng(seed)
    p = luck.uniform(0.02, 0.98, many)
    odds = shift + slope * np.log(p / (1.0 - p))
    return p, (luck.uniform(size=many) < 1.0 / (1.0 + np.exp(-odds))).astype(float)


def test_a_map_that_is_there_is_found():
    p, seen = drawn(20_000, -1.0, 0.5)
    found = learned(p, seen)
    assert found.shift == pytest.approx(-1.0, abs=0.06)
    assert found.slope == pytest.approx(0.5, abs=0.05)
    assert (found.rows, found.yes) == (20_000, seen.sum())
    assert found.said == pytest.approx(p.sum())


def test_it_is_the_most_likely_under_the_declared_prior():
    p, seen = drawn(40, -1.5, 1.0)

    def loss(now):
        odds = now[0] + now[1] * np.log(p / (1.0 - p))
        fit = np.logaddexp(0.0, odds) - seen * odds
        return fit.sum() + 0.5 * (now[0] ** 2 + ((now[1] - 1.0) / 0.5) ** 2)

    found, best = learned(p, seen), minimize(loss, (0.0, 1.0), tol=1e-12).x
    assert (found.shift, found.slope) == pytest.approx(tuple(best), abs=1e-5)


def test_of_nothing_nothing_is_learned_and_what_is_right_stays():
    nothing = learned(np.array([0.3, 0.6]), np.array([np.nan, np.nan]))
    assert (nothing.shift, nothing.slope, nothing.rows) == (0.0, 1.0, 0)
    p = np.array([0.1, 0.5, 0.9])
    assert nothing.of(p) == pytest.approx(p)
    right = learned(*drawn(20_000, 0.0, 1.0))
    assert right.of(p) == pytest.approx(p, abs=0.02)
    assert nothing.of([0.0, 1.0]) == pytest.approx([FLOOR, 1.0 - FLOOR])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=40))
def test_whatever_was_seen_probabilities_stay_such(rows):
    p, seen = np.array([p for p, _ in rows]), np.array([float(yes) for _, yes in rows])
    found = learned(p, seen)
    now = found.of(np.linspace(0.0, 1.0, 11))
    assert ((now > 0.0) & (now < 1.0)).all()
    assert np.isfinite([found.shift, found.slope]).all()
    assert (np.diff(now) >= 0.0).all(), "the order of workplaces stays"


def test_words_that_tell_the_contrary_are_not_turned_round():
    found = learned(*drawn(400, -1.0, -1.0))
    assert found.slope == 0.0
    assert found.of([0.1, 0.9])[0] == pytest.approx(found.of([0.1, 0.9])[1])


def test_what_was_seen_of_a_stage_counts_confidence_and_where_nobody_looked():
    rows = [
        report(date=MONDAY, size_best=30.0),
        report(date=MONDAY, size_best=30.0, confidence=1),
        report(date=MONDAY + 2 * DAY, confidence=1),
        report(date=MONDAY + 3 * DAY, event_type="meeting", size_best=80.0),
    ]
    site = rows[0].site
    told = grouped(rows, MONDAY, range(5))
    stages = (range(2), range(2, 3), range(3, 5), range(5, 7))
    found = seen_by_stage([told], stages, [site, "other"])
    assert found[:, 0].tolist() == pytest.approx([1.0, 0.0, 0.0, np.nan], nan_ok=True)
    assert found[:, 1].tolist() == pytest.approx([0.0, 0.0, 0.0, np.nan], nan_ok=True)


def test_a_report_that_cannot_be_out_yet_is_expected_less():
    told = Grouped(rows={}, looked=range(4), late=3)
    assert told.look(0) > told.look(3) > 0.0 == told.look(4)


def test_what_is_expected_is_the_mean_of_what_the_press_prints():
    """Two lists: of the second half is found, and half of the reports are sure."""
    scenario = twin_country(days=6, part=4).with_values(
        {"outrage.violence_gain": 5.0, "reporting.detection": 0.1, "reporting.band": 0.0}
    )
    run = downtools.simulate(scenario, seed=5)
    days, presses, shares, half = range(2, 6), 400, (1.0, 0.5), 0.5
    looks = np.array([[share] * len(days) for share in shares])
    chance = chances_of_reports(run, days, looks, half)
    numbered, _ = numbers_of_people(run, days, looks, half, 1)
    sites, luck = [site.site for site in scenario.sites], np.random.default_rng(1)
    told, sized = np.zeros_like(chance), np.zeros_like(chance)
    printed, drawn_numbers = {}, {}
    for number in range(presses):
        heard, size = set(), {}
        for press, share in enumerate(shares):
            for row in publish(run, seed=nth_seed(number, "press", press)):
                day = (row.date - scenario.calendar.start).days
                here = (sites.index(row.site), day - 2)
                if day in days and luck.random() < share:
                    if told_out(row) and luck.random() < half:
                        heard.add(here)
                    if people_of(row) and luck.random() < half:
                        size[here] = max(size.get(here, 0.0), people_of(row))
        for table, hits in ((told, heard), (sized, size)):
            for here in hits:
                table[here] += 1.0 / presses
        for here, people in size.items():
            printed.setdefault(here, []).append(np.log(people))
        _, people = numbers_of_people(run, days, looks, half, number)
        for here in zip(*np.nonzero(people), strict=True):
            drawn_numbers.setdefault(here, []).append(np.log(people[here]))
    for expected, seen in ((chance, told), (numbered, sized)):
        spread = np.sqrt(expected * (1.0 - expected) / presses)
        assert ((expected > 0.05) & (expected < 0.95)).sum() > 5, "there is something to compare"
        assert (np.abs(seen - expected) <= 4.5 * spread + 1e-12).all()
    often = [here for here, rows in printed.items() if len(rows) > 60]
    assert len(often) > 5
    for here in often:
        one, other = np.array(printed[here]), np.array(drawn_numbers[here])
        error = np.sqrt(one.var() / len(one) + other.var() / len(other))
        assert abs(one.mean() - other.mean()) < 4.5 * error
        assert one.std() == pytest.approx(other.std(), rel=0.4)
