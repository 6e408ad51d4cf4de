"""Centola and Macy 2007: an act that needs several contacts spreads by wide bridges, not long ties.

Spread on rings, rewired rings and grids comes from `day/cascade.py`, which checks hold equal to
the full engine, day by day. The counter-result of Eckles, Mossel, Rahimian and Sen 2024, in which
people now and then act below their need, is a small simulation beside it.
"""

import math
from collections.abc import Iterator
from statistics import fmean

from downtools.study.classics.centola_macy.play import RingCase, play
from downtools.study.classics.centola_macy.runs import (
    Run,
    key,
    needs_of,
    noisy_run,
    ring_runs,
    seeds_around,
    spread,
)
from downtools.study.classics.centola_macy.sketch import sketch
from downtools.study.classics.check import Check, error_of_count, exactly, near, share_near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.graphs import (
    grid_contacts,
    permuted_ring,
    rewired_ring,
    ring_contacts,
)
from downtools.study.classics.means import error_of_mean, share_as_far
from downtools.study.classics.same_days import same_days

__all__ = ["CLASSIC", "cell_checks"]

_PEOPLE, _PER_SIDE = 4000, 4
_GRAPHS_OF_REFERENCE = 8

_PLAIN = {1: 499, 2: 665, 3: 998, 4: 1994}
"""Days to everybody on the plain ring by need."""

_TABLE: dict[int, dict[float, tuple[float, float]]] = {
    1: {0.01: (1, 25), 0.05: (1, 10.6), 0.1: (1, 8), 0.2: (1, 6.1), 0.4: (1, 5)},
    2: {0.01: (1, 623), 0.05: (1, 139), 0.1: (1, 71), 0.2: (1, 42), 0.4: (0.125, 41)},
    3: {0.01: (1, 1164), 0.05: (0.375, 1459), 0.1: (0, 0), 0.2: (0, 0), 0.4: (0, 0)},
    4: {0.001: (0, 0), 0.01: (0, 0), 0.05: (0, 0), 0.1: (0, 0), 0.2: (0, 0), 0.4: (0, 0)},
}
"""By need and share of rewired ties: share of rings on which all act, and the days to that."""

_ANEW = {(3, 0.01): "; a plain program written anew for the tests agrees with ours"}
"""What else is known of a cell of the table that does not hold."""

_THEIRS = "computed for this project by another program"

_NARROW = 2
"""Contacts per side, and need, of the ring of the counter-result: its bridges are just enough."""


def _ring_checks() -> Iterator[Check]:
    wrong = sum(
        (spread(ring_contacts(200, per_side), need).by_day[-1] == 200) != (need <= per_side)
        for per_side in range(1, 9)
        for need in range(1, 2 * per_side + 2)
    )
    name = "ring of 200, k = 1 to 8 per side, every need: cases against 'all act just if need <= k'"
    why = "derived: at the front, the next person has k active contacts (Morris 2000)"
    yield exactly(name, "nested", 0, int(wrong), why)
    ring = ring_contacts(_PEOPLE, _PER_SIDE)
    for need, days in _PLAIN.items():
        found = spread(ring, need)
        why = (
            f"{_THEIRS}; by hand: each front gains {_PER_SIDE + 1 - need} a day, and the "
            "last gap closes from both sides at once"
        )
        name = f"ring of 4000, 4 per side, need {need}: days until all act"
        obtained = len(found.by_day) - 1 if found.by_day[-1] == _PEOPLE else "never"
        yield exactly(name, "nested", days, obtained, why)
    grid = grid_contacts(40, 40)
    carried = [need for need in range(1, 9) if spread(grid, need).by_day[-1] == grid.people]
    why = "a block of 3 x 3 shows 3 to the middle of each side, and no more to anybody"
    name = "grid of 40 x 40, eight around each, from a block of 3 x 3: needs at which all act"
    yield exactly(name, "nested", "1 2 3", " ".join(map(str, carried)), why)


