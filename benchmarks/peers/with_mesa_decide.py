"""Mesa 3: the decide rule of docs/model.md (section 4), an Agent object for each worker.

What the workers of a site or a shop share, and who reconsiders, is given: a Mesa day is charged
for what workers do and for counting it, not for working out terms nor for drawing.
"""

from typing import Any

import mesa  # pyright: ignore[reportMissingImports]
import numpy as np
import numpy.typing as npt

from benchmarks.decide_day import AWAY, Counts, Given

__all__ = ["Country"]

SIGN, RALLY, WALKOUT, STRIKE = 1, 2, 3, 4
WHOLE, MOST_DAYS = 65536, 127

Four = list[int]


class Site:
    """What the workers of a site share, and the counts of its day."""

    __slots__ = (
        "base",
        "done",
        "event",
        "kept_in",
        "listed",
        "odds",
        "price",
        "ready",
        "seen",
        "signed",
        "tired",
        "voice",
        "willing",
    )

    def __init__(self, given: Given, s: int) -> None:
        terms = given.terms
        self.base: list[list[Four]] = terms.base[s].tolist()
        self.price: list[list[Four]] = terms.price[s].tolist()
        self.tired: Four = terms.tired[s].tolist()
        self.odds, self.voice = int(terms.odds[s]), int(given.voice[s])
        self.event, self.listed = bool(given.event[s]), bool(given.listed[s])
        self.clear()

    def clear(self) -> None:
        """Nobody has done anything yet today."""
        self.done, self.seen = [0] * 5, [0] * 4
        self.signed = self.kept_in = self.willing = self.ready = 0


class Shop:
    """What the workers of a shop share: the pull of its crowd by own act and rung."""

    __slots__ = ("acts", "crowd", "live", "locked", "on", "seen", "site")

    def __init__(self, site: Site, crowd: list[Four], on: bool, locked: bool) -> None:
        self.site, self.crowd, self.on, self.locked = site, crowd, on, locked
        self.live, self.acts, self.seen = 0, [0] * 5, [0] * 4

    def count(self) -> None:
        """How many are seen at each rung, here and at the site."""
        _, one, two, three, four = self.acts
        self.seen = [one + two + three + four, two + three + four, three + four, four]
        here = self.site.seen
        for r, many in enumerate(self.seen):
            here[r] += many
        self.acts = [0] * 5


class Worker(mesa.Agent):  # pyright: ignore[reportUntypedBaseClass]
    """One worker."""

    __slots__ = (
        "act",
        "away",
        "blocked",
        "caution",
        "contract",
        "joins",
        "keep",
        "opposition",
        "out",
        "reached",
        "reconsiders",
        "shop",
        "signed",
        "stance",
    )

    def __init__(self, model: "Country", shop: Shop, *traits: Any) -> None:
        super().__init__(model)
        self.shop, self.keep = shop, model.keep
        self.opposition, self.caution, self.contract, self.reached = traits[:4]
        self.reconsiders, self.joins, self.blocked = traits[4:]

    def start(self, rungs: int, marks: int) -> None:
        """Be as on the morning."""
        self.stance, self.act, self.away = rungs & 7, (rungs >> 3) & 7, rungs >= AWAY
        self.signed, self.out = marks & 1, marks >> 1

    def highest(self) -> int:
        """The highest rung whose score is not below zero."""
        shop = self.shop
        site, crowd = shop.site, shop.crowd
        opposition, odds = self.opposition, site.odds
        if odds != WHOLE:
            lowered = opposition * odds
            opposition = lowered // max(1, WHOLE - opposition + (lowered >> 16))
        said = (opposition * site.voice) >> 16
        stance, act, out, caution = self.stance, self.act, self.out, self.caution
        base, tired = site.base[self.reached], site.tired
        price = site.price[self.contract][act >= RALLY]
        for r in (3, 2, 1, 0):
            own = act > r
            score = said + base[own][r] + crowd[own][r] - tired[r] * out
            score -= (caution * price[r]) >> 16
            if stance > r:
                score += self.keep
            if score >= 0:
                return r + 1
        return 0

    def step(self) -> None:
        """Choose, act and be counted; who neither reconsiders nor holds anything stays quiet."""
        stance, act = self.stance, self.act
        if self.away or not (self.reconsiders or stance or act):
            return
        if self.reconsiders:
            highest = self.highest()
            if not (highest or stance or act):
                return
            stance = max(highest, stance) if self.joins else highest
        shop = self.shop
        site = shop.site
        known = signed = self.signed
        if site.listed and not shop.locked and stance >= SIGN and not signed:
            signed = 1
            site.signed += 1
        rallies = site.event and stance >= RALLY
        if shop.on:
            doing = stance if stance == STRIKE or rallies else signed
            if doing > signed and (shop.locked or (known and self.blocked)):
                doing = signed
                site.kept_in += 1
            act = doing
            if doing == STRIKE and self.out < MOST_DAYS:
                self.out += 1
        else:
            doing = RALLY if rallies else 0
            act = max(act, doing or signed)
        self.stance, self.act, self.signed = stance, act, signed
        site.done[doing] += 1
        shop.acts[act] += 1
        if stance or act:
            shop.live += 1
        if stance >= SIGN and not signed:
            site.willing += 1
        if stance >= RALLY:
            site.ready += 1


