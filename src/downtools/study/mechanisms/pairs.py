"""Run the pairs of one draw: every row's arms with the same luck and the same parameters."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from downtools.chance import bits, key_of, stream
from downtools.run.run import Run
from downtools.run.simulate import Progress, simulate
from downtools.scenario.model import Scenario
from downtools.study.draws import WIDTH, drawn
from downtools.study.mechanisms.cases import Case, halved_state
from downtools.study.mechanisms.measures import Seen, days_before_decision
from downtools.study.mechanisms.rows import ROWS, Row, as_it_is
from downtools.world.build import build_world
from downtools.world.world import World

__all__ = ["Pair", "Plan", "case_of", "luck", "pairs_of"]

SEED = 1


@dataclass(frozen=True)
class Plan:
    """What all pairs share: the scenario with a regime that answers by rule, and the scale."""

    scenario: Scenario
    scale: float


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What one pair of arms showed."""

    on: float
    off: float
    aside_on: tuple[float, ...] = ()
    aside_off: tuple[float, ...] = ()


def luck(index: int) -> int:
    """The seed of both arms of pair `index`."""
    return bits(stream(SEED, key_of("mechanisms/luck"), 0), index) >> 1


@lru_cache(maxsize=1)
def _worlds(plan: Plan) -> tuple[World, World]:
    """The world of the scenario, and that with half of its state economy private."""
    return (
        build_world(plan.scenario, scale=plan.scale),
        build_world(halved_state(plan.scenario), scale=plan.scale),
    )


def case_of(plan: Plan, index: int | None = None) -> Case:
    """The scenario with draw `index` of its parameters (None: its own values), on its world."""
    world, halved = _worlds(plan)
    scenario = plan.scenario if index is None else drawn(plan.scenario, index, SEED, WIDTH)
    return Case(scenario=scenario, world=world, halved=halved)


def pairs_of(
    plan: Plan, index: int, tell: Callable[[Progress], None] | None = None
) -> tuple[Pair | None, ...]:
    """The pair of every row for one draw; None where the scenario lacks the part.

    One run of the scenario as it is serves all rows that compare with it.
    """
    case, seed = case_of(plan, index), luck(index)
    baseline = _run(case, seed, tell)

    def arm(change: Callable[[Case], Case]) -> Run:
        changed = case if change is as_it_is else change(case)
        return baseline if changed.same_as(case) else _run(changed, seed, tell)

    def pair(row: Row) -> Pair:
        on = arm(row.on)
        return _pair(row, case.world, on, on if row.off is row.on else arm(row.off))

    return tuple(None if row.lacks(case) else pair(row) for row in ROWS)


def _run(case: Case, seed: int, tell: Callable[[Progress], None] | None) -> Run:
    return simulate(case.scenario, seed=seed, world=case.world, threads=1, progress=tell)


def _pair(row: Row, ground: World, on: Run, off: Run) -> Pair:
    """Both arms measured over their common window."""
    until = min(days_before_decision(on), days_before_decision(off))
    with_it = Seen(run=on, ground=ground, until=until)
    without = Seen(run=off, ground=ground, until=until)
    return Pair(
        on=row.measure(with_it),
        off=(row.measure_off or row.measure)(without),
        aside_on=row.aside(with_it) if row.aside else (),
        aside_off=row.aside(without) if row.aside else (),
    )
