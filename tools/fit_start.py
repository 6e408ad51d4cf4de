"""Search starting values of the parameters that give the rough shape of Belarus 2020.

    python -m tools.fit_start --generations 40

An evolution of points around the scenario's present values, within ranges, scored by the sum of
misses of `observed.csv` (each cut at 3, the national total counted six times) over a few seeds at
a small scale, plus the shape of the ladder. Prints the best point as TOML for `scenario.toml`.
Seeds of the search are fixed; this is a start, not a calibration.

The values shipped came of several rounds, each from the values of the one before, while ranges and
weights were still being changed: no single call finds them again. What they give is printed by
`python -m tools.observed_pages`.
"""

import argparse
import math
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

import numpy as np

from downtools.chance import bits, key_of, stream, uniform
from downtools.exact import normal_quantile
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.model import Scenario
from downtools.study.observed import held_against
from downtools.world.build import build_world
from downtools.world.world import World

RANGES: dict[str, tuple[float, float]] = {
    "people.opposition_mean": (-3.0, 0.5),
    "people.opposition_sd": (0.3, 2.5),
    "people.caution_sd": (0.2, 1.2),
    "people.attention": (0.05, 0.6),
    "ladder.theta_sign": (0.05, 0.6),
    "ladder.theta_rally": (0.15, 0.9),
    "ladder.theta_walkout": (0.25, 1.0),
    "influence.shop": (0.15, 1.0),
    "influence.site": (0.1, 1.0),
    "influence.town": (0.1, 2.0),
    "influence.nation": (0.5, 20.0),
    "outrage.violence_gain": (0.3, 5.0),
    "outrage.national_share": (0.3, 0.95),
    "outrage.permanent": (0.1, 0.8),
    "outrage.fading": (0.03, 0.4),
    "police.harm": (0.1, 6.0),
    "police.per_active": (0.02, 2.0),
    "police.standing": (0.5, 20.0),
    "sack.weight": (0.3, 3.0),
    "sack.cost": (0.1, 5.0),
    "sack.capacity": (0.005, 0.3),
    "gather.base": (-2.0, -0.1),
    "gather.readiness": (0.03, 0.4),
    "gather.call": (0.0, 0.25),
    "gather.spent_days": (1.0, 7.0),
    "media.call_weight": (0.0, 0.6),
    "gather.list_base": (-1.5, -0.05),
    "gather.list_readiness": (0.01, 0.3),
    "workplace.effect_sd": (0.05, 0.5),
    "workplace.selection": (0.0, 0.5),
}
SEEDS = (1, 2, 3, 4)
SCALE = 0.05
_WORST = 3.0


@cache
def country() -> tuple[Scenario, World]:
    """The scenario and a sample of its world, once a process."""
    scenario = load("belarus-2020")
    return scenario, build_world(scenario, scale=SCALE)


def values_at(point: list[float]) -> dict[str, float]:
    """Parameters at a point of the unit cube, with the order of thetas kept."""
    values = {
        key: low + (high - low) * x
        for (key, (low, high)), x in zip(RANGES.items(), point, strict=True)
    }
    thetas = sorted(values[f"ladder.theta_{rung}"] for rung in ("sign", "rally", "walkout"))
    for rung, theta in zip(("sign", "rally", "walkout"), thetas, strict=True):
        values[f"ladder.theta_{rung}"] = theta
    values["gather.spent_days"] = round(values["gather.spent_days"])
    return {
        key: value if isinstance(value, int) else round(value, 4) for key, value in values.items()
    }


def present_point() -> list[float]:
    """Where the scenario's present values lie in the ranges, as a point of the unit cube."""
    scenario, _ = country()
    inside = [
        (float(scenario.value(key)) - low) / (high - low) for key, (low, high) in RANGES.items()
    ]
    return [min(max(x, 0.0), 1.0) for x in inside]


def shape_miss(run: Run) -> float:
    """Far more sign than rally, far more walk out than strike; not everybody signs."""
    daily = run.tables["daily"]
    signers, rally = int(daily["signers"].max()), int(daily["rallying"].max())
    walk, strike = int(daily["walking_out"].max()), int(daily["striking"].max())
    miss = max(0.0, math.log((2.0 * rally + 1) / (signers + 1)))
    miss += 4.0 * max(0.0, math.log((2.0 * strike + 1) / (walk + 1)))
    return miss + max(0.0, math.log((signers + 1) / 300_000.0))


def score(point: list[float]) -> float:
    """Misses at a point, the mean over the seeds plus half of the worst; less is better."""
    scenario, world = country()
    tried = scenario.with_values(values_at(point))
    misses: list[float] = []
    for seed in SEEDS:
        run = simulate(tried, seed=seed, world=world, threads=1)
        miss = shape_miss(run)
        for held in held_against(run):
            weight = 6.0 if held.fact.measure == "peak_out_people" else 1.0
            miss += weight * min(held.miss, _WORST)
        misses.append(miss)
    return sum(misses) / len(misses) + 0.5 * max(misses)


def deviates(generation: int, children: int) -> np.ndarray:
    """Standard normal draws of one generation: a row a child, a column a parameter."""
    key = stream(2020, key_of("search of starting values"), generation)
    many = children * len(RANGES)
    drawn = [normal_quantile(uniform(bits(key, who))) for who in range(many)]
    return np.array(drawn).reshape(children, len(RANGES))


def search(generations: int, children: int, workers: int) -> tuple[list[float], float]:
    """Evolve a population around the best third of it; returns the best point and its score."""
    mean = np.array(present_point())
    spread = np.full(len(RANGES), 0.1)
    best, best_score = mean.tolist(), math.inf
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for generation in range(generations):
            points = np.clip(mean + spread * deviates(generation, children), 0.0, 1.0)
            points[0] = best
            scores = np.array(list(pool.map(score, points.tolist(), chunksize=2)))
            order = np.argsort(scores, kind="stable")
            elite = points[order[: max(3, children // 4)]]
            mean = 0.3 * mean + 0.7 * elite.mean(axis=0)
            spread = np.maximum(0.5 * spread + 0.5 * elite.std(axis=0) * 1.2, 0.03)
            if scores[order[0]] < best_score:
                best, best_score = points[order[0]].tolist(), float(scores[order[0]])
                print(as_toml(values_at(best)), flush=True)
            print(
                f"generation {generation}: best {best_score:.2f}, median {np.median(scores):.2f}",
                flush=True,
            )
    return best, best_score


def as_toml(values: dict[str, float]) -> str:
    """Parameters as tables of scenario.toml."""
    groups: dict[str, list[str]] = {}
    for key, value in values.items():
        group, name = key.split(".")
        groups.setdefault(group, []).append(f"{name} = {value}")
    return "\n".join("\n".join(["", f"[{group}]", *lines]) for group, lines in groups.items())


def main() -> None:
    """Search, and print the best point with what it misses."""
    parser = argparse.ArgumentParser(description="Search starting values for belarus-2020.")
    parser.add_argument("--generations", type=int, default=40)
    parser.add_argument("--children", type=int, default=32)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    best, found = search(given.generations, given.children, given.workers)
    values = values_at(best)
    print(as_toml(values))
    scenario, world = country()
    run = simulate(scenario.with_values(values), seed=SEEDS[0], world=world)
    print(f"\nscore {found:.2f}")
    for held in held_against(run):
        print("holds" if held.holds else "MISS ", held.fact.pattern, held.band, "|", held.shown)
    daily = run.tables["daily"]
    for name in ("signers", "rallying", "walking_out", "striking", "gatherings"):
        print(name, daily[name].tolist())


if __name__ == "__main__":
    main()
