"""Scores of reported sizes and of how many workplaces are told of."""

import datetime as dt
from collections.abc import Iterator, Sequence
from statistics import fmean, median

import numpy as np

from downtools.study.forecast.events import STEPS, Events
from downtools.study.forecast.filter import effective
from downtools.study.forecast.said import Law, Said, law_of, many_uniforms, tallies
from downtools.study.scores.rules import energy, interval_score, rank_counts

__all__ = ["energy_of", "laws_of", "members_of", "of_interval", "ranks_of", "sizes_apart"]

_RANKED = 4
"""Draws of a law among which what was seen is ranked: five ranks, for so few sizes."""
_OUTSIDE = 0.1
"""Probability that a size lies outside of the interval that is scored."""


def laws_of(
    said: Sequence[Said], instead: Sequence[Said] | None, events: Events
) -> Iterator[tuple[Law | None, float]]:
    """The law of each reported size, given that one is reported, beside what it was.

    Where a forecaster has none, that of another `instead`, if given.
    """
    sites = said[0].on_day.shape[1]
    for step, row in zip(*np.nonzero(np.isfinite(events.size)), strict=True):
        origin, site = divmod(int(row), sites)
        other = None if instead is None else instead[origin]
        observed = float(np.log1p(events.size[step, row]))
        yield law_of(said[origin], int(step), site, other), observed


def of_interval(law: Law, seen: float) -> float:
    """Score of the interval of 90 % of a law."""
    low, high = law.quantile(_OUTSIDE / 2.0), law.quantile(1.0 - _OUTSIDE / 2.0)
    return float(interval_score(low, high, seen, _OUTSIDE))


def sizes_apart(events: Events, origins: Sequence[dt.date]) -> int:
    """Days of workplaces with a reported size, each once: several origins look at the same."""
    sites = events.size.shape[1] // len(origins)
    there = np.argwhere(np.isfinite(events.size)).tolist()
    return len({(STEPS[step] + row // sites, row % sites) for step, row in there})


def members_of(said: Sequence[Said], events: Events) -> float | None:
    """Median effective number of members of the laws of sizes."""
    found = [effective(law.weights) for law, _ in laws_of(said, None, events) if law is not None]
    return median(found) if found else None


def energy_of(said: Sequence[Said], events: Events, seed: int) -> float | None:
    """Mean energy score of how many workplaces are told of on the days asked."""
    sites = said[0].on_day.shape[1]
    scores: list[float] = []
    for origin, one in enumerate(said):
        seen = events.on_day[:, origin * sites : (origin + 1) * sites]
        if np.isfinite(seen).all():
            scores.append(float(energy(tallies(one, seed, origin), seen.sum(axis=1))))
    return fmean(scores) if scores else None


def ranks_of(said: Sequence[Said], events: Events, seed: int) -> tuple[int, ...]:
    """The rank histogram of reported sizes among four draws of the forecast's own law."""
    rows = [(law, seen) for law, seen in laws_of(said, None, events) if law is not None]
    if not rows:
        return ()
    luck = many_uniforms(seed, "score/ranks", 0, (_RANKED + 1) * len(rows)).reshape(len(rows), -1)
    members = [
        [law.quantile(u) for u in line[:_RANKED]]
        for (law, _), line in zip(rows, luck.tolist(), strict=True)
    ]
    counts = rank_counts(members, [seen for _, seen in rows], luck[:, _RANKED])
    return tuple(int(count) for count in counts)
