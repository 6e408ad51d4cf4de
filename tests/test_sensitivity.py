"""Sensitivity: what the outcome hangs on, over priors, on common luck."""

import json
from statistics import NormalDist
from types import SimpleNamespace

import jsonschema
import numpy as np
import pytest

from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.study.designs import Range
from downtools.study.draws import prior_of
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.rows import DRAWN
from downtools.study.ensemble.runs import Runs
from downtools.study.indices import morris, sobol
from downtools.study.sensitivity import METHODS, outputs_of, sensitivity, value_at
from downtools.world.build import build_world

KEYS = ("people.opposition_mean", "influence.contacts", "police.harm")


def plant():
    return load("one-plant").with_days(7)


def ask(folder=None, **given):
    fields = {"keys": KEYS, "points": 4, "scale": 0.2, "how": How(jobs=1, out=folder)} | given
    return sensitivity(plant(), **fields)


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("morris") / "runs"
    return ask(folder, points=6, runs=2), Runs.load(folder)


# --- ranges --------------------------------------------------------------------------------------


def test_a_range_is_the_middle_nine_tenths_of_the_prior():
    scenario = plant()
    for key in ("people.opposition_mean", "influence.shop", "people.attention"):
        declared = scenario.declared(key)
        prior = prior_of(scenario, declared, 0.5)
        for share, level in ((0.0, 0.05), (0.5, 0.5), (1.0, 0.95)):
            wanted = prior.quantile(level)
            assert value_at(scenario, declared, share, 0.5) == pytest.approx(wanted)
    mean = scenario.declared("people.opposition_mean")
    half = NormalDist().inv_cdf(0.95) * 0.5 * mean.prior.b
    assert value_at(scenario, mean, 1.0, 0.5) == pytest.approx(-0.2 + half)


def test_whole_parameters_stay_whole_and_all_stay_within_their_bounds():
    scenario = plant()
    for key in DRAWN:
        declared = scenario.declared(key)
        for share in (0.0, 1 / 3, 1.0):
            value = value_at(scenario, declared, share, 1.0)
            assert declared.problem(value) is None, key


def test_costs_of_rungs_rise_at_every_point(tmp_path):
    costs = ("ladder.theta_sign", "ladder.theta_rally", "ladder.theta_walkout")
    how = How(jobs=1, out=tmp_path / "s")
    found = sensitivity(plant().with_days(2), keys=costs, points=4, width=1.0, scale=0.1, how=how)
    assert "rising order" in found.words
    points = [dict(arm.values) for arm in Runs.load(tmp_path / "s").plan.arms]
    assert all(point[costs[0]] <= point[costs[1]] <= point[costs[2]] for point in points)
    assert len({tuple(point.values()) for point in points}) > 4


# --- Morris --------------------------------------------------------------------------------------


def test_effects_are_those_of_the_runs_made_by_hand(screened):
    found, runs = screened
    scenario = plant()
    world = build_world(scenario, scale=0.2)
    outputs = [
        np.mean(
            [
                np.log1p(
                    simulate(arm.of(scenario), seed=runs.plan.luck(draw), world=world).summary()[
                        "peak_out"
                    ]
                )
                for draw in range(2)
            ]
        )
        for arm in runs.plan.arms
    ]
    ranges = [Range(key, 0.0, 1.0) for key in KEYS]
    effects = {effect.key: effect for effect in morris(ranges, outputs, 1).effects}
    assert len(outputs) == 6 * (len(KEYS) + 1)
    for row in found.keys:
        effect = effects[row.key]
        assert (row.size, row.size_low, row.size_high) == pytest.approx(
            (effect.size, effect.low, effect.high)
        )
        assert row.other == pytest.approx(effect.spread)


def test_what_changes_nothing_is_last_and_named(screened):
    found, _ = screened
    assert found.nothing == ("influence.contacts",)  # the plant has no network of contacts
    assert [row.key for row in found.keys][-1] == "influence.contacts"
    assert found.keys[0].key == "people.opposition_mean"
    assert found.keys[0].way == "rises"
    assert [row.size for row in found.keys] == sorted(row.size for row in found.keys)[::-1]


def test_the_way_is_not_told_of_the_means_of_the_regime(screened):
    found, _ = screened
    harm = next(row for row in found.keys if row.key == "police.harm")
    assert harm.size > 0.0
    assert harm.way == ""
    assert "not told of the means of the regime" in found.words


