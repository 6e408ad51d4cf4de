"""Mesa's own example of Epstein (2002) beside ours: `python -m benchmarks.peers.with_mesa_epstein`.

Mesa's example is used as it is shipped. docs/classics/epstein_agents.md says where it and the
paper part.
"""

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.study.classics.epstein_agents.runs import AGENTS, POLICE, SIDE, simulate, steady

__all__ = ["mesa_run"]

_TICKS = 200
_LEGITIMACY = 0.82


def mesa_run(ticks: int, *, legitimacy: float, police: float, jail: int, seed: int) -> Any:
    """Mesa's model and its active citizens after each tick; `police` is a share of the sites."""
    from mesa.examples.advanced.epstein_civil_violence.model import (  # pyright: ignore[reportMissingImports]
        EpsteinCivilViolence,
    )

    model: Any = EpsteinCivilViolence(
        legitimacy=legitimacy,
        citizen_density=AGENTS / SIDE**2,
        cop_density=police,
        max_jail_term=jail,
        seed=seed,
    )
    active: list[int] = []
    for _ in range(ticks):
        model.step()
        active.append(int(model.ACTIVE))
    return model, np.array(active, np.int64)


def _row(name: str, police: int, active: npt.NDArray[np.int64], people: int, took: float) -> str:
    return (
        f"{name:10} {police:6d} police: share active {active.mean() / people:6.4f}, most at once "
        f"{active.max():4d} of {people}; {1e6 * took / len(active):8.0f} us a tick"
    )


def _main() -> None:
    simulate(1, *steady(1))  # compiles
    for police in (0, POLICE):
        begun = time.perf_counter()
        ours = simulate(1, *steady(_TICKS, _LEGITIMACY, police)).active
        took = time.perf_counter() - begun
        print(_row("downtools", police, ours, AGENTS, took))
        begun = time.perf_counter()
        model, active = mesa_run(
            _TICKS, legitimacy=_LEGITIMACY, police=police / SIDE**2, jail=30, seed=1
        )
        took = time.perf_counter() - begun
        people = int(model.ACTIVE + model.QUIET + model.ARRESTED)
        print(_row("Mesa", police, active, people, took))


if __name__ == "__main__":
    _main()
