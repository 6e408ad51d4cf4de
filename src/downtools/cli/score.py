"""The commands score and cases: forecasts against what happened, beside simple ones."""

from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.beside import Experts, date_of
from downtools.cli.designs.words import filled
from downtools.cli.many import Live, Seed, Setting, wanted
from downtools.cli.output import say, show
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, told

if TYPE_CHECKING:
    from downtools.study.forecast.cases import Cases
    from downtools.study.forecast.scored import Scored, Scores

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(score)
    app.command()(cases)


def score(
    scenario: ScenarioName,
    first: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day to stand on; the first it can.")
    ] = None,
    last: Annotated[
        str | None, typer.Option(metavar="DATE", help="Last day to stand on; the last it can.")
    ] = None,
    prior: Experts = None,
    particles: Annotated[int, typer.Option(help="Runs led past the reports, each day.")] = 100,
    seed: Seed = 1,
    settings: Setting = None,
    scale: Scale = 0.02,
    jobs: Jobs = None,
    as_json: JsonFlag = False,
) -> int:
    """Forecast from day after day, and score it on what was reported; exit code 1 if beaten."""
    asked = wanted(scenario, settings)
    given = [
        None if one is None else date_of(f"--{name}", one)
        for name, one in (("first", first), ("last", last))
    ]

    from downtools.study.ensemble.carry import How
    from downtools.study.forecast.expert import read_experts
    from downtools.study.forecast.scoring import origins_of
    from downtools.study.forecast.scoring import score as ask

    begin, end = origins_of(asked, *given)
    with Live(None, "origin") as live:
        found = ask(
            asked,
            begin,
            end,
            particles=particles,
            scale=scale,
            seed=seed,
            experts=() if prior is None else read_experts(prior, asked),
            how=How(jobs=jobs),
            told=say,
        )
    told(found, f"{found.origins} origins", live.seconds, None if as_json else _show)
    return 0 if found.holds else 1


def cases(
    runs: Annotated[int, typer.Option(help="Runs of each case.")] = 100,
    seed: Seed = 1,
    scale: Scale = 0.1,
    jobs: Jobs = None,
    as_json: JsonFlag = False,
) -> int:
    """Score how other waves ended, foreseen from their first day; exit code 1 if beaten."""
    from downtools.study.ensemble.carry import How
    from downtools.study.forecast.cases import cases as ask

    with Live(None, "case") as live:
        found = ask(runs=runs, scale=scale, seed=seed, how=How(jobs=jobs), told=say)
    told(found, f"{len(found.cases)} cases", live.seconds, None if as_json else _show_cases)
    return 0 if found.holds else 1


def _show_cases(found: "Cases") -> None:
    show(
        filled(
            f"{len(found.cases)} waves, each run {found.runs} times at scale {found.scale:g} from"
            f" its first day. Of {found.questions} answers {found.right} lie on the true side of"
            " the base rate of the other cases. Five cases prove little."
        )
    )
    for row in found.cases:
        reach, ended = row.reach.replace("_", " "), row.resolution.replace("_", " ")
        show(f"\n{row.case}: {reach}, {ended}")
        for one in row.questions:
            happened = "yes" if one.happened else "no"
            show(
                f"  {one.asked:12} {happened:4} this model {one.ours:>4.0%}, base rate"
                f" {one.base_rate:>4.0%}, regression {one.regression:>4.0%}"
            )
    show("\nScores, smaller is better")
    for title, table in (("Brier", found.brier), ("log", found.log), ("classes", found.classes)):
        for name, scores in table.items():
            said = ", ".join(f"{who} {value:.3f}" for who, value in scores.items())
            show(f"  {title:8} {name:12} {said}")


