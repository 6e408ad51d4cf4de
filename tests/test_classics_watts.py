"""Cascades on random networks: the mean field against its formula, checks that hold, play."""

import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.study.classics.mean_field import (
    LARGEST_DEGREE,
    largest_degree_of_cascades,
    mean_field_size,
    normal_threshold,
    one_threshold,
    poisson,
    share_starting_cascades,
    slowest_gain,
    window,
)
from downtools.study.classics.watts import CLASSIC
from downtools.study.classics.watts.play import WattsCase, play
from downtools.study.classics.watts.runs import THRESHOLD, final_sizes, tries_of


def test_quick_checks_hold() -> None:
    checks = list(CLASSIC.checks(True))
    assert [check.name for check in checks if not check.holds] == []
    assert {check.kind for check in checks} == {"nested", "reference"}
    assert len({check.name for check in checks}) == len(checks)


def test_a_number_of_the_reference_has_half_its_last_digit_of_room() -> None:
    """As written, so that no number may be off by more than it was rounded."""
    for check in CLASSIC.checks(True):
        if "tolerance: half its last digit" in check.why:
            digits = -math.log10(2 * check.tolerance)
            assert digits == pytest.approx(round(digits), abs=1e-9), check.name


def by_formula(degree: float, mean: float, sd: float, seeds: float) -> float:
    """The mean field as it stands in the paper, term by term."""
    most = 30
    shares = [math.exp(-degree) * degree**k / math.factorial(k) for k in range(most)]

    def joins(m: int, k: int) -> float:
        return NormalDist(mean, sd).cdf(m / k if k else 0.0)

    def moved(q: float, k: int, asked: int) -> float:
        terms = range(asked + 1)
        return sum(math.comb(asked, m) * q**m * (1 - q) ** (asked - m) * joins(m, k) for m in terms)

    q = seeds
    for _ in range(400):
        of_ties = (k / degree * shares[k] * moved(q, k, k - 1) for k in range(1, most))
        q = seeds + (1 - seeds) * sum(of_ties)
    return seeds + (1 - seeds) * sum(shares[k] * moved(q, k, k) for k in range(most))


@pytest.mark.parametrize(
    ("degree", "mean", "sd", "seeds"),
    [(3, 0.36, 0.2, 0.0), (4, 0.36, 0.2, 0.01), (2, 0.3, 0.1, 0.1)],
)
def test_mean_field_is_its_formula(degree: float, mean: float, sd: float, seeds: float) -> None:
    found = mean_field_size(poisson(degree), normal_threshold(mean, sd), seeds)
    assert found == pytest.approx(by_formula(degree, mean, sd, seeds), abs=1e-9)


@settings(max_examples=50, deadline=None)
@given(
    degree=st.floats(0, 20),
    threshold=st.floats(0.01, 1),
    seeds=st.floats(0, 1),
    more=st.floats(0, 1),
)
def test_more_seeds_never_make_fewer(
    degree: float, threshold: float, seeds: float, more: float
) -> None:
    shares, joins = poisson(degree), one_threshold(threshold)
    few = mean_field_size(shares, joins, seeds)
    many = mean_field_size(shares, joins, seeds + (1 - seeds) * more)
    assert seeds - 1e-9 <= few <= many + 1e-9 <= 1 + 2e-9


def test_mean_field_at_its_ends() -> None:
    everybody_tied_to_two = np.array([0.0, 0.0, 1.0])
    assert mean_field_size(everybody_tied_to_two, one_threshold(0.5), 0.01) == pytest.approx(1.0)
    assert mean_field_size(everybody_tied_to_two, one_threshold(0.51), 0.01) == pytest.approx(
        0.01 + 0.99 * 0.01**2, rel=0.05
    )
    alone = np.array([1.0])
    assert mean_field_size(alone, one_threshold(0.5), 0.25) == 0.25
    assert mean_field_size(alone, one_threshold(0.0), 0.0) == 1.0
    many = np.zeros(LARGEST_DEGREE + 1)
    many[LARGEST_DEGREE] = 1.0
    assert mean_field_size(many, one_threshold(0.4), 0.39) == pytest.approx(1.0)


def test_poisson_shares() -> None:
    shares = poisson(700.0)
    assert shares.sum() == pytest.approx(1.0)
    assert (shares * np.arange(len(shares))).sum() == pytest.approx(700.0)
    assert poisson(0.0).tolist()[0] == 1.0


