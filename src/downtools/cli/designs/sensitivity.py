"""The command sensitivity: which of what is not known the outcome hangs on."""

from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.designs.words import Counting, bar, filled, number
from downtools.cli.many import (
    Cluster,
    Days,
    Out,
    Seed,
    Setting,
    Shard,
    Threads,
    Width,
    how_of,
    wanted,
)
from downtools.cli.output import show
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    from downtools.study.sensitivity import Influential, Sensitivity

__all__ = ["sensitivity"]

_WIDE = 20


def sensitivity(
    scenario: ScenarioName,
    method: Annotated[
        str, typer.Option(help="morris (cheap, ranks many keys) or sobol (shares of variance).")
    ] = "morris",
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Only these; all that have a prior if left out."),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(help="Trajectories of Morris (10) or blocks of Sobol (64, a power of two)."),
    ] = None,
    outcome: Annotated[
        str, typer.Option(help="Of what: peak_out, reach, wave_days or output_lost_cents.")
    ] = "peak_out",
    runs: Annotated[int, typer.Option(help="Draws of luck to average over at each point.")] = 1,
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
    """Rank what is not known by how much the outcome hangs on it, over the prior."""
    asked = wanted(scenario, settings, days)

    from downtools.study.sensitivity import sensitivity as ask

    with Counting(out) as live:
        found = ask(
            asked,
            method=method,
            keys=key or [],
            points=points,
            outcome=outcome,
            runs=runs,
            width=width,
            seed=seed,
            scale=scale,
            how=how_of(live, out, jobs, threads, cluster, shard),
        )
    told(found, f"{found.runs} runs", live.seconds, None if as_json else _show)


def _show(found: "Sensitivity") -> None:
    morris = found.method == "morris"
    what = "trajectories" if morris else "blocks"
    show(
        filled(
            f"{found.scenario}: what this hangs on: {found.outcome_words}. {found.used} {what} of "
            f"{found.points}, {found.runs} runs at scale {found.scale:g}, keys from the 5 to the "
            f"95 % quantile of the scenario's prior at {found.width:g} of its width"
        )
    )
    if found.failed:
        show(f"{found.failed} runs failed; their {what} are left out")
    shown = [row for row in found.keys if row.key not in found.nothing]
    if morris:
        show("size: mean size of what a key changes (mu*), 95 %; spread: how it varies (sigma)")
    else:
        show("size: share of variance it has a part in (total), 95 %; spread: share of it alone")
    wide = max((len(row.key) for row in shown), default=3)
    rises = "  as it rises" if morris else ""
    show(f"\n{'key':{wide}} {'size':>6} {'':13} {'':{_WIDE}} {'spread':>6}{rises}")
    for row in shown:
        show(_line(row, wide, shown[0].size if morris else 1.0))
    if found.nothing:
        show(filled(f"Change nothing in any run: {', '.join(found.nothing)}", "\n", "  "))
    if found.constant:
        show(filled(f"Left out, as their range is one value: {', '.join(found.constant)}", "\n"))
    if shown:
        show("\nRanges, and what each is:")
    for row in shown[:10]:
        unit = f" {row.unit}" if row.unit else ""
        span = f"{number(row.low)} to {number(row.high)}{unit}"
        show(filled(f"{row.key}: {row.meaning}; {span}", "  ", "    "))
    show(filled(found.words, "\n"))
    show(f"\ndigest {found.digest}")


def _line(row: "Influential", wide: int, most: float) -> str:
    edges = f"{row.size_low:.2f}-{row.size_high:.2f}"
    return (
        f"{row.key:{wide}} {row.size:>6.2f} {edges:>13} {bar(row.size, most, _WIDE)} "
        f"{row.other:>6.2f}  {row.way}"
    ).rstrip()
