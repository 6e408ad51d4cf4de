"""The command sweep: how the wave hangs on the values of some keys."""

from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.designs.words import Counting, filled, number, short
from downtools.cli.many import (
    Cluster,
    Days,
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
from downtools.cli.plots import Plot, refuse_unwritable, written
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    from downtools.study.shares import Probability
    from downtools.study.sweep.answer import Sweep, SweptPoint

__all__ = ["sweep"]

_KEYS_IN_LINE = 2
"""Keys whose values stand before the numbers of a point; more of them stand over these."""


def sweep(
    scenario: ScenarioName,
    over: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=LOW:HIGH[:STEPS]|KEY=A,B,C", help="What to try; repeatable."),
    ] = None,
    design: Annotated[
        str, typer.Option(help="grid, lhs (a Latin hypercube) or sobol (Sobol's sequence).")
    ] = "grid",
    points: Annotated[
        int | None, typer.Option(help="How many points of lhs or sobol; a grid has its steps.")
    ] = None,
    runs: Annotated[int, typer.Option(help="Draws, each run at every point.")] = 20,
    vary: Annotated[
        str, typer.Option(help="What differs between draws: uncertainty, luck, shared, own.")
    ] = "luck",
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
    plot: Plot = None,
    as_json: JsonFlag = False,
) -> None:
    """Try values of some keys, on common luck: how likely, how large, how long, how costly."""
    asked = wanted(scenario, settings, days)

    from downtools.study.sweep.ask import sweep as ask

    if plot is not None:
        from downtools.study.sweep.picture import refuse_undrawable

        refuse_undrawable(len(over or []), design)
        refuse_unwritable(plot)
    with Counting(out) as live:
        found = ask(
            asked,
            over or [],
            design=design,
            points=points,
            runs=runs,
            vary=vary,
            source=source,
            width=width,
            seed=seed,
            scale=scale,
            how=how_of(live, out, jobs, threads, cluster, shard),
        )
    if plot is not None:
        _draw(found, plot)
    what = f"{len(found.points)} points, {found.runs} draws each,"
    told(found, what, live.seconds, None if as_json else _show)


def _draw(found: "Sweep", plot: str) -> None:
    from downtools.show.sketches import sketch_picture
    from downtools.study.sweep.picture import sketch_of

    over = " ".join(f"--over {key.key}=..." for key in found.keys)
    command = f"downtools sweep {found.scenario} {over} --plot FILE"
    written(sketch_picture(sketch_of(found), command), plot)


def _show(found: "Sweep") -> None:
    show(
        f"{found.scenario}: {len(found.points)} points ({found.design}), {found.runs} draws each "
        f"at scale {found.scale:g}, the same at all"
    )
    show(filled(f"parameters that are not swept are from {found.belief}"))
    if found.by_rule_from:
        show(f"the regime answers by rule from {found.by_rule_from} on, at all points")
    if found.conditional:
        show(filled(f"All intervals hold {found.conditional}."))
    if found.failed:
        show(f"{found.failed} runs failed and are left out")
    for key in found.keys:
        unit = f", {key.unit}" if key.unit else ""
        show(filled(f"{key.key}: {key.meaning}{unit} (here {number(key.own)})", "  ", "    "))
    names = [key.key.rpartition(".")[2] for key in found.keys]
    in_line = len(names) <= _KEYS_IN_LINE
    head = "".join(f"{name[:10]:>11}" for name in names) if in_line else ""
    show("\nP(at least ...) in per cent with 95 % intervals; medians, in brackets 5 to 95 %")
    show(
        f"{head}{'sites':>14}{'sector':>14}{'nation':>14} {'most out':>19} {'days':>4}"
        f" {'lost USD':>8}"
    )
    for point in found.points:
        _show_point(point, names, in_line=in_line)
    if found.words:
        show(filled(f"{found.words[:1].upper()}{found.words[1:]}.", "\n"))
    show(f"\ndigest {found.digest}")


def _show_point(point: "SweptPoint", names: list[str], *, in_line: bool) -> None:
    values = [number(value) for value in point.values.values()]
    head = "".join(f"{value[:10]:>11}" for value in values)
    if not in_line:
        show(filled(", ".join(map(" ".join, zip(names, values, strict=True)))))
        head = ""
    most, days, lost = point.peak_out, point.wave_days, point.output_lost_usd
    if most is None or days is None or lost is None:
        show(f"{head}  every run failed")
        return
    shares = [_share(share) for share in point.at_least.values()]
    spread = f"{short(most.median)} ({short(most.low)}-{short(most.high)})"
    show(
        f"{head}{shares[0]:>14}{shares[1]:>14}{shares[2]:>14} {spread:>19} {days.median:>4.0f}"
        f" {short(lost.median):>8}"
    )


def _share(share: "Probability") -> str:
    return f"{100 * share.p:.0f} ({100 * share.low:.0f}-{100 * share.high:.0f})"
