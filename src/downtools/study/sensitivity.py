"""Sensitivity: which of what is not known the outcome hangs on, ranked, with intervals.

Each key goes from the 5 to the 95 % quantile of the scenario's prior, evenly in its probability,
so that a step is as large for a key as the doubt about it. All points share their luck. Sizes go
in as log(1 + size): what doubles them counts the same everywhere.

Keys are ranked by how much hangs on them, whichever way. Which way is left out for the means of
the regime (`study.levers.weaker.MEANS`): what breaks a strike is not looked for.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from downtools.errors import Fault, InputError, nearest
from downtools.scenario.declare import Param
from downtools.scenario.model import Scenario
from downtools.study.arms import Arm
from downtools.study.belief import Belief
from downtools.study.designs import Point, Range
from downtools.study.discover import IN_A_RUN
from downtools.study.draws import WIDTH, prior_of
from downtools.study.ensemble.carry import How, carry_out
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import DRAWN
from downtools.study.ensemble.runs import Runs
from downtools.study.indices import Effects, Indices, morris, morris_points, sobol, sobol_blocks
from downtools.study.levers.ask import SCALE
from downtools.study.levers.weaker import MEANS

__all__ = ["METHODS", "OUTCOMES", "Influential", "Sensitivity", "sensitivity", "value_at"]

F64 = npt.NDArray[np.float64]

Method = Literal["morris", "sobol"]
METHODS: dict[str, int] = {"morris": 10, "sobol": 64}
"""How influence is judged, and the usual number of trajectories or blocks."""

OUTCOMES: dict[str, tuple[bool, str]] = {
    "peak_out": (True, "most people out on a day, as log(1 + people)"),
    "reach": (False, "how far it reaches: none 0, sites 1, sector or region 2, nationwide 3"),
    "wave_days": (False, "working days of the wave"),
    "output_lost_cents": (True, "output lost by own decision, as log(1 + US cents)"),
}
"""What influence is on: whether it is a size, and in words."""

_TAIL = 0.05
"""What is left out at each end of a prior."""
_COSTS = ("ladder.theta_sign", "ladder.theta_rally", "ladder.theta_walkout")
_MOST_SOBOL = 20


@dataclass(frozen=True, kw_only=True)
class Influential:
    """One key: its range, and what of the outcome hangs on it."""

    key: str
    meaning: str
    unit: str
    low: float
    high: float
    """The ends of its range."""
    size: float
    """Morris: mean size of what moving it through its range changes (mu*), in units of the
    outcome. Sobol: the share of the outcome's variance in which it has a part (total index)."""
    size_low: float
    size_high: float
    """95 % interval of `size`."""
    other: float
    """Morris: how much that varies with the other keys (sigma). Sobol: the share of the variance
    that it explains alone (first-order index)."""
    other_low: float
    other_high: float
    """95 % interval of `other`."""
    way: str
    """Morris: rises, falls or both, as the key rises; empty for Sobol and for means of the
    regime."""