class Country(mesa.Model):  # pyright: ignore[reportUntypedBaseClass]
    """All sites, shops and workers."""

    def __init__(self, given: Given) -> None:
        super().__init__(seed=1)
        self.keep = given.keep
        self.sites = [Site(given, s) for s in range(len(given.voice))]
        shops = zip(
            given.site_of_shop.tolist(),
            given.crowd.tolist(),
            given.on.tolist(),
            given.locked.tolist(),
            strict=True,
        )
        self.shops = [Shop(self.sites[s], crowd, on, locked) for s, crowd, on, locked in shops]
        traits = (column.tolist() for column in (given.shop_of_worker, *given.traits))
        for shop, *rest in zip(*traits, strict=True):
            Worker(self, self.shops[shop], *rest)
        self.morning = given.rungs, given.marks
        self.reset()

    def reset(self) -> None:
        """Everybody as on the morning."""
        rungs, marks = self.morning
        agents: Any = self.agents
        for worker, one, other in zip(agents, rungs.tolist(), marks.tolist(), strict=True):
            worker.start(one, other)

    def step(self) -> None:
        """The day: every worker decides, then shops and sites are counted."""
        for site in self.sites:
            site.clear()
        for shop in self.shops:
            if shop.live:
                shop.live, shop.seen = 0, [0] * 4
        agents: Any = self.agents
        agents.do("step")
        for shop in self.shops:
            if shop.live:
                shop.count()

    def rungs_and_marks(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        """Of every worker, as `State` holds them."""
        agents: Any = self.agents
        rungs = [one.stance | (one.act << 3) for one in agents]
        marks = [one.signed | (one.out << 1) for one in agents]
        away = self.morning[0] & ~np.uint8(AWAY - 1)
        return np.array(rungs, np.uint8) | away, np.array(marks, np.uint8)

    def counts(self) -> Counts:
        """Of every shop and site, as `State` and `Today` hold them."""
        sites, shops = self.sites, self.shops
        return {
            "live": np.array([shop.live for shop in shops]),
            "shop_seen": np.array([shop.seen for shop in shops]),
            "seen": np.array([site.seen for site in sites]),
            "ready": np.array([site.ready for site in sites]),
            "willing": np.array([site.willing for site in sites]),
            "signed": np.array([site.signed for site in sites]),
            "rallying": np.array([site.done[RALLY] for site in sites]),
            "walking_out": np.array([site.done[WALKOUT] for site in sites]),
            "striking": np.array([site.done[STRIKE] for site in sites]),
            "kept_in": np.array([site.kept_in for site in sites]),
        }