def test_all_points_share_their_luck(screened):
    found, runs = screened
    assert found.lucks == 2
    assert found.runs == len(runs) == 2 * 6 * (len(KEYS) + 1)
    draws = runs.column("draw")
    for draw in range(2):
        assert len(set(runs.column("own_seed")[draws == draw].tolist())) == 1
    assert len(set(runs.column("own_seed").tolist())) == 2
    assert "2 draws of luck" in found.words


def test_all_keys_with_a_prior_go_in_if_none_is_named(monkeypatch):
    asked = []
    monkeypatch.setattr("downtools.study.sensitivity.carry_out", lambda *given: asked.extend(given))
    with pytest.raises(AttributeError):  # nothing is run
        sensitivity(plant(), points=1)
    plan, runs, _ = asked
    keys = [dict(arm.values).keys() for arm in plan.arms]
    assert len(plan.arms) == len(keys[0]) + 1
    assert set(keys[0]) == {key for key in DRAWN if not key.startswith("reporting.")}
    assert runs == 1


def test_too_few_trajectories_say_nothing():
    found = ask(keys=KEYS[:1], points=2, runs=1)
    assert found.keys == ()
    assert "too few to say anything" in found.words


def test_a_point_where_a_run_failed_has_no_output():
    columns = {
        "arm": np.array([0, 1, 2, 0, 1, 2]),
        "error": np.array(["", "", "", "", "died", ""]),
        "peak_out": np.array([9, 9, 0, 99, 0, 0]),
        "reach": np.array([1, 1, 0, 2, 0, 0]),
    }
    runs = SimpleNamespace(column=columns.get, plan=SimpleNamespace(arms=(1, 2, 3)))
    found = outputs_of(runs, "peak_out")
    assert found[0] == pytest.approx((np.log(10) + np.log(100)) / 2)
    assert np.isnan(found[1])
    assert found[2] == 0.0
    assert outputs_of(runs, "reach")[0] == 1.5


# --- Sobol ---------------------------------------------------------------------------------------


def test_indices_are_those_of_the_runs(tmp_path):
    folder = tmp_path / "s"
    keys = ("people.opposition_mean", "influence.contacts")
    found = ask(folder, method="sobol", keys=keys, points=16)
    outputs = outputs_of(Runs.load(folder), "peak_out")
    assert found.runs == len(outputs) == 16 * 4
    wanted = sobol([Range(key, 0.0, 1.0) for key in keys], outputs.tolist(), 1)
    first, second = found.keys
    assert (first.key, second.key) == keys
    assert first.size == pytest.approx(wanted.indices[0].total)
    assert first.other == pytest.approx(wanted.indices[0].first)
    assert first.size > 0.5
    assert second.size == 0.0
    assert first.way == ""


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"method": "moris"}, "did you mean 'morris'"),
        ({"outcome": "peak"}, "did you mean 'peak_out'"),
        ({"keys": ("police.harn",)}, "did you mean 'police.harm'"),
        ({"keys": ("outcome.sector_share",)}, "without a prior"),
        ({"width": 0.0}, "no share of a prior"),
        ({"method": "sobol", "keys": ()}, "none is named"),
        ({"method": "sobol", "keys": DRAWN[:21]}, "21 are too many"),
        ({"method": "sobol", "points": 6}, "no power of two"),
        ({"points": 0}, "nothing to try"),
        ({"runs": 0}, "no run to judge by"),
    ],
)
def test_what_will_not_do_is_refused(given, says):
    with pytest.raises(InputError, match=says):
        ask(**given)


def test_all_faults_come_at_once():
    with pytest.raises(InputError) as caught:
        ask(method="x", outcome="y", width=7.0, keys=("z",))
    assert len(caught.value.faults) == 4


def test_the_usual_numbers_will_do():
    assert set(METHODS) == {"morris", "sobol"}
    assert METHODS["sobol"] & (METHODS["sobol"] - 1) == 0


# --- the command ---------------------------------------------------------------------------------


def test_the_command_answers_in_text_and_in_json(capsys):
    given = [
        "sensitivity",
        "one-plant",
        "--days",
        "4",
        "--scale",
        ".1",
        "--points",
        "4",
        "--jobs",
        "1",
    ]
    given += ["--key", "people.opposition_mean", "--key", "influence.contacts"]
    assert main(given) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert "Change nothing in any run: influence.contacts" in text
    assert main([*given, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, OUTPUTS[given[0]])
    assert answer["keys"][0]["key"] == "people.opposition_mean"
