"""Made histories of strike waves for the tests of simple forecasters."""

import math

import numpy as np

from downtools.chance import bits, key_of, stream, uniform
from downtools.study.forecast.baselines.history import History

__all__ = ["history", "luck", "wild"]


def luck(name, *shape):
    """Uniform numbers."""
    who = np.arange(math.prod(shape), dtype=np.uint64)
    return uniform(bits(stream(7, key_of(name), 0), who)).reshape(shape)


def history(out, working=None, **more):
    out = np.asarray(out, np.float64)
    sites, days = out.shape
    given = {
        "out": out,
        "met": np.zeros_like(out),
        "size": np.full(out.shape, np.nan),
        "staff": np.full(sites, 1000.0),
        "town": np.zeros(sites, np.int64),
        "working": np.ones(days + 30, np.bool_) if working is None else np.asarray(working, bool),
    }
    return History(**given | more)


def wild(seed, sites, days, often, ahead=10):
    """A history of any kind: reports at random, weeks of five working days that start anywhere."""
    out, met, size = (luck(f"{name}{seed}", sites, days) for name in ("out", "met", "size"))
    return history(
        out < often,
        working=(np.arange(days + ahead) + seed) % 7 < 5,
        met=(met < 0.3).astype(np.float64),
        size=np.where((out < often) & (size < 0.6), np.floor(4000.0 * size), np.nan),
        staff=10.0 + 5000.0 * luck(f"staff{seed}", sites),
        town=np.floor(3 * luck(f"town{seed}", sites)).astype(np.int64),
    )
