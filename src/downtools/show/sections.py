"""The sections of a report that tell what happened in the run."""

import datetime as dt

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.scenario.tables import Site
from downtools.show.charts import ladder_curve, national_marks
from downtools.show.figures import by_day, figure
from downtools.show.funnel import ladder_funnel
from downtools.show.geometry import has_places
from downtools.show.giants import giants_of
from downtools.show.html import Html, bullets, folded, join, scrolled, section, table, tag
from downtools.show.maps import map_of
from downtools.show.marks import key_of
from downtools.show.places import Places
from downtools.show.player import by_district, controls, scripts, sum_of_day
from downtools.show.rungs import at_least, columns_of_site
from downtools.show.studies import replicates
from downtools.show.text import (
    AWAY,
    RUNG_COLUMNS,
    RUNG_WORDS,
    Peaks,
    count,
    day_and_date,
    per_cent,
    short_date,
    story,
    usd,
    verdict,
)
from downtools.study.ensemble.answer import Ensemble
from downtools.study.measures import CROWD
from downtools.study.patterns.table import Patterns

__all__ = ["curve", "funnel", "limits", "map_section", "opening", "words"]


def opening(run: Run, stored: Patterns | Ensemble | None) -> Html:
    """The question, its answer, and the numbers to remember."""
    calendar = run.scenario.calendar
    span = f"{day_and_date(calendar.start)} to {day_and_date(calendar.end)}"
    often = [replicates(run, stored)] if stored else []
    return tag(
        "header",
        tag("p", run.scenario.title, class_="kicker"),
        tag("h1", run.scenario.question),
        tag("p", tag("strong", verdict(run)), class_="answer"),
        tag("p", " ".join((*story(run), *often)), class_="story"),
        tag(
            "p",
            f"One run of a model, seed {run.seed}, from {span}: one draw of what could have"
            " happened, not a forecast. All workers in it are synthetic.",
            class_="caution",
        ),
        _key_numbers(run),
    )


def words() -> Html:
    """What the words of the page mean, folded for those who know."""
    meanings = (tag("div", tag("dt", word), tag("dd", means)) for word, means in _WORDS)
    return tag(
        "div",
        folded("The words of this page", tag("dl", join(meanings), class_="dated")),
        class_="words",
    )


_WORDS = (
    ("Signing", "Putting one's name on a workplace's list of demands. It identifies who signs."),
    ("Rallying", "Coming to a meeting or rally at the workplace, without stopping work."),
    ("Walking out", "Stopping work for part of the shift."),
    ("Striking", "Stopping work for the whole shift. Who walks out or strikes is out."),
    (
        "Crowd",
        f"{CROWD} people or more who rally, walk out or strike at a workplace on a day: the fewest"
        " of whom any report gave a number.",
    ),
    ("Kept in", "Kept from doing more by a locked workshop or a blocked pass."),
    ("Committee", "Workers who lead at their workplace; linked, if in touch with others."),
    ("Giant", "One of the largest workplaces. It stops when most of its output is withheld."),
    ("Regime", "The state and the managers who act for it, here also called the opponent."),
    ("Reach", "How far the wave gets: no wave, workplaces, a sector or region, the nation."),
    ("Ridden out", "The wave has gone quiet, and nothing that was asked for has been given."),
)
"""Words that the page uses in a sense of its own."""


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
    """The curve of each rung beside the reports, and the curve in numbers."""
    caption = (
        "People by day, each panel on its own scale. A panel counts those on its rung or a higher"
        " one, the higher rungs in their own colours; signatures add up and stand alone."
    )
    if national_marks(run):
        caption += (
            " The marks are what was reported of the country, where it counts the same as the"
            " panel: claims of two opposed sides, not the truth. Short strokes add up, for each"
            " side, the largest claim of each workplace on a day (of signatures: up to that day;"
            " of two bounds: their middle). They count too little: most workplaces were in no"
            " report, and many reports state no size."
        )
    pictures = ladder_curve(run), ladder_curve(run, narrow=True)
    daily = run.tables["daily"]
    columns = {
        head: [count(people) for people in daily[RUNG_COLUMNS[rung]].tolist()]
        for head, rung in zip(_CURVE_HEADS, RUNGS, strict=True)
    }
    return section(
        "curve",
        "Day by day",
        key_of(_AREAS, national=True) if national_marks(run) else "",
        figure(*pictures, "curve", caption),
        by_day(run, "The curve in numbers (each person on one rung a day)", columns),
    )


_AREAS = {rung: words for rung, words in RUNG_WORDS.items() if rung != "sign"}
_CURVE_HEADS = ("Signed so far", "Rallying", "Walking out", "Striking")


def map_section(run: Run) -> Html:
    """The map, day by day where scripts run, else of the day with most people out.

    Words only if the scenario states no place.
    """
    scenario = run.scenario
    title = "Where"
    if not has_places(scenario):
        return section("map", title, tag("p", "The scenario states no places, so there is no map."))
    caption = (
        "Districts are shaded by people out at workplaces in them, for each 1,000 inhabitants; a"
        " shade means the same on every day. Circles are named workplaces; those of a town stand"
        " around it, the largest nearest, so only the town is exact. Workplaces spread over the"
        " country are in no district. Nothing smaller than a workplace is shown."
    )
    places = Places(run)
    pictures = map_of(places, run.peak_day), map_of(places, run.peak_day, narrow=True)
    return section(
        "map",
        title,
        tag("p", sum_of_day(places, run.peak_day), class_="today"),
        controls(run),
        figure(*pictures, "map", caption),
        tag("div", class_="days"),
        by_district(places),
        scripts(places),
    )


def funnel(run: Run) -> Html:
    """How far the ladder was climbed at the giants: a picture, and the numbers of all of them."""
    anchor, title = "funnel", "The ladder as a funnel"
    climbed = [(site, _most_on(run, i)) for i, site in giants_of(run)]
    rows = sorted(((s, m) for s, m in climbed if any(m)), key=lambda row: (-row[1][2], row[0].site))
    if not rows:
        return section(anchor, title, tag("p", "Nobody acted at any giant."))
    caption = (
        "How many of a giant's workers got how far; shown are those with most people out, at most"
        " twelve. The shorter a bar beside the one above it, the more of them stopped between."
    )
    made = table(
        "The most people on each step in a day, at every giant where anybody acted",
        ("Workplace", "Staff", "Signed", "Rallied or out", "Out", "Struck the whole shift"),
        ([site.name, count(site.staff), *_shares(most, site)] for site, most in rows),
        numbers=range(1, 6),
    )
    summary = "The funnel in numbers"
    return section(
        anchor,
        title,
        figure(ladder_funnel(run), ladder_funnel(run, narrow=True), anchor, caption),
        folded(summary, scrolled(summary, made)),
    )


def _most_on(run: Run, index: int) -> list[int]:
    """The most people of a site on each step or a higher one in a day, lowest step first."""
    return [int(people.max()) for people in at_least(columns_of_site(run, index)).values()]


def _shares(most: list[int], site: Site) -> list[str]:
    return [f"{count(n)} ({per_cent(n, site.staff)})" if n else "0" for n in most]


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
        tag(
            "p",
            "On paper the panels of giants beyond the first dozen, the tables day by day, the"
            " entries of the schedule with their sources, and some full addresses are left out;"
            " they are on the page.",
            class_="on-paper",
        ),
    )
