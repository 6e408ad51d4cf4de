"""The engine with terms turned off: one workplace whose workers weigh others, and nothing else.

There is no luck, police, sack, media, committee or event; everybody reconsiders every day, and the
one act left is the strike. What a worker brings along is given as a table (`World.values`): the
score they add by themselves, in units of 1/65536 of the cost of a strike. The days, the phases and
the kernels are those of any run (`run.simulate`).
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.day.cascade import NEVER
from downtools.exact import ONE, fixed
from downtools.run.simulate import simulate
from downtools.scenario.calendar import Calendar
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import Parameters
from downtools.scenario.schedule import Entry
from downtools.scenario.tables import District, Sector, Site, SizeClass, Town
from downtools.world.build import build_world
from downtools.world.contacts import Contacts
from downtools.world.world import Values, Workers, World, top_ranks

__all__ = ["OFF", "bare_scenario", "by_heads", "by_ties", "own_scores", "strikers"]

I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]

OFF: dict[str, Any] = {
    "people.attention": 1.0,
    "ladder.theta_sign": 1.0,
    "ladder.theta_rally": 1.0,
    "ladder.theta_walkout": 1.0,
    "ladder.fatigue": 0.0,
    "influence.shop": 0.0,
    "influence.site": 0.0,
    "influence.contacts": 0.0,
    "influence.each_contact": 0.0,
    "influence.town": 0.0,
    "influence.nation": 0.0,
    "influence.linked": 0.0,
    "belief.weight": 0.0,
    "outrage.vote": 1.0,
    "outrage.permanent": 1.0,
    "outrage.shock_sd": 0.0,
    "outrage.town_shock_sd": 0.0,
    "street.turnout": 0.0,
    "police.harm": 0.0,
    "police.per_active": 0.0,
    "police.hardness_sd": 0.0,
    "police.detain": 0.0,
    "sack.cost": 0.0,
    "sack.resign": 0.0,
    "concede.hazard": 0.0,
    "gather.base": 0.0,
    "gather.readiness": 0.0,
    "gather.call": 0.0,
    "gather.nearby": 0.0,
    "gather.committee": 0.0,
    "gather.list_base": 0.0,
    "gather.list_readiness": 0.0,
    "gather.list_call": 0.0,
    "gather.list_committee": 0.0,
    "organise.base": 0.0,
    "organise.readiness": 0.0,
    "organise.strength": 0.0,
    "loyalty.subsidy": 0.0,
    "loyalty.meeting": 0.0,
    "workplace.effect_sd": 0.0,
    "workplace.selection": 0.0,
}
"""Every term of the score but the cost of a strike, all luck, and whatever answers to a strike. A
falsified vote gives private opposition its weight once and for all."""

_START = dt.date(2020, 8, 10)
_SOURCE = "assumption: a classic has no country"
_STEP = 4
"""Units of score that one head more adds at least, so that rounding never hides it."""


def bare_scenario(people: int, days: int, values: Mapping[str, Any]) -> Scenario:
    """One workplace of so many people, for so many working days, with all else turned off.

    `values` are parameters by dotted key that are turned on again; bounds are not asked.
    """
    sector = Sector(
        sector="all",
        name="All",
        section="C",
        employed=people,
        value_added_usd=1.0,
        exports_usd=0.0,
        wage_usd=1.0,
        shifts="day",
        state_share=1.0,
        mixed_share=0.0,
        fixed_term_share=1.0,
        rural_weight=0.0,
        core=True,
        source=_SOURCE,
    )
    vote = Entry(
        id="vote",
        kind="falsified_vote",
        start=_START,
        end=_START,
        known_from=_START,
        place="nation",
        strength=1.0,
        source=_SOURCE,
    )
    works = Site(
        site="works",
        name="The works",
        town="town",
        sector="all",
        staff=people,
        staff_basis="assumption",
        ownership="state",
        shifts="day",
        spread="town",
        source=_SOURCE,
    )
    population = float(people)
    return Scenario(
        name="classic",
        title="A classic",
        question="Who walks out if only others count?",
        population=population,
        world_seed=1,
        shop_size=20,
        calendar=Calendar(
            start=_START, end=_START + dt.timedelta(days=days - 1), rest_days=(), rotation=(1,)
        ),
        parameters=_parameters({**OFF, **values}),
        schedule=(vote,),
        districts=(
            District(
                district="land", name="Land", region="land", population=population, source=_SOURCE
            ),
        ),
        towns=(
            Town(town="town", name="Town", district="land", population=population, source=_SOURCE),
        ),
        sectors=(sector,),
        sizes=(SizeClass(sector="*", low=1, high=50, share=1.0, source=_SOURCE),),
        sites=(works,),
    )


def _parameters(values: Mapping[str, Any]) -> Parameters:
    parameters = Parameters()
    for key, value in values.items():
        group, name = key.split(".")
        changed = dataclasses.replace(getattr(parameters, group), **{name: value})
        parameters = dataclasses.replace(parameters, **{group: changed})
    return parameters


def own_scores(world: World, scores: I64 | I32) -> World:
    """The same world, each worker bringing along a score of their own, equally cautious.

    `scores` holds one for each worker, in units of 1/65536, of at most 65,536 different values:
    a worker's rank is the place of theirs among these.
    Raises `ValueError` if there are more.
    """
    different, ranks = np.unique(scores, return_inverse=True)
    if len(different) > 65536:
        raise ValueError(f"{len(different)} different scores; ranks have 16 bits")
    table = np.full(65536, different[-1], np.int32)
    table[: len(different)] = different
    workers = Workers(
        opposition=ranks.astype(np.uint16),
        caution=np.zeros(len(scores), np.uint8),
        media=np.zeros(len(scores), np.uint8),
    )
    return dataclasses.replace(
        world,
        workers=workers,
        shops=top_ranks(world.sites, workers),
        values=Values(opposition=table, caution=np.full(256, ONE, np.int32)),
    )


def by_heads(thresholds: I64, days: int) -> I64:
    """People on strike by day where each counts heads: `thresholds` of others who must be out.

    A threshold of zero or less acts by itself, one of everybody or more never does; an equal
    number is enough. Whole numbers, exactly: no rounding lies between heads and act.
    """
    people = len(thresholds)
    weight = max(1.0, _STEP * (people - 1) / ONE)
    scenario = bare_scenario(people, days, {"influence.site": weight})
    heads = np.clip(thresholds, 0, people)
    different, place = np.unique(heads, return_inverse=True)
    scores = np.array([_score_of(int(count), people, weight) for count in different], np.int64)
    world = own_scores(build_world(scenario, cache=False), scores[place])
    return strikers(scenario, world)


def _score_of(heads: int, people: int, weight: float) -> int:
    """What must be brought along so that just so many others are enough; -1 - the most if none."""
    if heads >= people:
        return -1 - fixed(weight - 1.0)
    share = heads / (people - 1) if people > 1 else 0.0
    return -fixed(weight * share - 1.0)


def by_ties(contacts: Contacts, needs: I32, seeds: I64, days: int) -> I64:
    """People on strike by day where each counts contacts: the rule of `day.cascade`, day by day.

    `needs` is the number of contacts who must be out, zero or less acting by itself; `seeds` act
    whatever their need. Raises `ValueError` if somebody has more than 65,536 contacts: one of them
    would then add less than a unit of score.
    """
    people = contacts.people
    most = int(np.diff(contacts.first).max(initial=1))
    if most > ONE:
        raise ValueError(f"somebody has {most} contacts; a score tells {ONE} apart")
    each = 1.0 / most
    scenario = bare_scenario(people, days, {"influence.each_contact": each})
    wanted = np.minimum(np.maximum(needs, 0), most + 1)
    wanted[needs >= NEVER] = most + 1
    wanted[seeds] = 0
    table = np.array(
        [*(ONE - fixed(each * count) for count in range(most + 1)), -1 - most], np.int64
    )
    world = own_scores(build_world(scenario, cache=False), table[wanted])
    return strikers(scenario, dataclasses.replace(world, contacts=contacts))


def strikers(scenario: Scenario, world: World) -> I64:
    """People on strike by day."""
    return simulate(scenario, seed=1, world=world).tables["daily"]["striking"]
