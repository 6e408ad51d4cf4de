"""From a Scenario to read-only arrays of every worker at one to one."""

from downtools.world.world import World

__all__ = ["World"]
