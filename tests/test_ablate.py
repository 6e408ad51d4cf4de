"""Ablate: arms without levels of influence, on the same draws; what they change, and what not."""

import dataclasses
import datetime as dt
import json
from statistics import median, median_low

import jsonschema
import numpy as np
import pytest

from downtools.cli.main import main
from downtools.cli.schemas import OUTPUTS
from downtools.errors import InputError
from downtools.run.many.blocks import decoded
from downtools.scenario import load
from downtools.scenario.tables import Observed
from downtools.study.ablate import ablate, answer_of, arms_of, verdict_of
from downtools.study.belief import belief_of
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.measures import measured
from downtools.study.paired import Change
from downtools.study.patterns.held import Held

DRAWS = 8


def fact(measure, **fields):
    """An observed fact of the town's August."""
    given = {
        "pattern": measure,
        "label": measure.replace("_", " "),
        "measure": measure,
        "first": dt.date(2020, 8, 10),
        "last": dt.date(2020, 8, 21),
        "unit": "people",
        "source_kind": "several",
        "source": "assumption: made up for a test",
    }
    return Observed(**(given | fields))


def word_of_mouth():
    """Two towns of which nothing but personal contacts bring news, with made-up facts."""
    facts = (
        fact("peak_out_people", low=900.0, high=4000.0),
        fact("peak_out_day", unit="date", last=dt.date(2020, 8, 14)),
        fact("peak_out_people", pattern="much_later", last=dt.date(2020, 12, 1), low=1.0),
    )
    scenario = dataclasses.replace(load("two-towns"), observed=facts)
    return scenario.with_values({"outcome.sector_share": 0.6}).with_days(14)


@pytest.fixture(scope="module")
def runs():
    scenario = word_of_mouth()
    plan = Plan(
        question="ablate",
        scenario=scenario,
        belief=belief_of(scenario),
        arms=arms_of(scenario),
        scale=0.4,
    )
    return carry_out(plan, DRAWS, How(jobs=1))


def arm_of(answer, name):
    return next(one for one in answer.arms if one.arm == name)


def test_every_arm_keeps_the_weights_that_its_name_says():
    names = {arm.name: dict(arm.values) for arm in arms_of(load("two-towns"))}
    kept = {"full": 7, "sites-only": 1, "no-shops": 6, "no-town": 6, "no-contacts": 5}
    assert {name: 7 - len(values) for name, values in names.items()} == {**kept, "nation-only": 1}
    assert "influence.site" not in names["sites-only"]
    assert "influence.nation" not in names["nation-only"]
    assert set(names["no-contacts"]) == {"influence.contacts", "influence.each_contact"}
    assert all(value == 0.0 for values in names.values() for value in values.values())
    every = {key for values in names.values() for key in values}
    declared = vars(load("two-towns").parameters.influence)
    assert every == {f"influence.{name}" for name in declared}


def test_contacts_are_an_arm_only_where_there_are_any():
    assert "no-contacts" not in [arm.name for arm in arms_of(load("one-plant"))]


def test_the_weights_are_zero_in_every_draw_and_the_rest_is_the_same(runs):
    plan = runs.plan
    for draw in range(3):
        jobs = plan.jobs(draw)
        for job in jobs[1:]:
            zeros = dict(plan.arms[job.arm].values)
            assert all(job.scenario.value(key) == 0.0 for key in zeros)
            own = {key: jobs[0].scenario.value(key) for key in zeros}
            assert job.scenario.with_values(own).parameters == jobs[0].scenario.parameters
            assert job.luck == jobs[0].luck
    assert plan.drawn(0).value("influence.site") != plan.drawn(1).value("influence.site")


def test_a_level_that_is_nothing_changes_not_a_byte(runs):
    """No media reach anybody here and no committees can link: the nation pulls nobody."""
    answer = answer_of(runs)
    nation = arm_of(answer, "nation-only")
    contacts = arm_of(answer, "no-contacts")
    assert contacts.differ > 0
    assert nation.differ > 0
    silent = dataclasses.replace(runs.plan.scenario, contacts=0)
    plan = dataclasses.replace(
        runs.plan,
        scenario=silent,
        arms=tuple(arm for arm in runs.plan.arms if arm.name in ("full", "no-contacts")),
    )
    alone = answer_of(carry_out(plan, 3, How(jobs=1)))
    same = arm_of(alone, "no-contacts")
    assert same.differ == 0
    assert same.verdict == "same bytes"
    assert "Changes nothing worth naming here: no-contacts" in alone.words


