"""A city of 1980 and a territory of 2019: sourced, untuned, in units of their own; the guide."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path

import pytest

from downtools.cli.main import main
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.declare import NEVER
from downtools.scenario.gallery import names, path
from downtools.scenario.parameters import Parameters

POLAND, HONG_KONG = "poland-1980", "hongkong-2019"
CASES = (POLAND, HONG_KONG)
TABLES = ("districts", "towns", "sectors", "sizes", "sites", "reports", "observed")
WORKFORCE = {POLAND: 400_000, HONG_KONG: 3_750_000}
"""Of the case tables: all who work, and so all whom the sectors employ."""
OF_THE_COUNTRY = {"media", "police", "sack", "inter_site_committee"}
"""Groups of parameters that a case declares; all others keep their default."""
GUIDE = Path(__file__).resolve().parents[1] / "docs" / "write-a-case.md"
SCALE = 0.02


@pytest.mark.parametrize("name", CASES)
def test_each_is_declared_in_its_own_unit_and_no_run_can_be_nationwide(name: str):
    scenario = load(name)
    assert scenario.unit == {POLAND: "city", HONG_KONG: "territory"}[name]
    assert len({district.region for district in scenario.districts}) < 3
    opposed = scenario.with_values({"people.opposition_mean": 6.0, "outrage.vote": 10.0})
    run = simulate(opposed, seed=1, scale=SCALE)
    assert run.tables["daily"]["striking"].max() > 0.3 * run.people
    assert run.outcome.reach == "sector_or_region"


@pytest.mark.parametrize("name", CASES)
def test_the_workforce_is_that_of_the_case_table_and_towns_fit_into_districts(name: str):
    scenario = load(name)
    assert sum(sector.employed for sector in scenario.sectors) == WORKFORCE[name]
    for district in scenario.districts:
        towns = [town for town in scenario.towns if town.district == district.district]
        assert 0 < sum(town.population for town in towns) <= district.population


@pytest.mark.parametrize("name", CASES)
def test_nothing_of_people_is_set_by_hand(name: str):
    scenario, plain = load(name), Parameters()
    assert scenario.people_from == "belarus-2020"
    assert scenario.people_from in names()
    groups = Parameters.__dataclass_fields__
    changed = {
        group for group in groups if getattr(scenario.parameters, group) != getattr(plain, group)
    }
    assert changed <= OF_THE_COUNTRY
    assert scenario.parameters.media.reach != plain.media.reach


def test_nobody_called_or_linked_or_was_struck_in_lublin():
    scenario = load(POLAND)
    kinds = {entry.kind for entry in scenario.schedule}
    assert kinds == {"falsified_vote", "concession", "committee"}
    assert scenario.parameters.inter_site_committee.open_on == NEVER
    first = next(entry for entry in scenario.schedule if entry.kind == "concession")
    assert (first.start, first.place) == (dt.date(1980, 7, 11), "town:swidnik")


def test_the_end_is_in_no_schedule():
    """A concession to all would write the observed resolution into every run."""
    for name in CASES:
        for entry in load(name).schedule:
            assert (entry.kind, entry.place) != ("concession", "nation")


def test_hong_kong_is_called_for_one_monday():
    calls = [entry for entry in load(HONG_KONG).schedule if entry.kind == "common_date"]
    assert [(call.start, call.end, call.rung) for call in calls] == [
        (dt.date(2019, 8, 5), dt.date(2019, 8, 5), "strike")
    ]


@pytest.mark.parametrize(
    ("name", "date", "unit", "sizes"),
    [
        (POLAND, "1980-07-16", "sites", [32]),
        (POLAND, "1980-07-18", "sites", [79]),
        (POLAND, "1980-07-18", "people", [18_000]),
        (POLAND, "1980-07-19", "people", [20_000]),
        (HONG_KONG, "2019-08-04", "people", [14_000]),
        (HONG_KONG, "2019-08-05", "people", [1_500, 2_330, 300_000]),
    ],
)
def test_claims_of_the_pages_are_reports(name: str, date: str, unit: str, sizes: list[int]):
    reports = [r for r in load(name).reports if (str(r.date), r.unit) == (date, unit)]
    told = [r.size_best for r in reports if r.size_best is not None]
    assert sorted(told) == sizes


@pytest.mark.parametrize("name", CASES)
def test_totals_of_many_days_are_no_claim_of_one(name: str):
    for report in load(name).reports:
        assert ("cumulative" in report.source) == (report.event_type == "strike_total")


@pytest.mark.parametrize(("name", "ending"), [(POLAND, 1), (HONG_KONG, 3)])
def test_reach_and_resolution_are_those_of_the_case_table(name: str, ending: int):
    facts = {fact.measure: (fact.low, fact.high) for fact in load(name).observed}
    assert facts["reach"] == (2, 2)
    assert facts["resolution"] == (ending, ending)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("table", TABLES)
def test_every_row_names_an_address_or_an_assumption(name: str, table: str):
    with (path(name) / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert re.search(r"https?://|\bassumption\b", row["source"]), row


@pytest.mark.parametrize("name", CASES)
def test_what_is_set_names_an_address_or_an_assumption(name: str):
    scenario = load(name)
    for entry in scenario.schedule:
        assert re.search(r"https?://|\bassumption\b", entry.source), entry.id
        if entry.strength:
            assert "assumption" in entry.source, entry.id
    for key in ("media.reach", "police.standing", "sack.outside_option"):
        assert "assumption" in scenario.source_of(key)


@pytest.mark.parametrize("name", CASES)
def test_validate_finds_doubts_only(name: str, capsys: pytest.CaptureFixture[str]):
    doubts_only = 1
    assert main(["validate", str(path(name))]) == doubts_only
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["sites.csv", "no links.csv"]


@pytest.mark.parametrize("name", CASES)
def test_patterns_of_it_are_told(name: str, capsys: pytest.CaptureFixture[str]):
    missed = main(["patterns", name, "--runs", "2", "--scale", str(SCALE), "--json"])
    told = json.loads(capsys.readouterr().out)
    facts = load(name).observed
    assert [row["label"] for row in told["patterns"]] == [fact.label for fact in facts]
    assert missed == (told["passing"] < len(facts))


# --- the guide -----------------------------------------------------------------------------------


def folder_of_the_guide(folder: Path) -> Path:
    """The made-up town of the guide, each file as it stands there under its name."""
    text = GUIDE.read_text(encoding="utf-8")
    for name, block in re.findall(r"^`([a-z]+\.\w+)`\n\n```\w+\n(.*?)^```", text, re.M | re.S):
        (folder / name).write_text(block, encoding="utf-8")
    return folder


def test_the_tables_of_the_guide_are_a_scenario_that_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = folder_of_the_guide(tmp_path)
    assert {file.name for file in folder.iterdir()} == {
        "scenario.toml",
        "schedule.toml",
        *(f"{table}.csv" for table in TABLES),
    }
    no_links_only = 1
    assert main(["validate", str(folder)]) == no_links_only
    assert capsys.readouterr().out.startswith("no links.csv")
    town = load(folder)
    assert simulate(town, seed=1).people == sum(sector.employed for sector in town.sectors)


def minutes(cell: str) -> float:
    """The number that a cell begins with, 0 if there is none."""
    found = re.match(r"\s*([\d.]+)", cell)
    return float(found[1]) if found else 0.0


def test_the_minutes_of_the_guide_sum_to_those_told():
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[3:5] for line in lines if re.match(r"\| (\d+\.|together) ", line)]
    assert len(rows) == 12
    measured, allowed = ([minutes(row[cell]) for row in rows] for cell in (0, 1))
    assert measured[-1] == pytest.approx(sum(measured[:-1]))
    assert allowed[-1] == sum(allowed[:-1]) < 60


def test_the_guide_tells_how_many_rows_there_were():
    text = GUIDE.read_text(encoding="utf-8")
    scenario = load(HONG_KONG)
    assert f"| {len(scenario.districts)} + {len(scenario.towns)} |" in text
    assert f"| {len(scenario.sectors)} + {len(scenario.sizes)} |" in text
    assert f"named sites | {len(scenario.sites)} |" in text
    assert f"schedule | {len(scenario.schedule)} |" in text
    assert f"observed facts | {len(scenario.reports)} + {len(scenario.observed)} |" in text
