"""Each part of the system switched off, beside it on: what the model's parts do in the model."""

from downtools.study.mechanisms.table import Mechanisms, Shown, mechanisms

__all__ = ["Mechanisms", "Shown", "mechanisms"]
