"""How a forecast moved since an earlier day, and which reports moved it.

Both days are asked with the same seed. A report moves the forecast towards a nationwide wave if it
is likelier in the particles that end in one than in the others: its weight is the difference of the
mean log-likelihoods of what was told of its workplace on its day (the weight of evidence, Good
1985, in nats), in particles that have that day behind them.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from downtools.evidence.by_site import by_site
from downtools.run.outcome import REACHES
from downtools.study.forecast.ask import Foreseen
from downtools.study.known import published_by

__all__ = ["Moved", "MovedBy", "moved_by", "moves"]

_LEAST = 5
"""Particles on either side of a question, for a difference of means to say anything."""
_FARTHEST, _MOST = 0.1, 12


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A probability on the earlier day and now."""

    what: str
    """A reach, a resolution, or what is said of a site: out, or told of, within a week."""
    before: float
    now: float


@dataclass(frozen=True, kw_only=True)
class MovedBy:
    """What was told of a workplace on a day, and what it weighs."""

    date: dt.date
    site: str
    reports: int
    """Of it on that day, in all lists."""
    weight: float
    """In nats: above 0 it speaks for a wave that reaches further."""


def moves(before: dict[str, float], now: dict[str, float]) -> tuple[Moved, ...]:
    """What moved, the largest step first; what is in both."""
    found = [Moved(what=what, before=before[what], now=now[what]) for what in now if what in before]
    return tuple(sorted(found, key=lambda one: (-abs(one.now - one.before), one.what)))


def moved_by(found: Foreseen, since: dt.date) -> tuple[MovedBy, ...]:
    """The reports that were published after a day, by what they weigh; the heaviest first.

    The question is whether the wave goes as far as the farthest tenth of the particles; nothing is
    told where too few do, or too few do not.
    """
    reach = found.samples.reach
    levels = [level for level in range(1, len(REACHES)) if np.mean(reach >= level) >= _FARTHEST]
    farther = reach >= max(levels, default=1)
    if min(farther.sum(), (~farther).sum()) < _LEAST:
        return ()
    rows = _weighed(found, since, farther)
    return tuple(sorted(rows, key=lambda row: (-abs(row.weight), row.date, row.site))[:_MOST])


def _weighed(found: Foreseen, since: dt.date, farther: npt.NDArray[np.bool_]) -> Iterator[MovedBy]:
    scenario = found.known.scenario
    start, sites = scenario.calendar.start, [site.site for site in scenario.sites]
    rows = (*found.known.reports, *found.second)
    before = set(published_by(rows, since, found.known.assume_published))
    new = Counter(
        ((report.date - start).days, report.site)
        for report in rows
        if report not in before and report.site in sites
    )
    for day in sorted({day for day, _ in new}):
        logs = np.array([by_site(run, found.lists, (day,)) for run in found.runs])
        apart = logs[farther].mean(axis=0) - logs[~farther].mean(axis=0)
        for at, site in enumerate(sites):
            told = any(key[:2] == (day, site) for one in found.lists for key in one.rows)
            if new[day, site] and told:
                yield MovedBy(
                    date=scenario.calendar.date(day),
                    site=site,
                    reports=new[day, site],
                    weight=float(apart[at]),
                )
