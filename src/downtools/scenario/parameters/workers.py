"""Parameters of the people: what differs between them, the ladder of acts, influence, belief."""

from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, FITTED, Prior, param

__all__ = ["Belief", "Influence", "Ladder", "People"]


@dataclass(frozen=True, kw_only=True)
class People:
    """What differs between workers: private opposition and caution."""

    opposition_mean: float = param(
        -0.6,
        unit="logit",
        low=-6.0,
        high=6.0,
        prior=Prior("normal", -0.6, 0.6),
        meaning="mean of the logit of private opposition in (0, 1)",
        source=FITTED,
    )
    opposition_sd: float = param(
        1.2,
        unit="logit",
        low=0.05,
        high=5.0,
        prior=Prior("lognormal", 1.2, 0.3),
        meaning="standard deviation of the logit of private opposition",
        source=FITTED,
    )
    caution_sd: float = param(
        0.6,
        unit="log",
        low=0.0,
        high=3.0,
        prior=Prior("lognormal", 0.6, 0.3),
        meaning="standard deviation of the logarithm of caution, whose median is 1",
        source=FITTED,
    )
    attention: float = param(
        0.15,
        unit="probability a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.05, 0.5),
        meaning="probability that a worker reconsiders on a day without an event at the site",
        source=FITTED,
    )


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The rungs: what each act costs in itself, exposes to, and withholds."""

    theta_sign: float = param(
        0.3,
        unit="score",
        low=0.001,
        high=1.0,
        prior=Prior("uniform", 0.05, 0.6),
        meaning="cost of signing in itself",
        source=FITTED,
    )
    theta_rally: float = param(
        0.5,
        unit="score",
        low=0.001,
        high=1.0,
        prior=Prior("uniform", 0.2, 0.9),
        meaning="cost of coming to a meeting or rally in itself",
        source=FITTED,
    )
    theta_walkout: float = param(
        0.65,
        unit="score",
        low=0.001,
        high=1.0,
        prior=Prior("uniform", 0.3, 1.0),
        meaning="cost of walking out for hours in itself; a full strike costs 1",
        source=FITTED,
    )
    exposure_sign: float = param(
        0.1,
        unit="share",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="exposure of a signature to arrest and sack, a full strike being 1",
        source=ASSUMED,
    )
    exposure_rally: float = param(
        0.3,
        unit="share",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="exposure of coming to a rally",
        source=ASSUMED,
    )
    exposure_walkout: float = param(
        0.7,
        unit="share",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="exposure of walking out for hours",
        source=ASSUMED,
    )
    walkout_share: float = param(
        0.3,
        unit="share of a shift",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="work withheld by a walkout; a strike withholds the whole shift",
        source="assumption; large stops of August 2020 lasted two to three hours of eight",
    )
    keep: float = param(
        0.0,
        unit="score",
        low=0.0,
        high=2.0,
        prior=Prior("uniform", 0.0, 0.3),
        meaning="what is added to every rung up to the one already held",
        source=ASSUMED,
    )
    fatigue: float = param(
        0.02,
        unit="score per shift of pay lost",
        low=0.0,
        high=1.0,
        prior=Prior("lognormal", 0.02, 0.5),
        meaning="cost added to walkout (in its share) and strike for each whole shift lost so far",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class Influence:
    """How much the share of others visibly at or above a rung pulls a worker to it."""

    shop: float = param(
        0.35,
        unit="score per share",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.35, 0.5),
        meaning="weight of the others in the shop",
        source=ASSUMED,
    )
    site: float = param(
        0.35,
        unit="score per share",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.35, 0.5),
        meaning="weight of the others at the site",
        source=ASSUMED,
    )
    town: float = param(
        0.5,
        unit="score per share",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 0.5, 0.5),
        meaning="weight of the workers of the town",
        source=ASSUMED,
    )
    contacts: float = param(
        0.5,
        unit="score per share",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 0.5, 0.5),
        meaning="weight of personal contacts together, where the scenario has a contact network",
        source=ASSUMED,
    )
    each_contact: float = param(
        0.0,
        unit="score a contact",
        low=0.0,
        high=20.0,
        meaning="weight of each contact who is seen there, whatever the others do",
        source="assumption; a count, as in Centola and Macy 2007, AJS 113:702-734",
    )
    nation: float = param(
        3.0,
        unit="score per share",
        low=0.0,
        high=100.0,
        prior=Prior("lognormal", 3.0, 0.7),
        meaning="weight of the workers of the country, for those whom media reach",
        source=FITTED,
    )
    linked: float = param(
        0.6,
        unit="score per share",
        low=0.0,
        high=20.0,
        prior=Prior("lognormal", 0.6, 0.5),
        meaning="weight of the workers of linked committees, for those whose committee is linked",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class Belief:
    """Belief in success: rises as giants are seen to stop; fifty-fifty is .5."""

    weight: float = param(
        0.3,
        unit="score",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.3, 0.5),
        meaning="what full belief adds to a strike, less what usual belief does",
        source=ASSUMED,
    )
    usual: float = param(
        0.1,
        unit="probability",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.02, 0.3),
        meaning="belief at which hope neither helps nor hinders",
        source=ASSUMED,
    )
    steepness: float = param(
        8.0,
        unit="logit per share",
        low=0.0,
        high=100.0,
        prior=Prior("lognormal", 8.0, 0.4),
        meaning="how fast belief rises with the value-weighted share of giants stopped",
        source=ASSUMED,
    )
    tipping: float = param(
        0.3,
        unit="share",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.1, 0.6),
        meaning="value-weighted share of giants stopped at which belief is fifty-fifty",
        source=ASSUMED,
    )
    link: float = param(
        5.0,
        unit="share per share",
        low=0.0,
        high=100.0,
        prior=Prior("lognormal", 5.0, 0.5),
        meaning="what the share of all workers in linked committees counts beside giants stopped",
        source=ASSUMED,
    )
    fading: float = param(
        0.2,
        unit="share a day",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.05, 0.5),
        meaning="share of the effect of news on belief that is gone the next day",
        source=ASSUMED,
    )
    visit: float = param(
        0.5,
        unit="logit",
        low=0.0,
        high=10.0,
        prior=Prior("lognormal", 0.5, 0.6),
        meaning="what a visit that fails adds to the logit of belief, and a friendly one takes",
        source=ASSUMED,
    )
    visit_bar: float = param(
        0.02,
        unit="share of staff",
        low=0.0001,
        high=1.0,
        prior=Prior("lognormal", 0.02, 0.6),
        meaning="staff in the crowd against him from which on a visit has wholly failed",
        source="assumption; a crowd is chosen to be friendly, hundreds of about 5,000 heckled",
    )
    failed_call: float = param(
        0.3,
        unit="logit",
        low=0.0,
        high=10.0,
        prior=Prior("lognormal", 0.3, 0.6),
        meaning="what a call to the nation that nobody follows takes from the logit of belief",
        source=ASSUMED,
    )
    call_bar: float = param(
        0.002,
        unit="share of employed",
        low=0.000001,
        high=1.0,
        prior=Prior("lognormal", 0.002, 0.6),
        meaning="share of all employed out from which on a call to the nation has not failed",
        source=ASSUMED,
    )
    concession: float = param(
        0.5,
        unit="logit",
        low=0.0,
        high=10.0,
        prior=Prior("lognormal", 0.5, 0.6),
        meaning="what a concession adds to the logit of belief",
        source=ASSUMED,
    )
