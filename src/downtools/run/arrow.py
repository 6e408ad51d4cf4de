"""Tables of whole numbers as Arrow: dates and names beside them, a unit in each column."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.day.tables import EVENT_KINDS
from downtools.run.columns import LABELS, unit_of
from downtools.scenario.model import Scenario

__all__ = ["told"]

I64 = npt.NDArray[np.int64]


def told(scenario: Scenario, table: Mapping[str, I64]) -> Any:
    """An Arrow table of the columns, with the date beside the day and the name beside an index."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for column, values in table.items():
        columns[column] = pa.array(values)
        if column == "day":
            start = np.datetime64(scenario.calendar.start)
            columns["date"] = pa.array(start + values.astype("timedelta64[D]"), pa.date32())
        elif column in LABELS:
            indices, names = pa.array(values.astype(np.int32)), pa.array(_names(scenario, column))
            columns[LABELS[column]] = pa.DictionaryArray.from_arrays(indices, names)
    fields = [
        pa.field(name, values.type, metadata={"unit": unit_of(name)})
        for name, values in columns.items()
    ]
    return pa.table(list(columns.values()), schema=pa.schema(fields))


def _names(scenario: Scenario, column: str) -> list[str]:
    return {
        "region": list(dict.fromkeys(row.region for row in scenario.districts)),
        "district": [row.district for row in scenario.districts],
        "sector": [row.sector for row in scenario.sectors],
        "site": [row.site for row in scenario.sites],
        "kind": ["", *EVENT_KINDS],
    }[column]
