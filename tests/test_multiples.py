"""Reports beside the curves: read as evidence reads them, drawn by side, never taken for truth."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

import pytest

from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.tables import Report
from downtools.show import style
from downtools.show.charts import ladder_curve, national_marks
from downtools.show.giants import giants, giants_of
from downtools.show.marks import SIDES, Mark, draw_marks, lowest, marks_of
from downtools.show.multiples import multiples, panel_of
from downtools.show.rungs import at_least
from tests.pages import Reader

WORKERS, OFFICIALS = SIDES
START = dt.date(2020, 8, 9)


def report(day: int, kind: str, by: str, site: str = "works", **fields: Any) -> Report:
    """A report of that day of the run, of people unless `fields` say otherwise."""
    given = {"unit": "people", "event": "event", "confidence": 3, "source": "a test", **fields}
    name = f"{day}-{kind}-{by}-{site}"
    date = START + dt.timedelta(days=day)
    return Report(report=name, date=date, event_type=kind, claim_by=by, site=site, **given)


NUMBER = report(5, "strike", "workers", size_best=400.0)
BAND = report(5, "meeting", "independent_media", size_low=200.0, size_high=800.0)
DENIAL = report(5, "strike", "management")
UNSIZED = report(6, "walkout", "NGO")
OFFICIAL = report(6, "partial_strike", "government", size_best=30.0)
REPORTS = (NUMBER, BAND, DENIAL, UNSIZED, OFFICIAL)


@pytest.fixture(scope="module")
def plain() -> Run:
    """The works as a giant, without reports."""
    run = simulate(load("one-plant"), seed=1)
    assert run.scenario.calendar.start == START
    scenario = run.scenario.with_values({"workplace.giant_staff": 1000})
    return dataclasses.replace(run, scenario=dataclasses.replace(scenario, reports=()))


@pytest.fixture(scope="module")
def reported(plain: Run) -> Run:
    return with_reports(plain, *REPORTS)


def with_reports(run: Run, *reports: Report) -> Run:
    site = run.scenario.sites[0].site
    rows = tuple(dataclasses.replace(row, site=site if row.site else "") for row in reports)
    return dataclasses.replace(run, scenario=dataclasses.replace(run.scenario, reports=rows))


def marks(run: Run) -> list[Mark]:
    return marks_of(run.scenario.reports, run.scenario.calendar)


def test_reports_are_read_as_evidence_reads_them(reported: Run):
    number, band, denial, unsized, official = marks(reported)
    assert (number.size, number.band, number.side, number.measure) == (400.0, None, WORKERS, "out")
    assert (band.size, band.band, band.measure) == (pytest.approx(400.0), (200.0, 800.0), "active")
    assert (denial.size, denial.denial, denial.side) == (0.0, True, OFFICIALS)
    assert (unsized.size, unsized.denial) == (None, False)
    assert (official.size, official.side) == (30.0, OFFICIALS)
    assert [mark.day for mark in marks(reported)] == [5, 5, 5, 6, 6]


@pytest.mark.parametrize(
    "row",
    [
        report(5, "detention", "government", size_best=30.0),
        report(5, "strike", "workers", unit="sites", size_best=30.0),
        report(-1, "strike", "workers", size_best=30.0),
        report(5000, "strike", "workers", size_best=30.0),
    ],
)
def test_what_a_run_does_not_measure_has_no_mark(row: Report, plain: Run):
    assert marks(with_reports(plain, row)) == []


def drawn(run: Run) -> dict[str, Any]:
    """What is drawn of a run's marks: sizes by kind of mark, and bars."""
    with style.house_style():
        axes = style.new_figure(300, 200).add_axes((0, 0, 1, 1))
        draw_marks(axes, marks(run), name="x", below=-4.0)
    found = {str(line.get_gid()): list(line.get_ydata()) for line in axes.lines}
    bars = {str(part.get_gid()): part.get_segments() for part in axes.collections}
    return {**found, **bars}


def test_each_side_has_marks_of_its_own(reported: Run):
    made = drawn(reported)
    assert made["x-workers-claims"] == [400.0]
    assert made["x-workers-hollow"] == [pytest.approx(400.0)]
    assert made["x-workers-unsized"] == [-4.0]
    assert made["x-officials-claims"] == [30.0]
    assert made["x-officials-denials"] == [0.0]
    assert [point[1] for point in made["x-workers-bands"][0]] == [200.0, 800.0]
    assert len(made) == 6
    assert WORKERS.marker != OFFICIALS.marker
    assert WORKERS.colour != OFFICIALS.colour


