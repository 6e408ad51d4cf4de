"""A replicate from its first day to its last: docs/model.md, section 4."""

from downtools.chance import Luck
from downtools.reference.away import take_away
from downtools.reference.call import hear_calls
from downtools.reference.columns import empty_tables
from downtools.reference.concede import concede
from downtools.reference.country import WorldArrays, country, draw_effects
from downtools.reference.decide import decide
from downtools.reference.gather import gather
from downtools.reference.nation import Nation, NationToday
from downtools.reference.news import hear_news
from downtools.reference.organise import organise
from downtools.reference.places import PlaceToday
from downtools.reference.produce import produce
from downtools.reference.record import record
from downtools.reference.repress import beat, send_police
from downtools.reference.sites import SiteToday
from downtools.reference.today import Day
from downtools.scenario.model import Scenario

__all__ = ["live_a_day", "simulate_plainly"]


def simulate_plainly(
    scenario: Scenario, world: WorldArrays, *, seed: int | Luck
) -> dict[str, dict[str, list[int]]]:
    """Simulate one replicate; the tables of section 6, by name and column.

    Rows stand in canonical order: `daily` by day, `regions` by day and region, `sites` by day and
    named site, `groups` by day, district and sector, `events` by day, kind and site. Regions,
    districts, sectors and named sites are indices into the world's names.
    """
    nation, luck = country(scenario, world), Luck.of(seed)
    draw_effects(nation, luck, scenario.parameters.workplace)
    tables = empty_tables()
    for number in range(scenario.calendar.days):
        day = Day(scenario=scenario, luck=luck, number=number)
        live_a_day(day, nation)
        record(day, nation, len(world.region_names), tables)
    return tables


def live_a_day(day: Day, nation: Nation) -> None:
    """The phases of one day, in their order."""
    _wake(nation)
    hear_news(day, nation)
    hear_calls(day, nation)
    gather(day, nation)
    decide(day, nation)
    organise(day, nation)
    _repress(day, nation)
    produce(day, nation)


def _wake(nation: Nation) -> None:
    """What holds on one day only begins anew."""
    nation.today = NationToday()
    for place in nation.places:
        place.today = PlaceToday()
    for site in nation.sites:
        site.today = SiteToday()


def _repress(day: Day, nation: Nation) -> None:
    """The evening of those who rule: give way or not, beat, send police, take people away."""
    concede(day, nation)
    beat(day, nation)
    send_police(day, nation)
    take_away(day, nation)
