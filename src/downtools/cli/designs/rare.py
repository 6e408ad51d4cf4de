"""The command rare: how probable a reach is that hardly any run attains."""

import datetime as dt
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from downtools.cli.designs.words import filled
from downtools.cli.many import Days, Seed, Setting, Source, Width, wanted
from downtools.cli.output import say, show
from downtools.cli.scenarios import JsonFlag, ScenarioName
from downtools.cli.watch import Jobs, Scale, Watch, told

if TYPE_CHECKING:
    from downtools.study.unlikely.ask import Unlikely

__all__ = ["rare"]

_EVERY = 5.0
"""Seconds between two lines of progress."""


def rare(
    scenario: ScenarioName,
    reach: Annotated[
        str, typer.Option(help="How far it must reach: sites, sector_or_region, nationwide.")
    ] = "nationwide",
    particles: Annotated[int, typer.Option(help="Futures of one crowd.")] = 100,
    moves: Annotated[int, typer.Option(help="Moves of each future after each bar.")] = 2,
    repeats: Annotated[int, typer.Option(help="Crowds, from which the error is told.")] = 8,
    from_day: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Branch all futures from one past on this morning."),
    ] = None,
    vary: Annotated[
        str, typer.Option(help="What differs between futures: uncertainty, luck, shared, own.")
    ] = "luck,uncertainty",
    source: Source = None,
    width: Width = 0.5,
    seed: Seed = 1,
    days: Days = None,
    settings: Setting = None,
    scale: Scale = 0.02,
    jobs: Jobs = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder that keeps every score; the same command goes on with it."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Tell the probability of what hardly any run shows, by climbing towards it."""
    asked = wanted(scenario, settings, days)

    from downtools.study.unlikely.ask import By, unlikely

    with _Climbing(out) as watch:
        found = unlikely(
            asked,
            reach=reach,
            particles=particles,
            moves=moves,
            repeats=repeats,
            from_day=_date(from_day),
            vary=vary,
            source=source,
            width=width,
            seed=seed,
            scale=scale,
            by=By(jobs=jobs, out=out, done=watch.climbed, tell=watch.tell),
        )
    told(found, f"{found.runs:,} runs", watch.seconds, None if as_json else _show)


class _Climbing(Watch):
    """Progress on stderr: how many runs were scored, and how near the nearest came."""

    def __init__(self, out: Path | None) -> None:
        super().__init__("run")
        self._out = out
        self._said_at = 0.0

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        super().__exit__(kind)
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            if self._out is None:
                say("nothing is kept; with --out DIR it goes on where it was stopped")
            else:
                say(f"what is done is kept in {self._out}; the same command goes on with it")

    def climbed(self, runs: int, nearest: float) -> None:
        """Say how far it is, now and then."""
        self._stop_if_interrupted()
        now = time.perf_counter()
        if now - self._said_at >= _EVERY:
            self._said_at = now
            say(f"{runs:,} runs scored; the nearest came to {max(nearest, 0.0):.2f} of the way")


def _date(text: str | None) -> dt.date | None:
    from downtools.errors import Fault, InputError

    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        cure = "give a date like 2020-08-17"
        fault = Fault(file="--from-day", value=text, problem="not a date", cure=cure)
        raise InputError([fault]) from None


def _show(found: "Unlikely") -> None:
    far = found.reach.replace("_", " ")
    show(f"{found.scenario}: how probable it is that a wave reaches at least {far}")
    show(filled(f"scale {found.scale:g}, parameters from {found.belief}"))
    if found.conditional:
        show(filled(f"All holds {found.conditional}."))
    show(f"\nP = {found.probability:.3g}  (95 % interval {found.low:.2g} to {found.high:.2g})")
    plain = "" if found.plain_runs is None else f"; plain runs as sure: {found.plain_runs:,.0f}"
    show(f"runs used: {found.runs:,}{plain}")
    if found.failed:
        show(f"{found.failed:,} runs failed and count as not reaching it")
    show(f"\n{'repetition':>10} {'P':>10} {'bars':>5} {'least moved':>12} {'runs':>8}  ended")
    ends = {"reached": "there", "alike": "all alike", "faint": "too improbable"}
    for number, climb in enumerate(found.climbs, 1):
        least = f"{min(climb.accepted):.0%}" if climb.accepted else ""
        show(
            f"{number:>10} {climb.probability:>10.2g} {len(climb.bars):>5} {least:>12} "
            f"{climb.scored:>8,}  {ends[climb.stop]}"
        )
    show(filled(found.words, "\n"))
