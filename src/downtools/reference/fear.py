"""What an act may cost: arrest, the sack and fines: docs/model.md, section 4, price of decide."""

import math

from downtools.exact import fixed, saturating
from downtools.reference.ladder import RALLY, SIGN, WALKOUT
from downtools.reference.people import Worker
from downtools.reference.places import Place
from downtools.reference.sites import Site
from downtools.scenario.parameters import Parameters

__all__ = ["arrest", "exposure", "outside", "price", "sackable"]


def price(parameters: Parameters, site: Site, worker: Worker, rung: int) -> int:
    """What a worker of median caution would expect to pay for the rung."""
    exposed = exposure(parameters, rung)
    if rung == SIGN:
        exposed = exposed + parameters.sack.identified * site.today.tactics.block
    return fixed(exposed * _risk(parameters, site, worker))


def exposure(parameters: Parameters, rung: int) -> float:
    """e: exposure of an act to police and sack, that of a full strike being 1."""
    ladder = parameters.ladder
    exposures = {
        SIGN: ladder.exposure_sign,
        RALLY: ladder.exposure_rally,
        WALKOUT: ladder.exposure_walkout,
    }
    return exposures.get(rung, 1.0)


def arrest(parameters: Parameters, site: Site, active: int) -> float:
    """Probability of arrest for who acts in that company, with the street of the town around."""
    police = parameters.police
    company = active + parameters.street.shelter * site.place.today.street
    officers = police.standing + site.police_sent
    if police.whole_officers:
        return saturating(police.deterrence * math.floor(officers / (1.0 + company)))
    return saturating(police.deterrence * officers / (1.0 + company))


def sackable(parameters: Parameters, site: Site) -> float:
    """How many people the site can sack at once."""
    return max(1.0, parameters.sack.capacity * site.here(site.size))


def outside(parameters: Parameters, place: Place) -> float:
    """Share of a job's worth that other work in the place replaces."""
    return parameters.sack.outside_option * (1.0 - place.concentration)


def _risk(parameters: Parameters, site: Site, worker: Worker) -> float:
    """What full exposure costs: arrest and sack, both diluted by numbers, and a fine."""
    sack, tactics = parameters.sack, site.today.tactics
    active = max(0, site.here(site.seen[RALLY]) - site.here(1 if worker.act >= RALLY else 0))
    harm = arrest(parameters, site, active) * parameters.police.harm
    sacked = site.today.threat / (1.0 + active / sackable(parameters, site))
    covered = 1.0 - sack.fund_stake * tactics.fund
    loss = sacked * (_stake(parameters, site.place, worker) * covered)
    return (harm + loss) + sack.fine * tactics.fine * (1.0 - tactics.fund)


def _stake(parameters: Parameters, place: Place, worker: Worker) -> float:
    """What the job is worth to who may lose it."""
    stake = parameters.sack.cost * (1.0 - outside(parameters, place))
    return stake if worker.fixed_term else stake * parameters.sack.permanent_stake
