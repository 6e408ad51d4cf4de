"""Who reconsiders, who signs, who does what: docs/model.md, section 4, decide, steps 1 to 5."""

from dataclasses import dataclass

from downtools.reference.ladder import RALLY, SIGN, STRIKE, WALKOUT
from downtools.reference.luck import draw, falls_on
from downtools.reference.nation import Nation
from downtools.reference.people import Shop, Worker
from downtools.reference.score import score
from downtools.reference.sites import Site
from downtools.reference.today import Day

__all__ = ["decide"]


@dataclass(frozen=True, slots=True)
class _Luck:
    """The draws of a site on one day, under which each worker and shop has their own."""

    attention: int
    lock_in: int
    block: int


def decide(day: Day, nation: Nation) -> None:
    """Let every free worker decide on what was seen yesterday; then count what is seen today."""
    for site in nation.sites:
        luck = _Luck(
            attention=draw(day.luck, "attention", day.number, site.key),
            lock_in=draw(day.luck, "lock_in", day.number, site.key),
            block=draw(day.luck, "block", day.number, site.key),
        )
        for shop in site.shops:
            _decide_in_shop(day, nation, site, shop, luck)
    for site in nation.sites:
        site.look_around()


def _decide_in_shop(day: Day, nation: Nation, site: Site, shop: Shop, luck: _Luck) -> None:
    on_shift = day.on_shift(site, shop)
    locked = on_shift and falls_on(luck.lock_in, shop.number, site.today.tactics.lock)
    if on_shift:
        site.today.on_shift += len(shop.workers)
        site.today.absent += sum(1 for worker in shop.workers if not worker.free)
    for worker in shop.workers:
        if worker.free:
            if _reconsiders(site, worker, on_shift, luck):
                held = worker.stance if _joins_only(day, site, worker, on_shift, luck) else 0
                worker.stance = max(held, _stance(day, nation, site, shop, worker))
            blocked = worker.signed and falls_on(
                luck.block, worker.number, site.today.tactics.block
            )
            if not locked:
                _sign(day, site, worker)
            if on_shift:
                _act_on_shift(site, worker, kept_in=locked or blocked)
            else:
                _act_off_shift(site, worker)


def _reconsiders(site: Site, worker: Worker, on_shift: bool, luck: _Luck) -> bool:
    """Step 1: everybody on shift at an event, else a few by chance or for a common date."""
    if site.today.event and on_shift:
        return True
    return falls_on(luck.attention, worker.number, site.place.today.attention)


def _joins_only(day: Day, site: Site, worker: Worker, on_shift: bool, luck: _Luck) -> bool:
    """Step 1: who makes up their mind only for a common date does not go back on what they held."""
    if site.today.event and on_shift:
        return False
    return not falls_on(luck.attention, worker.number, day.parameters.people.attention)


def _stance(day: Day, nation: Nation, site: Site, shop: Shop, worker: Worker) -> int:
    """Step 1: the highest rung worth taking; rungs below it need not be."""
    for rung in (STRIKE, WALKOUT, RALLY, SIGN):
        if score(day, nation, site, shop, worker, rung) >= 0:
            return rung
    return 0


def _sign(day: Day, site: Site, worker: Worker) -> None:
    """Step 3: a signature lasts."""
    if site.list_open(day.number) and worker.stance >= SIGN and not worker.signed:
        worker.signed = True
        site.signers += 1
        site.today.signed += 1


def _act_on_shift(site: Site, worker: Worker, *, kept_in: bool) -> None:
    """Step 4: do what the stance allows and the day makes possible, unless kept in."""
    act = _wanted(worker.stance, site.today.event, worker.floor)
    if kept_in and act > worker.floor:
        site.today.kept_in += 1
        act = worker.floor
    worker.act = act
    if act == STRIKE:
        worker.days_out = min(127, worker.days_out + 1)
    _count(site, act)


def _wanted(stance: int, event: bool, floor: int) -> int:
    """A strike needs no event, a walkout or a rally does."""
    if stance == STRIKE:
        return STRIKE
    if stance >= WALKOUT and event:
        return WALKOUT
    if stance >= RALLY and event:
        return RALLY
    return floor


def _act_off_shift(site: Site, worker: Worker) -> None:
    """Step 4: who is at rest can come to a rally; what they showed on shift stays in sight."""
    if site.today.event and worker.stance >= RALLY:
        worker.act = max(worker.act, RALLY)
        _count(site, RALLY)
    else:
        worker.act = max(worker.act, worker.floor)


def _count(site: Site, rung: int) -> None:
    """Step 5: count an act of today."""
    if rung == RALLY:
        site.today.rallying += 1
    elif rung == WALKOUT:
        site.today.walking_out += 1
    elif rung == STRIKE:
        site.today.striking += 1
