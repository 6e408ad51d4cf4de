"""Arms: what a question changes in a scenario, before it is asked of many runs."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from downtools.errors import Fault, InputError
from downtools.scenario.model import Scenario
from downtools.scenario.schedule import Entry

__all__ = ["AS_IT_IS", "Arm", "Direction"]

Direction = Literal["fall", "rise"]


@dataclass(frozen=True, kw_only=True)
class Arm:
    """A scenario as it is but for some values and added entries of the schedule.

    The values are set after a replicate has drawn its parameters, so they hold in all of them.
    """

    name: str
    """Short and without blanks: what a user types, and what tables show."""
    words: str = ""
    """What is changed, in one sentence."""
    values: tuple[tuple[str, Any], ...] = ()
    """Dotted keys, as `schema` lists them, and their values."""
    entries: tuple[Entry, ...] = ()
    """Entries added to the schedule."""
    only: tuple[tuple[str, Direction], ...] = ()
    """Keys whose value counts only where it makes that of a draw fall, or rise."""

    def of(self, scenario: Scenario) -> Scenario:
        """The scenario with the changes.

        Raises `InputError` for a key, a value or an entry that will not do.
        """
        if self.entries:
            known = {entry.id for entry in scenario.schedule}
            for entry in self.entries:
                if entry.id in known:
                    problem, cure = "already an entry of the scenario", "give it another id"
                    raise InputError(
                        [Fault(file=self.name, value=entry.id, problem=problem, cure=cure)]
                    )
            schedule = (*scenario.schedule, *self.entries)
            scenario = dataclasses.replace(scenario, schedule=schedule)
        values = {key: self._one_way(scenario, key, value) for key, value in self.values}
        return scenario.with_values(values) if values else scenario

    def _one_way(self, scenario: Scenario, key: str, value: Any) -> Any:
        way = dict(self.only).get(key)
        if way is None:
            return value
        own = scenario.value(key)
        return min(own, value) if way == "fall" else max(own, value)


AS_IT_IS = Arm(name="baseline", words="The scenario as it is.")
"""The arm that changes nothing."""
