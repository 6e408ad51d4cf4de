"""The head of `scenario.toml`: what the scenario is called, asks and covers."""

import datetime as dt
from dataclasses import dataclass

from downtools.scenario.declare import column

__all__ = ["FEWEST_OF_A_NATION", "MOST_DAYS", "UNITS_OF_REACH", "Head"]

UNITS_OF_REACH = ("nation", "territory", "sector", "city")
"""What a scenario may be of; only a nation can have a nationwide strike."""
FEWEST_OF_A_NATION = 3
"""Regions from which on a run can be called nationwide (docs/model.md, section 5)."""

MOST_DAYS = 3660
"""Ten years: a longer calendar is a slip of the pen."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The `[scenario]` table."""

    title: str = column("title to show")
    question: str = column("what is asked of the scenario, in a sentence")
    confound: str = column(
        "what happened at once, so that no run can tell its effects apart; empty if nothing did",
        default="",
    )
    unit: str = column(
        "what the scenario's reach is declared in; with fewer than three regions it cannot be"
        " nationwide",
        choices=UNITS_OF_REACH,
        default="nation",
    )
    people_from: str = column(
        "name of a shipped scenario whose posterior the parameters of people are drawn from,"
        " widened; empty: they are this scenario's own",
        default="",
    )
    population: float = column("people of the country", unit="people", low=1, high=2e9)
    capital: str = column("id of the region of the capital, if it has one", default="")
    world_seed: int = column("seed of the world: who works where", low=0, high=2**53)
    shop_size: int = column(
        "people who see each other at work, on average",
        unit="people",
        low=2,
        high=100,
        default=20,
    )
    contacts: int = column(
        "personal contacts of a worker on average, beside shop and site; 0: no contact network",
        unit="people",
        low=0,
        high=100,
        default=0,
    )
    contacts_far: float = column(
        "share of ties that lead to anybody in the country; the others stay close by",
        unit="share",
        low=0.0,
        high=1.0,
        default=0.1,
    )
    start: dt.date = column("first day")
    end: dt.date = column("last day, included")
