"""Runs with tables made by hand, for what the press would have printed of them."""

import dataclasses
import datetime as dt

import numpy as np

from downtools.evidence import (
    publish,
)
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.tables import Report
from tests.tiny import MONDAY, tiny_calendar, tiny_parameters, tiny_scenario, tiny_site

PLAIN = {"reporting.noise": 0.0, "reporting.band": 0.0, "reporting.denial": 0.0}
ACTS = ("rallying", "walking_out", "striking", "signers")
LOUD = {"reporting.detection": 10.0}
PARAMETERS = [field.name for field in dataclasses.fields(Reporting)]


@dataclasses.dataclass(frozen=True)
class Told:
    """The part of a run that evidence reads, with tables made by hand."""

    scenario: object
    seed: int
    tables: dict


def told(acted, *values, openness=1000, seed=5, signers=0, giants=0):
    """A run: `acted[day][site]` is (rallying, walking out, striking); the first are giants."""
    days, count = len(acted), len(acted[0])
    scenario = tiny_scenario(
        parameters=tiny_parameters(*values),
        calendar=tiny_calendar(days),
        sites=tuple(
            tiny_site(f"site{at}", staff=100_000 if at < giants else 10) for at in range(count)
        ),
    )
    people = np.array(acted, np.int64).reshape(days * count, 3)
    sites = {
        "day": np.repeat(np.arange(days), count),
        "site": np.tile(np.arange(count), days),
        "rallying": people[:, 0],
        "walking_out": people[:, 1],
        "striking": people[:, 2],
        "signers": np.full(days * count, signers),
    }
    daily = {
        "day": np.arange(days),
        "openness_milli": np.full(days, openness),
        **{name: sites[name].reshape(days, count).sum(axis=1) for name in ACTS},
    }
    return Told(scenario, seed, {"sites": sites, "daily": daily})


def wave(*values, days=10, count=40, **fields):
    """Many sites of all sizes: a quarter each rally, walk out, strike and are quiet."""
    kinds = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 0)]
    acted = [
        [
            tuple(part * (5 + 37 * ((7 * day + 11 * at) % 101)) for part in kinds[(day + at) % 4])
            for at in range(count)
        ]
        for day in range(days)
    ]
    return told(acted, *values, **fields)


def with_reporting(run, **values):
    """The same truth under other reporting parameters."""
    changed = dataclasses.replace(run.scenario.parameters.reporting, **values)
    parameters = dataclasses.replace(run.scenario.parameters, reporting=changed)
    return dataclasses.replace(
        run, scenario=dataclasses.replace(run.scenario, parameters=parameters)
    )


def truths(run):
    """People who acted, by date and site."""
    table = run.tables["sites"]
    active = table["rallying"] + table["walking_out"] + table["striking"]
    start = run.scenario.calendar.start
    return {
        (start + dt.timedelta(days=day), f"site{site}"): people
        for day, site, people in zip(
            table["day"].tolist(), table["site"].tolist(), active.tolist(), strict=True
        )
    }


def ratios(run, claimant):
    """Claim over truth, of every number of one kind of source."""
    truth = truths(run)
    return [
        r.size_best / truth[r.date, r.site]
        for r in publish(run)
        if r.claim_by == claimant and r.size_best
    ]


def report(**fields):
    """A report of site0 on the first day, by workers."""
    given = {
        "report": "r",
        "event": "e",
        "date": MONDAY,
        "site": "site0",
        "event_type": "strike",
        "unit": "people",
        "claim_by": "workers",
        "confidence": 3,
        "source": "a test",
    }
    return Report(**{**given, **fields})
