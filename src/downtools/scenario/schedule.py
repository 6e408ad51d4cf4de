"""The schedule: dated shocks, calls and tactics, each a value with a place and one sentence.

An entry acts on the days from `start` to `end`, both included. `known_from` is the day on which
the public knew of it (a forecast from an earlier day may not read it).
"""

import datetime as dt
from dataclasses import dataclass

from downtools.scenario.declare import column

__all__ = ["KINDS", "RUNGS", "Entry", "Kind"]

RUNGS = ("sign", "rally", "walkout", "strike")
"""The rungs of the ladder of action above quiet, lowest first: rung r is RUNGS[r - 1]."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of entry: the fields it needs beside dates and place, and its sentence."""

    needs: tuple[str, ...]
    places: tuple[str, ...]
    sentence: str


_ANYWHERE = ("nation", "region", "district", "town")

KINDS: dict[str, Kind] = {
    "falsified_vote": Kind(
        needs=("strength",),
        places=("nation",),
        sentence="A falsified vote adds outrage of strength {strength:g} in the whole country.",
    ),
    "street_violence": Kind(
        needs=("people",),
        places=("nation", "town"),
        sentence="Force in the street makes {people:,.0f} victims a day in {place}"
        " (at {strength:g} of its strength); who sees it is outraged.",
    ),
    "street_protest": Kind(
        needs=("people",),
        places=("town",),
        sentence="{people:,.0f} people a day protest in the street in {place}.",
    ),
    "internet_shutdown": Kind(
        needs=("strength",),
        places=_ANYWHERE,
        sentence="The internet is cut by {strength:.0%} in {place}; news waits until it is back.",
    ),
    "dismissal_threat": Kind(
        needs=("strength",),
        places=(*_ANYWHERE, "sector", "site", "ownership"),
        sentence="Those who take part are threatened with the sack: {place}"
        " (strength {strength:g}).",
    ),
    "call": Kind(
        needs=("strength", "rung"),
        places=_ANYWHERE,
        sentence="A call to {rung} goes out to {place} (strength {strength:g}).",
    ),
}
"""Every kind of entry that the model acts on."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One dated shock, call or tactic."""

    id: str
    kind: str = column("what happens", choices=tuple(KINDS))
    start: dt.date = column("first day")
    end: dt.date = column("last day, included")
    known_from: dt.date = column("day on which the public knew of it")
    place: str = column("nation, or region:, district:, town:, sector:, site:, ownership: an id")
    strength: float = column("strength, 0 for no effect", low=0, high=10, default=1.0)
    people: float = column("people a day", unit="people", low=0, high=1e8, default=0.0)
    rung: str = column("the act called for", choices=("", *RUNGS), default="")
    source: str = column("address of the source, or the word assumption and the rule")

    @property
    def scope(self) -> tuple[str, str]:
        """The kind of place and its id: ("town", "zhodzina"); ("nation", "") for the country."""
        kind, _, name = self.place.partition(":")
        return kind, name

    def on(self, day: dt.date) -> bool:
        """Whether the entry acts on that day."""
        return self.start <= day <= self.end

    def sentence(self, place: str) -> str:
        """What the entry does, in one sentence made from its values; `place` in words."""
        return KINDS[self.kind].sentence.format(
            place=place, strength=self.strength, people=self.people, rung=self.rung
        )
