"""The engine with terms turned off, beside plain programs that ask everybody every day."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.day.cascade import NEVER, Cascade, cascade
from downtools.study.classics.crowds import by_crowds, by_loop
from downtools.study.classics.engine import bare_scenario, by_heads, by_ties, own_scores
from downtools.study.classics.same_days import same_days
from downtools.world.build import build_world
from downtools.world.contacts import Contacts, contacts_of_pairs

DAYS = 12


def twin_of_heads(thresholds: list[int], days: int) -> list[int]:
    """Everybody looks at the others every day; who is out looks again too."""
    out = [False] * len(thresholds)
    path: list[int] = []
    for _ in range(days):
        seen = sum(out)
        others = [seen - own for own in out]
        out = [n >= t for n, t in zip(others, thresholds, strict=True)]
        path.append(sum(out))
    return path


def network(people: int, ties: list[tuple[int, int]]) -> Contacts:
    a = np.array([one for one, _ in ties], np.int64)
    b = np.array([other for _, other in ties], np.int64)
    return contacts_of_pairs(people, a, b)


@given(st.lists(st.integers(-3, 45), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_heads_are_counted_as_a_plain_program_counts_them(thresholds: list[int]):
    found = by_heads(np.array(thresholds, np.int64), DAYS)
    assert found.tolist() == twin_of_heads(thresholds, DAYS)


@pytest.mark.parametrize("people", [2, 3, 100, 255, 256, 257, 5_000, 70_000])
def test_one_head_decides_and_a_tie_acts(people: int):
    need = people - 1
    thresholds = np.zeros(people, np.int64)
    thresholds[-1] = need
    assert by_heads(thresholds, 3).tolist() == [need, people, people]
    thresholds[-1] = need + 1
    assert by_heads(thresholds, 3).tolist() == [need, need, need]


def test_who_needs_everybody_or_more_never_acts():
    assert by_heads(np.array([0, 0, 3, 4, 10**9]), 4).tolist() == [2, 2, 2, 2]
    assert by_heads(np.array([1]), 2).tolist() == [0, 0]
    assert by_heads(np.array([0]), 2).tolist() == [1, 1]


@given(
    st.integers(1, 12).flatmap(
        lambda people: st.lists(
            st.lists(st.integers(-2, people + 2), min_size=people, max_size=people),
            min_size=1,
            max_size=6,
        )
    )
)
@settings(max_examples=40, deadline=None)
def test_crowds_beside_each_other_do_not_look_at_each_other(crowds: list[list[int]]):
    heads = np.array(crowds, np.int64)
    loop = by_loop(heads)
    together = by_crowds(heads, len(loop))
    assert together.tolist() == loop.tolist()
    alone = [by_heads(one, len(loop)).tolist() for one in heads]
    assert together.T.tolist() == alone


@st.composite
def cases(draw: st.DrawFn) -> tuple[Contacts, list[int], list[int]]:
    people = draw(st.integers(1, 25))
    pairs = [(a, b) for a in range(people) for b in range(a)]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=70)) if pairs else []
    need = st.one_of(st.integers(-1, 6), st.just(NEVER))
    needs = draw(st.lists(need, min_size=people, max_size=people))
    seeds = draw(st.lists(st.integers(0, people - 1), max_size=2, unique=True))
    return network(people, ties), needs, seeds


@given(cases())
@settings(max_examples=60, deadline=None)
def test_ties_are_counted_as_the_cascade_counts_them(case: tuple[Contacts, list[int], list[int]]):
    contacts, needs, seeds = case
    given_needs, given_seeds = np.array(needs, np.int32), np.array(seeds, np.int64)
    expected = cascade(contacts, given_needs, given_seeds).by_day.tolist()
    found = by_ties(contacts, given_needs, given_seeds, len(expected) + 1).tolist()
    assert found == [*expected, expected[-1]]


@pytest.mark.parametrize("need", [1, 255, 256, 300, 301])
def test_a_hub_counts_all_its_contacts(need: int):
    """A star of 300 around worker 0, and worker 301 whom nobody knows."""
    contacts = network(302, [(0, other) for other in range(1, 301)])
    needs = np.full(302, NEVER, np.int32)
    needs[0] = need
    needs[1:301] = 0
    needs[301] = 1
    none = np.zeros(0, np.int64)
    after = 301 if need <= 300 else 300
    assert by_ties(contacts, needs, none, 3).tolist() == [300, after, after]
    needs[1:301] = 1
    needs[0] = 0
    assert by_ties(contacts, needs, none, 2).tolist() == [1, 301]


@pytest.mark.parametrize("need", [254, 255, 256, 257, NEVER])
@pytest.mark.parametrize("degree", [254, 255, 256])
def test_a_hub_of_255_counts_in_the_engine_as_in_the_cascade(degree: int, need: int):
    contacts = network(degree + 1, [(0, leaf) for leaf in range(1, degree + 1)])
    needs = np.zeros(degree + 1, np.int32)
    needs[0] = need
    none = np.zeros(0, np.int64)
    after = degree + (need <= degree)
    assert by_ties(contacts, needs, none, 3).tolist() == [degree, after, after]
    found = cascade(contacts, needs, none).by_day.tolist()
    assert found == ([degree, after] if need <= degree else [degree])


@pytest.mark.parametrize("need", [65_534, 65_535, 65_536, NEVER])
def test_the_largest_hub_whose_contacts_a_score_tells_apart(need: int):
    """65,536 contacts, of whom one stays at home."""
    most = 65_536
    contacts = network(most + 1, [(0, leaf) for leaf in range(1, most + 1)])
    needs = np.zeros(most + 1, np.int32)
    needs[0] = need
    needs[1] = NEVER
    none = np.zeros(0, np.int64)
    after = most - 1 + (need <= most - 1)
    assert by_ties(contacts, needs, none, 2).tolist() == [most - 1, after]


def test_a_hub_of_more_contacts_than_a_score_tells_apart_is_refused():
    most = 65_537
    contacts = network(most + 1, [(0, leaf) for leaf in range(1, most + 1)])
    with pytest.raises(ValueError, match="65537 contacts"):
        by_ties(contacts, np.ones(most + 1, np.int32), np.zeros(0, np.int64), 2)


def test_same_days_tells_engine_and_cascade_apart(monkeypatch: pytest.MonkeyPatch):
    contacts = network(5, [(i, i + 1) for i in range(4)])
    needs, seeds = np.ones(5, np.int32), np.zeros(1, np.int64)
    assert same_days("a line", contacts, needs, seeds).holds

    def short(*asked: object) -> Cascade:
        found = cascade(contacts, needs, seeds)
        return Cascade(found.day, found.by_day[:-1])

    monkeypatch.setattr("downtools.study.classics.same_days.cascade", short)
    check = same_days("a line", contacts, needs, seeds)
    assert not check.holds
    assert check.obtained == "5 for 4 on day 4"


def test_ranks_hold_65536_different_scores_and_no_more():
    people = 65_537
    world = build_world(bare_scenario(people, 1, {}), cache=False)
    scores = np.arange(people)
    with pytest.raises(ValueError, match="65537 different scores"):
        own_scores(world, scores)
    scores[-1] = 0
    found = own_scores(world, scores)
    assert found.values is not None
    assert (found.values.opposition[found.workers.opposition] == scores).all()
