"""Doubts: what does not stop a run but a reader should know."""

from downtools.scenario.declare import params_of
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import GROUPS
from downtools.scenario.schedule import KINDS, Entry
from downtools.scenario.tables import Sector

__all__ = ["doubts"]

_SHOWN = 5
_ANNOUNCED = {
    "dismissal_threat",
    "legal_ban",
    *(name for name, kind in KINDS.items() if kind.side == "workers"),
}
"""Kinds that may be known before they act."""
_FEW = 0.1
"""A strike fund is small if so few of those whom it covers use it up in a day."""
_WORKING_DAYS = 21
"""Days on which a monthly wage is earned, for a rough look at a fund."""


def doubts(scenario: Scenario) -> tuple[str, ...]:
    """Sentences on what is assumed, at its bound, without effect or missing; empty if nothing."""
    return (
        *_assumed_staff(scenario),
        *_at_bound(scenario),
        *_schedule(scenario),
        *_regime(scenario),
        *_funds(scenario),
        *_crowded(scenario),
        *_unpausing(scenario),
        *_acquainted(scenario),
        *_without_links(scenario),
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
            if value and (entry.by_rule or f"{{{field}" not in sentence):
                reader = f"{entry.kind} by rule" if entry.by_rule else entry.kind
                found.append(f"schedule.{entry.id}.{field} has no effect: no {reader} reads it")
        if entry.known_from < entry.start and entry.kind not in _ANNOUNCED:
            found.append(
                f"schedule.{entry.id} is known from {entry.known_from}, before it begins on"
                f" {entry.start}: a forecast from between foresees it"
            )
    return found


def _regime(scenario: Scenario) -> list[str]:
    """A regime that is to act by rule and has none."""
    begins = scenario.parameters.regime.by_rule_from
    if begins > scenario.calendar.end or any(entry.by_rule for entry in scenario.schedule):
        return []
    return [f"regime.by_rule_from = {begins}, but no entry is a rule: the regime then does nothing"]


def _funds(scenario: Scenario) -> list[str]:
    found: list[str] = []
    for entry in scenario.schedule:
        if entry.usd:
            people, wages = _covered(scenario, entry)
            if entry.usd < _FEW * wages * min(1.0, entry.strength):
                found.append(
                    f"schedule.{entry.id} is gone in a day if one in {1 / _FEW:.0f} of the about"
                    f" {people:,.0f} workers whom it covers strikes"
                )
    return found


def _covered(scenario: Scenario, entry: Entry) -> tuple[float, float]:
    """About how many workers an entry covers, and what they earn a day together, in USD."""
    kind, name = entry.scope
    wage = {sector.sector: sector.wage_usd / _WORKING_DAYS for sector in scenario.sectors}
    if kind == "site":
        site = next(site for site in scenario.sites if site.site == name)
        return site.staff, site.staff * wage[site.sector]
    held = {sector.sector: float(sector.employed) for sector in scenario.sectors}
    if kind == "sector":
        held = {name: held[name]}
    elif kind == "ownership":
        held = {row.sector: row.employed * _owned(row, name) for row in scenario.sectors}
    elif kind != "nation":
        share = _residents(scenario, kind, name) / scenario.population
        held = {sector: people * share for sector, people in held.items()}
    return sum(held.values()), sum(people * wage[sector] for sector, people in held.items())


def _owned(sector: Sector, ownership: str) -> float:
    """The share of a sector's workers in one ownership."""
    state, mixed = sector.state_share, sector.mixed_share
    return {"state": state, "mixed": mixed, "private": 1.0 - state - mixed}[ownership]


def _residents(scenario: Scenario, kind: str, name: str) -> float:
    """The people of a region, a district or a town."""
    rows = scenario.towns if kind == "town" else scenario.districts
    return sum(row.population for row in rows if getattr(row, kind) == name)


def _unpausing(scenario: Scenario) -> list[str]:
    """Processes that cannot pause, at sites that stand still every night."""
    found: list[str] = []
    sites = [
        site.site
        for site in scenario.sites
        if site.shifts == "day" and scenario.process_of(site) == "continuous"
    ]
    sectors = [
        sector.sector
        for sector in scenario.sectors
        if sector.shifts == "day" and sector.process == "continuous"
    ]
    for file, names in (("sectors.csv", sectors), ("sites.csv", sites)):
        if names:
            found.append(f"{file}: a continuous process on day shifts only: {_few(names)}")
    return found


def _few(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{more}"


def _crowded(scenario: Scenario) -> list[str]:
    """Where more people work than live: in a town at its named sites, in the country at all."""
    staff = {town.town: 0 for town in scenario.towns}
    for site in scenario.sites:
        if site.spread == "town":
            staff[site.town] += site.staff
    towns = [town.town for town in scenario.towns if staff[town.town] > town.population]
    found: list[str] = []
    if towns:
        found.append(
            "towns.csv: more people on the roll of named sites than live in the town:"
            f" {_few(towns)}"
        )
    employed = sum(sector.employed for sector in scenario.sectors)
    if employed > scenario.population:
        found.append(
            f"sectors.csv: {employed:,} people employed in a country of {scenario.population:,.0f}"
        )
    return found


def _acquainted(scenario: Scenario) -> list[str]:
    """A contact network that cannot be as dense as is said, or that weighs nothing."""
    if scenario.contacts == 0:
        return []
    found: list[str] = []
    employed = sum(sector.employed for sector in scenario.sectors)
    if scenario.contacts >= employed:
        found.append(
            f"scenario.toml: contacts = {scenario.contacts}, but a worker has only"
            f" {employed - 1:,} others to know"
        )
    influence = scenario.parameters.influence
    if influence.contacts == 0.0 and influence.each_contact == 0.0:
        found.append(
            "scenario.toml: contacts are drawn, but influence.contacts and influence.each_contact"
            " are 0: nobody heeds them"
        )
    return found


def _without_observed(scenario: Scenario) -> list[str]:
    if scenario.observed:
        return []
    return ["no observed.csv: there is nothing to hold a run against"]


def _without_links(scenario: Scenario) -> list[str]:
    if scenario.links:
        return []
    return ["no links.csv: a stoppage does not carry on from one sector to another"]
