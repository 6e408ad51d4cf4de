"""Parameters of what everybody lives through: outrage, media, the street."""

from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, FITTED, Prior, param

__all__ = ["Media", "Outrage", "Street"]


@dataclass(frozen=True, kw_only=True)
class Outrage:
    """How a falsified vote and violence seen become outrage, national and of the town."""

    vote: float = param(
        0.5,
        unit="score",
        role="constant",
        low=0.0,
        high=10.0,
        meaning="national outrage that a falsified vote of strength 1 adds",
        source=ASSUMED,
    )
    violence_gain: float = param(
        1.5,
        unit="score per log dose",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 1.5, 0.4),
        meaning="outrage per log(1 + victims per 1,000 people in sight)",
        source=FITTED,
    )
    national_share: float = param(
        0.7,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.3, 0.95),
        meaning="weight of violence anywhere in the country; the rest is what one's town saw",
        source=FITTED,
    )
    permanent: float = param(
        0.4,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.1, 0.8),
        meaning="share of new outrage that does not fade",
        source="assumption; anger that did not fade was reported",
    )
    fading: float = param(
        0.12,
        unit="share a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.03, 0.3),
        meaning="share of the fading part of outrage that is gone the next day",
        source=ASSUMED,
    )
    shock_sd: float = param(
        0.05,
        unit="log",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.15),
        meaning="standard deviation of the national day-shock to outrage (shared luck)",
        source=ASSUMED,
    )
    town_shock_sd: float = param(
        0.1,
        unit="log",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.3),
        meaning="standard deviation of each town's day-shock to outrage (shared luck)",
        source=ASSUMED,
    )
    persistence: float = param(
        0.8,
        unit="correlation",
        low=0.0,
        high=0.99,
        prior=Prior("uniform", 0.5, 0.95),
        meaning="correlation of a day-shock with that of the day before",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class Media:
    """Who learns of what happens elsewhere."""

    reach: float = param(
        0.6,
        unit="share of workers",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.35, 0.8),
        meaning="workers whom independent media reach when nothing is cut",
        source="assumption; channels of up to 2 million subscribers in a country of 9.4 million",
    )
    leak: float = param(
        0.1,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.02, 0.3),
        meaning="openness that a complete internet cut leaves: word of mouth, telephone, proxies",
        source=ASSUMED,
    )
    call_sd: float = param(
        0.4,
        unit="log",
        low=0.0,
        high=2.0,
        prior=Prior("uniform", 0.1, 0.8),
        meaning="standard deviation of how well a call is received (shared luck)",
        source=ASSUMED,
    )
    call_weight: float = param(
        0.15,
        unit="score",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.15, 0.6),
        meaning="what a call of strength 1 adds to the rungs it calls for, on its date",
        source=ASSUMED,
    )
    blunt: float = param(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.1, 0.9),
        meaning="part of the threat of the sack that a common date takes away where all hear of it",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class Street:
    """Protest outside the plants: a scheduled series, and those whose voice exceeds a bar."""

    bar: float = param(
        1.2,
        unit="score",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 1.2, 0.3),
        meaning="voice above which a person may go into the street",
        source=ASSUMED,
    )
    turnout: float = param(
        0.05,
        unit="share a day",
        low=0.0,
        high=1.0,
        prior=Prior("lognormal", 0.05, 0.5),
        meaning="share of those above the bar who are in the street on a day",
        source=ASSUMED,
    )
    shelter: float = param(
        0.002,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("lognormal", 0.002, 0.7),
        meaning="part of the town's street that counts as company at each site (dilutes police)",
        source=ASSUMED,
    )
