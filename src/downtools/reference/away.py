"""Who is detained, dismissed or gives up, and who comes back: section 4, repress, step 4."""

from dataclasses import dataclass

from downtools.reference.fear import arrest, exposure, outside, sackable
from downtools.reference.ladder import RALLY, WALKOUT
from downtools.reference.luck import draw, falls_on
from downtools.reference.nation import Nation
from downtools.reference.people import Status, Worker
from downtools.reference.sites import Site
from downtools.reference.today import Day

__all__ = ["take_away"]


@dataclass(frozen=True, slots=True)
class _Odds:
    """The probabilities of a day at a site."""

    arrest: float
    """Of being held for acting in sight, at full exposure; feared more than it happens."""
    sacked: float
    """For who went out: fewer where many did."""
    quits: float
    """For who was kept from going out."""


def take_away(day: Day, nation: Nation) -> None:
    """Settle the evening where people acted, were kept in or are away; everywhere if demands
    were met."""
    relief = nation.today.relief
    for site in nation.sites:
        if site.today.acted > 0 or site.today.kept_in > 0 or site.away > 0 or relief > 0.0:
            _settle(day, site, relief)


def _settle(day: Day, site: Site, relief: float) -> None:
    odds = _odds(day, site)
    for shop in site.shops:
        on_shift = day.on_shift(site, shop)
        for worker in shop.workers:
            if not worker.free:
                if _comes_back(day, site, worker):
                    worker.come_back()
            elif (fate := _fate(day, site, worker, on_shift, odds)) != "free":
                worker.leave(fate)
            elif worker.stance >= RALLY and _falls_on(day, "back", site, worker, relief):
                worker.go_quiet()
    site.look_around()


def _odds(day: Day, site: Site) -> _Odds:
    parameters, today = day.parameters, site.today
    went_out = site.here(today.walking_out + today.striking)
    kept_in = today.tactics.lock > 0.0 or today.tactics.block > 0.0
    return _Odds(
        arrest=arrest(parameters, site, site.here(today.acted)),
        sacked=today.tactics.dismiss / max(1.0, went_out / sackable(parameters, site)),
        quits=parameters.sack.resign * outside(parameters, site.place) if kept_in else 0.0,
    )


def _comes_back(day: Day, site: Site, worker: Worker) -> bool:
    """The detained are released, the dismissed taken back; who resigned stays away."""
    if worker.status == "detained":
        return _falls_on(day, "release", site, worker, day.parameters.police.release)
    if worker.status == "dismissed":
        return _falls_on(day, "reinstate", site, worker, day.parameters.sack.reinstated)
    return False


def _fate(day: Day, site: Site, worker: Worker, on_shift: bool, odds: _Odds) -> Status:
    """What becomes of a free worker: detained, else dismissed, else they resign."""
    if _acted_today(site, worker, on_shift):
        held = day.parameters.police.detain * odds.arrest * exposure(day.parameters, worker.act)
        if _falls_on(day, "detain", site, worker, min(1.0, held)):
            return "detained"
    if not (on_shift and day.working):
        return "free"
    if worker.act >= WALKOUT:
        sacked = _falls_on(day, "dismiss", site, worker, odds.sacked)
        return "dismissed" if sacked else "free"
    if worker.stance >= WALKOUT and _falls_on(day, "resign", site, worker, odds.quits):
        return "resigned"
    return "free"


def _acted_today(site: Site, worker: Worker, on_shift: bool) -> bool:
    """Whether they rallied or went out: on shift, or at rest by coming to the event."""
    if worker.act < RALLY:
        return False
    return on_shift or (site.today.event and worker.stance >= RALLY)


def _falls_on(day: Day, name: str, site: Site, worker: Worker, probability: float) -> bool:
    return falls_on(draw(day.luck, name, day.number, site.key), worker.number, probability)
