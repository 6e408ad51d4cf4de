"""What is believed of the parameters: the scenario's posterior if one is shipped, else its prior.

A posterior lies beside a shipped scenario as `results/posterior.parquet` (all reports), or is any
file that `downtools calibrate` wrote. What it does not name keeps its prior. A scenario may say
that its people are drawn from the posterior of another (`people_from`): their parameters are then
widened around their middle, since another people is not the same people.
"""

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from downtools.chance import nth_seed
from downtools.errors import Fault, InputError
from downtools.scenario import gallery
from downtools.scenario.model import Scenario
from downtools.scenario.read import load
from downtools.study.borrowed import borrowed
from downtools.study.draws import WIDTH, drawn
from downtools.study.posterior import Posterior, read_posterior, shipped
from downtools.study.untuned import untuned

__all__ = ["Belief", "belief_of", "of_posterior"]


@dataclass(frozen=True, kw_only=True)
class Belief:
    """From where a study draws its parameters."""

    source: str
    """prior or posterior."""
    width: float = WIDTH
    """How wide what is drawn from the prior is beside it."""
    people: str = ""
    """The scenario whose posterior it is; empty if the own."""
    until: str = ""
    """The last day whose reports are in the posterior; empty if all are."""
    keys: tuple[str, ...] = ()
    """Parameters of the posterior."""
    draws: tuple[tuple[float, ...], ...] = ()
    """Draws from the posterior: a value for each of the keys."""
    kept: tuple[float, ...] = ()
    """Posterior beside prior standard deviation of each of the keys."""

    @property
    def words(self) -> str:
        """Where draws are from, for a reader."""
        prior = f"the scenario's prior at {self.width:g} of its width"
        if self.source == "prior":
            return prior
        whose = f" of {self.people}, widened" if self.people else ""
        when = f" on reports until {self.until}" if self.until else ""
        return (
            f"{len(self.draws)} draws of the posterior{whose}{when}, {len(self.keys)} parameters; "
            f"the rest from {prior}"
        )

    def ground(self, scenario: Scenario) -> Scenario:
        """What draws are made on: with a posterior, the scenario without what was tuned by hand."""
        return untuned(scenario) if self.source == "posterior" else scenario

    def drawn(self, scenario: Scenario, index: int, seed: int) -> Scenario:
        """The scenario with draw `index` of its uncertain parameters.

        Raises `InputError` if a draw of the posterior does not fit the scenario.
        """
        found = drawn(scenario, index, seed, self.width)
        if not self.draws:
            return found
        at = nth_seed(seed, "study/posterior", index) % len(self.draws)
        values = zip(self.keys, self.draws[at], strict=True)
        return found.with_values({key: _settled(scenario, key, value) for key, value in values})

    def draws_of(self, key: str) -> tuple[float, ...]:
        """The draws of one parameter of the posterior. Raises `ValueError` for any other."""
        at = self.keys.index(key)
        return tuple(draw[at] for draw in self.draws)

    def narrowed(self) -> dict[str, float]:
        """Posterior beside prior standard deviation of each parameter of the posterior.

        A borrowed posterior has not been narrowed by data of this scenario: it has none.
        """
        return {} if self.people else dict(zip(self.keys, self.kept, strict=True))


def _settled(scenario: Scenario, key: str, value: float) -> float | int:
    return round(value) if scenario.declared(key).type is int else value


def belief_of(scenario: Scenario, source: str | None = None, width: float = WIDTH) -> Belief:
    """What to draw from: the posterior shipped with the scenario if there is one, else its prior.

    `source` asks for one of them, or names the file of a posterior. A shipped posterior of other
    content or another version is passed over unless it is asked for. Raises `InputError` if there
    is no posterior to draw from, a file is damaged, or `width` is not in [0, 1].
    """
    if not 0.0 <= width <= 1.0:
        cure = "give a number from 0, the middle of the prior, to 1, all of it"
        fault = Fault(file="--width", value=width, problem="no share of a prior", cure=cure)
        raise InputError([fault])
    if source == "prior":
        return Belief(source="prior", width=width)
    if source not in (None, "posterior"):
        if not Path(source).is_file():
            cure = "give prior, posterior, or the file of a posterior"
            raise InputError(
                [Fault(file="--from", value=source, problem="no such belief", cure=cure)]
            )
        return of_posterior(read_posterior(Path(source), scenario), width)
    found = _shipped(scenario, asked=source is not None)
    if found is not None:
        return of_posterior(found, width)
    if scenario.people_from:
        lent = _shipped_of(scenario.people_from)
        if lent is not None:
            return of_posterior(borrowed(lent, scenario), width, people=scenario.people_from)
    if source is None:
        return Belief(source="prior", width=width)
    problem, cure = "the scenario has no posterior", "draw from its prior (--from prior)"
    raise InputError([Fault(file="--from", value=source, problem=problem, cure=cure)])


def of_posterior(posterior: Posterior, width: float = WIDTH, *, people: str = "") -> Belief:
    """The belief that is a posterior; `people` names the scenario it was borrowed from."""
    kept = posterior.kept
    return Belief(
        source="posterior",
        width=width,
        people=people,
        until=posterior.until or "",
        keys=posterior.keys,
        draws=posterior.draws,
        kept=tuple(kept[key] for key in posterior.keys),
    )


def _shipped(scenario: Scenario, *, asked: bool) -> Posterior | None:
    """The posterior shipped with a scenario; one that is stale only if it was asked for."""
    if scenario.name not in gallery.names():
        return None
    path = shipped(gallery.path(scenario.name))
    if path is None:
        return None
    facts = read_posterior(path).facts
    mine = (scenario.hash, version("downtools"))
    current = (facts["scenario_hash"], facts["downtools"]) == mine
    return read_posterior(path, scenario) if current or asked else None


def _shipped_of(name: str) -> Posterior | None:
    """The posterior of a shipped scenario, if it is of that content and this version."""
    return _shipped(load(name), asked=False) if name in gallery.names() else None
