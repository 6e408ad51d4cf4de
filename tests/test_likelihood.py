"""What reports tell of a run: claims as they are read, their likelihood, contradictions."""

import dataclasses
import datetime as dt
import math

import numpy as np
import pytest

import downtools
from downtools.evidence import (
    OFFICIAL_SIDE,
    WORKERS_SIDE,
    Band,
    Denial,
    Number,
    Unsized,
    band_of,
    claim_of,
    contradictions,
    log_likelihood,
    publish,
    weigh,
)
from downtools.evidence.likelihood import size_log_likelihood
from downtools.evidence.normal import log_density, log_mass
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import CLAIMANTS
from tests.press import (
    ACTS,
    LOUD,
    PARAMETERS,
    PLAIN,
    Told,
    report,
    told,
    wave,
    with_reporting,
)
from tests.tiny import MONDAY

# What a report claims


@pytest.mark.parametrize(
    ("fields", "claim"),
    [
        ({"size_best": 7.0}, Number(7.0)),
        ({"size_low": 5.0, "size_best": 7.0, "size_high": 9.0}, Number(7.0)),
        ({"size_low": 7.0, "size_high": 7.0}, Number(7.0)),
        ({"size_low": 200.0, "size_high": 900.0}, Band(200.0, 900.0)),
        ({"size_low": 200.0}, Band(200.0, None)),
        ({}, Unsized()),
        ({"size_best": 0.0}, Number(0.0)),
        ({"size_best": 0.0, "claim_by": "government"}, Denial()),
        ({"claim_by": "management"}, Denial()),
        ({"claim_by": "management", "event_type": "meeting"}, Unsized()),
        ({"size_best": 172.0, "claim_by": "management"}, Number(172.0)),
    ],
)
def test_reading_rules(fields, claim):
    assert claim_of(report(**fields)) == claim


# How probable it is


def size_log(claim, truth, claimant="workers", **values):
    return size_log_likelihood(claim, truth, claimant, Reporting(**values))


def test_a_number_has_the_normal_density_of_the_log_ratio():
    expected = log_density(math.log(151 / 151) / 0.4, 0.4) + math.log(0.5)
    assert size_log(Number(150.0), 100) == pytest.approx(expected)
    off = log_density(math.log(301 / 151) / 0.4, 0.4) + math.log(0.5)
    assert size_log(Number(300.0), 100) == pytest.approx(off)


def test_words_and_small_numbers_share_out_all_probability():
    words = [band_of(10.0**power) for power in range(1, 6)]
    mass = sum(math.exp(size_log(Band(*word), 100, band=1.0)) for word in words)
    small = math.exp(size_log(Band(None, 10.0), 100, band=1.0))
    assert mass + small == pytest.approx(1.0)


def test_a_band_is_the_integral_of_the_density():
    sizes = np.linspace(150.0, 200.0, 20_001)
    logs = [size_log(Number(size), 120, band=0.0) - math.log(size + 1.0) for size in sizes]
    integral = np.trapezoid(np.exp(logs), sizes)
    assert size_log(Band(150.0, 200.0), 120, band=1.0) == pytest.approx(math.log(integral))


def test_a_denial_is_one_when_true_and_its_rate_when_false():
    assert size_log(Denial(), 0, "management") == 0.0
    assert size_log(Denial(), 1, "management") == pytest.approx(math.log(0.3))
    assert size_log(Denial(), 1, "management", denial=0.0) == -math.inf


def test_far_claims_stay_finite():
    assert size_log(Band(2000.0, 9000.0), 0, noise=0.01) < -10_000
    assert math.isfinite(size_log(Band(24.0, 90.0), 10**6, noise=0.01))
    assert math.isfinite(size_log(Number(5.0), 10**6, noise=0.0))


@pytest.mark.parametrize("shift", [-45.0, -31.0, -29.9, 0.0, 29.9, 31.0, 45.0])
def test_mass_of_the_normal_law_is_smooth_into_both_tails(shift):
    middle, wide = shift, 0.001
    density = log_density(middle, 1.0) + math.log(2 * wide)
    assert log_mass(middle - wide, middle + wide) == pytest.approx(density, abs=0.01)


