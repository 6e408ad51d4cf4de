"""A run as one HTML page that needs nothing else: the answer first, what it rests on last."""

from functools import cache
from pathlib import Path

from downtools.run.run import Run
from downtools.show import changed, cite, course, grounds, likely, sections, studies
from downtools.show.giants import giants
from downtools.show.html import Html, join, tag
from downtools.show.player import script_policy
from downtools.show.style import COLOURS, write_whole
from downtools.study.stored import Studies, studies_of

__all__ = ["report", "write_report"]

_CONTENTS = {
    "curve": "Day by day",
    "map": "Where",
    "events": "What happened when",
    "giants": "The giants",
    "funnel": "Funnel",
    "organised": "Committees",
    "belief": "Belief",
    "money": "Money lost",
    "likely": "How likely",
    "fans": "Many runs by day",
    "levers": "What would have changed it",
    "delay": "A committee sooner or later",
    "patterns": "Patterns",
    "mechanisms": "Mechanisms",
    "outcome": "Definition",
    "schedule": "From outside",
    "limits": "What this is not",
    "assumptions": "Assumptions",
    "provenance": "Make it again",
    "cite": "Cite",
    "licences": "Licences",
}
_POLICY = f"default-src 'none'; {script_policy()}; style-src 'unsafe-inline'; img-src data:"
"""Even if something in the page asked for it, a browser fetches nothing and runs nothing else."""


def report(run: Run, tables: Studies | None = None) -> str:
    """The report of a run as the text of an HTML page; the same run gives the same text.

    `tables` are the stored studies of its scenario; those shipped, if left out. Without observed
    facts in the scenario, the section of patterns is left out.
    """
    tables = tables or studies_of(run.scenario)
    often = {
        "likely": likely.how_likely(run, tables.ensemble),
        "fans": likely.day_by_day(run, tables.ensemble),
        "levers": changed.would_have_changed(run, tables.levers),
        "delay": changed.delayed(tables.levers),
        "patterns": studies.patterns(run, tables.patterns),
    }
    parts = (
        sections.curve(run),
        sections.map_section(run),
        course.events(run),
        giants(run),
        sections.funnel(run),
        course.organised(run),
        course.belief(run),
        course.money(run),
        *often.values(),
        studies.mechanisms(run, tables.mechanisms),
        grounds.outcome(run),
        grounds.happened(run.scenario),
        sections.limits(),
        grounds.assumptions(run),
        grounds.provenance(run),
        cite.how_to_cite(run),
        grounds.licences(run.scenario),
    )
    left_out = {anchor for anchor, made in often.items() if not made.text}
    front = (
        sections.opening(run, tables.ensemble or tables.patterns),
        _contents(left_out),
        sections.words(),
    )
    main = tag("main", *front, join((part for part in parts if part.text), "\n"))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("link", rel="icon", href="data:,"),
        tag("title", f"{run.scenario.title}: run with seed {run.seed}"),
        Html(f"<style>\n{_style()}</style>"),
    )
    page = tag("html", head, "\n", tag("body", main), "\n", lang="en")
    return f"<!doctype html>\n{page.text}\n"


def write_report(run: Run, path: Path, tables: Studies | None = None) -> None:
    """Write the report of a run as an HTML file, whole or not at all; `tables` as of `report`.

    Raises `OutOfRoomError` if it cannot be written.
    """
    write_whole(path, report(run, tables).encode("utf-8"))


def _contents(left_out: set[str]) -> Html:
    links = (
        tag("a", name, href=f"#{anchor}")
        for anchor, name in _CONTENTS.items()
        if anchor not in left_out
    )
    return tag("nav", join(links, " "), aria_label="Sections of this report")


@cache
def _style() -> str:
    """The style sheet: colours by name for light and dark pages, paper always light."""
    light = "".join(f"--{name}:{value};" for value, (name, _) in COLOURS.items())
    dark = "".join(f"--{name}:{value};" for name, value in COLOURS.values())
    return (
        f":root{{{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        + Path(__file__).with_name("report.css").read_text("utf-8")
    )
