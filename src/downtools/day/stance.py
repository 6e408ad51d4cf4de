"""Stance: the highest rung whose score is not below zero, and who cannot leave quiet today.

What differs between workers is added up in integers (docs/model.md, section 4).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.compiled import inlined, whole
from downtools.day.rules import DecideRules
from downtools.day.terms import RALLY, Terms
from downtools.world.world import Workers

__all__ = ["KEPT_IN", "READY", "WILLING", "Scratch", "SiteToday", "first_rank", "highest_rung"]

I64 = npt.NDArray[np.int64]

WILLING, READY, KEPT_IN = 5, 6, 7
"""Where a tally counts stances, and who is kept in; at the rungs it counts what is done today."""
ONE = 65536
NOBODY = 65536
"""One more than the highest rank."""


class Scratch(NamedTuple):
    """What is filled anew for each site and shop."""

    terms: Terms
    crowd: I64
    """[own act at rung or above, r - 1]: the pull of the others in the shop."""
    tally: I64
    """Of the site, by rung: workers who sign, rally, walk out, strike today; then see above."""
    seen: I64
    """Of the shop, r - 1: workers whose act in sight is at least r."""


class SiteToday(NamedTuple):
    """What a site's shops share today."""

    seed: int
    begin: int
    """Where its workers begin."""
    voice: int
    odds: int
    attention: int
    """Reconsidering, below this in the upper 32 bits of the draw."""
    event: bool
    listed: bool
    block_seed: int
    blocked: int
    """Of those who signed: blocked, below this in the upper 32 bits of the draw."""


@inlined
def opposed(opposition: int, odds: int) -> int:
    """Opposition whose odds loyalty and meetings have lowered, in fixed point."""
    if odds == ONE:
        return opposition
    lowered = opposition * odds
    return lowered // max(1, ONE - opposition + (lowered >> 16))


@inlined
def highest_rung(
    i: int,
    held: int,
    act: int,
    days_out: int,
    site: SiteToday,
    rules: DecideRules,
    workers: Workers,
    scratch: Scratch,
) -> int:
    """The highest rung with a score of at least zero, 0 if none."""
    opposition = int(rules.opposition[workers.opposition[i]])
    said = (opposed(opposition, site.odds) * site.voice) >> 16
    caution = rules.caution[workers.caution[i]]
    media = whole(workers.media[i])
    reached = 1 if (media >> 1) < rules.reached else 0
    contract = media & 1
    active = 1 if act >= RALLY else 0
    for r in range(3, -1, -1):
        own = 1 if act > r else 0
        score = said + scratch.terms.base[reached, own, r] + scratch.crowd[own, r]
        score -= (caution * scratch.terms.price[contract, active, r]) >> 16
        score -= scratch.terms.tired[r] * days_out
        if held > r:
            score += rules.keep
        if score >= 0:
            return r + 1
    return 0


@inlined
def _first_opposed(least: int, odds: int) -> int:
    """The lowest opposition that is still `least` after loyalty and meetings; exact.

    The odds are inverted in real numbers; rounding is then put right by steps, since what is
    left grows with what there was.
    """
    if odds == ONE:
        return least
    first = min((least << 32) // max(1, (least << 16) + odds * (ONE - least)), ONE + 1)
    while first > 0 and opposed(first - 1, odds) >= least:
        first -= 1
    while first <= ONE and opposed(first, odds) < least:
        first += 1
    return first


@inlined
def first_rank(voice: int, odds: int, crowded: bool, rules: DecideRules, scratch: Scratch) -> int:
    """The lowest rank of opposition at which a quiet worker may leave quiet today.

    Exact, not approximate: a quiet worker has no act of their own, nobody is less cautious than
    the lowest rank of caution, and voice grows with the rank. `crowded`: somebody in the shop is
    above quiet, so the pull of the shop counts.
    """
    best = whole(-(2**62))
    for r in range(4):
        price = min(scratch.terms.price[0, 0, r], scratch.terms.price[1, 0, r])
        pull = max(scratch.terms.base[0, 0, r], scratch.terms.base[1, 0, r])
        pull += scratch.crowd[0, r] if crowded else 0
        best = max(best, pull - ((rules.caution[0] * price) >> 16))
    if best >= 0:
        return 0
    if voice <= 0:
        return NOBODY
    least = ((-best << 16) + voice - 1) // voice
    if least > ONE:
        return NOBODY
    return rules.rank_of[_first_opposed(least, odds)]
