"""The Run: an immutable result that describes itself."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from downtools.chance import Luck
from downtools.digest import digest_of
from downtools.run.arrow import told
from downtools.run.outcome import Outcome, Rolls, outcome_of
from downtools.run.provenance import provenance_of
from downtools.scenario.model import Scenario

if TYPE_CHECKING:
    from pathlib import Path

    from downtools.show.pictures import Picture

__all__ = ["Run"]

I64 = npt.NDArray[np.int64]

_MONEY = (
    "output_lost",
    "output_idle",
    "output_missing",
    "exports_lost",
    "exports_missing",
    "wages_lost",
    "funds_paid",
)
"""Columns of cents that the summary sums over the days."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Run:
    """What happened in one run: tables of whole numbers, an outcome, and where it comes from.

    Made by `simulate` or read by `Run.load`. Two runs are the same if their digests are.
    """

    scenario: Scenario
    luck: Luck
    scale: float
    people: int
    """Workers on the roll of day 0."""
    agents: int
    """Workers in memory that stand for them; the same at scale 1."""
    tables: dict[str, dict[str, I64]]
    rolls: Rolls
    written: dict[str, Any] | None = None
    """The provenance of a run that was read from disk."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Time spent building the world and in each phase; no part of the result."""

    @property
    def seed(self) -> int:
        """The seed of its luck: of all, or of what many share."""
        return self.luck.shared

    def __repr__(self) -> str:
        name, scale = self.scenario.name, "" if self.scale == 1.0 else f", scale {self.scale:g}"
        return f"<Run of {name}, seed {self.seed}{scale}, digest {self.digest[:12]}>"

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Scenario, luck, versions and CPU features: what it takes to make the run again."""
        if self.written is not None:
            return self.written
        scenario = self.scenario
        return provenance_of(scenario.name, scenario.hash, self.luck, self.scale)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the tables in canonical form."""
        return digest_of(self.tables)

    @cached_property
    def outcome(self) -> Outcome:
        """Reach and resolution, by the scenario's definitions."""
        return outcome_of(self.scenario, self.rolls, self.tables)

    @property
    def daily(self) -> Any:
        """One row a day: the nation."""
        return self.table("daily")

    @property
    def regions(self) -> Any:
        """One row a day, region and sector."""
        return self.table("regions")

    @property
    def sites(self) -> Any:
        """One row a day and named site."""
        return self.table("sites")

    @property
    def groups(self) -> Any:
        """Synthetic sites summed by day, district and sector, where anything happened."""
        return self.table("groups")

    @property
    def events(self) -> Any:
        """What begins at named sites: gatherings, lists, stoppages, committees and their fate."""
        return self.table("events")

    def table(self, name: str) -> Any:
        """A table with dates and names beside its whole numbers; each column tells its unit."""
        return told(self.scenario, self.tables[name])

    @property
    def peak_day(self) -> int:
        """The day on which most people were out (walking out or striking); the first of several."""
        daily = self.tables["daily"]
        return int(np.argmax(daily["walking_out"] + daily["striking"]))

    def summary(self) -> dict[str, Any]:
        """The run in a few plain values, as `downtools run --json` prints them."""
        daily = self.tables["daily"]
        out = daily["walking_out"] + daily["striking"]
        outcome = self.outcome
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "days": len(out),
            "scale": self.scale,
            "workers": self.people,
            "agents": self.agents,
            "peak_out": int(out.max()),
            "peak_strikers": int(daily["striking"].max()),
            "peak_rallying": int(daily["rallying"].max()),
            "peak_kept_in": int(daily["kept_in"].max()),
            "peak_day": str(self.scenario.calendar.date(self.peak_day)),
            "peak_signers": int(daily["signers"].max()),
            "peak_committees": int(daily["committees"].max()),
            "peak_linked": int(daily["linked"].max()),
            "detained": int(daily["detained"][-1]),
            "dismissed": int(daily["dismissed"][-1]),
            "resigned": int(daily["resigned"][-1]),
            "reach": outcome.reach,
            "reach_date": None if outcome.reach_date is None else str(outcome.reach_date),
            "sustained": outcome.sustained,
            "reach_at_half_thresholds": outcome.reach_at_half,
            "reach_at_twice_thresholds": outcome.reach_at_twice,
            "general_strike_25": outcome.general_strike_25,
            "resolution": outcome.resolution,
            "resolution_date": (
                None if outcome.resolution_date is None else str(outcome.resolution_date)
            ),
            **{f"{name}_usd": int(daily[f"{name}_cents"].sum()) / 100 for name in _MONEY},
            "digest": self.digest,
        }

    def plot(self, *, narrow: bool = False) -> "Picture":
        """People on each rung of the ladder or above it by day, as a picture fit for a paper.

        It is as wide as a page's text (183 mm), or with `narrow` as one of two columns (89 mm),
        names its source, and `save` writes it as SVG or PNG.
        """
        from downtools.show.pictures import curves

        return curves(self, narrow=narrow)

    def plot_map(self, date: dt.date | str | None = None, *, narrow: bool = False) -> "Picture":
        """The map of a date (`2020-08-17`), or of the day with most people out; as `plot`.

        Raises `ValueError` for a date that is not in the run, or a scenario without places.
        """
        from downtools.show.pictures import map_on

        return map_on(self, date, narrow=narrow)

    def plot_ladder(self, site: str | None = None, *, narrow: bool = False) -> "Picture":
        """How far people went by day, of the country or of a named workplace; as `plot`.

        `site` is an id of the scenario's `sites`. Raises `InputError` with the nearest id if
        there is none such.
        """
        from downtools.show.pictures import ladder

        return ladder(self, site, narrow=narrow)

    def _repr_html_(self) -> str:
        from downtools.show.pictures import notebook

        return notebook(self)

    def save(self, folder: "Path | str") -> None:
        """Write a folder of run.json, scenario.json and Parquet tables, whole or not at all.

        Raises `InputError` if `folder` holds something else, `OutOfRoomError` on a full disk.
        """
        from downtools.run.store import save

        save(self, folder)

    @staticmethod
    def load(folder: "Path | str") -> "Run":
        """Read a run folder.

        Raises `StoredRunError` if it is cut short, changed or of another version.
        """
        from downtools.run.store import load

        return load(folder)
