"""The schedule: dated shocks, tactics and levers, each a value with a place and one sentence.

An entry acts on the days from `start` to `end`, both included. `known_from` is the day on which
the public knew of it (a forecast from an earlier day may not read it). A tactic of the regime
may be given `above` and is then no date of history but a *rule*: from `regime.by_rule_from` on
it acts wherever what the regime notices is at least that large (docs/model.md, section 4).
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from downtools.scenario.declare import column

__all__ = ["KINDS", "RUNGS", "Entry", "Kind", "Notices", "noticed_by"]

RUNGS = ("sign", "rally", "walkout", "strike")
"""The rungs of the ladder of action above quiet, lowest first: rung r is RUNGS[r - 1]."""


Notices = Literal["", "site", "street", "nation"]
"""What a rule looks at: active staff of a site, people in the street, active workers of all."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of entry: the fields it needs beside dates and place, and its sentence."""

    needs: tuple[str, ...]
    places: tuple[str, ...]
    sentence: str
    side: Literal["shock", "regime", "workers"]
    """Whose it is; what is the regime's can be done by rule."""
    notices: Notices = ""
    """What a rule of this kind looks at, if not at the whole country."""
    adds_up: bool = False
    """Whether two that hold at one place on one day add up; else the stronger one counts."""


_ANYWHERE = ("nation", "region", "district", "town")
_SITES = (*_ANYWHERE, "sector", "site", "ownership")

KINDS: dict[str, Kind] = {
    "falsified_vote": Kind(
        needs=("strength",),
        places=("nation",),
        sentence="A falsified vote adds outrage of strength {strength:g} in the whole country.",
        side="shock",
        adds_up=True,
    ),
    "street_violence": Kind(
        needs=("people",),
        places=("nation", "town"),
        sentence="Force in the street makes {people:,.0f} victims a day in {place}"
        " (at {strength:g} of its strength); who sees it is outraged.",
        side="regime",
        notices="street",
        adds_up=True,
    ),
    "street_protest": Kind(
        needs=("people",),
        places=("town",),
        sentence="{people:,.0f} people a day protest in the street in {place}.",
        side="shock",
        adds_up=True,
    ),
    "internet_shutdown": Kind(
        needs=("strength",),
        places=_ANYWHERE,
        sentence="The internet is cut by {strength:.0%} in {place}; news waits until it is back.",
        side="regime",
        notices="nation",
    ),
    "dismissal_threat": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="Those who take part are threatened with the sack: {place}"
        " (strength {strength:g}).",
        side="regime",
        notices="site",
    ),
    "dismissal": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="{strength:.1%} of those who went out are sacked a day, fewer where many did:"
        " {place}.",
        side="regime",
        notices="site",
    ),
    "detain_leaders": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="Leaders of a committee are detained with a probability of {strength:.0%} a day:"
        " {place}.",
        side="regime",
        notices="site",
    ),
    "lock_in": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="Managers lock {strength:.0%} of the workshops with the people inside: {place}."
        " Who is locked in cannot go out, and nobody outside sees what they would have done.",
        side="regime",
        notices="site",
    ),
    "block_passes": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="The passes of {strength:.0%} of those who signed are blocked, so that they"
        " cannot go out: {place}. Signing identifies.",
        side="regime",
        notices="site",
    ),
    "daily_meetings": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="Workers are told each day to be grateful: {place} (strength {strength:g})."
        " Opposition is voiced less, slowly.",
        side="regime",
        notices="site",
    ),
    "replacement_workers": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="Replacements do {strength:.0%} of the work that is withheld: {place}.",
        side="regime",
        notices="site",
    ),
    "bonus": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="Who stays at work is paid a bonus: {place} (strength {strength:g}).",
        side="regime",
        notices="site",
    ),
    "legal_ban": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="Strikes are banned as absence from work, lists are closed: {place}"
        " (strength {strength:g}).",
        side="regime",
        notices="site",
    ),
    "court_fine": Kind(
        needs=("strength",),
        places=_SITES,
        sentence="Courts fine those who take part, however many they are: {place}"
        " (strength {strength:g}).",
        side="regime",
        notices="site",
    ),
    "leader_visit": Kind(
        needs=("strength",),
        places=("site",),
        sentence="The leader visits {place} and meets its staff (strength {strength:g}); a crowd"
        " against him raises belief in success, a friendly one lowers it.",
        side="shock",
        adds_up=True,
    ),
    "concession": Kind(
        needs=("strength",),
        places=_ANYWHERE,
        sentence="A concession is offered to {place} (strength {strength:g}); where strikers"
        " accept it, outrage falls.",
        side="shock",
        adds_up=True,
    ),
    "call": Kind(
        needs=("strength", "rung"),
        places=_ANYWHERE,
        sentence="A call to {rung} goes out to {place} (strength {strength:g}).",
        side="workers",
        adds_up=True,
    ),
    "common_date": Kind(
        needs=("strength", "rung"),
        places=_ANYWHERE,
        sentence="A common date to {rung} is kept in {place} (strength {strength:g}): who hears of"
        " it makes up their mind on that day, and the threat of the sack is blunted.",
        side="workers",
        adds_up=True,
    ),
    "strike_fund": Kind(
        needs=("strength", "usd"),
        places=_SITES,
        sentence="A strike fund of {usd:,.0f} USD pays {strength:.0%} of lost wages until it is"
        " spent: {place}.",
        side="workers",
    ),
    "committee": Kind(
        needs=(),
        places=_SITES,
        sentence="There is a strike committee from the first of these days on: {place}.",
        side="workers",
    ),
    "safe_channel": Kind(
        needs=("strength",),
        places=_ANYWHERE,
        sentence="A safe channel keeps media open by {strength:.0%} in {place}, whatever is cut.",
        side="workers",
    ),
}
"""Every kind of entry that the model acts on."""


