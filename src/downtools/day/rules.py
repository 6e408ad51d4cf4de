"""What the parameters of a scenario come to, once a run: tables of ranks, covers of entries.

Kernels read these; no kernel knows a scenario.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, uniform
from downtools.compiled import kernel, word
from downtools.day.luck import deviate, seed_of
from downtools.exact import exp, fixed, logistic, normal_quantile
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import RUNGS, Entry
from downtools.scenario.tables import OWNERSHIP
from downtools.world.world import World

__all__ = ["Dated", "DecideRules", "Rules", "rules_of", "rung_number"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class DecideRules(NamedTuple):
    """Numbers of the decision, in the words of docs/model.md."""

    opposition: I64
    """Opposition by rank, and caution by rank, in integer fixed point."""
    caution: I64
    crowd: I64
    """[members of a shop, others seen at or above a rung]: the pull of the shop, likewise."""
    theta: F64
    """Of rung r at r - 1: cost of the act; exposure; score lost per shift of pay lost so far."""
    exposure: F64
    tired: I64
    keep: int
    attention: int
    """Reconsidering: below this in the upper 32 bits of the draw."""
    reached: int
    """Ranks of media reach below this are reached."""
    site: float
    town: float
    nation: float
    hope: float
    usual: float
    shelter: float
    standing: float
    deterrence: float
    harm: float
    sack_capacity: float
    sack_cost: float
    outside_option: float
    permanent_stake: float


class Dated(NamedTuple):
    """An entry of the schedule as day numbers, with the places or sites it covers."""

    entry: Entry
    first: int
    last: int
    places: Mask
    sites: Mask
    luck: float
    """How well a call is received in this run, 1 on average; 1 for all other kinds."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rules:
    """All that a run needs of its scenario beside the world."""

    scenario: Scenario
    seed: int
    decide: DecideRules
    effect: F64
    """Of each site, the site effect of this run."""
    hardness: F64
    """Of each place, how hard police act there in this run."""
    strategic_giants: F64
    """Of each named site: its strategic value if it is a giant, else 0."""
    entries: tuple[Dated, ...]

    def acting(self, day: int, kind: str) -> list[Dated]:
        """The entries of a kind that act on a day, in the order of the scenario."""
        return [e for e in self.entries if e.entry.kind == kind and e.first <= day <= e.last]


@kernel
def _fill_values(mean: float, sd: float, lognormal: bool, values: I64) -> None:
    for k in range(values.size):
        x = mean + sd * normal_quantile((k + 0.5) / values.size)
        values[k] = fixed(exp(x)) if lognormal else fixed(logistic(x))


def _values_of_ranks(mean: float, sd: float, many: int, *, lognormal: bool) -> I64:
    """Logit-normal (or lognormal) values of `many` equally likely ranks, in fixed point."""
    values = np.empty(many, np.int64)
    _fill_values(mean, sd, lognormal, values)
    return values


def rules_of(scenario: Scenario, world: World, seed: int) -> Rules:
    """Work out the rules of a run: parameters into tables, shared luck that lasts a run."""
    p = scenario.parameters
    giants = world.named.roll >= p.workplace.giant_staff
    return Rules(
        scenario=scenario,
        seed=seed,
        decide=_decide_rules(scenario, world),
        effect=_effects(scenario, world, seed),
        hardness=np.array(
            [
                _luck(p.police.hardness_sd, deviate(seed, "hardness", 0, key))
                for key in world.places.key.tolist()
            ]
        ),
        strategic_giants=np.where(giants, world.named.strategic, 0.0),
        entries=tuple(_dated(entry, scenario, world, seed) for entry in scenario.schedule),
    )


def _luck(sd: float, z: float) -> float:
    """A lognormal factor with mean 1, so that more luck does not mean more on average."""
    return exp(sd * z - sd * sd / 2.0)


@kernel
def _fill_pull(weight: float, pull: I64) -> None:
    for members in range(2, pull.shape[0]):
        for others in range(members + 1):
            pull[members, others] = fixed(weight * (others / (members - 1)))


def _pull_of_shops(weight: float, largest: int) -> I64:
    """The pull of the others in shops of every size and count, in fixed point."""
    pull = np.zeros((largest + 1, largest + 1), np.int64)
    _fill_pull(weight, pull)
    return pull


