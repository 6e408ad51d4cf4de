"""S23 and S24: parts of the system that are features, shown on data."""

import math
from dataclasses import dataclass

from downtools.evidence import Contradiction, Denial, Voice, bias_of, contradictions
from downtools.run.simulate import simulate
from downtools.scenario.model import Scenario
from downtools.scenario.read import load

__all__ = ["Feature", "other_country", "two_sides"]

_SECOND, _FIRST = "serbia-2000", "belarus-2020"
_SMALL = 0.05
_PEOPLE = ("people", "strikers", "signatures")


@dataclass(frozen=True, kw_only=True)
class Feature:
    """Whether a feature shows, and on what."""

    row: str
    part: str
    measured: str
    holds: bool
    note: str


def two_sides(scenario: Scenario) -> Feature:
    """S23: an event of which both sides speak, every claim kept with its speaker's bias."""
    found = contradictions(scenario.reports)
    opposed = [one for one in found if one.ratio is not None and one.ratio != 1.0]
    if opposed:
        shown = max(opposed, key=_telling)
        note = f"{len(opposed)} events are told in opposed ways; {_told(scenario, shown)}"
    elif scenario.reports:
        note = "no event of the scenario's reports has claims of both sides that differ"
    else:
        note = "the scenario has no reports"
    return Feature(
        row="S23",
        part="contradicting claims of one event, kept apart with their bias",
        measured="events of which both sides speak and disagree",
        holds=bool(opposed),
        note=note,
    )


def _telling(event: Contradiction) -> tuple[bool, float]:
    """How good an example it is: of people at a named site, then how far the sides are apart."""
    at_work = bool(event.site) and all(voice.report.unit in _PEOPLE for voice in event.officials)
    ratio = event.ratio or 0.0
    return at_work, abs(math.log(ratio)) if 0.0 < ratio < math.inf else 0.0


def _told(scenario: Scenario, event: Contradiction) -> str:
    names = {site.site: site.name for site in scenario.sites}
    where = names.get(event.site, event.site or event.event)
    voices = [
        *(_voice(scenario, voice) for voice in event.workers),
        *(_voice(scenario, voice) for voice in event.officials),
    ]
    ratio = event.ratio or 0.0
    times = max(ratio, 1.0 / ratio) if ratio else math.inf
    apart = f"{times:,.1f} times apart" if math.isfinite(times) else "one side denies it"
    return f"{where}, {event.date}: {'; '.join(voices)} ({apart})"


def _voice(scenario: Scenario, voice: Voice) -> str:
    size = "no size" if voice.size is None else f"{voice.size:,.0f} {voice.report.unit}".rstrip()
    said = "a denial" if isinstance(voice.claim, Denial) else size
    bias = bias_of(scenario.parameters.reporting, voice.report.claim_by)
    return f"{voice.report.claim_by} say {said} (bias {bias:g})"


def other_country(scenario: Scenario, scale: float, seed: int) -> Feature:
    """S24: another country, with its own calendar, economy and places, on the same code."""
    other = load(_FIRST if scenario.name == _SECOND else _SECOND)
    run = simulate(other, seed=seed, scale=min(scale, _SMALL), threads=1)
    own = all(
        getattr(scenario, what) != getattr(other, what)
        for what in ("calendar", "sectors", "towns", "sites", "schedule")
    )
    outcome = run.outcome
    return Feature(
        row="S24",
        part="another country on the same model",
        measured="a run of it, on another calendar, economy and places",
        holds=own and int(run.tables["daily"]["on_shift"].sum()) > 0,
        note=f"{other.title}: {run.people:,} workers, {other.calendar.days} days, at scale"
        f" {run.scale:g}; reach {outcome.reach.replace('_', ' ')},"
        f" resolution {outcome.resolution.replace('_', ' ')}",
    )
