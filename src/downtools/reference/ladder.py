"""The ladder of action: quiet (0), and the four rungs above it."""

__all__ = ["RALLY", "SIGN", "STRIKE", "WALKOUT", "no_counts"]

SIGN, RALLY, WALKOUT, STRIKE = 1, 2, 3, 4
"""The rungs of the ladder above quiet (0)."""


def no_counts() -> list[int]:
    """Five zeros: a count for each rung, at its own index; that of rung 0 is not used."""
    return [0, 0, 0, 0, 0]
