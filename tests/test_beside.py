"""What is known beside the reports: a second list, and anchors."""

import dataclasses
import datetime as dt
import json

import numpy as np
import pytest

import downtools
from downtools.cli.main import main
from downtools.errors import InputError
from downtools.evidence import publish
from downtools.evidence.beside import Anchor, Beside, beside_of, read_anchors
from downtools.evidence.overlap import cells_told, of_two_lists, within_one_list
from downtools.evidence.readers.write import write_reports
from downtools.evidence.statistics import BEYOND, Statistics
from downtools.evidence.truth import truth_of
from downtools.run.many.blocks import blocks_of, decoded
from downtools.study.calibrate.ask import calibrate
from downtools.study.ensemble.carry import How
from tests.press import LOUD, PLAIN, report, told, wave
from tests.tiny import MONDAY
from tools.twin_country import twin_country

KEYS = ("outrage.violence_gain", "reporting.detection", "reporting.workers_bias")
HERE = How(jobs=1)
DAY = dt.timedelta(days=1)


def counts(pairs):
    return {name: round(float(np.expm1(value))) for name, value in pairs}


def anchor(**fields):
    given = {"anchor": "phones", "first": MONDAY, "last": MONDAY + 9 * DAY, "source": "a test"}
    return Anchor(**{**given, **fields})


def test_what_is_in_both_lists_is_counted_by_day_and_by_site():
    first = cells_told([report(), report(site="site1"), report(site="site2", date=MONDAY + DAY)])
    second = cells_told([report(), report(site="site2"), report(site="site3")])
    assert counts(of_two_lists(first.keys(), second.keys())) == {
        "told, second list": 3,
        "told in both lists": 1,
        "sites told of, second list": 3,
        "sites told of in both lists": 2,
    }


def test_denials_and_signatures_and_the_country_are_in_no_list():
    rows = [
        report(unit="signatures", event_type="petition", size_best=9.0),
        report(site="", size_best=9.0),
        report(claim_by="management", size_best=9.0),
        report(size_best=9.0, unit="furnaces"),
    ]
    assert cells_told(rows) == {}
    denied = report(site="site1", claim_by="management", size_best=0.0)
    found = counts(within_one_list([*rows, denied, report(), report(claim_by="NGO")]))
    assert found == {
        "told by two kinds of source": 1,
        "officials told of people": 1,
        "told by both sides": 1,
    }


@pytest.mark.parametrize("detection", [0.01, 0.05, 0.2])
def test_the_share_found_again_is_the_chance_of_being_found(detection):
    """Chapman's estimate from the two lists of one run is near the number that acted."""
    run = told([[(30, 0, 0)] * 100] * 10, PLAIN | {"reporting.detection": detection})
    days = (MONDAY, MONDAY + 9 * DAY)
    statistics = dataclasses.replace(Statistics.of(run.scenario, ()), covered=days)
    found = dict(zip(statistics.names, np.expm1(statistics.of_run(run, seed=4)), strict=True))
    first = len(cells_told(publish(run, seed=4)))
    both, second = found["told in both lists"], found["told, second list"]
    chance = 1.0 - np.exp(-3 * detection * np.log(31.0))
    assert both / second == pytest.approx(chance, abs=4 * np.sqrt(chance * (1 - chance) / second))
    estimate = (first + 1.0) * (second + 1.0) / (both + 1.0) - 1.0
    assert estimate == pytest.approx(1000.0, rel=0.35 if detection < 0.02 else 0.1)


