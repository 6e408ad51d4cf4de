"""Search starting values of the parameters with which Belarus 2020 shows most of its patterns.

    python -m tools.fit_start --out found.toml

In rounds: first the effect of each site of `FREE`, by the facts of that site alone (sites hardly
touch each other, so one set of runs serves all), then each value of `RANGES` in turn, a step up
or down if that misses less (a pattern search, Hooke and Jeeves 1961, J ACM 8:212-229). Scored are
the misses of `observed.csv` on the median over replicates, each with its own luck and draw of all
parameters, of a sample of the country that ends on 28 August. It starts from the scenario's
present values.

The values shipped came of many rounds, between which values were moved by hand, several at once,
where steps one by one led nowhere; the ranges, the number of replicates and how far a miss counts
changed on the way. No single call finds them again. What they show: `downtools patterns`.

This is a start, not a calibration: it gives one point, and says nothing of what else would do.
"""

import argparse
import dataclasses
import math
import tomllib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from statistics import median, median_low
from typing import Any

import numpy as np

from downtools.chance import bits, key_of, stream
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.model import Scenario
from downtools.study.draws import WIDTH, drawn
from downtools.study.patterns import Held, held_against
from downtools.world.build import build_world
from downtools.world.world import World

RANGES: dict[str, tuple[float, float]] = {
    "people.opposition_mean": (-2.5, 0.5),
    "people.opposition_sd": (0.4, 2.5),
    "people.caution_sd": (0.2, 1.5),
    "people.attention": (0.05, 0.6),
    "ladder.theta_sign": (0.05, 0.7),
    "ladder.theta_rally": (0.15, 0.9),
    "ladder.theta_walkout": (0.25, 1.0),
    "ladder.fatigue": (0.0, 0.3),
    "influence.shop": (0.05, 1.0),
    "influence.site": (0.05, 1.2),
    "influence.town": (0.05, 1.5),
    "influence.nation": (0.3, 15.0),
    "outrage.violence_gain": (0.3, 5.0),
    "outrage.national_share": (0.3, 0.95),
    "outrage.permanent": (0.1, 0.8),
    "outrage.fading": (0.03, 0.4),
    "police.harm": (0.1, 8.0),
    "police.per_active": (0.003, 1.0),
    "police.standing": (0.5, 60.0),
    "sack.threat": (0.0, 0.2),
    "sack.weight": (0.3, 3.0),
    "sack.cost": (0.2, 6.0),
    "sack.capacity": (0.005, 0.4),
    "gather.base": (-3.5, -0.05),
    "gather.readiness": (0.03, 0.6),
    "gather.call": (0.0, 0.6),
    "gather.spent_days": (1.0, 7.0),
    "gather.list_base": (-2.5, -0.05),
    "gather.list_readiness": (0.01, 0.5),
    "media.call_weight": (0.0, 0.4),
    "workplace.effect_sd": (0.03, 0.6),
    "workplace.selection": (-0.2, 0.5),
    "schedule.internet_0812.strength": (0.5, 1.0),
    "schedule.call_0817_soligorsk.strength": (0.5, 8.0),
}
FREE = (
    "belaruskali",
    "mtz",
    "maz",
    "belaz",
    "mzkt",
    "bmz",
    "grodno_azot",
    "naftan",
    "mozyr_npz",
    "belshina",
    "metz",
    "grodnozhilstroy",
    "belcard",
    "belteleradio",
)
"""Sites with an effect of their own: those of whose crowds or strikers a number is told."""
EFFECT = (-0.8, 1.2)
SCALE = 0.01
DAYS = 20
_WORST = 1.5
_MOVES, _SIDES = (0.12, 0.04), 4
"""By how much effects are moved, coarse and fine, and how many times to each side."""
_STEP = 0.05
"""The first step of a value, as a share of its range."""
_WHOLE = ("gather.spent_days",)

Values = dict[str, float]


