"""Parameters of production: continuous processes, stocks, links between sectors."""

from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, Prior, param

__all__ = ["Production"]


@dataclass(frozen=True, kw_only=True)
class Production:
    """How absence becomes lost output, at the site and down the chain."""

    critical_staff: float = param(
        0.6,
        unit="share of those on shift",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.3, 0.8),
        meaning="staff at work under which a continuous process halts; above it nothing is lost",
        source=ASSUMED,
    )
    restart_days: int = param(
        2,
        unit="days",
        low=0,
        high=60,
        prior=Prior("uniform", 0, 5),
        meaning="days a continuous process needs after a halt until it gives output again",
        source=ASSUMED,
    )
    stock_days: float = param(
        10.0,
        unit="days of use",
        low=0.0,
        high=365.0,
        prior=Prior("lognormal", 10.0, 0.6),
        meaning="stock of each input that a sector holds when nothing is missing",
        source=ASSUMED,
    )
    slack: float = param(
        0.2,
        unit="share of use",
        low=0.0,
        high=1.0,
        prior=Prior("uniform", 0.0, 0.4),
        meaning="part of an input that a sector can do without for a while, or find elsewhere",
        source=ASSUMED,
    )
    essential: float = param(
        0.01,
        unit="share of output",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="input per unit of output from which on a sector cannot do without it",
        source=ASSUMED,
    )
