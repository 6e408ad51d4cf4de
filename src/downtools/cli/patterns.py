"""The command that holds the facts of a scenario against many runs: patterns."""

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.output import show
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, Watch, answered

if TYPE_CHECKING:
    from downtools.study.patterns import Pattern, Patterns
    from downtools.study.shares import Probability

__all__ = ["register"]

_WIDTH = 110


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(patterns)


def patterns(
    scenario: ScenarioName,
    runs: Annotated[int, typer.Option(help="Runs, each with its own luck and parameters.")] = 50,
    factor: Annotated[
        float, typer.Option(help="How far from a single figure a median may lie.")
    ] = 2.0,
    scale: Scale = 1.0,
    jobs: Jobs = None,
    as_json: JsonFlag = False,
) -> int:
    """Hold what was observed against many runs; exit code 1 if a pattern is missed."""
    from downtools.scenario.read import load

    wanted = load(scenario)

    from downtools.study.patterns import patterns as table_of

    def ask(watch: Watch) -> "Patterns":
        return table_of(
            wanted,
            runs=runs,
            factor=factor,
            scale=scale,
            jobs=jobs,
            done=watch.done,
            tell=watch.tell,
        )

    return answered("run", runs, ask, None if as_json else _show)


def _show(table: "Patterns") -> None:
    runs = "1 run" if table.runs == 1 else f"{table.runs} runs"
    show(f"{table.scenario}: observed beside simulated, {runs} with their own luck and parameters,")
    show(f"drawn from the scenario's prior at {table.width:g} of its width; scale {table.scale:g}")
    show(
        f"A pattern holds if the median lies in the observed band, or within {table.factor:g} times"
        " of a single figure.\nThe interval (5 to 95 % of the runs) rescues no miss.\n"
    )
    wide = max(len(row.label) for row in table.patterns)
    show(
        f"{'':5} {'pattern':{wide}} {'observed':>24} {'median':>12} {'5 %':>12} {'95 %':>12}  miss"
    )
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
    numbers = " ".join(f"{_number(value):>12}" for value in (row.median, row.low, row.high))
    unit = "" if row.unit == "date" else f" {row.unit}"
    return f"{mark} {row.label:{wide}} {_observed(row) + unit:>24} {numbers}  {row.miss}".rstrip()


def _observed(row: "Pattern") -> str:
    low, high = row.observed_low, row.observed_high
    if row.observed_point is not None:
        return _number(row.observed_point)
    if low is None or high is None:
        return f">= {_number(low)}" if low is not None else f"<= {_number(high)}"
    return _number(low) if low == high else f"{_number(low)} to {_number(high)}"


def _number(value: float | str | None) -> str:
    if not isinstance(value, int | float):
        return (value or "")[5:] if value else ""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def _shares(shares: "dict[str, Probability]") -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {share.p:.0%} ({share.low:.0%}-{share.high:.0%})"
        for name, share in shares.items()
        if share.p
    )


def _indented(text: str) -> str:
    return textwrap.fill(text, _WIDTH, initial_indent=" " * 6, subsequent_indent=" " * 6)
