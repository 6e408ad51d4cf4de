"""Write docs/belarus-2020.md: what was observed beside runs at one to one.

python -m tools.belarus_page
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

PAGE = Path(__file__).parent.parent / "docs" / "belarus-2020.md"
HEAD = """\
# Belarus 2020: observed beside simulated

Made by `python -m tools.belarus_page` with downtools {version}: seeds {first} to {last} at one to one,
{days} days, {workers:,} workers, the values of `scenario.toml` as they stand (starting values found by
rounds of `python -m tools.fit_start` on these very facts: **in sample**, so hits are no evidence; no single
call finds them again). Events are drawn in
every run; only the schedule of shocks, calls and threats is history.

| run | reach | resolution | signed by the end | most rallying | most walking out | most striking | most out | on | output lost, USD |
|---|---|---|---|---|---|---|---|---|---|
{runs}

A fact *holds* if the median over the runs lies in the band; the last column counts the single runs in which
it does. The size of a miss is the factor between the median and the nearest bound.

| fact | observed | claim by | median (lowest to highest) | holds | miss | in runs |
|---|---|---|---|---|---|---|
{facts}

{held} of {total} facts hold on the median.
"""
TAIL = """
## What the misses may come from

- **Differences between plants.** Site effects are drawn, not fitted: in a single run one plant is far too
  loud and another too quiet, and which one changes with the seed. Only what is common to all plants was
  searched.
- **No lock-ins, no detained leaders, no visit.** Threats of the sack, arrest and fading outrage must do all
  the work of ending the wave here.
- **Small workplaces.** {synthetic:.0%} of those out on the day of the peak (median) are at unnamed workplaces, of
  whom no report tells; the band of the national total is the only thing that holds them down.
- **Private opposition is too low.** The search settled at {opposition:.2f} for the worker in the middle, with a
  heavy tail, while an online survey of September 2020 (urban, n = 899) counted 43 % as core of the protest. What
  the survey measures is not the model's rank, but the order of size says that fear should hold back more, and
  outrage move more, than they do here. A better fit must start from the survey.
- **The confound.** Violence seen, the end of the internet cut, the end of the beatings and the releases fall
  on the same days. The model gets its rise from the first two; it cannot tell them apart.
"""


def run_row(run: Run) -> str:
    """One run as a row of the page."""
    facts = run.summary()
    cells = [
        f"seed {facts['seed']}",
        facts["reach"].replace("_", " "),
        facts["resolution"].replace("_", " "),
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


def page(seeds: range) -> str:
    """The text of the page."""
    scenario = load("belarus-2020")
    world = build_world(scenario)
    runs = [simulate(scenario, seed=seed, world=world) for seed in seeds]
    rows = [fact_row(list(of_runs)) for of_runs in zip(*map(held_against, runs), strict=True)]
    head = HEAD.format(
        version=downtools.__version__,
        first=seeds[0],
        last=seeds[-1],
        days=scenario.calendar.days,
        workers=world.people,
        runs="\n".join(map(run_row, runs)),
        facts="\n".join(row for row, _ in rows),
        held=sum(holds for _, holds in rows),
        total=len(rows),
    )
    share = statistics.median(synthetic_share(run) for run in runs)
    middle = 1.0 / (1.0 + math.exp(-scenario.parameters.people.opposition_mean))
    return head + TAIL.format(synthetic=share, opposition=middle)


def main() -> None:
    """Run the seeds and write the page."""
    parser = argparse.ArgumentParser(description="Write docs/belarus-2020.md.")
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    PAGE.write_text(page(range(1, given.runs + 1)), "utf-8")
    print(f"written: {PAGE.name}")


if __name__ == "__main__":
    main()
