"""Commands about what would have changed it: compare, levers."""

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.many import (
    Cluster,
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
from downtools.cli.plots import Plot, refuse_unwritable, written
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    import datetime as dt

    from downtools.study.compare import Comparison
    from downtools.study.levers.answer import Levers

__all__ = ["register"]

_WIDTH = 100


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (compare, levers):
        app.command()(command)


def compare(
    scenario: ScenarioName,
    lever: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME|KEY=VALUE", help="What is otherwise; several act together."),
    ] = None,
    runs: Annotated[int, typer.Option(help="Pairs of runs with common parameters and luck.")] = 200,
    from_day: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Branch all pairs from one past on this morning."),
    ] = None,
    vary: Annotated[
        str, typer.Option(help="What differs between pairs: uncertainty, luck, shared, own.")
    ] = "luck,uncertainty",
    source: Source = None,
    width: Width = 0.5,
    seed: Seed = 1,
    settings: Setting = None,
    scale: Scale = 1.0,
    jobs: Jobs = None,
    threads: Threads = False,
    cluster: Cluster = None,
    shard: Shard = "1/1",
    out: Out = None,
    as_json: JsonFlag = False,
) -> None:
    """Run pairs without and with levers: what they change, in this model."""
    asked = wanted(scenario, settings)

    from downtools.study.compare import compare as ask

    with Live(out, "pair") as live:
        found = ask(
            asked,
            lever or [],
            runs=runs,
            from_day=_date(from_day),
            vary=vary,
            source=source,
            width=width,
            seed=seed,
            scale=scale,
            how=how_of(live, out, jobs, threads, cluster, shard),
        )
    told(found, f"{found.runs} pairs", live.seconds, None if as_json else _show_comparison)


def levers(
    scenario: ScenarioName,
    runs: Annotated[int, typer.Option(help="Draws; each is run with every lever.")] = 200,
    reach: Annotated[
        str, typer.Option(help="How far it must reach: sites, sector_or_region, nationwide.")
    ] = "sector_or_region",
    lever: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this lever, or these.")
    ] = None,
    every: Annotated[
        bool,
        typer.Option("--all", help="All: other tactics, half strength, a week later."),
    ] = False,
    source: Source = None,
    width: Width = 0.5,
    seed: Seed = 1,
    settings: Setting = None,
    scale: Scale = 0.02,
    jobs: Jobs = None,
    threads: Threads = False,
    cluster: Cluster = None,
    shard: Shard = "1/1",
    out: Out = None,
    plot: Plot = None,
    as_json: JsonFlag = False,
) -> None:
    """Rank what would have changed it, in this model, with intervals and what they rest on."""
    asked = wanted(scenario, settings)
    refuse_unwritable(plot)

    from downtools.study.levers.ask import levers as ask

    with Live(out, "draw") as live:
        found = ask(
            asked,
            runs=runs,
            reach=reach,
            names=lever or [],
            every=every,
            source=source,
            width=width,
            seed=seed,
            scale=scale,
            how=how_of(live, out, jobs, threads, cluster, shard),
        )
    if plot is not None:
        written(found.plot(), plot)
    told(found, f"{found.runs} draws", live.seconds, None if as_json else _show_levers)


def _date(text: str | None) -> "dt.date | None":
    import datetime as dt

    from downtools.errors import Fault, InputError

    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        cure = "give a date like 2020-08-17"
        fault = Fault(file="--from-day", value=text, problem="not a date", cure=cure)
        raise InputError([fault]) from None


def _show_comparison(found: "Comparison") -> None:
    show(f"{found.scenario}: {found.runs} pairs at scale {found.scale:g}, parameters from")
    show(f"{found.belief}; the regime answers by rule from {found.by_rule_from} in both arms")
    if found.conditional:
        show(f"All intervals hold {found.conditional}.")
    show(_indented(found.words))
    if found.failed:
        show(f"{found.failed} runs failed and are left out with their pairs")
    show(f"\n{'':38} {'without':>14} {'with':>14} {'difference':>14} {'95 % interval':>32}")
    for row in found.rows:
        shown = [_number(value, row.unit) for value in (row.baseline, row.changed)]
        change = [
            _number(value, row.unit, sign=True) for value in (row.difference, row.low, row.high)
        ]
        cells = " ".join(f"{cell:>14}" for cell in (*shown, change[0]))
        unit = "" if row.unit == "share of runs" else f", {row.unit}"
        show(f"{row.measure + unit:38} {cells} {change[1] + ' to ' + change[2]:>32}")
    show("\nHow many pairs it takes for an interval that leaves out zero, and what pairing saved:")
    for row in found.rows:
        needed = "no difference seen" if row.needed is None else f"{row.needed:,} pairs"
        saved = "" if row.saved is None else f"; unpaired {row.saved:,.1f} times as many runs"
        show(f"  {row.measure:36} {needed}{saved}")
    show(f"\n{found.differ} of {found.runs} pairs differ at all; digest {found.digest}")


def _number(value: float, unit: str, *, sign: bool = False) -> str:
    plus = "+" if sign else ""
    if unit == "share of runs":
        return f"{100.0 * value:{plus}.1f} %"
    return f"{value:{plus},.1f}" if unit == "days" else f"{value:{plus},.0f}"


def _show_levers(found: "Levers") -> None:
    show(f"{found.scenario}: what would have changed it, in this model")
    show(f"{found.runs} draws at scale {found.scale:g}, parameters from {found.belief};")
    show(f"the regime answers by rule from {found.by_rule_from} on, with and without a lever\n")
    for name, share in found.baseline.items():
        show(f"  without a lever: at least {name.replace('_', ' '):18} {percent(share)}")
    if found.failed:
        show(f"{found.failed} runs failed and are left out")
    show(f"\nreach   change of P(reach at least {found.reach.replace('_', ' ')}), in points, 95 %")
    show("nation  the same of P(nationwide)")
    show("most    most people out beside those without the lever: median, 5 to 95 % of the draws\n")
    wide = max((len(row.lever) for row in found.levers), default=0)
    show(f"{'lever':{wide}} {'reach':>7} {'':16} {'nation':>7} {'most':>7} {'':>12}  rests on")
    for row in found.levers:
        edges, span = f"{100 * row.low:+.1f} to {100 * row.high:+.1f}", row.ranges[0]
        nation = 100 * row.by_reach["nationwide"].difference
        show(
            f"{row.lever:{wide}} {100 * row.p_reach_difference:>+7.1f} {edges:>16} {nation:>+7.1f}"
            f" {span.peak_factor:>6.2f}x {f'{span.peak_low:.2f}-{span.peak_high:.2f}':>12}"
            f"  {row.flag}"
        )
    show("\nIf the inter-site committee had existed from another day on:")
    for point in found.delay:
        date = point.open_on or "never"
        moved = "" if point.days is None else f"{point.days:+d} days"
        edges = f"{100 * point.change.low:+.1f} to {100 * point.change.high:+.1f}"
        change = f"{100 * point.change.difference:+.1f} points ({edges})" if point.days != 0 else ""
        show(f"  {date:10} {moved:>8}  P = {percent(point.p_reach)}  {change}")
    show("\nWhat each lever is:")
    for row in found.levers:
        show(_indented(f"{row.lever}: {row.words} {row.rests_on[:1].upper()}{row.rests_on[1:]}."))
    show(f"\ndigest {found.digest}")


def _indented(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent="  ", subsequent_indent="    ")
