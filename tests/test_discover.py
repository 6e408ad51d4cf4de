"""Discover: a box around the waves that reach far, in the runs of a study."""

import json

import jsonschema
import numpy as np
import pytest

from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError, StoredRunError
from downtools.scenario import load
from downtools.study.boxes import boxes, inside
from downtools.study.discover import answer_of, discover
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.runs import Runs
from downtools.study.levers.weaker import MEANS

RUNS = 100
KEYS = (
    "people.opposition_mean",
    "people.attention",
    "ladder.theta_walkout",
    "outrage.violence_gain",
    "police.harm",
    "influence.contacts",
)


def plant():
    """A plant of which the wave passes half of the staff in some draws."""
    return load("one-plant").with_values({"outcome.sector_share": 0.3}).with_days(6)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    folder = tmp_path_factory.mktemp("discover") / "runs"
    ask = {"runs": RUNS, "width": 1.0, "scale": 0.1, "how": How(jobs=1, out=folder)}
    found = discover(plant(), keys=KEYS, density=0.9, **ask)
    return found, Runs.load(folder), folder


def by_hand(runs):
    """Parameters and hits of each draw, each run's own."""
    table = {key: [] for key in KEYS}
    hits = []
    for draw in range(len(runs)):
        job = runs.plan.jobs(draw)[0]
        for key, values in table.items():
            values.append(float(job.scenario.value(key)))
        hits.append(runs.column("reach")[runs.column("draw") == draw][0] >= 2)
    return {key: np.array(values) for key, values in table.items()}, np.array(hits)


def test_the_box_is_that_of_the_parameters_each_run_had(drawn):
    found, runs, _ = drawn
    table, hits = by_hand(runs)
    assert 0.1 < hits.mean() < 0.9
    wanted = boxes(table, hits, least_density=0.9)
    assert found.chosen == wanted.chosen
    assert found.trajectory == wanted.trajectory
    held = inside(found.chosen, table)
    assert found.chosen.runs == held.sum()
    assert found.chosen.hits == hits[held].sum()
    assert found.chosen.density > found.base.p == hits.mean()
    assert found.base.n == found.runs == RUNS


def test_limits_are_told_with_what_they_mean_and_how_often_they_come_again(drawn):
    found, _, _ = drawn
    keys = {bound.key: bound for bound in found.bounds}
    opposition = keys["people.opposition_mean"]
    assert opposition.low is not None
    assert opposition.unit == "logit"
    assert "private opposition" in opposition.meaning
    assert opposition.again_low > 0.6  # what the model says is found in most halves
    assert opposition.drawn_low < opposition.low < opposition.drawn_high
    assert [bound.key for bound in found.bounds] == [limit.key for limit in found.chosen.limits]
    assert {b.key for b in found.bounds if b.of_the_regime} == set(keys) & set(MEANS)
    assert found.elsewhere < found.there
    assert "not what one of them does alone" in found.not_shown[0]


def test_advice_is_disclaimed_where_means_of_the_regime_are_limited(drawn):
    found, _, _ = drawn
    limited = any(bound.of_the_regime for bound in found.bounds)
    assert ("How a regime should" in found.not_shown[-1]) == limited


def test_nobody_there_is_said_so(drawn):
    _, runs, _ = drawn
    none = answer_of(runs, "nationwide", keys=KEYS)  # one plant has one region
    assert none.base.p == 0.0
    assert none.chosen is None
    assert none.trajectory == none.bounds == ()
    assert "no box to look for" in none.words
    assert none.elsewhere is None


def test_everybody_there_is_said_so():
    always = load("one-plant").with_values({"outcome.some_share": 0.0}).with_days(3)
    found = discover(always, runs=12, keys=KEYS, reach="sites", scale=0.1, how=How(jobs=1))
    assert found.base.p == 1.0
    assert found.bounds == ()
    assert found.chosen.limits == ()
    assert "dense enough without limits" in found.words


def test_the_runs_of_an_ensemble_are_read(tmp_path):
    folder = tmp_path / "e"
    runs = ensemble(plant(), runs=20, scale=0.1, how=How(jobs=1, out=folder))
    found = discover(plant(), keys=KEYS, of=folder)
    assert found.runs == 20
    assert found.digest == runs.digest
    assert (runs.column("echo") > 0).any()  # which are other luck of the same draws
    hits = runs.counts("reach") >= 2
    assert found.base.p == hits.mean()
    same = discover(plant(), keys=KEYS, runs=20, scale=0.1, how=How(jobs=1))
    assert same.chosen == found.chosen


def test_the_runs_of_something_else_are_refused(tmp_path):
    folder = tmp_path / "e"
    ensemble(plant(), runs=2, vary="luck", scale=0.1, how=How(jobs=1, out=folder))
    with pytest.raises(InputError, match="share their parameters"):
        discover(plant(), of=folder)
    with pytest.raises(InputError, match="another scenario"):
        discover(plant().with_days(5), of=folder)
    with pytest.raises(StoredRunError):
        discover(plant(), of=tmp_path / "nothing")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"reach": "nationwid"}, "did you mean 'nationwide'"),
        ({"reach": "none"}, "no such reach"),
        ({"density": 0.0}, "no share"),
        ({"keys": ["police.harn"]}, "did you mean 'police.harm'"),
        ({"runs": 0}, "no run to judge by"),
        ({"width": 0.0, "runs": 2, "scale": 0.05}, "no parameter differs"),
    ],
)
def test_what_will_not_do_is_refused(given, says):
    with pytest.raises(InputError, match=says):
        discover(plant().with_days(2), how=How(jobs=1), **given)


def test_what_has_no_part_in_a_run_is_not_limited_unless_asked(drawn):
    _, runs, _ = drawn
    found = answer_of(runs, "nationwide")
    drawn_keys = runs.parameters.column_names[1:]
    told = [key for key in drawn_keys if key.startswith("reporting.")]
    assert told
    assert found.keys == len(drawn_keys) - len(told)


# --- the command ---------------------------------------------------------------------------------


def test_the_command_answers_in_text_and_in_json(capsys):
    given = ["discover", "one-plant", "--days", "4", "--scale", ".1", "--runs", "20", "--jobs", "1"]
    given += ["--set", "outcome.sector_share=.05", "--key", "people.opposition_mean"]
    assert main(given) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert "What it does not show:" in text
    assert main([*given, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, OUTPUTS[given[0]])
    assert answer["runs"] == 20