def _same_in_the_engine(quick: bool) -> Iterator[Check]:
    """A cascade on each kind of network; the one of a thousand days takes seconds."""
    engine = key("engine", 0)
    side = f"{_PER_SIDE} per side"
    rings = [
        (f"ring of 1000, {side}, 0.1 rewired", rewired_ring(1000, _PER_SIDE, 0.1, engine), 2),
        (f"ring of 4000, {side}, 0.1 permuted", permuted_ring(4000, _PER_SIDE, 0.1, engine), 2),
        ("grid of 40 x 40", grid_contacts(40, 40), 3),
    ]
    if not quick:
        slow = rewired_ring(_PEOPLE, _PER_SIDE, 0.01, engine)
        rings.append((f"ring of 4000, {side}, 0.01 rewired", slow, 3))
    for what, contacts, need in rings:
        needs, seeds = needs_of(contacts, need), seeds_around(contacts)
        yield same_days(f"{what}, need {need}", contacts, needs, seeds)


def _full(runs: list[Run]) -> list[float]:
    """The days of the runs in which all acted."""
    return [float(run.days) for run in runs if run.share == 1.0]


def _table_checks(quick: bool) -> Iterator[Check]:
    graphs, almost = 24 if quick else 200, 0
    cells = [(need, share) for need, row in _TABLE.items() for share in row]
    for need, share in [(2, 0.1), (3, 0.1)] if quick else cells:
        runs = ring_runs(_PEOPLE, _PER_SIDE, need, share, graphs)
        almost += sum(0.99 <= run.share < 1.0 for run in runs)
        yield from cell_checks(need, share, runs)
    why = "by our count: so it does not matter whether all or 99 % is called all"
    name = "the rings above: runs that end between 99 % and all"
    yield exactly(name, "nested", 0, almost, why)


def cell_checks(need: int, share: float, runs: list[Run]) -> Iterator[Check]:
    """Our runs beside a cell of the table: on how many rings all act, and how soon."""
    chance, days = _TABLE[need][share]
    full, graphs, theirs = _full(runs), len(runs), _GRAPHS_OF_REFERENCE
    head = f"ring of 4000, 4 per side, {share:g} rewired, need {need}"
    why = (
        f"{_THEIRS}: of {theirs} rings; ours of {graphs}; tolerance: 3 standard errors of both, "
        f"none or all of {theirs} leaving room for three rings (rule of three)"
    )
    name = f"{head}: share of rings on which all act"
    error = error_of_count(chance, theirs)
    yield share_near(name, "nested", chance, len(full), graphs, why, error=error)
    if not days:
        return
    theirs = round(chance * theirs)
    errors = error_of_mean(full, theirs), error_of_mean(full, len(full))
    off = days - fmean(full)
    digits = 0.05 if days != int(days) else 0.5
    tolerance = 3 * math.hypot(*errors) + digits
    why = (
        f"{_THEIRS}: mean over {theirs} of its rings, ours over {len(full)}; standard errors "
        f"{errors[0]:.2g} and {errors[1]:.2g}, both by the spread of ours; tolerance: 3 of both, "
        "and half a digit"
    )
    if abs(off) > tolerance:
        rare = share_as_far(full, theirs, off, key("means", round(1000 * share) + need))
        side = "high" if off > 0 else "low"
        why += (
            f". The table is the odd one: of means of {theirs} drawn from ours, "
            f"{100 * rare:.2g} % lie so {side}{_ANEW.get((need, share), '')}"
        )
    name = f"{head}: days until all act, where they do"
    yield near(name, "nested", days, fmean(full), tolerance, why)


