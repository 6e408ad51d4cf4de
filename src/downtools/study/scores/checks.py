"""What scores are given, looked at before it is used: shapes, numbers, probabilities and blocks."""

import numpy as np
import numpy.typing as npt

__all__ = ["F64", "I64", "binary", "blocks_of", "chances", "classes", "finite", "luck_of", "whole"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

_WHOLE = 1e-6
"""How far the probabilities of all classes may add up to something else than 1."""


def finite(name: str, values: npt.ArrayLike, shape: tuple[int, ...] | None = None) -> F64:
    """The values as floats. Raises `ValueError` if one is no finite number or the shape differs."""
    found = np.asarray(values, np.float64)
    if shape is not None and found.shape != shape:
        raise ValueError(f"{name} has shape {found.shape}, not {shape}")
    if not np.isfinite(found).all():
        bad = int((~np.isfinite(found)).sum())
        raise ValueError(f"{name}: {bad} of {found.size} values are not finite")
    return found


def chances(name: str, values: npt.ArrayLike, shape: tuple[int, ...] | None = None) -> F64:
    """The same for probabilities; raises `ValueError` also outside [0, 1]."""
    found = finite(name, values, shape)
    if ((found < 0.0) | (found > 1.0)).any():
        raise ValueError(f"{name}: a probability lies outside [0, 1]")
    return found


def classes(name: str, values: npt.ArrayLike, outcome: npt.ArrayLike) -> tuple[F64, I64]:
    """Probabilities of shape S + (k,) and which class happened, of shape S, from 0 to k - 1.

    Raises `ValueError` for other shapes, probabilities outside [0, 1] or that do not add up to 1,
    and for a class that is none.
    """
    p, y = chances(name, values), finite("outcome", outcome)
    if p.ndim == 0 or p.shape[:-1] != y.shape:
        raise ValueError(f"{name} has shape {p.shape}, not {y.shape} and one axis of classes")
    if (np.abs(p.sum(axis=-1) - 1.0) > _WHOLE).any():
        raise ValueError(f"{name}: the probabilities of all classes must add up to 1")
    if ((y != np.floor(y)) | (y < 0) | (y >= p.shape[-1])).any():
        raise ValueError(f"outcome: a class is a whole number from 0 to {p.shape[-1] - 1}")
    return p, y.astype(np.int64)


def binary(outcome: npt.ArrayLike) -> F64:
    """What happened (1) or did not (0). Raises `ValueError` for anything else."""
    y = finite("outcome", outcome)
    if ((y != 0.0) & (y != 1.0)).any():
        raise ValueError("outcome: what happened is 1, what did not is 0")
    return y


def luck_of(luck: npt.ArrayLike, shape: tuple[int, ...]) -> F64:
    """Uniform numbers that break ties. Raises `ValueError` outside [0, 1) or of another shape."""
    found = finite("luck", luck, shape)
    if ((found < 0.0) | (found >= 1.0)).any():
        raise ValueError("luck: a uniform number lies outside [0, 1)")
    return found


def whole(name: str, value: int, least: int) -> int:
    """The number itself. Raises `ValueError` if it is less than the least."""
    if value < least:
        raise ValueError(f"{name} is {value}, and must be at least {least}")
    return value


def blocks_of(labels: npt.ArrayLike, rows: int) -> tuple[I64, int]:
    """The number of each row's block, in the order of the sorted labels, and how many there are.

    Labels are whole numbers or texts. Raises `ValueError` for others, for another number of rows
    and for fewer than two blocks.
    """
    found = np.asarray(labels)
    if found.shape != (rows,):
        raise ValueError(f"blocks has shape {found.shape}, not {(rows,)}")
    if found.dtype.kind in "fcO":
        raise ValueError("blocks: a label is a whole number or a text")
    names, number = np.unique(found, return_inverse=True)
    if names.size < 2:
        raise ValueError("blocks: with fewer than two nothing is told about their spread")
    return number.astype(np.int64), names.size
