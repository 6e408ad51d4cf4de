"""Commands of many runs: ensemble, merge."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
from downtools.cli.output import say, show
from downtools.cli.plots import Plot, refuse_unwritable, written
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    from downtools.study.ensemble.answer import Ensemble
    from downtools.study.ensemble.runs import Runs

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (ensemble, merge):
        app.command()(command)


def ensemble(
    scenario: ScenarioName,
    runs: Annotated[int, typer.Option(help="Runs, each with its own parameters and luck.")] = 200,
    vary: Annotated[
        str,
        typer.Option(help="What differs: uncertainty (parameters), shared and own luck, or luck."),
    ] = "luck,uncertainty",
    source: Source = None,
    width: Width = 0.5,
    seed: Seed = 1,
    days: Days = None,
    settings: Setting = None,
    scale: Scale = 1.0,
    keep: Annotated[
        str, typer.Option(help="Tables kept of each run: daily, regions, sites, groups, events.")
    ] = "daily",
    jobs: Jobs = None,
    threads: Threads = False,
    cluster: Cluster = None,
    shard: Shard = "1/1",
    out: Out = None,
    plot: Plot = None,
    as_json: JsonFlag = False,
) -> None:
    """Run a scenario many times: how likely, how sure, and where the spread is from."""
    asked = wanted(scenario, settings, days)
    refuse_unwritable(plot)

    from downtools.study.ensemble.ask import ensemble as ask

    with Live(out) as live:
        found = ask(
            asked,
            runs=runs,
            vary=vary,
            source=source,
            width=width,
            seed=seed,
            scale=scale,
            keep=[name.strip() for name in keep.split(",")],
            how=how_of(live, out, jobs, threads, cluster, shard),
        )
    if plot is not None:
        written(found.plot(), plot)
    _tell(found, f"{len(found)} runs", live.seconds, as_json)


def merge(
    folders: Annotated[list[Path], typer.Argument(metavar="DIR ...", help="Folders of one study.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder for all; the first of them if left out.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Bring the parts of a study together that were done with --shard."""
    from downtools.study.ensemble.ask import merge as together

    with Live(out) as live:
        found = together(folders, out)
    if missing := max(found.tasks) + 1 - len(found.tasks):
        say(f"{missing:,} tasks before the last are in none: a part is not there, or not done")
    if found.plan.question != "ensemble":
        cure = "ask the study again with --out for its answer"
        say(f"these are runs of `downtools {found.plan.question}`: {cure}")
    what = f"{len(found.tasks):,} tasks of {len(folders)} folders brought together"
    _tell(found, what, live.seconds, as_json)


def _tell(found: "Runs", what: str, seconds: float, as_json: bool) -> None:
    from downtools.study.ensemble.answer import answer_of

    told(answer_of(found), what, seconds, None if as_json else _show)


def _show(answer: "Ensemble") -> None:
    runs = "1 run" if answer.runs == 1 else f"{answer.runs:,} runs"
    show(f"{answer.scenario}: {runs} at scale {answer.scale:g}, parameters from {answer.belief}")
    if answer.conditional:
        show(f"All intervals hold {answer.conditional}.")
    if answer.failed:
        show(f"{answer.failed} more runs failed; their errors and seeds are rows of the outcomes.")
    show("\nHow likely, with 95 % intervals (Wilson):")
    for name, share in answer.reach.items():
        show(f"  reach {name.replace('_', ' '):18} {percent(share)}")
    show(f"  {'sustained (3 of 5 days)':24} {percent(answer.sustained)}")
    show(f"  {'general strike of 25 %':24} {percent(answer.general_strike_25)}")
    for name, share in answer.resolution.items():
        show(f"  {name.replace('_', ' '):24} {percent(share)}")
    show(f"\n{'':22} {'5 %':>14} {'median':>14} {'95 %':>14}  unit")
    for name, spread in answer.counts.items():
        money = name.endswith("_cents")
        part = 100.0 if money else 1.0
        edges = (spread.low, spread.median, spread.high)
        if name == "peak_day":
            start = dt.date.fromisoformat(answer.start)
            cells = [str(start + dt.timedelta(days=int(edge))) for edge in edges]
        else:
            cells = [f"{edge / part:,.0f}" for edge in edges]
        unit = "USD" if money else "date" if name == "peak_day" else spread.unit
        show(f"{name.replace('_cents', ''):22} {' '.join(f'{cell:>14}' for cell in cells)}  {unit}")
    if answer.variance:
        show(f"\nWhere the variance is from ({answer.variance[0].pairs} draws run again):")
        show(f"{'':46} {'parameters':>12} {'shared luck':>12} {'own luck':>12}")
    for row in answer.variance:
        parts = [row.parameters, row.shared, row.own]
        cells = " ".join("does not vary" if p is None else f"{p.share:>12.1%}" for p in parts)
        show(f"{row.measure:46} {cells}")
    show(f"\ndigest {answer.digest}")
