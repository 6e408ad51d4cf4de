"""The chain: a sector that stands lets those down the line run out of what it makes.

The adaptive regional input-output model of Hallegatte (2008, Risk Analysis 28:779-799) in a
simple daily form: stocks in days of use, filled up to their target by what suppliers make.
"""

import math

import numpy as np
import numpy.typing as npt

from downtools.day.rules import Rules
from downtools.day.state import State, Today

__all__ = ["run_the_chain"]

I64 = npt.NDArray[np.int64]


def run_the_chain(rules: Rules, state: State, today: Today, sums: I64) -> None:
    """Draw on stocks; set the cents of output and exports missing for want of inputs.

    `sums` has, of each sector, the cents of normal output and exports and of what sites lost.
    """
    production = rules.scenario.parameters.production
    rows = sums.tolist()
    made = [(normal - lost) / normal if normal else 1.0 for normal, _, lost, _ in rows]
    allowed: list[float] = state.allowed.tolist()
    delivered = [min(own, short) for own, short in zip(made, allowed, strict=True)]
    output, exports = 0, 0
    for user, (normal, exported, _, _) in enumerate(rows):
        if normal == 0:
            continue
        stock = state.stock[user]
        most = 1.0
        for supplier in rules.inputs[user]:
            most = min(most, float(stock[supplier]) + delivered[supplier] + production.slack)
        runs = min(made[user], most)
        for supplier in rules.inputs[user]:
            left = float(stock[supplier]) + delivered[supplier] - runs
            stock[supplier] = max(0.0, min(production.stock_days, left))
        state.allowed[user] = most
        output += math.floor((made[user] - runs) * normal + 0.5)
        exports += math.floor((made[user] - runs) * exported + 0.5)
    today.chain[0] = output
    today.chain[1] = exports
