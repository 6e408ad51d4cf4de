"""Standard normal draws by the million, the same as one by one.

What history matching leaves can be a ten-thousandth of the prior; to draw from it, draws from the
prior must cost little.
"""

import numpy as np
import numpy.typing as npt

from downtools.chance import bits, key_of, stream, uniform
from downtools.compiled import kernel, whole, word
from downtools.exact import normal_quantile

__all__ = ["many_normals"]

F64 = npt.NDArray[np.float64]


def many_normals(seed: int, name: str, indices: range, count: int) -> F64:
    """`downtools.study.calibrate.space.normals` for each of some indices in a row, a row each."""
    found = np.empty((len(indices), count))
    _fill(word(seed), word(key_of(name)), whole(indices.start), found)
    return found


@kernel
def _fill(seed: int, decision: int, first: int, found: F64) -> None:
    for row in range(found.shape[0]):
        key = stream(seed, decision, word(first + row))
        for column in range(found.shape[1]):
            found[row, column] = normal_quantile(uniform(bits(key, word(column))))
