"""Cascades against a plain twin, which asks everybody every day."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.day.cascade import NEVER, cascade, needs_of_shares
from downtools.errors import InputError
from downtools.world.contacts import Contacts

Lists = list[list[int]]


def twin(contacts: Lists, needs: list[int], seeds: list[int]) -> tuple[list[int], list[int]]:
    """The rule as it is written, with a look at everybody every day."""
    day = [0 if need <= 0 or i in seeds else -1 for i, need in enumerate(needs)]
    by_day: list[int] = []
    while not by_day or sum(d >= 0 for d in day) > by_day[-1]:
        by_day.append(sum(d >= 0 for d in day))
        out = [d >= 0 for d in day]
        for i, need in enumerate(needs):
            if not out[i] and sum(out[j] for j in contacts[i]) >= need:
                day[i] = len(by_day)
    return day, by_day


def network(people: int, ties: list[tuple[int, int]]) -> tuple[Contacts, Lists]:
    lists: Lists = [[] for _ in range(people)]
    for a, b in ties:
        lists[a].append(b)
        lists[b].append(a)
    first = np.cumsum([0, *map(len, lists)], dtype=np.int64)
    return Contacts(first, np.array([j for one in lists for j in sorted(one)], np.int32)), lists


def run(contacts: Contacts, needs: list[int], seeds: list[int]) -> tuple[list[int], list[int]]:
    found = cascade(contacts, np.array(needs, np.int32), np.array(seeds, np.int64))
    assert found.day.dtype == np.int32
    assert found.by_day.dtype == np.int64
    return found.day.tolist(), found.by_day.tolist()


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]], list[int], list[int]]:
    people = draw(st.integers(1, 40))
    pairs = [(a, b) for a in range(people) for b in range(a)]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=120)) if pairs else []
    need = st.one_of(st.integers(-1, 6), st.just(NEVER))
    needs = draw(st.lists(need, min_size=people, max_size=people))
    seeds = draw(st.lists(st.integers(0, people - 1), max_size=3))
    return people, ties, needs, seeds


@given(cases())
@settings(max_examples=300, deadline=None)
def test_a_cascade_is_that_of_the_plain_twin(
    case: tuple[int, list[tuple[int, int]], list[int], list[int]],
) -> None:
    people, ties, needs, seeds = case
    contacts, lists = network(people, ties)
    assert run(contacts, needs, seeds) == twin(lists, needs, seeds)


@given(
    st.integers(300, 900),
    st.lists(st.integers(240, 900), min_size=4, max_size=4),
    st.lists(st.integers(0, 899), max_size=700, unique=True),
)
@settings(max_examples=60, deadline=None)
def test_hubs_count_beyond_a_narrow_counter(
    leaves: int, hub_needs: list[int], seeds: list[int]
) -> None:
    # Four hubs, tied to all leaves and each to the next; a leaf needs two hubs.
    ties = [(hub, 4 + leaf) for hub in range(4) for leaf in range(leaves)]
    contacts, lists = network(4 + leaves, [*ties, (0, 1), (1, 2), (2, 3)])
    needs = [*hub_needs, *[2] * leaves]
    begun = [4 + seed for seed in seeds if seed < leaves]
    assert run(contacts, needs, begun) == twin(lists, needs, begun)


@pytest.mark.parametrize("need", [254, 255, 256, 257, 510, 511, 600, 601, NEVER])
def test_a_hub_walks_out_with_exactly_the_last_contact_it_needs(need: int) -> None:
    contacts, _ = network(601, [(0, leaf) for leaf in range(1, 601)])
    needs = [need, *[NEVER] * 600]
    for seeds in (need - 1, need):
        day, by_day = run(contacts, needs, list(range(1, min(seeds, 600) + 1)))
        out = seeds == need <= 600
        assert day[0] == (1 if out else -1)
        assert by_day[-1] == min(seeds, 600) + out


@pytest.mark.parametrize("need", [254, 255, 256, 257, NEVER])
@pytest.mark.parametrize("degree", [254, 255, 256])
def test_a_hub_stays_if_all_its_contacts_are_fewer_than_it_needs(degree: int, need: int) -> None:
    """Every leaf of a star is out; beside it another hub, or none, that a counter cannot hold."""
    for other in ([], [(degree + 1, degree + 2 + leaf) for leaf in range(300)]):
        people = degree + 1 + (301 if other else 0)
        contacts, lists = network(people, [*((0, leaf) for leaf in range(1, degree + 1)), *other])
        needs = [need, *[0] * degree, *[NEVER] * (people - degree - 1)]
        found = run(contacts, needs, [])
        assert found == twin(lists, needs, [])
        assert found[0][0] == (1 if need <= degree else -1)


def test_a_line_takes_a_day_a_worker() -> None:
    contacts, _ = network(50, [(i, i + 1) for i in range(49)])
    day, by_day = run(contacts, [1] * 50, [0])
    assert day == list(range(50))
    assert by_day == list(range(1, 51))


def test_nobody_begins() -> None:
    contacts, _ = network(3, [(0, 1)])
    assert run(contacts, [1, 1, 0], []) == ([-1, -1, 0], [1])
    assert run(contacts, [1, 1, 1], []) == ([-1, -1, -1], [0])
    assert run(network(0, [])[0], [], []) == ([], [0])


def test_needs_and_seeds_stay_as_they_were() -> None:
    contacts, _ = network(3, [(0, 1), (1, 2)])
    needs, seeds = np.array([1, 1, 2], np.int32), np.array([0], np.int64)
    assert cascade(contacts, needs, seeds).by_day.tolist() == [1, 2]
    assert needs.tolist() == [1, 1, 2]
    for array in (*contacts, needs, seeds):
        array.flags.writeable = False
    assert cascade(contacts, needs, seeds).by_day.tolist() == [1, 2]
    assert needs_of_shares(contacts, np.broadcast_to(1.0, 3)).tolist() == [1, 2, 1]


def test_a_seed_that_is_nobody_and_too_few_needs_are_refused_together() -> None:
    contacts, _ = network(3, [(0, 1)])
    with pytest.raises(InputError) as caught:
        cascade(contacts, np.ones(2, np.int32), np.array([0, 3], np.int64))
    needs, seeds = caught.value.faults
    assert (needs.file, needs.value) == ("needs", 2)
    assert (seeds.file, seeds.value) == ("seeds", 3)
    with pytest.raises(InputError, match="no such worker"):
        cascade(contacts, np.ones(3, np.int32), np.array([-1], np.int64))


@pytest.mark.parametrize("width", [np.int8, np.uint32, np.int64, np.uint64, list])
def test_needs_and_seeds_may_be_whole_numbers_of_any_width(width: Any) -> None:
    contacts, _ = network(3, [(0, 1), (1, 2)])
    given_needs, given_seeds = (
        one if width is list else np.array(one, width) for one in ([1, 1, 2], [0])
    )
    assert cascade(contacts, given_needs, given_seeds).by_day.tolist() == [1, 2]
    nobody = [] if width is list else np.array([], width)
    assert cascade(contacts, given_needs, nobody).by_day.tolist() == [0]


def test_the_lists_of_nothing_that_numpy_makes_are_seeds() -> None:
    contacts, _ = network(2, [(0, 1)])
    assert cascade(contacts, [0, 1], np.array([])).by_day.tolist() == [1, 2]
    assert cascade(network(0, [])[0], [], []).by_day.tolist() == [0]


@pytest.mark.parametrize("need", [2**31, 2**32 + 1, -(2**31) - 1])
def test_a_need_that_does_not_fit_is_refused_and_not_cut(need: int) -> None:
    contacts, _ = network(2, [(0, 1)])
    with pytest.raises(InputError, match=f"needs is '{need}': not a number of 32 bits"):
        cascade(contacts, [1, need], [0])
    assert cascade(contacts, [1, NEVER], [0]).by_day.tolist() == [1]


@pytest.mark.parametrize(
    ("needs", "shown"),
    [
        (np.array([0.3, 0.3]), "float64[2]"),
        (np.ones((2, 1), np.int64), "int64[2, 1]"),
        (np.array([True, True]), "bool[2]"),
        (["1", "1"], "<U1[2]"),
        ([[1], [1, 2]], "[[1], [1, 2]]"),
        (1, "1"),
    ],
)
def test_needs_that_are_no_row_of_whole_numbers_are_refused(needs: Any, shown: str) -> None:
    contacts, _ = network(2, [(0, 1)])
    with pytest.raises(InputError) as caught:
        cascade(contacts, needs, [2])
    wrong, seed = map(str, caught.value.faults)
    assert wrong.startswith(f"needs is '{shown}': not a row of whole numbers; ")
    assert wrong.endswith("needs_of_shares(contacts, shares) makes them of shares")
    assert seed.startswith("seeds is '2': no such worker")


@pytest.mark.parametrize("seeds", [0, np.array([0.0]), np.array([[0]]), "0", np.array([True])])
def test_seeds_that_are_no_row_of_whole_numbers_are_refused(seeds: Any) -> None:
    contacts, _ = network(2, [(0, 1)])
    with pytest.raises(InputError, match=r"^seeds is .*; give numbers of workers, such as \[0\]$"):
        cascade(contacts, [1, 1], seeds)


@pytest.mark.parametrize("shares", ["a", [0.1, "b"], [[0.1], [0.1, 0.2]], 1j])
def test_shares_that_are_no_numbers_are_refused(shares: Any) -> None:
    contacts, _ = network(2, [(0, 1)])
    with pytest.raises(InputError, match="shares is"):
        needs_of_shares(contacts, shares)


def star(degree: int) -> Contacts:
    return network(degree + 1, [(0, i) for i in range(1, degree + 1)])[0]


@pytest.mark.parametrize(
    ("share", "degree", "need"),
    [
        (0.18, 50, 9),  # 9 / 50 is .18, though .18 * 50 may lie above 9
        (0.18, 5, 1),
        (0.18, 6, 2),
        (0.07, 100, 7),
        (0.55, 100, 55),
        (1.0, 7, 7),
        (1e-300, 7, 1),
        (5e-324, 7, 1),
        (1.0000001, 7, NEVER),
        (float("inf"), 7, NEVER),
        (0.0, 7, 0),
        (-0.5, 7, 0),
        (float("-inf"), 7, 0),
        (0.5, 0, NEVER),
        (0.0, 0, 0),
    ],
)
def test_a_share_is_the_least_count_that_makes_it_up(share: float, degree: int, need: int) -> None:
    assert needs_of_shares(star(degree), share)[0] == need


@given(st.integers(1, 2000), st.data())
@settings(deadline=None)
def test_ties_of_shares_act(degree: int, data: st.DataObject) -> None:
    need = data.draw(st.integers(1, degree))
    share = need / degree
    contacts = star(degree)
    above = np.nextafter(share, 2.0)
    assert needs_of_shares(contacts, share)[0] == need
    assert needs_of_shares(contacts, above)[0] == (need + 1 if need < degree else NEVER)


def test_each_worker_may_have_a_share_of_their_own() -> None:
    contacts, _ = network(4, [(0, 1), (0, 2)])
    shares = np.array([0.5, 0.5, 0.0, 0.5])
    assert needs_of_shares(contacts, shares).tolist() == [1, 1, 0, NEVER]
    with pytest.raises(InputError, match="one share for all, or one for each"):
        needs_of_shares(contacts, shares[:3])
    with pytest.raises(InputError, match="not a number"):
        needs_of_shares(contacts, float("nan"))