def test_who_is_silent_counts_only_if_searched():
    run = told([[(0, 0, 300), (0, 0, 300)]])
    alone = weigh(run, [report(size_best=400.0)])
    assert (alone.cells.spoke, alone.cells.silent) == (1, 0)
    both = weigh(
        run, [report(size_best=400.0)], searched=[("site0", "workers"), ("site1", "workers")]
    )
    chance = 1.0 - 301**-0.15
    assert (both.cells.spoke, both.cells.silent) == (1, 1)
    difference = both.log_likelihood - alone.log_likelihood
    assert difference == pytest.approx(math.log(1.0 - chance))
    assert alone.cells.log_likelihood == pytest.approx(math.log(chance))


def test_silence_between_reports_of_a_site_is_weak_evidence_of_quiet():
    rows = [report(size_best=30.0), report(date=MONDAY + dt.timedelta(days=2), size_best=30.0)]
    loud = told([[(0, 0, 20)], [(0, 0, 5000)], [(0, 0, 20)]])
    quiet = told([[(0, 0, 20)], [(0, 0, 0)], [(0, 0, 20)]])
    assert weigh(loud, rows).cells.silent == 1
    assert (
        log_likelihood(quiet, rows) > log_likelihood(loud, rows) > log_likelihood(quiet, rows) - 3
    )


def test_management_silent_on_what_is_told_has_not_denied_it():
    run = told([[(0, 0, 300)]])
    searched = [("site0", "management")]
    told_of = weigh(run, [report(size_best=400.0)], searched=searched)
    chance = 1.0 - 301**-0.15
    expected = math.log(chance) + math.log((1.0 - chance) * 0.7)
    assert told_of.cells.log_likelihood == pytest.approx(expected)


def test_units_go_to_their_measures_and_the_rest_is_skipped_with_a_reason():
    run = told([[(10, 20, 30)]], signers=77)
    rows = [
        report(event_type="meeting", size_best=1.0),
        report(event_type="walkout", size_best=1.0),
        report(unit="strikers", size_best=1.0),
        report(event_type="petition", unit="signatures", size_best=1.0),
        report(unit="furnaces", size_best=1.0),
        report(event_type="detention", size_best=1.0),
        report(site="", town="t", size_best=1.0),
        report(site="elsewhere", size_best=1.0),
        report(date=MONDAY - dt.timedelta(days=1), size_best=1.0),
    ]
    weighed = weigh(run, rows)
    measures = [(term.measure, term.truth) for term in weighed.terms]
    assert measures == [("active", 60), ("out", 50), ("striking", 30), ("signers", 77)]
    assert [skip.report for skip in weighed.skipped] == rows[4:]
    assert [skip.reason for skip in weighed.skipped] == [
        "strike in furnaces is no measure of a run",
        "detention in people is no measure of a run",
        "at no one site",
        "the site is none of the run",
        "outside the days of the run",
    ]


def test_a_claim_of_no_place_is_of_the_whole_country():
    run = told([[(10, 20, 30), (1, 2, 3)]], PLAIN)
    (term,) = weigh(run, [report(site="", event_type="walkout", size_best=55.0)]).terms
    assert (term.measure, term.truth) == ("out", 55)
    alone = weigh(run, [report(site="", event_type="walkout", size_best=55.0)])
    assert alone.cells.spoke == 0, "of the country there is no silence"


def test_an_approximate_date_is_averaged_over_the_days_near_it():
    run = told([[(0, 0, 10)], [(0, 0, 200)], [(0, 0, 10)]])
    row = report(size_best=300.0, date_precision="approx")
    weighed = weigh(run, [row])
    each = [math.exp(size_log(Number(300.0), truth)) for truth in (10, 200, 10)]
    assert weighed.terms[0].log_likelihood == pytest.approx(math.log(sum(each) / 3))
    assert (weighed.cells.spoke, weighed.cells.silent) == (0, 0)


@pytest.mark.parametrize("name", PARAMETERS)
def test_twin_the_likelihood_of_published_reports_peaks_at_the_true_value(name):
    run = wave(days=16, count=60, giants=20, openness=700)
    rows = publish(run)
    searched = [(site.site, claimant) for site in run.scenario.sites for claimant in CLAIMANTS]
    true = getattr(run.scenario.parameters.reporting, name)
    grid = [true * factor for factor in (0.5, 0.7, 0.85, 1.0, 1.18, 1.4, 1.7)]
    logs = [
        log_likelihood(with_reporting(run, **{name: value}), rows, searched=searched)
        for value in grid
    ]
    best = logs.index(max(logs))
    assert grid[best] == pytest.approx(true)
    assert logs[:best] == sorted(logs[:best])
    assert logs[best:] == sorted(logs[best:], reverse=True)


