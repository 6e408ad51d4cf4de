"""NDlib's Threshold model, on a networkx graph."""

from typing import Any

import networkx as nx  # pyright: ignore[reportMissingModuleSource]
import numpy as np
from ndlib.models import ModelConfig  # pyright: ignore[reportMissingImports]
from ndlib.models.epidemics import ThresholdModel  # pyright: ignore[reportMissingImports]

from downtools.world.contacts import Contacts

__all__ = ["NdlibPeer"]


class NdlibPeer:
    """A graph of as many nodes as workers, each with a share of neighbours as its threshold."""

    def __init__(self, contacts: Contacts, shares: list[float]) -> None:
        graph = nx.Graph()
        graph.add_nodes_from(range(contacts.people))
        own = np.repeat(np.arange(contacts.people), np.diff(contacts.first))
        graph.add_edges_from(zip(own.tolist(), contacts.other.tolist(), strict=True))
        self.graph, self.shares = graph, shares

    def run(self, seeds: list[int]) -> list[int]:
        """How many have joined by the end of each day, until a day brings nobody."""
        model: Any = ThresholdModel(self.graph)
        config = ModelConfig.Configuration()
        config.add_model_initial_configuration("Infected", seeds)
        for node, share in enumerate(self.shares):
            config.add_node_configuration("threshold", node, share)
        model.set_initial_status(config)
        out: list[int] = []
        while len(out) < 2 or out[-1] > out[-2]:
            out.append(model.iteration(node_status=False)["node_count"][1])
        return out[:-1]
