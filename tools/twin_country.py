"""A made-up country of 24,000 workers with sixteen named plants, on which inference is checked."""

import dataclasses
import datetime as dt

from downtools.scenario import load
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import Entry

__all__ = ["twin_country"]

_MADE_UP = "assumption: made up to check inference"
_STAFF = (3000, 2400, 2000, 1500, 1200, 1000, 800, 700, 600, 500, 400, 350, 300, 250, 200, 150)


def twin_country(days: int = 12, part: int = 1) -> Scenario:
    """The scenario `two-towns` with many plants, open media and no contacts, values as declared.

    Violence is seen in the first days. `part` makes everything so many times smaller.
    """
    towns = load("two-towns")
    pattern = towns.sites[0]
    sites = tuple(
        dataclasses.replace(
            pattern,
            site=f"plant{at:02d}",
            name=f"Plant {at}",
            town=("millbrook", "harwell")[at % 2],
            staff=staff // part,
            effect=None,
            source=_MADE_UP,
        )
        for at, staff in enumerate(_STAFF)
    )
    employed = {
        "manufacturing": (sum(_STAFF) + 2650) // part,
        "services": 6000 // part,
    }
    sectors = tuple(
        dataclasses.replace(row, employed=employed[row.sector], source=_MADE_UP)
        for row in towns.sectors
    )
    parameters = {
        "people.opposition_mean",
        "influence.contacts",
        "media.reach",
    }
    free = towns.with_values({key: towns.declared(key).default for key in parameters})
    calendar = dataclasses.replace(
        towns.calendar, end=towns.calendar.start + dt.timedelta(days=days - 1)
    )
    schedule: tuple[Entry, ...] = tuple(
        dataclasses.replace(entry, place="nation", people=15.0 / part)
        if entry.kind == "street_violence"
        else entry
        for entry in towns.schedule
    )
    return dataclasses.replace(
        free,
        name="twin-country",
        contacts=0,
        population=60_000.0 / part,
        calendar=calendar,
        schedule=schedule,
        sites=sites,
        sectors=sectors,
        sources=tuple((key, text) for key, text in towns.sources if key not in parameters),
    )
