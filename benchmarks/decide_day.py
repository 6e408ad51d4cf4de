"""Part `mesa`: the busiest day beside a Mesa day of the decide rule, an Agent for each worker.

What sites and shops share and the draws are worked out here, outside what is timed.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.dense import SiteTerms, terms_of_sites
from benchmarks.inputs import Inputs, inputs_of
from benchmarks.machine import load_now
from benchmarks.timing import interleaved, say
from benchmarks.whole_run import Evening, a_day, first_morning, run_days
from downtools.chance import bits
from downtools.day import PHASES, Morning, Team
from downtools.day.luck import seed_of
from downtools.scenario.model import Scenario
from downtools.world.threads import default_threads
from downtools.world.world import World

__all__ = ["AWAY", "MESA", "Counts", "Given", "MesaDay", "mesa_day"]

MESA, OWN = "Mesa, decide alone", "downtools, decide alone"
AWAY = 64
"""Of `State.rungs`: from here on the worker is not free."""

Array = npt.NDArray[Any]
Counts = dict[str, Array]


class Given(NamedTuple):
    """All that a day of the decide rule needs."""

    terms: SiteTerms
    voice: Array
    """Of sites."""
    event: Array
    listed: Array
    site_of_shop: Array
    """Of shops."""
    crowd: Array
    """[shop, own act at rung or above, r - 1]"""
    on: Array
    locked: Array
    shop_of_worker: Array
    """Of workers."""
    traits: tuple[Array, ...]
    """Opposition, caution, contract, reached by media; whether each reconsiders, is then only won
    over, and has a blocked pass if signed."""
    rungs: Array
    marks: Array
    keep: int


def _given_of(morning: Morning) -> Given:
    """Of a morning on which the phases before decide have run."""
    g, rules = inputs_of(morning), morning.rules
    shops, workers = np.diff(g.first_shop), np.diff(g.first_worker)
    site_of_shop = np.repeat(np.arange(len(shops)), shops)
    number = np.arange(len(site_of_shop)) - g.first_shop[site_of_shop]
    size, more = np.divmod(g.staff, g.shops)
    members = size[site_of_shop] + (number < more[site_of_shop])
    working = rules.scenario.calendar.working(morning.day)
    crews = g.crew_on[number % len(g.crew_on)] == 1
    on = np.where(g.continuous[site_of_shop] == 1, crews, working)
    lock = _limit(g.lock)[site_of_shop]
    locked = on & (_draws(morning, "lock_in", g, site_of_shop, number) < lock)
    of_shop = np.repeat(np.arange(len(members)), members)
    at = np.repeat(np.arange(len(workers)), workers)
    within = np.arange(len(at)) - g.first_worker[at]
    draw = _draws(morning, "attention", g, at, within)
    everybody = on[of_shop] & (g.event[at] == 1)
    seen = g.shop_seen.astype(np.int64)
    others = np.stack([seen, np.maximum(seen - 1, 0)], axis=1)
    return Given(
        terms=terms_of_sites(morning),
        voice=g.voice[g.place],
        event=g.event == 1,
        listed=g.list_open == 1,
        site_of_shop=site_of_shop,
        crowd=g.crowd[members[:, None, None], others],
        on=on,
        locked=locked,
        shop_of_worker=of_shop,
        traits=(
            g.values[g.opposition],
            g.cautions[g.caution],
            g.media & 1,
            (g.media >> 1) < rules.decide.reached,
            everybody | (draw < g.attention[g.place][at]),
            ~everybody & (draw >= rules.decide.attention),
            _draws(morning, "block", g, at, within) < _limit(g.block)[at],
        ),
        rungs=g.rungs.copy(),
        marks=g.marks.copy(),
        keep=int(rules.decide.keep),
    )


def _limit(chance: Array) -> Array:
    """What the upper 32 bits of a draw are held against."""
    return (chance * 2.0**32).astype(np.int64)


def _draws(morning: Morning, decision: str, g: Inputs, site: Array, who: Array) -> Array:
    """The upper 32 bits of the draw of each, at so many within a site; all at once by numpy."""
    seed: Any = np.uint64(seed_of(morning.rules.luck, decision, morning.day))
    key: Any = g.key
    one: Any = who.astype(np.uint64)
    with np.errstate(over="ignore"):
        of_site: Any = bits(seed, key)
        drawn: Any = bits(of_site[site], one)
    return (drawn >> np.uint64(32)).astype(np.int64)


class MesaDay:
    """A day in Mesa, whose results are held against those of the engine's decide."""

    def __init__(self, scenario: Scenario, world: World, evening: Evening) -> None:
        country: Any = import_module("benchmarks.peers.with_mesa_decide").Country
        with Team(1) as team:
            morning = first_morning(scenario, world, team)
            morning = replace(morning, day=evening.day, state=evening.state.copy())
            for phase in PHASES:
                if phase.name == "decide":
                    self.model = country(_given_of(morning))
                phase.run(morning)
                if phase.name == "decide":
                    break
        self._holders = morning.state, morning.today

    def run(self) -> float:
        """Seconds of the day, which is then checked."""
        self.model.reset()
        start = time.perf_counter()
        self.model.step()
        seconds = time.perf_counter() - start
        self.check()
        return seconds

    def check(self) -> None:
        """Raise `RuntimeError` if stances, acts, marks or counts are not the engine's."""
        state, today = self._holders
        rungs, marks = self.model.rungs_and_marks()
        counts: Counts = self.model.counts()
        found: Counts = {"rungs": rungs, "marks": marks, **counts}
        for name, array in found.items():
            expected = getattr(state if hasattr(state, name) else today, name)
            if not np.array_equal(array, expected):
                many = int(np.count_nonzero(array != expected))
                raise RuntimeError(f"the Mesa day is not the engine's: {many} of {name} differ")


def mesa_day(
    name: str, scenario: Scenario, world: World, rounds: int, days: int | None = None
) -> list[dict[str, Any]]:
    """The busiest day, all phases on one thread and on all, beside Mesa's decide of that day."""
    say(f"{name}: the busiest day of {world.agents:,} workers, and in Mesa")
    threads = default_threads()
    found = run_days(scenario, world, threads=threads, keep_busiest=True, days=days).busiest
    assert found is not None
    load = [load_now()]
    tasks: dict[tuple[str, int], Callable[[], float]] = {}
    for many in sorted({1, threads}):
        for what in ("all phases", OWN):
            tasks[what, many] = partial(_replayed, scenario, world, found, many, what)
    if find_spec("mesa") is not None:
        tasks[MESA, 1] = MesaDay(scenario, world, found).run
    keys = {f"{what} {many}": (what, many) for what, many in tasks}
    seconds = interleaved({label: tasks[key] for label, key in keys.items()}, rounds)
    load.append(load_now())
    return [
        {
            "run": name,
            "workers": world.agents,
            "active": found.active,
            "day": found.day,
            "threads": many,
            "what": what,
            "seconds": seconds[label],
            "load": load,
        }
        for label, (what, many) in keys.items()
    ]


def _replayed(scenario: Scenario, world: World, evening: Evening, threads: int, what: str) -> float:
    """Seconds of a day that follows another, as it does in a run."""
    spent: dict[str, float] = {}
    with Team(threads) as team:
        start = replace(first_morning(scenario, world, team), day=evening.day)
        for _ in range(2):
            spent = a_day(replace(start, state=evening.state.copy()))
    return spent["decide"] if what == OWN else sum(spent.values())
