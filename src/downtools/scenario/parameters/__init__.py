"""Every parameter of the model, declared once, in groups named as the model's parts.

A scenario sets them in `scenario.toml` under `[group]`; `--set group.name=value` overrides them.
The unit of score is the cost of a full strike, theta(4) = 1 (docs/model.md). Defaults are where
the priors start, not truths; what is called an assumption has no source.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from downtools.scenario.declare import Param, params_of
from downtools.scenario.parameters.economy import Production
from downtools.scenario.parameters.organise import InterSiteCommittee, Loyalty, Organise
from downtools.scenario.parameters.public import Media, Outrage, Street
from downtools.scenario.parameters.regime import Concede, Police, Regime, Sack
from downtools.scenario.parameters.reporting import Reporting
from downtools.scenario.parameters.workers import Belief, Influence, Ladder, People
from downtools.scenario.parameters.workplace import Gather, Outcome, Workplace

__all__ = ["GROUPS", "Influence", "Parameters", "Production", "Workplace", "all_params"]


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """All groups of parameters of one scenario."""

    people: People = People()
    ladder: Ladder = Ladder()
    influence: Influence = Influence()
    belief: Belief = Belief()
    outrage: Outrage = Outrage()
    media: Media = Media()
    street: Street = Street()
    police: Police = Police()
    sack: Sack = Sack()
    regime: Regime = Regime()
    concede: Concede = Concede()
    gather: Gather = Gather()
    organise: Organise = Organise()
    inter_site_committee: InterSiteCommittee = InterSiteCommittee()
    loyalty: Loyalty = Loyalty()
    production: Production = Production()
    reporting: Reporting = Reporting()
    workplace: Workplace = Workplace()
    outcome: Outcome = Outcome()


GROUPS: dict[str, type] = {
    field.name: type(field.default) for field in dataclasses.fields(Parameters)
}
"""The groups by the name of their table in `scenario.toml`."""


@cache
def all_params() -> Mapping[str, Param]:
    """Every declared parameter by its dotted key."""
    found = {
        declared.key: declared
        for name, group in GROUPS.items()
        for declared in params_of(group, f"{name}.").values()
    }
    return MappingProxyType(found)
