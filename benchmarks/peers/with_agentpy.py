"""AgentPy: an AgentList of workers, called once a day."""

from typing import Any

import agentpy  # pyright: ignore[reportMissingImports]

from benchmarks.peers.with_mesa import Shop
from benchmarks.rule import Traits, nation_pull

__all__ = ["AgentpyPeer"]


class Worker(agentpy.Agent):  # pyright: ignore[reportUntypedBaseClass]
    """One worker."""

    said: int
    shop: Shop
    strikes: bool

    def setup(self, **_: Any) -> None:
        """At work, until told otherwise."""
        self.strikes = False

    def act(self) -> None:
        """Strike or not, by what was seen yesterday."""
        shop = self.shop
        pull = shop.pull_own if self.strikes else shop.pull_quiet
        self.strikes = self.said + pull >= 0
        if self.strikes:
            shop.coming += 1


class Country(agentpy.Model):  # pyright: ignore[reportUntypedBaseClass]
    """All shops and workers."""

    def setup(self) -> None:
        """Make the workers and give each their shop and their opposition."""
        traits: Traits = self.p.traits
        self.pull = traits.pull.tolist()
        self.shops = [Shop(members) for members in traits.sizes.tolist()]
        workers: Any = agentpy.AgentList(self, traits.workers, Worker)
        self.workers = workers
        voice, given = traits.voice, iter(traits.opposition.tolist())
        at = iter(workers)
        for shop in self.shops:
            for _ in range(shop.members):
                worker = next(at)
                worker.said, worker.shop = (next(given) * voice) >> 16, shop
        self.out = 0

    def step(self) -> None:
        """A day."""
        traits: Traits = self.p.traits
        quiet = nation_pull(traits.weight, self.out, 0, traits.workers)
        own = nation_pull(traits.weight, self.out, 1, traits.workers)
        for shop in self.shops:
            pull = self.pull[shop.members]
            shop.pull_quiet = pull[shop.seen] + quiet
            shop.pull_own = pull[max(shop.seen - 1, 0)] + own
        self.workers.act()
        self.out = 0
        for shop in self.shops:
            shop.seen, shop.coming = shop.coming, 0
            self.out += shop.seen

    def reset(self) -> None:
        """Everybody at work again."""
        self.out = 0
        self.workers.strikes = False
        for shop in self.shops:
            shop.seen = 0


class AgentpyPeer:
    """An AgentPy model."""

    def __init__(self, traits: Traits, threads: int) -> None:
        self.model = Country({"traits": traits})
        self.model.setup()

    def run(self, days: int) -> list[int]:
        """Strikers of each day."""
        counts: list[int] = []
        self.model.reset()
        for _ in range(days):
            self.model.step()
            counts.append(self.model.out)
        return counts
