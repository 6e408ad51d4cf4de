"""Complex contagion on rings: the ring's law, noise at its ends, checks that hold, play."""

import math
from random import Random
from statistics import fmean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from downtools.errors import InputError
from downtools.study.classics.centola_macy import CLASSIC, cell_checks
from downtools.study.classics.centola_macy.play import RingCase, play
from downtools.study.classics.centola_macy.runs import Run, noisy_run, ring_runs, spread
from downtools.study.classics.graphs import permuted_ring, rewired_ring, ring_contacts
from downtools.study.classics.means import error_of_mean


def test_quick_checks_hold() -> None:
    checks = list(CLASSIC.checks(True))
    assert [check.name for check in checks if not check.holds] == []
    assert len({check.name for check in checks}) == len(checks)


@settings(max_examples=40, deadline=None)
@given(per_side=st.integers(1, 10), need=st.integers(1, 22), more=st.integers(30, 100))
def test_a_ring_carries_needs_up_to_its_side(per_side: int, need: int, more: int) -> None:
    people = 2 * per_side + 1 + more
    found = spread(ring_contacts(people, per_side), need)
    assert found.by_day[-1] == (people if need <= per_side else 2 * per_side + 1)
    if need <= per_side:
        # Each front gains per_side + 1 - need a day, until the last gap closes all at once.
        assert len(found.by_day) - 1 <= -(-more // (2 * (per_side + 1 - need)))


@settings(max_examples=40, deadline=None)
@given(
    need=st.integers(1, 5),
    share=st.floats(0, 1),
    key=st.integers(0, 2**64 - 1),
    exchange=st.booleans(),
)
def test_noise_at_its_ends(need: int, share: float, key: int, exchange: bool) -> None:
    rewire = permuted_ring if exchange else rewired_ring
    contacts = rewire(60, 3, share, key)
    exact = spread(contacts, need)
    none = noisy_run(contacts, need, 0.0, 5)
    assert (none.share, none.days) == (exact.by_day[-1] / 60, len(exact.by_day) - 1)
    # Who acts for sure with one active contact needs but one.
    simple = spread(contacts, 1)
    sure = noisy_run(contacts, need, 1.0, 5)
    assert (sure.share, sure.days) == (simple.by_day[-1] / 60, len(simple.by_day) - 1)


def plain_ring(people: int, per_side: int, share: float, luck: Random) -> list[set[int]]:
    """Watts and Strogatz's rewiring as they tell it: neighbour by neighbour, round after round."""
    steps = range(-per_side, per_side + 1)
    near = [{(i + step) % people for step in steps} - {i} for i in range(people)]
    for step in range(1, per_side + 1):
        for i in range(people):
            if luck.random() < share:
                new = luck.randrange(people)
                while new == i or new in near[i]:
                    new = luck.randrange(people)
                near[i].remove((i + step) % people)
                near[(i + step) % people].remove(i)
                near[i].add(new)
                near[new].add(i)
    return near


def plain_days(near: list[set[int]], need: int) -> float:
    """Days until all act, from person 0 and their contacts; NaN if they never do."""
    out, new, days = {0} | near[0], {0} | near[0], 0
    while new:
        asked = {j for i in new for j in near[i]} - out
        new = {j for j in asked if len(near[j] & out) >= need}
        out, days = out | new, days + 1
    return days - 1 if len(out) == len(near) else math.nan


def test_a_plain_program_agrees_with_ours_and_not_with_the_table() -> None:
    """At need 3, a hundredth rewired, the table's mean of 8 rings is the odd one."""
    own = ring_runs(4000, 4, 3, 0.01, 200)
    share, days = cell_checks(3, 0.01, own)
    assert share.holds
    assert isinstance(days.obtained, float)
    assert not days.holds
    assert "lie so high" in days.why
    luck = Random(1)
    plain = [plain_days(plain_ring(4000, 4, 0.01, luck), 3) for _ in range(12)]
    spread_of_ours = error_of_mean([run.days for run in own], 12)
    assert abs(fmean(plain) - days.obtained) < 3.5 * spread_of_ours
    assert fmean(plain) + 2.5 * spread_of_ours < 1164


def test_days_of_a_cell_have_three_plain_standard_errors() -> None:
    runs = [Run(1.0, days) for days in (60, 70, 80, 90)]
    _, days = cell_checks(2, 0.1, runs)
    error = stdev([60, 70, 80, 90])
    assert days.tolerance == pytest.approx(3 * error * math.hypot(8**-0.5, 0.5) + 0.5)


def test_noise_moves_with_its_probability() -> None:
    """On a ring of one contact per side and need 2, each front waits for luck alone."""
    ring = ring_contacts(400, 1)
    days = [noisy_run(ring, 2, 0.2, luck).days for luck in range(60)]
    # 397 people, of whom the last has two active contacts; two fronts, each one in five days.
    assert sum(days) / 60 == pytest.approx(198 / 0.2, rel=0.06)


def test_noise_is_given_up_after_the_most_days() -> None:
    run = noisy_run(ring_contacts(400, 1), 2, 0.01, 1, most_days=50)
    assert run.share < 0.1
    assert run.days <= 50


def test_runs_repeat_and_differ() -> None:
    some = ring_runs(500, 4, 2, 0.1, 5)
    assert some == ring_runs(500, 4, 2, 0.1, 5)
    assert some[:3] == ring_runs(500, 4, 2, 0.1, 3)
    assert some != ring_runs(500, 4, 2, 0.1, 5, luck=8)
    assert len({run.days for run in some}) > 1


def test_play() -> None:
    found = play(RingCase(people=500))
    assert found["runs in which all act"] == found["runs"] == 20
    assert found["mean days until all act"] == -(-(500 - 9) // 6)
    stuck = play(RingCase(people=500, need=5, runs=2))
    assert stuck["runs in which all act"] == 0
    assert stuck["mean share of people who act"] == pytest.approx(9 / 500)
    moved = play(RingCase(people=500, need=5, runs=2, noise=0.2))
    assert moved["runs in which all act"] == 2
    assert play(RingCase(people=500, rewiring=0.2, way="exchange")) != play(
        RingCase(people=500, rewiring=0.2)
    )


@pytest.mark.parametrize(
    ("case", "column"),
    [(RingCase(people=8, per_side=4), "per_side"), (RingCase(people=20, need=20), "need")],
)
def test_play_refuses(case: RingCase, column: str) -> None:
    with pytest.raises(InputError) as caught:
        play(case)
    assert [fault.column for fault in caught.value.faults] == [column]
