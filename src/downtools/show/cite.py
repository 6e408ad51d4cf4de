"""The section of a report that says how to cite it."""

from downtools.run.run import Run
from downtools.show.grounds import command
from downtools.show.html import Html, section, tag

__all__ = ["YEAR", "how_to_cite"]

YEAR = 2026
"""The year of this version, as CHANGELOG.md has it."""

_AUTHORS = "The downtools authors"
_TITLE = "downtools: strike waves under repression, every worker of a country in the model"
_SPECIAL = {letter: f"\\{letter}" for letter in "&%$#_"} | dict.fromkeys("{}\\~^", "")


def how_to_cite(run: Run) -> Html:
    """A line to cite, the same for BibTeX, and the command that makes the run again."""
    made_by = run.provenance["versions"]["downtools"]
    name, scenario_hash = run.scenario.name, run.scenario.hash
    told = "Who cites a run should give the command that makes it again: "
    which = f"Scenario {name}, content {scenario_hash[:12]}, seed {run.seed}, digest {run.digest}"
    again = command(run) or "downtools rerun DIR"
    title = f"{_AUTHORS} ({YEAR}). {_TITLE} (version {made_by})"
    entry = (
        "@software{downtools,\n"
        f"  author = {{{{{_AUTHORS}}}}},\n"
        f"  title = {{{{{_TITLE}}}}},\n"
        f"  year = {{{YEAR}}},\n"
        f"  version = {{{_tex(made_by)}}},\n"
        f"  note = {{{_tex(which)}}}\n"
        "}"
    )
    return section(
        "cite",
        "How to cite",
        tag("p", f"{title} [software]. {which}.", class_="cited"),
        tag("pre", tag("code", entry)),
        tag("p", told, tag("code", again)),
    )


def _tex(text: str) -> str:
    """A text as TeX sets it: letters with a meaning of their own are escaped or left out."""
    return "".join(_SPECIAL.get(letter, letter) for letter in text)
