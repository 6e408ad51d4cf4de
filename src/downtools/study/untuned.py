"""A scenario as it was before anything was tuned on its own wave.

Shipped scenarios hold starting values that were found by hand on what happened. Whoever fits the
scenario to reports of some day, or forecasts from it, must not know them: values whose source says
that they are starting values fall back to what is declared, site effects are drawn again, and an
entry of the schedule with such a strength has the strength 1.
"""

import dataclasses

from downtools.scenario.model import Scenario

__all__ = ["tuned", "untuned"]

_MARK = "starting value"
"""What the source of a tuned value says."""
_UNTUNED = "assumption: whole, since its strength was found on what happened"


def tuned(scenario: Scenario) -> tuple[str, ...]:
    """Keys of the parameters whose values are starting values, found on what happened."""
    return tuple(key for key, source in scenario.sources if _MARK in source)


def untuned(scenario: Scenario) -> Scenario:
    """The scenario without what was tuned: declared defaults, and site effects left to luck.

    Where nothing was tuned it is the scenario itself.
    """
    keys = tuned(scenario)
    free = scenario.with_values({key: scenario.declared(key).default for key in keys})
    sites = tuple(
        dataclasses.replace(site, effect=None, source=_UNTUNED) if _MARK in site.source else site
        for site in scenario.sites
    )
    schedule = tuple(
        dataclasses.replace(entry, strength=1.0, source=_UNTUNED)
        if _MARK in entry.source
        else entry
        for entry in scenario.schedule
    )
    sources = tuple((key, source) for key, source in scenario.sources if key not in keys)
    return dataclasses.replace(free, sources=sources, sites=sites, schedule=schedule)
