"""What commands of many runs share: their options, live progress, and how to go on after a stop."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from downtools.cli.output import say
from downtools.cli.watch import Watch, duration

if TYPE_CHECKING:
    from downtools.scenario.model import Scenario
    from downtools.study.ensemble.carry import How
    from downtools.study.ensemble.estimate import Estimate
    from downtools.study.shares import Probability

__all__ = [
    "Cluster",
    "Days",
    "Live",
    "Out",
    "Seed",
    "Setting",
    "Shard",
    "Source",
    "Threads",
    "Width",
    "how_of",
    "percent",
    "wanted",
]

Out = Annotated[
    Path | None, typer.Option(help="Folder of the runs; the same command goes on with it.")
]
Seed = Annotated[int, typer.Option(help="Of the draws of parameters and luck.")]
Source = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="BELIEF", help="Draw from: prior, posterior, or the file of a posterior."
    ),
]
Width = Annotated[float, typer.Option(help="How wide draws from the prior are beside it.")]
Threads = Annotated[bool, typer.Option("--threads", help="Threads in place of processes.")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Scheduler of a dask.distributed cluster.")
]
Shard = Annotated[str, typer.Option(metavar="I/N", help="Do only the i-th of n parts.")]
Days = Annotated[int | None, typer.Option(help="Days to run; all if left out.")]
Setting = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A value, as `schema` lists the keys."),
]


def wanted(name: str, settings: list[str] | None, days: int | None = None) -> "Scenario":
    """The scenario that a command is asked about: loaded, with its settings, and cut to days."""
    from downtools.scenario.read import load

    scenario = with_settings(load(name), settings)
    return scenario if days is None else scenario.with_days(days)


def with_settings(scenario: "Scenario", texts: list[str] | None) -> "Scenario":
    """The scenario with the values of `--set KEY=VALUE`; a key that is set twice is refused."""
    from downtools.errors import Fault, InputError
    from downtools.scenario.keys import parse_setting

    values: dict[str, Any] = {}
    for text in texts or ():
        key, value = parse_setting(scenario, text)
        if key in values:
            fault = Fault(file="--set", column=key, problem="set twice", cure="set it once")
            raise InputError([fault])
        values[key] = value
    return scenario.with_values(values) if values else scenario


def how_of(
    live: "Live",
    out: Path | None,
    jobs: int | None,
    threads: bool = False,
    cluster: str | None = None,
    shard: str = "1/1",
) -> "How":
    """By whom a study is done, from the options of its command."""
    from downtools.study.ensemble.carry import How, Watcher, shard_of

    watcher = Watcher(estimate=live.estimate, tell=live.tell, block=live.block)
    return How(
        out=out, jobs=jobs, threads=threads, cluster=cluster, shard=shard_of(shard), watch=watcher
    )


class Live(Watch):
    """Progress of a study on stderr: what it will take, how far it is, what shows so far."""

    def __init__(self, out: Path | None, unit: str = "run") -> None:
        super().__init__(unit)
        self._out = out
        self._tallies: Counter[int] = Counter()
        self._first = 0
        self._began_at = 0.0

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        super().__exit__(kind)
        if kind is not None and issubclass(kind, KeyboardInterrupt):
            if self._out is None:
                say("nothing is kept; with --out DIR a study goes on where it was stopped")
            else:
                say(f"what is done is kept in {self._out}; the same command goes on with it")

    def estimate(self, needs: "Estimate") -> None:
        """Say before the start what the study will take."""
        self._stop_if_interrupted()
        if needs.kept:
            say(f"{needs.kept:,} {self._unit}s are there already")
        if needs.runs:
            say(
                f"{needs.runs:,} runs of {needs.needs.agents:,} workers in memory: about "
                f"{duration(needs.seconds)} on {needs.hands} "
                f"{'process' if needs.hands == 1 else 'processes'}, "
                f"{needs.memory_bytes / 1e9:.1f} GB of memory each, "
                f"{needs.disk_bytes / 1e6:,.1f} MB on disk"
            )

    def block(self, rows: Any, many: int, total: int) -> None:
        """Count the rows of a block, and tell how far the study is and what shows so far."""
        self._stop_if_interrupted()
        for reach, arm, echo, error in zip(
            *(rows[name].to_pylist() for name in ("reach", "arm", "echo", "error")), strict=True
        ):
            if arm == 0 and not echo and not error:
                self._tallies[reach] += 1
        if not self._first:
            self._first, self._began_at = many, self.seconds
        self._say(many, total)

    def _say(self, many: int, total: int) -> None:
        tenth = many * 20 // total
        if many < total and tenth == self._told:
            return
        self._told = tenth
        left = ""
        if self._first < many < total:
            pace = (self.seconds - self._began_at) / (many - self._first)
            left = f"; about {duration(pace * (total - many))} left"
        say(f"{self._unit} {many:,} of {total:,}: {self._likely()}{left}")

    def _likely(self) -> str:
        """How likely the runs so far make each reach that was seen."""
        from downtools.run.outcome import REACHES
        from downtools.study.shares import interval

        seen = sum(self._tallies.values())
        shown: list[str] = []
        for code, name in reversed(list(enumerate(REACHES))):
            if hits := self._tallies[code]:
                low, high = interval(hits, seen)
                shown.append(f"{name.replace('_', ' ')} {hits / seen:.0%} ({low:.0%}-{high:.0%})")
        return ", ".join(shown) or "none counted yet"


def percent(share: "Probability") -> str:
    """A probability with its interval, as a reader sees it."""
    return f"{share.p:6.1%}  ({share.low:.1%} to {share.high:.1%})"
