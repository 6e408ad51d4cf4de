"""What the parameters of a scenario come to, once a run: tables of ranks, covers of entries.

Kernels read these; no kernel knows a scenario.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from downtools.chance import Luck, bits, uniform
from downtools.compiled import inlined, kernel, word
from downtools.day.dated import Dated, Fund, dated, funds_of, lognormal
from downtools.day.luck import deviate, seed_of
from downtools.day.shifts import Shift, shifts_of
from downtools.exact import exp, fixed, logistic, normal_quantile
from downtools.scenario.model import Scenario
from downtools.scenario.parameters import Influence
from downtools.world.world import Shops, Sites, Values, World

__all__ = ["DecideRules", "Rules", "deterred", "rules_of"]

F64 = npt.NDArray[np.float64]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]


class DecideRules(NamedTuple):
    """Numbers of the decision, in the words of docs/model.md."""

    opposition: I32
    """Opposition by rank, and caution by rank, in integer fixed point. Narrow, since every step
    of a run looks things up here."""
    caution: I32
    crowd: I64
    """[members of a shop, others seen at or above a rung]: the pull of the shop, likewise."""
    theta: F64
    """Of rung r at r - 1: cost of the act; exposure; share of a shift that is lost."""
    exposure: F64
    shift: F64
    fatigue: float
    keep: int
    attention: int
    """Reconsidering without a common date, below this in the upper 32 bits of the draw."""
    reached: int
    """Ranks of media reach below this are reached."""
    site: float
    town: float
    nation: float
    linked: float
    contacts: float
    each_contact: float
    contacts_most: int
    """The most that contacts can add to a score, in integer fixed point."""
    committee: float
    hope: float
    usual: float
    shelter: float
    standing: float
    deterrence: float
    whole_officers: bool
    harm: float
    threat: float
    """Of the sack: standing; what speaking of it adds; and a ban; how far a date blunts it."""
    threat_weight: float
    ban: float
    blunt: float
    sack_capacity: float
    sack_cost: float
    outside_option: float
    permanent_stake: float
    identified: float
    fine: float
    fund_stake: float
    bonus: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Rules:
    """All that a run needs of its scenario beside the world."""

    scenario: Scenario
    luck: Luck
    decide: DecideRules
    effect: F64
    """Of each site, the site effect of this run."""
    top: npt.NDArray[np.uint16]
    """Of each site, the highest rank of opposition of its workers."""
    hardness: F64
    """Of each place, how hard police act there in this run."""
    strategic_giants: F64
    """Of each named site: its strategic value if it is a giant, else 0."""
    entries: tuple[Dated, ...]
    funds: tuple[Fund, ...]
    inputs: tuple[tuple[int, ...], ...]
    """Of each sector: the sectors whose output it cannot do without."""
    shifts: tuple[Shift, ...]
    """Of each day."""
    loyal: tuple[float, float, float]
    """Loyalty bought on day 0 by ownership, in logits of opposition."""

    @property
    def by_rule(self) -> list[Dated]:
        """The rules of the regime, in the order of the scenario."""
        return [one for one in self.entries if one.entry.by_rule]

    def rule(self, name: str) -> Dated:
        """The rule of an id. Raises `KeyError` if there is none."""
        return {one.entry.id: one for one in self.by_rule}[name]


@inlined
def deterred(police: float, company: float, rules: DecideRules) -> float:
    """k C/A of the arrest probability 1 - exp(-k C/A), for police and the company of others."""
    if rules.whole_officers:
        return rules.deterrence * math.floor(police / (1.0 + company))
    return rules.deterrence * police / (1.0 + company)


@kernel
def _fill_values(mean: float, sd: float, lognormal: bool, values: I32) -> None:
    for k in range(values.size):
        x = mean + sd * normal_quantile((k + 0.5) / values.size)
        values[k] = fixed(exp(x)) if lognormal else fixed(logistic(x))


def _values_of_ranks(mean: float, sd: float, many: int, *, lognormal: bool) -> I32:
    """Logit-normal (or lognormal) values of `many` equally likely ranks, in fixed point."""
    values = np.empty(many, np.int32)
    _fill_values(mean, sd, lognormal, values)
    return values


def rules_of(scenario: Scenario, world: World, luck: Luck) -> Rules:
    """Work out the rules of a run: parameters into tables, shared luck that lasts a run."""
    p = scenario.parameters
    entries = dated(scenario, world, luck)
    giants = world.named.roll >= p.workplace.giant_staff
    return Rules(
        scenario=scenario,
        luck=luck,
        decide=_decide_rules(scenario, world),
        effect=_effects(scenario, world, luck),
        top=_top_of_sites(world),
        hardness=np.array(
            [
                lognormal(p.police.hardness_sd, deviate(luck, "hardness", 0, key))
                for key in world.places.key.tolist()
            ]
        ),
        strategic_giants=np.where(giants, world.named.strategic, 0.0),
        entries=entries,
        funds=funds_of(entries),
        inputs=_inputs(scenario),
        shifts=shifts_of(scenario.calendar, world),
        loyal=(p.loyalty.subsidy * 1.0, p.loyalty.subsidy * p.loyalty.mixed, 0.0),
    )


def _inputs(scenario: Scenario) -> tuple[tuple[int, ...], ...]:
    """Of each sector the others whose output is an essential input, by index."""
    index = {sector.sector: i for i, sector in enumerate(scenario.sectors)}
    found: list[list[int]] = [[] for _ in index]
    for link in scenario.links:
        supplier = index.get(link.supplier)
        essential = link.share >= scenario.parameters.production.essential
        if supplier is not None and supplier != index[link.user] and essential:
            found[index[link.user]].append(supplier)
    return tuple(tuple(sorted(inputs)) for inputs in found)


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


def _most_of_contacts(influence: Influence, world: World) -> int:
    """What a worker with the most contacts would feel if all were out; 0 without a network."""
    most = int(np.diff(world.contacts.first).max(initial=0))
    return fixed(influence.contacts + influence.each_contact * most) if most else 0


def _decide_rules(scenario: Scenario, world: World) -> DecideRules:
    p = scenario.parameters
    ladder = p.ladder
    values = world.values or Values(
        opposition=_values_of_ranks(
            p.people.opposition_mean, p.people.opposition_sd, 65536, lognormal=False
        ),
        caution=_values_of_ranks(0.0, p.people.caution_sd, 256, lognormal=True),
    )
    return DecideRules(
        opposition=values.opposition,
        caution=values.caution,
        crowd=_pull_of_shops(
            p.influence.shop, int((-(-world.sites.staff // world.sites.shops)).max())
        ),
        theta=np.array([ladder.theta_sign, ladder.theta_rally, ladder.theta_walkout, 1.0]),
        exposure=np.array(
            [ladder.exposure_sign, ladder.exposure_rally, ladder.exposure_walkout, 1.0]
        ),
        shift=np.array([0.0, 0.0, ladder.walkout_share, 1.0]),
        fatigue=ladder.fatigue,
        keep=fixed(ladder.keep),
        attention=int(p.people.attention * 2.0**32),
        reached=int(128.0 * p.media.reach + 0.5),
        site=p.influence.site,
        town=p.influence.town,
        nation=p.influence.nation,
        linked=p.influence.linked,
        contacts=p.influence.contacts,
        each_contact=p.influence.each_contact,
        contacts_most=_most_of_contacts(p.influence, world),
        committee=p.organise.strength,
        hope=p.belief.weight,
        usual=p.belief.usual,
        shelter=p.street.shelter,
        standing=p.police.standing,
        deterrence=p.police.deterrence,
        whole_officers=p.police.whole_officers,
        harm=p.police.harm,
        threat=p.sack.threat,
        threat_weight=p.sack.weight,
        ban=p.sack.ban,
        blunt=p.media.blunt,
        sack_capacity=p.sack.capacity,
        sack_cost=p.sack.cost,
        outside_option=p.sack.outside_option,
        permanent_stake=p.sack.permanent_stake,
        identified=p.sack.identified,
        fine=p.sack.fine,
        fund_stake=p.sack.fund_stake,
        bonus=p.loyalty.bonus,
    )


@kernel
def _fill_top(sites: Sites, shops: Shops, top: npt.NDArray[np.uint16]) -> None:
    for s in range(sites.key.size):
        for shop in range(sites.first_shop[s], sites.first_shop[s + 1]):
            top[s] = max(top[s], shops.opposition[shop])


def _top_of_sites(world: World) -> npt.NDArray[np.uint16]:
    """The highest rank of opposition at each site."""
    top = np.zeros(len(world.sites.key), np.uint16)
    _fill_top(world.sites, world.shops, top)
    return top


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


def _effects(scenario: Scenario, world: World, luck: Luck) -> F64:
    """Site effects: parts of one named site share theirs."""
    sites = world.sites
    own = np.append(world.named.key, word(0))
    keys = np.where(sites.named >= 0, own[sites.named], sites.key)
    effect = np.empty(len(keys))
    p = scenario.parameters.workplace
    draw = seed_of(luck, "site_effect")
    _draw_effects(draw, p.selection, p.effect_sd, keys, sites.named, sites.effect, effect)
    return effect
