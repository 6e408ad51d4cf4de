"""Reports as distinct from truth: what is published of a run."""

import dataclasses
import math
from statistics import median

import numpy as np
import pytest

from downtools.evidence import (
    OFFICIAL_SIDE,
    WORKERS_SIDE,
    Denial,
    band_of,
    bias_of,
    claim_of,
    detection_of,
    publish,
)
from downtools.evidence.speakers import cell_of
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import CLAIMANTS
from tests.press import (
    LOUD,
    PARAMETERS,
    PLAIN,
    ratios,
    told,
    truths,
    wave,
    with_reporting,
)
from tests.tiny import MONDAY

# What is published


@pytest.mark.parametrize("claimant", CLAIMANTS)
def test_without_noise_a_claim_is_bias_times_truth(claimant):
    run = wave(PLAIN, LOUD)
    bias = bias_of(run.scenario.parameters.reporting, claimant)
    assert ratios(run, claimant) == pytest.approx([bias] * 300, rel=1e-12)


@pytest.mark.parametrize("claimant", CLAIMANTS)
def test_bias_and_noise_are_recovered_from_many_claims(claimant):
    run = wave(LOUD, {"reporting.band": 0.0, "reporting.denial": 0.0}, days=20, count=60)
    reporting = run.scenario.parameters.reporting
    logs = [math.log(ratio) for ratio in ratios(run, claimant)]
    assert len(logs) == 900
    assert median(logs) == pytest.approx(math.log(bias_of(reporting, claimant)), abs=0.06)
    assert np.std(logs) == pytest.approx(reporting.noise, rel=0.1)


def test_opposed_sides_straddle_the_truth():
    run = wave(LOUD, {"reporting.band": 0.0})
    assert median(ratios(run, "workers")) > 1.2
    assert median(ratios(run, "management")) < 0.4


def test_nobody_reports_where_nobody_acted():
    truth = truths(run := wave(LOUD))
    assert all(truth[r.date, r.site] > 0 for r in publish(run))
    assert 0 in truth.values()


def test_an_event_is_named_after_what_most_did_and_counts_them():
    run = told([[(50, 20, 20), (10, 30, 20), (0, 10, 20)]], PLAIN, LOUD)
    of_media = {r.site: r for r in publish(run) if r.claim_by == "independent_media"}
    assert [(r.event_type, r.size_best) for r in of_media.values()] == [
        ("meeting", 90.0),
        ("walkout", 50.0),
        ("strike", 30.0),
    ]


def test_signatures_are_told_of_as_they_cease_to_grow():
    run = told([[(0, 0, 0)]] * 6, PLAIN, LOUD)
    run.tables["sites"]["signers"][:] = [0, 40, 90, 90, 90, 120]
    petitions = [r for r in publish(run) if r.claim_by == "independent_media"]
    assert [((r.date - MONDAY).days, r.size_best) for r in petitions] == [(2, 90.0), (5, 120.0)]
    assert {(r.event_type, r.unit) for r in petitions} == {("petition", "signatures")}
    assert len({r.event for r in petitions}) == 2


def test_more_openness_more_reports_of_the_workers_side_only():
    counts = {
        openness: [
            sum(r.claim_by in side for r in publish(wave({"reporting.denial": 0.0}, **fields)))
            for side in (WORKERS_SIDE, OFFICIAL_SIDE)
            for fields in [{"openness": openness}]
        ]
        for openness in (0, 200, 1000)
    }
    assert counts[0][0] == 0
    assert 3 * counts[200][0] < counts[1000][0] < 7 * counts[200][0]
    assert counts[0][1] == counts[200][1] == counts[1000][1] > 0


def test_larger_events_and_giants_are_seen_more_often():
    quiet = {"reporting.denial": 0.0}

    def seen(people, giants):
        return len(publish(told([[(0, 0, people)] * 400], quiet, giants=giants)))

    assert seen(5, 0) < seen(500, 0) < seen(500, 400)


def test_the_share_of_reported_events_is_the_probability_of_detection():
    run = told([[(0, 0, 200)] * 1000], openness=600)
    chance = detection_of(
        run.scenario.parameters.reporting, "NGO", people=200, giant=False, openness=0.6
    )
    assert chance == pytest.approx(0.6 * (1.0 - 201**-0.15))
    share = sum(r.claim_by == "NGO" for r in publish(run)) / 1000
    assert share == pytest.approx(chance, abs=0.05)


def test_a_word_is_the_power_of_ten_of_what_would_have_been_said():
    numbers = wave(LOUD, {"reporting.band": 0.0, "reporting.denial": 0.0})
    pairs = zip(publish(numbers), publish(with_reporting(numbers, band=1.0)), strict=True)
    words = 0
    for said, worded in pairs:
        if said.size_best < 10.0:
            assert worded == said
            continue
        words += 1
        assert worded.size_best is None
        low, high = cell_of(worded.size_low, worded.size_high)
        assert low <= said.size_best < high
        assert low < worded.size_low < worded.size_high < high
    assert words > 1000


def test_bands_are_those_of_the_coding_rules():
    assert [band_of(size) for size in (9.9, 10, 99, 100, 5000, 2e5)] == [
        None,
        (24.0, 90.0),
        (24.0, 90.0),
        (200.0, 900.0),
        (2000.0, 9000.0),
        (200_000.0, 900_000.0),
    ]
    assert cell_of(24.0, 90.0) == (10.0, 100.0)
    assert cell_of(150.0, 200.0) == (150.0, 200.0)


def test_about_half_of_the_claims_are_bands():
    rows = [r for r in publish(wave(LOUD)) if (r.size_best or 99) >= 10]
    assert sum(r.size_low is not None for r in rows) / len(rows) == pytest.approx(0.5, abs=0.05)


def test_management_denies_what_others_report_at_its_rate_and_only_that():
    run, presses = wave(), []
    for seed in range(8):
        rows = publish(run, seed=seed)
        reported = {r.event for r in rows if r.claim_by in WORKERS_SIDE}
        denials = [r for r in rows if claim_of(r) == Denial()]
        assert {r.claim_by for r in denials} == {"management"}
        assert {r.event for r in denials} <= reported
        presses.append(len(denials) / len(reported))
    assert sum(presses) / 8 == pytest.approx(0.3, abs=0.03)


def test_publishing_is_repeatable_and_another_seed_is_another_press():
    run = wave()
    assert publish(run) == publish(run) == publish(run, seed=run.seed)
    assert publish(run) != publish(run, seed=run.seed + 1)


def test_another_site_leaves_the_reports_of_a_site_alone():
    def of_first(run):
        return [r for r in publish(run) if r.site == "site0"]

    assert of_first(wave(count=4)) == of_first(wave(count=40))


def test_a_published_report_is_a_row_of_reports_csv_and_says_it_is_simulated():
    rows = publish(wave())
    assert len({r.report for r in rows}) == len(rows)
    assert all(r.source == "simulated: scenario tiny, press of seed 5" for r in rows)
    assert all(r.claim_by in CLAIMANTS and 1 <= r.confidence <= 3 for r in rows)


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_of_reporting_changes_what_is_published(name):
    run = wave(giants=10)
    declared = {field.name: field for field in dataclasses.fields(Reporting)}
    other = with_reporting(run, **{name: declared[name].default * 1.5})
    assert publish(run) != publish(other)