@cache
def country() -> tuple[Scenario, World]:
    """The first days of the scenario, facts cut to them, and a sample of its world."""
    scenario = load("belarus-2020").with_days(DAYS)
    end = scenario.calendar.end
    facts = tuple(
        dataclasses.replace(fact, last=min(fact.last, end))
        for fact in scenario.observed
        if fact.first <= end
    )
    return dataclasses.replace(scenario, observed=facts), build_world(scenario, scale=SCALE)


def present() -> Values:
    """The scenario's present values."""
    scenario, _ = country()
    effects = {site.site: site.effect for site in scenario.sites}
    values = {key: scenario.value(key) for key in RANGES}
    return values | {f"effect.{site}": effects[site] or 0.0 for site in FREE}


def with_found(scenario: Scenario, world: World, values: Values) -> tuple[Scenario, World]:
    """The scenario with the values, as if it stated them itself, and its world."""
    found = {key: value for key, value in values.items() if not key.startswith("effect.")}
    tried = scenario.with_values(found)
    sources = dict(scenario.sources) | dict.fromkeys(found, "tools/fit_start.py")
    effects = {key.removeprefix("effect."): v for key, v in values.items() if key not in found}
    at = [effects.get(site.site, math.nan) for site in scenario.sites]
    named = world.sites.named
    effect = np.where(named >= 0, np.array([*at, math.nan])[named], math.nan)
    sites = world.sites._replace(effect=effect)
    tried = dataclasses.replace(tried, sources=tuple(sorted(sources.items())))
    return tried, dataclasses.replace(world, sites=sites)


def shown(task: tuple[Values, int, float]) -> list[float]:
    """What one replicate shows of every fact."""
    values, index, width = task
    scenario, world = with_found(*country(), values)
    scenario = drawn(scenario, index, 2020, width) if width else scenario
    seed = bits(stream(2020, key_of("search of starting values"), 0), index) >> 1
    return [
        held.simulated
        for held in held_against(simulate(scenario, seed=seed, world=world, threads=1))
    ]


def miss(held: Held) -> float:
    """How badly a median misses: doublings from the band, each cut, and a step for failing."""
    low, high = held.edges
    value = held.simulated
    if held.is_date:
        return min(max(low - value, value - high, 0.0), _WORST) + 0.5 * (not held.holds)
    if held.fact.point is not None:
        apart = abs(math.log2((value + 1.0) / (held.fact.point + 1.0)))
        return 0.2 * min(apart, 1.0) ** 2 + min(max(apart - 1.0, 0.0), _WORST) + 0.5 * (apart > 1.0)
    if held.holds:
        return 0.0
    edge = low if value < low else high
    return 0.5 + min(abs(math.log2((value + 1.0) / (edge + 1.0))), _WORST)


def judged(many: list[list[float]]) -> list[Held]:
    """Every fact beside the median over the replicates."""
    facts = country()[0].observed
    return [
        Held(fact=fact, simulated=median_low(values) if fact.unit == "date" else median(values))
        for fact, values in zip(facts, zip(*many, strict=True), strict=True)
    ]


