"""One plant in a tiny country, for tests of the twin: built, run and read."""

from downtools.chance import Luck
from downtools.reference.country import country, draw_effects
from downtools.reference.simulate import live_a_day
from downtools.reference.today import Day
from tests.tiny import (
    STILL,
    tiny_calendar,
    tiny_parameters,
    tiny_scenario,
    tiny_site,
    tiny_world,
)

CALM = {
    "organise.base": 0.0,
    "organise.readiness": 0.0,
    "loyalty.subsidy": 0.0,
    "police.detain": 0.0,
    "concede.hazard": 0.0,
}
"""No committee by chance, no loyalty bought, nobody detained, no offer."""

ALWAYS = {"gather.base": 1000.0, "gather.spent_days": 0}
LIST_ALWAYS = {"gather.list_readiness": 1e6}


def still(*values):
    """Parameters without luck, influence or fear, but for the values given; later ones win."""
    return tiny_parameters(STILL, CALM, *values)


def plant(effect, *values, staff=10, continuous=False, process="", days=10, **overrides):
    """A country with one named site, all of whose workers have the score effect - theta(r)."""
    scenario = tiny_scenario(
        parameters=still(*values),
        calendar=tiny_calendar(days),
        sites=(tiny_site("works", staff=staff, effect=effect, process=process),),
        **overrides,
    )
    return scenario, tiny_world(scenario, [(0, staff, continuous, 0)])


def days_of(scenario, world, seed=1):
    """The nation after each day: always the same object, so read it before going on."""
    nation = country(scenario, world)
    draw_effects(nation, Luck.of(seed), scenario.parameters.workplace)
    for number in range(scenario.calendar.days):
        live_a_day(Day(scenario=scenario, luck=Luck.of(seed), number=number), nation)
        yield nation


def column(tables, table, name):
    return tables[table][name]
