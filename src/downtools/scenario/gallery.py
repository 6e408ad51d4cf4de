"""The scenarios that are shipped with the package, by name."""

from pathlib import Path

__all__ = ["names", "path"]

_ROOT = Path(__file__).with_name("gallery")


def names() -> tuple[str, ...]:
    """The names of the shipped scenarios, in the order of the alphabet."""
    return tuple(sorted(file.parent.name for file in _ROOT.glob("*/scenario.toml")))


def path(name: str) -> Path:
    """The folder of a shipped scenario. Raises `KeyError` if there is none of that name."""
    if name not in names():
        raise KeyError(name)
    return _ROOT / name
