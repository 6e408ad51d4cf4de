"""Awake: the list of the awake sites, through which all that is on at sites is found."""

from downtools.compiled import kernel
from downtools.day.state import State, Today

__all__ = ["list_awake"]


@kernel
def list_awake(state: State, today: Today) -> None:
    """List the awake sites, in order of memory."""
    many = 0
    for s in range(state.awake.size):
        # Written whether it is awake or not: a guess would often be wrong.
        today.awake_sites[many] = s
        many += state.awake[s]
    today.awake_many[0] = many
