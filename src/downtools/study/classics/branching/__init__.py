"""Branching: clusters in which every event sets off others, and the process of Hawkes.

Each event has a Poisson number of offspring, `offspring` on the average. Below 1 a cluster that
begins with one event ends and has a size by the law of Borel; above 1 it may go on for ever. In
time, with first events at a steady rate and offspring after exponential waits, it is the process
of Hawkes (1971). Clusters, times and rescaled times are drawn, and held against closed forms.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from downtools.scenario.declare import column
from downtools.study.classics.branching.clusters import (
    ENDLESS,
    Process,
    borel,
    borel_at_least,
    cluster_sizes,
    events_of,
    extinction,
    moments,
    rescaled,
    worst_gap,
)
from downtools.study.classics.check import Check, Value, exactly, near, share_near
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.sketch import Line, Panel, Sketch

__all__ = ["CLASSIC"]

_CRITICAL = 1.6276
"""Kolmogorov's 1 % point: √n times the largest gap exceeds it once in a hundred samples."""


# ---- checks


_TABLE = {
    0.3: "1.4286, 0.875, 0.7408, 0.1646, 0.0006, 0.000000",
    0.5: "2, 4, 0.6065, 0.1839, 0.0136, 0.000000",
    0.7: "3.333, 25.93, 0.4966, 0.1726, 0.0713, 0.000029",
    0.9: "10, 900, 0.4066, 0.1488, 0.1863, 0.0174",
    0.95: "20, 7600, 0.3867, 0.1421, 0.2214, 0.0413",
}
"""Mean, variance, P(1), P(2), P(at least 10), P(at least 100) by offspring."""

_ENDS = {1.1: "0.82387", 1.5: "0.41719", 2.0: "0.20319", 3.0: "0.05952"}


def _row(offspring: float) -> str:
    """The row of the table anew, with as many decimals."""
    values = (
        *moments(offspring),
        borel(offspring, 1),
        borel(offspring, 2),
        borel_at_least(offspring, 10),
        borel_at_least(offspring, 100),
    )
    decimals = [len(text.partition(".")[2]) for text in _TABLE[offspring].split(", ")]
    return ", ".join(f"{v:.{d}f}" for v, d in zip(values, decimals, strict=True))


def _by_formula() -> Iterable[Check]:
    table = "the project's table, to its decimals; the law of Borel, its moments added up"
    for offspring, row in _TABLE.items():
        name = f"offspring {offspring:g}: mean, variance, P(1), P(2), P(10 or more), P(100 or more)"
        yield exactly(name, "reference", row, _row(offspring), table)
    for offspring, ends in _ENDS.items():
        name = f"offspring {offspring:g}: probability that a cluster ends"
        why = "the project's table, to its decimals; q = exp(offspring (q − 1))"
        yield exactly(name, "reference", ends, f"{extinction(offspring):.5f}", why)


def _by_clusters(many: int) -> Iterable[Check]:
    why = f"closed form; three standard errors of {many} drawn clusters"
    for seed, offspring in enumerate(_TABLE):
        sizes = cluster_sizes(offspring, many, seed)
        mean = 1.0 / (1.0 - offspring)
        room = 3.0 * math.sqrt(offspring * mean**3 / many)
        words = f"offspring {offspring:g}, drawn: "
        yield near(words + "mean size", "reference", mean, float(sizes.mean()), room, why)
        for least in (10,) if offspring < 0.9 else (10, 100):
            hits = int((sizes >= least).sum())
            share = borel_at_least(offspring, least)
            yield share_near(words + f"P({least} or more)", "reference", share, hits, many, why)
    for seed, offspring in enumerate(_ENDS, len(_TABLE)):
        hits = int((cluster_sizes(offspring, many, seed) != ENDLESS).sum())
        name = f"offspring {offspring:g}, drawn: share of clusters that end"
        yield share_near(name, "reference", extinction(offspring), hits, many, why)


def _in_time(until: float) -> Iterable[Check]:
    for seed, process in enumerate((Process(1.0, 0.5, 1.0, until), Process(0.5, 0.9, 2.0, until))):
        times = events_of(process, seed)
        found = times.size / until
        words = f"process with offspring {process.offspring:g}: "
        why = "rate / (1 − offspring); three standard errors √(rate / (1 − offspring)³ / time)"
        room = 3.0 * process.error
        name = words + "events per unit of time"
        yield near(name, "reference", process.mean_rate, found, room, why)
        why = f"Kolmogorov and Smirnov: √n × the largest gap is below {_CRITICAL} in 99 of 100"
        gap = worst_gap(rescaled(times, process))
        name = words + "gap of rescaled times from unit exponential"
        yield near(name, "reference", 0.0, gap, _CRITICAL, why)
        plain = worst_gap(np.diff(times, prepend=0.0) * found)
        verdict = "rejected" if plain > _CRITICAL else "kept"
        why = "derived: clusters are not Poisson, so the same test must tell"
        name = words + "the same test of times that are not rescaled"
        yield exactly(name, "reference", "rejected", verdict, why)


def _checks(quick: bool) -> Iterable[Check]:
    yield from _by_formula()
    yield from _by_clusters(10_000 if quick else 100_000)
    yield from _in_time(2_000.0 if quick else 100_000.0)


# ---- picture