def test_patterns_are_judged_as_the_command_patterns_does(runs):
    """By hand: run each again, take the median, hold it against the fact."""
    answer = answer_of(runs)
    facts = runs.plan.scenario.observed[:2]
    assert answer.patterns == len(facts)
    for number, one in enumerate(answer.arms):
        again = [runs.run(draw, number) for draw in range(DRAWS)]
        holding = 0
        for observed in facts:
            values = [measured(run, observed) for run in again]
            is_date = observed.measure == "peak_out_day"
            middle = median_low(values) if is_date else median(values)
            holding += Held(fact=observed, simulated=middle).holds
        assert one.patterns == holding, one.arm
        assert one.patterns - answer.arms[0].patterns == len(one.gained) - len(one.lost)
        assert one.patterns_change.difference == len(one.gained) - len(one.lost)


def test_differences_are_those_of_the_pairs(runs):
    answer = answer_of(runs)
    peaks = {arm: runs.counts("peak_out", arm) for arm in ("full", "nation-only")}
    one = arm_of(answer, "nation-only")
    ratio = np.exp(np.mean(np.log1p(peaks["nation-only"]) - np.log1p(peaks["full"])))
    assert one.peak_factor == pytest.approx(float(ratio))
    assert one.peak_low < one.peak_factor < one.peak_high < 1.0
    assert one.verdict == "changes"
    assert one.peak_out == float(np.median(peaks["nation-only"]))
    reach = runs.counts("reach", "nation-only").mean() - runs.counts("reach", "full").mean()
    total = sum(change.difference for change in one.p_reach.values())
    assert total == pytest.approx(float(reach))
    assert answer.arms[0].differ == 0
    assert answer.arms[0].peak_factor == 1.0


def test_facts_are_read_in_the_order_of_the_blocks(runs):
    plan = runs.plan
    facts = [values for block in runs.blocks for values in decoded(block.path)["facts"].to_pylist()]
    run = runs.run(2, 1)
    row = 2 * len(plan.arms) + 1
    assert facts[row] == [measured(run, one) for one in plan.scenario.observed[:2]]


def change(low, high):
    return Change(difference=(low + high) / 2.0, low=low, high=high)


NONE = change(-0.01, 0.01)


@pytest.mark.parametrize(
    ("differ", "turned", "share", "peak", "patterns", "verdict"),
    [
        (0, False, NONE, NONE, NONE, "same bytes"),
        (9, False, NONE, NONE, NONE, "nothing"),
        (9, False, NONE, change(-0.05, -0.01), NONE, "nothing"),  # sure, and small
        (9, True, NONE, NONE, NONE, "unclear"),
        (9, False, change(-0.09, 0.09), change(-0.05, -0.01), NONE, "unclear"),
        (9, False, change(-0.09, -0.01), NONE, NONE, "changes"),
        (9, False, NONE, change(0.02, 0.2), NONE, "changes"),
        (9, False, NONE, NONE, change(-4.0, 0.0), "unclear"),
        (9, True, NONE, NONE, change(-4.0, -2.0), "changes"),
    ],
)
def test_only_what_is_sure_and_not_small_changes_something(
    differ, turned, share, peak, patterns, verdict
):
    assert verdict_of(differ, [NONE, share], peak, patterns, turned=turned) == verdict


def test_without_facts_it_says_so_and_answers_the_rest():
    found = ablate(load("one-plant").with_days(6), runs=2, scale=0.5, how=How(jobs=1))
    assert found.patterns == 0
    assert "no observed patterns" in found.words
    assert found.arms[0].arm == "full"
    assert all(one.patterns == 0 for one in found.arms)
    assert all(one.verdict != "nothing" for one in found.arms[1:])  # 2 pairs cannot rule it out


@pytest.mark.parametrize("factor", [0.5, float("nan"), float("inf")])
def test_a_factor_that_is_none_is_refused(factor):
    with pytest.raises(InputError, match="no factor to allow"):
        ablate(load("one-plant"), factor=factor)


def test_no_runs_are_refused():
    with pytest.raises(InputError, match="no run to judge by"):
        ablate(load("one-plant"), runs=0)


# --- the command ---------------------------------------------------------------------------------


def test_the_command_answers_in_text_and_in_json(capsys):
    given = ["ablate", "two-towns", "--days", "4", "--scale", ".05", "--runs", "2", "--jobs", "1"]
    assert main(given) == 0
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= 100
    assert "nation-only: Workers are pulled by those of the nation alone" in text
    assert main([*given, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, OUTPUTS[given[0]])
    assert [one["arm"] for one in answer["arms"]][:2] == ["full", "sites-only"]