def test_twin_the_true_size_of_a_wave_is_told_from_a_smaller_and_a_larger_one():
    rows = publish(wave())

    def scaled(factor):
        run = wave()
        table = {**run.tables["sites"]}
        for column in ("rallying", "walking_out", "striking"):
            table[column] = np.floor(table[column] * factor).astype(np.int64)
        return dataclasses.replace(run, tables={**run.tables, "sites": table})

    logs = {factor: log_likelihood(scaled(factor), rows) for factor in (0.25, 0.5, 1.0, 2.0, 4.0)}
    assert max(logs, key=logs.__getitem__) == 1.0


def test_the_shipped_reports_can_be_weighed_even_by_a_run_without_a_wave():
    scenario = downtools.load("belarus-2020")
    days, count = scenario.calendar.days, len(scenario.sites)
    zeros = dict.fromkeys(ACTS, np.zeros(days * count, np.int64))
    sites = {"day": np.repeat(np.arange(days), count), "site": np.tile(np.arange(count), days)}
    quiet = dict.fromkeys(ACTS, np.zeros(days, np.int64))
    daily = {"day": np.arange(days), "openness_milli": np.full(days, 800), **quiet}
    run = Told(scenario, 1, {"sites": {**sites, **zeros}, "daily": daily})
    weighed = weigh(run, scenario.reports)
    assert len(weighed.terms) + len(weighed.skipped) == len(scenario.reports)
    assert len(weighed.terms) > 100
    assert math.isfinite(weighed.log_likelihood)
    denials = [t for t in weighed.terms if claim_of(t.report) == Denial()]
    assert len(denials) >= 3
    assert all(t.log_likelihood == 0.0 for t in denials)


def test_a_real_run_is_published_and_its_reports_speak_for_it():
    run = downtools.simulate(downtools.load("one-plant"), seed=2)
    rows = publish(run)
    weighed = weigh(run, rows)
    assert len(weighed.terms) == len(rows) > 0
    assert math.isfinite(weighed.log_likelihood)
    assert any(each.ratio != 1.0 for each in contradictions(rows, run))


# Who contradicts whom


def test_both_claims_of_one_event_survive_with_bias_and_truth():
    run = told([[(0, 0, 100)]], PLAIN, LOUD)
    (found,) = contradictions(publish(run), run)
    assert [v.report.claim_by for v in found.workers] == list(WORKERS_SIDE)
    assert [v.report.claim_by for v in found.officials] == list(OFFICIAL_SIDE)
    voices = found.workers + found.officials
    assert [v.size for v in voices] == pytest.approx([150.0, 100.0, 100.0, 20.0, 20.0])
    assert {v.truth for v in voices} == {100}
    assert [v.beside_truth for v in voices] == pytest.approx([v.bias for v in voices])
    assert found.ratio == pytest.approx(5.0)


def test_ratio_of_bands_denials_and_unlike_units():
    theirs = report(claim_by="management", size_best=30.0)
    ours = report(size_low=200.0, size_high=450.0)
    denial = report(claim_by="management", size_best=0.0)
    assert contradictions([ours, theirs])[0].ratio == pytest.approx(10.0)
    assert contradictions([ours, theirs, denial])[0].ratio == math.inf
    assert contradictions([report(size_best=0.0), denial])[0].ratio == 1.0
    assert contradictions([report(size_best=3.0, unit="shops"), theirs])[0].ratio is None
    assert contradictions([report(size_best=3.0), report(size_best=4.0)]) == ()


def test_shipped_contradictions_are_kept_apart():
    reports = downtools.load("belarus-2020").reports
    found = {each.event: each for each in contradictions(reports)}
    assert len(found) >= 20

    belaruskali = found["belaruskali_0820"]
    assert (belaruskali.site, belaruskali.ratio) == ("belaruskali", math.inf)
    assert {v.report.event_type for v in belaruskali.workers} >= {"partial_strike"}
    assert [v.claim for v in belaruskali.officials] == [Denial()]

    mtz = found["mtz_0819lo"]
    assert [v.size for v in mtz.workers] == pytest.approx([500.0, math.sqrt(200.0 * 900.0)])
    assert [v.size for v in mtz.officials] == [167.0, 172.0]
    assert mtz.ratio == pytest.approx(2.726, abs=0.001)

    kept = sum(len(each.workers) + len(each.officials) for each in found.values())
    assert kept == sum(row.event in found for row in reports)
