"""Parameters of reporting: what is published is not what happened."""

from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, FITTED, Prior, param

__all__ = ["Reporting"]


@dataclass(frozen=True, kw_only=True)
class Reporting:
    """Who reports, how large, how surely, and what is denied (docs/model.md, section 7)."""

    workers_bias: float = param(
        1.5,
        unit="factor",
        low=0.01,
        high=100.0,
        prior=Prior("lognormal", 1.5, 0.4),
        meaning="size that workers and their committees claim beside the true one",
        source=FITTED,
    )
    management_bias: float = param(
        0.2,
        unit="factor",
        low=0.001,
        high=100.0,
        prior=Prior("lognormal", 0.2, 0.6),
        meaning="size that management and government claim beside the true one",
        source=f"{FITTED}; state figures of crowds were 3 to 10 times below the media's",
    )
    media_bias: float = param(
        1.0,
        unit="factor",
        low=0.01,
        high=100.0,
        prior=Prior("lognormal", 1.0, 0.3),
        meaning="size that independent media and NGOs claim beside the true one",
        source=FITTED,
    )
    noise: float = param(
        0.4,
        unit="log",
        low=0.0,
        high=3.0,
        prior=Prior("uniform", 0.1, 0.8),
        meaning="standard deviation of the logarithm of a claim around bias times truth",
        source=FITTED,
    )
    detection: float = param(
        0.15,
        unit="hazard per log",
        low=0.0,
        high=10.0,
        prior=Prior("lognormal", 0.15, 1.0),
        meaning="hazard of being reported, and found by whoever coded it, per log(1 + people) by an"
        " open press",
        source=FITTED,
    )
    official_detection: float = param(
        1.0,
        unit="factor",
        low=0.0,
        high=10.0,
        prior=Prior("lognormal", 0.3, 1.0),
        meaning="how much more surely management and government are reported to speak of an act"
        " than an open press is",
        source=FITTED,
        younger=True,
    )
    fame: float = param(
        2.0,
        unit="factor",
        low=1.0,
        high=100.0,
        prior=Prior("lognormal", 2.0, 0.3),
        meaning="how much more surely a giant is reported than any other named workplace",
        source=ASSUMED,
    )
    band: float = param(
        0.5,
        unit="probability",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.2, 0.8),
        meaning="probability that a claim is a band (dozens, hundreds, thousands), not a number",
        source=ASSUMED,
    )
    denial: float = param(
        0.3,
        unit="probability",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.1, 0.7),
        meaning="probability that management denies what others report of its site on that day",
        source=ASSUMED,
    )
