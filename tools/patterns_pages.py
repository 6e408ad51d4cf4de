"""Write the tables of patterns into the pages of the countries (some minutes on 2 cores).

    python -m tools.patterns_pages [COUNTRY ...]

The rest of docs/belarus-2020.md and docs/serbia-2000.md is written by hand.
"""

import dataclasses
import sys
from typing import Any

from downtools.scenario import load
from downtools.study.patterns import patterns
from tools.results import asked, put

COUNTRIES = ("belarus-2020", "serbia-2000")
_HEADS = (
    "pattern",
    "rung",
    "days",
    "out of",
    "observed",
    "claim by",
    "median (5 to 95 %)",
    "holds",
    "miss",
)
BEGIN, END = "<!-- table: python -m tools.patterns_pages -->", "<!-- end of table -->"


def main() -> None:
    """Run the command for each country, and put its table between the marks of its page."""
    for name in sys.argv[1:] or COUNTRIES:
        put(
            f"{name}.md",
            BEGIN,
            END,
            "\n\n".join((table_of(asked("patterns", name)), control(name))),
        )


def control(name: str) -> str:
    """How many patterns hold if no site has an effect of its own, which facts about it chose."""
    scenario = load(name)
    given = sum(site.effect is not None for site in scenario.sites)
    drawn = tuple(dataclasses.replace(site, effect=None) for site in scenario.sites)
    table = patterns(dataclasses.replace(scenario, sites=drawn))
    return (
        f"As a control: with the effects of the {given} sites that have one drawn in each run like"
        f" those of all others, {table.passing} of {len(table.patterns)} patterns hold."
    )


def table_of(facts: dict[str, Any]) -> str:
    """The table in Markdown: how the runs ended, every pattern, and guesses about the misses."""
    rows: list[dict[str, Any]] = facts["patterns"]
    missed = [row for row in rows if not row["holds"]]
    lines = [
        f"`downtools patterns {facts['scenario']}` (version {facts['version']}):"
        f" {facts['runs']} runs at scale {facts['scale']:g}, each with its own luck and parameters,"
        f" drawn from the scenario's prior at {facts['width']:g} of its width. A pattern holds if"
        f" the median lies in the observed band, or within {facts['factor']:g} times of a single"
        " figure; the interval is 5 to 95 % of the runs and rescues no miss.",
        "",
        f"**{facts['passing']} of {len(rows)} patterns hold.** How the runs ended, each share with"
        f" its 95 % interval (Wilson): reach {_shares(facts['reach'])};"
        f" resolution {_shares(facts['resolution'])}.",
        "",
        f"| {' | '.join(_HEADS)} |",
        "|" + "---|" * len(_HEADS),
        *map(_line, rows),
    ]
    if missed:
        guesses = [f"- *{r['label']}* ({r['miss']}): {r['guess']}" for r in missed if r["guess"]]
        lines += ["", "What the misses may come from:", "", *guesses]
    return "\n".join(lines)


def _line(row: dict[str, Any]) -> str:
    days = (
        row["first"][5:]
        if row["first"] == row["last"]
        else f"{row['first'][5:]} to {row['last'][5:]}"
    )
    cells = (
        row["label"],
        row["rung"],
        days,
        row["denominator"],
        _observed(row),
        row["source_kind"].replace("_", " "),
        f"{_number(row['median'])} ({_number(row['low'])} to {_number(row['high'])})",
        "yes" if row["holds"] else "**no**",
        row["miss"],
    )
    return f"| {' | '.join(cells)} |"


def _observed(row: dict[str, Any]) -> str:
    low, high, point = (row[f"observed_{edge}"] for edge in ("low", "high", "point"))
    unit = "" if row["unit"] == "date" else f" {row['unit']}"
    if point is not None:
        return _number(point) + unit
    if low is None or high is None:
        return (f"at most {_number(high)}" if low is None else f"at least {_number(low)}") + unit
    return (_number(low) if low == high else f"{_number(low)} to {_number(high)}") + unit


def _number(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def _shares(shares: dict[str, dict[str, float]]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {share['p']:.0%} ({share['low']:.0%} to {share['high']:.0%})"
        for name, share in shares.items()
        if share["p"]
    )


if __name__ == "__main__":
    main()
