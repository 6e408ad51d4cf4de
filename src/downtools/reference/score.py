"""What a worker weighs: docs/model.md, section 4, the formulas of decide.

All shares are of what was seen yesterday; own acts are not counted among those of the others.
Scores and prices are whole numbers in units of 1/65536 of the cost of a full strike.
"""

from downtools.exact import fixed, saturating
from downtools.reference.people import RALLY, SIGN, STRIKE, WALKOUT, Nation, Shop, Site, Worker
from downtools.scenario.parameters import Parameters

__all__ = ["score", "share"]


def share(count: int, own: int, roll: int) -> float:
    """Share of the others on a roll who are among `count`."""
    if roll <= 1:
        return 0.0
    return max(0.0, (count - own) / (roll - 1))


def score(
    parameters: Parameters, nation: Nation, site: Site, shop: Shop, worker: Worker, rung: int
) -> int:
    """How much a rung is worth to a worker; from 0 on they would take it."""
    place = site.place
    voice = (worker.opposition * place.today.voice) >> 16
    keep = fixed(parameters.ladder.keep) if rung <= worker.stance else 0
    fear = (worker.caution * _price(parameters, site, worker, rung)) >> 16
    return (
        voice
        + _base(parameters, nation, site, worker, rung)
        + _crowd(parameters, shop, worker, rung)
        + keep
        - fear
        - _tired(parameters, rung) * worker.days_out
    )


def _own(worker: Worker, rung: int) -> int:
    """One if the worker was among those seen at or above the rung."""
    return 1 if worker.act >= rung else 0


def _base(parameters: Parameters, nation: Nation, site: Site, worker: Worker, rung: int) -> int:
    """Pull of site, town and nation, hope, calls and the site effect, less the cost of the act."""
    influence, belief, place = parameters.influence, parameters.belief, site.place
    own = _own(worker, rung)
    self = site.people(own)
    reached = 1.0 if worker.reached else 0.0
    openness = place.today.openness
    site_share = share(site.seen[rung], own, site.size)
    town_share = share(place.today.seen[rung], self, place.roll)
    nation_share = share(nation.seen[rung], self, nation.roll)
    worth = influence.site * site_share + influence.town * town_share
    worth = worth + reached * openness * influence.nation * nation_share
    worth = worth + belief.weight * (nation.belief - belief.usual) * rung / 4
    worth = worth + reached * openness * place.today.call[rung]
    return fixed((worth + site.effect) - _cost(parameters, rung))


def _crowd(parameters: Parameters, shop: Shop, worker: Worker, rung: int) -> int:
    """Pull of the others in the shop."""
    others = share(shop.seen[rung], _own(worker, rung), len(shop.workers))
    return fixed(parameters.influence.shop * others)


def _price(parameters: Parameters, site: Site, worker: Worker, rung: int) -> int:
    """What a worker of median caution would expect to pay for the rung, by police and sack."""
    police, sack, place = parameters.police, parameters.sack, site.place
    active = max(0, site.here(site.seen[RALLY]) - site.here(_own(worker, RALLY)))
    company = active + parameters.street.shelter * place.today.street
    officers = police.standing + site.police_sent
    arrest = saturating(police.deterrence * officers / (1.0 + company))
    can_sack = max(1.0, sack.capacity * site.here(site.size))
    sacked = site.today.threat / (1.0 + active / can_sack)
    outside = sack.outside_option * (1.0 - place.concentration)
    stake = sack.cost * (1.0 - outside)
    if not worker.fixed_term:
        stake = stake * sack.permanent_stake
    return fixed(_exposure(parameters, rung) * (arrest * police.harm + sacked * stake))


def _cost(parameters: Parameters, rung: int) -> float:
    """theta: the cost of an act in itself, in units of that of a full strike."""
    ladder = parameters.ladder
    costs = {SIGN: ladder.theta_sign, RALLY: ladder.theta_rally, WALKOUT: ladder.theta_walkout}
    return costs.get(rung, 1.0)


def _exposure(parameters: Parameters, rung: int) -> float:
    """e: exposure of an act to police and sack, that of a full strike being 1."""
    ladder = parameters.ladder
    exposures = {
        SIGN: ladder.exposure_sign,
        RALLY: ladder.exposure_rally,
        WALKOUT: ladder.exposure_walkout,
    }
    return exposures.get(rung, 1.0)


def _tired(parameters: Parameters, rung: int) -> int:
    """What each whole shift struck so far takes off an act that loses pay."""
    ladder = parameters.ladder
    if rung == STRIKE:
        return fixed(ladder.fatigue)
    if rung == WALKOUT:
        return fixed(ladder.fatigue * ladder.walkout_share)
    return 0
