"""Two lists of one wave: what both hold tells how much neither does.

Whoever looks into other sources finds part of what the first found, and more. If each of two
collectors finds an event with a chance of its own, the share of the second's events that the first
has too is the chance that the first finds one (capture and recapture: Chapman 1951, Univ Calif Publ
Stat 1:131-160). A large wave of which little is told and a small one of which much is told may
fill one list alike; they do not fill two alike. Both lists are simulated, by two presses of one
run, so that large events are in both more often there too.
"""

import datetime as dt
import math
from collections.abc import Collection, Iterable, Iterator, Set

from downtools.evidence.claims import Denial, claim_of, measure_of
from downtools.evidence.speakers import OFFICIAL_SIDE, WORKERS_SIDE
from downtools.scenario.tables import Report

__all__ = ["cells_told", "of_two_lists", "within_one_list"]

Cell = tuple[dt.date, str]


def cells_told(
    reports: Iterable[Report], side: Collection[str] = WORKERS_SIDE
) -> dict[Cell, set[str]]:
    """Days and named sites of which a side told that people acted, and by which kinds of source."""
    found: dict[Cell, set[str]] = {}
    for report in reports:
        acts = measure_of(report) not in (None, "signers")
        told = report.claim_by in side and not isinstance(claim_of(report), Denial)
        if report.site and acts and told:
            found.setdefault((report.date, report.site), set()).add(report.claim_by)
    return found


def within_one_list(reports: Iterable[Report]) -> Iterator[tuple[str, float]]:
    """What one list holds twice: days and sites told of by several kinds, and by both sides."""
    rows = list(reports)
    ours, theirs = cells_told(rows), cells_told(rows, OFFICIAL_SIDE)
    yield "told by two kinds of source", _log(sum(len(kinds) > 1 for kinds in ours.values()))
    yield "officials told of people", _log(len(theirs))
    yield "told by both sides", _log(len(ours.keys() & theirs.keys()))


def of_two_lists(first: Set[Cell], second: Set[Cell]) -> Iterator[tuple[str, float]]:
    """How far two lists hold the same, by day and site and by site; days as the second has them."""
    yield "told, second list", _log(len(second))
    yield "told in both lists", _log(len(first & second))
    sites, others = ({site for _, site in cells} for cells in (first, second))
    yield "sites told of, second list", _log(len(others))
    yield "sites told of in both lists", _log(len(sites & others))


def _log(count: float) -> float:
    return math.log(1.0 + count)
