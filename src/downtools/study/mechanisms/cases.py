"""Cases: a scenario on a world, and the changes that switch a part of the system off or on."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from downtools.scenario.declare import NEVER
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import Entry
from downtools.scenario.tables import Site
from downtools.world.world import World

__all__ = ["Case", "by_rule", "halved_state", "rules_begin"]

_NO = -10.0
"""A site effect with which nobody acts."""
_HARDLY = 1e-12
"""A strength that does nothing, where none at all would silence the rules that follow."""
_YES = 6.0
"""A site effect with which all go on strike who look up from their work."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """One arm of a pair before it is run."""

    scenario: Scenario
    world: World
    halved: World
    """The same country with half of its state economy private."""

    def same_as(self, other: "Case") -> bool:
        """Whether a run of this case is a run of the other."""
        return self.world is other.world and self.scenario == other.scenario

    def values(self, values: Mapping[str, Any]) -> "Case":
        """Parameters by dotted key set to values."""
        return dataclasses.replace(self, scenario=self.scenario.with_values(values))

    def without(self, kind: str, scope: str = "") -> "Case":
        """All entries of a kind at strength 0, or those only of one kind of place.

        What else follows from the schedule stays: a rule that others act after still fires.
        """
        leading = {entry.after for entry in self.scenario.schedule}
        return self._schedule(
            dataclasses.replace(entry, strength=_HARDLY if entry.id in leading else 0.0)
            if of_kind(entry, kind, scope)
            else entry
            for entry in self.scenario.schedule
        )

    def called(self, kind: str, on: dt.date, rung: str) -> "Case":
        """One more call, or common date, of strength 1 to the nation."""
        entry = Entry(
            id=f"mechanisms_{kind}",
            kind=kind,
            start=on,
            end=on,
            known_from=on,
            place="nation",
            rung=rung,
            source="mechanisms",
        )
        return self._schedule([*self.scenario.schedule, entry])

    def stopped(self, sites: Collection[int]) -> "Case":
        """The named sites of these indices are made to stop."""
        chosen = np.isin(self.world.sites.named, sorted(sites))
        return self._effect(np.where(chosen, _YES, self.world.sites.effect))

    def at_rest(self) -> "Case":
        """Nobody acts, at any site."""
        return self._effect(np.full_like(self.world.sites.effect, _NO))

    def scattered(self) -> "Case":
        """No employer has a large share of the jobs of its town."""
        places = self.world.places
        places = places._replace(concentration=np.zeros_like(places.concentration))
        return dataclasses.replace(self, world=dataclasses.replace(self.world, places=places))

    def in_history(self) -> "Case":
        """The regime does to the end what it did, and answers nothing by rule."""
        return self.values({"regime.by_rule_from": NEVER})

    def privatised(self) -> "Case":
        """Half of the state economy is private."""
        return dataclasses.replace(self, world=self.halved)

    def _schedule(self, entries: Any) -> "Case":
        scenario = dataclasses.replace(self.scenario, schedule=tuple(entries))
        return dataclasses.replace(self, scenario=scenario)

    def _effect(self, effect: Any) -> "Case":
        sites = self.world.sites._replace(effect=effect)
        return dataclasses.replace(self, world=dataclasses.replace(self.world, sites=sites))


def of_kind(entry: Entry, kind: str, scope: str = "") -> bool:
    """Whether an entry is of a kind, and of a kind of place if one is given."""
    return entry.kind == kind and (not scope or entry.scope[0] == scope)


def rules_begin(scenario: Scenario) -> dt.date:
    """The day after the first unbroken series of days with force in the street.

    The series that the schedule has from the first day on; that day itself if it has none.
    """
    day = scenario.calendar.start
    dated = [e for e in scenario.schedule if e.kind == "street_violence" and not e.by_rule]
    while any(entry.start <= day <= entry.end for entry in dated):
        day += dt.timedelta(days=1)
    return min(day, scenario.calendar.end)


def by_rule(scenario: Scenario) -> Scenario:
    """The scenario with a regime that answers by rule from `rules_begin` on.

    A scenario without rules, or in which they begin anyhow, stays as it is.
    """
    begins = scenario.parameters.regime.by_rule_from
    ruled = any(entry.by_rule for entry in scenario.schedule)
    if not ruled or begins <= scenario.calendar.end:
        return scenario
    return scenario.with_values({"regime.by_rule_from": rules_begin(scenario)})


def halved_state(scenario: Scenario) -> Scenario:
    """The country with half of its state economy private.

    State shares of sectors are halved, and of the state's named sites every second one by staff.
    """
    state = [site for site in scenario.sites if site.ownership == "state"]
    state.sort(key=lambda site: (-site.staff, site.site))
    sold = {site.site for site in state[1::2]}

    def after(site: Site) -> Site:
        return dataclasses.replace(site, ownership="private") if site.site in sold else site

    return dataclasses.replace(
        scenario,
        sectors=tuple(
            dataclasses.replace(sector, state_share=sector.state_share / 2.0)
            for sector in scenario.sectors
        ),
        sites=tuple(after(site) for site in scenario.sites),
    )
