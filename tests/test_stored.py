"""Stored studies: read back as they were, and refused in one message where that cannot be."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from downtools.errors import InputError
from downtools.scenario import gallery, load
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Observed
from downtools.study.mechanisms.table import Mechanisms
from downtools.study.patterns.table import Patterns
from downtools.study.stored import Studies, shipped, stored, studies_of
from tests.tables import mechanisms_of, patterns_of, written

FACT = Observed(
    pattern="out",
    label="Most people out",
    measure="peak_out_people",
    first=dt.date(2020, 8, 9),
    last=dt.date(2020, 8, 20),
    low=1.0,
    unit="people",
    source_kind="workers",
    source="assumption",
)
DAY = dataclasses.replace(
    FACT, pattern="day", measure="peak_out_day", low=None, unit="date", guess="luck"
)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return dataclasses.replace(load("one-plant"), observed=(FACT, DAY))


def refused(kind: type[Patterns] | type[Mechanisms], path: Path, scenario: Scenario) -> str:
    """The one message about a file."""
    with pytest.raises(InputError) as caught:
        stored(kind, path, scenario)
    assert len(caught.value.faults) == 1
    said = str(caught.value)
    assert said.startswith(str(path))
    command = "mechanisms" if kind is Mechanisms else "patterns"
    assert f"downtools {command} SCENARIO --json" in said
    return said


def test_tables_come_back_the_same(scenario: Scenario, tmp_path: Path):
    patterns, parts = patterns_of(scenario, ["day"]), mechanisms_of(scenario)
    file = written(patterns, tmp_path / "patterns.json")
    assert stored(Patterns, file, scenario) == patterns
    file = written(parts, tmp_path / "mechanisms.json")
    assert stored(Mechanisms, file, scenario) == parts


@pytest.mark.parametrize("left", [0, 1, 40, 1300])
def test_a_file_cut_short_is_refused(scenario: Scenario, tmp_path: Path, left: int):
    file = written(patterns_of(scenario), tmp_path / "patterns.json")
    whole = file.read_bytes()
    assert len(whole) > 1300
    file.write_bytes(whole[:left])
    assert "no whole JSON object" in refused(Patterns, file, scenario)


def test_what_is_no_such_file_is_refused(scenario: Scenario, tmp_path: Path):
    assert "cannot be read" in refused(Patterns, tmp_path / "none.json", scenario)
    assert "cannot be read" in refused(Mechanisms, tmp_path, scenario)
    noise = tmp_path / "noise"
    noise.write_bytes(b"\xff\xfe\x00")
    assert "no whole JSON object" in refused(Patterns, noise, scenario)
    noise.write_text("[" * 200_000)
    assert "no whole JSON object" in refused(Patterns, noise, scenario)


def test_another_kind_is_refused(scenario: Scenario, tmp_path: Path):
    patterns = written(patterns_of(scenario), tmp_path / "patterns.json")
    parts = written(mechanisms_of(scenario), tmp_path / "mechanisms.json")
    assert "no table of patterns" in refused(Patterns, parts, scenario)
    assert "no table of mechanisms" in refused(Mechanisms, patterns, scenario)
    patterns.write_text("[1, 2]")
    assert "no table of patterns" in refused(Patterns, patterns, scenario)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"scenario": "serbia-2000"}, "scenario is 'serbia-2000': the run is of one-plant"),
        ({"scenario_hash": "0" * 64}, "has other content"),
        ({"version": "0.1.0"}, "version is '0.1.0': this is downtools"),
        ({"scenario": ...}, "scenario: the run is of one-plant"),
        ({"version": None}, "version: this is downtools"),
    ],
)
def test_another_scenario_or_version_is_refused(
    scenario: Scenario, tmp_path: Path, changed: dict[str, Any], words: str
):
    for table in (patterns_of(scenario), mechanisms_of(scenario)):
        file = written(table, tmp_path / "table.json", **changed)
        assert words in refused(type(table), file, scenario)


RATE = {"p": 0.5, "low": 0.4, "high": 0.6, "n": 50}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"runs": ...}, "runs: missing"),
        ({"runs": "50"}, "runs is '50': not a whole number"),
        ({"runs": True}, "runs is 'True': not a whole number"),
        ({"runs": 0}, "runs is '0': not a number of runs"),
        ({"scale": float("nan")}, "scale is 'nan': not a number"),
        ({"scale": 1e300}, "scale is '1e+300': not a number"),
        ({"confound": 5}, "confound is '5': not text"),
        ({"patterns": {}}, "patterns is '{}': of another form"),
        ({"patterns": [], "passing": 0}, "not the 2 facts of the scenario"),
        ({"patterns": [5]}, "patterns 1 is '5': not an object"),
        ({"reach": []}, "reach is '[]': of another form"),
        ({"reach": {"sites": 1.0}}, "reach.sites is '1.0': not an object"),
        ({"reach": {"far": RATE}}, "reach.far"),
        ({"reach": {"sites": {**RATE, "p": 1.5}}}, "not a share of runs"),
        ({"reach": {"sites": {**RATE, "high": 0.45}}}, "not a share of runs"),
        ({"resolution": {"open": {**RATE, "n": 0}}}, "not a share of runs"),
        ({"passing": 1}, "passing is '1': not the number of patterns that hold"),
    ],
)
def test_a_changed_key_is_named(
    scenario: Scenario, tmp_path: Path, changed: dict[str, Any], words: str
):
    file = written(patterns_of(scenario), tmp_path / "patterns.json", **changed)
    assert words in refused(Patterns, file, scenario)


def rows_with(table: Patterns | Mechanisms, at: int, **changed: Any) -> list[dict[str, Any]]:
    """The plain rows of a table, with one changed."""
    rows = [dataclasses.asdict(row) for row in vars(table).get("patterns") or vars(table)["rows"]]
    rows[at] |= changed
    return [{key: value for key, value in row.items() if value is not ...} for row in rows]


@pytest.mark.parametrize(
    ("at", "changed", "words"),
    [
        (0, {"median": ...}, "patterns 1.median: missing"),
        (0, {"median": None}, "patterns 1.median"),
        (0, {"median": "2020-08-18"}, "do not fit its unit 'people'"),
        (1, {"median": 12.0}, "do not fit its unit 'date'"),
        (1, {"low": "yesterday"}, "do not fit its unit 'date'"),
        (0, {"first": "August"}, "do not fit"),
        (0, {"holds": 1}, "patterns 1.holds is '1': not true or false"),
        (0, {"name": "other"}, "facts of the scenario"),
        (0, {"label": ["x"]}, "patterns 1.label"),
    ],
)
def test_a_changed_pattern_is_named(
    scenario: Scenario, tmp_path: Path, at: int, changed: dict[str, Any], words: str
):
    table = patterns_of(scenario)
    rows = rows_with(table, at, **changed)
    file = written(table, tmp_path / "patterns.json", patterns=rows)
    assert words in refused(Patterns, file, scenario)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"effect": ...}, "rows 1.effect: missing"),
        ({"effect": None}, "rows 1 is 'S1': some numbers of its effect are missing"),
        ({"expected": None}, "rows 1 is 'S1': some numbers of its effect are missing"),
        ({"effect": "large"}, "rows 1.effect is 'large': not a number"),
        ({"note": None}, "rows 1.note: not text"),
    ],
)
def test_a_changed_part_is_named(
    scenario: Scenario, tmp_path: Path, changed: dict[str, Any], words: str
):
    table = mechanisms_of(scenario)
    file = written(table, tmp_path / "table.json", rows=rows_with(table, 0, **changed))
    assert words in refused(Mechanisms, file, scenario)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where shipped tables of one-plant stand for this test."""

    def path(name: str) -> Path:
        return tmp_path / name

    monkeypatch.setattr(gallery, "path", path)
    return tmp_path / "one-plant" / "results"


