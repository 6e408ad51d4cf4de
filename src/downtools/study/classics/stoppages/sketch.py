"""The picture of stoppages: how many are at least so large or long, with both laws."""

from typing import Literal

import numpy as np
import numpy.typing as npt

from downtools.study.classics.sketch import Line, Panel, Sketch
from downtools.study.classics.stoppages.record import outcome, own, record, waves
from downtools.study.laws import Law
from downtools.study.tails import BELIEVED

__all__ = ["sketch"]

I64 = npt.NDArray[np.int64]

_SAMPLES = 100
"""Of each power law, which tell whether it is rejected; the checks take more."""
_SHOWN = 300
"""Points of a curve."""


def sketch() -> Sketch:
    """The US record above, the model below; it takes as long as the checks of the model."""
    us = record()
    return Sketch(
        title="Sizes and durations of stoppages, in the US and in the model",
        description=(
            "Four panels, both axes logarithmic: the share of stoppages of at least a size. From "
            "where a power law is nearest to the points it is drawn as a line, and over it, "
            "dashed, a log-normal: they can hardly be told apart. Over each panel stands whether "
            "the power law is rejected as it stands, by samples of it. The model's largest "
            "stoppages at a workplace lie far below both, since none outgrows its workplace."
        ),
        panels=(
            _panel("US 1984-2020: people idled", "people", "stoppages", us.people),
            _panel("US 1984-2020: duration", "days", "stoppages", us.days),
            _panel("Model: most people out at a workplace", "people", "stoppages", own().people),
            _panel("Model: most people out in a wave", "people", "waves", waves()),
        ),
    )


def _panel(title: str, x: str, label: str, values: I64) -> Panel:
    found = outcome(values, _SAMPLES)
    law, other = found.law, found.log_normal
    size, many = np.unique(values, return_counts=True)
    above = many[::-1].cumsum()[::-1] / values.size
    places = np.geomspace(1.0, size[-1], _SHOWN)
    shown = np.unique(np.minimum(np.searchsorted(size, places), size.size - 1))
    inside = shown[size[shown] >= law.x_min]
    start = law.tail / values.size
    along = size[inside].astype(np.float64)

    def line(name: str, drawn: Law, colour: int, style: Literal["line", "dashed"]) -> Line:
        y = (start * drawn.above(along)).tolist()
        return Line(label=name, x=along.tolist(), y=y, style=style, colour=colour)

    data = Line(
        label=label,
        x=size[shown].tolist(),
        y=above[shown].tolist(),
        style="points",
    )
    verdict = "not rejected" if found.p > BELIEVED else "rejected as it stands"
    told = f"power law from {law.x_min:,} on, exponent {law.alpha:.2f}: {verdict}"
    return Panel(
        title=title,
        x=f"{x} (log scale)",
        y=f"share with at least so many {x} (log scale)",
        lines=(
            data,
            line(told, law, 1, "line"),
            line(f"log-normal from {law.x_min:,} on", other, 2, "dashed"),
        ),
        log_x=True,
        log_y=True,
    )