def noticed_by(kind: str, place: str) -> Notices:
    """What a rule of a kind looks at: one about sites but for the whole nation is a decree, and
    looks at all workers."""
    notices = KINDS[kind].notices
    return "nation" if notices == "site" and place == "nation" else notices


_BY_RULE = {
    "site": "By rule, where at least {above:.1%} of a site's staff are seen to act{after}: ",
    "street": "By rule, where at least {above:.1%} of a town's people are in the street{after}: ",
    "nation": "By rule, while at least {above:.2%} of all workers are seen to act{after}: ",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One dated shock, tactic or lever, or one rule of the regime."""

    id: str
    kind: str = column("what happens", choices=tuple(KINDS))
    start: dt.date = column("first day")
    end: dt.date = column("last day, included")
    known_from: dt.date = column("day on which the public knew of it")
    place: str = column("nation, or region:, district:, town:, sector:, site:, ownership: an id")
    strength: float = column("strength, 0 for no effect", low=0, high=10, default=1.0)
    people: float = column("people a day", unit="people", low=0, high=1e8, default=0.0)
    usd: float = column("money of a strike fund", unit="USD", low=0, high=1e12, default=0.0)
    rung: str = column("the act called for", choices=("", *RUNGS), default="")
    above: float | None = column(
        "makes it a rule: share of staff (or of a town, of all workers) noticed from which on"
        " it acts",
        unit="share",
        low=0,
        high=1,
        default=None,
    )
    after: str = column("id of another rule that must act there too", default="")
    source: str = column("address of the source, or the word assumption and the rule")

    @property
    def scope(self) -> tuple[str, str]:
        """The kind of place and its id: ("town", "zhodzina"); ("nation", "") for the country."""
        kind, _, name = self.place.partition(":")
        return kind, name

    @property
    def by_rule(self) -> bool:
        """Whether it is a rule of the regime, not a date of history."""
        return self.above is not None

    @property
    def notices(self) -> Notices:
        """What it looks at if it is a rule."""
        return noticed_by(self.kind, self.place)

    def on(self, day: dt.date, by_rule_from: dt.date) -> bool:
        """Whether the entry acts (or, if a rule, may act) on that day.

        From `by_rule_from` on the regime answers by rule; its scheduled tactics are history.
        What has strength 0 does not act at all.
        """
        if self.strength == 0.0:
            return False
        if self.by_rule:
            return max(self.start, by_rule_from) <= day <= self.end
        if KINDS[self.kind].side == "regime" and day >= by_rule_from:
            return False
        return self.start <= day <= self.end

    def sentence(self, place: str) -> str:
        """What the entry does, in one sentence made from its values; `place` in words."""
        kind = KINDS[self.kind]
        said = kind.sentence.format(
            place=place,
            strength=self.strength,
            people=self.people,
            usd=self.usd,
            rung=self.rung,
        )
        if self.above is None:
            return said
        if self.kind == "street_violence":
            said = f"Force makes {self.strength:g} victims a person in the street in {place}."
        after = f", and the rule {self.after} acts there" if self.after else ""
        lead = _BY_RULE[self.notices].format(above=self.above, after=after)
        return lead + said[:1].lower() + said[1:]
