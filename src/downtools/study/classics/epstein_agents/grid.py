"""Agents and police on a torus: the kernel of `epstein_agents`, as NetLogo's Rebellion has it.

A tick: everybody once, in a fresh random order. Who is not in jail moves to a random open site in
sight, or stays if there is none; an agent then chooses to be active or quiet; police then arrest
one random active agent in sight, if any, and step to where it stood. At the end of the tick each
term in jail is one shorter. A site is open if nobody but jailed agents stands there. Sight is a
disc, the site in its middle included, so an agent who was active already counts itself twice:
NetLogo does so too (Wilensky 2004, NetLogo Rebellion; Epstein 2002, PNAS 99 Suppl 3:7243-7250).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools import exact
from downtools.chance import bits, key_of, stream, uniform
from downtools.compiled import inlined, kernel, whole, word

__all__ = [
    "ARREST",
    "FOREVER",
    "THRESHOLD",
    "TRIES",
    "Crowd",
    "Grid",
    "live",
    "new_crowd",
    "new_grid",
]

I8 = npt.NDArray[np.int8]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
F64 = npt.NDArray[np.float64]

ARREST = 2.3
"""Arrest is held to be 1 - exp(-ARREST) = .8997 likely with one officer to one active agent."""

THRESHOLD = 0.1
"""Grievance less risk above which an agent is active."""

FOREVER = 1 << 31
"""The longest term in jail where none is served out: terms shorter than a run are luck of 1e-6."""

_OFFICER = 1 << 16
"""What one officer adds to `Grid.sight`."""
TRIES = 24
"""Sites that one who moves looks at before all in sight are counted."""

_PLACE = word(key_of("epstein/place"))
_HARDSHIP = word(key_of("epstein/hardship"))
_RISK = word(key_of("epstein/risk"))
_ORDER = word(key_of("epstein/order"))
_MOVE = word(key_of("epstein/move"))
_ARREST = word(key_of("epstein/arrest"))
_TERM = word(key_of("epstein/term"))


class Grid(NamedTuple):
    """The sites of a square torus, row by row."""

    near: I32
    """(sites, sites in sight of one): the disc around each site, itself included."""
    standing: I32
    """Police and agents not in jail at each site; 0 if it is open."""
    sight: I32
    """What is seen at each site: active agents, plus `_OFFICER` for each officer."""


class Crowd(NamedTuple):
    """Agents, numbered from 0, and police, numbered on from them."""

    hardship: F64
    risk: F64
    """Aversion to risk of each agent, as hardship drawn evenly between 0 and 1."""
    active: I8
    term: I64
    """Ticks in jail still before each agent; 0 if it is free."""
    site: I32
    """Where each stands."""
    order: I32
    """Whose turn it is, one after the other."""


def new_grid(side: int, vision: float) -> Grid:
    """An empty torus of `side` by `side` sites; sight reaches `vision` sites, edge included.

    `vision` must be below half of `side`, so that no site is seen twice.
    """
    reach = range(-int(vision), int(vision) + 1)
    disc = [(dx, dy) for dy in reach for dx in reach if dx * dx + dy * dy <= vision * vision]
    across, down = (np.array(part, np.int64) for part in zip(*disc, strict=True))
    site = np.arange(side * side)[:, None]
    near = (site // side + down) % side * side + (site % side + across) % side
    empty = np.zeros(side * side, np.int32)
    return Grid(np.ascontiguousarray(near, np.int32), empty, empty.copy())


def new_crowd(seed: int, agents: int, police: int, grid: Grid) -> Crowd:
    """Agents and police on sites of their own, all quiet; `grid` is told where they stand."""
    crowd = Crowd(
        hardship=np.empty(agents),
        risk=np.empty(agents),
        active=np.zeros(agents, np.int8),
        term=np.zeros(agents, np.int64),
        site=np.empty(agents + police, np.int32),
        order=np.arange(agents + police, dtype=np.int32),
    )
    _settle(word(seed), crowd, grid, np.arange(len(grid.standing), dtype=np.int32))
    return crowd


@inlined
def _below(draw: int, many: int) -> int:
    """A whole number from 0 to below `many` from 64 random bits; 0 if `many` is 0."""
    return whole(((draw >> word(32)) * word(many)) >> word(32))


@inlined
def _shuffle(row: I32, key: int) -> None:
    """Put a row in random order, each order being as likely (Fisher and Yates)."""
    for last in range(row.size - 1, 0, -1):
        other = _below(bits(key, word(last)), last + 1)
        row[last], row[other] = row[other], row[last]


@kernel
def _settle(seed: int, crowd: Crowd, grid: Grid, sites: I32) -> None:
    """Draw traits, and give everybody a site; `sites` are all of them, and are shuffled."""
    _shuffle(sites, stream(seed, _PLACE, word(0)))
    hardship, risk = stream(seed, _HARDSHIP, word(0)), stream(seed, _RISK, word(0))
    for i in range(crowd.site.size):
        crowd.site[i] = sites[i]
        grid.standing[sites[i]] = 1
        if i < crowd.active.size:
            crowd.hardship[i] = uniform(bits(hardship, word(i)))
            crowd.risk[i] = uniform(bits(risk, word(i)))
        else:
            grid.sight[sites[i]] = _OFFICER


@inlined
def _open_site(here: int, who: int, key: int, grid: Grid) -> int:
    """A random open site in sight of one, each as likely; `here` itself if there is none."""
    disc, first = grid.near.shape[1], who * (TRIES + 1)
    for n in range(TRIES):
        there = grid.near[here, _below(bits(key, word(first + n)), disc)]
        if grid.standing[there] == 0:
            return there
    many = 0
    for k in range(disc):
        many += 1 if grid.standing[grid.near[here, k]] == 0 else 0
    left = _below(bits(key, word(first + TRIES)), many)
    for k in range(disc):
        there = grid.near[here, k]
        if grid.standing[there] == 0:
            if left == 0:
                return there
            left -= 1
    return here


@inlined
def _go(who: int, there: int, seen_as: int, crowd: Crowd, grid: Grid) -> None:
    """Step to another site; `seen_as` is what one adds to what is seen there."""
    here = crowd.site[who]
    grid.standing[here] -= 1
    grid.sight[here] -= seen_as
    grid.standing[there] += 1
    grid.sight[there] += seen_as
    crowd.site[who] = there


@inlined
def _in_sight(here: int, grid: Grid) -> int:
    """Sum of what is seen from a site."""
    total = 0
    for k in range(grid.near.shape[1]):
        total += int(grid.sight[grid.near[here, k]])
    return total


@inlined
def _choose(i: int, legitimacy: float, floor: bool, crowd: Crowd, grid: Grid) -> None:
    """An agent becomes active or quiet where it stands."""
    here, active = int(crowd.site[i]), 0
    grievance = crowd.hardship[i] * (1.0 - legitimacy)
    if grievance > THRESHOLD:  # else no risk is small enough
        seen = _in_sight(here, grid)
        police, company = seen // _OFFICER, 1 + seen % _OFFICER
        odds = float(police // company) if floor else police / company
        risk = crowd.risk[i] * (1.0 - exact.exp(-ARREST * odds))
        active = 1 if grievance - risk > THRESHOLD else 0
    grid.sight[here] += active - crowd.active[i]
    crowd.active[i] = active


@inlined
def _suspect(here: int, draw: int, crowd: Crowd, grid: Grid) -> int:
    """A random active agent in sight of a site, each as likely; -1 if there is none."""
    left = _below(draw, _in_sight(here, grid) % _OFFICER)
    for k in range(grid.near.shape[1]):
        there = grid.near[here, k]
        many = grid.sight[there] % _OFFICER
        if left >= many:
            left -= many
            continue
        for i in range(crowd.active.size):
            if crowd.site[i] == there and crowd.active[i] == 1:
                if left == 0:
                    return i
                left -= 1
    return -1


@inlined
def _jail(i: int, term: int, crowd: Crowd, grid: Grid) -> None:
    """An active agent goes to jail where it stands; with a term of 0 it is free at once."""
    crowd.active[i] = 0
    crowd.term[i] = term
    grid.sight[crowd.site[i]] -= 1
    grid.standing[crowd.site[i]] -= 1 if term > 0 else 0


@inlined
def _patrol(who: int, jail: int, keys: tuple[int, int, int], crowd: Crowd, grid: Grid) -> None:
    """An officer moves, and arrests if anybody in sight is active."""
    move, arrest, term = keys
    _go(who, _open_site(crowd.site[who], who, move, grid), _OFFICER, crowd, grid)
    caught = _suspect(crowd.site[who], bits(arrest, word(who)), crowd, grid)
    if caught >= 0:
        _jail(caught, _below(bits(term, word(who)), jail), crowd, grid)
        _go(who, crowd.site[caught], _OFFICER, crowd, grid)


@inlined
def _serve(crowd: Crowd, grid: Grid) -> int:
    """Every term in jail one tick shorter; how many are in jail then."""
    jailed = 0
    for i in range(crowd.term.size):
        if crowd.term[i] > 0:
            crowd.term[i] -= 1
            if crowd.term[i] > 0:
                jailed += 1
            else:
                grid.standing[crowd.site[i]] += 1
    return jailed


@kernel
def live(
    seed: int,
    floor: bool,
    jail: int,
    legitimacy: F64,
    police: I64,
    crowd: Crowd,
    grid: Grid,
    active: I64,
    jailed: I64,
) -> None:
    """Let `active.size` ticks pass; fill `active` and `jailed` with their numbers after each.

    `legitimacy` and `police` (officers on duty, never more than before) hold for each tick. With
    `floor` agents round police per active agent in sight down to a whole number. A term in jail
    is evenly drawn from 0 to `jail` - 1.
    """
    agents, on_duty = crowd.active.size, crowd.site.size - crowd.active.size
    for tick in range(active.size):
        while on_duty > police[tick]:
            on_duty -= 1
            grid.standing[crowd.site[agents + on_duty]] -= 1
            grid.sight[crowd.site[agents + on_duty]] -= _OFFICER
        day = word(tick)
        _shuffle(crowd.order, stream(seed, _ORDER, day))
        move = stream(seed, _MOVE, day)
        keys = (move, stream(seed, _ARREST, day), stream(seed, _TERM, day))
        for turn in range(crowd.order.size):
            who = int(crowd.order[turn])
            if who >= agents:
                if who < agents + on_duty:
                    _patrol(who, jail, keys, crowd, grid)
            elif crowd.term[who] == 0:
                there = _open_site(int(crowd.site[who]), who, move, grid)
                _go(who, there, int(crowd.active[who]), crowd, grid)
                _choose(who, legitimacy[tick], floor, crowd, grid)
        many = 0
        for i in range(agents):
            many += crowd.active[i]
        active[tick] = many
        jailed[tick] = _serve(crowd, grid)
