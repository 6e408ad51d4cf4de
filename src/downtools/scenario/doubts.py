"""Doubts: what does not stop a run but a reader should know."""

from downtools.scenario.declare import params_of
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import GROUPS
from downtools.scenario.schedule import KINDS

__all__ = ["doubts"]

_SHOWN = 5
_ANNOUNCED = ("call", "dismissal_threat")
"""Kinds that may be known before they act."""


def doubts(scenario: Scenario) -> tuple[str, ...]:
    """Sentences on what is assumed, at its bound, without effect or missing; empty if nothing."""
    return (
        *_assumed_staff(scenario),
        *_at_bound(scenario),
        *_schedule(scenario),
        *_crowded(scenario),
        *_without_observed(scenario),
    )


def _assumed_staff(scenario: Scenario) -> list[str]:
    assumed = [site.staff for site in scenario.sites if site.staff_basis == "assumption"]
    if not assumed:
        return []
    share = sum(assumed) / sum(site.staff for site in scenario.sites)
    return [
        f"sites.csv: the staff of {len(assumed)} of {len(scenario.sites)} named sites"
        f" ({share:.0%} of their staff) is an assumption"
    ]


def _at_bound(scenario: Scenario) -> list[str]:
    found: list[str] = []
    for name, kind in GROUPS.items():
        group = getattr(scenario.parameters, name)
        for field, declared in params_of(kind, f"{name}.").items():
            value = getattr(group, field)
            if value in (declared.low, declared.high) and value != declared.default:
                found.append(f"scenario.toml: {declared.key} = {value:g} is at its bound")
    return found


def _schedule(scenario: Scenario) -> list[str]:
    found: list[str] = []
    for entry in scenario.schedule:
        sentence = KINDS[entry.kind].sentence
        for field, value in (("people", entry.people), ("rung", entry.rung)):
            if value and f"{{{field}" not in sentence:
                found.append(f"schedule.{entry.id}.{field} has no effect: no {entry.kind} reads it")
        if entry.known_from < entry.start and entry.kind not in _ANNOUNCED:
            found.append(
                f"schedule.{entry.id} is known from {entry.known_from}, before it begins on"
                f" {entry.start}: a forecast from between foresees it"
            )
    return found


def _crowded(scenario: Scenario) -> list[str]:
    """Where more people work than live: in a town at its named sites, in the country at all."""
    staff = {town.town: 0 for town in scenario.towns}
    for site in scenario.sites:
        if site.spread == "town":
            staff[site.town] += site.staff
    towns = [town.town for town in scenario.towns if staff[town.town] > town.population]
    found: list[str] = []
    if towns:
        more = f" and {len(towns) - _SHOWN} more" if len(towns) > _SHOWN else ""
        found.append(
            "towns.csv: more people on the roll of named sites than live in the town:"
            f" {', '.join(towns[:_SHOWN])}{more}"
        )
    employed = sum(sector.employed for sector in scenario.sectors)
    if employed > scenario.population:
        found.append(
            f"sectors.csv: {employed:,} people employed in a country of {scenario.population:,.0f}"
        )
    return found


def _without_observed(scenario: Scenario) -> list[str]:
    if scenario.observed:
        return []
    return ["no observed.csv: there is nothing to hold a run against"]
