"""Simple forecasters find the parameters of simulated waves, and foretell them."""

import math

import numpy as np
import pytest

from downtools.study.calibrate.deviates import many_normals
from downtools.study.forecast.baselines import hawkes
from downtools.study.forecast.baselines.chain import rates
from downtools.study.forecast.baselines.field import MeanField
from downtools.study.forecast.baselines.growth import Curve, LogisticGrowth
from downtools.study.forecast.baselines.hawkes import Hawkes
from downtools.study.forecast.baselines.logit import fit_logit, logistic
from downtools.study.forecast.baselines.plain import Climatology
from downtools.study.forecast.baselines.regression import FEATURES, LogisticRegression, features
from tests.waves import history, luck


@pytest.mark.parametrize("truth", [(60, 0.6, 8.0), (90, 0.3, 15.0), (25, 1.5, 4.0)])
def test_logistic_growth_finds_the_curve(truth):
    curve = Curve(most=truth[0], rate=truth[1], middle=truth[2])
    count = np.round(curve.at(np.arange(25.0)))
    past = history(np.arange(100)[:, None] < count, staff=np.geomspace(20, 9000, 100))
    found = LogisticGrowth().fit(past)
    assert found.most == pytest.approx(curve.most, abs=2.0)
    assert found.rate == pytest.approx(curve.rate, rel=0.08)
    assert found.middle == pytest.approx(curve.middle, abs=0.3)


@pytest.mark.parametrize("count", [np.round(1.5 ** np.arange(9)), np.array([0, 9, 9, 9, 8.0])])
def test_the_curve_ends_between_the_sites_ever_out_and_all(count):
    found = LogisticGrowth().fit(history(np.arange(60)[:, None] < count))
    assert count.max() <= found.most <= 60


def test_new_sites_are_as_many_as_the_curve_rises_and_larger_ones_come_first():
    curve = Curve(most=80.0, rate=0.5, middle=10.0)
    count = np.round(curve.at(np.arange(10.0)))
    past = history(np.arange(100)[:, None] < count, staff=np.geomspace(20, 9000, 100)[::-1])
    one, left = LogisticGrowth(), past.out[:, -1] == 0.0
    fit = one.fit(past)
    new = one.within(past, (1, 4))[:, left]
    rise = fit.at(np.array([9.0, 10.0, 13.0]))
    assert new.sum(axis=1) == pytest.approx(rise[1:] - rise[0])
    weight = np.log1p(past.staff[left])
    assert new[0] / weight == pytest.approx(np.full(left.sum(), new[0, 0] / weight[0]))


def excited(name, sites, days, level, every_, own, fade, stay):
    """Starts that excite starts."""
    draw, out, kernel = luck(name, days, sites), np.zeros((sites, days)), np.zeros(sites)
    for day in range(1, days):
        before, last = out[:, day - 1] == 1.0, out[:, max(day - 2, 0)] == 1.0
        kept = math.exp(-fade)
        kernel = kept * kernel + (1 - kept) * (before & ~last)
        hazard = 1 - np.exp(-level - every_ * kernel.mean() - own * kernel)
        out[:, day] = draw[day] < np.where(before, stay, hazard)
    return out


@pytest.mark.parametrize("truth", [(0.002, 0.6, 0.3, 0.5), (0.01, 0.2, 0.1, 1.0)])
def test_hawkes_finds_gains_level_and_memory(truth):
    level, every_, own, fade = truth
    out = excited(f"hawkes{level}", 400, 300, level, every_, own, fade, stay=0.3)
    found = Hawkes().fit(history(out))
    assert found.level == pytest.approx(level, rel=0.5)
    assert found.every == pytest.approx(every_, abs=0.2)
    assert found.own == pytest.approx(own, abs=0.1)
    assert fade / 2 <= found.fade <= fade * 2


def test_hawkes_tells_a_wave_from_sites_that_start_by_themselves():
    alone = Hawkes().fit(history(excited("alone", 400, 300, 0.01, 0.0, 0.0, 0.5, stay=0.3)))
    assert alone.every + alone.own <= 0.2


def likelihood(out, level, every_, own, fade):
    """The log likelihood of starts after the first day, term by term."""
    sites, days = out.shape
    begun = out * (1 - np.c_[np.zeros(sites), out[:, :-1]])
    total = 0.0
    for day in range(1, days):
        lag = day - np.arange(day)
        kernel = begun[:, :day] @ ((math.exp(fade) - 1) * np.exp(-fade * lag))
        for site in np.flatnonzero(out[:, day - 1] == 0):
            hazard = level + every_ * kernel.sum() / sites + own * kernel[site]
            total += math.log(-math.expm1(-hazard)) if out[site, day] else -hazard
    return total


def test_no_neighbour_on_the_grid_is_more_likely():
    out = excited("near", 40, 60, 0.01, 0.5, 0.3, 0.5, stay=0.3)
    found = Hawkes().fit(history(out))
    at = found.level, found.every, found.own, found.fade
    best = likelihood(out, *at)
    risk = out[:, :-1] == 0
    rate = ((risk & (out[:, 1:] == 1)).sum() + 0.5) / (risk.sum() + 1)
    for number, grid in enumerate((hawkes.LEVELS * rate, hawkes.EVERY, hawkes.OWN, hawkes.FADES)):
        for value in grid:
            other = (*at[:number], value, *at[number + 1 :])
            assert likelihood(out, *other) <= best + 1e-6


