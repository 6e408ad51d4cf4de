"""All the simple forecasters."""

from downtools.study.forecast.baselines.base import Baseline
from downtools.study.forecast.baselines.field import MeanField
from downtools.study.forecast.baselines.growth import LogisticGrowth
from downtools.study.forecast.baselines.hawkes import Hawkes
from downtools.study.forecast.baselines.plain import Climatology, Persistence, Quiet
from downtools.study.forecast.baselines.regression import LogisticRegression

__all__ = ["ALL"]

ALL: tuple[Baseline, ...] = (
    Climatology(),
    Quiet(),
    Persistence(),
    LogisticGrowth(),
    Hawkes(),
    LogisticRegression(),
    MeanField(),
)
"""From the plainest on."""