@pytest.mark.parametrize("moved_by_one", range(4, 13))
def test_window_is_where_lone_seeds_start_cascades(moved_by_one: int) -> None:
    edges = window(moved_by_one)
    assert edges
    for edge, outwards in zip(edges, (-1, 1), strict=True):
        assert share_starting_cascades(edge + outwards * 0.05, moved_by_one) < 1e-6
        assert share_starting_cascades(edge - outwards * 0.05, moved_by_one) > 1e-3


def test_slowest_gain_tells_a_jump() -> None:
    joins = normal_threshold(0.371, 0.2)
    for degree in (4, 5, 8, 10):
        jumps = mean_field_size(poisson(degree), joins, 0.0) > 0.5
        assert (slowest_gain(poisson(degree), joins)[0] > 0) == jumps


def test_more_seeds_push_the_upper_edge_out() -> None:
    edges = [largest_degree_of_cascades(one_threshold(0.18), s, 5, 20) for s in (1e-4, 1e-3, 1e-2)]
    assert edges == sorted(edges)
    assert edges[0] > (window(5) or (0, 0))[1]


def test_simulations_are_bimodal_and_repeat() -> None:
    tries = tries_of(2000, 4.0, 3, 20)
    assert tries == tries_of(2000, 4.0, 3, 20)
    assert all(size > 0.9 for size in tries.size)
    assert all(share > 0.5 for share in tries.large)
    assert final_sizes(2000, 4.0, THRESHOLD, 0.0, 0.0, 1) == [0.0]


def test_play_by_default() -> None:
    found = play(WattsCase())
    assert found["seeds"] == 1
    assert found["cascades"] == 20
    assert found["size by the mean field"] == pytest.approx(0.98, abs=0.005)
    assert found["largest"] == pytest.approx(0.98, abs=0.01)
    assert found == play(WattsCase())
    assert found != play(WattsCase(luck=2))


def test_play_with_a_share_of_seeds_and_negative_thresholds() -> None:
    found = play(WattsCase(people=2000, threshold=0.0, sd=0.1, seeds=0.1, graphs=3))
    assert found["seeds"] == 200
    assert isinstance(found["smallest"], float)
    assert found["smallest"] > 0.5
    alone = play(WattsCase(people=2000, degree=0.0, threshold=0.0, sd=0.1, seeds=0.0, graphs=3))
    assert alone["mean size (share of people)"] == pytest.approx(0.5, abs=0.03)


def test_play_on_a_list_of_ties(tmp_path: Path) -> None:
    path = tmp_path / "star.csv"
    path.write_text("a,b\n" + "".join(f"0,{i}\n" for i in range(1, 5)))
    found = play(WattsCase(edges=str(path), threshold=0.2, graphs=6))
    assert (found["people"], found["networks"], found["cascades"]) == (5, 1, 6)
    assert found["mean number of contacts"] == pytest.approx(1.6)
    assert found["smallest"] == 1.0


def test_play_with_too_many_contacts_for_the_mean_field(tmp_path: Path) -> None:
    path = tmp_path / "hub.csv"
    path.write_text("a,b\n" + "".join(f"0,{i}\n" for i in range(1, LARGEST_DEGREE + 2)))
    found = play(WattsCase(edges=str(path), graphs=1))
    assert str(found["size by the mean field"]).startswith("not computed")


@pytest.mark.parametrize(
    ("case", "column"),
    [
        (WattsCase(people=10, degree=9.5), "degree"),
        (WattsCase(people=100, degree=4, seeds=101), "seeds"),
        (WattsCase(seeds=1.5), "seeds"),
        (WattsCase(seeds=0.00001), "seeds"),
        (WattsCase(people=5_000_000, degree=21), "degree"),
    ],
)
def test_play_refuses(case: WattsCase, column: str) -> None:
    with pytest.raises(InputError) as caught:
        play(case)
    assert [fault.column for fault in caught.value.faults] == [column]


def test_a_share_of_seeds_is_somebody_or_said_to_be_none() -> None:
    assert play(WattsCase(seeds=0.0, graphs=1))["seeds"] == 0
    assert play(WattsCase(seeds=0.0001, graphs=1))["seeds"] == 1
    with pytest.raises(InputError, match="that makes nobody of 10000 people; give a larger share"):
        play(WattsCase(seeds=0.00004))


def test_play_refuses_a_list_of_nobody(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text("a,b\n")
    with pytest.raises(InputError):
        play(WattsCase(edges=str(path)))
