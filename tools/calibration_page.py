"""Fit Belarus 2020 to its reports and write docs/calibration.md's tables (an hour on 2 cores).

    python -m tools.calibration_page [fits] [reach] [patterns] [twins] [held-out] [--work DIR]
        [--day DAY ...]

The posteriors are kept with the package. With --work the runs are kept too, and the same command
goes on with them. With --day only those days are fitted and asked; rows of others stay.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from downtools.scenario import gallery, load
from downtools.study.calibrate.held_out import held_out
from downtools.study.calibrate.twins import Twins, twins
from tools.results import answered, put, put_rows
from tools.twin_country import twin_country

PAGE = "calibration.md"
SCENARIO = "belarus-2020"
DAYS = ("2020-08-12", "2020-08-14", "2020-08-17", "2020-08-20", "2020-08-24", "all")
REACH_RUNS = 200
TWINS, TWIN_RUNS, TWIN_PART = 55, 1500, 4
_LICENCE = """\
SPDX-FileCopyrightText: The downtools authors
SPDX-License-Identifier: CC-BY-4.0

Made by `downtools calibrate {command}`.
"""


def main() -> None:
    """Do what is named, or all, and put the answers between the marks of the page."""
    parser = argparse.ArgumentParser(description="Write docs/calibration.md's tables.")
    parser.add_argument("what", nargs="*")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--day", action="append", choices=DAYS)
    given = parser.parse_args()
    wanted = given.what or ["fits", "reach", "patterns", "twins", "held-out"]
    with tempfile.TemporaryDirectory() as made:
        work = given.work or Path(made)
        if "fits" in wanted:
            fits = [fit(day, work) for day in given.day or DAYS]
            put_rows(PAGE, *_marks("by day"), by_day(fits))
            if fits[-1]["until"] is None:
                put(PAGE, *_marks("parameters"), parameters(fits[-1]))
        if "reach" in wanted:
            put_rows(PAGE, *_marks("reach"), reached(given.day or DAYS))
        if "patterns" in wanted:
            put(PAGE, *_marks("patterns"), checked())
        if "twins" in wanted:
            country = twin_country(part=TWIN_PART)
            found = twins(country, TWINS, runs=TWIN_RUNS, scale=1.0, told=_told)
            put(PAGE, *_marks("twins"), covered(found))
        if "held-out" in wanted:
            put(PAGE, *_marks("held out"), predicted(work))


def _told(done: int) -> None:
    print(f"twin {done} of {TWINS}", file=sys.stderr, flush=True)


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: python -m tools.calibration_page -->", f"<!-- end of {name} -->"


def reached(days: Sequence[str]) -> str:
    """How far runs over each posterior go, from the first day on, in Markdown."""
    asked = ("ensemble", SCENARIO, "--runs", str(REACH_RUNS), "--scale", "0.02")
    lines = [
        f"`downtools {' '.join(asked)} --from FILE`, each posterior over the whole scenario, with"
        " the history of its schedule. 95 % intervals of Wilson.",
        "",
        "| reports until | nationwide | sector or region | sites | resolved: won | conceded |"
        " ridden out | open |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for day in days:
        facts = answered(*asked, "--from", str(_file(day)))
        reach, ended = facts["reach"], facts["resolution"]
        shares = [
            *(_share(reach[name]) for name in ("nationwide", "sector_or_region", "sites")),
            *(_share(ended[name]) for name in ("won", "conceded", "ridden_out", "open")),
        ]
        lines.append(f"| {day} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _share(share: dict[str, float]) -> str:
    return f"{share['p']:.0%} ({share['low']:.0%} to {share['high']:.0%})"


def _file(day: str) -> Path:
    """Where the posterior of a day is shipped."""
    name = "posterior.parquet" if day == "all" else f"posterior-{day}.parquet"
    return gallery.path(SCENARIO) / "results" / name


def fit(day: str, work: Path) -> dict[str, Any]:
    """Fit on the reports published by a day, keep the posterior, and give the answer."""
    folder = work / f"fit-{day}"
    until = () if day == "all" else ("--until", day)
    arguments = (SCENARIO, *until)
    facts = answered("calibrate", *arguments, "--out", str(folder))
    target = _file(day)
    shutil.copyfile(folder / facts["file"], target)
    target.with_name(f"{target.name}.license").write_text(
        _LICENCE.format(command=" ".join(arguments)), "utf-8"
    )
    return facts


def by_day(fits: list[dict[str, Any]]) -> str:
    """What was told by each day, in Markdown."""
    lines = [
        f"`downtools calibrate {SCENARIO} --until DAY` (version {fits[0]['version']}), scale"
        f" {fits[0]['scale']:g}. Numbers beside parameters are prior over posterior standard"
        " deviation.",
        "",
        "| reports until | published | used | second list | runs | of the prior plausible |"
        " effective sample size | informed by data | statistics missed | digest |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for facts in fits:
        told = sorted(
            (row for row in facts["parameters"] if row["informed"]),
            key=lambda row: -row["prior_sd_over_posterior_sd"],
        )
        informed = ", ".join(
            f"{row['key']} {row['prior_sd_over_posterior_sd']:.1f}" for row in told
        )
        lines.append(
            f"| {facts['until'] or 'all'} | {facts['known']} | {facts['used']} |"
            f" {facts['second']} | {facts['runs']:,} |"
            f" {facts['plausible']:.2%}, cut at {facts['cut']:.1f} | {facts['effective']:.0f} |"
            f" {informed or 'nothing'} |"
            f" {len(facts['misfits'])} of {facts['statistics']} | `{facts['digest'][:12]}` |"
        )
    return "\n".join(lines)


def parameters(facts: dict[str, Any]) -> str:
    """The posterior on all reports, and what it misses, in Markdown."""
    lines = [
        f"All {facts['used']} reports that can be used (of {facts['reports']}). Intervals are 5"
        " to 95 %.",
        "",
        "| parameter | prior | posterior | could tell | narrower | |",
        "|---|---|---|---|---|---|",
    ]
    for row in sorted(facts["parameters"], key=lambda row: -row["prior_sd_over_posterior_sd"]):
        before = _span(row["prior_median"], row["prior_low"], row["prior_high"])
        lines.append(
            f"| `{row['key']}` | {before} |"
            f" {_span(row['median'], row['low'], row['high'])} | {row['could_tell']:.0%} |"
            f" {row['prior_sd_over_posterior_sd']:.2f} | {row['words']} |"
        )
    pairs = "; ".join(
        f"`{pair['first']}` and `{pair['second']}` {pair['correlation']:+.2f}"
        for pair in facts["correlated"]
    )
    lines += ["", f"Told only together (correlation of .4 and more): {pairs or 'none'}.", ""]
    lines.append(
        f"Of {facts['statistics']} statistics of the reports, {len(facts['misfits'])} lie outside"
        " 5 to 95 % of the nearest runs, as log(1 + count) unless they are shares:"
    )
    lines += ["", "| statistic | reported | nearest runs |", "|---|---|---|"]
    lines += [
        f"| {miss['statistic']} | {miss['reported']:.2f} |"
        f" {miss['low']:.2f} to {miss['high']:.2f} |"
        for miss in facts["misfits"]
    ]
    return "\n".join(lines)


def _span(middle: float, low: float, high: float) -> str:
    return f"{middle:.3g} ({low:.3g} to {high:.3g})"


def checked() -> str:
    """How many patterns hold over the posterior, beside the values found by hand, in Markdown."""
    lines = [
        "| parameters from | patterns that hold | reach | resolution |",
        "|---|---|---|---|",
    ]
    missed: dict[str, set[str]] = {}
    for name, source in (("the posterior", "posterior"), ("values found by hand", "prior")):
        facts = answered("patterns", SCENARIO, "--from", source)
        missed[source] = {row["label"] for row in facts["patterns"] if not row["holds"]}
        lines.append(
            f"| {name}: {facts['belief']} | {facts['passing']} of {len(facts['patterns'])} |"
            f" {_most(facts['reach'])} | {_most(facts['resolution'])} |"
        )
    more = sorted(missed["posterior"] - missed["prior"])
    fewer = sorted(missed["prior"] - missed["posterior"])
    lines += ["", f"Missed by the posterior alone: {'; '.join(more) or 'none'}.", ""]
    lines.append(f"Missed by the values found by hand alone: {'; '.join(fewer) or 'none'}.")
    return "\n".join(lines)


def _most(shares: dict[str, Any]) -> str:
    return ", ".join(
        f"{name.replace('_', ' ')} {share['p']:.0%}" for name, share in shares.items() if share["p"]
    )


def covered(found: Twins) -> str:
    """How often intervals held the truth of twins, in Markdown."""
    lines = [
        f"{found.twins} twins of a made-up country of {found.workers:,} workers, {found.runs:,}"
        f" runs each; of {found.silent} more nothing could be said, as all weight lay on a few"
        " runs. Over all parameters, intervals of 90 % hold the truth in"
        f" **{found.covered:.0%}**.",
        "",
        "| parameter | could tell | 90 % intervals hold the truth | narrower | chi squared |",
        "|---|---|---|---|---|",
    ]
    for row in sorted(found.keys, key=lambda row: -row.told):
        lines.append(
            f"| `{row.key}` | {row.told:.0%} | {row.covered:.0%} | {row.narrower:.2f} |"
            f" {row.chi_squared:.1f} |"
        )
    return "\n".join(lines)


def predicted(work: Path) -> str:
    """What half of the giants tell of the other half, in Markdown."""
    found = held_out(load(SCENARIO), folder=work / "held-out")
    lines = [
        f"Fitted on the reports of {len(found.fitted_on)} giants, {found.runs:,} runs;"
        f" {len(found.rows)} numbers of other giants predicted. **{found.covered:.0%}** of them lie"
        f" in the 90 % interval of the posterior, {found.covered_by_prior:.0%} in that of the"
        f" prior; the intervals of the posterior are {found.narrower:.2f} times as narrow.",
        "",
        "| giant held out | number | reported | posterior (5 to 95 %) | prior (5 to 95 %) |",
        "|---|---|---|---|---|",
    ]
    for row in found.rows:
        lines.append(
            f"| {row.site} | {row.number} | {row.reported:.2f} |"
            f" {row.median:.2f} ({row.low:.2f} to {row.high:.2f}) |"
            f" {row.prior_median:.2f} ({row.prior_low:.2f} to {row.prior_high:.2f}) |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