def test_claims_of_sites_add_up_to_the_least_a_side_says(plain: Run):
    rows = (
        report(5, "petition", "NGO", "a", size_best=300.0),
        report(5, "petition", "workers", "a", size_best=100.0),
        report(5, "petition", "workers", "b", size_best=50.0),
        report(5, "petition", "management", "b", size_best=7.0),
        report(7, "petition", "workers", "b", size_best=20.0),
        report(7, "petition", "workers", "c", size_best=1.0),
        report(8, "petition", "workers", "c"),
        report(8, "petition", "workers", "", size_best=9000.0),
    )
    found = marks_of(rows, plain.scenario.calendar)
    assert lowest(found, WORKERS, so_far=False) == {5: 350.0, 7: 21.0}
    assert lowest(found, WORKERS, so_far=True) == {5: 350.0, 7: 351.0}
    assert lowest(found, OFFICIALS, so_far=False) == {5: 7.0}


def test_a_report_stands_in_the_panel_that_counts_the_same(plain: Run):
    rows = (
        report(5, "strike", "government", "", size_best=360.0),
        report(5, "strike", "workers", "", unit="strikers", size_best=900.0),
        report(6, "petition", "workers", size_best=70.0),
    )
    ids = set(re.findall(r'id="([^"]+)"', ladder_curve(with_reports(plain, *rows)).svg()))
    assert {name for name in ids if "officials" in name or "workers" in name} == {
        "walkout-officials-claims",
        "strike-workers-claims",
        "sign-workers-lowest",
    }


def test_a_town_is_not_the_nation(plain: Run):
    town = plain.scenario.towns[0].town
    rows = (report(5, "strike", "workers", "", town=town, size_best=360.0),)
    assert national_marks(with_reports(plain, *rows)) == []


def test_who_is_higher_counts_on_the_rungs_below_but_for_signatures(plain: Run):
    daily = plain.tables["daily"]
    levels = at_least(daily)
    assert (levels["sign"] == daily["signers"]).all()
    assert (levels["strike"] == daily["striking"]).all()
    assert (levels["walkout"] == daily["striking"] + daily["walking_out"]).all()
    assert (levels["rally"] == levels["walkout"] + daily["rallying"]).all()


def test_a_panel_tells_in_words_who_says_what(reported: Run):
    said = panel_of(reported, 0).description
    assert "workers, independent media, NGO: 2 with a size, 400 people, 1 without a size" in said
    assert "management, government: 1 with a size, 30 people, 1 that deny" in said


def test_without_reports_there_are_curves_alone(plain: Run, reported: Run):
    bare, full = multiples(plain, giants_of(plain)).text, multiples(reported, giants_of(plain)).text
    assert 'class="marks"' not in bare
    assert "opposed" not in bare
    assert bare.count("<svg") == full.count("<svg") == 1
    assert 'class="marks"' in full
    assert "claims of two opposed sides, not the truth" in full
    assert "No reports of acts there." in bare


def test_giants_beyond_the_first_dozen_are_folded(reported: Run):
    named = giants_of(reported)
    page = multiples(reported, named * 15)
    open_part, folded = page.text.split("<details>")
    assert open_part.count("<svg") == 12
    assert folded.count("<svg") == 3
    assert "3 more giants" in folded


def test_where_nothing_was_done_or_reported_there_is_no_panel(plain: Run):
    still = {
        name: values if name in ("day", "site") else values * 0
        for name, values in plain.tables["sites"].items()
    }
    quiet = dataclasses.replace(plain, tables={**plain.tables, "sites": still})
    assert multiples(quiet, giants_of(quiet)).text == ""
    assert multiples(with_reports(quiet, DENIAL), giants_of(quiet)).text.count("<svg") == 1


def test_the_table_of_giants_is_folded_under_the_panels(reported: Run):
    page = giants(reported).text
    assert page.index('class="panels"') < page.index("The giants in numbers") < page.index("<table")
    assert page.index("<details>") < page.index("<table")
    assert Reader(page).open == []
