"""Nothing that a scenario or a table says becomes a tag of the report, wherever it says it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.scenario.declare import params_of
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import all_params
from downtools.scenario.tables import Link, Observed, Report
from downtools.show.report import report
from downtools.study.stored import Studies
from tests.pages import Reader
from tests.tables import mechanisms_of, patterns_of

MARKUP = (
    "\"'>--></title></desc></style></script></svg></textarea>"
    '<x-bad onload="x()" href=javascript:x()><script>x()</script><img src=x onerror=x()>&lt;x-bad>'
)
HARMLESS = "q" * len(MARKUP)
FIXED = {"nation", "*", ""}
"""Texts that say what something is, and are no one's name."""


@pytest.fixture(scope="module")
def run() -> Run:
    """A run whose scenario has a row in every table."""
    made = simulate(load("one-plant"), seed=1)
    base = made.scenario
    fact = Observed(
        pattern="out",
        label="Most people out",
        measure="peak_out_people",
        site=base.sites[0].site,
        first=dt.date(2020, 8, 9),
        last=dt.date(2020, 8, 20),
        low=1.0,
        unit="people",
        source_kind="workers",
        source="https://example.org/x",
        denominator="all",
        guess="a guess",
    )
    told = Report(
        report="one",
        event="one",
        date=dt.date(2020, 8, 11),
        site=base.sites[0].site,
        event_type="strike",
        size_best=100.0,
        unit="people",
        claim_by="workers",
        confidence=3,
        source="https://example.org/y",
    )
    sector = base.sectors[0].sector
    scenario = dataclasses.replace(
        base,
        confound="Two things at once",
        capital=base.districts[0].region,
        districts=tuple(
            dataclasses.replace(row, latitude=53.0, longitude=28.0) for row in base.districts
        ),
        sites=tuple(dataclasses.replace(row, effect=0.0) for row in base.sites),
        links=(Link(user=sector, supplier=sector, share=0.1, source="assumption"),),
        reports=(told,),
        observed=(fact,),
        sources=(("police.harm", "assumption"),),
    ).with_values({"workplace.giant_staff": 1000})
    return dataclasses.replace(made, scenario=scenario)


def marked(part: Any, mark: str) -> Any:
    """A part of a scenario, every text of it with the mark after it but for choices of a list."""
    if isinstance(part, tuple):
        return tuple(marked(item, mark) for item in part)
    if isinstance(part, str):
        return part if part in FIXED else part + mark
    if not dataclasses.is_dataclass(part) or isinstance(part, type):
        return part
    chosen = {name for name, param in params_of(type(part)).items() if param.choices}
    values = {
        field.name: marked(getattr(part, field.name), mark)
        for field in dataclasses.fields(part)
        if field.name not in chosen
    }
    return dataclasses.replace(part, **values)


def hostile(scenario: Scenario, mark: str) -> Scenario:
    """The scenario marked; the keys of its sources stay, so that they are found."""
    made: Scenario = marked(scenario, mark)
    keys = (key for key, _ in scenario.sources)
    sources = tuple(zip(keys, (said for _, said in made.sources), strict=True))
    return dataclasses.replace(made, sources=sources)


def texts(part: Any) -> list[str]:
    """Every text in a part of a scenario."""
    if isinstance(part, tuple):
        return [text for item in part for text in texts(item)]
    if isinstance(part, str):
        return [part]
    if not dataclasses.is_dataclass(part) or isinstance(part, type):
        return []
    return [text for field in dataclasses.fields(part) for text in texts(getattr(part, field.name))]


def page_of(run: Run, mark: str) -> Reader:
    """The page of the run with every text marked, those of its tables too."""
    made = hostile(run.scenario, mark)
    parts = mechanisms_of(made)
    rows = tuple(marked(row, mark) for row in parts.rows)
    patterns = patterns_of(made, ["out" + mark])
    lines = tuple(dataclasses.replace(row, miss="far" + mark) for row in patterns.patterns)
    tables = Studies(
        dataclasses.replace(patterns, patterns=lines), dataclasses.replace(parts, rows=rows)
    )
    return Reader(report(dataclasses.replace(run, scenario=made), tables))


def test_every_text_of_a_scenario_is_marked(run: Run):
    """What the test below says of all texts is not said of none."""
    made = texts(hostile(run.scenario, MARKUP))
    assert sum(MARKUP in text for text in made) > 60
    bare = {text for text in made if MARKUP not in text}
    known = {"police.harm", *FIXED, *all_params()}
    choices = {
        choice
        for row in (*run.scenario.schedule, *run.scenario.sites, *run.scenario.sectors)
        for param in params_of(type(row)).values()
        for choice in param.choices
    }
    choices |= {run.scenario.observed[0].measure, "workers", "day"}
    assert bare <= known | choices


def test_no_text_becomes_a_tag(run: Run):
    bad, good = page_of(run, MARKUP), page_of(run, HARMLESS)
    assert "x-bad" not in bad.tags
    assert set(bad.tags) == set(good.tags)
    for tag in ("script", "style", "svg", "title", "section", "table", "a"):
        assert bad.tags.count(tag) == good.tags.count(tag)
    assert bad.open == []
    assert {name for name, _ in bad.attributes} == {name for name, _ in good.attributes}
    assert not any(name.startswith("on") for name, _ in bad.attributes)
    assert not any("javascript" in address for address in bad.refers)
    assert MARKUP in "".join(bad.said)
