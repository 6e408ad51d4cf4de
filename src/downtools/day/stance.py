"""Stance and act: who reconsiders, the highest rung whose score is not below zero, what is done.

What differs between workers is added up in integers (docs/model.md, section 4). Each function is
a step of `decide` for one block of sites.
"""

import numpy as np
import numpy.typing as npt

from downtools.chance import GOLDEN, mix
from downtools.compiled import index, inlined, kernel, whole, word
from downtools.day.block import FILL, Block
from downtools.day.luck import draw_of
from downtools.day.quiet import opposed
from downtools.day.rows import row_of
from downtools.day.rules import DecideRules
from downtools.day.state import State, Today
from downtools.day.terms import RALLY
from downtools.exact import fixed
from downtools.world.contacts import Contacts
from downtools.world.world import Workers

__all__ = [
    "ABOVE",
    "ANY",
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

SIGN, WALKOUT, STRIKE = 1, 3, 4
AWAY = 64
"""Of `State.rungs`: from here on the worker is not free."""
ABOVE, ANY = 0b110_110, 0b111_111
"""Bits of `State.rungs`: a stance or act above signing; above quiet."""
_GATHER = 0x0102_0408_1020_4080
"""Times eight bytes of 0 or 1: their pattern, in the highest byte."""
ON_SHIFT, EVENT, LISTED, LOCKED = 1, 2, 4, 8
"""Bits of `Block.day`."""

_UP_TO = np.tril(np.full((5, 4), -1), -1)
"""[rung, r - 1]: all bits set if r is at most the rung, else none."""
_HIGHEST = np.array([int(found).bit_length() for found in range(16)], np.uint8)
"""By set of rungs, one bit each: the highest, 0 if none."""
_SEEN = np.array([0x0, 0x1, 0x1_0001, 0x1_0001_0001, 0x1_0001_0001_0001])
"""By act: one more in each 16 bits of the counts of acts in sight."""
_DONE = np.array([0x0, 0x0, 0x1_0000, 0x1_0000_0000, 0x1_0000_0000_0000])
"""By act: one more in its 16 bits of the counts of what is done today; the lowest 16 are of who
signs, which is told apart from having signed."""
_FIELD, _MIDDLE, _BIAS = 0xFFFF, 0x2000, 0x2000_2000_2000_2000
"""Sixteen bits; and the middle, from which counts that rise and fall are counted."""
_LIVE, _WILLING, _READY, _KEPT = 0x1, 0x1_0000, 0x1_0000_0000, 0x1_0000_0000_0000
"""One more in the counts of stances, and of who is kept in."""


def _counts() -> npt.NDArray[np.int64]:
    """[signed, rungs]: who is above quiet, willing, ready, one of each in its 16 bits."""
    counts = np.zeros((2, 64), np.int64)
    for rungs in range(1, 64):
        stance = rungs & 7
        counts[:, rungs] = _LIVE + (_READY if stance >= RALLY else 0)
        counts[0, rungs] += _WILLING if stance >= SIGN else 0
    return counts


_COUNTS = _counts()


@inlined
def _flag_some(
    at: int,
    width: int,
    g: int,
    first: int,
    rules: DecideRules,
    workers: Workers,
    state: State,
    block: Block,
) -> None:
    """Flag who of a run reconsiders: `width` workers from number `at` of the block on, but none
    from the end of the run on."""
    k = word(block.run_site[g])
    seed = block.seed[k] + (word(first) - block.begin[k]) * word(GOLDEN)
    limit = word(block.attention[k])
    for n in range(word(width)):
        draw = mix(seed + (at + n) * word(GOLDEN)) >> word(32)
        block.drawn[at + n] = draw < limit
    row = word(block.run_row[g]) * word(8)
    low = block.limit
    a0, a1, a2, a3 = low[row], low[row + word(1)], low[row + word(2)], low[row + word(3)]
    b0, b1, b2, b3 = low[row + word(4)], low[row + word(5)], low[row + word(6)], low[row + word(7)]
    reach, last, everybody = np.uint16(2 * rules.reached), block.run_last[g], block.run_all[g]
    for n in range(word(width)):
        i = word(first) + at + n
        rungs, rank = state.rungs[i], workers.opposition[i]
        caution = workers.caution[i]
        second, third, fourth = caution < 64, caution < 128, caution < 192
        far = (rank >= a0) & (second | (rank >= a1)) & (third | (rank >= a2))
        far = far & (fourth | (rank >= a3))
        near = (rank >= b0) & (second | (rank >= b1)) & (third | (rank >= b2))
        near = near & (fourth | (rank >= b3))
        reached = np.uint16(workers.media[i]) < reach
        leaves = (reached & near) | (far & (not reached))
        drawn = (block.drawn[at + n] | everybody) != 0
        inside = np.uint32(at + n) < last
        block.again[at + n] = drawn & inside & (rungs < AWAY) & ((rungs != 0) | leaves)


@kernel
def flag(
    first: int,
    many: int,
    runs: int,
    rules: DecideRules,
    workers: Workers,
    state: State,
    block: Block,
) -> None:
    """Flag who of the block reconsiders, and who is above signing; stances are as before."""
    for m in range(word(block.again.size)):
        block.again[m] = 0
    room = word(state.rungs.size) - word(first)
    for g in range(runs):
        at, last = word(block.run_first[g]), word(block.run_last[g])
        while at < last and at + word(FILL) <= room:
            _flag_some(at, FILL, g, first, rules, workers, state, block)
            at += word(FILL)
        if at < last:
            _flag_some(at, last - at, g, first, rules, workers, state, block)
    rungs = state.rungs[first : first + many]
    for m in range(many):
        block.busy[m] = (rungs[m] < AWAY) & ((rungs[m] & block.wakes[m]) != 0)
    for m in range(many):
        block.stance[m] = rungs[m] & 7
    for m in range(many, (many + 7) & ~7):
        block.busy[m] = 0
        block.again[m] = 0


@kernel
def gather_set(many: int, eights: U64, block: Block) -> int:
    """List in `who` those whose byte is set; returns how many they are."""
    found = word(0)
    end = word((many + 7) >> 3)
    for first in range(word(0), end, word(4)):
        last = min(first + word(4), end)
        some = word(0)
        for q in range(first, last):
            some |= eights[q]
        if some != word(0):
            for q in range(first, last):
                pattern = (eights[q] * word(_GATHER)) >> word(56)
                bits = block.bits[pattern]
                for n in range(word(8)):
                    place = (bits >> (word(8) * n)) & word(255)
                    block.who[found + n] = word(8) * q + place
                found += word(block.many[pattern])
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

    All four are worked out and one is chosen, without a branch: a guess would often be wrong.
    """
    rungs, days_out = word(state.rungs[i]), whole(state.marks[i]) >> 1
    held, act = rungs & word(7), rungs >> word(3)
    opposition = whole(rules.opposition[workers.opposition[i]])
    said = (opposed(opposition, block.odds[k]) * block.voice[k]) >> 16
    caution = whole(rules.caution[workers.caution[i]])
    media = word(workers.media[i])
    reached = word((media >> word(1)) < word(rules.reached))
    contract = media & word(1)
    active = word(act >= RALLY)
    base, price, crowd = block.terms.base, block.terms.price, block.crowd
    others, at, risk = shop * word(8), row_of(k, reached, 0), row_of(k, contract, active)
    found = 0
    for rung in range(4):
        r = word(rung)
        alone = base[at + r] + crowd[others + r]
        acting = base[at + word(4) + r] + crowd[others + word(4) + r]
        score = said + alone + ((acting - alone) & _UP_TO[act, r])
        score -= (caution * price[risk + r]) >> 16
        if rung >= WALKOUT - 1:
            score -= block.terms.tired[k, r] * days_out
        score += rules.keep & _UP_TO[held, r]
        score += block.known[r]
        found |= (1 << rung) & ~(score >> 63)
    return whole(_HIGHEST[word(found)])


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
        block.busy[m] |= stance != whole(block.stance[m])
        block.stance[m] = stance


@inlined
def _blocked(i: int, k: int, block: Block) -> bool:
    """Whether the pass of one who signed before today is blocked."""
    limit = block.blocked[k]
    return limit > 0 and draw_of(word(block.block_seed[k]), i - word(block.begin[k])) < limit


@kernel
def act(first: int, many: int, state: State, today: Today, block: Block) -> None:
    """What those listed do today: on shift the highest possible rung not above the stance.

    Shop by shop, what changes in its counts and those of its site.
    """
    n = 0
    while n < many:
        j = word(block.in_shop[block.who[n]])
        shop, k = index(block.shop[j]), word(block.shop_site[j])
        day = whole(block.day[j])
        event = day & EVENT != 0
        seen, acts, stances = 0, 0, 0
        while n < many and word(block.in_shop[block.who[n]]) == j:
            m = block.who[n]
            i, stance = word(first) + word(m), whole(block.stance[m])
            rungs, marks = whole(state.rungs[i]), whole(state.marks[i])
            shown = rungs >> 3
            signed, days_out = marks & 1, marks >> 1
            done = shown
            signs = 1 if day & LISTED and stance >= SIGN and signed == 0 else 0
            floor = signed | signs
            acts += signs
            stances -= _COUNTS[word(signed), word(rungs)]
            if day & ON_SHIFT:
                done = stance if stance == STRIKE or (event and stance >= RALLY) else floor
                kept = day & LOCKED or (signed == 1 and _blocked(i, k, block))
                if kept and done > floor:
                    done = floor
                    stances += _KEPT
                acts += _DONE[word(done)]
                days_out += 1 if done == STRIKE and days_out < 127 else 0
            else:
                rallies = event and stance >= RALLY
                acts += _DONE[word(RALLY)] if rallies else 0
                done = max(done, RALLY if rallies else floor)
            now = stance | (done << 3)
            stances += _COUNTS[word(floor), word(now)]
            seen += _SEEN[word(done)] - _SEEN[word(shown)]
            state.rungs[i] = now
            state.marks[i] = floor | (days_out << 1)
            n += 1
        _count(shop, index(block.site[k]), seen, acts, stances, state, today)


@inlined
def _count(
    shop: int, s: int, seen: int, acts: int, stances: int, state: State, today: Today
) -> None:
    """Add to the counts of a shop and of its site what has changed, and what was done."""
    # Fields are counts less counts: bias keeps each within its own bits.
    seen, stances = seen + _BIAS, stances + _BIAS
    for r in range(4):
        more = ((seen >> (16 * r)) & _FIELD) - _MIDDLE
        state.shop_seen[shop, r] += more
        state.seen[s, r] += more
    state.live[shop] += (stances & _FIELD) - _MIDDLE
    state.willing[s] += ((stances >> 16) & _FIELD) - _MIDDLE
    state.ready[s] += ((stances >> 32) & _FIELD) - _MIDDLE
    today.kept_in[s] += ((stances >> 48) & _FIELD) - _MIDDLE
    today.signed[s] += acts & _FIELD
    today.rallying[s] += (acts >> 16) & _FIELD
    today.walking_out[s] += (acts >> 32) & _FIELD
    today.striking[s] += acts >> 48
