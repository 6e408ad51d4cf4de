"""Stored tables of both kinds, made by hand."""

import dataclasses
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from downtools.scenario.model import Scenario
from downtools.scenario.tables import Observed
from downtools.study.mechanisms.table import Mechanisms, Shown
from downtools.study.patterns.table import Pattern, Patterns
from downtools.study.shares import Probability

_OF_PAIRS = ("expected", "why", "effect", "low", "high", "smallest", "share")
NEVER = Probability(p=0.0, low=0.0, high=0.07, n=50)


def patterns_of(scenario: Scenario, misses: Sequence[str] = ()) -> Patterns:
    """A table of the scenario's facts over 50 runs, in which those named are missed."""
    rows = tuple(_pattern(fact, fact.pattern in misses) for fact in scenario.observed)
    often = Probability(p=0.62, low=0.48, high=0.74, n=50)
    rarely = Probability(p=0.38, low=0.26, high=0.52, n=50)
    return Patterns(
        scenario=scenario.name,
        scenario_hash=scenario.hash,
        version=version("downtools"),
        runs=50,
        scale=1.0,
        belief="the prior",
        factor=2.0,
        confound=scenario.confound,
        passing=len(rows) - len(misses),
        reach={"none": rarely, "sites": often, "sector_or_region": NEVER, "nationwide": NEVER},
        resolution={"ridden_out": often, "open": rarely},
        patterns=rows,
    )


def _pattern(fact: Observed, missed: bool) -> Pattern:
    day = fact.unit == "date"
    return Pattern(
        name=fact.pattern,
        label=fact.label,
        rung=fact.rung,
        first=str(fact.first),
        last=str(fact.last),
        denominator=fact.denominator,
        unit=fact.unit,
        observed_low=str(fact.first) if day else fact.low,
        observed_high=str(fact.last) if day else fact.high,
        observed_point=fact.point,
        source_kind=fact.source_kind,
        source=fact.source,
        median="2020-08-18" if day else 1234.0,
        low="2020-08-17" if day else 1000.5,
        high="2020-08-20" if day else 1500.0,
        share=0.5,
        holds=not missed,
        miss="3.5 times below" if missed else "",
        guess=fact.guess,
    )


def mechanisms_of(scenario: Scenario, **row: Any) -> Mechanisms:
    """A table of one part that holds, one that does not, and a feature."""
    pair = Shown(
        row="S1",
        expected="+",
        why="by construction",
        effect=0.5,
        low=0.2,
        high=0.7,
        smallest=0.02,
        share=1.0,
        holds=True,
        part="force, beside none",
        measure="person-days",
        note="medians: on 2, off 1",
        reason="",
    )
    failing = dataclasses.replace(
        pair,
        row="S2",
        expected="-",
        effect=-0.01,
        low=-0.3,
        holds=False,
        part="meetings, beside none",
        reason="sign in 60% of draws",
    )
    feature = dataclasses.replace(pair, row="S23", **dict.fromkeys(_OF_PAIRS))
    return Mechanisms(
        scenario=scenario.name,
        scenario_hash=scenario.run_hash,
        version=version("downtools"),
        runs=100,
        scale=0.1,
        width=0.5,
        rows=(
            pair,
            dataclasses.replace(failing, **row),
            feature,
        ),
    )


def written(table: Patterns | Mechanisms, path: Path, **changed: Any) -> Path:
    """The table as the command prints it, with keys changed, or left out if their value is ...."""
    content = {**json.loads(json.dumps(table.plain())), **changed, "seconds": 1.5}
    kept = {key: value for key, value in content.items() if value is not ...}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept), "utf-8")
    return path
