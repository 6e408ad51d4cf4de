"""Who speaks: the two opposed sides, what each makes of the truth, and how surely it speaks.

Only `downtools.exact` is used, so that what is published is the same on every machine.
"""

from downtools.exact import log, saturating
from downtools.scenario.parameters.reporting import Reporting

__all__ = [
    "LEAST_BAND",
    "OFFICIAL_SIDE",
    "WORKERS_SIDE",
    "band_of",
    "bias_of",
    "cell_of",
    "detection_of",
]

WORKERS_SIDE = ("workers", "independent_media", "NGO")
"""Kinds of source that speak for or beside the workers; they need open media."""

OFFICIAL_SIDE = ("management", "government")
"""Kinds of source that speak against them; they need no open media."""

LEAST_BAND = 10.0
"""Claims of fewer people are numbers: there is no word for them."""

_WORDS = tuple(
    ((24.0 if power == 1 else 2.0 * 10.0**power), 9.0 * 10.0**power) for power in range(1, 6)
)
"""Dozens, hundreds, thousands ... as the coding rules of reports write them: low and high."""


def bias_of(reporting: Reporting, claimant: str) -> float:
    """The factor by which a kind of source is expected to multiply the truth.

    Raises `KeyError` for a claimant that is none of `downtools.scenario.tables.CLAIMANTS`.
    """
    return {
        "workers": reporting.workers_bias,
        "independent_media": reporting.media_bias,
        "NGO": reporting.media_bias,
        "management": reporting.management_bias,
        "government": reporting.management_bias,
    }[claimant]


def detection_of(
    reporting: Reporting, claimant: str, *, people: float, giant: bool, openness: float
) -> float:
    """Probability that a kind of source says anything of a site on a day.

    1 - exp(-detection x log(1 + people) x fame), fame 1 but for a giant; times the openness of
    media (0 to 1) for the workers' side, with `official_detection` in the hazard for officials.
    Nobody acted: 0.
    """
    fame = reporting.fame if giant else 1.0
    voice = 1.0 if claimant in WORKERS_SIDE else reporting.official_detection
    heard = saturating(reporting.detection * log(1.0 + people) * fame * voice)
    return heard * openness if claimant in WORKERS_SIDE else heard


def band_of(size: float) -> tuple[float, float] | None:
    """The word for a size as a band: (24, 90) for 10 to 100 people, (200, 900) to 1000 ...

    None below 10 people. Beyond a million it stays at the largest word.
    """
    if size < LEAST_BAND:
        return None
    at = 0
    while at < len(_WORDS) - 1 and size >= 10.0 ** (at + 2):
        at += 1
    return _WORDS[at]


def cell_of(low: float, high: float) -> tuple[float, float]:
    """The sizes for which a speaker would choose a band: a whole power of ten for a word.

    A band that is no word ("150 to 200") covers what it says.
    """
    if (low, high) not in _WORDS:
        return low, high
    least = 10.0 ** (_WORDS.index((low, high)) + 1)
    return least, 10.0 * least
