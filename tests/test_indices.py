"""Indices against functions of which they are known."""

import math
import warnings

import numpy as np
import pytest

from downtools.errors import InputError
from downtools.study import indices
from downtools.study.designs import Range
from downtools.study.indices import morris, morris_points, sobol, sobol_blocks

PI = math.pi
ANGLES = tuple(Range(name, -PI, PI) for name in ("a", "b", "c"))
THREE = (Range("steep", 0, 10), Range("flat", 5, 6), Range("factor", 0.01, 100, log=True))


def ishigami(point):
    """Ishigami and Homma 1990, with the usual constants 7 and 0.1."""
    a, b, c = point["a"], point["b"], point["c"]
    return math.sin(a) + 7 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a)


def ishigami_shares():
    """First-order and total indices, worked out from the integrals."""
    alone_a = 0.5 * (1 + 0.1 * PI**4 / 5) ** 2
    alone_b = 7**2 / 8
    together = 0.1**2 * PI**8 * (1 / 18 - 1 / 50)
    variance = alone_a + alone_b + together
    first = [alone_a / variance, alone_b / variance, 0.0]
    return first, [(alone_a + together) / variance, first[1], together / variance]


def linear(point):
    return 3.0 * point["steep"] + 2.0 * math.log10(point["factor"])


def test_sobol_finds_the_shares_of_ishigami():
    blocks = sobol_blocks(ANGLES, 4096, 3)
    found = sobol(ANGLES, [ishigami(point) for point in blocks], 3)
    first, total = ishigami_shares()
    assert [one.first for one in found.indices] == pytest.approx(first, abs=0.02)
    assert [one.total for one in found.indices] == pytest.approx(total, abs=0.02)
    assert (found.used, found.left_out, found.words) == (4096, 0, "")


def test_intervals_hold_the_true_shares_and_are_no_wider_than_they_need_be():
    first, total = ishigami_shares()
    inside, widths = 0, []
    for seed in range(20):
        found = sobol(ANGLES, [ishigami(p) for p in sobol_blocks(ANGLES, 256, seed)], seed)
        for one, alone, all_in_all in zip(found.indices, first, total, strict=True):
            inside += one.first_low <= alone <= one.first_high
            inside += one.total_low <= all_in_all <= one.total_high
            widths.append(one.total_high - one.total_low)
    assert inside >= 0.9 * 120  # 0.95 would be expected if points were drawn by luck alone
    assert 0.05 < np.mean(widths) < 0.4


def test_sobol_shares_a_sum_out_by_the_variances_of_its_terms():
    found = sobol(THREE, [linear(point) for point in sobol_blocks(THREE, 2048, 1)], 1)
    steep, factor = (3.0 * 10) ** 2 / 12, (2.0 * 4) ** 2 / 12
    shares = [steep / (steep + factor), 0.0, factor / (steep + factor)]
    assert [one.first for one in found.indices] == pytest.approx(shares, abs=0.01)
    assert [one.total for one in found.indices] == pytest.approx(shares, abs=0.01)
    assert [one.key for one in found.indices] == ["steep", "flat", "factor"]


def test_sobol_is_not_moved_by_where_the_output_begins():
    outputs = [linear(point) for point in sobol_blocks(THREE, 512, 1)]
    here, far = sobol(THREE, outputs, 1), sobol(THREE, [1e6 + y for y in outputs], 1)
    for one, other in zip(here.indices, far.indices, strict=True):
        assert one.first == pytest.approx(other.first, abs=1e-6)


def test_morris_finds_slopes_over_the_whole_range_and_no_spread():
    found = morris(THREE, [linear(point) for point in morris_points(THREE, 10, 2)], 2)
    for one, slope in zip(found.effects, (30.0, 0.0, 8.0), strict=True):
        assert (one.mean, one.size, one.low, one.high) == pytest.approx([slope] * 4)
        assert one.spread == pytest.approx(0.0, abs=1e-9)
    assert (found.used, found.left_out, found.words) == (10, 0, "")


def test_morris_tells_direction_and_what_acts_together():
    keys = tuple(Range(name, 0, 1) for name in "abc")

    def product(point):
        return -point["a"] + 4 * (point["b"] - 0.5) * (point["c"] - 0.5)

    a, b, c = morris(keys, [product(p) for p in morris_points(keys, 40, 4)], 4).effects
    assert (a.mean, a.size) == pytest.approx((-1, 1))
    assert a.spread == pytest.approx(0, abs=1e-9)
    for one in (b, c):  # the effect of one is 4 times the other less a half: -2, -2/3, 2/3 or 2
        assert abs(one.mean) < one.size / 2
        assert one.low < 4 / 3 < one.high
        assert one.spread_low < math.sqrt(20) / 3 < one.spread_high
        assert one.low < one.size < one.high


def test_intervals_of_morris_hold_the_true_mean_size_of_few_trajectories():
    keys = tuple(Range(name, 0, 1) for name in "ab")
    held = 0
    for seed in range(100):
        outputs = [4 * p["a"] * p["b"] for p in morris_points(keys, 10, seed)]
        held += sum(one.low <= 2.0 <= one.high for one in morris(keys, outputs, seed).effects)
    assert 178 <= held <= 199, held  # of 200; effects are 0, 4/3, 8/3 and 4, each as often


