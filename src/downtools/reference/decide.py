"""Who reconsiders, who signs, who does what: docs/model.md, section 4, decide, steps 1 to 4."""

import math

from downtools.chance import bits
from downtools.reference.luck import draw
from downtools.reference.people import (
    RALLY,
    SIGN,
    STRIKE,
    WALKOUT,
    Nation,
    Shop,
    Site,
    Worker,
    no_counts,
)
from downtools.reference.score import score
from downtools.reference.today import Day

__all__ = ["decide"]


def decide(day: Day, nation: Nation) -> None:
    """Let every worker decide on what was seen yesterday; then count what is seen today."""
    for site in nation.sites:
        attention = draw(day.seed, "attention", day.number, site.key)
        for shop in site.shops:
            on_shift = day.on_shift(site, shop)
            for worker in shop.workers:
                if _reconsiders(day, site, worker, on_shift, attention):
                    worker.stance = _stance(day, nation, site, shop, worker)
                _sign(day, site, worker)
                _count(site, _act(site, worker, on_shift))
                site.today.on_shift += 1 if on_shift else 0
    for site in nation.sites:
        _look_around(site)


def _reconsiders(day: Day, site: Site, worker: Worker, on_shift: bool, attention: int) -> bool:
    """Step 1: everybody on shift at an event, else a few by chance."""
    if site.today.event and on_shift:
        return True
    luck = bits(attention, worker.number) >> 32
    return luck < math.floor(4294967296.0 * day.parameters.people.attention)


def _stance(day: Day, nation: Nation, site: Site, shop: Shop, worker: Worker) -> int:
    """Step 1: the highest rung worth taking; rungs below it need not be."""
    for rung in (STRIKE, WALKOUT, RALLY, SIGN):
        if score(day.parameters, nation, site, shop, worker, rung) >= 0:
            return rung
    return 0


def _sign(day: Day, site: Site, worker: Worker) -> None:
    """Step 2: a signature lasts."""
    if site.list_open(day.number) and worker.stance >= SIGN and not worker.signed:
        worker.signed = True
        site.signers += 1
        site.today.signed += 1


def _act(site: Site, worker: Worker, on_shift: bool) -> int:
    """Step 3: do what the stance allows and the day makes possible; the rung counted today."""
    event = site.today.event
    floor = SIGN if worker.signed else 0
    if on_shift:
        worker.act = _act_on_shift(worker.stance, event, floor)
        if worker.act == STRIKE:
            worker.days_out = min(127, worker.days_out + 1)
        return worker.act
    if event and worker.stance >= RALLY:
        worker.act = max(worker.act, RALLY)
        return RALLY
    worker.act = max(worker.act, floor)
    return 0


def _act_on_shift(stance: int, event: bool, floor: int) -> int:
    """A strike needs no event, a walkout or a rally does."""
    if stance == STRIKE:
        return STRIKE
    if stance >= WALKOUT and event:
        return WALKOUT
    if stance >= RALLY and event:
        return RALLY
    return floor


def _count(site: Site, rung: int) -> None:
    """Step 4: count an act of today."""
    if rung == RALLY:
        site.today.rallying += 1
    elif rung == WALKOUT:
        site.today.walking_out += 1
    elif rung == STRIKE:
        site.today.striking += 1


def _look_around(site: Site) -> None:
    """Step 4: count what tomorrow's decisions will be made on."""
    site.seen = no_counts()
    site.willing = 0
    site.ready = 0
    for shop in site.shops:
        shop.seen = no_counts()
        for worker in shop.workers:
            for rung in range(1, worker.act + 1):
                shop.seen[rung] += 1
                site.seen[rung] += 1
            site.willing += 1 if worker.stance >= SIGN and not worker.signed else 0
            site.ready += 1 if worker.stance >= RALLY else 0
