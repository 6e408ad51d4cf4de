"""The command calibrate: what reports that contradict each other tell of the parameters."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

import typer

from downtools.cli.beside import Reports, Second, beside, date_of, reports_in
from downtools.cli.designs.words import bar, filled, number
from downtools.cli.many import Cluster, Live, Seed, Setting, Threads, Width, wanted
from downtools.cli.output import say, show
from downtools.cli.plots import Plot, refuse_unwritable, written
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, duration, told

if TYPE_CHECKING:
    from downtools.study.calibrate.answer import Calibration, Coordinate

__all__ = ["register"]

POSTERIOR = "posterior.parquet"
_MOST = 12
_WIDE = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(calibrate)


def calibrate(
    scenario: ScenarioName,
    reports: Reports = None,
    second: Second = None,
    anchors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What else bounds how many were out, as CSV."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Only what was published by then; runs end there."),
    ] = None,
    fit: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="Fit only these; those declared so if left out."),
    ] = None,
    runs: Annotated[int, typer.Option(help="Runs in all, at most.")] = 4000,
    width: Width = 0.5,
    seed: Seed = 1,
    settings: Setting = None,
    scale: Scale = 0.02,
    jobs: Jobs = None,
    threads: Threads = False,
    cluster: Cluster = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the runs and the posterior; the same command goes on."),
    ] = None,
    plot: Plot = None,
    as_json: JsonFlag = False,
) -> None:
    """Fit a scenario to reports: what they tell of its parameters, and what they cannot."""
    refuse_unwritable(plot)
    asked = wanted(scenario, settings)
    given = None if reports is None else reports_in(reports, asked)
    known = beside(asked, second, anchors, own=reports is None)

    from downtools.study.calibrate.answer import calibration_of
    from downtools.study.calibrate.ask import calibrate as ask
    from downtools.study.ensemble.carry import How, Watcher
    from downtools.study.posterior import write_posterior

    with Fitting(out) as live:
        fitted = ask(
            asked,
            reports=given,
            beside=known,
            until=None if until is None else date_of("--until", until),
            keys=fit or (),
            runs=runs,
            width=width,
            seed=seed,
            scale=scale,
            how=How(
                out=out,
                jobs=jobs,
                threads=threads,
                cluster=cluster,
                watch=Watcher(tell=live.tell),
            ),
            told=live.told,
        )
        posterior = fitted.posterior()
        if out is not None:
            write_posterior(posterior, out / POSTERIOR)
    found = calibration_of(fitted, posterior, "" if out is None else POSTERIOR)
    told(found, f"{found.runs:,} runs", live.seconds, None if as_json else _show)
    if plot is not None:
        from downtools.show.posteriors import posteriors

        written(posteriors(fitted, posterior), plot)


class Fitting(Live):
    """Progress of a calibration on stderr."""

    def __init__(self, out: Path | None) -> None:
        super().__init__(out, "run")
        self._stage = ""

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def told(self, stage: str, done: int, most: int) -> None:
        """Tell of each new stage, of every twentieth part, and how long the rest may take."""
        self._stop_if_interrupted()
        if not self._first:
            self._first, self._began_at = done + 1, self.seconds
        part = done * 20 // most
        if stage == self._stage and part == self._told:
            return
        self._stage, self._told = stage, part
        left = ""
        if done > self._first:
            pace = (self.seconds - self._began_at) / (done - self._first)
            left = f"; at most {duration(pace * (most - done))} left"
        say(f"{stage}: run {done:,} of at most {most:,}{left}")


def _show(found: "Calibration") -> None:
    when = f"published by {found.until}" if found.until else "whenever published"
    show(
        filled(
            f"{found.scenario}: {found.used} of {found.reports} reports ({when}) are about what a "
            f"run can be held against; {found.runs:,} runs at scale {found.scale:g}, what is not "
            f"fitted from its prior at {found.width:g} of its width"
        )
    )
    if found.second:
        show(f"beside them a second list, with {found.second} reports")
    if found.anchors:
        named = ", ".join(found.anchors)
        show(f"anchors: {named}; they refute {found.refuted:.0%} of the runs of the prior")
    if found.failed:
        show(f"{found.failed} runs failed and are left out")
    show(
        filled(
            f"History matching leaves {found.plausible:.2%} of the prior, cut at {found.cut:.1f} "
            "standard deviations. "
            f"{len(found.tolerances)} generations; the posterior is read from runs with an "
            f"effective sample size of {found.effective:.0f}.",
        )
    )
    show(
        "\nIntervals are 5 to 95 %. could tell: share of its variance that such reports tell in "
        "runs of the\nprior; narrower: prior beside posterior standard deviation.\n"
    )
    wide = max(len(row.key) for row in found.parameters)
    show(f"{'parameter':{wide}} {'prior':>20} {'posterior':>28} {'could tell':>10} {'narrower':>8}")
    for row in sorted(found.parameters, key=lambda row: -row.prior_sd_over_posterior_sd):
        show(_line(row, wide))
    if found.correlated:
        show("\nTold only together (correlation in the posterior):")
        for pair in found.correlated[:_MOST]:
            show(f"  {pair.first} and {pair.second}: {pair.correlation:+.2f}")
    if found.beyond:
        show(
            filled(
                "More than three standard deviations from what the prior expects: "
                f"{', '.join(found.beyond)}.",
                "\n",
            )
        )
    if found.misfits:
        show(
            filled(
                f"Of {found.statistics} statistics of the reports, {len(found.misfits)} lie "
                "outside 5 to 95 % of the nearest runs: what the fitted model does not show "
                "(mostly logarithms of 1 + count).",
                "\n",
            )
        )
    for miss in found.misfits[:_MOST]:
        edges = f"{number(miss.low)} to {number(miss.high)}"
        show(f"  {miss.statistic}: reported {number(miss.reported)}, runs {edges}")
    if found.file:
        show(f"\nposterior: {found.file} in the folder")
    show(f"digest {found.digest}")


def _line(row: "Coordinate", wide: int) -> str:
    prior = f"{number(row.prior_low)} to {number(row.prior_high)}"
    after = f"{number(row.median)} ({number(row.low)} to {number(row.high)})"
    return (
        f"{row.key:{wide}} {prior:>20} {after:>28} {bar(row.could_tell, 1.0, 6)} "
        f"{row.could_tell:>3.0%} {row.prior_sd_over_posterior_sd:>8.2f}  {row.words}"
    )
