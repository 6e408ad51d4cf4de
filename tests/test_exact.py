"""exp, log and the normal quantile: near the truth, and the same compiled or plain."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools import exact
from downtools.compiled import kernel


@kernel
def compiled(which: int, x: float) -> float:
    if which == 0:
        return exact.exp(x)
    if which == 1:
        return exact.log(x)
    if which == 2:
        return exact.logistic(x)
    if which == 3:
        return exact.normal_quantile(x)
    return float(exact.fixed(x))


def ulps(got: float, true: float) -> float:
    return abs(got - true) / math.ulp(true)


@given(st.floats(-745.0, 709.0))
def test_exp_is_within_two_units_in_the_last_place_and_the_same_compiled(x):
    assert ulps(exact.exp(x), math.exp(x)) <= 2
    assert compiled(0, x) == exact.exp(x)


@given(st.floats(1e-300, 1e300))
def test_log_is_within_two_units_in_the_last_place_and_the_same_compiled(x):
    assert abs(exact.log(x) - math.log(x)) <= 2 * math.ulp(max(abs(math.log(x)), 1e-16))
    assert compiled(1, x) == exact.log(x)


@pytest.mark.parametrize(("x", "value"), [(-1000.0, 0.0), (0.0, 1.0), (1.0, math.e)])
def test_exp_at_known_points(x, value):
    assert exact.exp(x) == pytest.approx(value, rel=1e-15, abs=0)


def test_exp_is_capped_where_doubles_end():
    assert exact.exp(1e6) == exact.exp(709.0)
    assert math.isfinite(exact.exp(1e6))


@given(st.floats(-50.0, 50.0))
def test_logistic_is_symmetric_and_the_same_compiled(x):
    assert exact.logistic(x) == pytest.approx(1.0 - exact.logistic(-x), abs=1e-15)
    assert compiled(2, x) == exact.logistic(x)


@given(st.floats(1e-15, 1.0 - 1e-15))
def test_normal_quantile_inverts_the_distribution_and_is_the_same_compiled(p):
    z = exact.normal_quantile(p)
    assert z == pytest.approx(statistics.NormalDist().inv_cdf(p), rel=1e-14, abs=1e-15)
    assert compiled(3, p) == z


@given(st.floats(-2000.0, 2000.0))
def test_fixed_rounds_to_the_nearest_and_is_the_same_compiled(x):
    cut = min(max(x, -1000.0), 1000.0)
    assert abs(exact.fixed(x) / exact.ONE - cut) <= 0.5 / exact.ONE
    assert compiled(4, x) == exact.fixed(x)


def test_total_adds_from_the_left():
    values = [1e16, 1.0, -1e16, 1.0]
    assert exact.total(values) == 1.0
    assert exact.total(np.array(values).tolist()) == ((1e16 + 1.0) - 1e16) + 1.0


def test_saturating_is_a_probability():
    assert exact.saturating(0.0) == 0.0
    assert exact.saturating(1e9) == 1.0
