"""Workplaces, what happens at them on one day, and named sites: sections 2 and 3."""

from dataclasses import dataclass, field

from downtools.reference.ladder import RALLY, SIGN, no_counts
from downtools.reference.people import Shop, Status
from downtools.reference.places import Place

__all__ = ["NamedSite", "Site", "SiteToday", "Tactics"]


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
class Tactics:
    """What regime, management and supporters do at a site today; 0 for nothing of the kind."""

    lock: float = 0.0
    """Share of the shops that are locked; shares go up to 1."""
    block: float = 0.0
    """Share of earlier signers whose passes are blocked."""
    dismiss: float = 0.0
    """Share of those out who are sacked, where they are few."""
    detain: float = 0.0
    """Probability that the leaders of a committee are held."""
    replace: float = 0.0
    """Share of missing work that replacements do."""
    ban: float = 0.0
    """Strength of a legal ban."""
    bonus: float = 0.0
    """Strength of the bonus for those who stay."""
    fine: float = 0.0
    """Strength of court fines."""
    meeting: float = 0.0
    """Strength of daily meetings."""
    fund: float = 0.0
    """Share of lost wages that a strike fund pays."""


@dataclass(slots=True, eq=False)
class SiteToday:
    """What happened at a site on one day only; counts are of workers in memory."""

    tactics: Tactics = field(default_factory=Tactics)
    threat: float = 0.0
    """Threat of the sack for acting alone, a probability."""
    payer: str = ""
    """Id of the strike fund that pays there, if any."""
    odds: int = 65536
    """What loyalty and meetings leave of the odds of opposition, in units of 1/65536."""
    event: bool = False
    list_opened: bool = False

    signed: int = 0
    """New signatures."""
    rallying: int = 0
    walking_out: int = 0
    striking: int = 0
    kept_in: int = 0
    """Who would have acted, had they not been locked in or blocked."""
    on_shift: int = 0
    """Workers of shops on shift, free or not."""
    absent: int = 0
    """Those of them who are not free."""

    committee_formed: bool = False
    committee_linked: bool = False
    leaders_held: bool = False
    committee_broken: bool = False

    withheld: int = 0
    """Work withheld in thousandths of a shift, of people."""
    lost: int = 0
    """Thousandths of a shift not worked by decision, after replacements."""
    output_lost: int = 0
    """Cents of output lost by decision; all below are cents too."""
    output_idle: int = 0
    """Output lost for other reasons: absence, and processes that halt or have halted."""
    exports_lost: int = 0
    wages_lost: int = 0

    @property
    def acted(self) -> int:
        """Workers in memory who rallied, walked out or struck."""
        return self.rallying + self.walking_out + self.striking


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
    """Whether it works in continuous shifts."""
    process: bool
    """Whether its process is continuous and halts below the critical staff."""
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
    away: int = 0
    """Workers in memory who are not free."""
    signers: int = 0
    """Workers in memory who have signed so far."""
    spent_until: int = 0
    """First day on which it is no longer spent."""
    list_until: int = 0
    """First day on which its list is no longer open."""
    police_sent: float = 0.0
    """Officers sent, beside the standing ones."""
    noticed: float = 0.0
    """Share of its staff that the regime sees act."""
    committee: bool = False
    linked: bool = False
    """Whether its committee has joined the inter-site body."""
    leaders_until: int = 0
    """First day on which the leaders of its committee are free."""
    meetings: float = 0.0
    """Logit of opposition that meetings pressed down."""
    down_until: int = 0
    """First day on which a halted process runs again."""
    today: SiteToday = field(default_factory=SiteToday)

    def people(self, workers: int) -> int:
        """How many people that many workers in memory stand for."""
        return (workers * self.weight + 32768) >> 16

    def here(self, workers: int) -> int:
        """How many people they stand for within one such site."""
        return (workers * self.weight_here + 32768) >> 16

    @property
    def roll(self) -> int:
        """People on its roll."""
        return self.people(self.size)

    def sites(self) -> int:
        """How many sites it stands for."""
        return (self.stands_for + 32768) >> 16

    def list_open(self, day: int) -> bool:
        """Whether a list is open for signature on that day."""
        return day < self.list_until

    def leaders_free(self, day: int) -> bool:
        """Whether it has a committee whose leaders are not held."""
        return self.committee and day >= self.leaders_until

    def with_status(self, status: Status) -> int:
        """Workers in memory of that status."""
        return sum(1 for shop in self.shops for worker in shop.workers if worker.status == status)

    def look_around(self) -> None:
        """Count anew what tomorrow's decisions will be made on."""
        self.seen = no_counts()
        self.willing = 0
        self.ready = 0
        self.away = 0
        for shop in self.shops:
            self._look_into(shop)

    def _look_into(self, shop: Shop) -> None:
        shop.seen = no_counts()
        shop.away = 0
        for worker in shop.workers:
            for rung in range(1, worker.act + 1):
                shop.seen[rung] += 1
                self.seen[rung] += 1
            self.willing += 1 if worker.stance >= SIGN and not worker.signed else 0
            self.ready += 1 if worker.stance >= RALLY else 0
            shop.away += 0 if worker.free else 1
            self.away += 0 if worker.free else 1
