"""A scenario as a notebook shows it: title, question, a small table, and its page to open."""

from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

from downtools.scenario.describe import page
from downtools.scenario.parameters import all_params

if TYPE_CHECKING:
    from downtools.scenario.model import Scenario

__all__ = ["card", "notebook"]


def notebook(scenario: "Scenario") -> str:
    """The scenario as HTML; every text is escaped."""
    whole = (
        "<details><summary>The whole scenario in words</summary>"
        f'<pre style="white-space:pre-wrap">{escape(page(scenario))}</pre></details>'
    )
    return card(scenario.title, scenario.question, _rows(scenario), whole)


def card(title: str, said: str, rows: Iterable[tuple[str, str]], more: str) -> str:
    """A title, a sentence and a table of names and values, all escaped, and `more` HTML as it is.

    Notebooks align cells to the right and bring no style sheet of ours, so each cell says how.
    """
    cells = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(value)}</td></tr>'
        for name, value in rows
    )
    return (
        f'<div style="max-width:720px"><p><strong>{escape(title)}</strong><br>{escape(said)}</p>'
        f"<table><tbody>{cells}</tbody></table>{more}</div>"
    )


def _rows(scenario: "Scenario") -> Iterator[tuple[str, str]]:
    """What the table tells, and how much of it."""
    calendar, declared = scenario.calendar, all_params()
    employed = sum(sector.employed for sector in scenario.sectors)
    assumed = sum(scenario.source_of(key).startswith("assumption") for key in declared)
    yield "Days", f"{calendar.days}, from {calendar.start} to {calendar.end}"
    yield "Workers", f"{employed:,} of {scenario.population:,.0f} people"
    yield "Named workplaces", f"{len(scenario.sites):,}"
    yield "Districts", f"{len(scenario.districts):,}"
    yield "Sectors", f"{len(scenario.sectors):,}"
    yield "Entries of the schedule", f"{len(scenario.schedule):,}"
    yield "Parameters", f"{len(declared)}, of which {assumed} rest on an assumption alone"
    yield "Name and content", f"{scenario.name}, {scenario.hash[:12]}"
