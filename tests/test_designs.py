"""Designs against what defines them: every combination, one point a slice, one a binary cell."""

import itertools
import warnings
from importlib import util

import numpy as np
import pytest

from downtools.errors import InputError
from downtools.study import extra
from downtools.study.designs import (
    Range,
    checked,
    grid,
    latin_hypercube,
    number_for,
    sobol_points,
    unbalanced,
)

AREA = (Range("a.x", 2.0, 4.0), Range("b.y", 0.001, 1000.0, log=True))
DICE = Range("c.dice", 1, 6, whole=True)


def problems(ranges, points=1):
    with pytest.raises(InputError) as found:
        checked(ranges, points)
    return [(fault.column, fault.problem) for fault in found.value.faults]


def test_all_faults_of_ranges_are_told_at_once():
    nan = float("nan")
    ranges = (
        Range("a", 2, 1),
        Range("b", 1, 1),
        Range("c", 0, nan),
        Range("d", 0, 1, log=True),
        Range("e", 0, 1.5, whole=True),
        Range("e", 0, 1),
        Range("f", -1, 1),
    )
    assert problems(ranges, 0) == [
        ("a", "bounds reversed"),
        ("b", "both bounds are the same"),
        ("c", "a bound is not a finite number"),
        ("d", "no logarithm from 0 downwards"),
        ("e", "takes whole numbers only"),
        ("e", "given 2 times"),
        (None, "nothing to try"),
    ]
    assert problems(()) == [(None, "none is given")]


def test_a_range_is_met_at_its_ends_and_halfway():
    straight, curved = AREA
    assert [straight.at(share) for share in (0, 0.5, 1)] == [2, 3, 4]
    assert [curved.at(share) for share in (0, 0.5, 1)] == pytest.approx([0.001, 1, 1000])
    assert curved.at(0) >= 0.001
    assert curved.at(1) <= 1000


def test_whole_numbers_have_equal_shares_both_ends_among_them():
    seen = [DICE.at((number + 0.5) / 600) for number in range(600)]
    assert {face: seen.count(face) for face in set(seen)} == dict.fromkeys(range(1, 7), 100)
    assert all(type(face) is int for face in seen)
    assert (DICE.at(0.0), DICE.at(1.0)) == (1, 6)
    halves = Range("h", 1, 3, log=True, whole=True)  # 1 to 2 is half of 1 to 4
    assert [halves.at(share) for share in (0.0, 0.49, 0.51, 1.0)] == [1, 1, 2, 3]


def test_a_grid_holds_every_combination_once_in_the_written_order():
    assert grid({"a": [1, 2], "b": ("x", "y", "z")}) == tuple(
        {"a": a, "b": b} for a in (1, 2) for b in ("x", "y", "z")
    )


def test_faults_of_a_grid():
    with pytest.raises(InputError) as found:
        grid({"a": [], "b": [1, 2, 1]})
    told = [(fault.column, fault.value, fault.problem) for fault in found.value.faults]
    assert told == [("a", None, "no values"), ("b", 1, "listed twice")]
    with pytest.raises(InputError, match="no key is given"):
        grid({})


@pytest.mark.parametrize("points", [1, 7, 40])
def test_each_slice_of_each_range_holds_one_point_of_a_latin_hypercube(points):
    found = latin_hypercube(AREA, points, 3)
    straight = sorted(int((point["a.x"] - 2) / 2 * points) for point in found)
    curved = sorted(int((np.log10(point["b.y"]) + 3) / 6 * points) for point in found)
    assert straight == curved == list(range(points))


def test_a_latin_hypercube_hangs_on_seed_and_key_alone():
    first = latin_hypercube(AREA, 20, 3)
    assert latin_hypercube(AREA, 20, 3) == first
    assert latin_hypercube(AREA, 20, 4) != first
    alone = latin_hypercube(AREA[1:], 20, 3)
    assert [point["b.y"] for point in alone] == [point["b.y"] for point in first]


def test_columns_of_a_latin_hypercube_do_not_hang_together():
    ranges = [Range(name, 0, 1) for name in "abcd"]
    points = latin_hypercube(ranges, 400, 1)
    table = np.array([[point[name] for name in "abcd"] for point in points])
    off = np.corrcoef(table.T)[np.triu_indices(4, 1)]
    assert np.abs(off).max() < 3.5 / np.sqrt(400)


@pytest.mark.parametrize("scrambled", [True, False])
def test_sobol_points_fill_every_binary_box_of_equal_size(scrambled):
    ranges = (Range("a", 0, 1), Range("b", 0, 1))
    points = sobol_points(ranges, 64, 5, scrambled=scrambled)
    for across in range(7):  # boxes of 1/2**across by 1/2**(6 - across)
        cells = {(int(p["a"] * 2**across), int(p["b"] * 2 ** (6 - across))) for p in points}
        assert len(cells) == 64


def test_sobol_points_are_the_beginning_of_more_of_them_without_a_warning():
    ranges = (*AREA, DICE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        few, many = sobol_points(ranges, 21, 5), sobol_points(ranges, 64, 5)
    assert many[:21] == few
    assert sobol_points(ranges, 21, 6) != few
    assert len(sobol_points(ranges, 1, 5)) == 1
    assert type(few[0]["c.dice"]) is int


def test_unscrambled_points_are_the_textbook_ones():
    points = sobol_points((Range("a", 0, 8), Range("b", 0, 8)), 4, 1, scrambled=False)
    assert [(point["a"], point["b"]) for point in points] == [(0, 0), (4, 4), (6, 2), (2, 6)]


def test_numbers_that_are_no_power_of_two_are_told():
    assert [unbalanced(number) for number in (1, 2, 64)] == ["", "", ""]
    assert "64 or 128 are" in unbalanced(100)


def test_no_global_luck_is_used_or_left_changed():
    before = np.random.get_state()[1].copy()
    first = sobol_points(AREA, 8, 1)
    assert (np.random.get_state()[1] == before).all()
    np.random.random(3)
    assert sobol_points(AREA, 8, 1) == first


def test_numbers_for_libraries_are_odd_and_differ():
    found = {number_for(what, seed) for what, seed in itertools.product("ab", range(50))}
    assert len(found) == 100
    assert all(number % 2 == 1 and 0 < number < 2**64 for number in found)


def test_what_is_not_installed_is_named_with_its_cure(monkeypatch):
    monkeypatch.setattr(extra, "find_spec", lambda name: None if name == "scipy" else util)
    with pytest.raises(InputError, match=r'scipy: not installed.*Sobol.*"downtools\[study\]"'):
        sobol_points(AREA, 8, 1)
    assert len(latin_hypercube(AREA, 8, 1)) == 8  # which does without
