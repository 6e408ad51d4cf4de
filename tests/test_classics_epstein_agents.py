"""Epstein's agents and police on a torus: the kernel against a plain twin, and what runs give."""

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.peers.with_mesa_epstein import mesa_run
from downtools import exact
from downtools.chance import bits, key_of, stream, uniform
from downtools.errors import InputError
from downtools.scenario.declare import params_of
from downtools.study.classics.epstein_agents import CLASSIC, Case, play
from downtools.study.classics.epstein_agents.checks import Row, against_table
from downtools.study.classics.epstein_agents.grid import FOREVER, TRIES, new_crowd, new_grid
from downtools.study.classics.epstein_agents.runs import (
    AGENTS,
    BURST,
    POLICE,
    bursts_of,
    jump,
    salami,
    simulate,
    steady,
    withdrawal,
)

SIDE = 12


def lot(draw: int, many: int) -> int:
    return ((draw >> 32) * many) >> 32


def shuffled(row: list[int], key: int) -> list[int]:
    for last in range(len(row) - 1, 0, -1):
        other = lot(bits(key, last), last + 1)
        row[last], row[other] = row[other], row[last]
    return row


class Twin:
    """The same model written a second time: no counts are kept, everybody looks at everybody."""

    def __init__(self, seed: int, agents: int, police: int, vision: float) -> None:
        self.seed, self.agents, self.on_duty = seed, agents, police
        reach = range(-int(vision), int(vision) + 1)
        self.disc = [(x, y) for y in reach for x in reach if x * x + y * y <= vision**2]
        sites = shuffled(list(range(SIDE * SIDE)), self.key("place", 0))
        self.at = sites[: agents + police]
        self.hardship = [uniform(bits(self.key("hardship", 0), i)) for i in range(agents)]
        self.risk = [uniform(bits(self.key("risk", 0), i)) for i in range(agents)]
        self.active = [False] * agents
        self.term = [0] * agents
        self.order = list(range(agents + police))

    def key(self, decision: str, tick: int) -> int:
        return stream(self.seed, key_of(f"epstein/{decision}"), tick)

    def near(self, site: int) -> list[int]:
        row, column = divmod(site, SIDE)
        return [(row + y) % SIDE * SIDE + (column + x) % SIDE for x, y in self.disc]

    def police(self) -> range:
        return range(self.agents, self.agents + self.on_duty)

    def open_sites(self, site: int) -> list[int]:
        free = [i for i in range(self.agents) if self.term[i] == 0]
        taken = {self.at[i] for i in (*free, *self.police())}
        return [there for there in self.near(site) if there not in taken]

    def move(self, who: int, key: int) -> None:
        here, first = self.at[who], who * (TRIES + 1)
        sights, found = self.near(here), self.open_sites(here)
        for n in range(TRIES):
            there = sights[lot(bits(key, first + n), len(sights))]
            if there in found:
                self.at[who] = there
                return
        if found:
            self.at[who] = found[lot(bits(key, first + TRIES), len(found))]

    def choose(self, i: int, legitimacy: float, floor: bool) -> None:
        sights = self.near(self.at[i])
        police = sum(self.at[officer] in sights for officer in self.police())
        company = 1 + sum(self.active[j] and self.at[j] in sights for j in range(self.agents))
        odds = police // company if floor else police / company
        risk = self.risk[i] * (1 - exact.exp(-2.3 * odds))
        self.active[i] = self.hardship[i] * (1 - legitimacy) - risk > 0.1

    def arrest(self, officer: int, jail: int, tick: int) -> None:
        sights = self.near(self.at[officer])
        crowd = [i for i in range(self.agents) if self.active[i] and self.at[i] in sights]
        crowd.sort(key=lambda i: sights.index(self.at[i]))
        if crowd:
            caught = crowd[lot(bits(self.key("arrest", tick), officer), len(crowd))]
            self.active[caught] = False
            self.term[caught] = lot(bits(self.key("term", tick), officer), jail)
            self.at[officer] = self.at[caught]

    def tick(self, tick: int, legitimacy: float, police: int, jail: int, floor: bool) -> None:
        self.on_duty = police
        self.order = shuffled(self.order, self.key("order", tick))
        for who in self.order:
            if who in self.police():
                self.move(who, self.key("move", tick))
                self.arrest(who, jail, tick)
            elif who < self.agents and self.term[who] == 0:
                self.move(who, self.key("move", tick))
                self.choose(who, legitimacy, floor)
        self.term = [max(term - 1, 0) for term in self.term]


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**40),
    agents=st.integers(5, 110),
    police=st.integers(0, 25),
    vision=st.sampled_from([1.0, 1.7, 3.0, 4.5]),
    jail=st.integers(0, 12),
    legitimacy=st.floats(0.0, 0.9),
    floor=st.booleans(),
)
def test_the_kernel_is_its_plain_twin(
    seed: int,
    agents: int,
    police: int,
    vision: float,
    jail: int,
    legitimacy: float,
    floor: bool,
):
    """Officers leave one a tick here; crowds up to 135 on 144 sites make open sites rare."""
    ticks = 8
    duty = np.maximum(police - np.arange(ticks), 0)
    views = np.linspace(legitimacy, legitimacy / 2, ticks)
    found = simulate(
        seed, views, duty, agents=agents, vision=vision, jail=jail, floor=floor, side=SIDE
    )
    twin = Twin(seed, agents, int(duty[0]), vision)
    for tick in range(ticks):
        twin.tick(tick, float(views[tick]), int(duty[tick]), jail, floor)
        assert found.active[tick] == sum(twin.active)
        assert found.jailed[tick] == sum(term > 0 for term in twin.term)