def _tail(
    shares: dict[int, float], label: str, style: Literal["line", "points"], colour: int
) -> Line:
    """Shares by size, as far as they can be drawn on a logarithmic axis."""
    seen = {size: share for size, share in shares.items() if share > 1e-6}
    return Line(label=label, x=list(seen), y=list(seen.values()), style=style, colour=colour)


def _sizes_panel() -> Panel:
    at = sorted({round(10.0 ** (k / 8)) for k in range(25)})
    lines = [
        Line(label="by formula (Borel)", x=(), y=(), colour=6),
        Line(label="drawn", x=(), y=(), style="points", colour=6),
    ]
    for colour, (seed, offspring) in enumerate(((1, 0.5), (3, 0.9), (4, 0.95))):
        first = "" if colour else "one sets off "
        sizes = cluster_sizes(offspring, 100_000, seed)
        law = {s: borel_at_least(offspring, s) for s in at}
        drawn = {s: float((sizes >= s).mean()) for s in at}
        lines.append(_tail(law, f"{first}{offspring:g}", "line", colour))
        lines.append(_tail(drawn, "", "points", colour))
    return Panel(
        title="How large clusters get",
        x="events in a cluster (log scale)",
        y="share with at least so many (log scale)",
        lines=tuple(lines),
        log_x=True,
        log_y=True,
        y_limits=(1e-5, 1.5),
    )


def _ends_panel() -> Panel:
    means = [k / 50 for k in range(151)]
    drawn = [0.5, 0.8, 1.1, 1.3, 1.5, 2.0, 2.5, 3.0]
    shares = [float((cluster_sizes(n, 20_000, 10) != ENDLESS).mean()) for n in drawn]
    return Panel(
        title="How many clusters ever end",
        x="events that one sets off on the average",
        y="share of clusters that end",
        lines=(
            Line(label="by formula", x=means, y=[extinction(n) for n in means]),
            Line(label="drawn", x=drawn, y=shares, style="points", colour=1),
        ),
        y_limits=(0.0, 1.15),
        notes=((0.45, 1.0, "up to 1: all end"),),
    )


def _times_panel() -> Panel:
    process = Process(0.5, 0.9, 2.0, 10_000.0)
    times = events_of(process, 0)
    plain = np.diff(times, prepend=0.0) * (times.size / process.until)
    at = [k / 4 for k in range(33)]
    samples = (
        ("by a clock that runs with the rate", rescaled(times, process)),
        ("by the calendar", plain),
    )
    return Panel(
        title="Waits, if one sets off 0.9",
        x="wait (in mean waits)",
        y="share at least so long (log scale)",
        lines=(
            Line(
                label="if events came by chance alone",
                x=at,
                y=[math.exp(-a) for a in at],
                style="dashed",
                colour=6,
            ),
            *(
                Line(
                    label=label,
                    x=at,
                    y=[max(float((sample >= a).mean()), 1e-4) for a in at],
                    style="points",
                    colour=colour,
                )
                for colour, (label, sample) in enumerate(samples)
            ),
        ),
        log_y=True,
        y_limits=(1e-4, 1.5),
    )


def _sketch() -> Sketch:
    return Sketch(
        title="Events that set off others",
        description=(
            "Shares of clusters with at least so many events: drawn clusters lie on the formula "
            "of Borel, whose tail grows as the events that one sets off go to one on the average. "
            "Up to there all clusters end, above it steeply fewer. Waits between events are "
            "uneven by the calendar; by a clock that runs as fast as the rate of events of the "
            "moment they are as if events came by chance alone."
        ),
        panels=(_sizes_panel(), _ends_panel(), _times_panel()),
    )


# ---- play


@dataclass(frozen=True)
class _Case:
    offspring: float = column(
        "events that one event sets off, on the average",
        unit="events",
        low=0.0,
        high=10.0,
        default=0.9,
    )
    size: int = column(
        "size of a cluster to ask for", unit="events", low=1, high=10_000, default=10
    )
    clusters: int = column(
        "how many are drawn", unit="clusters", low=1, high=100_000, default=10_000
    )
    seed: int = column("seed of the draws", low=0, high=2**31, default=1)


def _run(case: _Case) -> dict[str, Value]:
    sizes = cluster_sizes(case.offspring, case.clusters, case.seed)
    ended = sizes != ENDLESS
    at_least = float((~ended | (sizes >= case.size)).mean())
    return {
        "probability that a cluster ends": extinction(case.offspring),
        "share of those drawn that end within a million events": float(ended.mean()),
        "probability of so many events or more": borel_at_least(case.offspring, case.size),
        "share of those drawn with so many or more": at_least,
        "mean size": 1.0 / (1.0 - case.offspring) if case.offspring < 1.0 else "infinite",
        "mean size of those drawn that end": float(sizes[ended].mean()) if ended.any() else "none",
    }


CLASSIC = Classic(
    name="branching",
    title="Clusters of events that set off others",
    cite=(
        "Borel 1942, Comptes Rendus 214:452-456; Harris 1963, The Theory of Branching Processes, "
        "Springer; Hawkes 1971, Biometrika 58(1):83-90"
    ),
    says=(
        "If each event sets off fewer than one other on the average, unrest comes in clusters that "
        "end, the larger the nearer to one; above one a cluster may go on for ever."
    ),
    departs=(
        "In the full model those who could follow are limited and remembered, events are met by "
        "police and threats, and one gathering raises the chance of others in its place for a day."
    ),
    checks=_checks,
    sketch=_sketch,
    play=Play(case=_Case, run=_run),
)
