"""Stance and act: who reconsiders, the highest rung whose score is not below zero, what is done.

What differs between workers is added up in integers (docs/model.md, section 4). Each function is
a step of `decide` for one block of sites.
"""

import numpy as np
import numpy.typing as npt

from downtools.compiled import inlined, kernel, whole, word
from downtools.day.block import Block
from downtools.day.luck import draw_of
from downtools.day.quiet import opposed
from downtools.day.rules import DecideRules
from downtools.day.state import State
from downtools.day.terms import RALLY
from downtools.exact import fixed
from downtools.world.contacts import Contacts
from downtools.world.world import Workers

__all__ = [
    "EVENT",
    "LISTED",
    "LOCKED",
    "ON_SHIFT",
    "act",
    "flag",
    "gather_set",
    "weigh",
]

U64 = npt.NDArray[np.uint64]

SIGN, STRIKE = 1, 4
AWAY = 64
"""Of `State.rungs`: from here on the worker is not free."""
_GATHER = 0x0102_0408_1020_4080
"""Times eight bytes of 0 or 1: their pattern, in the highest byte."""
ON_SHIFT, EVENT, LISTED, LOCKED = 1, 2, 4, 8
"""Bits of `Block.day`."""

_SEEN = (0x0, 0x1, 0x1_0001, 0x1_0001_0001, 0x1_0001_0001_0001)
"""By act: one more in each 16 bits of the counts of acts in sight."""
_DONE = (0x0, 0x0, 0x1_0000, 0x1_0000_0000, 0x1_0000_0000_0000)
"""By act: one more in its 16 bits of the counts of what is done today; the lowest 16 are of who
signs, which is told apart from having signed."""
_LIVE, _WILLING, _READY, _KEPT = 0x1, 0x1_0000, 0x1_0000_0000, 0x1_0000_0000_0000
"""One more in the counts of stances, and of who is kept in."""


@kernel
def flag(first: int, many: int, workers: Workers, state: State, block: Block) -> None:
    """Flag who of the run may move, and who reconsiders; stances are as before.

    One comparison after the other for all workers of the run, from `first` on: the only step
    that looks at those who stay quiet.
    """
    rungs = state.rungs[first : first + many]
    opposition = workers.opposition[first : first + many]
    for m in range(many):
        free = rungs[m] < AWAY
        leaves = (opposition[m] >= block.limit[m]) & (block.drawn[m] != 0)
        block.may_move[m] = free & ((rungs[m] != 0) | leaves)
    for m in range(many):
        block.again[m] = block.may_move[m] & block.drawn[m]
    for m in range(many):
        block.stance[m] = rungs[m] & 7
    for m in range(many, (many + 7) & ~7):
        block.may_move[m] = 0
        block.again[m] = 0


@kernel
def gather_set(many: int, eights: U64, block: Block) -> int:
    """List in `who` those whose byte is set; returns how many they are."""
    found = word(0)
    for q in range((many + 7) >> 3):
        pattern = (eights[q] * word(_GATHER)) >> word(56)
        for n in range(8):
            block.who[found + word(n)] = 8 * q + block.bits[pattern, n]
        found += word(block.bits[pattern, 8])
    return whole(found)


@inlined
def _highest_rung(
    i: int,
    k: int,
    shop: int,
    rules: DecideRules,
    workers: Workers,
    state: State,
    block: Block,
) -> int:
    """The highest rung with a score of at least zero, 0 if none.

    All four are worked out and one is chosen: a guess which comes first would often be wrong.
    """
    rungs, days_out = whole(state.rungs[i]), whole(state.marks[i]) >> 1
    held, act = rungs & 7, rungs >> 3
    opposition = whole(rules.opposition[workers.opposition[i]])
    said = (opposed(opposition, block.odds[k]) * block.voice[k]) >> 16
    caution = whole(rules.caution[workers.caution[i]])
    media = whole(workers.media[i])
    reached = 1 if (media >> 1) < rules.reached else 0
    contract = media & 1
    active = 1 if act >= RALLY else 0
    rung = 0
    for r in range(4):
        own = 1 if act > r else 0
        score = said + block.terms.base[k, reached, own, r] + block.crowd[shop, own, r]
        score -= (caution * block.terms.price[k, contract, active, r]) >> 16
        score -= block.terms.tired[k, r] * days_out
        score += rules.keep if held > r else 0
        score += block.known[r]
        rung = r + 1 if score >= 0 else rung
    return rung


@inlined
def _ask_contacts(
    i: int, rules: DecideRules, contacts: Contacts, state: State, block: Block
) -> None:
    """Set what the contacts of a worker add to each rung."""
    known = contacts.first[i + word(1)] - contacts.first[i]
    for r in range(4):
        out = state.contacts_seen[i, r]
        block.known[r] = 0
        if out > 0:
            block.known[r] = fixed(rules.contacts * (out / known) + rules.each_contact * out)


@kernel
def weigh(
    first: int,
    many: int,
    rules: DecideRules,
    workers: Workers,
    contacts: Contacts,
    state: State,
    block: Block,
) -> None:
    """The stances of those listed. On a common date who would not reconsider is only won over."""
    for n in range(many):
        m = block.who[n]
        i, shop = word(first) + word(m), word(block.in_shop[m])
        k = word(block.shop_site[shop])
        if state.told.size > 0:
            _ask_contacts(i, rules, contacts, state, block)
        stance = _highest_rung(i, k, shop, rules, workers, state, block)
        if block.attention[k] > rules.attention:
            everybody = (block.day[shop] & (ON_SHIFT | EVENT)) == (ON_SHIFT | EVENT)
            drawn = draw_of(word(block.seed[k]), i - word(block.begin[k])) < rules.attention
            held = whole(block.stance[m]) if not everybody and not drawn else 0
            stance = max(stance, held)
        block.stance[m] = stance


@inlined
def _blocked(i: int, k: int, block: Block) -> bool:
    """Whether the pass of one who signed before today is blocked."""
    limit = block.blocked[k]
    return limit > 0 and draw_of(word(block.block_seed[k]), i - word(block.begin[k])) < limit


@kernel
def act(first: int, many: int, state: State, block: Block) -> None:
    """What those listed do today: on shift the highest possible rung not above the stance."""
    for n in range(many):
        m = block.who[n]
        i, shop, stance = word(first) + word(m), word(block.in_shop[m]), whole(block.stance[m])
        day = whole(block.day[shop])
        event = day & EVENT != 0
        done = whole(state.rungs[i]) >> 3
        marks = whole(state.marks[i])
        signed, days_out = marks & 1, marks >> 1
        signs = 1 if day & LISTED and stance >= SIGN and signed == 0 else 0
        floor = signed | signs
        today, stances = signs, 0
        if day & ON_SHIFT:
            done = stance if stance == STRIKE or (event and stance >= RALLY) else floor
            if done > floor:
                k = word(block.shop_site[shop])
                if day & LOCKED or (signed == 1 and _blocked(i, k, block)):
                    done = floor
                    stances += _KEPT
            today += _DONE[done]
            days_out += 1 if done == STRIKE and days_out < 127 else 0
        else:
            rallies = event and stance >= RALLY
            today += _DONE[RALLY] if rallies else 0
            done = max(done, RALLY if rallies else floor)
        stances += _WILLING if stance >= SIGN and floor == 0 else 0
        stances += _READY if stance >= RALLY else 0
        stances += _LIVE if stance + done > 0 else 0
        block.seen[shop] += _SEEN[done]
        block.done[shop] += today
        block.stances[shop] += stances
        state.rungs[i] = stance | (done << 3)
        state.marks[i] = floor | (days_out << 1)
