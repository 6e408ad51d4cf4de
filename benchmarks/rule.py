"""The simple rule of `country.wave` in numbers: what every peer is given, and what it must give.

A worker strikes today if

    ((opposition * voice) >> 16) + shop[members, others] + nation - 65536 >= 0

in the integer fixed point of docs/model.md: `others` of the shop's members struck yesterday (not
counting oneself), and `nation` is fixed(weight * share of all others who struck - 1) + 65536.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from downtools.chance import Luck
from downtools.day import rules_of
from downtools.exact import ONE, fixed
from downtools.scenario.model import Scenario
from downtools.world.world import World

__all__ = ["Traits", "nation_pull", "traits_of"]

I64 = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Traits:
    """The workers, in the order of shops, and the weights of the rule."""

    opposition: npt.NDArray[np.uint16]
    """Of a worker, in units of 1/65536."""
    sizes: npt.NDArray[np.uint8]
    """Members of each shop; at most 255."""
    pull: npt.NDArray[np.int32]
    """[members, others who strike]: the pull of the shop."""
    voice: int
    weight: float
    """Of the nation."""

    @property
    def workers(self) -> int:
        """How many there are."""
        return len(self.opposition)

    @property
    def starts(self) -> I64:
        """The first worker of each shop."""
        return np.cumsum(self.sizes, dtype=np.int64) - self.sizes

    @property
    def shop(self) -> I64:
        """The shop of each worker."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def save(self, path: Path) -> None:
        """Write them for a peer's own process."""
        np.savez(path, **vars(self))

    @classmethod
    def load(cls, path: Path) -> "Traits":
        """Read them."""
        with np.load(path) as kept:
            return cls(
                opposition=kept["opposition"],
                sizes=kept["sizes"],
                pull=kept["pull"],
                voice=int(kept["voice"]),
                weight=float(kept["weight"]),
            )


def nation_pull(weight: float, striking: int, own: int, workers: int) -> int:
    """The pull of all others less the cost of a strike, for one who struck yesterday or not."""
    others = max(striking - own, 0) / (workers - 1) if workers > 1 else 0.0
    return fixed(weight * others - 1.0)


def traits_of(scenario: Scenario, world: World) -> Traits:
    """What a `country.wave` gives its peers. Raises `ValueError` if it does not fit their types."""
    rules = rules_of(scenario, world, Luck.of(1))
    sites = world.sites
    staff, shops = sites.staff.astype(np.int64), sites.shops.astype(np.int64)
    site = np.repeat(np.arange(len(staff)), shops)
    number = np.arange(len(site)) - (np.cumsum(shops) - shops)[site]
    sizes = (staff // shops)[site] + (number < (staff % shops)[site])
    influence, outrage = scenario.parameters.influence, scenario.parameters.outrage
    values = np.asarray(rules.decide.opposition)
    if int(sizes.max()) > 255 or int(values.max()) >= ONE or int(sizes.sum()) != world.agents:
        raise ValueError("the wave does not fit the peers' narrow types")
    return Traits(
        opposition=values[np.asarray(world.workers.opposition)].astype(np.uint16),
        sizes=sizes.astype(np.uint8),
        pull=_pull_of_shops(influence.shop, int(sizes.max())),
        voice=fixed(outrage.vote),
        weight=influence.nation,
    )


def _pull_of_shops(weight: float, largest: int) -> npt.NDArray[np.int32]:
    pull = np.zeros((largest + 1, largest + 1), np.int32)
    for members in range(2, largest + 1):
        for others in range(members + 1):
            pull[members, others] = fixed(weight * (others / (members - 1)))
    return pull
