"""Produce: work withheld, and what it costs in output, exports and wages."""

import numpy as np
import numpy.typing as npt

from downtools.compiled import kernel
from downtools.day.rules import Rules
from downtools.day.state import State, Today
from downtools.world.world import Sites, World, people

__all__ = ["produce"]

I64 = npt.NDArray[np.int64]


def produce(world: World, rules: Rules, state: State, today: Today, day: int) -> None:
    """Set withheld work and cents lost of each site, and which named sites are stopped."""
    share = int(1000.0 * rules.scenario.parameters.ladder.walkout_share + 0.5)
    named = np.zeros((len(state.stopped), 2), np.int64)
    _lose(share, world.sites, today, named)
    works = named[:, 1] > 0
    halved = 2 * named[:, 0] > 1000 * named[:, 1]
    state.stopped[works] = halved[works]


@kernel
def _lose(share: int, sites: Sites, today: Today, named: I64) -> None:
    for s in range(sites.key.size):
        today.withheld[s] = 0
        today.lost[s, :] = 0
        if today.walking_out[s] + today.striking[s] > 0:
            walking_out = people(today.walking_out[s], sites.weight[s])
            striking = people(today.striking[s], sites.weight[s])
            withheld = walking_out * share + striking * 1000
            today.withheld[s] = withheld
            today.lost[s, 0] = withheld * sites.output_cents[s] // 1000
            today.lost[s, 1] = withheld * sites.exports_cents[s] // 1000
            today.lost[s, 2] = withheld * sites.wage_cents[s] // 1000
        if sites.named[s] >= 0:
            named[sites.named[s], 0] += today.withheld[s]
            named[sites.named[s], 1] += today.on_shift[s]
