"""Watts's cascade with values of one's own, on random networks or on a given one."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
import numpy.typing as npt

from downtools.errors import Fault, InputError
from downtools.scenario.declare import column
from downtools.study.classics.check import Value
from downtools.study.classics.mean_field import LARGEST_DEGREE, mean_field_size, normal_threshold
from downtools.study.classics.watts.runs import LARGE, THRESHOLD, network, size_of, some_start
from downtools.world.contacts import Contacts
from downtools.world.edges import read_contacts

__all__ = ["WattsCase", "idle", "play"]

I64 = npt.NDArray[np.int64]

_MOST_TIES = 50_000_000
"""Ties of a network that is drawn here: about two gigabytes while it is made."""


@dataclass(frozen=True, kw_only=True)
class WattsCase:
    """Who is tied to whom, when they join, and who starts."""

    people: int = column("people of a random network", low=1, high=5_000_000, default=10_000)
    degree: float = column("their mean number of contacts", low=0.0, high=1000.0, default=4.0)
    edges: str = column(
        "a CSV or Parquet list of ties to use in place of random networks", default=""
    )
    threshold: float = column(
        "share of contacts that must be active, on average", low=0.0, high=1.0, default=THRESHOLD
    )
    sd: float = column(
        "standard deviation of thresholds between people; those who draw zero or less start too",
        low=0.0,
        high=10.0,
        default=0.0,
    )
    seeds: float = column(
        "how many start, chosen by lot; below 1, which share of the people",
        low=0.0,
        high=5_000_000,
        default=1.0,
    )
    graphs: int = column(
        "how many networks, or draws of seeds on a given one", low=1, high=10_000, default=20
    )
    luck: int = column("seed of the draws", low=0, default=1)


def idle(case: WattsCase) -> dict[str, str]:
    """What a given network has of its own."""
    if not case.edges:
        return {}
    return {
        "people": "a given network has its own people",
        "degree": "a given network has its own ties",
    }


def play(case: WattsCase) -> dict[str, Value]:
    """Sizes and days of cascades, and the size by the mean field of the same contacts.

    Raises `InputError` for more contacts than others, more seeds than people or part of a seed, a
    share of seeds that makes nobody, or a list of ties that cannot be read.
    """
    _refuse_degree(case)
    given = read_contacts(Path(case.edges)) if case.edges else None
    people = case.people if given is None else given.people
    if people == 0:
        cure = "give a list of ties with at least one"
        raise InputError([_fault("edges", case.edges, "nobody is tied to anybody", cure)])
    seeds = _seeds(case, people)
    sizes: list[float] = []
    days: list[int] = []
    degrees = np.zeros(1, np.int64)
    for number, contacts in enumerate(_networks(case, given)):
        found = some_start(contacts, case.threshold, case.sd, seeds, number, case.luck)
        sizes.append(size_of(found))
        days.append(len(found.by_day) - 1)
        degrees = _added(degrees, np.bincount(np.diff(contacts.first)))
    contacts_each = int((degrees * np.arange(len(degrees))).sum()) / int(degrees.sum())
    return {
        "people": people,
        "mean number of contacts": contacts_each,
        "seeds": seeds,
        "networks": case.graphs if given is None else 1,
        "cascades": len(sizes),
        "mean size (share of people)": fmean(sizes),
        "smallest": min(sizes),
        "largest": max(sizes),
        f"cascades over {LARGE:.0%} of people": sum(size > LARGE for size in sizes),
        "mean days": fmean(days),
        "size by the mean field": _by_mean_field(case, degrees, seeds / people),
    }


def _refuse_degree(case: WattsCase) -> None:
    if not case.edges and case.degree > case.people - 1:
        problem = f"nobody has more than {case.people - 1} others to be tied to"
        cure = "give fewer contacts or more people"
        raise InputError([_fault("degree", case.degree, problem, cure)])
    if not case.edges and case.people * case.degree > 2 * _MOST_TIES:
        problem = f"that makes over {_MOST_TIES:,} ties of {case.people:,} people"
        raise InputError([_fault("degree", case.degree, problem, "give fewer of either")])


def _seeds(case: WattsCase, people: int) -> int:
    """How many start.

    Raises `InputError` if that is part of a person or more than there are, or a share of nobody.
    """
    if case.seeds < 1.0:
        many = round(case.seeds * people)
        if many == 0 < case.seeds:
            problem, cure = f"that makes nobody of {people} people", "give a larger share, or 0"
            raise InputError([_fault("seeds", case.seeds, problem, cure)])
        return many
    if case.seeds != int(case.seeds):
        cure = "give a whole number, or a share below 1"
        raise InputError([_fault("seeds", case.seeds, "not a number of people", cure)])
    if case.seeds > people:
        problem = f"there are only {people} people"
        raise InputError([_fault("seeds", case.seeds, problem, f"give at most {people}")])
    return int(case.seeds)


def _fault(key: str, value: float | str, problem: str, cure: str) -> Fault:
    return Fault(file="--set", column=key, value=value, problem=problem, cure=cure)


def _networks(case: WattsCase, given: Contacts | None) -> Iterator[Contacts]:
    for number in range(case.graphs):
        yield given if given is not None else network(case.people, case.degree, number, case.luck)


def _added(some: I64, more: I64) -> I64:
    """The sum of two counts, of which either may be the longer."""
    total = np.zeros(max(len(some), len(more)), np.int64)
    total[: len(some)] += some
    total[: len(more)] += more
    return total


def _by_mean_field(case: WattsCase, degrees: I64, seeds: float) -> Value:
    if len(degrees) - 1 > LARGEST_DEGREE:
        return f"not computed: somebody has more than {LARGEST_DEGREE} contacts"
    shares = degrees / int(degrees.sum())
    return mean_field_size(shares, normal_threshold(case.threshold, case.sd), seeds)
