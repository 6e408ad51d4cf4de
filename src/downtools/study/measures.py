"""Measures: one number of a run, in the unit of the fact that is held against it."""

from collections.abc import Callable
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.run.run import Run
from downtools.scenario.model import Scenario
from downtools.scenario.tables import Observed

__all__ = ["CROWD", "alive", "facts_of", "measured"]

I64 = npt.NDArray[np.int64]
YesNo = npt.NDArray[np.bool_]

CROWD = 20
"""People from which on something counts as seen: the smallest crowd that a source gave a size."""
_ACTS = ("rallying", "walking_out", "striking")
_OUT = ("walking_out", "striking")
_INDUSTRY = set("BCDE")
_BEGUN, _ALIVE = 0.2, 0.1
"""Shares of the most out with which a wave has begun, and still lives."""
_IDLE = 0.1
"""Share of a giant's staff out with which it counts as not running."""


def facts_of(scenario: Scenario) -> tuple[Observed, ...]:
    """The observed facts that lie within the days of a scenario."""
    return tuple(fact for fact in scenario.observed if fact.last <= scenario.calendar.end)


def measured(run: Run, fact: Observed) -> float:
    """What the run shows of a fact's measure, in the fact's unit; a day as its ordinal."""
    return _MEASURES[fact.measure](run, fact)


def _window(run: Run, fact: Observed) -> slice:
    start = run.scenario.calendar.start
    return slice((fact.first - start).days, (fact.last - start).days + 1)


def _nation(run: Run, *columns: str) -> I64:
    """The sum of columns of the daily table."""
    table = run.tables["daily"]
    return sum((table[column] for column in columns[1:]), table[columns[0]])


def _by_site(run: Run, *columns: str) -> I64:
    """The sum of columns of the sites table: a row a day, a column a named site."""
    table = run.tables["sites"]
    added = sum((table[column] for column in columns[1:]), table[columns[0]])
    return added.reshape(-1, max(len(run.scenario.sites), 1))


def _of_site(run: Run, fact: Observed, *columns: str) -> I64:
    """The same for the site of the fact, on its days."""
    names = [site.site for site in run.scenario.sites]
    return _by_site(run, *columns)[_window(run, fact), names.index(fact.site)]


def _giants(run: Run) -> YesNo:
    least = run.scenario.parameters.workplace.giant_staff
    return _staff(run) >= least


def _staff(run: Run) -> I64:
    return np.array([site.staff for site in run.scenario.sites], np.int64)


def _peak_out_people(run: Run, fact: Observed) -> float:
    return float(_nation(run, *_OUT)[_window(run, fact)].max())


def _peak_out_day(run: Run, fact: Observed) -> float:
    out = _nation(run, *_OUT)
    return _ordinal(run, int(np.argmax(out)) if out.any() else len(out))


def _ordinal(run: Run, day: int) -> float:
    """A day as its ordinal; the day after the last stands for what has not come."""
    return float(run.scenario.calendar.start.toordinal() + day)


def _wave_start_day(run: Run, fact: Observed) -> float:
    """The first day with at least a fifth of the most out."""
    out = _nation(run, *_OUT)
    begun = out >= _BEGUN * out.max()
    return _ordinal(run, int(np.argmax(begun)) if out.any() else len(out))


def _wave_working_days(run: Run, fact: Observed) -> float:
    return float(alive(run)[_window(run, fact)].sum())


def alive(run: Run) -> YesNo:
    """The working days with at least a tenth of the most out; none if there was no wave."""
    out = _nation(run, *_OUT)
    return (out >= _ALIVE * out.max()) & (out > 0) & (run.tables["daily"]["working"] == 1)


def _national_strikers(run: Run, fact: Observed) -> float:
    return float(_nation(run, "striking")[_window(run, fact)][-1])


def _seen_acting(run: Run, fact: Observed) -> YesNo:
    """Which named sites had a crowd on some day of the fact."""
    return np.any(_by_site(run, *_ACTS)[_window(run, fact)] >= CROWD, axis=0)


def _sites_acting(run: Run, fact: Observed) -> float:
    return float(_seen_acting(run, fact).sum())


def _regions_acting(run: Run, fact: Observed) -> float:
    """Regions with a crowd at a named site that is not spread."""
    scenario = run.scenario
    region = {row.district: row.region for row in scenario.districts}
    of_town = {town.town: region[town.district] for town in scenario.towns}
    seen = _seen_acting(run, fact)
    there = {
        of_town[site.town]
        for site, yes in zip(scenario.sites, seen.tolist(), strict=True)
        if yes and site.spread == "town"
    }
    return float(len(there))


def _giants_idle(run: Run, fact: Observed) -> float:
    """Giants with more than a tenth of their staff out on some day of the fact."""
    out = _by_site(run, *_OUT)[_window(run, fact)].max(axis=0)
    return float((_giants(run) & (out > _IDLE * _staff(run))).sum())


