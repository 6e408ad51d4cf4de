"""Spread over rings and grids from one person and their contacts, without noise and with it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.compiled import kernel, word
from downtools.day.cascade import Cascade, cascade
from downtools.study.classics.graphs import rewired_ring
from downtools.world.contacts import Contacts

__all__ = [
    "MOST_DAYS",
    "Rewire",
    "Run",
    "key",
    "needs_of",
    "noisy_run",
    "ring_runs",
    "seeds_around",
    "spread",
]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

MOST_DAYS = 100_000
"""A run with noise is given up after so many days."""

_NEVER_AGAIN = -(2**30)
"""The count of contacts of whoever acts already: they are asked no more."""

_LUCK = 2007

Rewire = Callable[[int, int, float, int], Contacts]
"""A rewired ring, from people, contacts per side, share of rewired ties, and a key."""


class Run(NamedTuple):
    """What came of one run."""

    share: float
    """Of the people, who acted in the end."""
    days: int
    """Days until nobody new acted, the first being day 0."""


def key(what: str, number: int, luck: int = _LUCK) -> int:
    """The key of a draw of these models."""
    return stream(luck, key_of(f"centola-macy/{what}"), number)


def seeds_around(contacts: Contacts, person: int = 0) -> I64:
    """The seeds of these models: one person and all their contacts."""
    around = contacts.other[contacts.first[person] : contacts.first[person + 1]]
    return np.concatenate(([person], around)).astype(np.int64)


def needs_of(contacts: Contacts, need: int) -> I32:
    """The same need for everybody."""
    return np.full(contacts.people, need, np.int32)


def spread(contacts: Contacts, need: int) -> Cascade:
    """The cascade from person 0 and their contacts if everybody needs so many active contacts."""
    return cascade(contacts, needs_of(contacts, need), seeds_around(contacts))


def _run_of(found: Cascade) -> Run:
    return Run(int(found.by_day[-1]) / len(found.day), len(found.by_day) - 1)


@kernel
def _act_with_noise(
    first: I64,
    other: I32,
    need: int,
    noise: float,
    seed: int,
    most_days: int,
    active: I32,
    today: I32,
    acting: int,
) -> tuple[int, int]:
    """Let all act who have contacts enough, and with probability `noise` a day who has one.

    `active` holds how many contacts of each act, `_NEVER_AGAIN` of who acts themselves. Returns
    how many acted in the end, and the last day on which somebody began to.
    """
    last = 0
    for day in range(1, most_days + 1):
        luck, found = stream(seed, word(0), word(day)), 0
        for i in range(active.size):
            enough = active[i] >= need
            if enough or (active[i] > 0 and uniform(bits(luck, word(i))) < noise):
                today[found] = i
                found += 1
        for f in range(found):
            active[today[f]] = _NEVER_AGAIN
        for f in range(found):
            for place in range(first[today[f]], first[today[f] + 1]):
                active[other[place]] += 1
        acting += found
        last = day if found > 0 else last
        if acting == active.size or (found == 0 and noise == 0.0):
            break
    return acting, last


def noisy_run(
    contacts: Contacts, need: int, noise: float, luck: int, most_days: int = MOST_DAYS
) -> Run:
    """A run in which one active contact moves a person with probability `noise` on each day.

    That is below their need; the need itself always moves them. Without noise it is `spread`.
    Nobody without an active contact acts, so noise goes along ties.
    """
    active = np.zeros(contacts.people, np.int32)
    seeds = seeds_around(contacts)
    for seed in seeds.tolist():
        active[contacts.other[contacts.first[seed] : contacts.first[seed + 1]]] += 1
    active[seeds] = _NEVER_AGAIN
    today = np.empty(contacts.people, np.int32)
    acting, last = _act_with_noise(
        *contacts, need, noise, word(luck), most_days, active, today, len(seeds)
    )
    return Run(acting / contacts.people, last)


def ring_runs(
    people: int,
    per_side: int,
    need: int,
    share: float,
    many: int,
    *,
    rewire: Rewire = rewired_ring,
    noise: float = 0.0,
    luck: int = _LUCK,
) -> list[Run]:
    """A run on each of `many` rings of which a share of the ties is rewired."""
    runs: list[Run] = []
    for number in range(many):
        contacts = rewire(people, per_side, share, key(f"ring {share:g}", number, luck))
        if noise > 0.0:
            days = key(f"noise {noise:g}", number, luck)
            runs.append(noisy_run(contacts, need, noise, days))
        else:
            runs.append(_run_of(spread(contacts, need)))
    return runs
