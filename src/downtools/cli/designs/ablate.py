"""The command ablate: the model beside itself with levels of influence taken out."""

from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.designs.words import filled, points, short
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
    wanted,
)
from downtools.cli.output import show
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    from downtools.study.ablate import Ablated, Ablation

__all__ = ["ablate"]


def ablate(
    scenario: ScenarioName,
    runs: Annotated[int, typer.Option(help="Draws; each is run with every arm.")] = 50,
    factor: Annotated[
        float, typer.Option(help="How far from a single observed figure a median may lie.")
    ] = 2.0,
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
    """Take levels of influence out of the model: what changes, and what changes nothing."""
    asked = wanted(scenario, settings, days)

    from downtools.study.ablate import ablate as ask

    with Live(out, "draw") as live:
        found = ask(
            asked,
            runs=runs,
            factor=factor,
            source=source,
            width=width,
            seed=seed,
            scale=scale,
            how=how_of(live, out, jobs, threads, cluster, shard),
        )
    told(found, f"{found.runs} draws", live.seconds, None if as_json else _show)


def _show(found: "Ablation") -> None:
    show(f"{found.scenario}: the model with levels of influence taken out, on the same draws")
    show(filled(f"{found.runs} draws at scale {found.scale:g}, parameters from {found.belief}"))
    if found.failed:
        show(f"{found.failed} runs failed and are left out with their pairs")
    if found.patterns:
        show(f"patterns: how many of {found.patterns} hold, as `downtools patterns` has them")
    show("sector, nation: change of P(reach at least ...) in points, 95 %")
    show("most: people out beside the full model, 95 %\n")
    show(
        f"{'':12} {'patterns':>8} {'sector':>24} {'nation':>22} {'most':>6} {'':>13} {'median':>8}"
    )
    for one in found.arms:
        show(_line(one, first=one is found.arms[0], facts=found.patterns))
    show("\nWhat each is, and what comes of it:")
    for one in found.arms[1:]:
        zero = ", ".join(key.rpartition(".")[2] for key in one.zero)
        words = f"{one.arm}: {one.words} At zero: {zero}. {one.says[:1].upper()}{one.says[1:]}."
        show(filled(words, "  ", "    "))
        for what, names in (("Holds only here", one.gained), ("No longer holds", one.lost)):
            if names:
                show(filled(f"{what}: {'; '.join(names)}.", "    ", "      "))
    show(filled(found.words, "\n"))
    show(f"\ndigest {found.digest}")


def _line(one: "Ablated", *, first: bool, facts: int) -> str:
    if first:
        shares = [f"{one.at_least[reach].p:.1%}" for reach in ("sector_or_region", "nationwide")]
        most = f"{'':>6} {'':>13}"
    else:
        shares = [points(one.p_reach[reach]) for reach in ("sector_or_region", "nationwide")]
        edges = f"{one.peak_low:.2f}-{one.peak_high:.2f}"
        most = f"{one.peak_factor:>5.2f}x {edges:>13}"
    return (
        f"{one.arm:12} {one.patterns if facts else '-':>8} {shares[0]:>24} {shares[1]:>22} {most} "
        f"{short(one.peak_out):>8}"
    )
