"""Scores of forecasts: closed forms, another library's numbers, properness and coverage."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtools.study.calibrate.space import normals
from downtools.study.scores.blocks import difference_interval, drawn_again, mean_interval
from downtools.study.scores.reliability import decomposed, reliability, uniformity
from downtools.study.scores.rules import (
    brier,
    brier_classes,
    clipped,
    crps,
    crps_normal,
    energy,
    interval_score,
    log_score,
    pit_classes,
    pit_ensemble,
    rank_counts,
    ranks,
    skill,
)
from downtools.study.tails import uniforms

NORMAL = NormalDist()


def luck(name: str, *shape: int) -> np.ndarray:
    return uniforms(f"test scores/{name}", math.prod(shape), 5, 0).reshape(shape)


def normal(name: str, *shape: int) -> np.ndarray:
    return normals(5, f"test scores/{name}", 0, math.prod(shape)).reshape(shape)


def normal_grid(many: int) -> np.ndarray:
    """Quantiles of the standard normal law, evenly far apart in probability."""
    return np.array([NORMAL.inv_cdf((at + 0.5) / many) for at in range(many)])


def phi(values: np.ndarray) -> np.ndarray:
    return np.array([NORMAL.cdf(value) for value in values.ravel()]).reshape(values.shape)


# ---- Closed forms


def test_scores_of_a_probability():
    assert brier(0.2, 1) == pytest.approx(0.64)
    assert brier([0.2, 0.2], [1, 0]) == pytest.approx([0.64, 0.04])
    assert log_score(0.2, 1) == pytest.approx(1.6094, abs=5e-5)
    assert log_score(0.2, 0) == pytest.approx(-math.log(0.8))


def test_scores_of_classes():
    p, outcome = [[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]], [1, 0]
    assert brier_classes(p, outcome) == pytest.approx([0.04 + 0.25 + 0.09, 0.0])
    assert log_score(p, outcome) == pytest.approx([math.log(2.0), 0.0])


def test_two_classes_count_twice_in_brier_and_once_in_the_log_score():
    p, outcome = luck("two p", 20), (luck("two y", 20) < 0.5).astype(int)
    both = np.stack((1.0 - p, p), axis=-1)
    assert brier_classes(both, outcome) == pytest.approx(2.0 * brier(p, outcome))
    assert log_score(both, outcome) == pytest.approx(log_score(p, outcome))


def test_a_probability_below_the_floor_is_clipped_and_counted():
    p, outcome = [0.0, 1.0, 0.5, 1e-3], [1, 0, 1, 1]
    assert log_score(p, outcome)[:2] == pytest.approx(-math.log(1e-6))
    assert clipped(p, outcome) == 2
    assert clipped(p, outcome, floor=0.01) == 3
    assert log_score(p, outcome, floor=0.01)[3] == pytest.approx(-math.log(0.01))


def test_crps_of_a_normal_law():
    assert crps_normal(0.0, 1.0, [0.0, 1.0]) == pytest.approx([0.23370, 0.60244], abs=1e-5)
    shifted = crps_normal([5.0, 5.0], 2.0, [5.0, 7.0])
    assert shifted == pytest.approx([2 * 0.23370, 2 * 0.60244], abs=2e-5)


def test_crps_of_a_large_normal_ensemble_is_that_of_the_law():
    observed = np.array([0.0, 1.0, -2.5])
    members = np.tile(normal_grid(4000), (3, 1))
    expected = crps_normal(0.0, 1.0, observed)
    assert crps(members, observed) == pytest.approx(expected, abs=1e-3)
    assert crps(members, observed, fair=False) == pytest.approx(expected, abs=1e-3)


def test_fair_crps_of_few_members_is_in_the_mean_that_of_the_law():
    members = normal("few", 20_000, 3)
    scores = crps(members, np.full(20_000, 1.0))
    error = float(scores.std()) / math.sqrt(scores.size)
    assert scores.mean() == pytest.approx(0.60244, abs=4 * error)
    assert crps(members, np.full(20_000, 1.0), fair=False).mean() > 0.60244 + 10 * error


@pytest.mark.parametrize("fair", [True, False])
def test_crps_by_sorting_is_the_sum_over_pairs(fair):
    members, observed = normal("pairs", 4, 6), normal("pairs y", 4)
    weights = luck("pairs w", 4, 6)
    weights[0, :4] = 0.0
    w = weights / weights.sum(axis=1, keepdims=True)
    near = (w * np.abs(members - observed[:, None])).sum(axis=1)
    gaps = np.abs(members[:, :, None] - members[:, None, :])
    spread = (w[:, :, None] * w[:, None, :] * gaps).sum(axis=(1, 2)) / 2.0
    scale = 1.0 - (w**2).sum(axis=1) if fair else 1.0
    assert crps(members, observed, weights, fair=fair) == pytest.approx(near - spread / scale)


@pytest.mark.parametrize("fair", [True, False])
def test_weights_of_equal_size_are_no_weights(fair):
    members, observed = normal("equal", 5, 7), normal("equal y", 5)
    plain = crps(members, observed, fair=fair)
    assert crps(members, observed, np.full(7, 3.0), fair=fair) == pytest.approx(plain)
    assert crps(members, observed, np.full((5, 7), 0.1), fair=fair) == pytest.approx(plain)


def test_interval_score_by_hand():
    found = interval_score([1.0] * 3, [4.0] * 3, [2.0, 0.5, 6.0], alpha=0.2)
    assert found == pytest.approx([3.0, 3.0 + 10 * 0.5, 3.0 + 10 * 2.0])


def test_energy_score_of_one_coordinate_is_crps():
    members, observed = normal("line", 2, 5, 8), normal("line y", 2, 5)
    assert energy(members[..., None], observed[..., None]) == pytest.approx(crps(members, observed))


def test_skill():
    assert skill(0.1, 0.25) == pytest.approx(0.6)
    assert skill(0.25, 0.25) == 0.0


# ---- Another library


def test_another_library_gives_the_same_numbers():
    other = pytest.importorskip("scoringrules")
    members, observed = normal("lib", 30, 11), normal("lib y", 30)
    weights = luck("lib w", 30, 11)
    p, y = luck("lib p", 30), (luck("lib o", 30) < 0.4).astype(int)
    vectors, point = normal("lib v", 30, 9, 4), normal("lib u", 30, 4)
    low, high = np.minimum(members[:, 0], members[:, 1]), np.maximum(members[:, 0], members[:, 1])
    by = {"backend": "numpy"}
    pairs = [
        (crps_normal(0.5, 2.0, observed), other.crps_normal(observed, 0.5, 2.0, **by)),
        (brier(p, y), other.brier_score(y, p, **by)),
        (log_score(p, y), other.log_score(y, p, **by)),
        (energy(vectors, point), other.es_ensemble(point, vectors, estimator="fair", **by)),
    ]
    theirs = other.interval_score(observed, low, high, 0.1, **by)
    pairs.append((interval_score(low, high, observed, 0.1), theirs))
    for fair, how in ((True, "fair"), (False, "nrg")):
        for w in (None, weights):
            theirs = other.crps_ensemble(observed, members, ens_w=w, estimator=how, **by)
            pairs.append((crps(members, observed, w, fair=fair), theirs))
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


# ---- Properness

chance = st.floats(0.0, 1.0)


@given(chance, chance)
def test_nobody_gains_by_another_probability(truth, said):
    for rule in (brier, log_score):

        def expected(p, rule=rule):
            scores = rule([p, p], [1, 0])
            return truth * scores[0] + (1.0 - truth) * scores[1]

        # With its floor the log score is proper only to about the floor.
        assert expected(truth) <= expected(said) + 2e-6


@given(st.lists(st.tuples(st.floats(0.01, 1.0), st.floats(0.01, 1.0)), min_size=2, max_size=6))
def test_nobody_gains_by_other_probabilities_of_classes(pairs):
    truth, said = (column / column.sum() for column in np.array(pairs).T)
    every = np.arange(truth.size)
    for rule in (brier_classes, log_score):
        own, other = (rule(np.tile(p, (truth.size, 1)), every) for p in (truth, said))
        assert truth @ own <= truth @ other + 1e-9


@given(st.floats(-3.0, 3.0), st.floats(0.2, 5.0))
def test_nobody_gains_by_another_normal_law(mean, sd):
    seen = normal_grid(400)
    own = crps_normal(0.0, 1.0, seen).mean()
    assert own <= crps_normal(mean, sd, seen).mean() + 1e-3
    ends = np.array([NORMAL.inv_cdf(0.05), NORMAL.inv_cdf(0.95)])

    def expected(low, high):
        return interval_score(np.full(400, low), np.full(400, high), seen, alpha=0.1).mean()

    assert expected(*ends) <= expected(*(mean + sd * ends)) + 1e-3


@given(st.lists(st.integers(0, 5), min_size=2, max_size=8), st.lists(st.integers(0, 5), min_size=1))
def test_nobody_gains_by_another_ensemble(truth, said):
    """The truth is the law of its members, so the ensemble is scored as a law."""
    seen = np.array(truth, float)

    def expected(members):
        return crps(np.tile(members, (seen.size, 1)), seen, fair=False).mean()

    assert expected(truth) <= expected(said) + 1e-9


# ---- PIT and ranks


def test_places_among_ties_and_within_classes_hang_on_luck():
    members = np.array([[1, 2, 2, 3]] * 4)
    observed, u = np.array([2, 2, 0, 3]), np.array([0.0, 0.999, 0.5, 0.7])
    assert ranks(members, observed, u).tolist() == [1, 3, 0, 4]
    assert rank_counts(members, observed, u).tolist() == [1, 1, 0, 1, 1]
    assert pit_ensemble(members, observed, u) == pytest.approx([0.2, 0.7994, 0.1, 0.88])
    p = [[0.2, 0.5, 0.3]] * 3
    assert pit_classes(p, [0, 1, 2], [0.5, 0.0, 0.9]) == pytest.approx([0.1, 0.2, 0.97])


@pytest.mark.parametrize("step", [0.0, 1.0], ids=["without ties", "whole numbers"])
def test_pit_of_a_calibrated_ensemble_is_uniform(step):
    values = normal("calibrated", 4000, 9)
    values = np.round(values / step) * step if step else values
    u = luck("calibrated u", 4000)
    found = pit_ensemble(values[:, 1:], values[:, 0], u)
    away = np.abs(np.sort(found) - (np.arange(4000) + 0.5) / 4000).max()
    assert away < 1.63 / math.sqrt(4000), "Kolmogorov-Smirnov, p = .01"
    counts = rank_counts(values[:, 1:], values[:, 0], u)
    assert counts.sum() == 4000
    assert ((counts - 4000 / 9) ** 2 / (4000 / 9)).sum() < 20.1, "8 degrees, p = .01"


def test_pit_of_true_probabilities_is_uniform():
    p = np.array([0.5, 0.3, 0.2])
    outcome = np.searchsorted(p.cumsum(), luck("classes", 4000))
    found = np.sort(pit_classes(np.tile(p, (4000, 1)), outcome, luck("classes u", 4000)))
    assert np.abs(found - (np.arange(4000) + 0.5) / 4000).max() < 1.63 / math.sqrt(4000)


# ---- Reliability


def test_the_table_of_fixed_edges_by_hand():
    p, outcome = [0.1, 0.3, 0.5, 0.9, 1.0], [0, 1, 1, 1, 1]
    first, last = reliability(p, outcome, edges=[0.0, 0.5, 1.0])
    assert (first.low, first.high, first.rows, first.seen) == (0.0, 0.5, 2, 0.5)
    assert first.said == pytest.approx(0.2)
    assert (last.low, last.high, last.rows, last.seen) == (0.5, 1.0, 3, 1.0)


def test_bins_hold_about_as_many_rows_and_never_part_equal_ones():
    p = luck("bins", 1000)
    table = reliability(p, p < 0.5, bins=10)
    assert [row.rows for row in table] == [100] * 10
    few = reliability(np.round(p, 1), p < 0.5, bins=30)
    assert sum(row.rows for row in few) == 1000
    assert len(few) <= 11
    assert [row.rows for row in reliability([0.0] * 4, [0, 0, 0, 1])] == [4]


@given(st.lists(st.tuples(chance, st.integers(0, 1)), min_size=1, max_size=40), st.integers(1, 12))
def test_the_parts_add_up_to_the_brier_score_of_binned_forecasts(rows, bins):
    p, outcome = (np.array(column) for column in zip(*rows, strict=True))
    table = reliability(p, outcome, bins=bins)
    ends = [row.low for row in table]
    binned = np.array([table[np.searchsorted(ends, one, side="right") - 1].said for one in p])
    parts = decomposed(p, outcome, bins=bins)
    told = parts.reliability - parts.resolution + parts.uncertainty
    assert told == pytest.approx(float(brier(binned, outcome).mean()), abs=1e-12)
    assert told + parts.within == pytest.approx(parts.brier, abs=1e-12)


def test_nothing_is_left_within_bins_of_one_probability():
    p = np.round(luck("rounded", 500), 1)
    parts = decomposed(p, luck("rounded y", 500) < p, edges=(np.arange(12) - 0.5).clip(0, 10) / 10)
    assert parts.within == pytest.approx(0.0, abs=1e-12)
    assert parts.reliability < 0.01 < parts.resolution


def test_uniformity_holds_its_level_where_days_hang_together():
    """Days of a block share most of what they do: as if independent, most would be rejected."""
    rejected = naive = 0
    for case in range(100):
        shared, own = normal(f"shared {case}", 20, 1), normal(f"own {case}", 20, 10)
        pit = phi(math.sqrt(0.8) * shared + math.sqrt(0.2) * own).ravel()
        found = uniformity(pit, np.repeat(np.arange(20), 10), many=99)
        rejected += found.p <= 0.05
        naive += found.statistic > 16.9
    assert rejected <= 11, "binomial, p = .01"
    assert naive > 50


@pytest.mark.parametrize("sd", [0.4, 2.0], ids=["too wide", "too narrow"])
def test_uniformity_is_denied_to_a_wrong_spread(sd):
    pit = phi(sd * normal("spread", 300))
    assert uniformity(pit, np.repeat(np.arange(60), 5)).p < 0.01


def test_uniformity_by_hand():
    found = uniformity([0.0, 0.1, 0.2, 0.6, 0.9, 1.0], [0, 0, 0, 1, 1, 1], bins=2)
    assert found.counts == (3, 3)
    assert (found.statistic, found.p, found.blocks) == (0.0, 1.0, 2)
    lower = uniformity([0.0, 0.1, 0.2, 0.3, 0.6], ["a", "a", "a", "b", "b"], bins=2)
    assert lower.statistic == pytest.approx(2 * 1.5**2 / 2.5)


# ---- Blocks


def test_the_interval_covers_the_mean_where_rows_of_a_block_are_alike():
    covered = naive = 0
    for case in range(150):
        sizes = 1 + (8 * luck(f"sizes {case}", 15)).astype(int)
        blocks = np.repeat(np.arange(15), sizes)
        scores = normal(f"block {case}", 15)[blocks] + 0.3 * normal(f"row {case}", blocks.size)
        found = mean_interval(scores, blocks, many=400, seed=case)
        assert found.low <= found.mean <= found.high
        covered += found.low <= 0.0 <= found.high
        naive += abs(scores.mean()) <= 1.96 * scores.std() / math.sqrt(scores.size)
    assert 134 <= covered <= 149
    assert naive < 120


def test_an_interval_of_one_row_a_block_is_near_students():
    scores = normal("student", 40)
    found = mean_interval(scores, np.arange(40), many=4000)
    half = 2.0227 * scores.std(ddof=1) / math.sqrt(40)
    assert found.high - found.low == pytest.approx(2.0 * half, rel=0.08)


def test_a_difference_is_of_the_same_rows():
    hard, better = 10.0 * normal("hard", 60), 0.1 * normal("better", 60)
    blocks = [f"site {at // 4}" for at in range(60)]
    found = difference_interval(hard, hard + better - 1.0, blocks)
    assert found.mean == pytest.approx(better.mean() - 1.0)
    assert -1.1 < found.low < found.high < -0.9


def test_the_same_arguments_give_the_same_interval():
    scores, blocks = normal("same", 30), np.arange(30) // 3
    assert mean_interval(scores, blocks) == mean_interval(scores, blocks)
    assert mean_interval(scores, blocks) != mean_interval(scores, blocks, seed=2)
    alike = mean_interval([2.0] * 6, [0, 0, 0, 0, 1, 2])
    assert (alike.low, alike.high) == (2.0, 2.0), "a mean over the rows drawn"
    assert uniformity(phi(scores), blocks) == uniformity(phi(scores), blocks)


def test_every_block_is_drawn_about_as_often():
    counts = np.bincount(np.concatenate([drawn_again(10, 3, at) for at in range(1000)]))
    assert ((counts - 1000) ** 2 / 1000).sum() < 21.7, "9 degrees, p = .01"


# ---- What will not do


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: brier(1.2, 1), "outside"),
        (lambda: brier(math.nan, 1), "not finite"),
        (lambda: brier(0.5, 2), "what happened is 1"),
        (lambda: brier_classes([[0.5, 0.4]], [0]), "add up to 1"),
        (lambda: brier_classes([[0.5, 0.5]], [2]), "from 0 to 1"),
        (lambda: log_score(0.5, 1, floor=0.0), "floor"),
        (lambda: crps([1.0, 2.0], [1.0]), "axis of members"),
        (lambda: crps(np.zeros((3, 0)), np.zeros(3)), "there are none"),
        (lambda: crps([1.0], 1.0), "fair"),
        (lambda: crps([1.0, 2.0], 1.0, [1.0, 0.0]), "fair"),
        (lambda: crps([1.0, 2.0], 1.0, [2.0, -1.0]), "below 0"),
        (lambda: crps([1.0, 2.0], 1.0, [1.0, 1.0, 1.0]), "weights has shape"),
        (lambda: crps_normal(0.0, 0.0, 1.0), "above 0"),
        (lambda: interval_score(2.0, 1.0, 1.0, 0.1), "ends before"),
        (lambda: energy([[1.0, 2.0]], [1.0, 2.0]), "fair"),
        (lambda: skill(0.1, 0.0), "above 0"),
        (lambda: skill(math.nan, 1.0), "finite"),
        (lambda: ranks([1.0, 2.0], 1.0, 1.0), "luck"),
        (lambda: reliability([], []), "at least one"),
        (lambda: reliability([0.5], [1], edges=[0.0, 0.5, 0.5, 1.0]), "above"),
        (lambda: uniformity([0.5, 1.5], [0, 1]), "between 0 and 1"),
        (lambda: uniformity([0.5, 0.5], [0, 0]), "fewer than two"),
        (lambda: mean_interval([1.0, 2.0], [0]), "shape"),
        (lambda: mean_interval([1.0, 2.0], [0.0, 1.0]), "whole number or a text"),
        (lambda: mean_interval([[1.0, 2.0]], [0]), "one dimension"),
        (lambda: difference_interval([1.0, 2.0], [1.0], [0, 1]), "shape"),
    ],
)
def test_what_will_not_do_is_said(call, told):
    with pytest.raises(ValueError, match=told):
        call()