def _permuted_checks() -> Iterator[Check]:
    """The paper's own rewiring, in which all keep their number of contacts: its statements."""
    shares, graphs = (0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 0.8), 40
    found = {
        (need, share): _full(
            ring_runs(_PEOPLE, _PER_SIDE, need, share, graphs, rewire=permuted_ring)
        )
        for need in (2, 3, 4)
        for share in shares
    }
    days = found[2, 0.1]
    faster = fmean(days) + 3 * error_of_mean(days, len(days)) < _PLAIN[2] if days else False
    why = (
        f"the paper's abstract; days {fmean(days or [math.nan]):.1f} in place of {_PLAIN[2]}, "
        f"{graphs} rings, 3 standard errors apart"
    )
    name = "permuted ties, .1 rewired, need 2: against the plain ring"
    yield exactly(name, "nested", "faster", "faster" if faster else "not faster", why)
    stops = [
        next((share for share in shares if len(found[need, share]) < graphs / 2), 1.0)
        for need in (2, 3, 4)
    ]
    falls = stops[0] > stops[1] > stops[2]
    why = (
        "the paper's abstract; least share of rewired ties at which all act on under half of "
        f"{graphs} rings: {', '.join(f'{stop:g}' for stop in stops)} at need 2, 3, 4"
    )
    name = "permuted ties: rewiring that stops the spread, by need"
    yield exactly(name, "nested", "falls", "falls" if falls else "does not fall", why)


def _noise_checks() -> Iterator[Check]:
    """Below their need people act now and then: long ties help again."""
    runs, share = 20, 0.1
    head = f"ring of 4000, 2 per side, need 2, {share:g} rewired"
    order = _PEOPLE**-0.5
    none = _full(ring_runs(_PEOPLE, _NARROW, _NARROW, share, runs))
    why = "derived: no bridge is wider than it must be, so the first gap stops all"
    name = f"{head}, no noise: of {runs} rings, on which all act"
    yield exactly(name, "nested", 0, len(none), why)
    ring = ring_contacts(_PEOPLE, _NARROW)
    for noise, expected, source in (
        (order / 100, "slower", "our own: with noise of a hundredth of that order long ties harm"),
        (order, "faster", "Eckles and others 2024: noise of order N^(-1/need) is enough"),
    ):
        rewired = _full(ring_runs(_PEOPLE, _NARROW, _NARROW, share, runs, noise=noise))
        plain = [
            float(noisy_run(ring, _NARROW, noise, key("plain", number)).days)
            for number in range(runs)
        ]
        a, b = fmean(rewired or [math.nan]), fmean(plain)
        error = math.hypot(error_of_mean(rewired, len(rewired)), error_of_mean(plain, runs))
        obtained = "no difference"
        if abs(a - b) > 3 * error:
            obtained = "faster" if a < b else "slower"
        why = (
            f"{source}; days {a:.0f} against {b:.0f} on the plain ring, standard error of the "
            f"difference {error:.0f}; {len(rewired)} of {runs} runs came to an end"
        )
        name = f"{head}, noise {noise:.2g} a day: against the plain ring"
        yield exactly(name, "reference", expected, obtained, why)


def _checks(quick: bool) -> Iterator[Check]:
    yield from _ring_checks()
    yield from _same_in_the_engine(quick)
    yield from _table_checks(quick)
    if not quick:
        yield from _permuted_checks()
        yield from _noise_checks()


CLASSIC = Classic(
    name="centola_macy",
    title="Complex contagion on rings",
    cite=(
        "Centola D, Macy M 2007, American Journal of Sociology 113(3):702-734; Eckles D, "
        "Mossel E, Rahimian MA, Sen S 2024, Nature Human Behaviour, "
        "doi 10.1038/s41562-024-01865-0"
    ),
    says=(
        "An act that needs several active contacts spreads along wide bridges; long ties, which "
        "speed up what one contact can pass on, slow or stop it, unless people now and then act "
        "below their need."
    ),
    departs=(
        "In the full model most ties are those of shop, site, town and nation, seen as shares of "
        "a group; contacts are one more layer, acts can be taken back, and luck is shared by a "
        "place or the nation."
    ),
    checks=_checks,
    sketch=sketch,
    play=Play(case=RingCase, run=play),
)
