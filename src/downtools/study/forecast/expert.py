"""What an expert says, to stand beside a forecast and to be scored with it.

A table with a row for each probability: the day on which it is said, what it is of, and how likely
it is. What it is of is written as in `moved` of a forecast: `reach nationwide`, `resolution
ridden_out`, `out within a week: belaz`, `told within a week: belaz`. The last is what is scored.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from downtools.errors import Fault, nearest
from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.scenario.csv_part import Row, read_rows
from downtools.scenario.declare import column
from downtools.scenario.model import Scenario

__all__ = ["Expert", "read_experts", "told_of", "whats"]

_TOLD = "told within a week: "


@dataclass(frozen=True, kw_only=True)
class Expert:
    """A probability that somebody said."""

    as_of: dt.date = column("day on which it was said")
    what: str = column("what it is of")
    p: float = column("probability", low=0, high=1)


def read_experts(path: Path, scenario: Scenario) -> tuple[Expert, ...]:
    """The probabilities in a file. Raises `InputError` that names row, column, value and cure."""
    known = whats([site.site for site in scenario.sites])

    def wrong(row: Row) -> Iterator[Fault]:
        if row.values["what"] not in known:
            yield row.fault("what", "nothing that is forecast", nearest(row.values["what"], known))
        calendar = scenario.calendar
        if not calendar.start < row.values["as_of"] < calendar.end:
            cure = f"give a day after {calendar.start} and before {calendar.end}"
            yield row.fault("as_of", "outside the scenario's days", cure)

    return read_rows(path, Expert, None, wrong)


def whats(sites: Sequence[str]) -> tuple[str, ...]:
    """All that a forecast gives a probability of, by name."""
    return (
        *(f"reach {name}" for name in REACHES),
        *(f"resolution {name}" for name in RESOLUTIONS),
        *(f"{kind} within a week: {site}" for kind in ("out", "told") for site in sites),
    )


def told_of(one: Expert) -> str:
    """The site of which a probability says that a stoppage is reported in a week; empty if none."""
    return one.what.removeprefix(_TOLD) if one.what.startswith(_TOLD) else ""
