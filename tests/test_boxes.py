"""Boxes found where boxes were planted, and none where there is nothing."""

import itertools
import math

import numpy as np
import pytest
from scipy.stats import binom

from downtools.chance import bits, key_of, stream, uniform
from downtools.errors import InputError
from downtools.study.boxes import boxes, inside, steadiness
from downtools.study.peeling import Cut, Sample, pasted

KEYS = tuple(f"k{number}" for number in range(5))


def luck(name, many, seed):
    return uniform(bits(stream(seed, key_of(name), 0), np.arange(many, dtype=np.uint64)))


def planted(many=1000, seed=1, noise=0.05):
    """Hits where k0 < .4 and .3 < k3 < .8, and the other way for a few by luck."""
    table = {key: luck(key, many, seed) for key in KEYS}
    hits = (table["k0"] < 0.4) & (table["k3"] > 0.3) & (table["k3"] < 0.8)
    return table, hits ^ (luck("noise", many, seed) < noise)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_planted_box_is_found_with_its_limits_and_no_others(seed):
    table, hits = planted(seed=seed)
    box = boxes(table, hits, least_density=0.9).chosen
    first, second = box.limits
    assert (first.key, first.low) == ("k0", None)
    assert first.high == pytest.approx(0.4, abs=0.04)
    assert second.key == "k3"
    assert (second.low, second.high) == pytest.approx((0.3, 0.8), abs=0.05)
    assert box.density >= 0.9
    assert box.coverage > 0.65  # of some 230 hits some 40 are noise outside
    assert max(first.p_high, second.p_low, second.p_high) < 1e-6


def test_what_is_told_of_a_box_is_what_lies_in_it():
    table, hits = planted()
    found = boxes(table, hits)
    for box in (*found.trajectory, found.chosen):
        held = inside(box, table)
        assert (box.runs, box.hits) == (held.sum(), hits[held].sum())
        assert box.mass == held.mean()
        assert box.density == hits[held].mean()
        assert box.coverage == hits[held].sum() / hits.sum()


def test_the_trajectory_goes_from_all_runs_inward_patiently():
    table, hits = planted()
    boxes_ = boxes(table, hits, peel=0.1, least_mass=0.08).trajectory
    assert (boxes_[0].limits, boxes_[0].mass, boxes_[0].coverage) == ((), 1.0, 1.0)
    for wide, narrow in itertools.pairwise(boxes_):
        assert 0.88 * wide.runs < narrow.runs < wide.runs
        assert not (inside(narrow, table) & ~inside(wide, table)).any()
    assert 0.08 <= boxes_[-1].mass < 0.1 or boxes_[-1].density == 1.0
    assert boxes_[-1].density > 0.9 > boxes_[0].density


def test_less_density_asked_for_covers_more():
    table, hits = planted()
    found = [boxes(table, hits, least_density=density).chosen for density in (0.95, 0.6, 0.4)]
    assert found[0].coverage < found[1].coverage < found[2].coverage
    assert found[0].density > found[1].density > found[2].density


