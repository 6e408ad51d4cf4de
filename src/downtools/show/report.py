"""A run as one HTML page that needs nothing else: the answer first, what it rests on last."""

from functools import cache
from pathlib import Path

from downtools.run.run import Run
from downtools.show import course, grounds, sections
from downtools.show.giants import giants
from downtools.show.html import Html, join, tag
from downtools.show.style import COLOURS, write_whole
from downtools.study import held_against

__all__ = ["report", "write_report"]

_CONTENTS = {
    "curve": "Day by day",
    "map": "Where",
    "giants": "The giants",
    "events": "Events",
    "organised": "Committees",
    "belief": "Belief",
    "money": "Money lost",
    "observed": "Observed",
    "outcome": "Definition",
    "schedule": "From outside",
    "limits": "What this is not",
    "assumptions": "Assumptions",
    "provenance": "Make it again",
    "licences": "Licences",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Even if something in the page asked for it, a browser fetches nothing."""


def report(run: Run) -> str:
    """The report of a run as the text of an HTML page; the same run gives the same text.

    Without observed facts in the scenario, their section is left out.
    """
    held = held_against(run)
    parts = (
        sections.curve(run),
        sections.map_section(run),
        giants(run),
        course.events(run),
        course.organised(run),
        course.belief(run),
        course.money(run),
        sections.observed(held),
        grounds.outcome(run),
        grounds.happened(run.scenario),
        sections.limits(),
        grounds.assumptions(run),
        grounds.provenance(run),
        grounds.licences(run.scenario),
    )
    left_out = set() if held else {"observed"}
    main = tag("main", sections.opening(run), _contents(left_out), join(parts, "\n"))
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


def write_report(run: Run, path: Path) -> None:
    """Write the report of a run as an HTML file, whole or not at all.

    Raises `OutOfRoomError` if it cannot be written.
    """
    write_whole(path, report(run).encode("utf-8"))


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
