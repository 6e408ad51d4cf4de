"""How many people of each sector work at each place, when only the margins are known.

Named sites are given. The rest of each place's jobs (its population times the country's rate of
employment) and of each sector's are matched by iterative proportional fitting from the odds
population x sector x rural weight, then rounded so that every sector's total is exact.
"""

import numpy as np
import numpy.typing as npt

from downtools import exact
from downtools.compiled import kernel

__all__ = ["largest_remainder", "match_margins"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_ROUNDS = 60


@kernel
def _fit(cells: F64, rows: F64, columns: F64, rounds: int) -> None:
    """Deming and Stephan 1940: scale rows and columns in turn until both sums are met."""
    for _ in range(rounds):
        for i in range(cells.shape[0]):
            total = 0.0
            for j in range(cells.shape[1]):
                total += cells[i, j]
            if total > 0.0:
                factor = rows[i] / total
                for j in range(cells.shape[1]):
                    cells[i, j] *= factor
        for j in range(cells.shape[1]):
            total = 0.0
            for i in range(cells.shape[0]):
                total += cells[i, j]
            if total > 0.0:
                factor = columns[j] / total
                for i in range(cells.shape[0]):
                    cells[i, j] *= factor


def largest_remainder(shares: F64, total: int) -> I64:
    """Whole numbers in proportion to `shares` (not all zero) that add up to `total`.

    Hamilton's method; ties go to the first.
    """
    wanted = shares * (total / exact.total(shares.tolist()))
    whole = np.floor(wanted).astype(np.int64)
    left = total - int(whole.sum())
    order = np.argsort(-(wanted - whole), kind="stable")
    whole[order[:left]] += 1
    return whole


def match_margins(odds: F64, place_jobs: F64, sector_jobs: I64) -> I64:
    """People by place (row) and sector (column).

    `odds` are relative odds of a job, `place_jobs` the jobs a place should hold, `sector_jobs`
    those a sector must hold. The sums by sector are exact, those by place as near as rounding
    allows.
    """
    cells = odds.copy()
    rows = place_jobs * (int(sector_jobs.sum()) / exact.total(place_jobs.tolist()))
    _fit(cells, rows, sector_jobs.astype(np.float64), _ROUNDS)
    whole = np.zeros(cells.shape, np.int64)
    for j, jobs in enumerate(sector_jobs.tolist()):
        if jobs > 0:
            column = np.ascontiguousarray(cells[:, j])
            # No place has odds for the sector: its jobs go where jobs are.
            shares = column if column.any() else place_jobs + 1.0
            whole[:, j] = largest_remainder(shares, jobs)
    return whole
