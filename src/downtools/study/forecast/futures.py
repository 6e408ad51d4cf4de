"""What may come from outside after the day of a forecast: crowds, calls, a body that links.

The regime answers by rule, and committees, meetings and concessions are drawn by the model itself.
What is left comes from outside of it, and is drawn anew for each particle from a declared prior,
told by nothing but the week before: all numbers here are guesses, and docs/forecast.md says so.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from downtools.chance import bits, key_of, stream, uniform
from downtools.exact import exp, log, normal_quantile
from downtools.scenario.declare import NEVER
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import Entry
from downtools.study.known import Known

__all__ = ["PRIOR", "Ahead", "ahead_of"]

_WEEK = 7
_SOURCE = "assumption: drawn from what the week before the forecast was like"


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """The declared prior of what comes from outside."""

    crowd_again: float = 0.7
    """Probability that the crowds of a day gather on the same weekday of the next week, if they
    did in this one."""
    crowd_spread: float = 0.5
    """Standard deviation of the logarithm of their size beside the week before, a step a week."""
    call_again: float = 0.3
    """Probability that a call of the week before is made again in a week."""
    body_opens: float = 0.02
    """Probability a day that a body opens which links committees, while there is none."""


PRIOR = Ahead()


def ahead_of(known: Known, index: int, seed: int, prior: Ahead = PRIOR) -> Scenario:
    """The scenario of a forecast with draw `index` of what comes from outside after its day."""
    drawn = _Drawn(seed, index)
    entries = (*_crowds(known, drawn, prior), *_calls(known, drawn, prior))
    rules = tuple(entry for entry in known.scenario.schedule if entry.by_rule)
    dated = tuple(entry for entry in known.scenario.schedule if not entry.by_rule)
    scenario = dataclasses.replace(known.scenario, schedule=(*dated, *entries, *rules))
    if scenario.parameters.inter_site_committee.open_on != NEVER:
        return scenario
    # Days until it opens are geometric.
    days = 1 + int(log(drawn.uniform("body", 0)) / log(1.0 - prior.body_opens))
    opens = known.as_of + dt.timedelta(days=days) if days <= known.horizon else NEVER
    return scenario.with_values({"inter_site_committee.open_on": opens})


@dataclass(frozen=True)
class _Drawn:
    """The draws of one particle, by name and number."""

    seed: int
    index: int

    def uniform(self, name: str, number: int) -> float:
        key = stream(self.seed, key_of(f"forecast/{name}"), number)
        return uniform(bits(key, self.index))


def _crowds(known: Known, drawn: _Drawn, prior: Ahead) -> Iterator[Entry]:
    """Crowds of the last week again, week after week, all of a day together, until they cease."""
    for back in range(_WEEK):
        day = known.as_of - dt.timedelta(days=back)
        last = [e for e in known.scenario.schedule if e.kind == "street_protest" and _on(e, day)]
        size = 0.0
        for week in range(1, known.horizon // _WEEK + 2):
            number = back + _WEEK * week
            if not last or drawn.uniform("crowd", number) >= prior.crowd_again:
                break
            size += prior.crowd_spread * normal_quantile(drawn.uniform("crowd size", number))
            for entry in last:
                people = min(entry.people * exp(size), 1e8)
                yield from _again(known, entry, day + dt.timedelta(days=_WEEK * week), people)


def _calls(known: Known, drawn: _Drawn, prior: Ahead) -> Iterator[Entry]:
    """Calls that began in the last week again, week after week, until they cease."""
    first = known.as_of - dt.timedelta(days=_WEEK - 1)
    calls = [
        entry
        for entry in known.scenario.schedule
        if entry.kind in ("call", "common_date") and first <= entry.start <= known.as_of
    ]
    for at, entry in enumerate(calls):
        for week in range(1, known.horizon // _WEEK + 2):
            if drawn.uniform("call", at + 1000 * week) >= prior.call_again:
                break
            day = entry.start + dt.timedelta(days=_WEEK * week)
            yield from _again(known, entry, day, entry.people)


def _on(entry: Entry, day: dt.date) -> bool:
    return not entry.by_rule and entry.start <= day <= entry.end


def _again(known: Known, entry: Entry, day: dt.date, people: float) -> Iterator[Entry]:
    """An entry once more on a day after the forecast's, if that is within its horizon."""
    if known.as_of < day <= known.scenario.calendar.end:
        yield dataclasses.replace(
            entry,
            id=f"ahead_{entry.id}_{day:%m%d}",
            start=day,
            end=day,
            known_from=day,
            people=people,
            source=_SOURCE,
        )
