"""Answers of ensembles and levers, made by hand."""

import dataclasses
import datetime as dt
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from downtools.scenario.model import Scenario
from downtools.study.ensemble.answer import FANS, Ensemble, Fan, Spread
from downtools.study.ensemble.rows import COUNTS
from downtools.study.ensemble.runs import QUANTILES
from downtools.study.ensemble.variance import Part, Variance
from downtools.study.levers.answer import Delay, Levers, Range, Ranked
from downtools.study.paired import Change
from downtools.study.shares import Probability, interval


def share(hits: int, many: int = 60) -> Probability:
    low, high = interval(hits, many)
    return Probability(p=hits / many, low=low, high=high, n=many)


def change(difference: float, half: float = 0.05) -> Change:
    return Change(difference=difference, low=difference - half, high=difference + half)


def ensemble_of(scenario: Scenario, **changed: object) -> Ensemble:
    """An answer over 60 runs whose median of people out rises by 100 a day."""
    days = scenario.calendar.days
    slopes = (20.0, 60.0, 100.0, 200.0, 400.0)
    lines = tuple(tuple(slope * day for day in range(days)) for slope in slopes)
    parts = {"parameters": 0.7, "shared": 0.2, "own": 0.1}
    spread = Spread(unit="people", mean=12.0, low=1.0, median=10.0, high=40.0)
    names = [name for name in COUNTS if not name.startswith(("reach", "resolution"))]
    made = Ensemble(
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        version=version("downtools"),
        runs=60,
        failed=2,
        scale=0.02,
        seed=1,
        vary=("uncertainty", "shared", "own"),
        belief="the scenario's prior at 0.5 of its width",
        conditional="",
        reach={
            "none": share(6),
            "sites": share(42),
            "sector_or_region": share(9),
            "nationwide": share(3),
        },
        at_least={"sites": share(54), "sector_or_region": share(12), "nationwide": share(3)},
        resolution={
            "won": share(0),
            "conceded": share(2),
            "suspended": share(18),
            "ridden_out": share(40),
            "open": share(0),
        },
        sustained=share(50),
        general_strike_25=share(1),
        counts={name: spread for name in names if name not in ("sustained", "general_strike_25")},
        variance=(
            Variance(
                outcome="peak_out",
                measure="log(1 + most people out)",
                pairs=12,
                **{
                    name: Part(share=part, low=part - 0.1, high=min(part + 0.1, 1.0))
                    for name, part in parts.items()
                },
            ),
            Variance(
                outcome="wave_days",
                measure="working days",
                pairs=12,
                parameters=None,
                shared=None,
                own=None,
            ),
        ),
        start=str(scenario.calendar.start),
        fans=tuple(Fan(column=name, quantiles=QUANTILES, values=lines) for name in FANS),
        digest="ab" * 32,
    )
    return dataclasses.replace(made, **changed)


NAMES = (
    ("giant-committees", "workers", 0.35, "assumption"),
    ("no-street-violence", "regime", 0.2, "other cases"),
    ("joint-committee-7-days-earlier", "workers", 0.1, "data"),
    ("safe-channel", "public", 0.0, "assumption"),
    ("no-internet-shutdown", "regime", -0.15, "assumption"),
)
"""Levers by hand: name, side, change of the probability, what it rests on."""


def levers_of(scenario: Scenario, *, beliefs: int = 1, flat: bool = False) -> Levers:
    """An answer of five levers over 60 draws, over as many beliefs; `flat`: nothing changes."""
    rows = tuple(_lever(*one, beliefs, flat) for one in NAMES)
    opens = scenario.calendar.start + dt.timedelta(days=5)
    if scenario.parameters.inter_site_committee.open_on <= scenario.calendar.end:
        opens = scenario.parameters.inter_site_committee.open_on
    own = opens == scenario.parameters.inter_site_committee.open_on
    points = [
        Delay(
            open_on=str(opens + dt.timedelta(days=days)),
            days=days if own else None,
            p_reach=share(0 if flat else 15 - days),
            change=change(0.0 if flat else -days / 60),
        )
        for days in (-3, -1, 0, 1, 3, 7)
    ]
    never = Delay(open_on=None, days=None, p_reach=share(0 if flat else 2), change=change(-0.2))
    return Levers(
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        version=version("downtools"),
        runs=60,
        failed=1,
        scale=0.02,
        seed=1,
        reach="sector_or_region",
        belief="the scenario's prior at 0.5 of its width",
        by_rule_from=str(scenario.calendar.start),
        baseline={"sites": share(54), "sector_or_region": share(15), "nationwide": share(1)},
        levers=rows,
        delay=(*points, never),
        digest="cd" * 32,
    )


def _lever(name: str, side: str, by: float, flag: str, beliefs: int, flat: bool) -> Ranked:
    by = 0.0 if flat else by
    ranges = tuple(
        Range(
            belief=belief,
            p_reach=change(by * (1 - 0.4 * at), 0.06 + 0.04 * at),
            peak_factor=2.0 ** (6 * by),
            peak_low=2.0 ** (6 * by) / 1.5,
            peak_high=2.0 ** (6 * by) * 3,
        )
        for at, belief in enumerate(("posterior", "prior")[:beliefs])
    )
    return Ranked(
        lever=name,
        words=f"What {name} is.",
        side=side,
        p_reach_difference=by,
        low=by - 0.06,
        high=by + 0.07,
        p_reach=share(round(15 + 60 * by)),
        flag=flag,
        rests_on=f"rests on {flag}: police.harm",
        by_reach={name: change(by / 2) for name in ("sites", "sector_or_region", "nationwide")},
        settled=change(by / 4),
        wave_days=change(3.0 * by, 0.5),
        output_lost_usd=change(1e6 * by, 1e5),
        ranges=ranges,
    )


def written(study: Ensemble | Levers, path: Path, **changed: Any) -> Path:
    """The answer as the command prints it, with keys changed, or left out if their value is ...."""
    content = {**json.loads(json.dumps(study.plain())), **changed, "seconds": 1.5}
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in content.items() if value is not ...}
    path.write_text(json.dumps(kept), "utf-8")
    return path
