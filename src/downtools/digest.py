"""The canonical hash of a result: what it says, not how a library happened to store it.

SHA-256 over the tables in the order of their names; of each table its name, its number of rows,
and of each integer column in the given order its name, its type and its values as little-endian
bytes. Never over file bytes: two versions of pyarrow write one table differently. Columns of text
are labels of integer codes that are hashed, so they stand outside, as do all time stamps.
"""

import hashlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

__all__ = ["digest_of"]

IntegerColumn = npt.NDArray[np.integer]


def digest_of(tables: Mapping[str, Mapping[str, IntegerColumn]]) -> str:
    """The hexadecimal digest of named tables of integer columns.

    Raises `TypeError` if a column is not of integers: shares and dollars derive on reading.
    """
    total = hashlib.sha256()
    for name in sorted(tables):
        columns = tables[name]
        rows = {len(values) for values in columns.values()}
        if len(rows) > 1:
            raise ValueError(f"table {name!r} has columns of different lengths")
        total.update(f"table {name} rows {rows.pop() if rows else 0}\n".encode())
        for column, values in columns.items():
            if not np.issubdtype(values.dtype, np.integer):
                raise TypeError(f"column {name}.{column} is {values.dtype}, not of integers")
            little = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"), copy=False))
            total.update(f"column {column} {little.dtype.name}\n".encode())
            total.update(little.tobytes())
    return total.hexdigest()
