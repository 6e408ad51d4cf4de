"""Cascades on random networks by simulation: from one seed, or from a share of the people.

Networks are Gilbert's G(N, p), the number of contacts of a person then being Poisson's; cascades
are those of `day/cascade.py`, which checks hold equal to the full engine, day by day.
"""

from statistics import fmean
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import key_of, stream
from downtools.day.cascade import Cascade, cascade, needs_of_shares
from downtools.study.classics.graphs import chosen_people, normal_draws, random_contacts
from downtools.world.contacts import Contacts

__all__ = [
    "LARGE",
    "MOVED_BY_ONE",
    "SD",
    "THRESHOLD",
    "Tries",
    "final_sizes",
    "lone_seeds",
    "network",
    "normal_needs",
    "size_of",
    "some_start",
    "tries_of",
]

I32 = npt.NDArray[np.int32]

THRESHOLD = 0.18
"""The paper's example."""
MOVED_BY_ONE = 5
"""One active contact moves whoever has up to so many: the whole part of 1 / threshold."""
SD = 0.2
"""Standard deviation of thresholds where they differ."""
LARGE = 0.05
"""A cascade over more than this share of the people is a large one."""

_LUCK = 2002


def _key(luck: int, what: str, number: int) -> int:
    return stream(luck, key_of(f"watts/{what}"), number)


def network(people: int, degree: float, number: int, luck: int = _LUCK) -> Contacts:
    """The random network of a number, one of as many as are asked for."""
    return random_contacts(people, degree, _key(luck, f"{people} at {degree:g}", number))


def size_of(found: Cascade) -> float:
    """The share of the people that walked out in the end."""
    return int(found.by_day[-1]) / len(found.day)


class Tries(NamedTuple):
    """Of each network, what came of each of its lone seeds."""

    large: list[float]
    """Share of seeds with a large cascade."""
    size: list[float]
    """Mean size of large cascades, of the networks that had any."""


def lone_seeds(contacts: Contacts, threshold: float, starts: int, number: int) -> list[float]:
    """The final share of people after each of `starts` different people started alone."""
    needs = needs_of_shares(contacts, threshold)
    chosen = chosen_people(contacts.people, starts, _key(_LUCK, "lone seeds", number))
    return [size_of(cascade(contacts, needs, chosen[i : i + 1])) for i in range(starts)]


def tries_of(people: int, degree: float, graphs: int, starts: int) -> Tries:
    """Cascades of lone seeds at the paper's threshold on several networks."""
    tries = Tries([], [])
    for number in range(graphs):
        sizes = lone_seeds(network(people, degree, number), THRESHOLD, starts, number)
        large = [size for size in sizes if size > LARGE]
        tries.large.append(len(large) / starts)
        tries.size.extend([fmean(large)] if large else [])
    return tries


def normal_needs(contacts: Contacts, mean: float, sd: float, number: int, luck: int = _LUCK) -> I32:
    """The contacts that each needs by thresholds of a normal law: none at zero or less."""
    shares = normal_draws(contacts.people, mean, sd, _key(luck, "thresholds", number))
    return needs_of_shares(contacts, shares)


def some_start(
    contacts: Contacts, mean: float, sd: float, seeds: int, number: int, luck: int = _LUCK
) -> Cascade:
    """The cascade of `seeds` people chosen by lot; thresholds from a normal law."""
    chosen = chosen_people(contacts.people, seeds, _key(luck, "seeds", number))
    return cascade(contacts, normal_needs(contacts, mean, sd, number, luck), chosen)


def final_sizes(
    people: int, degree: float, mean: float, sd: float, seeds: float, graphs: int
) -> list[float]:
    """The final share of people on each network, of whom a share of `seeds` start."""
    many = round(seeds * people)
    networks = (network(people, degree, number) for number in range(graphs))
    return [size_of(some_start(one, mean, sd, many, i)) for i, one in enumerate(networks)]