def test_quasi_p_values_are_tails_of_the_binomial_law():
    table, hits = planted(many=200, noise=0.2)
    for box in boxes(table, hits, least_density=0.99).trajectory[1::4]:
        for limit in box.limits:
            for low, p in ((True, limit.p_low), (False, limit.p_high)):
                if p is None:
                    continue
                held = np.ones(200, bool)
                for other in box.limits:
                    same = other.key == limit.key
                    if other.low is not None and not (same and low):
                        held &= table[other.key] >= other.low
                    if other.high is not None and not (same and not low):
                        held &= table[other.key] <= other.high
                expected = binom.sf(box.hits - 1, box.runs, hits[held].mean())
                assert p == pytest.approx(expected, rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("sign", [1, -1])
def test_slices_peeled_in_excess_are_put_back_and_no_others(sign):
    line, none = np.arange(100), math.inf
    sample = Sample.of({"a": sign * line, "b": luck("b", 100, 1)}, line >= 50)
    narrow = Cut((60.0, -none), (none, none)) if sign == 1 else Cut((-none, -none), (-60.0, none))
    wide = pasted(sample, narrow, 0.05)
    assert (wide.low[0] if sign == 1 else -wide.high[0]) == 49.5
    assert wide.set() == narrow.set()
    sample = Sample.of({"a": sign * line, "b": luck("b", 100, 1)}, line >= 0)
    assert pasted(sample, narrow, 0.05).set() == []


def test_whole_numbers_and_two_valued_keys_are_cut_between_values():
    many = 600
    table = {
        "switch": np.floor(luck("switch", many, 1) * 2),
        "dice": np.floor(luck("dice", many, 1) * 6) + 1,
        "constant": np.full(many, 7.0),
    }
    hits = (table["switch"] == 1) & (table["dice"] >= 5)
    box = boxes(table, hits).chosen
    assert {limit.key: (limit.low, limit.high) for limit in box.limits} == {
        "switch": (0.5, None),
        "dice": (4.5, None),
    }
    assert (box.density, box.coverage) == (1.0, 1.0)


def test_keys_that_matter_are_limited_on_one_side_in_every_half_and_others_are_not():
    table, hits = planted()
    found = steadiness(table, hits, seed=1, halves=20)
    sides = {one.key: (one.low, one.high) for one in found.keys}
    assert sides["k0"] == (0.0, 1.0)
    assert sides["k3"][0] == 1.0
    assert max(max(sides[key]) for key in ("k1", "k2", "k4")) <= 0.2
    assert found.base == hits.mean()
    assert 0.8 <= found.density < 0.9
    assert found.density - 0.1 < found.elsewhere < found.density


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_luck_alone_makes_dense_is_not_so_elsewhere(seed):
    table, _ = planted(seed=seed)
    found = steadiness(table, luck("other", 1000, seed) < 0.3, seed=1, halves=10)
    assert found.density > found.base + 0.2
    assert found.elsewhere == pytest.approx(found.base, abs=0.12)
    assert str(found).endswith("are hits in all")


def test_steadiness_hangs_on_the_seed_alone():
    table, hits = planted(many=200)
    first = steadiness(table, hits, seed=1, halves=10)
    assert steadiness(table, hits, seed=1, halves=10) == first
    assert steadiness(table, hits, seed=2, halves=10) != first


def test_noise_alone_has_no_dense_box_and_says_so():
    table, _ = planted()
    found = boxes(table, luck("other", 1000, 1) < 0.2)
    assert found.chosen.density < 0.8
    assert "no box of 5% of the runs or more was found with 80%" in found.words


def test_no_hits_all_hits_and_few():
    table, hits = planted(many=100)
    none = boxes(table, np.zeros(100))
    assert (none.trajectory, none.chosen) == ((), None)
    assert none.words == "none of 100 runs is a hit: there is no box to look for"
    every = boxes(table, np.ones(100))
    assert len(every.trajectory) == 1
    assert every.chosen.limits == ()
    assert str(every.chosen) == "all runs"
    assert every.words == "100 of 100 runs are hits, dense enough without limits"
    few = boxes(table, hits)
    assert f"with {hits.sum()} hits in all it may be luck" in few.words
    lost = steadiness(table, np.zeros(100), seed=1, halves=3)
    assert {one.high for one in lost.keys} == {0}
    assert str(lost) == "no box was found in any half"


def test_words_name_limits_and_counts():
    table = {"fear": np.arange(400) % 8, "pay": luck("pay", 400, 2)}
    hits = (table["fear"] > 1) & (table["fear"] < 5) & (np.arange(400) % 10 > 0)
    box = "fear from 1.5 to 4.5: 130 of 150 runs are hits (87%), 100% of all 130"
    assert boxes(table, hits).words == box


def test_the_order_of_the_runs_does_not_matter():
    table, hits = planted(many=300)
    order = np.argsort(luck("order", 300, 1))
    turned = {key: values[order] for key, values in table.items()}
    assert boxes(turned, hits[order]) == boxes(table, hits)


def test_all_faults_are_told_at_once():
    with pytest.raises(InputError) as found:
        boxes(
            {"a": [1.0, 2.0], "b": [1.0, math.nan, 3.0], "c": ["x", "y", "z"]},
            [True, False, True],
            peel=0.0,
            least_mass=1.5,
            least_density=math.nan,
        )
    told = [(fault.column, fault.problem) for fault in found.value.faults]
    assert told == [
        ("peel", "no share"),
        ("least_mass", "no share"),
        ("least_density", "no share"),
        ("a", "2 values for 3 runs"),
        ("b", "1 values are missing or not finite"),
        ("c", "not numbers"),
    ]
    with pytest.raises(InputError, match="no runs with values of keys"):
        boxes({}, [])
    with pytest.raises(InputError, match="nothing to judge by"):
        steadiness({"a": [1.0]}, [True], seed=1, halves=0)