def _second_smaller_percent(run: Run, fact: Observed) -> float:
    """Of named sites with two crowds at gatherings, the part whose second was smaller."""
    window = _window(run, fact)
    acted = _by_site(run, *_ACTS)[window]
    met = (_by_site(run, "gatherings")[window] > 0) & (acted >= CROWD)
    smaller: list[bool] = []
    for site in np.flatnonzero(met.sum(axis=0) > 1).tolist():
        first, second = np.flatnonzero(met[:, site])[:2].tolist()
        smaller.append(bool(acted[second, site] < acted[first, site]))
    return 100.0 * sum(smaller) / len(smaller) if smaller else 0.0


def _small_per_giant(run: Run, fact: Observed) -> float:
    """On the day most were out: share out at unnamed sites, beside that out at the giants.

    1, as loud as the giants, if nobody was out.
    """
    giants, staff = _giants(run), _staff(run)
    window = _window(run, fact)
    day = window.start + int(np.argmax(_nation(run, *_OUT)[window]))
    out = _by_site(run, *_OUT)[day]
    unnamed = int(_nation(run, *_OUT)[day]) - int(out.sum())
    if not unnamed + int(out.sum()):
        return 1.0
    share_small = unnamed / max(run.people - int(staff.sum()), 1)
    share_giants = int(out[giants].sum()) / max(int(staff[giants].sum()), 1)
    return share_small / max(share_giants, 1.0 / run.people)


def _output_dent_percent(run: Run, fact: Observed) -> float:
    """Output lost by industry in the window, in percent of its value added in those days."""
    sectors = run.scenario.sectors
    industry = np.array([bool(_INDUSTRY & set(sector.section)) for sector in sectors])
    window = _window(run, fact)
    groups = run.tables["groups"]
    inside = (groups["day"] >= window.start) & (groups["day"] < window.stop)
    lost = int(groups["output_lost_cents"][inside & industry[groups["sector"]]].sum())
    of_industry = {sector.sector for sector, yes in zip(sectors, industry, strict=True) if yes}
    mine = np.array([site.sector in of_industry for site in run.scenario.sites], np.bool_)
    lost += int(_by_site(run, "output_lost_cents")[window][:, mine].sum())
    a_year = sum(s.value_added_usd for s, yes in zip(sectors, industry, strict=True) if yes)
    share_of_year = (window.stop - window.start) / 365.0
    return lost / a_year / share_of_year if a_year else 0.0


def _opposed_percent(run: Run, fact: Observed) -> float:
    """Workers whose private opposition is above one half, before loyalty, in percent."""
    people = run.scenario.parameters.people
    return 100.0 * NormalDist().cdf(people.opposition_mean / people.opposition_sd)


def _site_signatures(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, "signers")[-1])


def _site_rally_peak(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, *_ACTS).max())


def _site_out(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, *_OUT)[-1])


def _site_peak_out(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, *_OUT).max())


def _site_strikers(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, "striking")[-1])


def _site_peak_strikers(run: Run, fact: Observed) -> float:
    return float(_of_site(run, fact, "striking").max())


def _site_signed_per_out(run: Run, fact: Observed) -> float:
    """Signatures on the last day beside the most out on one."""
    return _site_signatures(run, fact) / max(_site_peak_out(run, fact), 1.0)


def _site_out_per_striker(run: Run, fact: Observed) -> float:
    """The most out on one day beside who strikes on the last."""
    return _site_peak_out(run, fact) / max(_site_strikers(run, fact), 1.0)


def _site_output_lost_usd(run: Run, fact: Observed) -> float:
    return int(_of_site(run, fact, "output_lost_cents").sum()) / 100.0


def _reach(run: Run, fact: Observed) -> float:
    """The reach of the whole run, whatever the days of the fact, as its place in REACHES."""
    return float(REACHES.index(run.outcome.reach))


def _resolution(run: Run, fact: Observed) -> float:
    """The resolution on the last day of the run, as its place in RESOLUTIONS."""
    return float(RESOLUTIONS.index(run.outcome.resolution))


_MEASURES: dict[str, Callable[[Run, Observed], float]] = {
    "peak_out_people": _peak_out_people,
    "peak_out_day": _peak_out_day,
    "wave_start_day": _wave_start_day,
    "wave_working_days": _wave_working_days,
    "national_strikers": _national_strikers,
    "sites_acting": _sites_acting,
    "regions_acting": _regions_acting,
    "giants_idle": _giants_idle,
    "second_smaller_percent": _second_smaller_percent,
    "small_per_giant": _small_per_giant,
    "output_dent_percent": _output_dent_percent,
    "opposed_percent": _opposed_percent,
    "site_signatures": _site_signatures,
    "site_rally_peak": _site_rally_peak,
    "site_out": _site_out,
    "site_peak_out": _site_peak_out,
    "site_strikers": _site_strikers,
    "site_peak_strikers": _site_peak_strikers,
    "site_signed_per_out": _site_signed_per_out,
    "site_out_per_striker": _site_out_per_striker,
    "site_output_lost_usd": _site_output_lost_usd,
    "reach": _reach,
    "resolution": _resolution,
}