def test_only_the_days_that_the_second_list_covers_are_held_beside_each_other():
    run = wave(LOUD)
    rows = [report(date=MONDAY + at * DAY, size_best=9.0) for at in range(6)]
    beside = Beside(second=tuple(rows[2:4]))
    statistics = Statistics.of(run.scenario, rows, beside=beside)
    found = dict(zip(statistics.names, statistics.of_reports(rows).tolist(), strict=True))
    assert statistics.covered == (rows[2].date, rows[3].date)
    assert found["told in both lists"] == pytest.approx(np.log(3))
    known = [dataclasses.replace(row, published=row.date) for row in rows]
    early = Statistics.of(
        run.scenario, known, until=rows[2].date, beside=Beside(second=tuple(known[2:4]))
    )
    assert early.covered == (rows[2].date, rows[2].date)
    bare = Statistics.of(run.scenario, rows)
    assert set(statistics.names) - set(bare.names) == {
        name for name in statistics.names if "second list" in name or "both lists" in name
    }


def test_an_anchor_measures_the_working_days_of_its_window():
    run = told([[(0, 0, 10), (0, 0, 30)]] * 7, PLAIN)
    truth, workers = truth_of(run), sum(sector.employed for sector in run.scenario.sectors)
    share = 100.0 * 40 / workers
    assert anchor(high=share).beyond(truth, run.scenario) == 0.0
    assert anchor(high=0.75 * share).beyond(truth, run.scenario) == pytest.approx(0.25 * share)
    assert anchor(low=2.0 * share).beyond(truth, run.scenario) == pytest.approx(share)
    weekend = anchor(first=MONDAY + 5 * DAY, last=MONDAY + 6 * DAY, high=0.0)
    assert weekend.beyond(truth, run.scenario) == 0.0
    one = told([[(0, 0, 10), (0, 0, 30)], *[[(0, 0, 0)] * 2] * 4], PLAIN)
    mean = anchor(high=0.0).beyond(truth_of(one), one.scenario)
    assert mean == pytest.approx(share / 5.0)


def test_an_anchor_counts_once_it_is_published():
    until = MONDAY + 12 * DAY
    assert anchor().known(None)
    assert not anchor().known(until), "nobody says when it was published"
    assert anchor(published=MONDAY).known(until)
    assert not anchor(published=MONDAY).known(MONDAY + 8 * DAY), "its days are not over"
    run = told([[(0, 0, 40)]] * 5, PLAIN)
    strict = Beside(anchors=(anchor(high=0.0),))
    statistics = Statistics.of(run.scenario, (), beside=strict)
    name = f"{BEYOND} phones"
    assert dict(zip(statistics.names, statistics.of_run(run, seed=1), strict=True))[name] > 0.0
    assert dict(zip(statistics.names, statistics.of_reports(()), strict=True))[name] == 0.0
    assert not Statistics.of(run.scenario, (), sites=["site0"], beside=strict).anchors


def test_a_shipped_scenario_has_its_own_and_any_other_none():
    scenario = downtools.load("belarus-2020")
    beside = beside_of(scenario)
    sites = {site.site for site in scenario.sites}
    assert {row.site for row in beside.second} - {""} < sites
    assert not {row.source for row in beside.second} & {row.source for row in scenario.reports}
    assert [anchor.high for anchor in beside.anchors] == [3.0]
    assert beside_of(downtools.load("one-plant")) == Beside()
    assert beside_of(dataclasses.replace(scenario, name="mine")) == Beside()


HEAD = "anchor,first,last,low,high,published,source\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}a,2020-08-13,2020-08-12,0,3,,x\n", "before the first day"),
        (f"{HEAD}a,2020-08-13,2020-08-14,4,3,,x\n", "below the low"),
        (f"{HEAD}a,2020-08-13,2020-08-14,0,300,,x\n", "300"),
        (f"{HEAD}a,2020-08-13,soon,0,3,,x\n", "soon"),
        (f"{HEAD}a,2020-08-13,2020-08-14,0,3,,\n", "empty"),
        ("anchor,first,source\na,2020-08-13,x\n", "missing column"),
        ("", "empty"),
        (HEAD, "holds no rows"),
    ],
)
def test_an_anchor_that_will_not_do_is_refused_with_its_row(text, said, tmp_path):
    file = tmp_path / "anchors.csv"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match=said) as refused:
        read_anchors(file)
    assert {fault.file for fault in refused.value.faults} == {"anchors.csv"}