def test_sight_is_a_disc_on_a_torus():
    """149 whole-number points lie within 7 of the origin, 9 within 1.7."""
    for vision, many in ((1.0, 5), (1.7, 9), (7.0, 149)):
        near = new_grid(40, vision).near
        assert near.shape == (1600, many)
        seen = np.zeros((1600, 1600), bool)
        seen[np.arange(1600)[:, None], near] = True
        assert (seen.sum(axis=1) == many).all()
        assert seen.diagonal().all()
        assert (seen == seen.T).all()


def test_without_police_all_who_are_aggrieved_enough_are_active_at_once_and_stay_so():
    crowd = new_crowd(5, AGENTS, 0, new_grid(40, 7.0))
    ready = int((crowd.hardship * (1 - 0.82) > 0.1).sum())
    assert simulate(5, *steady(3, 0.82, 0)).active.tolist() == [ready] * 3


def test_nobody_is_active_under_a_legitimate_regime_or_a_police_force_without_number():
    assert not simulate(1, *steady(20, 1.0)).active.any()
    crowded = simulate(1, *steady(20, 0.5, 1100), agents=200, jail=1)
    assert crowded.active.max() < 30


def test_terms():
    """NetLogo draws 0 to one less, and takes one off at the end of the same tick."""
    for jail in (0, 1, 2):
        assert not simulate(1, *steady(100), jail=jail).jailed.any()
    assert simulate(1, *steady(100), jail=3).jailed.any()
    assert (np.diff(simulate(1, *salami(), jail=FOREVER).jailed) >= 0).all()


def test_bursts_hang_on_the_floor():
    rounded, smooth = (simulate(3, *steady(800), floor=floor) for floor in (True, False))
    assert len(bursts_of(rounded.active).peaks) > 10
    assert not bursts_of(smooth.active).peaks


def test_bursts_by_hand():
    assert bursts_of([]) == ([], [], [])
    assert bursts_of([0, 51, 60, 50, 7, 52, 0]) == ([2, 1], [60, 52], [2])
    assert bursts_of([70, 3, 3, 80]) == ([1, 1], [70, 80], [2])


@given(st.lists(st.integers(0, 120)))
def test_bursts_add_up(active: list[int]):
    found = bursts_of(active)
    assert sum(found.lengths) == sum(many > BURST for many in active)
    assert len(found.waits) == max(len(found.peaks) - 1, 0)
    assert max(found.peaks, default=0) == max((many for many in active if many > BURST), default=0)


def test_what_the_regime_does():
    assert salami().legitimacy[[0, -1]].tolist() == [0.9, 0.0]
    assert sorted(set(jump().legitimacy.tolist())) == [0.7, 0.9]
    leaving = withdrawal().police
    assert leaving[[0, -1]].tolist() == [118, 0]
    assert set(np.diff(leaving).tolist()) == {0, -1}


