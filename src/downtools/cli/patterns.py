"""The command that holds the facts of a scenario against many runs: patterns."""

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.many import Live, Out, Source, how_of
from downtools.cli.output import show
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    from downtools.scenario.model import Scenario
    from downtools.study.patterns import Pattern, Patterns
    from downtools.study.shares import Probability

__all__ = ["register"]

_WIDTH = 110
_CELL = 16
"""Width of a value: the longest level of reach."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(patterns)


def patterns(
    scenario: ScenarioName,
    runs: Annotated[int, typer.Option(help="Runs, each with its own luck and parameters.")] = 50,
    factor: Annotated[
        float, typer.Option(help="How far from a single figure a median may lie.")
    ] = 2.0,
    source: Source = None,
    scale: Scale = 1.0,
    of: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Take the runs of an ensemble's folder.")
    ] = None,
    jobs: Jobs = None,
    out: Out = None,
    as_json: JsonFlag = False,
) -> int:
    """Hold what was observed against many runs; exit code 1 if a pattern is missed."""
    from downtools.scenario.read import load

    wanted = load(scenario)

    from downtools.study.patterns import patterns as ask

    with Live(out) as live:
        if of is not None:
            table = _of(wanted, of, factor)
        else:
            how = how_of(live, out, jobs)
            table = ask(wanted, runs=runs, factor=factor, source=source, scale=scale, how=how)
    told(
        table,
        f"{table.runs} run{'s' if table.runs != 1 else ''}",
        live.seconds,
        None if as_json else _show,
    )
    return 0 if table.holds else 1


def _of(wanted: "Scenario", folder: Path, factor: float) -> "Patterns":
    from downtools.errors import Fault, InputError
    from downtools.study.ensemble.runs import Runs
    from downtools.study.patterns import patterns_of

    runs = Runs.load(folder)
    if runs.plan.scenario.hash != wanted.hash:
        problem = f"runs of {runs.plan.scenario.name}, or of other content"
        cure = f"give a folder that `downtools ensemble {wanted.name} --out` wrote"
        raise InputError([Fault(file=str(folder), problem=problem, cure=cure)])
    return patterns_of(runs, factor)


def _show(table: "Patterns") -> None:
    runs = "1 run" if table.runs == 1 else f"{table.runs} runs"
    show(f"{table.scenario}: observed beside simulated, {runs} with their own luck and parameters,")
    show(f"drawn from {table.belief}; scale {table.scale:g}")
    show(
        f"A pattern holds if the median lies in the observed band, or within {table.factor:g} times"
        " of a single figure.\nThe interval (5 to 95 % of the runs) rescues no miss.\n"
    )
    wide = max(len(row.label) for row in table.patterns)
    heads = " ".join(f"{head:>{_CELL}}" for head in ("median", "5 %", "95 %"))
    show(f"{'':5} {'pattern':{wide}} {'observed':>24} {heads}  miss")
    for row in table.patterns:
        show(_line(row, wide))
        if row.guess and not row.holds:
            show(_indented(row.guess))
    show(f"\n{table.passing} of {len(table.patterns)} patterns hold")
    show("how the runs ended, with the 95 % interval of each share (Wilson):")
    show(f"reach: {_shares(table.reach)}\nresolution: {_shares(table.resolution)}")
    if table.confound:
        show("\nWhat cannot be told apart:")
        show(_indented(table.confound))


def _line(row: "Pattern", wide: int) -> str:
    mark = "holds" if row.holds else "MISS "
    from downtools.scenario.tables import LEVELS

    words = (_number(row, value) for value in (row.median, row.low, row.high))
    numbers = " ".join(f"{value:>{_CELL}}" for value in words)
    unit = "" if row.unit == "date" or row.unit in LEVELS else f" {row.unit}"
    return f"{mark} {row.label:{wide}} {_observed(row) + unit:>24} {numbers}  {row.miss}".rstrip()


def _observed(row: "Pattern") -> str:
    low, high = row.observed_low, row.observed_high
    if row.observed_point is not None:
        return _number(row, row.observed_point)
    if low is None or high is None:
        return f">= {_number(row, low)}" if low is not None else f"<= {_number(row, high)}"
    return _number(row, low) if low == high else f"{_number(row, low)} to {_number(row, high)}"


def _number(row: "Pattern", value: float | str | None) -> str:
    from downtools.study.patterns.held import in_words

    if not isinstance(value, int | float):
        return (value or "")[5:] if value else ""
    return in_words(row.unit, value)


def _shares(shares: "dict[str, Probability]") -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {share.p:.0%} ({share.low:.0%}-{share.high:.0%})"
        for name, share in shares.items()
        if share.p
    )


def _indented(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)