@pytest.fixture(scope="module")
def country():
    """The made-up country, and two lists of one run of it."""
    scenario = twin_country(days=8, part=4)
    truth = scenario.with_values({"outrage.violence_gain": 5.0, "reporting.detection": 0.1})
    run = downtools.simulate(truth, seed=5)
    return dataclasses.replace(scenario, reports=publish(run, seed=6)), publish(run, seed=7)


def fit(scenario, beside, **more):
    asked = {"keys": KEYS, "runs": 200, "scale": 1.0, "how": HERE}
    return calibrate(scenario, beside=beside, **(asked | more))


def test_a_second_list_tells_more_of_detection(country):
    scenario, second = country
    at = KEYS.index("reporting.detection")
    alone, beside = fit(scenario, Beside()), fit(scenario, Beside(second=second))
    assert beside.second == sum(bool(row.site) for row in second)
    assert beside.inferred.told[at] > alone.inferred.told[at] + 0.02


def test_nothing_later_is_used_of_what_is_known_beside(country):
    scenario, second = country
    until = scenario.calendar.date(4)
    later = tuple(
        dataclasses.replace(row, site="plant15") if row.published > until else row for row in second
    )
    late = anchor(first=scenario.calendar.start, last=scenario.calendar.start, high=0.0)
    found = [
        fit(scenario, beside, until=until).posterior().draws
        for beside in (Beside(second=second), Beside(second=later, anchors=(late,)))
    ]
    assert found[0] == found[1]


def test_no_draw_is_a_run_that_an_anchor_refutes(country, tmp_path):
    scenario, _ = country
    days = {"first": scenario.calendar.start, "last": scenario.calendar.end}
    strict = Beside(anchors=(anchor(high=0.3, **days),))
    held = fit(scenario, strict, how=How(jobs=1, out=tmp_path / "fit"))
    assert held.anchors == ("phones",)
    beyond = np.concatenate(
        [
            np.array([row[-1] for block in blocks_of(folder) for row in statistics_of(block)])
            for folder in sorted((tmp_path / "fit").glob("generation-*"))
        ]
    )
    assert held.names[-1] == f"{BEYOND} phones"
    assert len(beyond) == held.runs
    assert held.inferred.refuted == pytest.approx(np.mean(beyond[:80] > 0.0), abs=1e-9)
    assert held.inferred.refuted > 0.1
    assert not beyond[held.inferred.runs].any()
    with pytest.raises(InputError, match="refuted by an anchor"):
        fit(scenario, Beside(anchors=(anchor(low=99.0, **days),)))


def statistics_of(block):
    return decoded(block.path, ("statistics",)).to_pydict()["statistics"]


def test_the_command_takes_both_and_says_so(country, tmp_path, capsys):
    second, anchors = tmp_path / "second.csv", tmp_path / "anchors.csv"
    run = downtools.simulate(downtools.load("one-plant"), seed=2)
    write_reports(publish(run, seed=1), tmp_path / "first.csv")
    write_reports(publish(run, seed=2), second)
    anchors.write_text(f"{HEAD}payroll,2021-03-01,2021-03-10,0,100,,a test\n", "utf-8")
    asked = ["calibrate", "one-plant", "--reports", str(tmp_path / "first.csv"), "--runs", "200"]
    asked += ["--fit", KEYS[0], "--jobs", "1", "--scale", "1", "--second", str(second)]
    assert main([*asked, "--anchors", str(anchors), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["second"] > 0
    assert found["anchors"] == ["payroll"]
    assert found["refuted"] == 0.0
    anchors.write_text(f"{HEAD}payroll,2021-03-10,2021-03-01,0,100,,a test\n", "utf-8")
    assert main([*asked, "--anchors", str(anchors)]) == 2
    heard = capsys.readouterr().err
    assert "anchors.csv, row 2, last is '2021-03-01': before the first day" in heard
    assert "Traceback" not in heard
