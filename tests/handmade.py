"""A run whose numbers are written by hand, so that pictures of it change only if drawing does."""

import dataclasses
import datetime as dt
from typing import Any

import numpy as np

from downtools.chance import Luck
from downtools.run.outcome import Rolls
from downtools.run.run import Run
from downtools.scenario.model import Scenario
from tests.tiny import tiny_calendar, tiny_parameters, tiny_scenario, tiny_site

DAYS = 14
PEOPLE = 40_000
BY_DAY = {
    "signers": [0, 0, 800, 3000, 5800, 5800, 5800, 8400, 10200, 11400, 12200, 12800, 12800, 12800],
    "rallying": [0, 600, 2400, 5200, 1800, 0, 0, 3600, 2800, 1200, 400, 0, 0, 0],
    "walking_out": [0, 0, 1200, 2200, 3000, 0, 0, 2600, 1400, 600, 0, 0, 0, 0],
    "striking": [0, 0, 0, 800, 2000, 2000, 400, 1800, 1200, 400, 200, 0, 0, 0],
}
"""People of the country on each day."""
STAFF = {"mine": 12_000, "mill": 6_000, "rail": 10_000}
PARTS = {"mine": 40, "mill": 25, "rail": 10}
"""Of a hundred of them, how many are at each named workplace; the rest is in the south."""


def handmade_scenario() -> Scenario:
    """Two districts with a town each, three named workplaces, one of them spread out."""
    base = tiny_scenario(
        title="A country made by hand",
        calendar=tiny_calendar(DAYS, holidays=(dt.date(2020, 8, 20),)),
        parameters=tiny_parameters({"workplace.giant_staff": 2000}),
        sites=(
            tiny_site("mine", staff=STAFF["mine"], latitude=54.4, longitude=28.0),
            tiny_site("mill", town="beta", staff=STAFF["mill"], latitude=53.9, longitude=28.9),
            tiny_site("rail", staff=STAFF["rail"], spread="country"),
        ),
    )
    centres = {"north": (54.7, 27.2), "south": (53.8, 29.6)}
    districts = tuple(
        dataclasses.replace(row, latitude=north, longitude=east, population=20 * row.population)
        for row, (north, east) in zip(base.districts, centres.values(), strict=True)
    )
    return dataclasses.replace(base, districts=districts)


def handmade_run(**by_day: list[int]) -> Run:
    """The run by hand; a column of the country can be replaced."""
    scenario = handmade_scenario()
    daily = {name: np.array(values) for name, values in {**BY_DAY, **by_day}.items()}
    named = {
        name: np.stack([values * PARTS[site.site] // 100 for site in scenario.sites], axis=1)
        for name, values in daily.items()
    }
    rest = {name: values - named[name].sum(axis=1) for name, values in daily.items()}
    tables: dict[str, dict[str, Any]] = {
        "daily": {"day": np.arange(DAYS), **daily},
        "sites": {name: values.ravel() for name, values in named.items()},
        "groups": {"day": np.arange(DAYS), "district": np.ones(DAYS, np.int64), **rest},
    }
    return Run(
        scenario=scenario,
        luck=Luck.of(11),
        scale=1.0,
        people=PEOPLE,
        agents=PEOPLE,
        tables=tables,
        rolls=Rolls.of(scenario, np.full((2, 2), PEOPLE // 4), np.zeros(3)),
        written={"versions": {"downtools": "by hand"}},
    )
