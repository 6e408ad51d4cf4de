"""The country: everything in it, and what everybody lives through: sections 2 and 3."""

from dataclasses import dataclass, field

from downtools.reference.ladder import no_counts
from downtools.reference.places import Outrage, Place
from downtools.reference.sites import NamedSite, Site

__all__ = ["CONCEDED", "SUSPENDED", "WON", "Nation", "NationToday", "Sector"]

WON, CONCEDED, SUSPENDED = 1, 2, 3
"""How a day can resolve the wave; of several the first of these counts."""


@dataclass(slots=True, eq=False)
class Sector:
    """A sector as a user of what others make."""

    stocks: dict[int, float]
    """Stock of each input it cannot do without, by the supplying sector, in days of use."""
    allowed: float = 1.0
    """Share of its output that its inputs allowed on its last day."""


@dataclass(slots=True, eq=False)
class NationToday:
    """What holds in the country on one day only."""

    openness: float = 1.0
    """Share of the news that comes through in the whole country."""
    belief: float = 0.0
    """Belief in success, a probability."""
    seen: list[int] = field(default_factory=no_counts)
    """People with act at or above each rung, yesterday."""
    seen_linked: list[int] = field(default_factory=no_counts)
    """Those of them who work at sites in the body."""
    roll_linked: int = 0
    """People on the rolls of the sites in the body."""

    resolved: int = 0
    """1 won, 2 conceded, 3 suspended, 0 none of them."""
    output_missing: int = 0
    """Cents of output that sectors could not make for lack of inputs; so of exports below."""
    exports_missing: int = 0
    funds_paid: int = 0
    """Cents that strike funds paid."""

    relief: float = 0.0
    """Share of demands that a concession to the nation met."""

    def resolve(self, how: int, relief: float = 0.0) -> None:
        """Note that the wave was won, conceded or suspended today, and what that met."""
        self.resolved = how if self.resolved == 0 else min(self.resolved, how)
        self.relief = max(self.relief, relief)


@dataclass(slots=True, eq=False)
class Nation:
    """The country: everything above, and what everybody lives through."""

    population: float
    roll: int
    """People employed."""
    places: list[Place]
    sites: list[Site]
    named: list[NamedSite]
    sectors: list[Sector]
    """In the order of the world's names of sectors."""
    opposition_values: tuple[int, ...]
    """Private opposition of every rank of it, least first, in units of 1/65536."""
    funds: dict[str, int]
    """Cents left in each strike fund, by the id of its entry."""

    outrage: Outrage = field(default_factory=Outrage)
    unseen: float = 0.0
    """Victims the country has not yet heard of."""
    victims_seen: float = 0.0
    """Victims it has heard of so far."""
    victims: float = 0.0
    """Victims of the last night."""
    loyalty: float = 1.0
    """What is left of the loyalty of day 0."""
    news: float = 0.0
    """Logit that news add to belief."""
    noticed: float = 0.0
    """Share of all workers that the regime sees act."""
    felt: float = 0.0
    """Cost and defection felt by those who rule."""
    linked_peak: int = 0
    """Most people out at linked sites on a day since the body last called a strike off."""
    suspended_until: int = 0
    """First day on which committees no longer keep still."""
    today: NationToday = field(default_factory=NationToday)

    def parts(self, named: NamedSite) -> list[Site]:
        """The parts of a named site."""
        return [site for site in self.sites if site.named is named]

    def committee_works(self, site: Site, day: int) -> bool:
        """Whether the site has a committee with free leaders that does not keep still."""
        return site.leaders_free(day) and day >= self.suspended_until

    def in_the_body(self, site: Site, day: int) -> bool:
        """Whether the site's committee works and is linked to others."""
        return site.linked and self.committee_works(site, day)
