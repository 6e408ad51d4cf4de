"""The answer of scored forecasts: forecasters beside each other."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from downtools.study.scores.blocks import Interval
from downtools.study.scores.reliability import Bin, Decomposition

__all__ = ["Origin", "Scored", "Scores"]


@dataclass(frozen=True, kw_only=True)
class Scores:
    """The scores of one forecaster; all are better when smaller."""

    name: str
    within: Interval
    """Brier score of 'a stoppage is reported within 7 days', weighted, by workplace."""
    beside_ours: Interval | None
    """The same less ours: above 0 ours is better. None for ours."""
    set_right: float
    """As the mean of `within`, set right by what came of the forecaster's own earlier words."""
    skill: float
    """1 less the ratio of `within` to that of climatology: 1 is perfect, 0 no better than it."""
    plain: float
    """As `within`, each no counted whole."""
    on_day: dict[str, float]
    """Brier score of 'a stoppage is reported on the day', by step."""
    denied: float | None
    """Brier score on explicit denials alone, over all steps; None without any."""
    log_within: float
    """Log score of the same event as `within`; no probability counts as less than .002."""
    crps: float | None
    """Fair CRPS of the log of 1 + reported people, given that a number is reported, over all
    steps; None without any. All simple ones have the law of sizes so far."""
    interval: float | None
    """Score of the interval of 90 % of the same."""
    energy: float | None
    """Energy score of how many workplaces are told of after 1, 3 and 7 days, all as if workplaces
    and days were independent."""
    notes: tuple[str, ...]
    """What could not be fitted on some origin."""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """How many workplaces were to be told of after an origin, and how many were."""

    origin: dt.date
    reports: int | None
    """Days of workplaces with a report of confidence 2 or more in the 7 days after it; None where
    somebody looked at fewer days."""
    tomorrow_as_run: float
    """Expected on the day after, as particles say."""
    tomorrow: float
    """The same, set right."""
    tomorrow_seen: int | None
    """None where nobody looked any more."""
    within_as_run: float
    within: float
    within_seen: int | None
    """As for tomorrow, within 7 days."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Forecasters beside each other on one scenario."""

    scenario: str
    scenario_hash: str
    version: str
    first: dt.date
    last: dt.date
    """Origins."""
    origins: int
    from_prior: int
    """Origins on which no posterior was fitted yet, so that parameters are from the prior."""
    particles: int
    scale: float
    seed: int
    yes: int
    no: int
    missing: int
    """Workplace-origins of the event within 7 days; a no counts as its probability of being told
    of."""
    denials: int
    sizes: int
    sizes_apart: int
    """Days of workplaces whose size that is: several origins look at the same."""
    members: float | None
    """Median effective number of members of our laws of sizes; those of the simple ones have
    200."""
    constant: float
    """Brier score within 7 days of a constant that knows their share in hindsight: no forecast."""
    lent: int
    """Sizes where no particle has a report, so that ours has the law of the simple ones."""
    by_origin: tuple[Origin, ...]
    scores: tuple[Scores, ...]
    """Ours first, set right and as run, then the simple ones by their Brier score."""
    experts: dict[str, float]
    """Plain Brier scores within 7 days on what an expert gave a probability of, by forecaster;
    empty without."""
    experts_rows: int
    clipped: int
    """Rows in which the log score of ours took .002 for what was said of what happened."""
    reliability: tuple[Bin, ...]
    """Of ours, within 7 days."""
    as_run: tuple[Bin, ...]
    """The same of what particles said, before it was set right."""
    parts: Decomposition
    """What the plain Brier score of ours is made of."""
    ranks: tuple[int, ...]
    """How often a reported size had no, one ... four of four draws of ours below it."""
    pit_p: float | None
    """Whether the number of workplaces that are told of tomorrow is distributed as said, as if they
    were independent: p value, weeks as blocks; None for a single week."""
    pit_counts: tuple[int, ...]
    hindsight: str

    @property
    def holds(self) -> bool:
        """Whether no forecaster beats ours on the event within 7 days, as it is or set right."""
        ours = self.scores[0].within.mean
        return all(min(row.within.mean, row.set_right) >= ours for row in self.scores)

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)
