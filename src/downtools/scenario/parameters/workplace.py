"""Parameters of the workplace, and what counts as which outcome."""

from dataclasses import dataclass

from downtools.scenario.declare import ASSUMED, FITTED, Prior, param

__all__ = ["Gather", "Outcome", "Workplace"]


@dataclass(frozen=True, kw_only=True)
class Gather:
    """Event-days (meetings at the site) and lists open for signature."""

    base: float = param(
        -0.3,
        unit="hazard a day",
        low=-5.0,
        high=5.0,
        prior=Prior("normal", -0.3, 0.15),
        meaning="hazard of an event before readiness; below 0 it is a bar that readiness must pass",
        source=ASSUMED,
    )
    readiness: float = param(
        0.05,
        unit="hazard per log",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.05, 0.4),
        meaning="hazard of an event per log(1 + people ready to rally)",
        source=ASSUMED,
    )
    call: float = param(
        0.3,
        unit="hazard",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.3, 0.5),
        meaning="hazard of an event added by a call of strength 1 that everybody hears",
        source=ASSUMED,
    )
    nearby: float = param(
        0.05,
        unit="hazard",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.05, 0.5),
        meaning="hazard added by an event in the town on its last working day",
        source=ASSUMED,
    )
    committee: float = param(
        0.15,
        unit="hazard",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.15, 0.5),
        meaning="hazard of an event added by a committee whose leaders are free",
        source=ASSUMED,
    )
    spent_days: int = param(
        3,
        unit="days",
        low=0,
        high=60,
        prior=Prior("uniform", 1, 7),
        meaning="days after an event without another, unless a list is open",
        source=ASSUMED,
    )
    list_base: float = param(
        -0.15,
        unit="hazard a day",
        low=-5.0,
        high=5.0,
        prior=Prior("normal", -0.15, 0.08),
        meaning="hazard of a list before readiness; below 0 it is a bar that readiness must pass",
        source=ASSUMED,
    )
    list_readiness: float = param(
        0.02,
        unit="hazard per log",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.02, 0.5),
        meaning="hazard of a list being opened per log(1 + people willing to sign)",
        source=ASSUMED,
    )
    list_call: float = param(
        0.1,
        unit="hazard",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.1, 0.5),
        meaning="hazard of a list being opened added by a call of strength 1",
        source=ASSUMED,
    )
    list_committee: float = param(
        0.1,
        unit="hazard",
        low=0.0,
        high=5.0,
        prior=Prior("lognormal", 0.1, 0.5),
        meaning="hazard of a list being opened added by a committee whose leaders are free",
        source=ASSUMED,
    )
    list_days: int = param(
        4,
        unit="days",
        low=1,
        high=60,
        prior=Prior("uniform", 2, 10),
        meaning="days a list stays open",
        source=ASSUMED,
    )


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """What makes one workplace differ from another."""

    effect_sd: float = param(
        0.25,
        unit="score",
        low=0.0,
        high=3.0,
        prior=Prior("lognormal", 0.25, 0.4),
        meaning="standard deviation of the site effect, drawn anew in each replicate",
        source=FITTED,
    )
    selection: float = param(
        0.0,
        unit="score",
        low=-2.0,
        high=2.0,
        prior=Prior("normal", 0.1, 0.1),
        meaning="mean site effect of named workplaces, which stand in the table as they made news",
        source=FITTED,
    )
    giant_staff: int = param(
        2000,
        unit="people",
        role="constant",
        low=1,
        high=10_000_000,
        meaning="staff from which a named workplace is a giant",
        source="definition of ours, docs/model.md, section 4",
    )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What counts as which reach and resolution; printed with every result."""

    some_share: float = param(
        0.0001,
        unit="share of employed",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="share of all employed out on a day from which a wave is one at all",
        source="definition of ours, docs/model.md, section 5",
    )
    sector_share: float = param(
        0.05,
        unit="share of employees",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="share of a sector or region that makes the reach 'sector or region'",
        source="definition of ours, docs/model.md, section 5",
    )
    nation_share: float = param(
        0.05,
        unit="share of employees",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="share of industry, construction and transport of a region, in half the regions",
        source="definition of ours, docs/model.md, section 5",
    )
    strategic_share: float = param(
        0.5,
        unit="share of strategic value",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="strategic value below half output that makes the reach 'nationwide'",
        source="definition of ours, docs/model.md, section 5",
    )
    general_share: float = param(
        0.25,
        unit="share of employees",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="share of industry and transport for the stricter general_strike_25",
        source="definition of ours, docs/model.md, section 5",
    )
    ridden_share: float = param(
        0.1,
        unit="share of the peak",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="smoothed work withheld, as a share of its peak, under which a wave is over",
        source="definition of ours, docs/model.md, section 5",
    )
    ridden_days: int = param(
        10,
        unit="working days",
        role="constant",
        low=1,
        high=365,
        meaning="working days it must stay so to count as ridden out",
        source="definition of ours, docs/model.md, section 5",
    )
    revived_share: float = param(
        0.5,
        unit="share of the peak",
        role="constant",
        low=0.0,
        high=1.0,
        meaning="smoothed work withheld, as share of its peak, with which a resolved wave revives",
        source="definition of ours, docs/model.md, section 5",
    )
    smoothing_days: int = param(
        3,
        unit="working days",
        role="constant",
        low=1,
        high=60,
        meaning="working days over which work withheld is averaged for the resolution",
        source=ASSUMED,
    )
