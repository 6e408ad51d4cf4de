"""The particle filter: beside a Kalman filter, with many places, and its parts alone."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.study.calibrate.deviates import many_normals
from downtools.study.forecast.filter import effective, filtered, resampled, tempered

HOLDS, MOVES, SEES = 0.9, 0.6, 0.8
"""x' = .9 x + .6 noise, seen with an error of .8; all normal."""
STAGES = 8


class Normal:
    """Places that move by themselves, each seen once a stage."""

    def __init__(self, seen, seed=3):
        self.seen, self.seed = seen, seed
        self.places = seen.shape[1]

    def start(self, many):
        drawn = many_normals(self.seed, "start", range(many), self.places)
        return [(number, row) for number, row in enumerate(drawn)]

    def advance(self, particles, stage):
        noise = many_normals(self.seed, f"noise {stage}", range(len(particles)), self.places)
        moved = zip(particles, noise, strict=True)
        return [(number, HOLDS * x + MOVES * e) for (number, x), e in moved]

    def evidence(self, particles, stage):
        x = np.array([row for _, row in particles])
        return -0.5 * ((self.seen[stage] - x) / SEES) ** 2

    def foretold(self, particles, stage):
        return np.array([row for _, row in particles])[:, :, None]

    def reborn(self, particle, stage, number):
        return number, particle[1]


def twin(places, seed):
    """A truth and what is seen of it."""
    x = many_normals(seed, "truth", range(1), places)[0]
    seen = []
    for stage in range(STAGES):
        x = HOLDS * x + MOVES * many_normals(seed, f"moves {stage}", range(1), places)[0]
        seen.append(x + SEES * many_normals(seed, f"sees {stage}", range(1), places)[0])
    return x, np.array(seen)


def kalman(seen):
    """Mean and standard deviation of the last state, exactly (Kalman 1960), and all foretold."""
    mean, variance = np.zeros(seen.shape[1]), 1.0
    foretold = []
    for row in seen:
        mean, variance = HOLDS * mean, HOLDS**2 * variance + MOVES**2
        foretold.append(mean)
        gain = variance / (variance + SEES**2)
        mean, variance = mean + gain * (row - mean), (1.0 - gain) * variance
    return mean, np.sqrt(variance), np.array(foretold)


def told(found, place):
    x, share = np.array([row[place] for _, row in found.particles]), found.shares[:, place]
    mean = share @ x
    return mean, np.sqrt(share @ (x - mean) ** 2)


@pytest.mark.parametrize("seed", range(3))
def test_one_place_is_told_as_by_a_kalman_filter(seed):
    _, seen = twin(1, seed)
    wave = Normal(seen)
    found = filtered(wave, wave.start(4000), STAGES, 1, seed=1)
    mean, sd = told(found, 0)
    right, spread, foretold = kalman(seen)
    off = np.array([stage[0, 0] for stage in found.foretold]) - foretold[:, 0]
    assert np.sqrt(np.mean(off**2)) < 0.1, "before it is seen"
    assert mean == pytest.approx(right[0], abs=0.08)
    assert sd == pytest.approx(spread, rel=0.06)
    assert 400.0 < found.effective <= 4000.0


def test_of_many_places_none_collapses_and_each_is_told_nearly_as_well_as_alone():
    """Thirty places, 400 particles: weighed by all at once, one particle would remain."""
    places, errors, best, inside = 30, [], [], []
    for seed in range(6):
        truth, seen = twin(places, 100 + seed)
        wave, exact = Normal(seen, seed), kalman(seen)[0]
        found = filtered(wave, wave.start(400), STAGES, places, seed=seed)
        assert found.effective >= 60.0, "a fifth, but for the luck of drawing"
        for place in range(places):
            assert found.effective_of(place) >= 0.249 * found.effective
            mean, sd = told(found, place)
            errors.append(abs(mean - truth[place]))
            best.append(abs(exact[place] - truth[place]))
            inside.append(abs(mean - truth[place]) < 1.645 * sd)
    assert np.mean(errors) < 1.25 * np.mean(best), "those of a Kalman filter of each place"
    assert 0.85 <= np.mean(inside) <= 0.97


def test_all_at_once_would_collapse():
    _, seen = twin(30, 100)
    wave = Normal(seen)
    logs = sum(wave.evidence(wave.advance(wave.start(400), 0), stage) for stage in range(STAGES))
    weight = np.exp(logs.sum(axis=1) - logs.sum(axis=1).max())
    assert effective(weight / weight.sum()) < 10.0


def test_nothing_seen_leaves_every_weight_alike():
    class Deaf(Normal):
        def evidence(self, particles, stage):
            return np.zeros((len(particles), self.places))

    wave = Deaf(twin(3, 1)[1])
    found = filtered(wave, wave.start(50), STAGES, 3, seed=1)
    assert np.allclose(found.shares, 1.0 / 50)
    assert [number for number, _ in found.particles] == list(range(50))
    assert {stage.survivors for stage in found.stages} == {50}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.floats(-500, 0), min_size=2, max_size=60),
    st.floats(0.02, 1.0),
    st.floats(0.01, 0.99),
)
def test_parts_of_the_filter(logs, share, luck):
    logs, least = np.array(logs), max(1.0, share * len(logs))
    power, shares = tempered(logs, least)
    assert 0.0 <= power <= 1.0
    assert shares.sum() == pytest.approx(1.0)
    assert effective(shares) >= least * (1.0 - 1e-6)
    assert np.all(np.diff(shares[np.argsort(logs)]) >= -1e-12), "the likelier keeps more"
    parents = resampled(shares, luck)
    children = np.bincount(parents, minlength=len(logs))
    assert children.sum() == len(logs)
    assert np.all(children >= np.floor(len(logs) * shares - 1e-9))
    assert np.all(children <= np.ceil(len(logs) * shares + 1e-9))
    assert np.all(np.diff(parents) >= 0)


def test_where_no_particle_can_explain_anything_nothing_is_weighed():
    power, shares = tempered(np.full(5, -np.inf), 2.0)
    assert power == 0.0
    assert np.allclose(shares, 0.2)
    some = tempered(np.array([-np.inf, 0.0, 0.0, 0.0]), 2.0)[1]
    assert some.tolist() == pytest.approx([0.0, 1 / 3, 1 / 3, 1 / 3])
    with pytest.raises(ValueError, match="cannot be in effect"):
        tempered(np.zeros(3), 4.0)
