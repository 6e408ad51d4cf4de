"""The answer of a forecast: probabilities of how the wave goes on, by country and by workplace."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.study.forecast.ask import Foreseen
from downtools.study.forecast.expert import Expert
from downtools.study.forecast.learned import Learned
from downtools.study.forecast.since import Moved, MovedBy, moved_by, moves
from downtools.study.known import HINDSIGHT
from downtools.study.shares import Probability, interval

__all__ = ["CROWD", "Day", "Forecast", "Place", "Said", "forecast_of"]

F64 = npt.NDArray[np.float64]

CROWD = 20
"""People from whom on a workplace counts as out: the smallest size that a source gave."""
_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
_WEEK = 7


@dataclass(frozen=True, kw_only=True)
class Day:
    """How many are out in the country on a day ahead, people."""

    date: dt.date
    working: bool
    """Whether day shifts work."""
    p05: float
    p25: float
    p50: float
    p75: float
    p95: float


@dataclass(frozen=True, kw_only=True)
class Place:
    """What is expected of a named workplace."""

    site: str
    name: str
    giant: bool
    out_tomorrow: Probability
    """At least 20 people out on the day after."""
    out_in_week: Probability
    """The same on any of the seven days after, or of as many as there are."""
    told_in_week: Probability
    """A stoppage is told of on any of these days, in a report of confidence 2 or more; set right by
    how often such probabilities came true so far."""
    told_as_run: float
    """The same as the particles say."""
    effective: float
    """Effective sample size."""
    low: tuple[float, ...]
    median: tuple[float, ...]
    high: tuple[float, ...]
    """5, 50 and 95 % of the people out there, on each day ahead."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A probability of an expert beside the forecast's."""

    what: str
    expert: float
    forecast: float


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What was foreseen on the evening of a day."""

    scenario: str
    scenario_hash: str
    """Of what was known: it differs from day to day, and from the whole scenario's."""
    version: str
    as_of: dt.date
    horizon: int
    """Days ahead."""
    last: dt.date
    reports: int
    """Reports that had been published."""
    second: int
    """The same of a second list."""
    undated: int
    """Reports without a day of publication; not used unless that was assumed."""
    belief: str
    """From where parameters are drawn, in words."""
    fitted_until: str
    """The last day whose reports the posterior has seen; empty if they are drawn from the prior."""
    particles: int
    effective_sample_size: float
    """Of the particles of the start, for the whole."""
    learned: Learned
    """How probabilities of reports on any of some days were set right, and on what."""
    learned_daily: Learned
    """The same of reports on a day, which are in no answer but in scores."""
    evidence_used: float
    """Share of the evidence that steers the country as a whole, mean over the stages; the rest
    weighs single workplaces alone."""
    scale: float
    seed: int
    p_reach: dict[str, Probability]
    """By the horizon, what was reached before included."""
    p_resolution: dict[str, Probability]
    days: tuple[Day, ...]
    sites: tuple[Place, ...]
    since: dt.date | None
    """An earlier day on which was stood too."""
    moved: tuple[Moved, ...]
    """What moved since then, the largest step first."""
    moved_by: tuple[MovedBy, ...]
    """The reports that were published since then, by what they weigh."""
    experts: tuple[Said, ...]
    """What an expert said on that day, beside this."""
    hindsight: str
    digest: str
    """Of the samples."""

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def forecast_of(
    found: Foreseen, before: Foreseen | None = None, experts: Sequence[Expert] = ()
) -> Forecast:
    """The answer of what particles did; with those that stood on a day `before`, what moved."""
    known, samples = found.known, found.samples
    whole = found.filtered.effective
    chances = _chances(found)
    places = tuple(_place(found, at) for at in range(len(known.scenario.sites)))
    return Forecast(
        scenario=known.scenario.name,
        scenario_hash=known.scenario.hash,
        version=version("downtools"),
        as_of=known.as_of,
        horizon=known.horizon,
        last=known.scenario.calendar.end,
        reports=len(known.reports),
        second=len(found.second),
        undated=known.undated,
        belief=found.belief.words,
        fitted_until=found.belief.until,
        particles=len(samples.reach),
        effective_sample_size=whole,
        learned=found.learned,
        learned_daily=found.learned_daily,
        evidence_used=found.filtered.used,
        scale=found.scale,
        seed=found.seed,
        p_reach=_each(REACHES, samples.reach, whole),
        p_resolution=_each(RESOLUTIONS, samples.resolution, whole),
        days=_days(found),
        sites=places,
        since=None if before is None else before.known.as_of,
        moved=() if before is None else moves(_chances(before), chances),
        moved_by=() if before is None else moved_by(found, before.known.as_of),
        experts=tuple(
            Said(what=one.what, expert=one.p, forecast=chances[one.what])
            for one in experts
            if one.as_of == known.as_of
        ),
        hindsight=HINDSIGHT,
        digest=samples.digest,
    )


