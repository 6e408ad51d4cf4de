"""No parameter is dead: each changes the tables, or the outcome, of some shipped scenario."""

import pytest

from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.parameters import all_params
from downtools.world.build import build_world

# Those of the outcome are read when the tables are judged: tests/test_outcome.py moves them.
KEYS = [key for key in all_params() if not key.startswith("outcome.")]
LADDER = ("ladder.theta_sign", "ladder.theta_rally", "ladder.theta_walkout")


@pytest.fixture(scope="module")
def shipped():
    """Each shipped scenario at a small scale, with its world and digest."""
    found = []
    for name, scale, days in (("one-plant", 1.0, 30), ("belarus-2020", 0.02, 16)):
        scenario = load(name).with_days(days)
        world = build_world(scenario, scale=scale)
        found.append((scenario, world, simulate(scenario, seed=3, world=world).digest))
    return found


def other_value(scenario, key):
    """A value well away from the present one, within bounds and with thetas in order."""
    declared = scenario.declared(key)
    value = scenario.value(key)
    if key in LADDER:
        return value * 0.98 if key != "ladder.theta_walkout" else min(1.0, value * 1.05)
    low, high = declared.low, declared.high
    if declared.type is int:
        return int(high) if value < high else int(low)
    up = value + 0.5 * (min(high, value + 4.0) - value)
    return up if up != value else value + 0.5 * (low - value)


@pytest.mark.parametrize("key", KEYS)
def test_a_parameter_changes_some_scenario(shipped, key):
    for scenario, world, digest in shipped:
        changed = scenario.with_values({key: other_value(scenario, key)})
        if simulate(changed, seed=3, world=world).digest != digest:
            return
    pytest.fail(f"{key} changes no shipped scenario")
