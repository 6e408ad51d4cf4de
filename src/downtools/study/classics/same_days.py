"""The full engine, day by day, beside `day/cascade.py`, from which sizes of cascades come."""

import numpy as np
import numpy.typing as npt

from downtools.day.cascade import cascade
from downtools.study.classics.check import Check, exactly
from downtools.study.classics.engine import by_ties
from downtools.world.contacts import Contacts

__all__ = ["same_days"]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


def same_days(what: str, contacts: Contacts, needs: I32, seeds: I64) -> Check:
    """Whether both have as many people out on every day of a cascade, and nobody more after it.

    `what` names the case.
    """
    found = cascade(contacts, needs, seeds).by_day
    found = np.append(found, found[-1])
    days = by_ties(contacts, needs, seeds, len(found))
    same = f"the same on all {len(found)} days"
    apart = np.flatnonzero(found != days).tolist()
    obtained = f"{days[apart[0]]} for {found[apart[0]]} on day {apart[0]}" if apart else same
    why = (
        "people out by day, and on the day after; sizes of cascades in the other checks are from "
        "day/cascade.py"
    )
    name = f"{what}: the full engine beside the kernel of cascades"
    return exactly(name, "nested", same, obtained, why)
