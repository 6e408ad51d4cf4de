"""Ties: the synthetic contact network of a scenario, most ties close by, some to anybody.

Who works where is a place in memory: neighbours are of the same shop, or of the next. As in a
small world (Watts and Strogatz 1998, Nature 393:440-442), a tie leads far with a probability.
"""

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream
from downtools.compiled import kernel, whole, word
from downtools.scenario.model import Scenario
from downtools.world.contacts import NO_CONTACTS, Contacts, contacts_of_pairs
from downtools.world.world import Sites

__all__ = ["draw_contacts"]

I64 = npt.NDArray[np.int64]

_MOST = 64
"""More than a worker ever makes ties; the rest come from others."""


def draw_contacts(scenario: Scenario, sites: Sites) -> Contacts:
    """The contacts of all workers in memory, drawn from the scenario's `world_seed`.

    Each worker makes half of `scenario.contacts` ties, to those who stand next in memory or, with
    probability `contacts_far`, to anybody; an odd half by the toss of a coin. What falls on oneself
    or twice on one pair is left out, so that in a small world there are fewer.
    """
    people = int(sites.first_worker[-1])
    if scenario.contacts == 0:
        return NO_CONTACTS
    half = (scenario.contacts + 1) // 2
    seed = word(stream(scenario.world_seed, key_of("contacts"), 0))
    pairs = np.empty(people * half, np.int64)
    far = int(scenario.contacts_far * 2.0**32)
    _draw_pairs(seed, half, scenario.contacts % 2 == 1, far, sites, pairs)
    pairs = np.unique(pairs[pairs >= 0])
    low, high = np.divmod(pairs, people)
    del pairs
    return contacts_of_pairs(people, low, high)


@kernel
def _draw_pairs(seed: int, half: int, odd: bool, far: int, sites: Sites, pairs: I64) -> None:
    """Each tie as the smaller number times all the people, plus the larger; -1 if there is none."""
    people = whole(sites.first_worker[sites.key.size])
    at = 0
    for s in range(sites.key.size):
        site_seed = bits(seed, sites.key[s])
        begin, end = sites.first_worker[s], sites.first_worker[s + 1]
        for i in range(begin, end):
            for tie in range(half):
                draw = bits(site_seed, word((i - begin) * _MOST + tie))
                other = (i + tie + 1) % people
                if whole(draw >> word(32)) < far:
                    other = whole(((draw & word(0xFFFFFFFF)) * word(people)) >> word(32))
                left_out = other == i
                if odd and tie == half - 1:
                    left_out = left_out or (draw & word(1)) == word(1)
                pairs[at] = -1 if left_out else min(i, other) * people + max(i, other)
                at += 1
