"""Cases of other strike waves: unit, whose people they have, levels as facts, whole folders."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import json
import re
import shutil
from pathlib import Path

import pytest

from downtools.cli.main import main
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.run.store import load as read_back
from downtools.run.store import rebuilt, save
from downtools.scenario import Scenario, gallery, load
from downtools.scenario.model import plain
from downtools.scenario.parameters import Parameters
from downtools.scenario.tables import LEVELS, Observed
from downtools.study.measures import measured
from downtools.study.patterns import Held, patterns
from tests.bad_folders import PATTERN, POINTED, S
from tests.folders import add, copy_of_plant, faults_of, swap
from tools.make_belarus_2020.names import DroppedNames

CASES = {
    "ussr-1989": ("sector", 1_200_000, "sector_or_region", "conceded"),
    "belarus-1991": ("nation", 5_000_000, "sector_or_region", "suspended"),
}
"""Unit, workers, and reach and resolution as they came about."""
SCALE = 0.02
PEOPLE = (
    "people",
    "ladder",
    "influence",
    "belief",
    "outrage",
    "street",
    "gather",
    "organise",
    "loyalty",
    "workplace",
)
"""Groups of parameters that belong to people, not to a country."""


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


@pytest.fixture(scope="module")
def run(case: Scenario) -> Run:
    return simulate(case, seed=1, scale=SCALE)


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    return copy_of_plant(tmp_path)


# ---- two fields younger than stored hashes


def test_younger_fields_are_no_part_of_the_content_while_they_say_nothing():
    plant = load("one-plant")
    assert not {"unit", "people_from"} & plain(plant).keys()
    city = dataclasses.replace(plant, unit="city")
    other = dataclasses.replace(plant, people_from="belarus-2020")
    assert plain(city) == {**plain(plant), "unit": "city"}
    assert len({plant.hash, city.hash, other.hash}) == 3
    assert dataclasses.replace(city, unit="nation").hash == plant.hash


def test_the_hash_that_stored_results_are_of_stands():
    for name in ("belarus-2020", "serbia-2000"):
        stored = json.loads((gallery.path(name) / "results" / "patterns.json").read_text("utf-8"))
        assert load(name).hash == stored["scenario_hash"]


@pytest.mark.parametrize("fields", [{}, {"unit": "city", "people_from": "two-towns"}])
def test_a_saved_run_comes_back_with_its_unit(fields: dict[str, str], tmp_path: Path):
    scenario = dataclasses.replace(load("one-plant").with_days(3), **fields)
    told = json.loads(json.dumps(plain(scenario), default=str))
    assert rebuilt(Scenario, told) == scenario
    save(simulate(scenario, seed=1), tmp_path / "run")
    assert read_back(tmp_path / "run").scenario == scenario


def test_what_has_the_regions_of_a_nation_is_no_sector(tmp_path: Path):
    folder = tmp_path / "serbia"
    shutil.copytree(gallery.path("serbia-2000"), folder)
    swap("scenario.toml", "population =", 'unit = "sector"\npopulation =')(folder)
    (fault,) = faults_of(folder)
    assert (fault.file, fault.column, fault.value) == ("scenario.toml", "scenario.unit", "sector")
    assert "4 regions" in fault.problem
    swap("scenario.toml", 'unit = "sector"', 'unit = "nation"')(folder)
    assert load(folder).unit == "nation"


@pytest.mark.parametrize(
    ("line", "column", "cure"),
    [
        ('unit = "planet"', "unit", "nation, territory, sector, city"),
        ('people_from = "belarus-202"', "people_from", "did you mean 'belarus-2020'?"),
    ],
)
def test_a_unit_or_people_that_are_unknown_are_refused(
    plant: Path, line: str, column: str, cure: str
):
    swap("scenario.toml", "population =", f"{line}\npopulation =")(plant)
    (fault,) = faults_of(plant)
    assert fault.column == f"scenario.{column}"
    assert cure in fault.cure


def test_the_page_and_the_odd_protocol_tell_the_unit(
    case: Scenario, capsys: pytest.CaptureFixture[str]
):
    assert main(["describe", case.name]) == 0
    page = " ".join(capsys.readouterr().out.split())
    can = "can" if case.unit == "nation" else "cannot"
    assert f"Declared as a {case.unit}: " in page
    assert f"a strike in it {can} be nationwide" in page
    assert f"learned of {case.people_from}" in page
    assert main(["describe", case.name, "--odd"]) == 0
    assert f"reach is declared in: {case.unit}." in capsys.readouterr().out
    assert "learned of" not in str(load("one-plant"))


# ---- reach and resolution as facts


def level(run: Run, measure: str, low: float, high: float) -> Observed:
    day = run.scenario.calendar.start
    return Observed(
        pattern="p",
        label="P",
        measure=measure,
        first=day,
        last=day,
        low=low,
        high=high,
        unit=measure,
        source_kind="several",
        source="assumption",
    )


def test_a_level_is_the_place_of_the_outcome_among_its_names(run: Run):
    for measure in LEVELS:
        found = measured(run, level(run, measure, 0, 0))
        assert LEVELS[measure][int(found)] == getattr(run.outcome, measure)


@pytest.mark.parametrize(
    ("measure", "low", "high", "value", "miss", "words"),
    [
        ("reach", 2, 2, 2.0, 0.0, ""),
        ("reach", 2, 2, 0.0, 2.0, "none in place of sector or region"),
        ("reach", 2, 2, 3.0, 1.0, "nationwide in place of sector or region"),
        ("resolution", 1, 2, 2.0, 0.0, ""),
        ("resolution", 1, 2, 4.0, 2.0, "open in place of conceded or suspended"),
        ("resolution", 0, 0, 3.0, 3.0, "ridden out in place of won"),
    ],
)
def test_a_level_is_told_in_words(
    run: Run, measure: str, low: float, high: float, value: float, miss: float, words: str
):
    held = Held(fact=level(run, measure, low, high), simulated=value)
    assert (held.miss, held.miss_words, held.unit) == (miss, words, "")
    assert held.holds is (words == "")
    assert held.shown == LEVELS[measure][int(value)].replace("_", " ")


def test_patterns_keep_levels_as_numbers_and_tell_them_in_words(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    for measure, names in LEVELS.items():
        top = float(len(names) - 1)
        fact = level(run, measure, top, top)
        few = dataclasses.replace(run.scenario, observed=(fact,))
        (row,) = patterns(few, runs=2, scale=SCALE).patterns
        told = (row.observed_low, row.median, row.low, row.high)
        assert all(isinstance(value, float) and value in range(len(names)) for value in told)
    folder = tmp_path / "case"
    shutil.copytree(gallery.path(run.scenario.name), folder)
    main(["patterns", str(folder), "--runs", "2", "--scale", str(SCALE)])
    line = next(line for line in capsys.readouterr().out.splitlines() if "Reach of the" in line)
    assert "sector or region" in line
    assert not re.search(r"\d", line)


D = "2020-08-10,2020-08-20"
CURE = "0 for none, 1 for sites, 2 for sector_or_region, 3 for nationwide"


@pytest.mark.parametrize(
    ("head", "cells", "column", "problem"),
    [
        (PATTERN, "2,4", "high", "no such level"),
        (PATTERN, "1.5,2", "low", "no such level"),
        (PATTERN, ",2", "low", "a level lies between two"),
        (PATTERN, "2,", "high", "a level lies between two"),
        (POINTED, ",,2", "point", "no factor around it"),
    ],
)
def test_a_level_that_is_none_is_refused(
    plant: Path, head: str, cells: str, column: str, problem: str
):
    add("observed.csv", f"{head}p,P,reach,,{D},{cells},reach,NGO,{S}\n")(plant)
    (fault,) = faults_of(plant)
    assert (fault.file, fault.row, fault.column) == ("observed.csv", 2, column)
    assert problem in fault.problem
    assert CURE in fault.cure


# ---- the cases


def test_a_case_is_declared_in_its_unit_with_what_came_about(case: Scenario):
    unit, workers, reach, resolution = CASES[case.name]
    assert (case.unit, case.people_from) == (unit, "belarus-2020")
    assert sum(sector.employed for sector in case.sectors) == workers
    told = {fact.measure: fact for fact in case.observed}
    for measure, name in (("reach", reach), ("resolution", resolution)):
        at = LEVELS[measure].index(name)
        assert (told[measure].low, told[measure].high) == (at, at)
        assert told[measure].last == case.calendar.end


def test_nothing_of_people_is_set_by_hand(case: Scenario):
    for group in PEOPLE:
        assert getattr(case.parameters, group) == getattr(Parameters(), group), group
    assert all(site.effect is None for site in case.sites)


def test_a_case_runs_through_its_days(run: Run, case: Scenario):
    days = case.calendar.days
    assert len(run.tables["daily"]["day"]) == days
    assert run.people == pytest.approx(CASES[case.name][1], rel=0.02)
    assert run.tables["daily"]["signers"].max() > 0
    cut = case.with_values(dict.fromkeys((f"schedule.{e.id}.strength" for e in case.schedule), 0.0))
    still = simulate(cut, seed=1, scale=SCALE)
    assert still.tables["daily"]["striking"].max() == 0


def test_a_wave_of_a_sector_is_never_nationwide():
    ussr = load("ussr-1989").with_values({"schedule.grievance.strength": 10.0})
    run = simulate(ussr, seed=1, scale=SCALE)
    daily = run.tables["daily"]
    assert (daily["striking"] + daily["walking_out"]).max() > 0.5 * run.people
    assert run.outcome.reach == "sector_or_region"


@pytest.mark.parametrize("name", CASES)
def test_every_row_names_an_address_or_an_assumption(name: str):
    for file in sorted(gallery.path(name).glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as stream:
            found = list(csv.DictReader(stream))
        assert found
        for row in found:
            assert re.search(r"https?://|\bassumption\b", row["source"]), row


@pytest.mark.parametrize("name", CASES)
def test_every_file_has_its_licence_and_names_no_person(name: str):
    dropped = DroppedNames.load()
    files = [file for file in gallery.path(name).rglob("*") if file.is_file()]
    assert len(files) >= 20
    for file in files:
        assert not dropped.found_in(f"{file.name}\n{file.read_text(encoding='utf-8')}"), file.name
        if file.suffix != ".license":
            told = file.with_name(f"{file.name}.license").read_text(encoding="utf-8")
            assert "SPDX-License-Identifier: CC-BY-4.0" in told


def test_a_case_has_doubts_but_no_faults(case: Scenario, capsys: pytest.CaptureFixture[str]):
    doubts_only = 1
    assert main(["validate", str(gallery.path(case.name))]) == doubts_only
    said = capsys.readouterr().out
    assert "more people on the roll" not in said
    assert "has no effect" not in said


def test_facts_and_reports_lie_within_the_days(case: Scenario):
    first, last = case.calendar.start, case.calendar.end
    for day in (*(f.first for f in case.observed), *(r.date for r in case.reports)):
        assert isinstance(day, dt.date)
        assert first <= day <= last
