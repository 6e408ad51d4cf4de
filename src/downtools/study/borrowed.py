"""People borrowed from another country: its posterior, widened, for a scenario without its own.

Only what is about people is borrowed - what they feel, fear, weigh and see of others - and of that
nothing that the scenario declares itself. How the press reports, how police act and all else is
the country's own. Each parameter is widened around its middle, in units of its prior, by one half:
a stated guess, since one country tells nothing of how countries differ.
"""

import numpy as np

from downtools.scenario.model import Scenario
from downtools.study.calibrate.space import Space, rising, whole_ladder
from downtools.study.posterior import Posterior
from downtools.study.untuned import untuned

__all__ = ["WIDER", "borrowed"]

WIDER = 1.5
"""How much wider what is borrowed is."""

_PEOPLE = ("people", "ladder", "influence", "outrage", "police", "sack", "workplace")
"""Groups whose fitted parameters are about people."""


def borrowed(posterior: Posterior, scenario: Scenario) -> Posterior:
    """The fitted parameters of people in a posterior, widened, for another scenario."""
    ground = untuned(scenario)
    own = dict(ground.sources)
    keys = tuple(
        key for key in posterior.fitted if key.partition(".")[0] in _PEOPLE and key not in own
    )
    if set(whole_ladder(keys)) != set(keys):  # costs are lent all together or not at all
        keys = tuple(key for key in keys if not key.startswith("ladder.theta_"))
    space = Space(scenario=ground, keys=keys)
    at = [posterior.keys.index(key) for key in keys]
    rows = [dict(zip(keys, (draw[i] for i in at), strict=True)) for draw in posterior.draws]
    z = np.array([space.coordinates(row) for row in rows])
    wide = z.mean(axis=0) + WIDER * (z - z.mean(axis=0))
    draws = tuple(
        tuple(float(rising(ground, space.values(row))[key]) for key in keys)
        for row in wide.tolist()
    )
    return Posterior(keys=keys, draws=draws, facts={**posterior.facts, "fitted": list(keys)})
