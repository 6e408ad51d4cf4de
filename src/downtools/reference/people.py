"""Who and what there is: workers in shops, shops in sites, sites in places, places in a nation.

Each object holds what docs/model.md, section 2, fixes for good, and below it the state of section
3. What lasts only for one day is kept apart (`SiteToday`, `PlaceToday`) and is new every morning.
"""

from dataclasses import dataclass, field

__all__ = [
    "RALLY",
    "SIGN",
    "STRIKE",
    "WALKOUT",
    "NamedSite",
    "Nation",
    "Outrage",
    "Place",
    "PlaceToday",
    "Shop",
    "Site",
    "SiteToday",
    "Worker",
    "no_counts",
]

SIGN, RALLY, WALKOUT, STRIKE = 1, 2, 3, 4
"""The rungs of the ladder above quiet (0)."""


def no_counts() -> list[int]:
    """Five zeros: a count for each rung, at its own index; that of rung 0 is not used."""
    return [0, 0, 0, 0, 0]


@dataclass(slots=True, eq=False)
class Worker:
    """One worker in memory."""

    number: int
    """Number within the site, from 0: who they are to luck."""
    opposition: int
    """Private opposition o, a share in units of 1/65536."""
    caution: int
    """Caution c, a factor in units of 1/65536."""
    reached: bool
    """Whether independent media reach them when nothing is cut."""
    fixed_term: bool
    """Whether their contract has an end."""

    stance: int = 0
    """The rung they would take."""
    act: int = 0
    """The rung last held in sight."""
    signed: bool = False
    days_out: int = 0
    """Whole shifts struck so far, at most 127."""


@dataclass(slots=True, eq=False)
class Shop:
    """People who see each other at work; they share a crew."""

    crew: int
    workers: list[Worker]
    seen: list[int] = field(default_factory=no_counts)
    """Workers in memory with act at or above each rung."""


@dataclass(slots=True, eq=False)
class Outrage:
    """Outrage of a place or of the nation, in units of score; the day-shock is a logarithm."""

    fading: float = 0.0
    permanent: float = 0.0
    shock: float = 0.0


@dataclass(slots=True, eq=False)
class PlaceToday:
    """What holds in a place on one day only."""

    seen: list[int] = field(default_factory=no_counts)
    """People with act at or above each rung, yesterday."""
    openness: float = 1.0
    """Share of the news from elsewhere that comes through."""
    voice: int = 0
    """W: what opposition is multiplied with, in units of 1/65536."""
    call: list[float] = field(default_factory=lambda: [0.0] * 5)
    """What calls add to the score of each rung."""
    heard: float = 0.0
    """Strength of the calls as far as they are heard."""
    street: float = 0.0
    """People in the street."""


@dataclass(slots=True, eq=False)
class Place:
    """A town, or the rural rest of a district."""

    key: int
    name: str
    district: str
    region: str
    population: float
    roll: int
    """People employed at its sites."""
    concentration: float
    """Herfindahl index of its employment."""

    outrage: Outrage = field(default_factory=Outrage)
    event: bool = False
    """Whether one of its sites had an event on the last working day."""
    victims: float = 0.0
    """Victims of the last night."""
    victims_seen: float = 0.0
    """Victims in its own sight so far."""
    today: PlaceToday = field(default_factory=PlaceToday)


@dataclass(slots=True, eq=False)
class NamedSite:
    """A workplace of `sites.csv`; it has one part, or many where it is spread over places."""

    name: str
    key: int
    strategic: float
    giant: bool

    stopped: bool = False
    """Whether it was stopped on its last day of work."""
    just_stopped: bool = False
    """Whether it stopped today and was not before."""


@dataclass(slots=True, eq=False)
class SiteToday:
    """What happened at a site on one day only; counts are of workers in memory."""

    event: bool = False
    list_opened: bool = False
    threat: float = 0.0
    """Threat of the sack for acting alone, a probability."""
    signed: int = 0
    """New signatures."""
    rallying: int = 0
    walking_out: int = 0
    striking: int = 0
    on_shift: int = 0
    withheld: int = 0
    """Work withheld in thousandths of a shift, of people."""
    output_lost: int = 0
    """Cents; so the two below."""
    exports_lost: int = 0
    wages_lost: int = 0


@dataclass(slots=True, eq=False)
class Site:
    """A workplace in one place: synthetic, or a part of a named one."""

    key: int
    place: Place
    region: int
    district: int
    sector: int
    sector_name: str
    ownership: str
    continuous: bool
    named: NamedSite | None
    weight: int
    """People one worker in memory stands for, times 65536."""
    weight_here: int
    """The same within one such site."""
    stands_for: int
    """Sites it stands for, times 65536."""
    output_cents: int
    """Value of one worker's shift; so the two below."""
    exports_cents: int
    wage_cents: int
    strategic: float
    fixed_effect: float | None
    """Site effect in units of score where data fix it."""
    shops: list[Shop]
    size: int
    """Workers in memory."""

    effect: float = 0.0
    """Site effect of this replicate in units of score."""
    seen: list[int] = field(default_factory=no_counts)
    """Workers in memory with act at or above each rung."""
    willing: int = 0
    """Workers in memory with stance 1 or higher who have not signed."""
    ready: int = 0
    """Workers in memory with stance 2 or higher."""
    signers: int = 0
    """Workers in memory who have signed so far."""
    spent_until: int = 0
    """First day on which it is no longer spent."""
    list_until: int = 0
    """First day on which its list is no longer open."""
    police_sent: float = 0.0
    """Officers sent, beside the standing ones."""
    today: SiteToday = field(default_factory=SiteToday)

    def people(self, workers: int) -> int:
        """How many people that many workers in memory stand for."""
        return (workers * self.weight + 32768) >> 16

    def here(self, workers: int) -> int:
        """How many people they stand for within one such site."""
        return (workers * self.weight_here + 32768) >> 16

    def sites(self) -> int:
        """How many sites it stands for."""
        return (self.stands_for + 32768) >> 16

    def list_open(self, day: int) -> bool:
        """Whether a list is open for signature on that day."""
        return day < self.list_until


@dataclass(slots=True, eq=False)
class Nation:
    """The country: everything above, and what everybody lives through."""

    population: float
    roll: int
    """People employed."""
    places: list[Place]
    sites: list[Site]
    named: list[NamedSite]
    opposition_values: tuple[int, ...]
    """Private opposition of every rank of it, least first, in units of 1/65536."""

    outrage: Outrage = field(default_factory=Outrage)
    unseen: float = 0.0
    """Victims the country has not yet heard of."""
    victims_seen: float = 0.0
    """Victims it has heard of so far."""
    victims: float = 0.0
    """Victims of the last night."""

    openness: float = 1.0
    """Share of the news that comes through in the whole country today."""
    belief: float = 0.0
    """Belief in success today, a probability."""
    seen: list[int] = field(default_factory=no_counts)
    """People with act at or above each rung, yesterday."""