def _chances(found: Foreseen) -> dict[str, float]:
    """The probabilities of a forecast by what they are of."""
    samples = found.samples
    week = (samples.site_out[:, :, :_WEEK] >= CROWD).any(axis=2)
    out = (samples.shares * week).sum(axis=0)
    told = found.learned.of(samples.told_within(_WEEK))
    return {
        **{f"reach {name}": float(np.mean(samples.reach == at)) for at, name in enumerate(REACHES)},
        **{
            f"resolution {name}": float(np.mean(samples.resolution == at))
            for at, name in enumerate(RESOLUTIONS)
        },
        **{
            f"{kind} within a week: {site.site}": float(chances[at])
            for at, site in enumerate(found.known.scenario.sites)
            for kind, chances in (("out", out), ("told", told))
        },
    }


def _each(
    names: Sequence[str], seen: npt.NDArray[np.int64], whole: float
) -> dict[str, Probability]:
    return {name: _weighed(float(np.mean(seen == at)), whole) for at, name in enumerate(names)}


def _weighed(p: float, whole: float) -> Probability:
    """A probability with Wilson's interval, as if counted over the effective sample size."""
    many = max(1, int(whole))
    low, high = interval(p * many, many)
    return Probability(p=p, low=min(low, p), high=max(high, p), n=many)


def _set_right(learned: Learned, said: Probability) -> Probability:
    p, low, high = learned.of([said.p, said.low, said.high]).tolist()
    return Probability(p=p, low=low, high=high, n=said.n)


def _days(found: Foreseen) -> tuple[Day, ...]:
    calendar, out = found.known.scenario.calendar, found.samples.out
    table = np.quantile(out, _QUANTILES, axis=0).T.tolist()
    first = calendar.days - out.shape[1]
    return tuple(
        Day(
            date=calendar.date(first + ahead),
            working=calendar.working(first + ahead),
            p05=row[0],
            p25=row[1],
            p50=row[2],
            p75=row[3],
            p95=row[4],
        )
        for ahead, row in enumerate(table)
    )


def _place(found: Foreseen, at: int) -> Place:
    scenario, samples = found.known.scenario, found.samples
    site, share = scenario.sites[at], samples.shares[:, at]
    out, told = samples.site_out[:, at] >= CROWD, float(samples.told_within(_WEEK)[at])
    many = found.filtered.effective_of(at)
    bands = _weighed_quantiles(samples.site_out[:, at].astype(np.float64), share)
    return Place(
        site=site.site,
        name=site.name,
        giant=site.staff >= scenario.parameters.workplace.giant_staff,
        out_tomorrow=_weighed(float(share @ out[:, 0]), many),
        out_in_week=_weighed(float(share @ out[:, :_WEEK].any(axis=1)), many),
        told_in_week=_set_right(found.learned, _weighed(told, many)),
        told_as_run=told,
        effective=many,
        low=tuple(bands[0]),
        median=tuple(bands[1]),
        high=tuple(bands[2]),
    )


def _weighed_quantiles(people: F64, share: F64) -> list[list[float]]:
    """5, 50 and 95 % of each day, particles x days: the least value with that much weight below."""
    order = np.argsort(people, axis=0, kind="stable")
    weight = np.cumsum(share[order], axis=0)
    ordered = np.take_along_axis(people, order, axis=0)
    found: list[list[float]] = []
    for level in (0.05, 0.5, 0.95):
        at = np.minimum((weight < level - 1e-12).sum(axis=0), len(people) - 1)
        found.append(ordered[at, np.arange(people.shape[1])].tolist())
    return found