def test_expected_starts_excite_the_day_after_them():
    out = excited("ahead", 30, 40, 0.02, 0.5, 0.3, 0.5, stay=0.3)
    past = history(out)
    fit, stay, now = Hawkes().fit(past), rates(past).stay, out[:, -1]
    begun = out * (1 - np.c_[np.zeros(30), out[:, :-1]])
    scale = math.exp(fit.fade) - 1
    first = begun @ (scale * np.exp(-fit.fade * (40.0 - np.arange(40))))
    start = 1 - np.exp(-fit.level - fit.every * first.mean() - fit.own * first)
    p = np.where(now == 1, stay, start)
    then = math.exp(-fit.fade) * (first + scale * np.where(now == 1, 0.0, start))
    again = 1 - np.exp(-fit.level - fit.every * then.mean() - fit.own * then)
    assert fit.every + fit.own > 0
    assert Hawkes().chance(past, (1, 2)) == pytest.approx(np.stack([p, p * stay + (1 - p) * again]))


def test_a_start_excites_its_own_site_most():
    out = excited("own", 50, 80, 0.002, 0.5, 0.4, 0.7, stay=0.1)
    out[:, -3:] = 0.0
    out[4, -2] = 1.0
    chance = Hawkes().chance(history(out), (1,))[0]
    assert chance.argmax() == 4


def test_logistic_regression_finds_intercept_and_slopes():
    x = many_normals(3, "x", range(6000), 3) * np.array([1.0, 5.0, 0.2]) + np.array([0, 3, -1])
    truth = np.array([0.8, -0.3, 2.0])
    hits = (luck("logit", 6000) < logistic(0.7 + x @ truth)).astype(np.float64)
    found = fit_logit(x, hits)
    assert found.slopes == pytest.approx(truth, rel=0.2)
    assert found.intercept == pytest.approx(0.7, abs=0.2)
    assert np.abs(fit_logit(x, hits, penalty=1e5).slopes * x.std(axis=0)).max() < 0.03
    constant = fit_logit(np.c_[x, np.full(6000, 0.1)], hits)
    assert constant.slopes == pytest.approx([*found.slopes, 0.0])


def test_the_fit_is_where_the_penalised_likelihood_is_flat():
    x = many_normals(4, "x", range(40), 2)
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    hits = (x[:, 0] > 0).astype(np.float64)  # told apart without a fault: only the penalty holds
    fit = fit_logit(x, hits, penalty=0.5)
    residual = hits - fit.of(x)
    assert residual.sum() == pytest.approx(0.0, abs=1e-6)
    assert x.T @ residual == pytest.approx(0.5 * fit.slopes, abs=1e-6)


def pulled(name, sites, days, a, b, c):
    draw, out = luck(name, days, sites), np.zeros((sites, days))
    for day in range(1, days):
        before = out[:, day - 1]
        out[:, day] = draw[day] < logistic(a + b * before.mean() + c * before)
    return out


def test_mean_field_finds_its_pull_and_memory():
    # Small countries swing most, which is what tells the pull.
    out = pulled("field", 25, 1200, -2.5, 4.0, 1.0)
    found = MeanField().fit(history(out))
    assert found.intercept == pytest.approx(-2.5, abs=0.25)
    assert found.slopes == pytest.approx([4.0, 1.0], abs=0.3)
    pull = found.intercept + found.slopes[0] * out[:, -1].mean()
    start, stay = logistic(pull + found.slopes[1] * np.arange(2))
    now = out[:, -1]
    p = np.where(now == 1, stay, start)
    again = logistic(found.intercept + found.slopes[0] * p.mean() + found.slopes[1] * np.arange(2))
    assert MeanField().chance(history(out), (1, 2)) == pytest.approx(
        np.stack([p, p * again[1] + (1 - p) * again[0]])
    )


def test_regression_by_site_day_says_what_is_true_of_a_known_chain():
    sites, days = 60, 200
    draw, out = luck("chain", days, sites), np.zeros((sites, days))
    staff = np.geomspace(10, 10_000, sites)
    ready = -4.0 + 0.3 * np.log1p(staff)
    for day in range(1, days):
        out[:, day] = draw[day] < logistic(ready + 2.0 * out[:, day - 1])
    past = history(out, staff=staff)
    start, stay = logistic(ready), logistic(ready + 2.0)
    out_now = past.out[:, -1]
    first = np.where(out_now == 1.0, stay, start)
    second = first * stay + (1 - first) * start
    any_day = 1 - (1 - first) * (1 - start)
    one = LogisticRegression()
    assert np.abs(one.chance(past, (1, 2)) - [first, second]).mean() < 0.03
    assert np.abs(one.within(past, (1, 2)) - [first, any_day]).mean() < 0.03
    usual = Climatology()
    assert np.abs(usual.chance(past, (1, 2)) - [first, second]).mean() > 0.05


def test_features_by_hand():
    past = history(
        [[0, 1, 0], [0, 0, 1], [0, 0, 1]],
        met=np.array([[0.0, 1, 1], [0, 0, 0], [0, 0, 1]]),
        staff=np.array([9.0, 99.0, 999.0]),
        town=np.array([70, -2, 70]),
    )
    found = features(past, 2)
    assert found.shape == (3, len(FEATURES))
    assert found[0] == pytest.approx(
        [0, 1, 1, 1, math.log(10), math.log(3), math.log(2), math.log(2)]
    )
    assert found[2, [0, 1, 2, 3]] == pytest.approx([1, 1, 1, 1])
    assert not features(past, 0)[:, [0, 1, 2, 3, 5, 6, 7]].any()
