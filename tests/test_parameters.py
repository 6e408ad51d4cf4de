"""No parameter is dead: each changes the tables, or the outcome, of some shipped scenario."""

import datetime as dt

import pytest

from downtools.run.simulate import simulate
from downtools.scenario import gallery, load
from downtools.scenario.parameters import all_params
from downtools.world.build import build_world

ELSEWHERE = {
    "outcome": "read when the tables are judged: tests/test_outcome.py moves them",
    "reporting": "no part of a day: tests/test_evidence.py moves them",
}
"""Groups that change no byte of a run."""
KEYS = [key for key in all_params() if key.partition(".")[0] not in ELSEWHERE]
LADDER = ("ladder.theta_sign", "ladder.theta_rally", "ladder.theta_walkout")
SEED = 3
SMALL = {"belarus-2020": (0.02, 18), "serbia-2000": (0.02, 20)}
"""Scale and days of the larger ones."""


@pytest.fixture(scope="module")
def shipped():
    """Each shipped scenario at a small scale, as it is and by rule from its first day on."""
    found = []
    for name in sorted(gallery.names(), key=lambda name: name in SMALL):
        scale, days = SMALL.get(name, (1.0, None))
        scenario = load(name)
        scenario = scenario if days is None else scenario.with_days(days)
        ruled = scenario.with_values({"regime.by_rule_from": scenario.calendar.start})
        world = build_world(scenario, scale=scale)
        found.extend(
            (one, world, simulate(one, seed=SEED, world=world).digest) for one in (scenario, ruled)
        )
    return found


def other_value(scenario, key):
    """A value well away from the present one, within bounds and with thetas in order."""
    declared = scenario.declared(key)
    value = scenario.value(key)
    if declared.type is dt.date:
        first = scenario.calendar.start
        return first if value != first else scenario.calendar.end
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
        assert changed.parameters != scenario.parameters
        if simulate(changed, seed=SEED, world=world).digest != digest:
            return
    pytest.fail(f"{key} changes no shipped scenario")
