"""Write the table of docs/mechanisms.md from the command's own answer (about an hour on 2 cores).

python -m tools.mechanisms_page
"""

from typing import Any

from tools.results import asked, put

COMMAND = ("mechanisms", "belarus-2020", "--scale", "0.1")
BEGIN, END = "<!-- table: python -m tools.mechanisms_page -->", "<!-- end of table -->"


def main() -> None:
    """Run the command, and put its table between the two marks of the page."""
    put("mechanisms.md", BEGIN, END, table_of(asked(*COMMAND)))


def table_of(facts: dict[str, Any]) -> str:
    """The table in Markdown, with the command that made it and why rows do not hold."""
    rows: list[dict[str, Any]] = facts["rows"]
    holding = sum(row["holds"] for row in rows)
    lines = [
        f"`downtools {' '.join(COMMAND)}`: {facts['runs']} pairs,"
        f" {facts['seconds'] / 60:.0f} minutes; {holding} of {len(rows)} rows hold.",
        "",
        "| row | on beside off | measured | expected | effect (95 %) | share | holds |",
        "|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
        "",
        *(f"- **{row['row']}** {_said(row)}" for row in rows),
    ]
    return "\n".join(lines)


def _line(row: dict[str, Any]) -> str:
    holds = "yes" if row["holds"] else "**no**"
    if row["expected"] is None:
        return f"| {row['row']} | {row['part']} | {row['measure']} | a feature | | | {holds} |"
    effect = f"{row['effect']:+.1%} ({row['low']:+.1%} to {row['high']:+.1%})"
    expected = f"{row['expected']} {row['why']}"
    cells = (row["row"], row["part"], row["measure"], expected, effect, f"{row['share']:.0%}")
    return f"| {' | '.join(cells)} | {holds} |"


def _said(row: dict[str, Any]) -> str:
    reason = f"does not hold: {row['reason']}; " if row["reason"] else ""
    return f"{reason}{row['note']}".removesuffix("; ") + "."


if __name__ == "__main__":
    main()
