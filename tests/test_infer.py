"""Inference where the posterior is known, and simulation-based calibration."""

from statistics import NormalDist

import numpy as np
import pytest

from downtools.study.calibrate.adjust import evenly
from downtools.study.calibrate.infer import Effort, infer
from downtools.study.calibrate.learn import learned, ridge
from downtools.study.calibrate.match import emulator
from downtools.study.calibrate.population import Population, nearest_of, weights_of
from downtools.study.calibrate.space import normals

SLOPES = np.array([[1, 0, 0], [1, 0.5, 0], [0, 1, 0], [0.5, 0, 0.2], [0.3, 0.3, 0], [0, 0, 0.1]])
NOISE = 0.5
SMALL = Effort(pilot=500, match=300, particles=200, each=150, generations=3, draws=100)


def noisy(name: str, count: int, wide: int) -> np.ndarray:
    return np.array([normals(99, name, at, wide) for at in range(count)])


def linear(generation: int, z: np.ndarray) -> np.ndarray:
    """Statistics that are linear in three coordinates, with normal noise."""
    return z @ SLOPES.T + NOISE * noisy(f"noise {generation}", len(z), len(SLOPES))


def exact(observed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the known posterior of the linear case."""
    spread = np.linalg.inv(np.eye(3) + SLOPES.T @ SLOPES / NOISE**2)
    return spread @ SLOPES.T @ observed / NOISE**2, np.sqrt(np.diag(spread))


@pytest.mark.parametrize("case", range(3))
def test_a_linear_case_gives_its_known_posterior(case):
    truth = normals(7, "truth", case, 3)
    observed = truth @ SLOPES.T + NOISE * normals(7, "observed", case, len(SLOPES))
    found = infer(linear, observed, 3, seed=case)
    mean, sd = exact(observed)
    assert found.z.mean(axis=0) == pytest.approx(mean, abs=0.25)
    assert found.z.std(axis=0) == pytest.approx(sd, rel=0.2)
    assert found.told[0] > 0.7 > 0.3 > found.told[2], "the third is hardly told at all"


def test_two_scales_of_a_mixture_are_found():
    """Sisson, Fan and Tanaka 2007: .5 N(x, 1) + .5 N(x, .01), prior U(-10, 10), seen at 0."""

    def mixture(generation, z):
        x = 20.0 * np.array([NormalDist().cdf(at) for at in z[:, 0]]) - 10.0
        drawn = noisy(f"mixture {generation}", len(z), 2)
        return (x + np.where(drawn[:, 1] > 0.0, 1.0, 0.1) * drawn[:, 0])[:, None]

    effort = Effort(pilot=1000, match=500, particles=500, each=1000, generations=10, accepted=0.02)
    found = infer(mixture, np.array([0.0]), 1, seed=4, effort=effort)
    x = np.abs(20.0 * np.array([NormalDist().cdf(at) for at in found.z[:, 0]]) - 10.0)
    normal = NormalDist()
    for within in (0.1, 0.2, 1.0):
        narrow, wide = (2.0 * normal.cdf(within / sd) - 1.0 for sd in (0.1, 1.0))
        assert np.mean(x < within) == pytest.approx((narrow + wide) / 2.0, abs=0.08)


def test_ranks_of_the_truth_are_uniform_and_intervals_cover():
    """Simulation-based calibration (Talts et al. 2018): truths drawn from the prior itself."""
    ranks = []
    for twin in range(60):
        truth = normals(11, "truth", twin, 3)
        observed = truth @ SLOPES.T + NOISE * normals(11, "observed", twin, len(SLOPES))
        found = infer(linear, observed, 3, seed=1000 + twin, effort=SMALL)
        ranks.append((found.z < truth).mean(axis=0))
    ranks = np.array(ranks)
    inside = ((ranks > 0.05) & (ranks < 0.95)).mean(axis=0)
    assert np.all((inside >= 0.8) & (inside <= 0.97)), inside
    for column in ranks.T:
        counts = np.histogram(column, bins=6, range=(0, 1))[0]
        assert ((counts - 10.0) ** 2 / 10.0).sum() < 15.1, "chi squared, 5 degrees, p = .01"


def test_what_reports_do_not_tell_keeps_its_prior():
    found = infer(lambda at, z: noisy(f"deaf {at}", len(z), 4), np.zeros(4), 2, seed=3)
    assert found.z.mean(axis=0) == pytest.approx([0, 0], abs=0.25)
    assert found.z.std(axis=0) == pytest.approx([1, 1], rel=0.2)
    assert np.all(found.told < 0.05)


def test_what_is_not_allowed_is_nowhere():
    found = infer(
        linear, np.zeros(len(SLOPES)), 3, seed=5, effort=SMALL, allowed=lambda z: z[:, 0] > z[:, 1]
    )
    runs = found.z[:, 0] - found.z[:, 1]
    assert np.mean(runs > -0.2) > 0.95, "the adjustment may cross the edge a little"


def test_a_cut_of_the_prior_is_weighed_as_one():
    """With a one-sided prior the posterior is the known one, cut: proposals are refused too."""
    observed = np.zeros(len(SLOPES))
    found = infer(linear, observed, 3, seed=6, allowed=lambda z: z[:, 0] > 0.0)
    _, sd = exact(observed)
    half_normal = sd[0] * np.sqrt(2.0 / np.pi)
    assert found.z[:, 0].mean() == pytest.approx(half_normal, rel=0.25)


def test_a_run_that_is_refuted_has_no_weight():
    """One statistic is the first coordinate itself: a bound on it cuts the known posterior."""

    def told_exactly(generation, z):
        return np.hstack([linear(generation, z), z[:, :1]])

    observed = np.zeros(len(SLOPES) + 1)
    blind = np.concatenate([observed[:-1], [-0.3]])
    found = infer(told_exactly, blind, 3, seed=8, possible=lambda told: told[:, -1] <= 0.0)
    assert np.all(found.z[:, 0] <= 0.05), "the adjustment may cross the edge a little"
    assert found.refuted == pytest.approx(0.5, abs=0.05)
    with pytest.raises(ValueError, match="refuted by an anchor"):
        infer(linear, observed[:-1], 3, seed=8, effort=SMALL, possible=lambda told: told[:, 0] > 99)


def test_the_same_arguments_give_the_same_draws():
    first, again = (infer(linear, np.zeros(6), 3, seed=5, effort=SMALL) for _ in range(2))
    assert first.z.tobytes() == again.z.tobytes()
    other = infer(linear, np.zeros(6), 3, seed=6, effort=SMALL)
    assert first.z.tobytes() != other.z.tobytes()


def test_runs_that_fail_are_left_out_and_counted():
    def frail(generation, z):
        found = linear(generation, z)
        found[::7] = np.nan
        return found

    found = infer(frail, np.zeros(6), 3, seed=5, effort=SMALL)
    assert found.failed == sum(len(range(0, n, 7)) for n in (500, 300, *[150] * len(found.steps)))
    assert np.isfinite(found.z).all()
    with pytest.raises(ValueError, match="can be used"):
        infer(lambda at, z: np.full((len(z), 6), np.nan), np.zeros(6), 3, seed=5, effort=SMALL)


def test_history_matching_keeps_the_truth_and_drops_the_far():
    z = noisy("points", 600, 2)
    rules = emulator(z, z + 0.1 * noisy("errors", 600, 2), np.array([1.0, -1.0]))
    near, far = np.array([[1.0, -1.0]]), np.array([[-1.0, 1.0]])
    assert rules.implausibility(near)[0] < 1.0
    assert rules.implausibility(far)[0] > 3.0


def test_ridge_finds_a_line_and_shrinks_in_noise():
    x = noisy("x", 400, 3)
    fit = ridge(x, x @ np.array([[2.0], [0.0], [-1.0]]) + 1.0)
    assert fit.of(np.array([[1.0, 1.0, 1.0]]))[0, 0] == pytest.approx(2.0, abs=0.05)
    deaf = ridge(x, noisy("y", 400, 1))
    assert np.abs(deaf.slopes).max() < 0.2
    assert deaf.error[0] == pytest.approx(1.0, rel=0.2)


def test_a_statistic_that_never_varies_tells_nothing_and_breaks_nothing():
    z = noisy("z", 200, 1)
    statistics = np.concatenate([z, np.ones((200, 1))], axis=1)
    summary = learned(statistics, z)
    assert summary.told[0] > 0.9
    assert np.isfinite(summary.of(np.array([[0.0, 5.0]]))).all()


def test_weights_make_up_for_where_particles_were_proposed():
    """Draws of a wide normal, weighted as if proposed from it, are draws of the prior."""
    parents = 1.5 * noisy("parents", 300, 1)
    flat = np.ones(300)
    crowd = Population(parents, flat, parents, np.arange(300), np.zeros(300))
    root = np.sqrt(2.0 * crowd.covariance()[0, 0])
    z = parents + root * noisy("steps", 300, 1)
    weight = weights_of(z, crowd)
    share = weight / weight.sum()
    assert share @ z[:, 0] == pytest.approx(0.0, abs=0.2)
    assert np.sqrt(share @ z[:, 0] ** 2) == pytest.approx(1.0, rel=0.2)


def test_the_nearest_are_kept_and_draws_follow_weights():
    z = np.arange(5.0)[:, None]
    crowd = Population(z, np.ones(5), z, np.arange(5), np.array([3.0, 1.0, 2.0, 0.5, 9.0]))
    kept = nearest_of(crowd, 3)
    assert kept.runs.tolist() == [1, 2, 3]
    assert kept.tolerance == 2.0
    assert kept.effective == pytest.approx(3.0)
    assert evenly(np.array([0.5, 0.25, 0.25]), 8).tolist() == [0, 0, 0, 0, 1, 1, 2, 2]
