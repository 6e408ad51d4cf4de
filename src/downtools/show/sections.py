"""The sections of a report that tell what happened in the run."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.scenario.tables import Site
from downtools.show.charts import ladder_curve
from downtools.show.geometry import place_of
from downtools.show.html import Html, Part, bullets, folded, join, scrolled, section, table, tag
from downtools.show.maps import map_of
from downtools.show.style import Picture
from downtools.show.text import (
    RUNG_COLUMNS,
    Peaks,
    count,
    day_and_date,
    parts_of_answer,
    per_cent,
    short_date,
    usd,
)
from downtools.study import Held

__all__ = ["curve", "giants", "map_section", "money", "observed", "opening"]


def opening(run: Run) -> Html:
    """The question, its answer, and the numbers to remember."""
    calendar = run.scenario.calendar
    span = f"{day_and_date(calendar.start)} to {day_and_date(calendar.end)}"
    return tag(
        "header",
        tag("p", run.scenario.title, class_="kicker"),
        tag("h1", run.scenario.question),
        _answer(run),
        tag(
            "p",
            f"One run of a model, seed {run.seed}, from {span}: one draw of what could have"
            " happened, not a forecast. All workers in it are synthetic.",
            class_="caution",
        ),
        _key_numbers(run),
    )


def _answer(run: Run) -> Html:
    verdict, *rest = parts_of_answer(run)
    return tag("p", tag("strong", verdict), " ", " ".join(rest), class_="answer")


def _key_numbers(run: Run) -> Html:
    peaks = Peaks(run)
    strikers, strike_day = peaks.of("strike")
    rallying, rally_day = peaks.of("rally")
    signers, _ = peaks.of("sign")
    giants = len(_giants(run))
    stopped = int(run.tables["daily"]["giants_stopped"].max())
    if giants:
        last = "Giants stopped at once", count(stopped), f"of {giants} in the country"
    else:
        last = "Workers", count(run.people), "in the model"
    numbers = (
        ("Most people out in a day", count(peaks.out), _on(peaks.day, peaks.out)),
        ("Most striking the whole shift", count(strikers), _on(strike_day, strikers)),
        ("Most rallying", count(rallying), _on(rally_day, rallying)),
        ("Signed a list", count(signers), f"{per_cent(signers, run.people)} of the workers"),
        ("Output lost", usd(peaks.lost("output")), "value added, whole run"),
        last,
    )
    tiles = (
        tag("div", tag("dt", name), tag("dd", tag("b", value), " ", tag("span", note)))
        for name, value, note in numbers
    )
    return tag("dl", join(tiles), class_="numbers")


def _on(day: dt.date, people: int) -> str:
    return f"on {short_date(day)}" if people else "on no day"


def _figure(wide: Picture, narrow: Picture, name: str, caption: Part) -> Html:
    """A picture in two widths, of which the page shows the one that fits."""
    return tag(
        "figure",
        tag("div", Html(wide.svg(f"{name}-wide")), class_="wide"),
        tag("div", Html(narrow.svg(f"{name}-narrow")), class_="narrow"),
        tag("figcaption", caption),
    )


def curve(run: Run) -> Html:
    """The curve of each rung, and the same in numbers."""
    caption = (
        "People on each rung, each panel on its own scale. Someone who walks out or strikes is not"
        " counted as rallying on that day too; signatures add up. The strip below marks what came"
        " from outside: strong for the whole country, faint for a town or workplace."
    )
    pictures = ladder_curve(run), ladder_curve(run, narrow=True)
    heads = ("Day", "Signed so far", "Rallying", "Walking out", "Striking", "Output lost, USD")
    numbers = folded(
        "The curve in numbers, day by day",
        scrolled(
            "The curve in numbers", table("People by day", heads, _days(run), numbers=range(1, 6))
        ),
    )
    return section("curve", "Day by day", _figure(*pictures, "curve", caption), numbers)


def _days(run: Run) -> list[list[Part]]:
    daily = run.tables["daily"]
    columns = [daily[RUNG_COLUMNS[rung]].tolist() for rung in RUNGS]
    lost = [cents / 100 for cents in daily["output_lost_cents"].tolist()]
    return [
        [f"{run.scenario.calendar.date(day):%a} {day_text}", *map(count, values)]
        for day, day_text, values in (
            (day, short_date(run.scenario.calendar.date(day)), values)
            for day, values in enumerate(zip(*columns, lost, strict=True))
        )
    ]


def map_section(run: Run) -> Html:
    """The map on the day with most people out; words only if the scenario states no place."""
    scenario = run.scenario
    title = f"Where: {day_and_date(Peaks(run).day)}, the day with most people out"
    if not any(place_of(row) for row in (*scenario.districts, *scenario.towns, *scenario.sites)):
        return section("map", title, tag("p", "The scenario states no places, so there is no map."))
    caption = (
        "Districts are shaded by people out at workplaces in them, for each 1,000 inhabitants."
        " Circles are named workplaces; those of a town stand around it, the largest nearest, so"
        " only the town is exact. Nothing smaller than a workplace is shown."
    )
    pictures = map_of(run, run.peak_day), map_of(run, run.peak_day, narrow=True)
    return section("map", title, _figure(*pictures, "map", caption))


def _giants(run: Run) -> list[tuple[int, Site]]:
    """Named sites with at least the staff of a giant, and their index."""
    least = run.scenario.parameters.workplace.giant_staff
    return [(i, site) for i, site in enumerate(run.scenario.sites) if site.staff >= least]


def giants(run: Run) -> Html:
    """The table of the giants, those with most people out first."""
    least = run.scenario.parameters.workplace.giant_staff
    title = "The giants"
    found = _giants(run)
    if not found:
        said = f"No named workplace has {count(least)} or more on the roll."
        return section("giants", title, tag("p", said))
    rows = [_giant_row(run, i, site) for i, site in found]
    acted = sorted(row for row in rows if row.acted)
    quiet = [f"{row.site.name} ({count(row.site.staff)})" for row in rows if not row.acted]
    note = (
        f"Named workplaces with {count(least)} or more on the roll, those with most people out"
        " first, each at its peaks over the whole run. Out is walking out or striking. Staff is"
        " sourced, or an assumption of the scenario. Output is value added."
    )
    made = table(
        "The giants where anybody acted",
        _GIANT_HEADS,
        (row.cells for row in acted),
        numbers=range(1, 9),
    )
    still = tag("p", f"Nobody acted at the other {len(quiet)}: {', '.join(quiet)}.")
    return section(
        "giants",
        title,
        tag("p", note),
        scrolled("The giants", made) if acted else "",
        still if quiet else "",
    )


_GIANT_HEADS = (
    "Workplace",
    "Most out",
    "Share out",
    "Peak day",
    "Most striking",
    "Most rallying",
    "Signed",
    "Output lost, USD",
    "Staff",
    "Staff is",
    "Town",
)


@dataclass(frozen=True, order=True)
class _Giant:
    """A giant's row of the table, in the order in which the table is sorted."""

    rank: tuple[int, int, str]
    acted: bool
    site: Site = field(compare=False)
    cells: list[Part] = field(compare=False)


