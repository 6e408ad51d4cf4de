"""A scale below 1 is a sample: shares agree with one to one within what sampling explains."""

import math

import pytest

from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.world.build import build_world

SEED = 5
DAYS = 14


@pytest.fixture(scope="module")
def whole():
    scenario = load("belarus-2020").with_days(DAYS)
    return scenario, simulate(scenario, seed=SEED, world=build_world(scenario))


@pytest.mark.parametrize("scale", [0.1, 0.3])
def test_a_sample_agrees_with_one_to_one(whole, scale, record_property):
    """People out on the day of the peak. Named sites are in both, so only the rest is sampled.

    The unit of sampling is a workplace: with n of them among those out, the error is of order
    1 / sqrt(n), and so is the bound, five times that. The bias is kept with the test's report.
    """
    scenario, run = whole
    sample = simulate(scenario, seed=SEED, world=build_world(scenario, scale=scale))
    day = run.peak_day
    daily, sampled = run.tables["daily"], sample.tables["daily"]
    for column in ("signers", "rallying", "walking_out", "striking"):
        full, part = int(daily[column][day]), int(sampled[column][day])
        gatherings = max(1, int(sampled["gatherings"][day] * scale))
        bias = part / max(full, 1) - 1.0
        record_property(f"{column} at {scale}", f"{bias:+.1%}")
        assert abs(bias) < 5.0 / math.sqrt(gatherings), (column, full, part)
    assert sample.people == pytest.approx(run.people, rel=0.01)
