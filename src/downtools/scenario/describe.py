"""A scenario in words: a page of English made from its own values."""

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from downtools.exact import logistic
from downtools.scenario.calendar import WEEKDAYS
from downtools.scenario.declare import params_of
from downtools.scenario.odd import odd
from downtools.scenario.parameters import all_params
from downtools.scenario.parameters.workplace import Outcome
from downtools.scenario.schedule import KINDS, Entry

if TYPE_CHECKING:
    import datetime as dt

    from downtools.scenario.model import Scenario

__all__ = ["odd", "page"]

_WIDTH = 96
_LARGEST = 5
_ALIKE = 3
"""So many local entries of one kind and the same days are told in one line."""


def page(scenario: "Scenario") -> str:
    """The scenario on a page: question, people, calendar, what happens, and what it rests on."""
    sections = (
        (f"{scenario.title} ({scenario.name})", [scenario.question]),
        ("Who is in it", _people(scenario)),
        ("Calendar", [_calendar(scenario)]),
        ("The workers", [_workers(scenario)]),
        ("What happens", _happens(scenario) or ["Nothing."]),
        ("What counts as what", _outcome(scenario)),
        ("What it rests on", _sources(scenario)),
    )
    return "\n\n".join("\n".join([head, *map(_wrapped, lines)]) for head, lines in sections)


def _wrapped(text: str) -> str:
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="    " if text.startswith("- ") else "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _date(day: "dt.date") -> str:
    return f"{WEEKDAYS[day.weekday()].capitalize()} {day.isoformat()}"


def _people(scenario: "Scenario") -> list[str]:
    employed = sum(sector.employed for sector in scenario.sectors)
    named = sum(site.staff for site in scenario.sites)
    regions = len({district.region for district in scenario.districts})
    sectors = {sector.sector: sector.name for sector in scenario.sectors}
    towns = {town.town: town.name for town in scenario.towns}
    largest = sorted(scenario.sites, key=lambda site: (-site.staff, site.site))[:_LARGEST]
    held = ", ".join(
        f"{site.name} ({site.staff:,}, {sectors[site.sector]}, {towns[site.town]})"
        for site in largest
    )
    return [
        f"{scenario.population:,.0f} people in {_count(regions, 'region')},"
        f" {_count(len(scenario.districts), 'district')} and {_count(len(towns), 'town')};"
        f" {employed:,} of them work, in {_count(len(sectors), 'sector')}."
        f" {_count(len(scenario.sites), 'named workplace')}"
        f" {'has' if len(scenario.sites) == 1 else 'have'} {named:,} on the roll; the other"
        f" {employed - named:,} are at synthetic workplaces. About {scenario.shop_size} people see"
        " each other at work.",
        f"Largest: {held}.",
    ]


def _calendar(scenario: "Scenario") -> str:
    calendar = scenario.calendar
    rest = " and ".join(day.capitalize() for day in calendar.rest_days) or "no day"
    holidays = ", ".join(day.isoformat() for day in calendar.holidays) or "none"
    on, off = sum(calendar.rotation), calendar.crews - sum(calendar.rotation)
    return (
        f"{_count(calendar.days, 'day')}, from {_date(calendar.start)} to {_date(calendar.end)}."
        f" Day shifts rest on {rest} and on holidays ({holidays})."
        f" Continuous sites have {_count(calendar.crews, 'crew')}, each in turn"
        f" {_count(on, 'day')} on shift and {_count(off, 'day')} off."
    )


def _workers(scenario: "Scenario") -> str:
    people, media = scenario.parameters.people, scenario.parameters.media
    low, middle, high = (
        logistic(people.opposition_mean + deviate * people.opposition_sd)
        for deviate in (-1.0, 0.0, 1.0)
    )
    return (
        f"Private opposition to the regime, between 0 and 1, is {middle:.2f} in the middle and"
        f" between {low:.2f} and {high:.2f} for two thirds of the workers."
        f" {people.attention:.0%} reconsider on a day without an event at their site; independent"
        f" media reach {media.reach:.0%} of them when nothing is cut."
    )


def _happens(scenario: "Scenario") -> list[str]:
    """A line an entry, in order; what happens alike in many places on the same days is one."""
    alike: dict[object, list[Entry]] = {}
    for entry in scenario.schedule:
        sized = entry.strength if "people" in KINDS[entry.kind].needs else None
        when = (entry.start, entry.end, entry.known_from)
        what = (entry.kind, entry.scope[0], entry.rung, sized)
        local = (what, when) if entry.place != "nation" else entry.id
        alike.setdefault(local, []).append(entry)
    lines: list[str] = []
    for entries in alike.values():
        told, others = (entries[:1], entries[1:]) if len(entries) >= _ALIKE else (entries, [])
        lines.extend(
            f"- {_dates(entry)}: {scenario.sentence(entry)}{_known(entry)}" for entry in told
        )
        if others:
            lines[-1] += f" Likewise for {', '.join(map(_place_and_size, others))}."
    return lines


def _place_and_size(entry: Entry) -> str:
    if "people" in KINDS[entry.kind].needs:
        return f"{entry.scope[1]} ({entry.people:,.0f})"
    return f"{entry.scope[1]} (strength {entry.strength:g})"


def _dates(entry: Entry) -> str:
    if entry.end == entry.start:
        return _date(entry.start)
    return f"{_date(entry.start)} to {_date(entry.end)}"


def _known(entry: Entry) -> str:
    return "" if entry.known_from == entry.start else f" Known from {_date(entry.known_from)}."


def _outcome(scenario: "Scenario") -> list[str]:
    outcome = scenario.parameters.outcome
    return [
        f"- {getattr(outcome, name):g} ({declared.unit}): {declared.meaning}"
        for name, declared in params_of(Outcome).items()
    ]


def _sources(scenario: "Scenario") -> list[str]:
    kinds = Counter(_basis(scenario.source_of(key)) for key in all_params())
    total = kinds.total()
    assumed = [site.staff for site in scenario.sites if site.staff_basis == "assumption"]
    changed = sum(scenario.value(key) != declared.default for key, declared in all_params().items())
    return [
        f"Of {total} parameters {kinds['assumption']} ({kinds['assumption'] / total:.0%}) have no"
        f" source but an assumption, {kinds['fitted']} ({kinds['fitted'] / total:.0%}) are starting"
        f" values fitted to what was observed, {kinds['source']} cite a source."
        f" {changed} differ from their default.",
        f"The staff of {len(assumed)} of {_count(len(scenario.sites), 'named workplace')}"
        f" ({sum(assumed):,} people) is an assumption."
        f" {_count(len(scenario.reports), 'report')} and"
        f" {_count(len(scenario.observed), 'observed pattern')} to hold runs against.",
    ]


def _basis(source: str) -> str:
    if source.startswith("assumption"):
        return "assumption"
    return "fitted" if source.startswith("starting value") else "source"
