"""NumPy: whole columns at a time, shops as runs of one sorted column."""

import numpy as np

from benchmarks.rule import Traits, nation_pull

__all__ = ["NumpyPeer"]


class NumpyPeer:
    """Arrays of everybody; sums by shop with `reduceat`."""

    def __init__(self, traits: Traits, threads: int) -> None:
        self.traits = traits
        self.starts, self.shop = traits.starts, traits.shop.astype(np.int32)
        self.members = traits.sizes.astype(np.int64)
        said = (traits.opposition.astype(np.int64) * traits.voice) >> 16
        self.said = said.astype(np.int32)

    def run(self, days: int) -> list[int]:
        """Strikers of each day."""
        traits, striking = self.traits, np.zeros(self.traits.workers, np.bool_)
        out = 0
        counts: list[int] = []
        for _ in range(days):
            seen = np.add.reduceat(striking, self.starts, dtype=np.int32)
            quiet = nation_pull(traits.weight, out, 0, traits.workers)
            own = nation_pull(traits.weight, out, 1, traits.workers)
            pull_quiet = traits.pull[self.members, seen] + np.int32(quiet)
            pull_own = traits.pull[self.members, np.maximum(seen - 1, 0)] + np.int32(own)
            pull = np.where(striking, pull_own[self.shop], pull_quiet[self.shop])
            striking = self.said + pull >= 0
            out = int(np.count_nonzero(striking))
            counts.append(out)
        return counts
