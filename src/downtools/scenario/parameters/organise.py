"""Parameters of organisation: committees, the body that links them, and loyalty bought."""

import datetime as dt
from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, NEVER, Prior, param

__all__ = ["InterSiteCommittee", "Loyalty", "Organise"]


@dataclass(frozen=True, kw_only=True)
class Organise:
    """Strike committees: how they form, link, break, and what they give."""

    base: float = param(
        -0.22,
        unit="hazard a day",
        low=-5.0,
        high=5.0,
        prior=Prior("normal", -0.22, 0.08),
        meaning="hazard that a committee forms, before participation; below 0 it is a bar",
        source=ASSUMED,
    )
    readiness: float = param(
        0.06,
        unit="hazard per log",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.06, 0.4),
        meaning="hazard that a committee forms per log(1 + people who rallied or went out today)",
        source=ASSUMED,
    )
    strength: float = param(
        0.1,
        unit="score",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.1, 0.6),
        meaning="what a committee whose leaders are free adds to every rung at its site",
        source=ASSUMED,
    )
    link: float = param(
        0.3,
        unit="probability a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.1, 0.6),
        meaning="probability that a committee joins the inter-site body on a day, once it exists",
        source=ASSUMED,
    )
    breaks: float = param(
        0.2,
        unit="probability a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.05, 0.5),
        meaning="probability that a committee falls apart on a day on which its leaders are held",
        source=ASSUMED,
    )
    held_days: int = param(
        12,
        unit="days",
        low=0,
        high=365,
        prior=Prior("uniform", 5, 20),
        meaning="days for which leaders are held",
        source="assumption; sentences of 10 to 15 days were reported",
    )
    suspend: float = param(
        0.03,
        unit="probability a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.1),
        meaning="probability that the inter-site body calls off a strike that has dwindled",
        source=ASSUMED,
    )
    suspend_share: float = param(
        0.2,
        unit="share of the peak",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.05, 0.4),
        meaning="people out at linked sites, as a share of their peak, under which it has dwindled",
        source=ASSUMED,
    )
    suspend_days: int = param(
        5,
        unit="days",
        low=0,
        high=365,
        prior=Prior("uniform", 2, 14),
        meaning="days for which committees then keep still",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class InterSiteCommittee:
    """The body in which committees of many sites meet."""

    open_on: dt.date = param(
        NEVER,
        unit="date",
        role="lever",
        meaning=f"first day on which committees can join it; {NEVER} for never",
        source="the scenario's own history; never, unless it says so",
    )


@dataclass(frozen=True, kw_only=True)
class Loyalty:
    """Loyalty bought by subsidy, daily meetings, and the bonus for those who stay at work."""

    subsidy: float = param(
        0.3,
        unit="logit",
        role="lever",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.3, 0.5),
        meaning="how far subsidies lower opposition at state-owned workplaces on day 0",
        source=ASSUMED,
    )
    mixed: float = param(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.2, 0.8),
        meaning="loyalty at workplaces with a state share beside that at state-owned ones",
        source=ASSUMED,
    )
    turn: float = param(
        0.05,
        unit="share a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.01, 0.15),
        meaning="share of loyalty lost on a day of boundless national outrage",
        source=ASSUMED,
    )
    meeting: float = param(
        0.02,
        unit="logit a day",
        low=0.0,
        high=1.0,
        prior=Prior("lognormal", 0.02, 0.5),
        meaning="how far a day of meetings of strength 1 lowers opposition voiced at the site",
        source=ASSUMED,
    )
    meeting_fading: float = param(
        0.02,
        unit="share a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.1),
        meaning="share of what meetings did that is gone the next day",
        source=ASSUMED,
    )
    bonus: float = param(
        0.1,
        unit="score",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.1, 0.5),
        meaning="what a bonus of strength 1 for staying adds to the cost of a strike",
        source=ASSUMED,
    )