def test_whole_numbers_reach_the_model_whole():
    dice = (Range("d", 1, 6, whole=True), Range("x", 0, 1))
    for points in (morris_points(dice, 5, 1), sobol_blocks(dice, 16, 1)):
        assert all(type(p["d"]) is int and 1 <= p["d"] <= 6 for p in points)


def test_more_points_begin_with_the_same_ones():
    assert morris_points(THREE, 20, 5)[:40] == morris_points(THREE, 10, 5)
    assert sobol_blocks(THREE, 64, 5)[:160] == sobol_blocks(THREE, 32, 5)
    assert morris_points(THREE, 10, 6) != morris_points(THREE, 10, 5)
    assert sobol_blocks(THREE, 32, 6) != sobol_blocks(THREE, 32, 5)


@pytest.mark.parametrize("seed", [0, 1])
def test_numbers_hang_on_the_seed_alone_and_leave_the_global_luck_alone(seed):
    outputs = [ishigami(point) for point in sobol_blocks(ANGLES, 64, seed)]
    effects = [ishigami(point) for point in morris_points(ANGLES, 8, seed)]
    first = (sobol(ANGLES, outputs, seed), morris(ANGLES, effects, seed))
    np.random.seed(7)
    before = np.random.get_state()[1].copy()
    assert (sobol(ANGLES, outputs, seed), morris(ANGLES, effects, seed)) == first
    assert [ishigami(point) for point in sobol_blocks(ANGLES, 64, seed)] == outputs
    assert (np.random.get_state()[1] == before).all()


def test_what_salib_might_draw_leaves_the_global_luck_where_it_was():
    before = np.random.get_state()[1].copy()
    with indices._apart():
        np.random.seed(7)
        np.random.random(3)
    assert (np.random.get_state()[1] == before).all()


@pytest.mark.parametrize("value", [0.0, 3.5])
def test_outputs_that_never_change_give_zeros_and_say_so(value):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        effects = morris(THREE, [value] * 40, 1)
        shares = sobol(THREE, [value] * 40, 1)
    assert {one.size for one in effects.effects} == {0.0}
    assert {(one.first, one.total) for one in shares.indices} == {(0.0, 0.0)}
    assert effects.words == f"every output is {value:g}: no key changes anything here"
    assert shares.words == f"every output is {value:g}: there is no variance to share out"


def test_rounding_is_no_variance():
    outputs = [0.1 + 0.2 if number % 3 else 0.3 for number in range(40)]
    assert "no variance" in sobol(THREE, outputs, 1).words


def test_a_variance_that_cannot_be_judged_gives_no_index():
    outputs = np.zeros((8, 5))
    outputs[2, 3] = 1.0  # moved one key, and the only run with another output
    found = sobol(THREE, outputs.ravel(), 1)
    assert found.indices == ()
    assert "variance is judged" in found.words


def test_outputs_that_hardly_ever_differ_are_told():
    points = sobol_blocks(THREE, 256, 1)
    rare = sobol(THREE, [float(point["steep"] > 9.8) for point in points], 1)
    usual = sobol(THREE, [float(point["steep"] > 5) for point in points], 1)
    assert "of 512 outputs differ" in rare.words
    assert usual.words == ""


def test_blocks_with_a_failed_run_are_left_out_and_counted():
    points = sobol_blocks(ANGLES, 128, 2)
    outputs = np.array([ishigami(point) for point in points])
    holed = outputs.copy()
    holed[[3, 4, 200, 639]] = math.nan  # blocks of five: the first, the 41st and the last
    found = sobol(ANGLES, holed, 2)
    kept = np.delete(outputs.reshape(-1, 5), [0, 40, 127], axis=0)
    assert (found.used, found.left_out) == (125, 3)
    assert found.words == "left out because a run has no output: 3 blocks"
    assert found.indices == sobol(ANGLES, kept.ravel(), 2).indices


def test_trajectories_with_a_failed_run_are_left_out_and_counted():
    points = morris_points(THREE, 10, 2)
    outputs = [linear(point) for point in points]
    outputs[5] = math.nan
    found = morris(THREE, outputs, 2)
    assert (found.used, found.left_out) == (9, 1)
    assert found.effects[0].size == pytest.approx(30.0)
    few = morris(THREE, [math.nan] * 28 + outputs[28:], 2)
    assert few.effects == ()
    assert few.words.endswith("3 whole trajectories are too few to say anything")
    none = sobol(THREE, [math.nan] * 40, 2)
    assert (none.indices, none.used, none.left_out) == ((), 0, 8)


def test_faults_of_what_is_asked():
    with pytest.raises(InputError, match="100 is no power of two"):
        sobol_blocks(THREE, 100, 1)
    with pytest.raises(InputError, match="bounds reversed"):
        morris_points((Range("a", 2, 1),), 4, 1)
    for method, outputs in ((morris, [1.0] * 41), (sobol, [1.0] * 41), (sobol, [])):
        with pytest.raises(InputError, match="not a number of times"):
            method(THREE, outputs, 1)