def _giant_row(run: Run, index: int, site: Site) -> _Giant:
    many = len(run.scenario.sites)
    its = {name: values[index::many] for name, values in run.tables["sites"].items()}
    out = its["walking_out"] + its["striking"]
    most = int(out.max())
    day = run.scenario.calendar.date(int(np.argmax(out)))
    town = next(town.name for town in run.scenario.towns if town.town == site.town)
    place = town if site.spread == "town" else f"{town} (spread)"
    signed, rallied = int(its["signers"].max()), int(its["rallying"].max())
    cells: list[Part] = [
        site.name,
        count(most),
        per_cent(most, site.staff),
        f"{day.day} {day:%b}" if most else "–",
        count(int(its["striking"].max())),
        count(rallied),
        count(signed),
        count(int(its["output_lost_cents"].sum()) / 100),
        count(site.staff),
        "sourced" if site.staff_basis == "sourced" else "assumed",
        place,
    ]
    acted = most + signed + rallied > 0
    return _Giant((-most, -rallied - signed, site.site), acted, site, cells)


def money(run: Run) -> Html:
    """Money lost, and what each sum includes."""
    peaks = Peaks(run)
    rows: list[list[Part]] = [
        [
            "Output",
            "Value added of the shifts withheld: the workplace's own where the scenario states it,"
            " else the mean of its sector for a worker.",
            usd(peaks.lost("output")),
        ],
        [
            "Exports",
            "Direct exports of the shifts withheld, by the same rule. An export is made with value"
            " added, so this overlaps with output: the two must not be added.",
            usd(peaks.lost("exports")),
        ],
        [
            "Wages",
            "The sector's average wage of the shifts withheld; it is part of value added too, and"
            " it is what the workers themselves lose.",
            usd(peaks.lost("wages")),
        ],
    ]
    return section(
        "money",
        "Money lost",
        table("Lost over the whole run", ("What", "What it includes", "Lost"), rows),
        tag(
            "p",
            "Only shifts withheld by the workers' own decision count. Losses at suppliers and"
            " customers, restarts, stocks and what is made good later are not in these sums.",
        ),
    )


def observed(rows: Sequence[Held]) -> Html:
    """What was observed beside what the run gives; misses stay visible."""
    if not rows:
        return Html("")
    held = sum(row.holds for row in rows)
    note = (
        f"Of {len(rows)} facts, {held} hold in this run and {len(rows) - held} are missed."
        " One run, one seed; misses stay visible."
    )
    heads = ("Fact", "Observed", "In this run", "Holds", "By whom, and source")
    made = table("Observed and simulated", heads, map(_observed_cells, rows))
    return section("observed", "Observed beside simulated", tag("p", note), made)


def _observed_cells(row: Held) -> list[Part]:
    unit = "" if row.fact.measure == "peak_out_day" else row.fact.unit
    verdict, kind = ("✓ holds", "held") if row.holds else ("✗ missed", "missed")
    source = tag("span", row.fact.source, class_="source")
    return [
        row.fact.label,
        f"{row.band} {unit}".strip(),
        tag("span", row.shown, class_="shown"),
        tag("span", verdict, class_=kind),
        join([row.fact.source_kind.replace("_", " "), source], " "),
    ]


def limits() -> Html:
    """What the report is not."""
    return section(
        "limits",
        "What this is not",
        bullets(
            (
                "Not a forecast: one run is one draw. Another seed gives another wave; only many"
                " runs give chances.",
                "Not about anyone: every worker is synthetic, no person is in the data, and nothing"
                " below a workplace is told.",
                "Not a record: what a workplace of that name does here it need not have done; what"
                " was observed stands in a table of its own.",
                "Not better than its assumptions, which are listed below, each with its source or"
                " the word assumption.",
            )
        ),
    )
