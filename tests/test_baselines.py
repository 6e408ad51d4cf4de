"""Simple forecasters: small cases by hand, sizes, what always holds and what is refused."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from downtools.study.forecast.baselines.chain import Chain, Moves, State, rates
from downtools.study.forecast.baselines.every import ALL
from downtools.study.forecast.baselines.field import MeanField
from downtools.study.forecast.baselines.logit import fit_logit
from downtools.study.forecast.baselines.people import sizes_of
from downtools.study.forecast.baselines.plain import Climatology, Persistence, Quiet
from downtools.study.forecast.baselines.regression import LogisticRegression
from tests.waves import history, luck, wild

NAMES = [one.name for one in ALL]
every = pytest.mark.parametrize("one", ALL, ids=NAMES)


# ---- By hand


def test_climatology_by_hand():
    past = history([[1, 0, 1], [0, 0, 0]], working=[1, 1, 0, 1, 0])
    assert Climatology().chance(past, (1, 2)) == pytest.approx(np.array([[0.3] * 2, [0.5] * 2]))
    assert Climatology().within(past, (2,)) == pytest.approx(np.array([[1 - 0.7 * 0.5] * 2]))


def test_climatology_takes_days_of_the_other_kind_where_there_were_none():
    past = history([[0], [1], [0]], working=[0, 1, 0])
    assert Climatology().chance(past, (1, 2)) == pytest.approx(np.full((2, 3), 1.5 / 4))


def test_always_quiet():
    past = wild(1, 4, 9, 0.5)
    assert not Quiet().within(past, (1, 5)).any()
    assert not Quiet().sizes(past, 3, 10, 1).any()


def test_persistence_by_hand():
    # Of two moves from out one stays; of four from not out one starts; 3 of 8 site-days are out.
    past = history([[1, 1, 0, 1], [0, 0, 0, 0]], working=[1, 1, 1, 1, 1, 0, 1])
    stay, start = 1.5 / 3, (1 + 3.5 / 9) / 5
    second = [stay**2 + (1 - stay) * start, start * stay + (1 - start) * start]
    found = Persistence().chance(past, (1, 2, 3))
    assert found[[0, 2]] == pytest.approx(np.array([[stay, start], second]))
    rest = 3.5 / 9  # no day of rest so far: working days stand in
    assert found[1] == pytest.approx([rest, rest])
    quiet = [(1 - stay) * (1 - start) * (1 - rest), (1 - start) ** 2 * (1 - rest)]
    assert Persistence().within(past, (3,))[0] == pytest.approx(1 - np.array(quiet))


def test_moves_leap_over_days_of_rest():
    past = history([[1, 0, 0, 1], [0, 1, 1, 0]], working=[1, 0, 0, 1, 0, 1])
    seen = rates(past)
    # The first stays and the second does not start; both were out once, on any day.
    assert seen.stay == pytest.approx(1.5 / 2)
    assert seen.start == pytest.approx((0 + 2.5 / 5) / 2)
    assert seen.back == pytest.approx(seen.start), "nobody came back, and nobody could"


def test_the_chance_of_any_report_is_that_of_all_paths():
    p = luck("moves", 3, 3)

    class Given(Chain):
        name = "given"

        def moves(self, history, days):
            return [Moves(new=p[d, :1], back=p[d, 1:2], stay=p[d, 2:]) for d in range(days)]

    for before in ([[0, 0]], [[1, 0]], [[0, 1]]):
        past = history(before)
        day, any_day = np.zeros(3), np.zeros(3)
        for path in itertools.product((0, 1), repeat=3):
            now, ever, weight = before[0][1], max(before[0]), 1.0
            for step, out in enumerate(path):
                chance = p[step, 2 if now else 1 if ever else 0]
                weight *= chance if out else 1 - chance
                now, ever = out, max(ever, out)
            day += weight * np.array(path)
            any_day += weight * np.maximum.accumulate(path)
        assert Given().chance(past, (1, 2, 3))[:, 0] == pytest.approx(day)
        assert Given().within(past, (1, 2, 3))[:, 0] == pytest.approx(any_day)


# ---- Sizes


def test_sizes_shrink_from_a_site_to_all_sites():
    out, size = np.ones((3, 40)), np.full((3, 40), np.nan)
    size[0], size[1, 0] = 500.0, 10.0
    law = sizes_of(history(out, size=size))
    told = np.exp(law.middle)
    assert told[0] == pytest.approx(500.0, rel=0.05), "forty reports speak for themselves"
    assert 10.0 < told[1] < told[2] < told[0], "one report goes half the way"
    assert law.spread[0] < law.spread[1] < law.spread[2]


def test_samples_have_the_chance_and_the_law():
    past = wild(3, 4, 20, 0.4)
    one, law = Persistence(), sizes_of(past)
    step = 1 if past.ahead(1)[0] else 3
    drawn = one.sizes(past, step, 4000, 5)
    assert drawn.shape == (4000, 4)
    assert (drawn > 0).mean(axis=0) == pytest.approx(one.chance(past, (step,))[0], abs=0.03)
    for site in range(4):
        seen = drawn[drawn[:, site] > 0, site]
        assert np.median(seen) == pytest.approx(
            min(np.exp(law.middle[site]), law.most[site]), rel=0.2
        )
        assert seen.min() >= 1.0
        assert seen.max() <= law.most[site] * (1 + 1e-12)
    assert (one.sizes(past, step, 4000, 6) != drawn).any()


def test_without_any_size_a_tenth_of_the_staff_is_assumed():
    law = sizes_of(history([[1.0]]))
    assert np.exp(law.middle) == pytest.approx([100.0])


# ---- What always holds

HISTORIES = st.builds(
    wild,
    st.integers(0, 40),
    st.integers(1, 6),
    st.integers(1, 14),
    st.sampled_from([0.0, 0.05, 0.3, 0.9, 1.1]),
)
STEPS = st.lists(st.integers(1, 10), min_size=1, max_size=4).map(tuple)


@every
@settings(max_examples=40, deadline=None)
@given(past=HISTORIES)
@example(past=history([[0]]))
@example(past=history([[1]]))
@example(past=history([[0], [0]], working=[0] * 11))
def test_probabilities_are_probabilities_and_within_holds_every_day(one, past):
    steps = tuple(range(1, 11))
    chance, within = one.chance(past, steps), one.within(past, steps)
    for p in (chance, within):
        assert p.shape == (10, past.sites)
        assert ((p >= 0.0) & (p <= 1.0)).all()
    assert (within >= np.maximum.accumulate(chance, axis=0)).all()
    assert (np.diff(within, axis=0) >= 0.0).all()
    assert (within <= np.minimum(chance.cumsum(axis=0), 1.0) + 1e-9).all() or isinstance(
        one, LogisticRegression
    ), "only models fitted apart may pass the sum of the days"
    assert all(isinstance(note, str) for note in one.notes(past, steps))


@every
@settings(max_examples=20, deadline=None)
@given(past=HISTORIES, steps=STEPS, seed=st.integers(0, 99))
def test_asked_twice_the_bytes_are_the_same_and_steps_do_not_lean_on_each_other(
    one, past, steps, seed
):
    for ask in (one.chance, one.within):
        found = ask(past, steps)
        assert found.tobytes() == ask(past, steps).tobytes()
        each = np.concatenate([ask(past, (step,)) for step in steps])
        assert found == pytest.approx(each, abs=1e-12)
    drawn = [one.sizes(past, steps[0], 5, seed).tobytes() for _ in range(2)]
    assert drawn[0] == drawn[1]


@every
@settings(max_examples=20, deadline=None)
@given(past=HISTORIES, cut=st.integers(1, 14), steps=STEPS)
def test_the_future_changes_nothing(one, past, cut, steps):
    cut = min(cut, past.days)

    def until(full, tail):
        """The history to the cut of a longer one, with other days of work far ahead."""
        tables = {name: getattr(full, name)[:, :cut] for name in ("out", "met", "size")}
        working = np.append(past.working[: cut + 10], tail)
        return dataclasses.replace(full, working=working, **tables)

    later = np.arange(past.days) >= cut
    other = dataclasses.replace(
        past,
        out=np.where(later, 1.0 - past.out, past.out),
        met=np.where(later, 1.0 - past.met, past.met),
        size=np.where(later, 7.0, past.size),
    )
    seen, same = until(past, [True]), until(other, [False, False])
    assert one.chance(seen, steps).tobytes() == one.chance(same, steps).tobytes()
    assert one.within(seen, steps).tobytes() == one.within(same, steps).tobytes()
    assert one.sizes(seen, 1, 3, 1).tobytes() == one.sizes(same, 1, 3, 1).tobytes()


@every
@settings(max_examples=25, deadline=None)
@given(past=HISTORIES, steps=STEPS, turn=st.integers(0, 720))
def test_sites_in_another_order_get_the_same_answers(one, past, steps, turn):
    order = np.argsort(luck(f"turn{turn}", past.sites))
    moved = dataclasses.replace(
        past,
        **{name: getattr(past, name)[order] for name in ("out", "met", "size", "staff", "town")},
    )
    assert one.chance(moved, steps) == pytest.approx(one.chance(past, steps)[:, order], abs=1e-7)
    assert one.within(moved, steps) == pytest.approx(one.within(past, steps)[:, order], abs=1e-7)
    assert sizes_of(moved).middle == pytest.approx(sizes_of(past).middle[order])


@every
def test_on_a_day_of_rest_all_go_by_days_of_rest(one):
    past = history(luck("rest", 5, 14) < 0.4, working=np.arange(24) % 7 < 5)
    rest = (past.out[:, [5, 6, 12, 13]].sum() + 0.5) / 21
    expected = 0.0 if isinstance(one, Quiet) else rest
    assert one.chance(past, (6, 7)) == pytest.approx(np.full((2, 5), expected))


@every
def test_all_out_is_expected_to_last_and_none_out_not_to_begin(one):
    if isinstance(one, Quiet):
        return
    assert one.chance(history(np.ones((20, 12))), (1,)).min() > 0.9
    assert one.chance(history(np.zeros((20, 12))), (1,)).max() < 0.05
    assert one.chance(history(np.zeros((20, 1))), (1, 5)).max() < 0.05, "the very first day"


def test_no_name_comes_twice():
    assert len(set(NAMES)) == len(ALL) == 7


def test_what_cannot_be_fitted_is_said():
    calm = history(np.zeros((5, 8)))
    silent = {"climatology", "always quiet", "persistence"}
    assert {one.name for one in ALL if not one.notes(calm, (1, 2))} == silent
    busy = history(luck("busy", 9, 12) < 0.4)
    assert not any(one.notes(busy, (1, 2, 5)) for one in ALL)
    (note,) = LogisticRegression().notes(busy, (1, 12, 20))
    assert note.endswith("climatology answers for step 12, 20")
    usual = Climatology()
    for one in (LogisticRegression(), MeanField()):
        assert one.chance(calm, (1, 3)) == pytest.approx(usual.chance(calm, (1, 3)))
        assert one.within(calm, (1, 3)) == pytest.approx(usual.within(calm, (1, 3)))


def test_states_add_up_to_one():
    state = State(never=np.array([0.2]), was=np.array([0.3]), out=np.array([0.5]))
    p = luck("state", 3)
    later = state.after(Moves(new=p[:1], back=p[1:2], stay=p[2:]))
    assert later.never + later.was + later.out == pytest.approx([1.0])


# ---- What is refused


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"out": np.zeros(3)}, r"out has shape \(3,\)"),
        ({"out": np.zeros((0, 3))}, "at least one of both"),
        ({"out": np.zeros((2, 0))}, "at least one of both"),
        ({"met": np.zeros((2, 4))}, r"met has shape \(2, 4\), not \(2, 3\)"),
        ({"size": np.zeros((3, 2))}, "size has shape"),
        ({"staff": np.ones(3)}, r"staff has shape \(3,\), not \(2,\)"),
        ({"town": np.zeros((2, 1), np.int64)}, "town has shape"),
        ({"working": np.ones(2, np.bool_)}, "must hold 3 days or more"),
        ({"working": np.ones(5)}, "working holds float64"),
        ({"out": np.full((2, 3), 0.5)}, "out: what was reported is 1"),
        ({"met": np.full((2, 3), np.nan)}, "met: what was reported is 1"),
        ({"size": np.full((2, 3), -1.0)}, "size: a number of people"),
        ({"size": np.full((2, 3), np.inf)}, "size: a number of people"),
        ({"staff": np.array([1.0, 0.0])}, "staff: a number of people"),
        ({"staff": np.array([1.0, np.nan])}, "staff: a number of people"),
    ],
)
def test_a_history_that_cannot_be_is_refused(more, said):
    sound = history(np.zeros((2, 3)))
    with pytest.raises(ValueError, match=said):
        dataclasses.replace(sound, **more)


@every
def test_steps_that_cannot_be_are_refused(one):
    past = history(np.zeros((2, 3)), working=[1] * 8)
    assert one.chance(past, ()).shape == (0, 2)
    assert one.within(past, ()).shape == (0, 2)
    for ask in (one.chance, one.within, one.notes):
        with pytest.raises(ValueError, match="0 is no day after the origin"):
            ask(past, (1, 0))
        with pytest.raises(ValueError, match="working holds 5 days after the origin, and step 6"):
            ask(past, (1, 6))
    with pytest.raises(ValueError, match="step 6"):
        one.sizes(past, 6, 4, 1)
    with pytest.raises(ValueError, match="draws is 0"):
        one.sizes(past, 1, 0, 1)


@pytest.mark.parametrize(
    ("rows", "hits", "penalty", "said"),
    [
        (np.zeros(4), np.zeros(4), 1.0, "not rows alike"),
        (np.zeros((4, 2)), np.zeros(3), 1.0, "not rows alike"),
        (np.zeros((4, 2)), np.full(4, 0.5), 1.0, "an event is 1"),
        (np.zeros((4, 2)), np.array([0.0, 1, 0, 1]), 0.0, "penalty is 0.0"),
        (np.zeros((4, 2)), np.ones(4), 1.0, "all rows are alike"),
    ],
)
def test_a_regression_that_cannot_be_fitted_is_refused(rows, hits, penalty, said):
    with pytest.raises(ValueError, match=said):
        fit_logit(rows, hits, penalty)


@pytest.mark.parametrize("kind", [LogisticRegression, MeanField])
def test_a_penalty_must_be_above_zero(kind):
    with pytest.raises(ValueError, match="penalty is -1"):
        kind(penalty=-1.0)