def _decide_rules(scenario: Scenario, world: World) -> DecideRules:
    p = scenario.parameters
    ladder = p.ladder
    return DecideRules(
        opposition=_values_of_ranks(
            p.people.opposition_mean, p.people.opposition_sd, 65536, lognormal=False
        ),
        caution=_values_of_ranks(0.0, p.people.caution_sd, 256, lognormal=True),
        crowd=_pull_of_shops(
            p.influence.shop, int((-(-world.sites.staff // world.sites.shops)).max())
        ),
        theta=np.array([ladder.theta_sign, ladder.theta_rally, ladder.theta_walkout, 1.0]),
        exposure=np.array(
            [ladder.exposure_sign, ladder.exposure_rally, ladder.exposure_walkout, 1.0]
        ),
        tired=np.array(
            [0, 0, fixed(ladder.fatigue * ladder.walkout_share), fixed(ladder.fatigue)], np.int64
        ),
        keep=fixed(ladder.keep),
        attention=int(p.people.attention * 2.0**32),
        reached=int(128.0 * p.media.reach + 0.5),
        site=p.influence.site,
        town=p.influence.town,
        nation=p.influence.nation,
        hope=p.belief.weight,
        usual=p.belief.usual,
        shelter=p.street.shelter,
        standing=p.police.standing,
        deterrence=p.police.deterrence,
        harm=p.police.harm,
        sack_capacity=p.sack.capacity,
        sack_cost=p.sack.cost,
        outside_option=p.sack.outside_option,
        permanent_stake=p.sack.permanent_stake,
    )


@kernel
def _draw_effects(
    seed: int,
    selection: float,
    sd: float,
    keys: npt.NDArray[np.uint64],
    named: npt.NDArray[np.int16],
    given: F64,
    effect: F64,
) -> None:
    for s in range(keys.size):
        if np.isnan(given[s]):
            mean = selection if named[s] >= 0 else 0.0
            effect[s] = mean + sd * normal_quantile(uniform(bits(seed, keys[s])))
        else:
            effect[s] = given[s]


def _effects(scenario: Scenario, world: World, seed: int) -> F64:
    """Site effects: parts of one named site share theirs."""
    sites = world.sites
    own = np.append(world.named.key, word(0))
    keys = np.where(sites.named >= 0, own[sites.named], sites.key)
    effect = np.empty(len(keys))
    p = scenario.parameters.workplace
    draw = seed_of(seed, "site_effect")
    _draw_effects(draw, p.selection, p.effect_sd, keys, sites.named, sites.effect, effect)
    return effect


def _dated(entry: Entry, scenario: Scenario, world: World, seed: int) -> Dated:
    places, sites = _cover(entry, world)
    start = scenario.calendar.start
    luck = 1.0
    if entry.kind == "call":
        sd = scenario.parameters.media.call_sd
        luck = _luck(sd, deviate(seed, "call", 0, key_of(entry.id)))
    return Dated(
        entry=entry,
        first=(entry.start - start).days,
        last=(entry.end - start).days,
        places=places,
        sites=sites,
        luck=luck,
    )


def _cover(entry: Entry, world: World) -> tuple[Mask, Mask]:
    """Which places and which sites an entry covers."""
    kind, name = entry.scope
    places = np.zeros(len(world.places.key), np.bool_)
    sites = np.zeros(len(world.sites.key), np.bool_)
    if kind == "nation":
        places[:] = True
    elif kind == "region":
        places = world.places.region == world.region_names.index(name)
    elif kind == "district":
        places = world.places.district == world.district_names.index(name)
    elif kind == "town":
        places[world.place_names.index(name)] = True
    elif kind == "sector":
        sites = world.sites.sector == world.sector_names.index(name)
    elif kind == "ownership":
        sites = world.sites.ownership == OWNERSHIP.index(name)
    else:
        sites = world.sites.named == world.site_names.index(name)
    if kind not in ("sector", "ownership", "site"):
        sites = places[world.sites.place]
    return places, sites


def rung_number(entry: Entry) -> int:
    """The rung a call names, 1 to 4."""
    return RUNGS.index(entry.rung) + 1
