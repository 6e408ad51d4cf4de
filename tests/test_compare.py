"""Pairs: a difference is the lever's, and its interval is what the formulas say."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError
from downtools.run.outcome import REACHES
from downtools.scenario.read import load
from downtools.study.compare import compare, lever_of
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.runs import Runs
from downtools.study.levers.ask import arms_of, levers
from downtools.study.levers.catalogue import levers_of
from downtools.study.mechanisms.cases import by_rule
from downtools.study.paired import change_of_mean, change_of_share

HERE = How(jobs=1)


def test_an_interval_of_paired_shares_is_that_of_the_formula() -> None:
    first = np.array([1.0] * 30 + [0.0] * 70)
    other = np.array([1.0] * 25 + [0.0] * 5 + [1.0] * 20 + [0.0] * 50)
    change = change_of_share(first, other)
    assert change.difference == pytest.approx(0.15)
    middle, half = 15 / 102, 1.959964 * np.sqrt(26 - 15**2 / 102) / 102
    assert (change.low, change.high) == pytest.approx((middle - half, middle + half), abs=1e-6)
    same = change_of_share(first, first)
    assert same.difference == 0.0
    assert same.low == -same.high < 0.0


def test_an_interval_of_paired_means_is_students() -> None:
    scipy = pytest.importorskip("scipy.stats")
    luck = np.random.default_rng(3)
    for many in (2, 5, 12, 40):
        first, other = luck.normal(size=(2, many))
        change = change_of_mean(first, other)
        wanted = scipy.ttest_rel(other, first).confidence_interval(0.95)
        assert (change.low, change.high) == pytest.approx((wanted.low, wanted.high), rel=2e-3)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    luck = np.random.default_rng(11)
    hits = 0
    for _ in range(2000):
        first = (luck.random(60) < 0.4).astype(float)
        other = np.where(luck.random(60) < 0.2, 1.0, first)
        change = change_of_share(first, other)
        hits += change.low <= 0.12 <= change.high
    assert 0.93 < hits / 2000 < 0.985


def test_a_lever_at_its_present_value_changes_no_byte() -> None:
    scenario = load("one-plant")
    own = scenario.value("police.harm")
    found = compare(scenario, [f"police.harm={own}"], runs=4, vary="luck", how=HERE)
    assert found.differ == 0
    assert all(row.difference == 0.0 and row.needed is None for row in found.rows)
    moved = compare(scenario, ["police.harm=0.1"], runs=4, vary="luck", how=HERE)
    assert moved.differ == 4


def test_a_weaker_value_never_strengthens_a_draw() -> None:
    scenario = load("one-plant")
    arm = lever_of(scenario, "police.harm=0.3")
    for own, then in ((0.2, 0.2), (0.4, 0.3)):
        changed = arm.of(scenario.with_values({"police.harm": own}))
        assert changed.value("police.harm") == then


@pytest.mark.parametrize(
    ("levers_given", "said"),
    [
        (["police.harm=5"], "only removes, weakens or delays"),
        (["no-dismisal-threat"], "did you mean 'no-dismissal-threat'"),
        (["polic.harm=0.1"], "did you mean 'police.harm'"),
        (["police.harm=much"], "not a number"),
        (["no-street-violence", "no-street-violence"], "set twice"),
        ([], "nothing to compare"),
    ],
)
def test_levers_that_will_not_do(levers_given: list[str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        compare(load("one-plant"), levers_given, runs=2, how=HERE)


def test_futures_branch_from_one_past(tmp_path: Path) -> None:
    scenario = load("one-plant")
    day = scenario.calendar.date(8)
    how = How(jobs=1, out=tmp_path / "pairs")
    found = compare(scenario, ["common-date"], runs=5, from_day=day, how=how)
    assert "one past up to 2020-08-17" in found.conditional
    assert found.vary == ("shared", "own")
    runs = Runs.load(tmp_path / "pairs")
    before = [runs.days("signers", arm)[:, :8] for arm in (0, 1)]
    assert (before[0] == before[1]).all()
    assert (before[0] == before[0][0]).all()
    assert len({tuple(row) for row in runs.days("signers")[:, 8:].tolist()}) > 1
    assert runs.run(3, 1).digest == runs.column("digest")[7]
    for wrong in (scenario.calendar.start, scenario.calendar.end + dt.timedelta(days=1)):
        with pytest.raises(InputError, match="no day to branch on"):
            compare(scenario, ["common-date"], runs=2, from_day=wrong, how=HERE)


def test_pairing_saves_runs_where_arms_share_their_luck() -> None:
    found = compare(load("one-plant"), ["no-dismissal-threat"], runs=20, how=HERE)
    peak = next(row for row in found.rows if row.measure == "most people out on a day")
    assert peak.saved is not None
    assert peak.saved > 1.5


def test_levers_are_ranked_and_their_own_day_is_on_the_delay_curve() -> None:
    scenario = load("one-plant")
    names = ["no-street-violence", "strike-fund", "common-date"]
    found = levers(scenario, runs=6, names=names, scale=1.0, how=HERE)
    assert sorted(row.lever for row in found.levers) == sorted(names)
    differences = [row.p_reach_difference for row in found.levers]
    assert differences == sorted(differences, reverse=True)
    assert found.levers[-1].lever == "no-street-violence"
    assert all(row.low <= row.p_reach_difference <= row.high for row in found.levers)
    assert {row.flag for row in found.levers} == {"assumption"}
    own = [point for point in found.delay if point.days == 0]
    assert [point.open_on for point in own] == ["2020-08-17"]
    assert own[0].change.difference == 0.0
    assert own[0].p_reach == found.baseline["sector_or_region"]
    assert found.delay[-1].open_on is None
    dates = [point.open_on for point in found.delay[:-1]]
    assert dates == sorted(dates, key=str)
    with pytest.raises(InputError, match="did you mean 'strike-fund'"):
        levers(scenario, runs=2, names=["strike-fnd"], how=HERE)


@pytest.mark.parametrize("name", ["one-plant", "two-towns", "serbia-2000"])
def test_arms_that_share_a_past_are_the_runs_they_would_be_alone(name: str) -> None:
    from downtools.run.many.blocks import decoded
    from downtools.study.belief import Belief
    from downtools.study.ensemble.plan import Plan
    from downtools.study.ensemble.rows import block_of, rerun

    asked = by_rule(load(name))
    scale = 0.02 if name == "serbia-2000" else 1.0
    arms = arms_of(asked, levers_of(load(name)))[:: 3 if name == "serbia-2000" else 2]
    belief = Belief(source="prior")
    plan = Plan(question="levers", scenario=asked, belief=belief, arms=arms, scale=scale)
    rows = decoded(block_of(plan, 4, 4))
    for which, digest in enumerate(rows["digest"].to_pylist()):
        assert rerun(plan, 4, which).digest == digest, arms[which].name


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("ensemble", ["--runs", "3"]),
        ("compare", ["--runs", "3", "--lever", "no-street-violence"]),
        ("levers", ["--runs", "2", "--lever", "no-street-violence"]),
        ("sweep", ["--runs", "2", "--over", "media.reach=0.2,0.6"]),
        ("sensitivity", ["--points", "2", "--key", "police.harm", "--key", "media.reach"]),
        ("discover", ["--runs", "12", "--reach", "sector_or_region"]),
        ("ablate", ["--runs", "2"]),
    ],
)
def test_json_is_what_its_schema_says(
    capsys: pytest.CaptureFixture[str], command: str, arguments: list[str]
) -> None:
    code = main([command, "one-plant", "--jobs", "1", "--json", *arguments])
    out, err = capsys.readouterr()
    assert code == 0, err
    answer: dict[str, Any] = json.loads(out)
    jsonschema.validate(answer, OUTPUTS[command])
    assert set(answer) == set(OUTPUTS[command]["required"])
    if command == "levers":
        row = {"lever", "p_reach_difference", "low", "high", "flag"}
        assert all(row <= set(one) for one in answer["levers"])
    if command == "ensemble":
        assert set(answer["reach"]) == set(REACHES)
