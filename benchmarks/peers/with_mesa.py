"""Mesa 3: an Agent object for each worker, the model's AgentSet called once a day."""

from typing import Any

import mesa  # pyright: ignore[reportMissingImports]

from benchmarks.rule import Traits, nation_pull

__all__ = ["MesaPeer"]


class Shop:
    """What the workers of a shop see of each other."""

    __slots__ = ("coming", "members", "pull_own", "pull_quiet", "seen")

    def __init__(self, members: int) -> None:
        self.members = members
        self.seen = self.coming = self.pull_quiet = self.pull_own = 0


class Worker(mesa.Agent):  # pyright: ignore[reportUntypedBaseClass]
    """One worker."""

    def __init__(self, model: "Country", said: int, shop: Shop) -> None:
        super().__init__(model)
        self.said, self.shop, self.strikes = said, shop, False

    def step(self) -> None:
        """Strike or not, by what was seen yesterday; nobody sees today's choices yet."""
        shop = self.shop
        pull = shop.pull_own if self.strikes else shop.pull_quiet
        self.strikes = self.said + pull >= 0
        if self.strikes:
            shop.coming += 1


class Country(mesa.Model):  # pyright: ignore[reportUntypedBaseClass]
    """All shops and workers."""

    def __init__(self, traits: Traits) -> None:
        super().__init__(seed=1)
        self.pull = traits.pull.tolist()
        self.weight, self.workers, self.out = traits.weight, traits.workers, 0
        self.shops = [Shop(members) for members in traits.sizes.tolist()]
        voice, given = traits.voice, iter(traits.opposition.tolist())
        for shop in self.shops:
            for _ in range(shop.members):
                Worker(self, (next(given) * voice) >> 16, shop)

    def step(self) -> None:
        """A day: shops take in what was seen, then every worker decides."""
        quiet = nation_pull(self.weight, self.out, 0, self.workers)
        own = nation_pull(self.weight, self.out, 1, self.workers)
        for shop in self.shops:
            pull = self.pull[shop.members]
            shop.pull_quiet = pull[shop.seen] + quiet
            shop.pull_own = pull[max(shop.seen - 1, 0)] + own
        agents: Any = self.agents
        agents.do("step")
        self.out = 0
        for shop in self.shops:
            shop.seen, shop.coming = shop.coming, 0
            self.out += shop.seen

    def reset(self) -> None:
        """Everybody at work again."""
        self.out = 0
        agents: Any = self.agents
        agents.set("strikes", False)
        for shop in self.shops:
            shop.seen = 0


class MesaPeer:
    """A Mesa model."""

    def __init__(self, traits: Traits, threads: int) -> None:
        self.model = Country(traits)

    def run(self, days: int) -> list[int]:
        """Strikers of each day."""
        counts: list[int] = []
        self.model.reset()
        for _ in range(days):
            self.model.step()
            counts.append(self.model.out)
        return counts
