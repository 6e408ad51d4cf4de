"""The command forecast: what may come, on nothing but what was known on a day."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.beside import Experts, Reports, Second, beside, date_of, reports_in
from downtools.cli.designs.words import bar, filled, number
from downtools.cli.many import Live, Seed, Setting, wanted
from downtools.cli.output import say, show
from downtools.cli.plots import Plot, refuse_unwritable, written
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    from downtools.study.forecast.answer import Forecast, Place
    from downtools.study.forecast.ask import Foreseen
    from downtools.study.shares import Probability

__all__ = ["register"]

_MOST, _FEW = 15, 10


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(forecast)


def forecast(
    scenario: ScenarioName,
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Stand on the evening of this day.")],
    horizon: Annotated[int, typer.Option(help="Days to look ahead.")] = 14,
    reports: Reports = None,
    second: Second = None,
    assume_published: Annotated[
        int | None,
        typer.Option(
            metavar="DAYS", help="Take reports without a day of publication as so many days late."
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Also say what moved since this day, and by which reports."
        ),
    ] = None,
    prior: Experts = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A posterior that was fitted to that day."),
    ] = None,
    particles: Annotated[int, typer.Option(help="Runs that are led past the reports.")] = 200,
    seed: Seed = 1,
    settings: Setting = None,
    scale: Scale = 0.1,
    jobs: Jobs = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for what is said and its samples, frozen.")
    ] = None,
    plot: Plot = None,
    as_json: JsonFlag = False,
) -> None:
    """Stand on a day, know what was known then, and say how likely what comes next is."""
    refuse_unwritable(plot)
    asked = wanted(scenario, settings)
    day = date_of("--as-of", as_of)
    given = None if reports is None else reports_in(reports, asked)
    known = beside(asked, second, None, own=reports is None)

    from downtools.study.ensemble.carry import How
    from downtools.study.forecast.answer import forecast_of
    from downtools.study.forecast.ask import earlier
    from downtools.study.forecast.ask import forecast as ask
    from downtools.study.forecast.expert import read_experts
    from downtools.study.forecast.frozen import freeze, refuse_used

    experts = () if prior is None else read_experts(prior, asked)
    if out is not None:
        refuse_used(out)
    before = None if since is None else earlier(asked, date_of("--since", since), day, source)

    def stand(on: dt.date, ahead: int, posterior: Path | None) -> "Foreseen":
        return ask(
            asked,
            on,
            ahead,
            reports=given,
            beside=known,
            assume_published=assume_published,
            posterior=posterior,
            particles=particles,
            scale=scale,
            seed=seed,
            how=How(jobs=jobs),
            told=say,
        )

    with Live(None, "particle") as live:
        foreseen = stand(day, horizon, source)
        early = None if before is None else stand(before, (day - before).days + horizon, None)
        found = forecast_of(foreseen, early, experts)
    if assume_published is not None and found.undated:
        say(
            f"{found.undated} reports without a day of publication are taken as published"
            f" {assume_published} days after their event"
        )
    told(found, f"{found.particles:,} particles", live.seconds, None if as_json else _show)
    if out is not None:
        say(f"frozen in {out}: SHA-256 {freeze(foreseen, found, out)}")
    if plot is not None:
        from downtools.show.foreseen import foreseen as drawn

        written(drawn(found), plot)


def _show(found: "Forecast") -> None:
    reach, ended = found.p_reach, found.p_resolution
    show(
        filled(
            f"{found.scenario}, standing on the evening of {found.as_of}: that the wave is"
            f" nationwide by {found.last} is {_words(reach['nationwide'])}"
            f" ({_share(reach['nationwide'])}); that it is ridden out by then,"
            f" {_words(ended['ridden_out'])} ({_share(ended['ridden_out'])}); that it is still"
            f" open, {_words(ended['open'])} ({_share(ended['open'])})."
        )
    )
    show(
        filled(
            f"On {found.reports} reports and {found.second} of a second list; {found.belief};"
            f" {found.particles} particles at scale {found.scale:g}, of which"
            f" {found.effective_sample_size:.0f} count; intervals are of 95 % for that number."
            f" {found.evidence_used:.0%} of the evidence steers the country as a whole (else one"
            " particle would be left), the rest the workplaces one by one."
        )
    )
    learned = found.learned
    show(
        filled(
            f"Probabilities that a stoppage is told of are set right by what was told so far:"
            f" {learned.said:.0f} of {learned.rows} workplaces and stages were to be told of, and"
            f" {learned.yes} were (log odds {learned.shift:+.2f}, times {learned.slope:.2f})."
            " Nothing can set right how many are out, or how the wave ends."
        )
    )
    show(filled(f"Hindsight that is left: {found.hindsight}."))
    for title, shares in (("Reach", reach), ("Resolution", ended)):
        show(f"\n{title} by {found.last}")
        for name, share in shares.items():
            show(f"  {name.replace('_', ' '):16} {bar(share.p, 1.0, 20)} {_share(share)}")
    show("\nPeople out in the country (median, 5 to 95 %)")
    for day in found.days[:: max(1, len(found.days) // 7)]:
        rest = "" if day.working else "  day of rest"
        show(f"  {day.date}  {number(day.p50)} ({number(day.p05)} to {number(day.p95)}){rest}")
    show("\nNamed workplaces: 20 people or more out tomorrow; within a week; a stoppage is told of")
    likely = sorted(found.sites, key=lambda place: (-place.out_in_week.p, place.site))
    for place in likely[:_MOST]:
        show(_line(place))
    if len(likely) > _MOST:
        show(f"  and {len(likely) - _MOST} less likely ones: --json")
    if found.experts:
        show("\nExpert; this forecast")
        for row in found.experts:
            show(f"  {row.what:40} {row.expert:>4.0%}  {row.forecast:>4.0%}")
    if found.since is not None:
        _show_moves(found)
    show(f"digest {found.digest}")


def _show_moves(found: "Forecast") -> None:
    show(f"\nSince {found.since}: what moved")
    sites = [row for row in found.moved if row.what.startswith(("out ", "told "))]
    for row in (*(one for one in found.moved if one not in sites), *sites[:_FEW]):
        show(f"  {row.what:40} {row.before:>4.0%} -> {row.now:>4.0%}")
    show("\nReports published since then, by what they weigh (nats; above 0: for a larger wave)")
    for row in found.moved_by:
        many = f"{row.reports} report{'s' if row.reports != 1 else ''}"
        show(f"  {row.weight:+6.2f}  {row.date}  {row.site} ({many})")
    if not found.moved_by:
        show("  none: too few particles differ in how far the wave goes")


def _line(place: "Place") -> str:
    shares = (place.out_tomorrow, place.out_in_week, place.told_in_week)
    chances = "  ".join(f"{share.p:>4.0%}" for share in shares)
    return f"  {place.name[:44]:44}  {chances}"


def _share(share: "Probability") -> str:
    return f"{share.p:.0%}, {share.low:.0%} to {share.high:.0%}"


_SAID = (
    (0.01, "nearly ruled out"),
    (0.10, "very unlikely"),
    (0.33, "unlikely"),
    (0.66, "about as likely as not"),
    (0.90, "likely"),
    (0.99, "very likely"),
    (1.01, "nearly certain"),
)
"""Words of the scale of Mastrandrea et al. 2010 (IPCC), with shorter ends."""


def _words(share: "Probability") -> str:
    """Words for the whole interval: what few particles tell is no certainty."""
    low, high = (next(words for edge, words in _SAID if p < edge) for p in (share.low, share.high))
    return low if low == high else f"{low} to {high}"