def test_the_quick_checks_hold_and_tell_of_every_kind_once():
    found = list(CLASSIC.checks(True))
    assert all(check.holds for check in found), [check for check in found if not check.holds]
    assert len({check.name for check in found}) == len(found)
    assert {check.kind for check in found} == {"reference"}


def test_a_row_is_held_against_three_standard_errors_of_both_means():
    """Three seeds of the table and four of ours, whose standard deviation is the root of 3."""
    ours = [{"x": value} for value in (8.0, 8.0, 11.0, 11.0)]
    error = 3**0.5 * (1 / 3 + 1 / 4) ** 0.5
    inside, outside = against_table(
        (Row("x", 9.5 + 2.9 * error), Row("x", 9.5 - 3.1 * error, "It is so.")), ours, floor=False
    )
    assert inside.tolerance == outside.tolerance == pytest.approx(3 * error)
    assert inside.holds
    assert not outside.holds
    assert "-2.9 errors" in inside.why
    assert "+3.1 errors off. It is so." in outside.why


def test_a_row_that_no_run_has_does_not_hold():
    (check,) = against_table((Row("y", 1.0),), [{"x": 1.0}] * 3, floor=True)
    assert not check.holds


def test_nobody_at_all_is_active_at_a_legitimacy_that_forbids_it():
    found = {check.name: check for check in CLASSIC.checks(True)}
    check = found["no police, legitimacy 0.9: share active"]
    assert (check.expected, check.obtained, check.tolerance) == (0.0, 0.0, 0.0)


def test_the_picture_has_runs_and_peaks():
    with_floor, without, peaks = CLASSIC.sketch().panels
    assert max(with_floor.lines[0].y) > BURST > max(without.lines[0].y)
    slow, sudden, leave, slower = (sorted(line.y)[len(line.y) // 2] for line in peaks.lines)
    assert slow < sudden < slower < leave


def test_play():
    params = params_of(Case)
    assert all(not param.problem(param.default) for param in params.values())
    told = play(Case())
    assert (told["agents"], told["police"]) == (AGENTS, POLICE)
    assert play(Case()) == told != play(Case(seed=2))
    quiet = play(Case(floor=False))
    assert (quiet["bursts"], quiet["largest burst"]) == (0, 0)
    assert play(Case(legitimacy=1.0, ticks=5))["mean active"] == 0.0
    assert play(Case(agents=0.01, cops=0.99, vision=15.0, ticks=2, jail=0))["mean jailed"] == 0.0


def test_too_many_for_the_sites_are_refused():
    with pytest.raises(InputError, match=r"cops.*too few sites.*at most 0\.3"):
        play(Case(cops=0.31))


@pytest.mark.bench
@pytest.mark.skipif(find_spec("mesa") is None, reason="Mesa is not installed")
@pytest.mark.parametrize("legitimacy", [0.7, 0.82])
def test_mesas_example_agrees_where_there_are_no_police(legitimacy: float):
    model, active = mesa_run(3, legitimacy=legitimacy, police=0.0, jail=30, seed=1)
    people: int = model.ACTIVE + model.QUIET
    share = 1 - 0.1 / (1 - legitimacy)
    error = (share * (1 - share) / people) ** 0.5
    assert set(active.tolist()) == {model.ACTIVE}
    assert abs(model.ACTIVE / people - share) < 3 * error
    ours = simulate(1, *steady(3, legitimacy, 0)).active
    assert abs(ours[-1] / AGENTS - model.ACTIVE / people) < 3 * (error**2 * 2) ** 0.5


@pytest.mark.bench
@pytest.mark.skipif(find_spec("mesa") is None, reason="Mesa is not installed")
def test_mesas_example_rounds_the_ratio_and_bursts_lower():
    """What the page says of it: whole ratios only, and far smaller bursts at the same values."""
    model, active = mesa_run(150, legitimacy=0.82, police=0.04, jail=30, seed=1)
    believed = [
        agent.arrest_probability
        for agent in model.agents
        if getattr(agent, "arrest_probability", None) is not None
    ]
    ratios = -np.log1p(-np.array(believed)) / 2.3
    assert len(believed) > 500
    assert np.abs(ratios - np.round(ratios)).max() < 1e-6
    assert 2 * active.max() < simulate(1, *steady(150)).active.max()
