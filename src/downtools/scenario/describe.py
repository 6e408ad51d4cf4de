"""A scenario in words: a page of English made from its own values."""

import datetime as dt
import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from downtools.exact import logistic
from downtools.scenario.declare import params_of
from downtools.scenario.happenings import by_rule, dated, happens
from downtools.scenario.head import FEWEST_OF_A_NATION
from downtools.scenario.odd import odd
from downtools.scenario.parameters import all_params
from downtools.scenario.parameters.workplace import Outcome
from downtools.scenario.tables import OUTSIDE

if TYPE_CHECKING:
    from downtools.scenario.model import Scenario

__all__ = ["odd", "page"]

_WIDTH = 96
_LARGEST = 5


def page(scenario: "Scenario") -> str:
    """The scenario on a page: question, people, calendar, what happens, and what it rests on."""
    sections = (
        (f"{scenario.title} ({scenario.name})", [scenario.question]),
        ("Who is in it", _people(scenario)),
        ("How they depend on each other", _production(scenario)),
        ("Calendar", [_calendar(scenario)]),
        ("The workers", [_workers(scenario)]),
        ("What happens", happens(scenario) or ["Nothing."]),
        by_rule(scenario),
        ("What counts as what", _outcome(scenario)),
        ("What it rests on", _sources(scenario)),
    )
    return "\n\n".join(
        "\n".join([head, *map(_wrapped, lines)]) for head, lines in sections if lines
    )


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
        f" each other at work.{_contacts(scenario)}",
        f"Largest: {held}.",
        _reach(scenario, regions),
    ]


def _reach(scenario: "Scenario", regions: int) -> str:
    """What the reach of a strike is declared in, and whether it can be nationwide."""
    can = "can" if regions >= FEWEST_OF_A_NATION else "cannot"
    return (
        f"Declared as a {scenario.unit}: with {_count(regions, 'region')} a strike in it {can} be"
        " nationwide."
    )


def _contacts(scenario: "Scenario") -> str:
    """The contact network, if there is one."""
    if not scenario.contacts:
        return ""
    return (
        f" Beside, each knows about {_count(scenario.contacts, 'other')} personally;"
        f" {scenario.contacts_far:.0%} of these ties lead to anybody in the country."
    )


def _production(scenario: "Scenario") -> list[str]:
    """Links between sectors and continuous processes, where there are any."""
    production = scenario.parameters.production
    lines: list[str] = []
    needed = sum(
        link.share >= production.essential and link.supplier not in (*OUTSIDE, link.user)
        for link in scenario.links
    )
    if needed:
        lines.append(
            f"{_count(needed, 'link')} between sectors {'carries' if needed == 1 else 'carry'} a"
            f" stoppage on once a stock of {production.stock_days:g} days is used up."
        )
    sectors = [sector.name for sector in scenario.sectors if sector.process == "continuous"]
    sites = sum(scenario.process_of(site) == "continuous" for site in scenario.sites)
    where = [f"the sector {name}" for name in sectors]
    where += [_count(sites, "named workplace")] if sites else []
    if where:
        lines.append(
            f"A process that cannot pause runs at {', '.join(where)}: it halts when fewer than"
            f" {production.critical_staff:.0%} of those on shift are at work, and needs"
            f" {_count(production.restart_days, 'day')} to begin again."
        )
    return lines


def _calendar(scenario: "Scenario") -> str:
    calendar = scenario.calendar
    rest = " and ".join(day.capitalize() for day in calendar.rest_days) or "no day"
    holidays = ", ".join(day.isoformat() for day in calendar.holidays) or "none"
    on, off = sum(calendar.rotation), calendar.crews - sum(calendar.rotation)
    return (
        f"{_count(calendar.days, 'day')}, from {dated(calendar.start)} to {dated(calendar.end)}."
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


def _outcome(scenario: "Scenario") -> list[str]:
    outcome = scenario.parameters.outcome
    return [
        f"- {getattr(outcome, name):g} ({declared.unit}): {declared.meaning}"
        for name, declared in params_of(Outcome).items()
    ]


def _sources(scenario: "Scenario") -> list[str]:
    declared = all_params()
    kinds = Counter(
        _basis(scenario.source_of(key)) for key, one in declared.items() if one.type is not dt.date
    )
    total = kinds.total()
    assumed = [site.staff for site in scenario.sites if site.staff_basis == "assumption"]
    changed = sum(scenario.value(key) != one.default for key, one in declared.items())
    return [
        f"Of {total} parameters that are numbers {kinds['assumption']}"
        f" ({kinds['assumption'] / total:.0%}) have no source but an assumption, {kinds['fitted']}"
        f" ({kinds['fitted'] / total:.0%}) are starting values fitted to what was observed,"
        f" {kinds['source']} cite a source. {changed} of all {len(declared)} differ from their"
        f" default.{_people_from(scenario)}",
        f"The staff of {len(assumed)} of {_count(len(scenario.sites), 'named workplace')}"
        f" ({sum(assumed):,} people) is an assumption."
        f" {_count(len(scenario.reports), 'report')} and"
        f" {_count(len(scenario.observed), 'observed pattern')} to hold runs against.",
    ]


def _people_from(scenario: "Scenario") -> str:
    """Where the draws of the parameters of people are from, if not from the scenario itself."""
    if not scenario.people_from:
        return ""
    return (
        f" Those of people are drawn from what was learned of {scenario.people_from}, widened,"
        " where many runs are asked for."
    )


def _basis(source: str) -> str:
    if source.startswith("assumption"):
        return "assumption"
    return "fitted" if source.startswith("starting value") else "source"
