"""Write the tables of patterns into the pages of the countries (some minutes on 2 cores).

    python -m tools.patterns_pages [SCENARIO ...]

The rest of docs/belarus-2020.md, docs/serbia-2000.md and docs/cases.md is written by hand.
"""

import dataclasses
import sys
from typing import Any

from downtools.scenario import load
from downtools.scenario.tables import LEVELS
from downtools.study.patterns import patterns
from downtools.study.patterns.held import in_words
from tools.results import answered, asked, put

COUNTRIES = ("belarus-2020", "serbia-2000")
"""Each with a page of its own, and with its table kept beside its data."""
CASES = ("ussr-1989", "belarus-1991", "poland-1980", "hongkong-2019")
"""Each a section of docs/cases.md, between marks with its name."""
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
    """Run the command for each scenario, and put its table between the marks of its page."""
    for name in sys.argv[1:] or (*COUNTRIES, *CASES):
        if name in CASES:
            begin, end = (f"<!-- {where} of table: {name} -->" for where in ("begin", "end"))
            borrowed = table_of(answered("patterns", name), "")
            put("cases.md", begin, end, f"{borrowed}\n\n{beside(name, 'prior')}")
            continue
        parts = [table_of(asked("patterns", name, "--from", "prior")), control(name)]
        if load(name).people_from:
            parts.append(beside(name, "posterior"))
        put(f"{name}.md", BEGIN, END, "\n\n".join(parts))


def beside(name: str, source: str) -> str:
    """How many patterns hold over another belief than the table's, in a line."""
    facts = answered("patterns", name, "--from", source)
    return (
        f"Beside it, `--from {source}` ({facts['belief']}): {facts['passing']} of"
        f" {len(facts['patterns'])} patterns hold; reach {_shares(facts['reach'])}; resolution"
        f" {_shares(facts['resolution'])}."
    )


def control(name: str) -> str:
    """How many patterns hold if no site has an effect of its own, which facts about it chose."""
    scenario = load(name)
    given = sum(site.effect is not None for site in scenario.sites)
    drawn = tuple(dataclasses.replace(site, effect=None) for site in scenario.sites)
    table = patterns(dataclasses.replace(scenario, sites=drawn), source="prior")
    return (
        f"As a control: with the effects of the {given} sites that have one drawn in each run like"
        f" those of all others, {table.passing} of {len(table.patterns)} patterns hold."
    )


def table_of(facts: dict[str, Any], source: str = " --from prior") -> str:
    """The table in Markdown: how the runs ended, every pattern, and guesses about the misses."""
    rows: list[dict[str, Any]] = facts["patterns"]
    missed = [row for row in rows if not row["holds"]]
    lines = [
        f"`downtools patterns {facts['scenario']}{source}` (version {facts['version']}):"
        f" {facts['runs']} runs at scale {facts['scale']:g}, each with its own luck and parameters,"
        f" drawn from {facts['belief']}. A pattern holds if"
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
        f"{_told(row, 'median')} ({_told(row, 'low')} to {_told(row, 'high')})",
        "yes" if row["holds"] else "**no**",
        row["miss"],
    )
    return f"| {' | '.join(cells)} |"


def _observed(row: dict[str, Any]) -> str:
    low, high, point = (row[f"observed_{edge}"] for edge in ("low", "high", "point"))
    unit = "" if row["unit"] == "date" or row["unit"] in LEVELS else f" {row['unit']}"
    if point is not None:
        return _told(row, "observed_point") + unit
    if low is None or high is None:
        least, edge = ("at most", "high") if low is None else ("at least", "low")
        return f"{least} {_told(row, f'observed_{edge}')}{unit}"
    low, high = _told(row, "observed_low"), _told(row, "observed_high")
    return (low if low == high else f"{low} to {high}") + unit


def _told(row: dict[str, Any], name: str) -> str:
    value: float | str = row[name]
    return value if isinstance(value, str) else in_words(row["unit"], value)


def _shares(shares: dict[str, dict[str, float]]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {share['p']:.0%} ({share['low']:.0%} to {share['high']:.0%})"
        for name, share in shares.items()
        if share["p"]
    )


if __name__ == "__main__":
    main()