@dataclass(frozen=True, kw_only=True)
class Sensitivity:
    """Keys of a scenario by how much an outcome hangs on them, the most influential first."""

    scenario: str
    scenario_hash: str
    version: str
    method: Method
    outcome: str
    outcome_words: str
    points: int
    """Trajectories (Morris) or blocks (Sobol)."""
    used: int
    """Those that went in."""
    left_out: int
    """Those left out because a run of theirs failed."""
    runs: int
    """In all."""
    lucks: int
    """Draws of luck, common to all points, over which outcomes are averaged."""
    failed: int
    scale: float
    seed: int
    width: float
    """How wide priors are taken beside the scenario's."""
    keys: tuple[Influential, ...]
    """Empty if the runs cannot tell."""
    nothing: tuple[str, ...]
    """Keys that change nothing in any run."""
    constant: tuple[str, ...]
    """Keys left out, as their range is a single value."""
    words: str
    """What to know beside the numbers."""
    digest: str

    @property
    def holds(self) -> bool:
        """There is nothing to be held against."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return asdict(self)


def sensitivity(
    scenario: Scenario,
    *,
    method: str = "morris",
    keys: Sequence[str] = (),
    points: int | None = None,
    outcome: str = "peak_out",
    runs: int = 1,
    width: float = WIDTH,
    seed: int = 1,
    scale: float = SCALE,
    how: How | None = None,
) -> Sensitivity:
    """Rank keys by how much an outcome hangs on them over the scenario's prior.

    `method` is `morris` (cheap; `points` trajectories of one run more than there are keys) or
    `sobol` (shares of the variance; `points` blocks of two runs more, a power of two). `keys` are
    dotted keys with a prior; for Morris all that have a part in a run if none is named. All points
    share one draw of luck, or outcomes are averaged over `runs` of them. `width` is that of the
    prior.

    Raises `InputError` for arguments that will not do, with every fault, or if SALib is not
    installed; `OutOfRoomError` if memory or disk will not do.
    """
    chosen = _asked(scenario, method, keys, outcome, width)
    many = METHODS[method] if points is None else points
    params = [scenario.declared(key) for key in chosen]
    spread = {
        param.key: (value_at(scenario, param, 0.0, width), value_at(scenario, param, 1.0, width))
        for param in params
    }
    moving = [param for param in params if spread[param.key][0] < spread[param.key][1]]
    if not moving:
        cure = "give a --width above 0, or other keys"
        fault = Fault(file="--key", problem="every key has a range of one value", cure=cure)
        raise InputError([fault])
    ranges = [Range(param.key, 0.0, 1.0) for param in moving]
    design = (morris_points if method == "morris" else sobol_blocks)(ranges, many, seed)
    plan = Plan(
        question="sensitivity",
        scenario=scenario,
        belief=Belief(source="prior", width=width),
        arms=_arms(scenario, moving, design, width),
        together=False,
        vary=("shared", "own"),
        seed=seed,
        scale=scale,
    )
    done = carry_out(plan, runs, how or How())
    outputs = outputs_of(done, outcome)
    found = (morris if method == "morris" else sobol)(ranges, outputs.tolist(), seed)
    return _answer(done, found, moving, spread, many, outcome)


def value_at(scenario: Scenario, param: Param, share: float, width: float) -> float | int:
    """The value of a parameter at a share, 0 to 1, of its range, evenly in its probability."""
    value = prior_of(scenario, param, width).quantile(_TAIL + (1.0 - 2.0 * _TAIL) * share)
    low = value if param.low is None else param.low
    high = value if param.high is None else param.high
    value = min(max(value, low), high)
    return int(value + 0.5) if param.type is int else value


def outputs_of(runs: Runs, outcome: str) -> F64:
    """The outcome at each point, averaged over the draws of luck; NaN where one of them failed."""
    scalars = [runs.column(name) for name in ("arm", "error")]
    values = runs.column(outcome).astype(np.float64)
    values = np.log1p(values) if OUTCOMES[outcome][0] else values
    values = np.where(scalars[1] == "", values, np.nan)
    many = len(runs.plan.arms)
    sums = np.bincount(scalars[0], weights=values, minlength=many)
    return sums / np.bincount(scalars[0], minlength=many)


def _asked(
    scenario: Scenario, method: str, keys: Sequence[str], outcome: str, width: float
) -> tuple[str, ...]:
    """The keys to move. Raises `InputError` with all that is wrong."""
    faults: list[Fault] = []
    for option, value, known in (("--method", method, METHODS), ("--outcome", outcome, OUTCOMES)):
        if value not in known:
            fault = Fault(file=option, value=value, problem="none", cure=nearest(value, known))
            faults.append(fault)
    if not 0.0 < width <= 1.0:
        cure = "give a number above 0, up to 1 for all of the prior"
        faults.append(Fault(file="--width", value=width, problem="no share of a prior", cure=cure))
    chosen = tuple(dict.fromkeys(keys))
    for key in chosen:
        if key not in DRAWN:
            problem = "no key, or one without a prior"
            cure = nearest(key, DRAWN)
            faults.append(Fault(file="--key", value=key, problem=problem, cure=cure))
    if method == "sobol" and not 1 <= len(chosen) <= _MOST_SOBOL:
        problem = "none is named" if not chosen else f"{len(chosen)} are too many"
        cure = f"name up to {_MOST_SOBOL}, those that --method morris ranks highest"
        faults.append(Fault(file="--key", problem=f"for Sobol's indices, {problem}", cure=cure))
    if faults:
        raise InputError(faults)
    return chosen or IN_A_RUN


def _arms(
    scenario: Scenario, params: Sequence[Param], design: Sequence[Point], width: float
) -> tuple[Arm, ...]:
    arms: list[Arm] = []
    for number, shares in enumerate(design, 1):
        values = {
            param.key: value_at(scenario, param, shares[param.key], width) for param in params
        }
        arms.append(Arm(name=f"point-{number}", values=tuple(_risen(scenario, values).items())))
    return tuple(arms)


def _risen(scenario: Scenario, values: dict[str, float | int]) -> dict[str, float | int]:
    """With the costs of rungs put in rising order, as draws are."""
    if not values.keys() & set(_COSTS):
        return values
    given: list[float | int] = [
        values[key] if key in values else scenario.value(key) for key in _COSTS
    ]
    costs = sorted(given)
    return values | dict(zip(_COSTS, costs, strict=True))


def _answer(
    runs: Runs,
    found: Effects | Indices,
    params: Sequence[Param],
    spread: dict[str, tuple[float | int, float | int]],
    points: int,
    outcome: str,
) -> Sensitivity:
    plan = runs.plan
    told = found.effects if isinstance(found, Effects) else found.indices
    numbered = enumerate(params if told else ())
    rows = [_row(param, spread[param.key], at, found) for at, param in numbered]
    moving = {param.key for param in params}
    lucks = len(np.unique(runs.column("draw")))
    return Sensitivity(
        scenario=plan.scenario.name,
        scenario_hash=plan.scenario.hash,
        version=version("downtools"),
        method="morris" if isinstance(found, Effects) else "sobol",
        outcome=outcome,
        outcome_words=OUTCOMES[outcome][1],
        points=points,
        used=found.used,
        left_out=found.left_out,
        runs=len(runs),
        lucks=lucks,
        failed=runs.failed,
        scale=plan.scale,
        seed=plan.seed,
        width=plan.belief.width,
        keys=tuple(sorted(rows, key=lambda row: -row.size)),
        nothing=tuple(row.key for row in rows if row.size == 0.0),
        constant=tuple(key for key in spread if key not in moving),
        words=_words(found, params, lucks),
        digest=runs.digest,
    )


def _row(
    param: Param, ends: tuple[float | int, float | int], at: int, found: Effects | Indices
) -> Influential:
    if isinstance(found, Effects):
        effect = found.effects[at]
        numbers = (effect.size, effect.low, effect.high)
        others = (effect.spread, effect.spread_low, effect.spread_high)
        way = "" if param.key in MEANS else _way(effect.mean, effect.size)
    else:
        index = found.indices[at]
        numbers = (index.total, index.total_low, index.total_high)
        others = (index.first, index.first_low, index.first_high)
        way = ""
    return Influential(
        key=param.key,
        meaning=param.meaning,
        unit=param.unit,
        low=float(ends[0]),
        high=float(ends[1]),
        size=numbers[0],
        size_low=numbers[1],
        size_high=numbers[2],
        other=others[0],
        other_low=others[1],
        other_high=others[2],
        way=way,
    )


def _way(mean: float, size: float) -> str:
    """Which way the outcome goes as the key rises, if it nearly always goes one way."""
    if size == 0.0:
        return ""
    return "both" if abs(mean) < 0.8 * size else "rises" if mean > 0.0 else "falls"


def _words(found: Effects | Indices, params: Sequence[Param], lucks: int) -> str:
    said = [f"{found.words[:1].upper()}{found.words[1:]}."] if found.words else []
    luck = "one draw of luck" if lucks == 1 else f"the mean over {lucks} draws of luck"
    said.append(
        f"All intervals are over the points, given {luck}: with other luck the ranks may differ."
    )
    if {param.key for param in params} & set(_COSTS):
        said.append("The costs of the rungs are put in rising order at each point, as in draws.")
    if isinstance(found, Effects) and any(param.key in MEANS for param in params):
        said.append("Which way the outcome goes is not told of the means of the regime.")
    said.append("A key matters here over what is not known of it, not by what it could do.")
    return " ".join(said)