def test_shipped_tables_are_found(shelf: Path):
    scenario = load_plant(shelf)
    parts = mechanisms_of(scenario)
    assert studies_of(scenario) == Studies(None, None)
    written(parts, shelf / "mechanisms.json")
    assert studies_of(scenario) == Studies(None, parts)
    table = patterns_of(scenario)
    written(table, shelf / "patterns.json")
    assert studies_of(scenario) == Studies(table, parts)


def load_plant(shelf: Path) -> Scenario:
    """The shipped plant, read from where it is whatever the shelf says."""
    root = Path(gallery.__file__).with_name("gallery")
    return dataclasses.replace(load(root / "one-plant"), name=shelf.parent.name)


def test_shipped_tables_of_other_content_or_version_are_none(shelf: Path):
    scenario = load_plant(shelf)
    file = shelf / "mechanisms.json"
    written(mechanisms_of(scenario), file)
    assert shipped(Mechanisms, scenario) is not None
    assert shipped(Mechanisms, scenario.with_values({"police.harm": 0.3})) is None
    assert shipped(Mechanisms, scenario.with_days(5)) is None
    written(mechanisms_of(scenario), file, version="0.1.0")
    assert shipped(Mechanisms, scenario) is None
    file.write_text(file.read_text()[:-50])
    with pytest.raises(InputError, match="no whole JSON"):
        shipped(Mechanisms, scenario)


def test_a_scenario_that_is_not_shipped_has_no_tables(shelf: Path):
    """Also one that is called like a folder elsewhere."""
    scenario = load_plant(shelf)
    for name in ("mine", "../one-plant", "one-plant/.."):
        other = dataclasses.replace(scenario, name=name)
        written(mechanisms_of(other), shelf.parent.parent / name / "results" / "mechanisms.json")
        assert shipped(Mechanisms, other) is None


def test_given_files_win_over_shipped_ones(shelf: Path, tmp_path: Path):
    scenario = load_plant(shelf)
    written(mechanisms_of(scenario), shelf / "mechanisms.json")
    given = mechanisms_of(scenario, note="given")
    file = written(given, tmp_path / "given.json")
    assert studies_of(scenario, mechanisms=file).mechanisms == given


def test_what_the_command_prints_is_what_is_read(scenario: Scenario, tmp_path: Path):
    """Every key of the plain values is a field; none is lost."""
    for table in (patterns_of(scenario), mechanisms_of(scenario)):
        file = written(table, tmp_path / "table.json")
        again = stored(type(table), file, scenario).plain()
        assert json.loads(json.dumps(again)) == json.loads(json.dumps(table.plain()))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("belarus-2020", Patterns), ("belarus-2020", Mechanisms), ("serbia-2000", Patterns)],
)
def test_what_is_shipped_is_of_the_scenario_and_version_as_they_are(name: str, kind: type):
    """If not: python -m tools.patterns_pages, python -m tools.mechanisms_page."""
    assert shipped(kind, load(name)) is not None
