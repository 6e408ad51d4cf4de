"""The sections of a report that tell what happened in the run."""

import datetime as dt
from collections.abc import Sequence

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.show.charts import ladder_curve
from downtools.show.figures import by_day, figure
from downtools.show.geometry import place_of
from downtools.show.giants import giants_of
from downtools.show.html import Html, Part, bullets, join, section, table, tag
from downtools.show.maps import map_of
from downtools.show.strip import has_rules
from downtools.show.text import (
    AWAY,
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

__all__ = ["curve", "limits", "map_section", "observed", "opening"]


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
    kept, linked = peaks.most("kept_in"), count(peaks.most("linked"))
    away = sum(peaks.last(name) for name in AWAY)
    giants = len(giants_of(run))
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
        ("Most kept in", count(kept), "by locks and blocked passes, in a day"),
        ("Committees at once", count(peaks.most("committees")), f"at most {linked} linked"),
        ("Away in the end", count(away), "detained, dismissed or resigned"),
        ("Output lost", usd(peaks.cents("output_lost")), "value added, by own decision"),
        last,
    )
    tiles = (
        tag("div", tag("dt", name), tag("dd", tag("b", value), " ", tag("span", note)))
        for name, value, note in numbers
    )
    return tag("dl", join(tiles), class_="numbers")


def _on(day: dt.date, people: int) -> str:
    return f"on {short_date(day)}" if people else "on no day"


def curve(run: Run) -> Html:
    """The curve of each rung, and the same in numbers."""
    caption = (
        "People on each rung, each panel on its own scale. Someone who walks out or strikes is not"
        " counted as rallying on that day too; signatures add up. The strip below marks when the"
        " entries of the schedule act: shocks on top, then what the regime does, then what is done"
        " for the workers; strong for the whole country, faint for a town or workplace."
    )
    if has_rules(run.scenario):
        caption += " Outlined is a rule of the regime: it acts only where it fires."
    pictures = ladder_curve(run), ladder_curve(run, narrow=True)
    daily = run.tables["daily"]
    columns = {
        head: [count(people) for people in daily[RUNG_COLUMNS[rung]].tolist()]
        for head, rung in zip(_CURVE_HEADS, RUNGS, strict=True)
    }
    return section(
        "curve",
        "Day by day",
        figure(*pictures, "curve", caption),
        by_day(run, "The curve in numbers", columns),
    )


_CURVE_HEADS = ("Signed so far", "Rallying", "Walking out", "Striking")


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
    return section("map", title, figure(*pictures, "map", caption))


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
