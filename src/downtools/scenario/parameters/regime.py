"""Parameters of the regime and of management: police, the sack, rules, concessions."""

import datetime as dt
from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, FITTED, NEVER, Prior, param

__all__ = ["Concede", "Police", "Regime", "Sack"]


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
    whole_officers: bool = param(
        False,
        unit="",
        role="constant",
        meaning="whether C/A counts whole officers only: with fewer than one a person, no arrest",
        source="the NetLogo variant, Wilensky 2004; kept to compare with (docs/classics)",
    )
    harm: float = param(
        0.5,
        unit="score",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 0.5, 0.5),
        meaning="what a sure arrest costs a worker of median caution at full exposure",
        source=FITTED,
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
    detain: float = param(
        0.01,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("lognormal", 0.01, 0.7),
        meaning="share of feared arrests at the site that come true, at full exposure",
        source="assumption; at plants dozens were detained, not hundreds",
    )
    release: float = param(
        0.12,
        unit="probability a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.05, 0.4),
        meaning="probability that a detained worker is released on a day and comes back to work",
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
    ban: float = param(
        0.1,
        unit="probability",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.3),
        meaning="threat of the sack that a legal ban of strength 1 adds: a strike is absence then",
        source=ASSUMED,
    )
    identified: float = param(
        0.6,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.3, 0.9),
        meaning="exposure that signing gains where passes of signers are blocked",
        source="assumption; signing then exposes as much as walking out",
    )
    fine: float = param(
        0.3,
        unit="score",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 0.3, 0.5),
        meaning="what a court fine of strength 1 costs at full exposure; numbers do not dilute it",
        source=ASSUMED,
    )
    fund_stake: float = param(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.1, 0.8),
        meaning="part of the stake of a job that a strike fund covers which pays all lost wages",
        source=ASSUMED,
    )
    reinstated: float = param(
        0.01,
        unit="probability a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.05),
        meaning="probability that a dismissed worker is taken back on a day",
        source=ASSUMED,
    )
    resign: float = param(
        0.01,
        unit="probability a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.05),
        meaning="probability that one kept from going out resigns, where other work is to be had",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class Regime:
    """What a regime does by rule: whom it notices, and how many sites it can work on."""

    by_rule_from: dt.date = param(
        NEVER,
        unit="date",
        role="constant",
        meaning="from this day on the regime's entries by rule act and its scheduled ones do not",
        source="history up to the end, unless a question about what might have been sets it",
    )
    sites: float = param(
        300.0,
        unit="sites",
        low=0.0,
        high=1e6,
        prior=Prior("lognormal", 300.0, 0.6),
        meaning="sites that can be worked on by rule at full strength on one day",
        source=ASSUMED,
    )
    speed: float = param(
        0.5,
        unit="share a day",
        low=0.01,
        high=1.0,
        prior=Prior("uniform", 0.2, 0.9),
        meaning="share of the gap between what happens at a site and what is noticed a day closes",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class Concede:
    """When a regime gives way: a hazard of what the wave costs and of who deserts."""

    hazard: float = param(
        2.0,
        unit="hazard a day per share",
        low=0.0,
        high=100.0,
        prior=Prior("lognormal", 2.0, 0.6),
        meaning="hazard of an offer per share of cost and defection above the bar",
        source=ASSUMED,
    )
    bar: float = param(
        0.03,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("lognormal", 0.03, 0.5),
        meaning="cost and defection that are borne without an offer",
        source=ASSUMED,
    )
    leave_bar: float = param(
        0.2,
        unit="share",
        low=0.0,
        high=10.0,
        prior=Prior("lognormal", 0.2, 0.5),
        meaning="cost and defection from which on the opponent gives up the contested measure",
        source=ASSUMED,
    )
    defection: float = param(
        2.0,
        unit="weight",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 2.0, 0.5),
        meaning="weight of state employees on strike, as share of all workers, beside the cost",
        source=ASSUMED,
    )
    memory: float = param(
        0.3,
        unit="share a day",
        low=0.01,
        high=1.0,
        prior=Prior("uniform", 0.1, 0.6),
        meaning="weight of the last working day in the cost and defection that are felt",
        source=ASSUMED,
    )
    accepted: float = param(
        0.5,
        unit="probability",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.2, 0.8),
        meaning="probability that strikers accept what is offered",
        source=ASSUMED,
    )
    relief: float = param(
        0.5,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.2, 0.9),
        meaning="outrage that an accepted concession of strength 1 takes away",
        source=ASSUMED,
    )
