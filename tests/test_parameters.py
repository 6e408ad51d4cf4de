"""No parameter is dead: each changes the tables, or the outcome, of some shipped scenario."""

import dataclasses
import datetime as dt

import pytest

from downtools.evidence import publish
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.parameters import all_params
from downtools.world.build import build_world

ELSEWHERE = {
    "outcome": "read when the tables are judged; moved below",
    "reporting": "read when a run is told of; moved below",
}
"""Groups that change no byte of a run."""
KEYS = [key for key in all_params() if key.partition(".")[0] not in ELSEWHERE]
LADDER = ("ladder.theta_sign", "ladder.theta_rally", "ladder.theta_walkout")
SEED = 3
SCALES = {"one-plant": 1.0, "two-towns": 1.0, "belarus-2020": 0.02, "serbia-2000": 0.02}
"""The scenarios looked at and at which scale, the quickest first: a dead parameter is so in all."""


@pytest.fixture(scope="module")
def shipped():
    """Each shipped scenario at a small scale, as it is and by rule from its first day on."""
    found = []
    for name, scale in SCALES.items():
        scenario = load(name)
        ruled = scenario.with_values({"regime.by_rule_from": scenario.calendar.start})
        world = build_world(scenario, scale=scale)
        found.extend(
            (one, world, simulate(one, seed=SEED, world=world)) for one in (scenario, ruled)
        )
    return found


def other_values(scenario, key):
    """Values well away from the present one, within bounds and with thetas in order."""
    declared = scenario.declared(key)
    value = scenario.value(key)
    low, high = declared.low, declared.high
    if declared.type is bool:
        others = [not value]
    elif declared.type is dt.date:
        others = [scenario.calendar.start, scenario.calendar.end]
    elif key in LADDER:
        others = [min(1.0, value * 1.05) if key == "ladder.theta_walkout" else value * 0.98]
    elif declared.type is int:
        others = [int(high), int(low)]
    else:
        others = [value + 0.5 * (min(high, value + 4.0) - value), value + 0.5 * (low - value), low]
    return [other for other in others if other != value]


@pytest.mark.parametrize("key", KEYS)
def test_a_parameter_changes_some_scenario(shipped, key):
    for scenario, world, run in shipped:
        for other in other_values(scenario, key):
            changed = scenario.with_values({key: other})
            if simulate(changed, seed=SEED, world=world).digest != run.digest:
                return
    pytest.fail(f"{key} changes no shipped scenario")


@pytest.mark.parametrize("key", [key for key in all_params() if key.startswith("reporting.")])
def test_a_parameter_of_reports_changes_what_is_published(shipped, key):
    scenario, _, run = shipped[0]
    told = publish(run)
    assert told
    for other in other_values(scenario, key):
        changed = dataclasses.replace(run, scenario=scenario.with_values({key: other}))
        assert publish(changed) != told


@pytest.mark.parametrize("key", [key for key in all_params() if key.startswith("outcome.")])
def test_a_parameter_of_the_outcome_changes_some_outcome(shipped, key):
    for scenario, _, run in shipped:
        for other in [*other_values(scenario, key), *bounds(scenario, key)]:
            changed = dataclasses.replace(run, scenario=scenario.with_values({key: other}))
            if changed.outcome != run.outcome:
                return
    pytest.fail(f"{key} changes the outcome of no shipped scenario")


def bounds(scenario, key):
    declared = scenario.declared(key)
    return [declared.type(declared.low), declared.type(declared.high)]
