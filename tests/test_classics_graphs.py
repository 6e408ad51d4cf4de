"""Networks of the classics: what they are tied like, and that each key has its own."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.study.classics.centola_macy.runs import Rewire
from downtools.study.classics.graphs import (
    chosen_people,
    grid_contacts,
    normal_draws,
    permuted_ring,
    random_contacts,
    rewired_ring,
    ring_contacts,
)
from downtools.study.classics.means import error_of_mean, share_as_far
from downtools.world.contacts import Contacts

I64 = npt.NDArray[np.int64]


def pairs(contacts: Contacts) -> set[tuple[int, int]]:
    """Every tie both ways, after what holds for all networks was seen to hold."""
    person = np.repeat(np.arange(contacts.people), np.diff(contacts.first))
    both = list(zip(person.tolist(), contacts.other.tolist(), strict=True))
    assert both == sorted(set(both))
    assert all(i != j for i, j in both)
    assert {(j, i) for i, j in both} == set(both)
    return set(both)


def apart(contacts: Contacts) -> I64:
    """How far the ends of each tie are from each other along the ring, both ways."""
    person = np.repeat(np.arange(contacts.people), np.diff(contacts.first))
    step = np.abs(person - contacts.other)
    return np.minimum(step, contacts.people - step)


@settings(max_examples=60, deadline=None)
@given(people=st.integers(1, 40), part=st.floats(0, 1), key=st.integers(0, 2**64 - 1))
def test_a_random_network_is_one_and_hangs_on_its_key(people: int, part: float, key: int) -> None:
    found = random_contacts(people, part * (people - 1), key)
    assert found.people == people
    assert pairs(found) == pairs(random_contacts(people, part * (people - 1), key))


@pytest.mark.parametrize("people", [1, 2, 3, 30])
def test_ends_of_a_random_network(people: int) -> None:
    everybody = random_contacts(people, people - 1, 7)
    assert everybody.ties == people * (people - 1) // 2
    pairs(everybody)
    assert random_contacts(people, 0.0, 7).ties == 0


def test_each_pair_is_tied_equally_often_and_alone() -> None:
    people, many = 6, 4000
    tied = np.zeros((people, people))
    together = 0
    for key in range(many):
        found = pairs(random_contacts(people, 2.0, key))
        together += (0, 1) in found and (4, 5) in found
        for i, j in found:
            tied[i, j] += 1
    shares = tied[np.triu_indices(people, 1)] / many
    assert np.abs(shares - 0.4).max() < 4.5 * np.sqrt(0.4 * 0.6 / many)
    assert abs(together / many - 0.16) < 4 * np.sqrt(0.16 * 0.84 / many)


def test_contacts_of_a_large_random_network_are_poisson() -> None:
    degrees = np.diff(random_contacts(200_000, 4.0, 11).first)
    assert abs(degrees.mean() - 4.0) < 4 * np.sqrt(2 * 4.0 / 200_000)
    assert abs(degrees.var() - 4.0) < 0.06


def test_a_ring() -> None:
    found = ring_contacts(7, 2)
    assert pairs(found) == {(i, (i + step) % 7) for i in range(7) for step in (-2, -1, 1, 2)}


@settings(max_examples=40, deadline=None)
@given(
    per_side=st.integers(1, 4),
    more=st.integers(0, 30),
    share=st.floats(0, 1),
    key=st.integers(0, 2**64 - 1),
)
def test_rewiring_keeps_ties(per_side: int, more: int, share: float, key: int) -> None:
    people = 2 * per_side + 1 + more
    moved = rewired_ring(people, per_side, share, key)
    swapped = permuted_ring(people, per_side, share, key)
    pairs(moved)
    pairs(swapped)
    assert moved.ties == swapped.ties == people * per_side
    assert np.diff(moved.first).min() >= per_side
    assert (np.diff(swapped.first) == 2 * per_side).all()


@pytest.mark.parametrize("rewire", [rewired_ring, permuted_ring])
def test_as_many_ties_are_rewired_as_asked_for(rewire: Rewire) -> None:
    people, per_side = 10_000, 4
    assert pairs(rewire(people, per_side, 0.0, 3)) == pairs(ring_contacts(people, per_side))
    for share in (0.1, 1.0):
        far = (apart(rewire(people, per_side, share, 3)) > per_side).mean()
        by_chance = 2 * per_side / people
        error = np.sqrt(share * (1 - share) / (people * per_side))
        # An exchange may fall on a tie twice and bring an end home again.
        assert abs(far - share) < 4 * error + 2 * by_chance + 1e-3


def test_rewired_ends_fall_anywhere() -> None:
    steps = apart(rewired_ring(2000, 3, 1.0, 5))
    assert abs(steps.mean() - 500) < 4 * 289 / np.sqrt(6000) + 5


def test_a_grid_on_a_torus() -> None:
    found = pairs(grid_contacts(4, 3))
    around = {
        (4 * y + x, 4 * ((y + down) % 3) + (x + along) % 4)
        for y in range(3)
        for x in range(4)
        for down in (-1, 0, 1)
        for along in (-1, 0, 1)
        if (down, along) != (0, 0)
    }
    assert found == around
    assert len(found) == 12 * 8


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_people_are_chosen_once(data: st.DataObject) -> None:
    people = data.draw(st.integers(1, 50))
    many = data.draw(st.integers(0, people))
    chosen = chosen_people(people, many, data.draw(st.integers(0, 2**64 - 1))).tolist()
    assert len(chosen) == many
    assert chosen == sorted(set(chosen))
    assert all(0 <= person < people for person in chosen)


def test_people_are_chosen_equally_often() -> None:
    counts = np.zeros(10)
    for key in range(4000):
        counts[chosen_people(10, 3, key)] += 1
    assert np.abs(counts / 4000 - 0.3).max() < 4 * np.sqrt(0.3 * 0.7 / 4000)


def test_normal_draws() -> None:
    drawn = normal_draws(100_000, 3.0, 2.0, 9)
    assert abs(drawn.mean() - 3.0) < 4 * 2.0 / np.sqrt(100_000)
    assert abs(drawn.std() - 2.0) < 4 * 2.0 / np.sqrt(200_000)
    assert abs((drawn < 1.0).mean() - 0.158655) < 4 * np.sqrt(0.1335 / 100_000)


def test_errors_of_means() -> None:
    values = normal_draws(400, 0.0, 1.0, 4).tolist()
    assert error_of_mean(values, 25) == pytest.approx(np.std(values, ddof=1) / 5)
    assert np.isnan(error_of_mean([1.0], 4))


def test_how_often_means_lie_so_far_off() -> None:
    values = normal_draws(400, 0.0, 1.0, 4).tolist()
    error = error_of_mean(values, 25)
    assert share_as_far(values, 25, 2 * error, 1) == pytest.approx(0.0228, abs=0.004)
    assert share_as_far(values, 25, -2 * error, 1) == pytest.approx(0.0228, abs=0.004)
    # A lopsided law has its far means on one side.
    lopsided = [0.0] * 99 + [1.0]
    assert share_as_far(lopsided, 1, 0.9, 1) == pytest.approx(0.01, abs=0.003)
    assert share_as_far(lopsided, 1, -0.9, 1) == 0.0
