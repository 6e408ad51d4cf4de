"""The map that plays through the days: controls, the data of each day, and the one small script.

The script is the same text in every report. The page's policy names its hash, so that a browser
runs it and nothing else; what comes from a scenario is data, never code.
"""

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from downtools.run.run import Run
from downtools.scenario.schedule import RUNGS
from downtools.show import style
from downtools.show.html import Html, Part, folded, scrolled, table, tag
from downtools.show.maps import frame_of, map_title, map_words
from downtools.show.places import Places
from downtools.show.text import RUNG_WORDS, count, day_and_date, short_date

__all__ = ["by_district", "controls", "script_policy", "scripts", "sum_of_day", "telling_days"]

_ESCAPED = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
_NAMED = 5
"""Districts that the table of the days names for a day."""


def script_policy() -> str:
    """What the page's policy allows of scripts: the text of `player.js` by its hash."""
    digest = b64encode(sha256(_script().encode("utf-8")).digest()).decode("ascii")
    return f"script-src 'sha256-{digest}'"


@cache
def _script() -> str:
    return Path(__file__).with_name("player.js").read_text("utf-8")


def controls(run: Run) -> Html:
    """The button and the slider, hidden until the script is there to make them work."""
    last = run.scenario.calendar.days - 1
    day = str(run.peak_day)
    slider = tag("input", type="range", id="map-day", min="0", max=str(last), value=day)
    label = tag("label", "Day", for_="map-day")
    button = tag("button", "Play", type="button")
    return tag("div", button, label, slider, class_="player", hidden="")


def scripts(places: Places) -> Html:
    """The data of the days, and the script after it."""
    text = json.dumps(_data(places), separators=(",", ":")).translate(_ESCAPED)
    data = tag("script", Html(text), type="application/json", id="map-days")
    return tag("div", data, tag("script", Html(_script())), hidden="")


def sum_of_day(places: Places, day: int) -> str:
    """A day of the run in a line: how many are out, and in how many districts."""
    run = places.run
    walking, striking, rallying = (
        int(run.tables["daily"][column][day]) for column in ("walking_out", "striking", "rallying")
    )
    said = day_and_date(run.scenario.calendar.date(day))
    if day == run.peak_day and walking + striking:
        said += ", the day with most people out"
    if not walking + striking + rallying:
        return f"{said}: nobody acts."
    touched = int((places.out_in_districts[day] > 0).sum())
    return (
        f"{said}: {count(walking + striking)} people out, {count(striking)} of them for the whole"
        f" shift; {count(rallying)} more rally. Somebody is out in {touched} of"
        f" {len(places.districts)} districts."
    )


def telling_days(places: Places) -> dict[int, str]:
    """Days to show side by side, and why: the first with anybody out, the peak, a week on, the end.

    In the order of the days; empty if nobody is out on any.
    """
    run = places.run
    daily = run.tables["daily"]
    out = daily["walking_out"] + daily["striking"]
    if not out.any():
        return {}
    last, peak = len(out) - 1, run.peak_day
    reasons = {
        last: "the last day",
        min(peak + 7, last): "a week after the peak",
        int(np.argmax(out > 0)): "the first day with anybody out",
        peak: "the peak",
    }
    dates = {day: short_date(run.scenario.calendar.date(day)) for day in reasons}
    return {day: f"{dates[day]}: {reasons[day]}" for day in sorted(reasons)}


def by_district(places: Places) -> Html:
    """The districts with most people out on each day, folded."""
    rows: list[list[Part]] = []
    names = [row.name for row in places.districts.values()]
    for day, out in enumerate(places.out_in_districts):
        most = sorted(np.flatnonzero(out).tolist(), key=lambda i: (-out[i], names[i]))
        shares = places.per_thousand[day]
        told = [f"{names[i]} {count(out[i])} ({shares[i]:.1f})" for i in most[:_NAMED]]
        date = places.run.scenario.calendar.date(day)
        cells = count(int(out.sum())), str(len(most)), "; ".join(told) or "–"
        rows.append([f"{date:%a} {short_date(date)}", *cells])
    caption = "Districts with most people out (in brackets: for each 1,000 inhabitants)"
    heads = ("Day", "Out in all districts", "Districts with anybody out", "Most people out")
    made = table(caption, heads, rows, numbers=range(1, 3))
    return folded("The districts with most people out, day by day", scrolled(caption, made))


def _data(places: Places) -> dict[str, Any]:
    """What the script is given; short, since it is in every report."""
    scenario = places.run.scenario
    colours = (style.QUIET, *(style.RUNG_COLOURS[rung] for rung in RUNGS))
    took = (f"highest step: {words}" for words in RUNG_WORDS.values())
    return {
        "peak": places.run.peak_day,
        "frame": [round(length, 1) for length in frame_of(places)],
        "shades": [_variable(colour) for colour in style.SHARE_COLOURS],
        "rungs": [_variable(colour) for colour in colours],
        "steps": ["no step by a notable share", *took],
        "districts": [
            {"id": name, "name": row.name, "people": max(row.population, 1.0)}
            for name, row in places.districts.items()
        ],
        "sites": [
            {"id": site.site, "name": site.name, "staff": site.staff} for site in scenario.sites
        ],
        "strip": [{"day": day, "said": said} for day, said in telling_days(places).items()],
        "days": [_day(places, day) for day in range(scenario.calendar.days)],
    }


def _day(places: Places, day: int) -> dict[str, Any]:
    return {
        "title": map_title(places, day),
        "said": sum_of_day(places, day),
        "words": map_words(places, day),
        "shades": "".join(map(str, places.shades[day])),
        "rungs": "".join(map(str, places.rungs[day])),
        "out": _some(places.out_in_districts[day].tolist()),
        "here": _some(places.out_at_sites[day].tolist()),
    }


def _some(people: list[int]) -> dict[int, int]:
    """Numbers by their index, those that are not nought."""
    return {i: many for i, many in enumerate(people) if many}


def _variable(colour: str) -> str:
    """The CSS variable of a colour, without its dashes."""
    return style.COLOURS[colour][0]
