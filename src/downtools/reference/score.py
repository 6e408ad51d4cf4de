"""What a worker weighs: docs/model.md, section 4, the formulas of decide.

All shares are of what was seen yesterday; own acts are not counted among those of the others.
Scores and prices are whole numbers in units of 1/65536 of the cost of a full strike.
"""

from downtools.exact import fixed
from downtools.reference.fear import price
from downtools.reference.ladder import RALLY, SIGN, STRIKE, WALKOUT
from downtools.reference.nation import Nation
from downtools.reference.people import Shop, Worker
from downtools.reference.sites import Site
from downtools.reference.today import Day
from downtools.scenario.parameters import Parameters

__all__ = ["score", "share"]


def share(count: int, own: int, roll: int) -> float:
    """Share of the others on a roll who are among `count`."""
    if roll <= 1:
        return 0.0
    return max(0.0, (count - own) / (roll - 1))


def score(day: Day, nation: Nation, site: Site, shop: Shop, worker: Worker, rung: int) -> int:
    """How much a rung is worth to a worker; from 0 on they would take it."""
    parameters = day.parameters
    voice = (_opposed(worker.opposition, site.today.odds) * site.place.today.voice) >> 16
    keep = fixed(parameters.ladder.keep) if rung <= worker.stance else 0
    fear = (worker.caution * price(parameters, site, worker, rung)) >> 16
    return (
        voice
        + _base(day, nation, site, worker, rung)
        + _crowd(parameters, shop, worker, rung)
        + _known(parameters, worker, rung)
        + keep
        - fear
        - _tired(parameters, site, rung) * worker.days_out
    )


def _opposed(opposition: int, odds: int) -> int:
    """Opposition after loyalty and meetings have lowered its odds, in units of 1/65536."""
    left = 65536 - opposition + ((opposition * odds) >> 16)
    return opposition * odds // max(1, left)


def _own(worker: Worker, rung: int) -> int:
    """One if the worker was among those seen at or above the rung."""
    return 1 if worker.act >= rung else 0


def _base(day: Day, nation: Nation, site: Site, worker: Worker, rung: int) -> int:
    """Pull of those seen to act, hope, calls, the committee and the site effect, less the costs."""
    belief, place = day.parameters.belief, site.place
    heard = (1.0 if worker.reached else 0.0) * place.today.openness
    in_the_body = nation.in_the_body(site, day.number)
    worth = _pull(day, nation, site, worker, rung, heard)
    worth = worth + belief.weight * (nation.today.belief - belief.usual) * rung / 4
    worth = worth + (1.0 if in_the_body else heard) * place.today.call[rung]
    if nation.committee_works(site, day.number):
        worth = worth + day.parameters.organise.strength
    worth = worth - _stays(day.parameters, site, rung)
    return fixed((worth + site.effect) - _cost(day.parameters, rung))


def _pull(day: Day, nation: Nation, site: Site, worker: Worker, rung: int, heard: float) -> float:
    """Pull of the others at the site, in town, in the country and at linked sites."""
    influence, town, country = day.parameters.influence, site.place, nation.today
    own = _own(worker, rung)
    self = site.people(own)
    linked = 1.0 if nation.in_the_body(site, day.number) else 0.0
    site_share = share(site.seen[rung], own, site.size)
    town_share = share(town.today.seen[rung], self, town.roll)
    nation_share = share(country.seen[rung], self, nation.roll)
    linked_share = share(country.seen_linked[rung], self, country.roll_linked)
    pull = influence.site * site_share + influence.town * town_share
    pull = pull + heard * influence.nation * nation_share
    return pull + linked * influence.linked * linked_share


def _crowd(parameters: Parameters, shop: Shop, worker: Worker, rung: int) -> int:
    """Pull of the others in the shop."""
    others = share(shop.seen[rung], _own(worker, rung), len(shop.workers))
    return fixed(parameters.influence.shop * others)


def _known(parameters: Parameters, worker: Worker, rung: int) -> int:
    """Pull of the contacts, together and each."""
    if not worker.contacts:
        return 0
    out = worker.contacts_seen[rung]
    together = parameters.influence.contacts * (out / len(worker.contacts))
    return fixed(together + parameters.influence.each_contact * out)


def _stays(parameters: Parameters, site: Site, rung: int) -> float:
    """The bonus that who goes out does not get."""
    bonus = parameters.loyalty.bonus * site.today.tactics.bonus
    if rung == STRIKE:
        return bonus
    if rung == WALKOUT:
        return bonus * parameters.ladder.walkout_share
    return 0.0


def _cost(parameters: Parameters, rung: int) -> float:
    """theta: the cost of an act in itself, in units of that of a full strike."""
    ladder = parameters.ladder
    costs = {SIGN: ladder.theta_sign, RALLY: ladder.theta_rally, WALKOUT: ladder.theta_walkout}
    return costs.get(rung, 1.0)


def _tired(parameters: Parameters, site: Site, rung: int) -> int:
    """What each whole shift struck so far takes off an act that loses pay no fund makes up for."""
    ladder = parameters.ladder
    unpaid = 1.0 - site.today.tactics.fund
    if rung == STRIKE:
        return fixed(ladder.fatigue * unpaid)
    if rung == WALKOUT:
        return fixed(ladder.fatigue * ladder.walkout_share * unpaid)
    return 0
