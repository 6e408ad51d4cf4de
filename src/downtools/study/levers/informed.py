"""Informed: what the effect of a lever rests on, by data, by other cases, or by assumption.

A lever acts through parameters (`Lever.keys`), and its effect is known no better than they are.

- *data*: every one of them was narrowed by the scenario's own data, to less than 90 % of its
  prior standard deviation. Where no posterior is shipped, no lever is informed by data.
- *other cases*: every one of them is either that, or its value has a citation as its source. A
  citation is an address, or a publication with its year. What names the word assumption is none,
  whatever else it says; nor is a starting value, or one set by hand.
- *assumption*: all else, which is most.

How strong a tactic is in the schedule, and when, is not judged here: each entry has its source.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from downtools.scenario.declare import ASSUMED
from downtools.scenario.model import Scenario
from downtools.study.levers.catalogue import Lever

__all__ = ["NARROWED", "Flag", "Grounds", "grounds_of", "is_citation"]

Flag = Literal["data", "other cases", "assumption"]

NARROWED = 0.9
"""Posterior beside prior standard deviation under which data have informed a parameter."""

_CITATION = re.compile(r"https?://|\b(?:18|19|20)\d\d, [A-Z]")


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """What a lever's effect rests on."""

    flag: Flag
    words: str
    """For the reader: the flag, and the parameters that make it no better."""


def grounds_of(
    scenario: Scenario,
    lever: Lever,
    posterior_sd_over_prior_sd: Mapping[str, float] | None = None,
) -> Grounds:
    """What a lever's effect rests on in a scenario; the rule is in the module's text.

    `posterior_sd_over_prior_sd` holds, by dotted key, how much of its prior standard deviation a
    parameter kept; what is missing there kept all of it. Raises `InputError` for an unknown key.
    """
    kept = posterior_sd_over_prior_sd or {}
    wide = [key for key in lever.keys if not kept.get(key, 1.0) < NARROWED]
    if not wide:
        return Grounds(flag="data", words=f"informed by data: {', '.join(lever.keys)}")
    assumed = [key for key in wide if not is_citation(scenario.source_of(key))]
    if not assumed:
        return Grounds(flag="other cases", words=f"informed by other cases: {', '.join(wide)}")
    return Grounds(flag="assumption", words=f"rests on assumption: {', '.join(assumed)}")


def is_citation(source: str) -> bool:
    """Whether the source of a value is an address or a publication, and no assumption."""
    return ASSUMED not in source.lower() and _CITATION.search(source) is not None
