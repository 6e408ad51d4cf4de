"""Summary statistics of reports: what they count, what they leave alone, what reports are known."""

import dataclasses
import datetime as dt

import numpy as np
import pytest

import downtools
from downtools.evidence import publish
from downtools.evidence.statistics import Statistics, known_by, periods_of
from tests.press import LOUD, PLAIN, report, told, wave
from tests.tiny import MONDAY


def numbers(statistics, rows):
    return dict(zip(statistics.names, statistics.of_reports(rows).tolist(), strict=True))


def test_periods_cover_every_day_once():
    for days in (1, 2, 7, 15, 16, 17, 22, 23, 53):
        covered = [day for period in periods_of(days) for day in period]
        assert covered == list(range(days))


def test_what_was_known_is_what_had_been_published():
    day = dt.timedelta(days=1)
    rows = [
        report(published=MONDAY),
        report(published=MONDAY + 3 * day),
        report(published=None),
        report(date=MONDAY + 2 * day, published=MONDAY),
    ]
    assert known_by(rows, MONDAY + day) == (rows[0],)
    assert known_by(rows, MONDAY + 3 * day) == (rows[0], rows[1], rows[3])
    assert known_by(rows, None) == tuple(rows)


def test_counts_are_of_places_and_days_not_of_rows():
    run = told([[(10, 0, 0), (0, 0, 300)]] * 3, PLAIN)
    statistics = Statistics.of(run.scenario, ())
    rows = [
        report(site="site0", event_type="meeting", size_best=30.0, claim_by="workers"),
        report(site="site0", event_type="meeting", size_best=40.0, claim_by="NGO"),
        report(site="site1", size_low=200.0, size_high=900.0, claim_by="independent_media"),
        report(site="site1", size_best=0.0, claim_by="management"),
    ]
    found = numbers(statistics, rows)
    assert found["told, days 0-1"] == pytest.approx(np.log(3))
    assert found["told of leaving work, days 0-1"] == pytest.approx(np.log(2))
    assert found["told of 20 people, days 0-1"] == pytest.approx(np.log(3))
    assert found["told of 200 people, days 0-1"] == pytest.approx(np.log(2))
    assert found["told of 1000 people, days 0-1"] == 0.0
    assert found["told, days 2-2"] == 0.0
    assert found["sites told of"] == pytest.approx(np.log(3))
    assert found["sites denied"] == pytest.approx(np.log(2))
    assert found["share of bands, told"] == pytest.approx(1 / 3)
    assert found["spread of claims of one event"] == pytest.approx(np.log(41 / 31))


def test_reports_of_elsewhere_and_of_what_is_no_act_do_not_count():
    run = told([[(10, 0, 0), (0, 0, 30)]] * 3, PLAIN)
    statistics = Statistics.of(run.scenario, ())
    nothing = statistics.of_reports(())
    for row in (
        report(site="", town="t", size_best=5.0),
        report(unit="furnaces", size_best=5.0),
        report(date=MONDAY + dt.timedelta(days=9), size_best=5.0),
        report(site="elsewhere", size_best=5.0),
    ):
        assert np.array_equal(statistics.of_reports([row]), nothing)
    some = Statistics.of(run.scenario, (), sites=["site1"])
    assert np.array_equal(some.of_reports([report(site="site0", size_best=50.0)]), nothing)
    assert not np.array_equal(some.of_reports([report(site="site1", size_best=50.0)]), nothing)


def test_simulated_claims_lose_their_size_as_often_as_printed_ones():
    run = wave(LOUD)
    rows = [report(size_best=9.0), report(), report(), report()]
    statistics = Statistics.of(run.scenario, rows)
    assert statistics.unsized == (0.75, 0.0)
    printed = [row for row in publish(run) if row.claim_by == "workers"]
    coded = [statistics.as_coded(row, 3) for row in printed]
    bare = [row.size_best is None and row.size_low is None for row in coded]
    assert np.mean(bare) == pytest.approx(0.75, abs=0.05)
    plain = Statistics.of(run.scenario, ())
    assert plain.unsized == (0.0, 0.0)
    assert [plain.as_coded(row, 3) for row in printed] == printed


def test_a_claim_for_the_country_is_answered_by_the_run():
    run = told([[(0, 0, 30), (0, 0, 70)]], PLAIN)
    claim = report(site="", size_best=55.0, claim_by="independent_media")
    statistics = Statistics.of(run.scenario, [claim])
    said = numbers(statistics, [claim])["country-wide, workers"]
    assert said == pytest.approx(np.log(56))
    simulated = dict(zip(statistics.names, statistics.of_run(run, seed=1).tolist(), strict=True))
    assert simulated["country-wide, workers"] == pytest.approx(np.log(101)), "bias 1, no noise"


def test_reports_come_out_with_the_days_and_some_bear_no_date():
    run = wave(LOUD)
    until = MONDAY + dt.timedelta(days=5)
    statistics = Statistics.of(run.scenario, (), until=until)
    printed = [row for row in publish(run) if row.date <= until]
    out = {}
    for row in printed:
        out.setdefault((until - row.date).days, []).append(statistics.is_out(row, 3))
    shares = {late: float(np.mean(yes)) for late, yes in sorted(out.items())}
    assert shares[0] == pytest.approx(0.85 * 0.65, abs=0.1)
    assert shares[5] == pytest.approx(0.85, abs=0.08)
    assert shares[0] < shares[1] < shares[5]
    whole = Statistics.of(run.scenario, ())
    assert all(whole.is_out(row, 3) for row in printed)


def test_of_some_sites_nothing_is_asked_of_the_country():
    run = told([[(0, 0, 30), (0, 0, 70)]], PLAIN)
    claim = report(site="", size_best=55.0)
    denial = report(site="", size_best=0.0, claim_by="government")
    some = Statistics.of(run.scenario, [claim], sites=["site0"])
    assert not any(some.of_reports([claim]))
    assert some.national == ()
    statistics = Statistics.of(run.scenario, [claim, denial])
    assert statistics.national == (claim,), "a denial has no size to be answered with"


def test_the_shipped_reports_have_as_many_numbers_as_a_run_of_them():
    scenario = downtools.load("belarus-2020").with_days(12)
    statistics = Statistics.of(scenario, scenario.reports)
    found = statistics.of_reports(scenario.reports)
    assert len(found) == len(statistics.names) == len(set(statistics.names))
    assert np.isfinite(found).all()
    assert found.any()
    bare = dataclasses.replace(scenario, reports=())
    assert Statistics.of(bare, scenario.reports).names == statistics.names
