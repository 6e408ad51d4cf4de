"""The digest: over names, types and values of integers, and nothing else."""

import numpy as np
import pytest

from downtools.digest import digest_of

TABLES = {
    "b": {"x": np.array([1, 2, 3], np.int64), "y": np.array([4, 5, 6], np.int64)},
    "a": {"z": np.array([], np.int64)},
}


def changed(**columns):
    return {**TABLES, "b": {**TABLES["b"], **columns}}


def test_it_is_known():
    """Recorded: a change means that digests of earlier versions no longer compare."""
    assert digest_of(TABLES) == "58f5d22feffcf3b19945a5c0c78abe57b3d8775427b65cf3ee35acb4e86b1bf2"


def test_order_of_tables_and_layout_in_memory_do_not_matter():
    strided = np.arange(6)[::2] * 0 + np.array([1, 2, 3])
    again = {"a": TABLES["a"], "b": {"x": strided[:], "y": TABLES["b"]["y"].astype(">i8")}}
    assert digest_of(again) == digest_of(TABLES)


@pytest.mark.parametrize(
    "other",
    [
        changed(x=np.array([1, 2, 4], np.int64)),
        changed(x=np.array([1, 2, 3], np.int32)),
        {"b": TABLES["b"]},
        {**TABLES, "b": {"y": TABLES["b"]["x"], "x": TABLES["b"]["y"]}},
        {"a": TABLES["a"], "c": TABLES["b"]},
    ],
    ids=["value", "type", "table", "column order", "table name"],
)
def test_what_differs_hashes_differently(other):
    assert digest_of(other) != digest_of(TABLES)


def test_floats_are_refused():
    with pytest.raises(TypeError, match=r"b\.x is float64"):
        digest_of(changed(x=np.array([1.0, 2.0, 3.0])))


def test_ragged_tables_are_refused():
    with pytest.raises(ValueError, match="different lengths"):
        digest_of(changed(x=np.array([1], np.int64)))
