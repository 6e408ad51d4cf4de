"""Mesa 3: an Agent for each worker, who holds their contacts; a day is to look, then to act."""

from typing import Any

import mesa  # pyright: ignore[reportMissingImports]

from downtools.world.contacts import Contacts

__all__ = ["MesaCascade"]


class Worker(mesa.Agent):  # pyright: ignore[reportUntypedBaseClass]
    """One worker."""

    def __init__(self, model: "Network", need: int) -> None:
        super().__init__(model)
        self.need, self.out, self.joins = need, False, False
        self.contacts: list[Worker] = []

    def look(self) -> None:
        """Whether enough contacts were out by yesterday."""
        self.joins = self.out or sum(one.out for one in self.contacts) >= self.need

    def act(self) -> None:
        """Walk out."""
        self.out = self.joins


class Network(mesa.Model):  # pyright: ignore[reportUntypedBaseClass]
    """All workers."""

    def __init__(self, contacts: Contacts, needs: list[int]) -> None:
        super().__init__(seed=1)
        self.workers = [Worker(self, need) for need in needs]
        first: list[int] = contacts.first.tolist()
        other: list[int] = contacts.other.tolist()
        for i, worker in enumerate(self.workers):
            worker.contacts = [self.workers[j] for j in other[first[i] : first[i + 1]]]


class MesaCascade:
    """A Mesa model."""

    def __init__(self, contacts: Contacts, needs: list[int]) -> None:
        self.model = Network(contacts, needs)

    def run(self, seeds: list[int]) -> list[int]:
        """How many are out by the end of each day, until a day brings nobody."""
        agents: Any = self.model.agents
        agents.set("out", False)
        for seed in seeds:
            self.model.workers[seed].out = True
        out: list[int] = [len(seeds)]
        while len(out) < 2 or out[-1] > out[-2]:
            agents.do("look")
            agents.do("act")
            out.append(sum(worker.out for worker in self.model.workers))
        return out[:-1]
