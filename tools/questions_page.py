"""Write the answers of docs/questions.md from the commands' own (some minutes on 2 cores).

    python -m tools.questions_page [ensemble] [levers] [ablate]

The first two are kept with the package, so that the report of a run shows them.
"""

import sys
from typing import Any

from tools.results import answered, asked, put

PAGE = "questions.md"
ENSEMBLE = ("ensemble", "belarus-2020", "--runs", "200")
LEVERS = ("levers", "belarus-2020", "--runs", "200")
ABLATE = ("ablate", "belarus-2020", "--runs", "50", "--from", "prior")


def main() -> None:
    """Run the commands named, or both, and put their answers between the marks of the page."""
    wanted = sys.argv[1:] or ["ensemble", "levers", "ablate"]
    if "ensemble" in wanted:
        put(PAGE, *_marks("ensemble"), likely(asked(*ENSEMBLE)))
    if "levers" in wanted:
        put(PAGE, *_marks("levers"), changed(asked(*LEVERS)))
    if "ablate" in wanted:
        put(PAGE, *_marks("ablate"), without(answered(*ABLATE)))


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: python -m tools.questions_page -->", f"<!-- end of {name} -->"


def likely(facts: dict[str, Any]) -> str:
    """How likely, and where the variance is from, in Markdown."""
    failed = f"; {facts['failed']} failed" if facts["failed"] else ""
    lines = [
        f"`downtools {' '.join(ENSEMBLE)}` (version {facts['version']}): {facts['runs']} runs at"
        f" scale {facts['scale']:g}{failed}, parameters from {facts['belief']},"
        f" {facts['seconds'] / 60:.0f} minutes.",
        "",
        "| | probability | 95 % interval |",
        "|---|---|---|",
    ]
    for kind in ("reach", "resolution"):
        for name, share in facts[kind].items():
            lines.append(f"| {kind}: {name.replace('_', ' ')} | {_share(share)} |")
    lines += ["", "| variance of | parameters | shared luck | own luck |", "|---|---|---|---|"]
    for row in facts["variance"]:
        cells = " | ".join(_part(row[name]) for name in ("parameters", "shared", "own"))
        lines.append(f"| {row['measure']} | {cells} |")
    return "\n".join(lines)


def _share(share: dict[str, Any]) -> str:
    return f"{share['p']:.1%} | {share['low']:.1%} to {share['high']:.1%}"


def _part(part: dict[str, Any] | None) -> str:
    if part is None:
        return "does not vary"
    return f"{part['share']:.0%} ({part['low']:.0%} to {part['high']:.0%})"


def changed(facts: dict[str, Any]) -> str:
    """The levers and the delay curve, in Markdown."""
    reach = facts["reach"].replace("_", " ")
    base = facts["baseline"]
    lines = [
        f"`downtools {' '.join(LEVERS)}` (version {facts['version']}): {facts['runs']} draws at"
        f" scale {facts['scale']:g}, parameters from {facts['belief']},"
        f" {facts['seconds'] / 60:.0f} minutes."
        f" Without a lever: P(at least {reach}) = {base[facts['reach']]['p']:.1%},"
        f" P(nationwide) = {base['nationwide']['p']:.1%}.",
        "",
        f"| lever | P(at least {reach}), points | P(nationwide), points |"
        " most people out, times (5 to 95 %) | rests on |",
        "|---|---|---|---|---|",
    ]
    for row in facts["levers"]:
        nation, span = row["by_reach"]["nationwide"], row["ranges"][0]
        lines.append(
            f"| {row['lever']} | {_points(row['p_reach_difference'], row['low'], row['high'])} |"
            f" {_points(nation['difference'], nation['low'], nation['high'])} |"
            f" {span['peak_factor']:.2f} ({span['peak_low']:.2f} to {span['peak_high']:.2f}) |"
            f" {row['flag']} |"
        )
    lines += [
        "",
        "Had the inter-site committee existed from another day on:",
        "",
        f"| from | P(at least {reach}) | 95 % interval | change, points |",
        "|---|---|---|---|",
    ]
    for point in facts["delay"]:
        change, own = point["change"], " (the scenario)" if point["days"] == 0 else ""
        lines.append(
            f"| {point['open_on'] or 'never'}{own} | {_share(point['p_reach'])} |"
            f" {_points(change['difference'], change['low'], change['high'])} |"
        )
    lines += ["", *(f"- **{row['lever']}**: {row['words']}" for row in facts["levers"])]
    return "\n".join(lines)


def without(facts: dict[str, Any]) -> str:
    """What each level of influence adds, in Markdown."""
    lines = [
        f"`downtools {' '.join(ABLATE)}` (version {facts['version']}): {facts['runs']} draws at"
        f" scale {facts['scale']:g}, {facts['seconds'] / 60:.0f} minutes; {facts['patterns']}"
        " patterns.",
        "",
        "| model | patterns that hold | P(at least sector or region), points |"
        " most people out, times (95 %) | verdict |",
        "|---|---|---|---|---|",
    ]
    for row in facts["arms"]:
        change = row["p_reach"]["sector_or_region"]
        size = f"{row['peak_factor']:.2f} ({row['peak_low']:.2f} to {row['peak_high']:.2f})"
        lines.append(
            f"| {row['arm']} | {row['patterns']} |"
            f" {_points(change['difference'], change['low'], change['high'])} | {size} |"
            f" {row['verdict'] if row['says'] else ''} |"
        )
    return "\n".join([*lines, "", facts["words"]])


def _points(difference: float, low: float, high: float) -> str:
    return f"{100 * difference:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


if __name__ == "__main__":
    main()
