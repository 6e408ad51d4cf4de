"""Forecasts of workplaces scored on what was reported, day after day, beside simple forecasters.

On each origin day every forecaster knows only what had been published, and says for each named
workplace how likely a stoppage is reported after 1, 3 and 7 days and within 7 days, and how large
the reported number would be. Rows of one workplace are alike, so intervals draw whole workplaces.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.metadata import version
from statistics import fmean

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.errors import Fault, InputError
from downtools.evidence.beside import beside_of
from downtools.scenario.model import Scenario
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import Report
from downtools.study.belief import belief_of
from downtools.study.ensemble.carry import How
from downtools.study.forecast.ask import forecast
from downtools.study.forecast.baselines.every import ALL
from downtools.study.forecast.baselines.plain import Climatology
from downtools.study.forecast.events import STEPS, WITHIN, Events
from downtools.study.forecast.expert import Expert, told_of
from downtools.study.forecast.happened import Happened, happened, history_of
from downtools.study.forecast.learned import FLOOR
from downtools.study.forecast.said import (
    Said,
    of_model,
    of_simple,
)
from downtools.study.forecast.scored import Origin, Scored, Scores
from downtools.study.forecast.sizes import (
    energy_of,
    laws_of,
    members_of,
    of_interval,
    ranks_of,
    sizes_apart,
)
from downtools.study.known import HINDSIGHT, published_by
from downtools.study.scores.blocks import Interval, difference_interval, mean_interval
from downtools.study.scores.reliability import decomposed, reliability, uniformity
from downtools.study.scores.rules import (
    brier,
    clipped,
    crps,
    log_score,
    pit_classes,
    skill,
)

__all__ = ["AS_RUN", "OURS", "origins_of", "score"]

F64 = npt.NDArray[np.float64]

OURS, AS_RUN = "this model", "this model, as run"
"""With probabilities of reports set right by how often earlier ones came true, and without."""
_BINS, _SITES = 5, 2
_BAR = Climatology.name
"""Skill is beside it."""


def score(
    scenario: Scenario,
    first: dt.date,
    last: dt.date,
    *,
    particles: int = 100,
    scale: float = 0.02,
    seed: int = 1,
    experts: Sequence[Expert] = (),
    how: How | None = None,
    told: Callable[[str], None] | None = None,
) -> Scored:
    """Score forecasts from each day of `first` to `last` on the scenario's own reports.

    Beside the forecasters stand `experts` where they say how likely a stoppage is told of. Raises
    `InputError` as `forecast` does.
    """
    say = told or _untold
    first, last = origins_of(scenario, first, last)
    second = beside_of(scenario).second
    lists: list[Sequence[Report]] = [scenario.reports, second] if second else [scenario.reports]
    days = sorted(row.date for row in (second or scenario.reports))
    reporting = _reporting(scenario)
    truth = happened(scenario, lists, (days[0], days[-1]), reporting)
    origins = [first + dt.timedelta(days=at) for at in range((last - first).days + 1)]
    said: dict[str, list[Said]] = {name: [] for name in (OURS, AS_RUN, *(one.name for one in ALL))}
    notes: dict[str, list[str]] = {name: [] for name in said}
    words: dict[str, list[F64]] = {one.name: [] for one in ALL}
    counts: list[tuple[F64, int]] = []
    from_prior = 0
    for origin in origins:
        say(f"standing on {origin}")
        ahead = min(WITHIN, (scenario.calendar.end - origin).days)
        found = forecast(
            scenario, origin, ahead, particles=particles, scale=scale, seed=seed, how=how
        )
        from_prior += found.belief.source == "prior"
        known = [tuple(published_by(rows, origin)) for rows in lists]
        said[OURS].append(of_model(found, set_right=True))
        said[AS_RUN].append(of_model(found, set_right=False))
        counts.extend(_count(said[OURS][-1], truth, origin))
        history = history_of(scenario, known, origin, WITHIN)
        for one in ALL:
            said[one.name].append(of_simple(one, history, words[one.name], seed))
            notes[one.name].extend(one.notes(history, STEPS))
    events = Events.of(truth, origins)
    mine = [_scores(name, said, events, (), seed) for name in (OURS, AS_RUN)]
    others = [
        _scores(one.name, said, events, tuple(dict.fromkeys(notes[one.name])), seed) for one in ALL
    ]
    pit = np.array([_pit(*one, seed, at) for at, one in enumerate(counts)])
    weeks = [at // WITHIN for at in range(len(pit))]
    even = uniformity(pit, weeks, bins=_BINS) if len(set(weeks)) > 1 else None
    y = events.within[events.scored]
    set_right, as_run = (
        np.concatenate([one.within for one in said[name]])[events.scored] for name in (OURS, AS_RUN)
    )
    beside, rows = _experts(scenario, experts, origins, said, events)
    return Scored(
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        version=version("downtools"),
        first=first,
        last=last,
        origins=len(origins),
        from_prior=from_prior,
        particles=particles,
        scale=scale,
        seed=seed,
        yes=int(events.within[events.scored].sum()),
        no=int((1.0 - events.within[events.scored]).sum()),
        missing=int((~events.scored).sum()),
        denials=int(events.denied.sum()),
        sizes=int(np.isfinite(events.size).sum()),
        sizes_apart=sizes_apart(events, origins),
        members=members_of(said[OURS], events),
        constant=_constant(events),
        lent=sum(law is None for law, _ in laws_of(said[OURS], None, events)),
        clipped=clipped(set_right, y, FLOOR),
        by_origin=tuple(
            _origin(origin, said[OURS][at], said[AS_RUN][at], truth)
            for at, origin in enumerate(origins)
        ),
        experts=beside,
        experts_rows=rows,
        scores=(*mine, *sorted(others, key=lambda row: row.within.mean)),
        reliability=reliability(set_right, y, bins=_BINS),
        as_run=reliability(as_run, y, bins=_BINS),
        parts=decomposed(set_right, y, bins=_BINS),
        ranks=ranks_of(said[OURS], events, seed),
        pit_p=None if even is None else even.p,
        pit_counts=() if even is None else tuple(int(count) for count in even.counts),
        hindsight=HINDSIGHT,
    )


def _untold(words: str) -> None:
    """Where progress goes if nobody asks."""


def _reporting(scenario: Scenario) -> Reporting:
    """How surely a stoppage is told of: at the medians of the shipped posterior, else declared."""
    belief = belief_of(scenario)
    values = {
        key: float(np.median(belief.draws_of(key)))
        for key in ("reporting.detection", "reporting.fame")
        if key in belief.keys
    }
    return belief.ground(scenario).with_values(values).parameters.reporting


def _scores(
    name: str,
    said: Mapping[str, Sequence[Said]],
    events: Events,
    notes: tuple[str, ...],
    seed: int,
) -> Scores:
    mine, at = said[name], events.scored
    blocks, y = events.site[at], events.within[at]
    on_day = np.concatenate([one.on_day for one in mine], axis=1)
    p, weight = np.concatenate([one.within for one in mine])[at], events.weight[at]
    logs = log_score(p, y, FLOOR)
    weighted = _weighted(mine, events)
    beside = None if name == OURS else _beside(said[OURS], weighted, events, blocks)
    sizes = [
        (law, seen) for law, seen in laws_of(mine, said[ALL[0].name], events) if law is not None
    ]
    return Scores(
        name=name,
        within=mean_interval(weighted, blocks),
        beside_ours=beside,
        skill=skill(float(weighted.mean()), float(_weighted(said[_BAR], events).mean())),
        set_right=float(_weighted(mine, events, set_right=True).mean()),
        plain=float(brier(p, y).mean()),
        on_day={str(step): _on_day(on_day[at], events, at) for at, step in enumerate(STEPS)},
        denied=float(np.mean(on_day[events.denied] ** 2)) if events.denied.any() else None,
        log_within=float((weight * logs).sum() / weight.sum()),
        crps=fmean(float(crps(law.members, seen, law.weights)) for law, seen in sizes)
        if sizes
        else None,
        interval=fmean(of_interval(law, seen) for law, seen in sizes) if sizes else None,
        energy=energy_of(mine, events, seed),
        notes=notes,
    )


def _beside(
    ours: Sequence[Said], theirs: F64, events: Events, blocks: npt.NDArray[np.int64]
) -> Interval:
    return difference_interval(_weighted(ours, events), theirs, blocks)


def _weighted(said: Sequence[Said], events: Events, *, set_right: bool = False) -> F64:
    """Brier scores of the event within 7 days, so that their plain mean is the weighted one."""
    at = events.scored
    p = np.concatenate([one.set_right if set_right else one.within for one in said])[at]
    weight = events.weight[at]
    return np.asarray(brier(p, events.within[at]) * weight / weight.mean(), np.float64)


def _experts(
    scenario: Scenario,
    experts: Sequence[Expert],
    origins: Sequence[dt.date],
    said: Mapping[str, Sequence[Said]],
    events: Events,
) -> tuple[dict[str, float], int]:
    """Plain Brier scores of all on the rows of which an expert speaks, and how many these are."""
    number = {site.site: at for at, site in enumerate(scenario.sites)}
    rows: list[int] = []
    given: list[float] = []
    for one in experts:
        if one.as_of in origins and (site := told_of(one)):
            row = origins.index(one.as_of) * len(number) + number[site]
            if events.scored[row]:
                rows.append(row)
                given.append(one.p)
    if not rows:
        return {}, 0
    y = events.within[rows]
    told = {name: np.concatenate([one.within for one in all_])[rows] for name, all_ in said.items()}
    scores = {name: float(brier(p, y).mean()) for name, p in told.items()}
    return {"expert": float(brier(np.array(given), y).mean()), **scores}, len(rows)


def _constant(events: Events) -> float:
    """The weighted Brier score of the weighted share of events."""
    weight, y = events.weight[events.scored], events.within[events.scored]
    p = float((weight * y).sum() / weight.sum())
    return p * (1.0 - p)


def _on_day(p: F64, events: Events, at: int) -> float:
    there = np.isfinite(events.on_day[at])
    y = events.on_day[at][there]
    weight = np.where(y > 0.0, 1.0, events.looked[there])
    return float((weight * brier(p[there], y)).sum() / weight.sum())


def _origin(origin: dt.date, ours: Said, as_run: Said, truth: Happened) -> Origin:
    days = truth.after(origin, WITHIN)
    inside = [day for day in days if day is not None]
    told = truth.out[:, inside]
    return Origin(
        origin=origin,
        reports=int(told.sum()) if len(inside) == WITHIN else None,
        tomorrow_as_run=float(as_run.on_day[0].sum()),
        tomorrow=float(ours.on_day[0].sum()),
        tomorrow_seen=None if days[0] is None else int(truth.out[:, days[0]].sum()),
        within_as_run=float(as_run.within.sum()),
        within=float(ours.within.sum()),
        within_seen=int(told.any(axis=1).sum()) if len(inside) == WITHIN else None,
    )


def _count(ours: Said, truth: Happened, origin: dt.date) -> Iterator[tuple[F64, int]]:
    """How many workplaces are told of tomorrow: the law of their number, and what it was."""
    day = truth.at(origin + dt.timedelta(days=1))
    if day is None:
        return
    law = np.ones(1)
    for p in ours.on_day[0].tolist():  # sites are independent here, as they are weighed apart
        law = np.convolve(law, (1.0 - p, p))
    yield law / law.sum(), int(truth.out[:, day].sum())


def _pit(law: F64, observed: int, seed: int, at: int) -> float:
    luck = uniform(bits(stream(seed, key_of("score/pit"), 0), at))
    return float(pit_classes(law, observed, luck))


def origins_of(
    scenario: Scenario, first: dt.date | None = None, last: dt.date | None = None
) -> tuple[dt.date, dt.date]:
    """The first and the last day to stand on: those given, else all that can be scored.

    Raises `InputError` for days that nothing was reported around, or in the wrong order.
    """
    rows = beside_of(scenario).second or scenario.reports
    days = sorted(row.date for row in rows)
    least = max([*days[:1], scenario.calendar.start + dt.timedelta(days=1)])
    whole = days[-1] - dt.timedelta(days=WITHIN) if days else least
    if not days or whole < least:
        problem = "holds no reports" if not days else f"spans {(days[-1] - least).days} days"
        cure = f"give reports of more than {WITHIN} days after the first that can be stood on"
        raise InputError([Fault(file="reports.csv", problem=problem, cure=cure)])
    if len(scenario.sites) < _SITES:
        problem, cure = "too few to draw intervals over workplaces", f"name at least {_SITES}"
        fault = Fault(file="sites.csv", value=len(scenario.sites), problem=problem, cure=cure)
        raise InputError([fault])
    most = min(days[-1], scenario.calendar.end) - dt.timedelta(days=2)
    begin, end = first or least, last or most
    faults = [
        Fault(
            file=name,
            value=str(day),
            problem="too little is known after it to be scored on",
            cure=f"give a day from {least} to {latest}",
        )
        for name, day, latest in (("--first", begin, whole), ("--last", end, most))
        if not least <= day <= latest
    ]
    if not faults and end < begin:
        cure = f"give a day from {begin} on"
        faults = [Fault(file="--last", value=str(end), problem="before the first", cure=cure)]
    if faults:
        raise InputError(faults)
    return begin, end
