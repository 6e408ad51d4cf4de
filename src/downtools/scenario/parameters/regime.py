"""Parameters of the regime and of management: police and the sack."""

from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, FITTED, Prior, param

__all__ = ["Police", "Sack"]


@dataclass(frozen=True, kw_only=True)
class Police:
    """Arrest: by numbers at the site, standing and sent."""

    standing: float = param(
        2.0,
        unit="officers a site",
        low=0.01,
        high=1000.0,
        prior=Prior("lognormal", 2.0, 0.5),
        meaning="officers a site can count on at once; never zero",
        source=ASSUMED,
    )
    per_active: float = param(
        0.2,
        unit="officers per person",
        low=0.0,
        high=10.0,
        prior=Prior("lognormal", 0.2, 0.5),
        meaning="officers wanted for each person who acted at rung 2 or above",
        source=ASSUMED,
    )
    value_weight: float = param(
        20.0,
        unit="per share of value",
        low=0.0,
        high=1000.0,
        prior=Prior("lognormal", 20.0, 0.7),
        meaning="how much more is wanted where more strategic value is at stake",
        source=ASSUMED,
    )
    speed: float = param(
        0.5,
        unit="share a day",
        low=0.01,
        high=1.0,
        prior=Prior("uniform", 0.2, 0.9),
        meaning="share of the gap between officers wanted and present that a day closes",
        source=ASSUMED,
    )
    capacity: float = param(
        3000.0,
        unit="officers",
        low=0.0,
        high=1e6,
        prior=Prior("lognormal", 3000.0, 0.5),
        meaning="officers the country can spare for workplaces on one day",
        source=ASSUMED,
    )
    deterrence: float = param(
        2.3,
        unit="per officer a person",
        role="constant",
        low=0.0,
        high=20.0,
        meaning="k of the arrest probability 1 - exp(-k C/A)",
        source="Epstein 2002, PNAS 99 Suppl 3:7243-7250",
    )
    harm: float = param(
        0.5,
        unit="score",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 0.5, 0.5),
        meaning="what a sure arrest costs a worker of median caution at full exposure",
        source=ASSUMED,
    )
    hardness_sd: float = param(
        0.3,
        unit="log",
        low=0.0,
        high=2.0,
        prior=Prior("uniform", 0.0, 0.6),
        meaning="standard deviation of how hard police act in a town (shared luck)",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class Sack:
    """The threat of dismissal, diluted by numbers and weighed by the labour market."""

    threat: float = param(
        0.05,
        unit="probability",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.2),
        meaning="threat of the sack for acting alone before any threat is spoken",
        source=ASSUMED,
    )
    weight: float = param(
        1.0,
        unit="factor",
        role="lever",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 1.0, 0.4),
        meaning="strength of all scheduled threats of dismissal",
        source=FITTED,
    )
    capacity: float = param(
        0.05,
        unit="share of staff",
        low=0.0001,
        high=1.0,
        prior=Prior("lognormal", 0.05, 0.6),
        meaning="share of a site's staff that management can sack; more people dilute the threat",
        source=ASSUMED,
    )
    cost: float = param(
        1.5,
        unit="score",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 1.5, 0.5),
        meaning="what losing a job costs that nothing could replace",
        source=ASSUMED,
    )
    outside_option: float = param(
        0.4,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.1, 0.7),
        meaning="share of a job's worth that other work replaces where no employer dominates",
        source="assumption; unemployment benefit was about 27 to 54 roubles a month",
    )
    permanent_stake: float = param(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.3, 1.0),
        meaning="stake of a permanent contract beside that of a fixed-term one",
        source=ASSUMED,
    )
