"""What the decide rule reads and writes, as one list of arrays for a twin of it.

The twin computes all terms of sites itself, and visits every site, shop and worker; so it depends
on the arrays of the world and the state alone, not on how the engine's own phase is arranged.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.day import Morning
from downtools.day.awake import list_awake
from downtools.day.luck import seed_of
from downtools.day.state import BAN, BLOCK, BONUS, COMMITTEE, FINE, FUND, LOCK, LOYALTY, THREAT

__all__ = ["Inputs", "inputs_of", "wake", "write_back"]

Array = npt.NDArray[Any]


class Inputs(NamedTuple):
    """In the order of `FIELDS` in decide.cpp, which checks it."""

    opposition: Array
    """Of workers: ranks of opposition and caution, media and contract."""
    caution: Array
    media: Array
    key: Array
    """Of sites."""
    place: Array
    ownership: Array
    continuous: Array
    staff: Array
    shops: Array
    first_shop: Array
    first_worker: Array
    weight: Array
    weight_here: Array
    effect: Array
    police_sent: Array
    meetings: Array
    works: Array
    in_body: Array
    event: Array
    list_open: Array
    threat: Array
    """Rows of tactics, a number a site."""
    ban: Array
    lock: Array
    block: Array
    bonus: Array
    fine: Array
    fund: Array
    roll: Array
    """Of places."""
    concentration: Array
    openness: Array
    street: Array
    voice: Array
    dated: Array
    attention: Array
    seen_place: Array
    call: Array
    seen_linked: Array
    values: Array
    """Opposition and caution by rank; the pull of a shop by members and others."""
    cautions: Array
    crowd: Array
    crew_on: Array
    whole: Array
    """Whole numbers, as `WHOLE` names them; then real ones, as `REAL` does."""
    real: Array
    rungs: Array
    """Written from here on: of workers, shops and sites."""
    marks: Array
    shop_seen: Array
    live: Array
    away: Array
    seen: Array
    ready: Array
    willing: Array
    signers: Array
    signed: Array
    rallying: Array
    walking_out: Array
    striking: Array
    kept_in: Array
    on_shift: Array
    absent: Array


_TYPES: dict[str, type[np.generic]] = {
    **dict.fromkeys(("opposition",), np.uint16),
    **dict.fromkeys(("caution", "media", "continuous", "works", "in_body", "event"), np.uint8),
    **dict.fromkeys(("list_open", "crew_on", "rungs", "marks", "shop_seen"), np.uint8),
    **dict.fromkeys(("live", "away"), np.uint8),
    **dict.fromkeys(("key",), np.uint64),
    **dict.fromkeys(("place", "staff", "shops", "seen", "ready", "willing"), np.int32),
    **dict.fromkeys(("signers", "signed", "rallying", "walking_out", "striking"), np.int32),
    **dict.fromkeys(("kept_in", "absent", "values", "cautions", "crowd"), np.int32),
    **dict.fromkeys(("ownership",), np.int16),
    **dict.fromkeys(("first_shop", "first_worker", "weight", "weight_here", "roll"), np.int64),
    **dict.fromkeys(("voice", "attention", "seen_place", "seen_linked", "whole"), np.int64),
    **dict.fromkeys(("on_shift",), np.int64),
}
"""The type of each array; what is not here is a float of 64 bits."""
_WRITTEN = Inputs._fields[Inputs._fields.index("rungs") :]
_TACTICS = {
    "threat": THREAT,
    "ban": BAN,
    "lock": LOCK,
    "block": BLOCK,
    "bonus": BONUS,
    "fine": FINE,
    "fund": FUND,
}
_fixed: dict[tuple[int, str], tuple[Array, Array]] = {}


def inputs_of(morning: Morning) -> Inputs:
    """The arrays of a morning on which the phases before decide have run."""
    world, rules, today = morning.world, morning.rules, morning.today
    holders = (
        world.workers,
        world.sites,
        world.places,
        morning.state,
        today,
    )
    own: dict[str, Array] = {
        "effect": rules.effect,
        "values": rules.decide.opposition,
        "cautions": rules.decide.caution,
        "crowd": rules.decide.crowd,
        "crew_on": _crews(morning),
        "whole": _whole(morning),
        "real": _real(morning),
        **{name: today.tactics[row] for name, row in _TACTICS.items()},
    }
    found: list[Array] = []
    for name in Inputs._fields:
        array = own.get(name)
        if array is None:
            array = next(getattr(part, name) for part in holders if hasattr(part, name))
        found.append(_typed(name, array))
    return Inputs._make(found)


def _typed(name: str, array: Array) -> Array:
    """The array in the twin's own type; what the world holds is turned once."""
    kind = np.dtype(_TYPES.get(name, np.float64))
    if array.dtype == kind and array.flags.c_contiguous:
        return np.asarray(array)
    if array.flags.writeable and name not in ("values", "cautions", "crowd", "effect"):
        return np.ascontiguousarray(array, kind)
    kept = _fixed.get((id(array), name))
    if kept is None:
        kept = (array, np.ascontiguousarray(array, kind))
        _fixed[id(array), name] = kept
    return kept[1]


