"""What a user writes, a folder with `scenario.toml` and CSV tables, read into a frozen Scenario."""

from downtools.scenario.model import Scenario
from downtools.scenario.read import doubts, load

__all__ = ["Scenario", "doubts", "load"]