def _show(found: "Scored") -> None:
    prior = f", on {found.from_prior} of them from the prior" if found.from_prior else ""
    show(
        filled(
            f"{found.scenario}: forecasts from each of {found.origins} days, {found.first} to"
            f" {found.last}{prior}; {found.particles} particles at scale {found.scale:g}. Of the"
            f" workplaces told of within 7 days {found.yes} yes, {found.no} no,"
            f" {found.missing} missing; {found.denials} explicit denials, {found.sizes} reported"
            f" sizes of {found.sizes_apart} days of workplaces."
        )
    )
    show(
        filled(
            "Brier score of a stoppage reported within 7 days (95 % interval over workplaces), less"
            " ours, the same set right by what came of earlier words, skill beside climatology; on"
            " day 1, 3, 7; on denials; log score; of log sizes given a report CRPS and the score of"
            " the interval of 90 %; energy score of how many workplaces are told of after 1, 3 and"
            " 7 days. Smaller is better, but for skill. 'As run' is what particles say before it is"
            " set right.",
            "\n",
        )
    )
    days = (f"day {step}" for step in found.scores[0].on_day)
    show(
        _columns(
            "",
            "within 7 days",
            "less ours",
            *("right", "skill", *days, "denied", "log", "CRPS", "90 %", "energy"),
        )
    )
    for row in found.scores:
        show(_line(row))
    for row in found.scores:
        for note in row.notes:
            show(filled(f"{row.name}: {note}", "  ", "  "))
    show(f"{'(constant in hindsight)':20} {found.constant:.3f}: no forecast")
    if found.lent:
        show(f"{found.lent} sizes where no particle has a report have the law of the simple ones")
    if found.experts:
        scores = ", ".join(f"{name} {value:.3f}" for name, value in found.experts.items())
        show(filled(f"On the {found.experts_rows} of which the expert speaks: {scores}.", "\n"))
    show("\nWorkplaces told of, expected as run, set right, and seen: tomorrow; within 7 days")
    for day in found.by_origin:
        show(
            f"  {day.origin}  {day.tomorrow_as_run:5.1f} {day.tomorrow:5.1f}"
            f" {_seen(day.tomorrow_seen):>4}   {day.within_as_run:5.1f} {day.within:5.1f}"
            f" {_seen(day.within_seen):>4}"
        )
    for title, table in (("Ours", found.reliability), ("As run", found.as_run)):
        show(f"\n{title} within 7 days: said, seen, rows")
        for one in table:
            show(f"  {one.said:>6.0%} {one.seen:>6.0%} {one.rows:>6}")
    parts = found.parts
    show(
        filled(
            f"Of the plain Brier score of ours, {parts.brier:.3f}, {parts.uncertainty:.3f} is how"
            f" uncertain the event is, {parts.reliability:.3f} is added by not being right as often"
            f" as said, {parts.resolution:.3f} taken off by telling workplaces apart; the log score"
            f" took .002 for less in {found.clipped} rows.",
            "\n",
        )
    )
    if found.ranks:
        ranks = ", ".join(map(str, found.ranks))
        show(filled(f"Reported sizes by rank among four draws of ours: {ranks}."))
    if found.pit_p is not None:
        show(
            filled(
                f"Number of workplaces told of tomorrow: p = {found.pit_p:.2f} that it is"
                f" distributed as said ({', '.join(map(str, found.pit_counts))} in fifths; weeks"
                " are blocks, and fewer than six of them can reject nothing).",
                "\n",
            )
        )
    show(filled(f"Hindsight that is left: {found.hindsight}."))


def _seen(count: int | None) -> str:
    return "" if count is None else str(count)


def _said(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def _line(row: "Scores") -> str:
    span = f"{row.within.mean:.3f} ({row.within.low:.3f} to {row.within.high:.3f})"
    less = ""
    if row.beside_ours is not None:
        apart = row.beside_ours
        less = f"{apart.mean:+.3f} ({apart.low:+.3f} to {apart.high:+.3f})"
    days = (f"{value:.3f}" for value in row.on_day.values())
    return _columns(
        row.name,
        span,
        less,
        f"{row.set_right:.3f}",
        f"{row.skill:+.2f}",
        *days,
        _said(row.denied),
        f"{row.log_within:.3f}",
        _said(row.crps),
        _said(row.interval),
        _said(row.energy),
    )


def _columns(name: str, span: str, less: str, *numbers: str) -> str:
    rest = "".join(f"{number:>8}" for number in numbers)
    return f"{name:20} {span:23} {less:25}{rest}"
