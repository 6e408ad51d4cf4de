"""Spread over a rewired ring with values of one's own."""

from dataclasses import dataclass
from statistics import fmean

from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.centola_macy.runs import MOST_DAYS, ring_runs
from downtools.study.classics.check import Value
from downtools.study.classics.graphs import permuted_ring, rewired_ring

__all__ = ["RingCase", "play"]


@dataclass(frozen=True, kw_only=True)
class RingCase:
    """A ring, how much of it is rewired, and what moves its people."""

    people: int = column("people in the ring", low=3, high=200_000, default=4000)
    per_side: int = column("contacts of each on either side", low=1, high=50, default=4)
    need: int = column("active contacts that move a person", low=1, high=1000, default=2)
    rewiring: float = column("share of ties that are rewired", low=0.0, high=1.0, default=0.0)
    way: str = column(
        "how: a tie's far end moves to anybody, or ties exchange ends so that all keep their "
        "number of contacts",
        choices=("move", "exchange"),
        default="move",
    )
    noise: float = column(
        "probability a day to act with an active contact but fewer than needed",
        low=0.0,
        high=1.0,
        default=0.0,
    )
    runs: int = column("how many rings", low=1, high=10_000, default=20)
    luck: int = column("seed of the draws", low=0, default=1)


def play(case: RingCase) -> dict[str, Value]:
    """How often all act, how many do, and in how many days.

    Raises `InputError` if a ring is too short for its contacts, so that some would be tied twice,
    or if nobody has as many contacts as are needed.
    """
    most = (case.people - 1) // 2
    if case.per_side > most:
        problem = f"in a ring of {case.people} there are {most} on either side"
        raise InputError([_fault("per_side", case.per_side, problem, f"give at most {most}")])
    if case.need >= case.people:
        problem = f"nobody has more than {case.people - 1} contacts"
        raise InputError([_fault("need", case.need, problem, f"give at most {case.people - 1}")])
    runs = ring_runs(
        case.people,
        case.per_side,
        case.need,
        case.rewiring,
        case.runs,
        rewire=permuted_ring if case.way == "exchange" else rewired_ring,
        noise=case.noise,
        luck=case.luck,
    )
    full = [run.days for run in runs if run.share == 1.0]
    return {
        "runs": len(runs),
        "runs in which all act": len(full),
        "mean share of people who act": fmean(run.share for run in runs),
        "mean days until all act": fmean(full) if full else f"none (of {MOST_DAYS} days at most)",
        "mean days of the other runs": fmean(run.days for run in runs if run.share < 1.0)
        if len(full) < len(runs)
        else "none",
    }


def _fault(column: str, value: int, problem: str, cure: str) -> Fault:
    return Fault(file="--set", column=column, value=value, problem=problem, cure=cure)