class Search:
    """The search: where it stands, and the processes that run replicates for it."""

    def __init__(self, given: argparse.Namespace, begin: Values, pool: ProcessPoolExecutor) -> None:
        self.given = given
        self.pool = pool
        self.best = present() | begin
        self.steps = {key: _STEP * (high - low) for key, (low, high) in RANGES.items()}
        self.score = self.scored(self.best)

    def judged(self, many: list[Values]) -> list[list[Held]]:
        """Every fact beside the medians of each of many values."""
        each = self.given.replicates
        tasks = [(values, index, self.given.width) for values in many for index in range(each)]
        flat = list(self.pool.map(shown, tasks, chunksize=2))
        return [judged(flat[at : at + each]) for at in range(0, len(flat), each)]

    def scored(self, values: Values) -> float:
        """The sum of the misses."""
        return sum(map(miss, self.judged([values])[0]))

    def settle(self) -> None:
        """Move the effect of each site to where its own facts are missed least."""
        for step in _MOVES:
            moves = [step * at for at in range(-_SIDES, _SIDES + 1)]
            tried = [self.best | self.moved(move) for move in moves]
            found = self.judged(tried)
            settled = dict(self.best)
            for site in FREE:
                misses = [sum(miss(h) for h in held if h.fact.site == site) for held in found]
                nearest = min(range(len(moves)), key=lambda at: (misses[at], abs(moves[at])))
                settled[f"effect.{site}"] = tried[nearest][f"effect.{site}"]
            score = self.scored(settled)
            if score < self.score:
                self.keep(settled, score, "effects of sites")

    def moved(self, by: float) -> Values:
        """The effects of all sites moved, within their range."""
        low, high = EFFECT
        keys = [f"effect.{site}" for site in FREE]
        return {key: round(min(max(self.best[key] + by, low), high), 3) for key in keys}

    def sweep(self) -> None:
        """A step up or down for each value in turn, if it helps; steps shrink where none does."""
        for key, (low, high) in RANGES.items():
            for step in (self.steps[key], -self.steps[key]):
                value = float(f"{min(max(self.best[key] + step, low), high):.4g}")
                value = round(value) if key in _WHOLE else value
                tried = ordered(self.best | {key: value})
                if tried == self.best:
                    continue
                score = self.scored(tried)
                if score < self.score:
                    self.keep(tried, score, key)
                    self.steps[key] = 1.5 * step
                    break
            else:
                self.steps[key] *= 0.5

    def keep(self, values: Values, score: float, why: str) -> None:
        """Remember better values."""
        self.best, self.score = values, score
        Path(self.given.out).write_text(as_toml(values), "utf-8")
        print(f"{score:.2f} {why}", flush=True)


def ordered(values: Values) -> Values:
    """The values with the costs of the ladder's rungs rising."""
    costs = [f"ladder.theta_{rung}" for rung in ("sign", "rally", "walkout")]
    return values | dict(zip(costs, sorted(values[cost] for cost in costs), strict=True))


def search(given: argparse.Namespace, begin: Values) -> Values:
    """Search from where it begins; returns the best values."""
    with ProcessPoolExecutor(given.workers, mp_context=get_context("spawn")) as pool:
        state = Search(given, begin, pool)
        for number in range(given.rounds):
            state.settle()
            state.sweep()
            print(f"round {number}: {state.score:.2f}", flush=True)
        state.settle()
    return state.best


def as_toml(values: Values) -> str:
    """Values as tables of scenario.toml; the effects of sites belong into sites.csv."""
    groups: dict[str, list[str]] = {}
    for key, value in values.items():
        group, _, name = key.rpartition(".")
        groups.setdefault(group, []).append(f"{name} = {value}")
    return "\n".join("\n".join([f"[{group}]", *lines, ""]) for group, lines in groups.items())


def flat(table: dict[str, Any], under: str = "") -> Iterator[tuple[str, float]]:
    """The values of nested tables by dotted key."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{under}{name}.")
        else:
            yield f"{under}{name}", value


def main() -> None:
    """Search, and print what the best values show and miss."""
    parser = argparse.ArgumentParser(description="Search starting values for belarus-2020.")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--replicates", type=int, default=32)
    parser.add_argument("--width", type=float, default=WIDTH)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--begin", type=Path, help="values found before")
    parser.add_argument("--out", default="fit_start.toml")
    given = parser.parse_args()
    begin: Values = {}
    if given.begin:
        begin = dict(flat(tomllib.loads(given.begin.read_text("utf-8"))))
    best = search(given, begin)
    print(as_toml(best))
    many = [shown((best, index, given.width)) for index in range(100, 100 + given.replicates)]
    for held in judged(many):
        mark = "holds" if held.holds else "MISS "
        print(mark, held.fact.pattern, held.band, "|", held.shown, held.miss_words)


if __name__ == "__main__":
    main()
