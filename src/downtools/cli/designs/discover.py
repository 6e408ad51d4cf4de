"""The command discover: where, among drawn parameters, waves that reach far live."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.designs.words import filled, number
from downtools.cli.many import (
    Cluster,
    Days,
    Live,
    Out,
    Seed,
    Setting,
    Shard,
    Source,
    Threads,
    Width,
    how_of,
    percent,
    wanted,
)
from downtools.cli.output import show
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    from downtools.study.boxes import Box
    from downtools.study.discover import Bound, Discovery

__all__ = ["discover"]

_STEPS = 12
"""Boxes of the trajectory that are shown."""


def discover(
    scenario: ScenarioName,
    runs: Annotated[int, typer.Option(help="Draws of parameters and luck.")] = 500,
    reach: Annotated[
        str, typer.Option(help="How far it must reach: sites, sector_or_region, nationwide.")
    ] = "sector_or_region",
    density: Annotated[float, typer.Option(help="Share of hits wanted of the box.")] = 0.8,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Limit only these; all that are drawn if left out."),
    ] = None,
    of: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Read the runs of an ensemble's folder.")
    ] = None,
    source: Source = None,
    width: Width = 0.5,
    seed: Seed = 1,
    days: Days = None,
    settings: Setting = None,
    scale: Scale = 0.02,
    jobs: Jobs = None,
    threads: Threads = False,
    cluster: Cluster = None,
    shard: Shard = "1/1",
    out: Out = None,
    as_json: JsonFlag = False,
) -> None:
    """Look for a box of drawn parameters in which waves that reach far live."""
    asked = wanted(scenario, settings, days)

    from downtools.study.discover import discover as ask

    with Live(out) as live:
        found = ask(
            asked,
            runs=runs,
            reach=reach,
            density=density,
            keys=key or [],
            of=of,
            source=source,
            width=width,
            seed=seed,
            scale=scale,
            how=how_of(live, out, jobs, threads, cluster, shard),
        )
    told(found, f"{found.runs} runs", live.seconds, None if as_json else _show)


def _show(found: "Discovery") -> None:
    far = found.reach.replace("_", " ")
    show(f"{found.scenario}: where waves live that reach at least {far}")
    show(filled(f"{found.runs} runs at scale {found.scale:g}, parameters from {found.belief}"))
    if found.failed:
        show(f"{found.failed} more runs failed and are left out")
    show(f"without any limit: P = {percent(found.base)}")
    if found.trajectory:
        show(f"\nBoxes from all runs on, {found.keys} parameters that could be limited:")
        show(f"{'limited':>9} {'runs':>7} {'mass':>7} {'density':>8} {'coverage':>9}")
    for box in _thinned(found.trajectory):
        show(_step(box))
    if found.bounds:
        show("\nThe chosen box; p: quasi-p-value; again: share of halves of the runs with it:")
    for bound in found.bounds:
        for line in _limits(bound):
            show(line)
    show(filled(found.words, "\n"))
    show("\nWhat it does not show:")
    for words in found.not_shown:
        show(filled(words, "  ", "    "))
    show(f"\ndigest {found.digest}")


def _thinned(boxes: "tuple[Box, ...]") -> "list[Box]":
    """Some boxes of a trajectory, the first and the last among them."""
    last = len(boxes) - 1
    if last < _STEPS:
        return list(boxes)
    places = sorted({round(step * last / (_STEPS - 1)) for step in range(_STEPS)})
    return [boxes[place] for place in places]


def _step(box: "Box") -> str:
    return (
        f"{len(box.limits):>9} {box.runs:>7,} {box.mass:>7.0%} {box.density:>8.0%} "
        f"{box.coverage:>9.0%}"
    )


def _limits(bound: "Bound") -> list[str]:
    parts: list[str] = []
    for word, limit, p, again in (
        ("from", bound.low, bound.p_low, bound.again_low),
        ("up to", bound.high, bound.p_high, bound.again_high),
    ):
        if limit is not None and p is not None:
            parts.append(f"{word} {number(limit)} (p {p:.2g}, again {again:.0%})")
    unit = f", {bound.unit}" if bound.unit else ""
    drawn = f"drawn {number(bound.drawn_low)} to {number(bound.drawn_high)}{unit}"
    whose = "; of the regime: what may have been, no advice" if bound.of_the_regime else ""
    return [
        filled(f"{bound.key} {' and '.join(parts)}", "  ", "    "),
        filled(f"{bound.meaning}; {drawn}{whose}", "    ", "    "),
    ]
