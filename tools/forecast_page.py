"""Write docs/forecast.md's tables (some minutes on 2 cores).

python -m tools.forecast_page [forecast] [score] [cases]
"""

import sys
from typing import Any

from tools.results import answered, put

PAGE = "forecast.md"
SCENARIO = "belarus-2020"
FORECASTS = (
    (SCENARIO, "--as-of", "2020-08-14", "--horizon", "30"),
    (SCENARIO, "--as-of", "2020-08-17", "--horizon", "30"),
    (SCENARIO, "--as-of", "2020-08-20", "--horizon", "30"),
    (SCENARIO, "--as-of", "2020-08-24", "--horizon", "30"),
)
SCORE = ("score", SCENARIO)
_GIANTS = 6


def main() -> None:
    """Do what is named, or all, and put the answers between the marks of the page."""
    wanted = sys.argv[1:] or ["forecast", "score", "cases"]
    if "forecast" in wanted:
        put(PAGE, *_marks("forecast"), foreseen())
    if "score" in wanted:
        put(PAGE, *_marks("score"), scored(answered(*SCORE)))
    if "cases" in wanted:
        put(PAGE, *_marks("cases"), ended(answered("cases")))


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name}: python -m tools.forecast_page -->", f"<!-- end of {name} -->"


def foreseen() -> str:
    """Forecasts from some days beside each other, in Markdown."""
    lines = [
        "| standing on | reports known | nationwide | sector or region | sites | ridden out |"
        " open | particles in effect | likeliest to be out within a week |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    seconds: list[float] = []
    for asked in FORECASTS:
        facts = answered("forecast", *asked)
        seconds.append(facts["seconds"])
        reach, ended = facts["p_reach"], facts["p_resolution"]
        shares = [
            *(_share(reach[name]) for name in ("nationwide", "sector_or_region", "sites")),
            *(_share(ended[name]) for name in ("ridden_out", "open")),
        ]
        giants = sorted(facts["sites"], key=lambda row: (-row["out_in_week"]["p"], row["site"]))
        named = ", ".join(
            f"{row['site']} {row['out_in_week']['p']:.0%}" for row in giants[:_GIANTS]
        )
        lines.append(
            f"| {facts['as_of']} | {facts['reports']} and {facts['second']} |"
            f" {' | '.join(shares)} |"
            f" {facts['effective_sample_size']:.0f} of {facts['particles']} | {named} |"
        )
    command = " ".join(("forecast", *FORECASTS[-1][:2], "DATE", *FORECASTS[-1][3:]))
    lines += [
        "",
        f"`downtools {command}` (version {facts['version']}): {facts['particles']} particles at"
        f" scale {facts['scale']:g}, {min(seconds):.0f} to {max(seconds):.0f} seconds each on a"
        " machine of two cores. Intervals are Wilson's of 95 % for the particles in effect.",
    ]
    return "\n".join(lines)


def _share(share: dict[str, float]) -> str:
    return f"{share['p']:.0%} ({share['low']:.0%} to {share['high']:.0%})"


def scored(facts: dict[str, Any]) -> str:
    """The forecasters beside each other, in Markdown."""
    lines = [
        f"`downtools {' '.join(SCORE)}` (version {facts['version']}): {facts['origins']} days to"
        f" stand on, {facts['first']} to {facts['last']}, {facts['from_prior']} of them without a"
        f" posterior; {facts['particles']} particles at scale {facts['scale']:g}. Of 'a stoppage"
        f" is reported within 7 days' **{facts['yes']} yes, {facts['no']} no, {facts['missing']}"
        f" missing**; {facts['denials']} explicit denials, {facts['sizes']} reported sizes of"
        f" {facts['sizes_apart']} days of workplaces.",
        "",
        "| forecaster | Brier within 7 days (95 %) | less ours (95 %) | set right | skill |"
        " each no whole | day 1 | day 3 | day 7 | on denials | log score within 7 |"
        " CRPS of log sizes | interval of 90 % | energy |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in facts["scores"]:
        less = "" if row["beside_ours"] is None else _span(row["beside_ours"], "+.3f")
        days = " | ".join(f"{value:.3f}" for value in row["on_day"].values())
        lines.append(
            f"| {row['name']} | {_span(row['within'], '.3f')} | {less} |"
            f" {row['set_right']:.3f} | {row['skill']:+.2f} | {row['plain']:.3f} | {days} |"
            f" {_said(row['denied'])} | {row['log_within']:.3f} |"
            f" {_said(row['crps'])} | {_said(row['interval'])} | {_said(row['energy'])} |"
        )
    lines += [
        "",
        f"A constant that knows the share in hindsight would have {facts['constant']:.3f}."
        f" {facts['lent']} of the sizes have the law of the simple ones, since no particle has a"
        " report there.",
    ]
    parts = facts["parts"]
    lines += [
        "",
        f"Of the plain Brier score of ours, {parts['brier']:.3f}, {parts['uncertainty']:.3f} is how"
        f" uncertain the event is, {parts['reliability']:.3f} is added by not being right as often"
        f" as said, {parts['resolution']:.3f} taken off by telling workplaces apart. The log score"
        f" took .002 for less in {facts['clipped']} rows. Reported sizes by rank among four draws"
        f" of ours: {', '.join(map(str, facts['ranks']))}; our laws of sizes have"
        f" {facts['members']:.0f} members in effect (median), those of the simple ones 200.",
    ]
    for title, name in (("set right", "reliability"), ("as run", "as_run")):
        lines += [
            "",
            f"Ours {title}, within 7 days:",
            "",
            "| said | seen | rows |",
            "|---|---|---|",
        ]
        lines += [
            f"| {one['said']:.0%} | {one['seen']:.0%} | {one['rows']} |" for one in facts[name]
        ]
    lines += [
        "",
        "Workplaces that are told of after each origin, as many as were to be expected and as were"
        " seen:",
        "",
        "| standing on | reports of the 7 days after it | tomorrow, as run | set right | seen |"
        " within 7 days, as run | set right | seen |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for day in facts["by_origin"]:
        cells = [
            *(f"{day[name]:.1f}" for name in ("tomorrow_as_run", "tomorrow")),
            _count(day["tomorrow_seen"]),
            *(f"{day[name]:.1f}" for name in ("within_as_run", "within")),
            _count(day["within_seen"]),
        ]
        lines.append(f"| {day['origin']} | {_count(day['reports'])} | {' | '.join(cells)} |")
    if facts["pit_p"] is not None:
        lines += [
            "",
            "Randomised PIT of the number of workplaces told of tomorrow, in fifths:"
            f" {', '.join(map(str, facts['pit_counts']))} (p = {facts['pit_p']:.2f}; with weeks as"
            " blocks there are too few of them for any p to reject).",
        ]
    notes = [f"- {row['name']}: {note}" for row in facts["scores"] for note in row["notes"]]
    return "\n".join([*lines, *([""] if notes else []), *notes])


def _count(count: int | None) -> str:
    return "" if count is None else str(count)


def _said(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def ended(facts: dict[str, Any]) -> str:
    """How other waves ended, beside what was foreseen, in Markdown."""
    lines = [
        f"`downtools cases` (version {facts['version']}): {facts['runs']} runs of each at scale"
        f" {facts['scale']:g}. **{facts['right']} of {facts['questions']} answers lie on the true"
        " side of the base rate.**",
        "",
        "| wave | reach | resolution | question | happened | this model | base rate of the others |"
        " regression |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in facts["cases"]:
        for one in row["questions"]:
            chances = (one[name] for name in ("ours", "base_rate", "regression"))
            lines.append(
                f"| {row['case']} | {row['reach'].replace('_', ' ')} |"
                f" {row['resolution'].replace('_', ' ')} | {one['asked']} |"
                f" {'yes' if one['happened'] else 'no'} |"
                f" {' | '.join(f'{p:.0%}' for p in chances)} |"
            )
    lines += ["", "| score | of | this model | base rate | never | regression |"]
    lines.append("|---|---|---|---|---|---|")
    for title in ("brier", "log", "classes"):
        for name, scores in facts[title].items():
            cells = (
                f"{scores[who]:.3f}" if who in scores else ""
                for who in ("this model", "base rate", "never", "regression")
            )
            lines.append(f"| {title} | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _span(span: dict[str, float], form: str) -> str:
    return f"{span['mean']:{form}} ({span['low']:{form}} to {span['high']:{form}})"


if __name__ == "__main__":
    main()
