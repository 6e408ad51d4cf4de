"""Stored ensembles and levers: read back as they were, refused where they cannot be."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from downtools.errors import InputError
from downtools.scenario import gallery, load
from downtools.scenario.model import Scenario
from downtools.study.ensemble.answer import Ensemble
from downtools.study.levers.answer import Levers
from downtools.study.stored import Studies, shipped, stored, studies_of
from tests.answers import ensemble_of, levers_of, written

Study = Ensemble | Levers


def refused(kind: type[Study], path: Path, scenario: Scenario) -> str:
    with pytest.raises(InputError) as caught:
        stored(kind, path, scenario)
    assert len(caught.value.faults) == 1
    text = str(caught.value)
    assert text.startswith(str(path))
    command = "levers" if kind is Levers else "ensemble"
    assert f"downtools {command} SCENARIO --json" in text
    return text


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("one-plant")


@pytest.fixture(params=["ensemble", "levers", "levers-of-two"])
def study(request: pytest.FixtureRequest, scenario: Scenario) -> Study:
    if request.param == "ensemble":
        return ensemble_of(scenario)
    return levers_of(scenario, beliefs=2 if request.param == "levers-of-two" else 1)


def test_an_answer_comes_back_the_same(study: Study, scenario: Scenario, tmp_path: Path):
    assert stored(type(study), written(study, tmp_path / "it.json"), scenario) == study


@pytest.mark.parametrize("left", [0, 1, 50, 2000])
def test_a_file_cut_short_is_refused(study: Study, scenario: Scenario, tmp_path: Path, left: int):
    file = written(study, tmp_path / "it.json")
    file.write_bytes(file.read_bytes()[:left])
    assert "no whole JSON object" in refused(type(study), file, scenario)


def test_another_kind_scenario_or_version_is_refused(scenario: Scenario, tmp_path: Path):
    answer, levers = ensemble_of(scenario), levers_of(scenario)
    file = written(answer, tmp_path / "ensemble.json")
    other = written(levers, tmp_path / "levers.json")
    assert "no table of levers" in refused(Levers, file, scenario)
    assert "no ensemble" in refused(Ensemble, other, scenario)
    for study in (answer, levers):
        for changed, words in (
            ({"scenario": "serbia-2000"}, "the run is of one-plant"),
            ({"scenario_hash": "0" * 64}, "has other content"),
            ({"version": "0.1.0"}, "this is downtools"),
        ):
            assert words in refused(
                type(study), written(study, tmp_path / "it.json", **changed), scenario
            )


SURE = {"p": 0.5, "low": 0.6, "high": 0.7, "n": 60}
HALF = {"p": 0.5, "low": 0.4, "high": 0.6, "n": 60}


def first_of(study: Study, key: str, **changed: Any) -> dict[str, Any]:
    """The rows of a key with the first changed."""
    rows = json.loads(json.dumps(study.plain()))[key]
    rows[0] |= changed
    return {key: [{k: v for k, v in row.items() if v is not ...} for row in rows]}


def ranges_of(levers: Levers, **changed: Any) -> list[dict[str, Any]]:
    plain = dataclasses.asdict(levers.levers[0].ranges[0])
    return [{**plain, **changed}]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"runs": 0}, "runs is '0': not a number of runs"),
        ({"failed": -1}, "failed is '-1'"),
        ({"scale": 0.0}, "scale is '0.0': not above 0"),
        ({"scale": 2.0}, "scale is '2.0': not above 0"),
        ({"vary": []}, "vary"),
        ({"vary": ["weather"]}, "vary is 'weather'"),
        ({"fans": {}}, "of another form"),
        ({"counts": ...}, "counts: missing"),
        ({"start": "2019-01-01"}, "the scenario begins on"),
        ({"sustained": SURE}, "sustained is '0.5': not a share of runs"),
        ({"general_strike_25": {**HALF, "p": 1.5}}, "general_strike_25"),
        ({"reach": {"none": HALF, "sites": HALF}}, "not a share for each of none"),
        ({"at_least": {"sites": HALF}}, "not a share for each of sites"),
        ({"resolution": {"won": SURE}}, "resolution.won"),
    ],
)
def test_what_cannot_be_of_an_ensemble_is_named(
    scenario: Scenario, tmp_path: Path, changed: dict[str, Any], words: str
):
    file = written(ensemble_of(scenario), tmp_path / "it.json", **changed)
    assert words in refused(Ensemble, file, scenario)


def test_shares_that_do_not_add_up_are_named(scenario: Scenario, tmp_path: Path):
    answer = ensemble_of(scenario)
    for key, name in (("reach", "none"), ("resolution", "won")):
        shares = json.loads(json.dumps(answer.plain()))[key]
        shares[name] = HALF
        file = written(answer, tmp_path / "it.json", **{key: shares})
        assert f"{key} is" in refused(Ensemble, file, scenario)
    shares = json.loads(json.dumps(answer.plain()))["at_least"]
    file = written(answer, tmp_path / "it.json", at_least={**shares, "nationwide": HALF})
    assert "more runs get farther than get near" in refused(Ensemble, file, scenario)


@pytest.mark.parametrize(
    ("key", "changed", "words"),
    [
        ("fans", {"quantiles": [0.1, 0.2, 0.5, 0.8, 0.9]}, "quantiles of each day"),
        ("fans", {"values": [[1.0]] * 5}, "quantiles of each day"),
        ("fans", {"column": ...}, "fans 1.column: missing"),
        ("variance", {"own": None}, "not shares of one whole"),
        ("variance", {"own": {"share": 0.9, "low": 0.8, "high": 1.0}}, "not shares of one whole"),
        ("variance", {"pairs": "many"}, "not a whole number"),
    ],
)
def test_a_row_of_an_ensemble_that_cannot_be_is_named(
    scenario: Scenario, tmp_path: Path, key: str, changed: dict[str, Any], words: str
):
    answer = ensemble_of(scenario)
    file = written(answer, tmp_path / "it.json", **first_of(answer, key, **changed))
    assert words in refused(Ensemble, file, scenario)


def test_quantiles_out_of_order_are_named(scenario: Scenario, tmp_path: Path):
    answer = ensemble_of(scenario)
    lines = [list(line) for line in answer.fans[0].values]
    lines[1][3] = lines[0][3] - 1.0
    file = written(answer, tmp_path / "it.json", **first_of(answer, "fans", values=lines))
    assert "fans 1 is 'out'" in refused(Ensemble, file, scenario)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"runs": 0}, "runs is '0'"),
        ({"reach": "moon"}, "reach is 'moon'"),
        ({"baseline": {"sites": HALF}}, "baseline"),
        ({"by_rule_from": "soon"}, "by_rule_from is 'soon': not a date"),
        ({"levers": 5}, "of another form"),
        ({"delay": ...}, "delay: missing"),
    ],
)
def test_what_cannot_be_of_levers_is_named(
    scenario: Scenario, tmp_path: Path, changed: dict[str, Any], words: str
):
    file = written(levers_of(scenario), tmp_path / "it.json", **changed)
    assert words in refused(Levers, file, scenario)


@pytest.mark.parametrize(
    ("key", "changed", "words"),
    [
        ("levers", {"low": 0.9}, "levers 1.p_reach_difference"),
        ("levers", {"p_reach_difference": 1.5, "high": 2.0}, "levers 1.p_reach_difference"),
        ("levers", {"flag": "hope"}, "levers 1 is 'hope, workers'"),
        ("levers", {"side": "moon"}, "levers 1 is 'assumption, moon'"),
        ("levers", {"ranges": []}, "levers 1.ranges: no range"),
        ("levers", {"p_reach": SURE}, "levers 1.p_reach"),
        ("levers", {"lever": "safe-channel"}, "a lever stands there twice"),
        ("levers", {"by_reach": {}}, ""),
        ("levers", {"wave_days": {"difference": 1.0, "low": 2.0, "high": 3.0}}, ".wave_days"),
        ("delay", {"open_on": "tomorrow"}, "not"),
        ("delay", {"p_reach": SURE}, "delay 1"),
        ("delay", {"open_on": None}, "not in the order of its days"),
        ("delay", {"open_on": "2100-01-01"}, "not in the order of its days"),
        ("delay", {"days": 0}, "the committee of the scenario is of"),
    ],
)
def test_a_row_of_levers_that_cannot_be_is_named(
    scenario: Scenario, tmp_path: Path, key: str, changed: dict[str, Any], words: str
):
    levers = levers_of(scenario)
    file = written(levers, tmp_path / "it.json", **first_of(levers, key, **changed))
    if not words:  # what is left out of a dictionary is no fault
        assert stored(Levers, file, scenario).levers[0].by_reach == {}
        return
    assert words in refused(Levers, file, scenario)


@pytest.mark.parametrize("changed", [{"peak_low": 9e9}, {"peak_low": -1.0}, {"peak_high": 0.0}])
def test_a_factor_outside_its_range_is_named(
    scenario: Scenario, tmp_path: Path, changed: dict[str, float]
):
    levers = levers_of(scenario)
    rows = first_of(levers, "levers", ranges=ranges_of(levers, **changed))
    file = written(levers, tmp_path / "it.json", **rows)
    assert "levers 1.ranges.posterior" in refused(Levers, file, scenario)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where shipped studies of one-plant stand for this test."""
    monkeypatch.setattr(gallery, "path", lambda name: tmp_path / name)
    return tmp_path / "one-plant" / "results"


def test_shipped_answers_are_found_beside_the_tables(scenario: Scenario, shelf: Path):
    answer, levers = ensemble_of(scenario), levers_of(scenario)
    assert studies_of(scenario) == Studies()
    written(answer, shelf / "ensemble.json")
    assert studies_of(scenario) == Studies(ensemble=answer)
    written(levers, shelf / "levers.json")
    assert studies_of(scenario) == Studies(ensemble=answer, levers=levers)
    given = dataclasses.replace(levers, seed=7)
    file = written(given, shelf.parent / "given.json")
    assert studies_of(scenario, levers=file).levers == given
    written(levers, shelf / "levers.json", version="0.1.0")
    assert shipped(Levers, scenario) is None
