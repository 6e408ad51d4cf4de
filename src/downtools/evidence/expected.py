"""How likely the press of a country tells of a stoppage, given what a run did.

What `publish` draws, in the mean: no luck of single reports is left in it.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from downtools.evidence.publish import kind_of
from downtools.evidence.speakers import WORKERS_SIDE, detection_of
from downtools.evidence.truth import Acted, Recorded, truth_of

__all__ = ["chances_of_reports"]

F64 = npt.NDArray[np.float64]


def chances_of_reports(run: Recorded, days: Sequence[int], looks: F64, sure: float = 1.0) -> F64:
    """Sites x days: probability that the workers' side is heard to tell of a stoppage.

    In any of some lists of reports: `looks` is the share of the reports of a day that can be found
    in each, lists x days, and `sure` the share that bears enough confidence to count. Lists are
    independent given the run.
    """
    truth, scenario = truth_of(run), run.scenario
    reporting = scenario.parameters.reporting
    number = {site.site: at for at, site in enumerate(scenario.sites)}
    column = {day: at for at, day in enumerate(days)}
    found = np.zeros((len(number), len(column)))
    for (day, site), acted in truth.acted.items():
        at = column.get(day)
        if at is None or not _stopped(acted):
            continue
        silent = np.ones(len(looks))
        for voice in WORKERS_SIDE:
            heard = detection_of(
                reporting,
                voice,
                people=acted.active,
                giant=site in truth.giants,
                openness=truth.openness[day],
            )
            silent *= 1.0 - sure * heard * looks[:, at]
        found[number[site], at] = 1.0 - silent.prod()
    return found


def _stopped(acted: Acted) -> bool:
    return acted.active > 0 and kind_of(acted) != "meeting"
