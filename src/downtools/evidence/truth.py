"""The truth beside which reports are held: who acted on each day, at named sites and in all."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from downtools.scenario.model import Scenario

__all__ = ["Acted", "Recorded", "Truth", "truth_of"]

I64 = npt.NDArray[np.int64]


class Recorded(Protocol):
    """What is read of a `downtools.run.run.Run`: scenario, seed, and two of its tables.

    `sites` with day, site, rallying, walking_out, striking, signers; `daily` with the same but
    site, and openness_milli.
    """

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        ...

    @property
    def seed(self) -> int:
        """The run's seed."""
        ...

    @property
    def tables(self) -> Mapping[str, Mapping[str, I64]]:
        """The run's tables of whole numbers."""
        ...


@dataclass(frozen=True, kw_only=True)
class Acted:
    """People of one named site who acted on one day."""

    rallying: int = 0
    walking_out: int = 0
    striking: int = 0
    signers: int = 0
    """Signatures so far."""

    @property
    def out(self) -> int:
        """People who left work: walking out or striking."""
        return self.walking_out + self.striking

    @property
    def active(self) -> int:
        """People who acted in sight: rallying, walking out or striking."""
        return self.rallying + self.out

    def measure(self, name: str) -> int:
        """People by the name of a measure: `out`, `active`, `striking` or `signers`."""
        return {
            "out": self.out,
            "active": self.active,
            "striking": self.striking,
            "signers": self.signers,
        }[name]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """A run by day and id of the named site."""

    start: dt.date
    acted: Mapping[tuple[int, str], Acted]
    nation: Mapping[int, Acted]
    """People of the whole country, named sites and all others, by day."""
    openness: Mapping[int, float]
    """Of the nation's media, 0 to 1, by day."""
    giants: frozenset[str]
    """Named sites with at least `workplace.giant_staff` staff."""

    def at(self, day: int, site: str) -> Acted | None:
        """Who acted at a named site, or in the country if `site` is empty; None if unknown."""
        return self.acted.get((day, site)) if site else self.nation.get(day)

    def day(self, date: dt.date) -> int:
        """The run's number of a date."""
        return (date - self.start).days


def truth_of(run: Recorded) -> Truth:
    """The truth of a run, from its tables `sites` and `daily`."""
    scenario = run.scenario
    names = [site.site for site in scenario.sites]
    table, daily = run.tables["sites"], run.tables["daily"]
    acts = ("rallying", "walking_out", "striking", "signers")
    rows = zip(*(table[column].tolist() for column in ("day", "site", *acts)), strict=True)
    national = zip(*(daily[column].tolist() for column in ("day", *acts)), strict=True)
    least = scenario.parameters.workplace.giant_staff
    return Truth(
        start=scenario.calendar.start,
        acted={
            (day, names[site]): Acted(rallying=r, walking_out=w, striking=s, signers=signers)
            for day, site, r, w, s, signers in rows
        },
        nation={
            day: Acted(rallying=r, walking_out=w, striking=s, signers=signers)
            for day, r, w, s, signers in national
        },
        openness={
            day: milli / 1000.0
            for day, milli in zip(
                daily["day"].tolist(), daily["openness_milli"].tolist(), strict=True
            )
        },
        giants=frozenset(site.site for site in scenario.sites if site.staff >= least),
    )
