"""Write what was observed beside runs at one to one into the pages of the countries.

    python -m tools.observed_pages

In docs/belarus-2020.md and docs/serbia-2000.md the text between the two marks is replaced; the rest
is written by hand.
"""

import argparse
import math
import statistics
from pathlib import Path

import downtools
from downtools.run.run import Run
from downtools.run.simulate import simulate
from downtools.scenario import load
from downtools.study.observed import Held, held_against
from downtools.world.build import build_world

DOCS = Path(__file__).parent.parent / "docs"
COUNTRIES = ("belarus-2020", "serbia-2000")
BEGIN, END = "<!-- made by tools.observed_pages -->", "<!-- end of what is made -->"
MADE = """\
Made by `python -m tools.observed_pages` with downtools {version}: seeds {first} to {last} at one to one,
{days} days, {workers:,} workers, the values of the scenario as they stand.

| run | reach | resolution | on | signed by the end | most rallying | most walking out | most striking | most out | on | output lost, USD |
|---|---|---|---|---|---|---|---|---|---|---|
{runs}

A fact *holds* if the median over the runs lies in the band; the last column counts the single runs in which
it does. The size of a miss is the factor between the median and the nearest bound.

| fact | observed | claim by | median (lowest to highest) | holds | miss | in runs |
|---|---|---|---|---|---|---|
{facts}

**{held} of {total} facts hold on the median.** Of those out on the day of the peak {synthetic:.0%} (median) are at
unnamed workplaces; private opposition of the worker in the middle is {opposition:.2f}.
"""


def run_row(run: Run) -> str:
    """One run as a row of the page."""
    facts = run.summary()
    cells = [
        f"seed {facts['seed']}",
        facts["reach"].replace("_", " "),
        facts["resolution"].replace("_", " "),
        facts["resolution_date"] or "",
        f"{facts['peak_signers']:,}",
        f"{facts['peak_rallying']:,}",
        f"{int(run.tables['daily']['walking_out'].max()):,}",
        f"{facts['peak_strikers']:,}",
        f"{facts['peak_out']:,}",
        facts["peak_day"],
        f"{facts['output_lost_usd'] / 1e6:,.1f} million",
    ]
    return f"| {' | '.join(cells)} |"


def fact_row(of_runs: list[Held]) -> tuple[str, bool]:
    """One fact over all runs as a row of the page, and whether it holds on the median."""
    values = sorted(held.simulated for held in of_runs)
    first = of_runs[0]
    middle = statistics.median_low(values)
    held = next(one for one in of_runs if one.simulated == middle)
    low = next(one for one in of_runs if one.simulated == values[0])
    high = next(one for one in of_runs if one.simulated == values[-1])
    unit = "" if first.fact.unit == "date" else f" {first.fact.unit}"
    cells = [
        first.fact.label,
        first.band + unit,
        first.fact.source_kind.replace("_", " "),
        f"{held.shown} ({low.shown} to {high.shown})",
        "yes" if held.holds else "**no**",
        "" if held.holds else held.miss_words,
        f"{sum(one.holds for one in of_runs)} of {len(of_runs)}",
    ]
    return f"| {' | '.join(cells)} |", held.holds


def synthetic_share(run: Run) -> float:
    """Share of those out on the day of the peak who are at unnamed workplaces."""
    groups, daily = run.tables["groups"], run.tables["daily"]
    that_day = groups["day"] == run.peak_day
    unnamed = int((groups["walking_out"] + groups["striking"])[that_day].sum())
    out = int((daily["walking_out"] + daily["striking"])[run.peak_day])
    return unnamed / max(out, 1)


def made(name: str, seeds: range) -> str:
    """What is made of a country's page."""
    scenario = load(name)
    world = build_world(scenario)
    runs = [simulate(scenario, seed=seed, world=world) for seed in seeds]
    rows = [fact_row(list(of_runs)) for of_runs in zip(*map(held_against, runs), strict=True)]
    return MADE.format(
        version=downtools.__version__,
        first=seeds[0],
        last=seeds[-1],
        days=scenario.calendar.days,
        workers=world.people,
        runs="\n".join(map(run_row, runs)),
        facts="\n".join(row for row, _ in rows),
        held=sum(holds for _, holds in rows),
        total=len(rows),
        synthetic=statistics.median(synthetic_share(run) for run in runs),
        opposition=1.0 / (1.0 + math.exp(-scenario.parameters.people.opposition_mean)),
    )


def main() -> None:
    """Run the seeds and write the pages."""
    parser = argparse.ArgumentParser(description="Write what is made of the countries' pages.")
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    for name in COUNTRIES:
        page = DOCS / f"{name}.md"
        before, begin, rest = page.read_text("utf-8").partition(BEGIN)
        _, end, after = rest.partition(END)
        text = made(name, range(1, given.runs + 1))
        page.write_text(f"{before}{begin}\n{text}{end}{after}", "utf-8")
        print(f"written: {page.name}")


if __name__ == "__main__":
    main()
