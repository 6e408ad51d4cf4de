"""What is not made for lack of what others did not make: section 4, produce, step 4."""

import math
from dataclasses import dataclass

from downtools.reference.nation import Nation, Sector
from downtools.reference.today import Day
from downtools.scenario.parameters import Production

__all__ = ["run_short"]


@dataclass(slots=True)
class _Made:
    """What a sector makes in a day."""

    output: int = 0
    """Cents of output if all on shift work; so of exports."""
    exports: int = 0
    gone: int = 0
    """Cents of output that its own sites do not make."""

    @property
    def share(self) -> float:
        """Share of its output that its own sites can make."""
        return (self.output - self.gone) / self.output if self.output > 0 else 1.0


def run_short(day: Day, nation: Nation) -> tuple[int, int]:
    """Use up stocks, and count output and exports missing where they run out.

    Returns the cents of output and of exports of a day on which all on shift work.
    """
    made = _own_output(nation)
    delivered = [
        min(own.share, sector.allowed) for own, sector in zip(made, nation.sectors, strict=True)
    ]
    for user, sector in zip(made, nation.sectors, strict=True):
        if user.output > 0:
            run = _use(day.parameters.production, sector, delivered, user.share)
            nation.today.output_missing += _missing(user.share - run, user.output)
            nation.today.exports_missing += _missing(user.share - run, user.exports)
    return sum(sector.output for sector in made), sum(sector.exports for sector in made)


def _own_output(nation: Nation) -> list[_Made]:
    """What the sites of each sector make, by the number of the sector."""
    made = [_Made() for _ in nation.sectors]
    for site in nation.sites:
        on_shift = site.people(site.today.on_shift)
        sector = made[site.sector]
        sector.output += on_shift * site.output_cents
        sector.exports += on_shift * site.exports_cents
        sector.gone += site.today.output_lost + site.today.output_idle
    return made


def _use(production: Production, sector: Sector, delivered: list[float], own: float) -> float:
    """Run as far as every input reaches: what is delivered, the stock, and what it can do without.

    Returns the share of full output.
    """
    sector.allowed = 1.0
    for supplier, stock in sector.stocks.items():
        sector.allowed = min(sector.allowed, stock + delivered[supplier] + production.slack)
    run = min(own, sector.allowed)
    for supplier, stock in sector.stocks.items():
        left = stock + delivered[supplier] - run
        sector.stocks[supplier] = max(0.0, min(production.stock_days, left))
    return run


def _missing(share: float, value: int) -> int:
    return math.floor(share * value + 0.5)
