"""The ODD protocol page of a scenario (Grimm et al. 2020, JASSS 23(2):7), in Markdown."""

from typing import TYPE_CHECKING, Any

from downtools.scenario.declare import Param
from downtools.scenario.keys import declared, keys
from downtools.scenario.tables import TABLES

if TYPE_CHECKING:
    from downtools.scenario.model import Scenario

__all__ = ["odd"]

_PROCESS = """\
A step is a day. Phases, in this order: **news** (what was done elsewhere and violence come into
sight as far as the internet is open; outrage and belief in success follow), **call** (vote, calls,
common dates, tactics and strike funds at each site, the street), **gather** (meetings at sites and
lists for signature), **decide** (who reconsiders takes a rung of the ladder, and acts on it unless
kept in), **organise** (committees form, link, are held or break; visits, failed calls, suspension),
**repress** (concessions, victims of the night, police sent to sites, arrests, dismissals,
resignations), **produce** (work and value withheld, halted processes, what is missing down the
chain, what funds pay) and **record**. A day reads the counts of the day before, so the order of
sites and workers within a phase is of no consequence.
`docs/model.md` gives each phase with its arithmetic."""

_CONCEPTS = """\
- *Basic principles.* Preference falsification and thresholds: a worker acts when opposition,
  the company of others and hope outweigh the price of the act.
- *Emergence.* Strikes, their spread between sites and towns, their size and their end.
- *Adaptation.* A worker takes the highest rung whose score is not negative.
- *Objectives.* The score of a rung, in units of the cost of a full strike.
- *Learning.* None; outrage and fatigue change what the same rule yields.
- *Prediction.* Belief in success rises as giants are seen to stop, and moves with the news.
- *Sensing.* A worker sees the acts of others in the shop, at the site, in the town and, if media
  reach them, in the country, as they were held in sight on the last day of work. The regime, where
  it acts by rule, sees shares of active staff, with delay.
- *Interaction.* Through these counts; police and the threat of the sack are diluted by numbers.
- *Stochasticity.* Each draw is a pure function of seed, named decision, day and who
  (`downtools.chance`): attention, events, lists, committees, arrests, site effects, day-shocks,
  reception of calls, concessions.
- *Collectives.* Shops, sites, their committees and the body that links them, places, regions and
  the nation.
- *Observation.* Signatures, rallies, walkouts, strikes, work and value withheld, by day, site."""


_FEW = 8
"""More choices than that are counted in the table of parameters, not listed in each row."""

_EQUATIONS = "The equations stand in `docs/model.md`; these are their values and the schedule's."


def odd(scenario: "Scenario") -> str:
    """The ODD page: overview, design concepts and details, with every parameter in a table."""
    return "\n\n".join(
        (
            f"# ODD protocol: {_cell(scenario.title)} ({scenario.name})",
            f"## 1. Purpose and patterns\n\n{scenario.question}\n\n{_patterns(scenario)}",
            f"## 2. Entities, state variables, and scales\n\n{_entities(scenario)}",
            f"## 3. Process overview and scheduling\n\n{_PROCESS}",
            f"## 4. Design concepts\n\n{_CONCEPTS}",
            f"## 5. Initialization\n\n{_initialization(scenario)}",
            f"## 6. Input data\n\n{_input(scenario)}",
            f"## 7. Submodels\n\n{_EQUATIONS}\n\n{_parameters(scenario)}",
        )
    )


def _patterns(scenario: "Scenario") -> str:
    if not scenario.observed:
        return "No observed pattern is given with the scenario."
    rows: list[list[str]] = []
    for p in scenario.observed:
        told = [_number(value) for value in (p.low, p.high, p.point)]
        days = f"{p.first} to {p.last}"
        rows.append([p.pattern, p.label, p.measure, p.site, days, *told, p.unit, p.source])
    head = ["pattern", "fact", "measure", "site", "days", "low", "high", "point", "unit", "source"]
    return "A credible run shows these patterns.\n\n" + _table(head, rows)


def _entities(scenario: "Scenario") -> str:
    employed = sum(sector.employed for sector in scenario.sectors)
    regions = len({district.region for district in scenario.districts})
    return f"""\
- *Workers* ({employed:,}): private opposition, caution, reach of media, contract; free or not,
  stance, act, signature, shifts struck.
- *Shops* of about {scenario.shop_size}, at *sites*: {len(scenario.sites):,} named, many synthetic
  (police, open list, last event, committee, halted process).
- *Places*: {len(scenario.towns):,} towns and the rural rest of each of {len(scenario.districts):,}
  districts, in {regions:,} regions (outrage, street).
- The *nation* of {scenario.population:,.0f} people (outrage, belief in success,
  loyalty). The scenario's reach is declared in: {scenario.unit}.
{_contacts(scenario)}

A step is a day; there are {scenario.calendar.days}, from {scenario.calendar.start} to
{scenario.calendar.end}."""


def _contacts(scenario: "Scenario") -> str:
    if not scenario.contacts:
        return "- No network of personal *contacts*."
    return f"""\
- *Contacts*: a synthetic network of about {scenario.contacts} ties a worker, of which a share of
  {scenario.contacts_far:g} leads to anybody in the country."""


def _initialization(scenario: "Scenario") -> str:
    return f"""\
All states begin at zero: nobody has acted. Who works where, and each worker's traits, are drawn
once from the scenario and its `world_seed` {scenario.world_seed}; every seed of a run has them."""


def _input(scenario: "Scenario") -> str:
    sizes = [
        [name, f"{len(getattr(scenario, name)):,}"] for name in TABLES if getattr(scenario, name)
    ]
    entries = [
        [e.id, e.kind, f"{e.start} to {e.end}", str(e.known_from), scenario.sentence(e), e.source]
        for e in scenario.schedule
    ]
    head = ["id", "kind", "days", "known from", "effect", "source"]
    return f"{_table(['table', 'rows'], sizes)}\n\nThe schedule:\n\n{_table(head, entries)}"


def _parameters(scenario: "Scenario") -> str:
    head = ["key", "value", "unit", "meaning", "bounds", "prior", "role", "source"]
    rows: list[list[str]] = []
    for key in keys(scenario):
        one = declared(scenario, key)
        if key.startswith("schedule.") and _left_out(one, scenario.value(key)):
            continue
        prior = str(one.prior) if one.prior else ""
        value = _number(scenario.value(key))
        rows.append(
            [
                key,
                value,
                one.unit,
                one.meaning,
                _bounds(one),
                prior,
                one.role,
                scenario.source_of(key),
            ]
        )
    return _table(head, rows)


def _left_out(one: Param, value: Any) -> bool:
    """Whether a field of the schedule says nothing: a number, text or threshold not given."""
    return not one.required and not value and value == one.default


def _bounds(one: Param) -> str:
    if len(one.choices) > _FEW:
        return f"one of {len(one.choices)} choices"
    if one.choices:
        return ", ".join(choice for choice in one.choices if choice)
    if one.low is None and one.high is None:
        return ""
    return f"{_number(one.low)} to {_number(one.high)}"


def _number(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