def write_back(morning: Morning, given: Inputs) -> None:
    """Where the engine holds another type than the twin, what was written is copied."""
    for name in _WRITTEN:
        holder = morning.state if hasattr(morning.state, name) else morning.today
        array, written = getattr(holder, name), getattr(given, name)
        if not np.shares_memory(array, written):
            array[...] = written


def wake(morning: Morning) -> None:
    """List the sites at which anything is on, as the engine's own decide does."""
    state, today, day = morning.state, morning.today, morning.day
    on = (morning.world.sites.named >= 0) | (state.seen[:, 0] > 0) | (state.ready > 0)
    on |= (state.willing > 0) | (state.signers > 0) | (state.away_by.sum(axis=1) > 0)
    on |= (state.committee > 0) | (today.works > 0) | (today.event > 0)
    on |= (day < state.list_until) | (day < state.down_until)
    on |= (state.police_sent != 0.0) | (state.noticed != 0.0) | (today.tactics[COMMITTEE] != 0.0)
    state.awake[:] = on
    list_awake(state, today)


def _crews(morning: Morning) -> Array:
    calendar = morning.rules.scenario.calendar
    on = [calendar.on_shift(crew, morning.day) for crew in range(calendar.crews)]
    return np.array(on, np.uint8)


def _whole(morning: Morning) -> Array:
    """In the order of `WHOLE` in decide.cpp."""
    rules, day = morning.rules, morning.day
    seeds = [seed_of(rules.luck, name, day) for name in ("attention", "lock_in", "block")]
    d = rules.decide
    numbers = [
        *(int(np.uint64(seed).astype(np.int64)) for seed in seeds),
        int(rules.scenario.calendar.working(day)),
        morning.world.people,
        len(morning.world.places.key),
        d.crowd.shape[1],
        d.keep,
        d.attention,
        d.reached,
    ]
    return np.array(numbers, np.int64)


def _real(morning: Morning) -> Array:
    """In the order of `REAL` in decide.cpp."""
    rules, d = morning.rules, morning.rules.decide
    p = rules.scenario.parameters
    shares = (rules.loyal[0], rules.loyal[1], rules.loyal[2])
    numbers = [
        *d.theta.tolist(),
        *d.exposure.tolist(),
        *d.shift.tolist(),
        *shares,
        float(morning.state.nation[LOYALTY]),
        float(morning.today.belief[0]),
        d.fatigue,
        d.site,
        d.town,
        d.nation,
        d.linked,
        d.committee,
        d.hope,
        d.usual,
        d.shelter,
        d.standing,
        d.deterrence,
        d.harm,
        d.sack_capacity,
        d.sack_cost,
        d.outside_option,
        d.permanent_stake,
        d.identified,
        d.fine,
        d.fund_stake,
        d.bonus,
        p.sack.threat,
        p.sack.weight,
        p.sack.ban,
        p.media.blunt,
    ]
    return np.array(numbers, np.float64)
