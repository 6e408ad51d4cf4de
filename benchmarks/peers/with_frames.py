"""mesa-frames: workers are rows of a polars frame, a day is one expression over it."""

from typing import Any

import mesa_frames  # pyright: ignore[reportMissingImports]
import polars as pl  # pyright: ignore[reportMissingImports]

from benchmarks.rule import Traits, nation_pull

__all__ = ["FramesPeer"]


class Workers(mesa_frames.AgentSetPolars):  # pyright: ignore[reportUntypedBaseClass]
    """All workers as one frame."""

    def __init__(self, model: Any, traits: Traits) -> None:
        super().__init__(model)
        said = (traits.opposition.astype("int64") * traits.voice) >> 16
        members = traits.sizes.astype("int32")
        self.traits, self.out = traits, 0
        self.pull = pl.Series("pull", traits.pull.reshape(-1))
        self.wide = traits.pull.shape[1]
        self += pl.DataFrame(
            {
                "unique_id": range(traits.workers),
                "said": said.astype("int32"),
                "shop": traits.shop.astype("uint32"),
                "row": (members * self.wide)[traits.shop],
                "strikes": pl.zeros(traits.workers, dtype=pl.Boolean, eager=True),
            }
        )

    def step(self) -> None:
        """A day of every worker."""
        traits, strikes = self.traits, pl.col("strikes")
        quiet = nation_pull(traits.weight, self.out, 0, traits.workers)
        own = nation_pull(traits.weight, self.out, 1, traits.workers)
        seen = strikes.cast(pl.Int32).sum().over("shop")
        others = seen - strikes.cast(pl.Int32)
        crowd = pl.lit(self.pull).gather(pl.col("row") + others)
        nation = pl.when(strikes).then(pl.lit(own)).otherwise(pl.lit(quiet))
        agents: Any = self.agents
        self.agents = agents.with_columns(strikes=pl.col("said") + crowd + nation >= 0)
        self.out = int(self.agents["strikes"].sum())

    def reset(self) -> None:
        """Everybody at work again."""
        agents: Any = self.agents
        self.agents = agents.with_columns(strikes=pl.lit(False))
        self.out = 0


class FramesPeer:
    """A mesa-frames model."""

    def __init__(self, traits: Traits, threads: int) -> None:
        self.model = mesa_frames.ModelDF()
        self.workers = Workers(self.model, traits)
        self.model.agents += self.workers
        (self.workers,) = self.model.agents._agentsets  # pyright: ignore[reportPrivateUsage]

    def run(self, days: int) -> list[int]:
        """Strikers of each day."""
        counts: list[int] = []
        self.workers.reset()
        for _ in range(days):
            self.workers.step()
            counts.append(self.workers.out)
        return counts
