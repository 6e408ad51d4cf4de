"""The table of checks of one classic or of all, each model whole in one process."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import downtools
from downtools.errors import InputError
from downtools.study.classics.catalogue import BEGUN_FIRST, CLASSICS, classic
from downtools.study.classics.check import Check, Value
from downtools.study.classics.classic import Classic
from downtools.study.pool import in_order, wrong_numbers
from downtools.world.threads import default_threads

__all__ = ["Checked", "Checks", "Find", "Model", "answer_of", "checks", "model_of", "plain"]

Find = Callable[[str], Classic]
"""The model of a name. A function of a module, since processes of their own are told it."""


@dataclass(frozen=True, kw_only=True)
class Model:
    """Which model it is."""

    name: str
    title: str
    cite: str
    says: str
    departs: str


@dataclass(frozen=True)
class Checked:
    """A model and its checks, in the order in which the model tells them."""

    model: Model
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True)
class Checks:
    """The checks of some models."""

    version: str
    quick: bool
    """Whether these are only the checks that take some seconds."""
    models: tuple[Checked, ...]

    @property
    def all(self) -> tuple[Check, ...]:
        """The checks of all models, one after the other."""
        return tuple(check for one in self.models for check in one.checks)

    @property
    def holding(self) -> int:
        """How many checks hold."""
        return sum(check.holds for check in self.all)

    @property
    def holds(self) -> bool:
        """Whether every check does."""
        return self.holding == len(self.all)

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        rows = [
            {"model": one.model.name} | {name: plain(v) for name, v in asdict(check).items()}
            for one in self.models
            for check in one.checks
        ]
        return answer_of([one.model for one in self.models], quick=self.quick, rows=rows)


@dataclass(frozen=True)
class _Plan:
    """What the processes are told."""

    names: tuple[str, ...]
    quick: bool
    find: Find


def checks(
    names: Sequence[str] = CLASSICS,
    *,
    quick: bool = False,
    jobs: int | None = None,
    done: Callable[[int, int], None] | None = None,
    find: Find = classic,
) -> Checks:
    """Run the checks of the models `names`, or, if `quick`, those that take some seconds.

    `jobs` are the processes (all cores if None); `done` is told how many models of all are
    there. `find` gives the model of a name. Raises `InputError` for an unknown name or a number of
    processes below 1, `OutOfRoomError` if a process dies.
    """
    faults = wrong_numbers("model", 1, 1, jobs)
    if faults:
        raise InputError(faults)
    found: dict[str, Checked] = {}
    plan = _Plan(tuple(sorted(names, key=lambda name: name not in BEGUN_FIRST)), quick, find)
    for one in in_order(_checked, plan, len(names), min(jobs or default_threads(), len(names))):
        found[one.model.name] = one
        if done is not None:
            done(len(found), len(names))
    models = tuple(found[name] for name in names)
    return Checks(version=downtools.__version__, quick=quick, models=models)


def _checked(plan: _Plan, index: int) -> Checked:
    found = plan.find(plan.names[index])
    return Checked(model_of(found), tuple(map(_plainly, found.checks(plan.quick))))


def _plainly(check: Check) -> Check:
    """The check with plain values, whatever arrays they came from."""
    return Check(**{name: _unboxed(value) for name, value in vars(check).items()})


def _unboxed(value: Any) -> Any:
    """A number of an array as Python's own."""
    return value.item() if hasattr(value, "item") else value


def model_of(found: Classic) -> Model:
    """Which model it is, without its functions."""
    return Model(
        name=found.name,
        title=found.title,
        cite=found.cite,
        says=found.says,
        departs=found.departs,
    )


def plain(value: Any) -> Any:
    """A value as JSON can hold it: a number that is not finite becomes a text, "inf" or "nan"."""
    value = _unboxed(value)
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def answer_of(
    models: Sequence[Model],
    *,
    quick: bool = False,
    rows: Sequence[Mapping[str, Any]] = (),
    case: Mapping[str, Value] | None = None,
    result: Mapping[str, Value] | None = None,
) -> dict[str, Any]:
    """What the command answers, of checks or of a case; whatever was not asked for is empty."""
    return {
        "models": [asdict(model) for model in models],
        "quick": quick,
        "checks": list(rows),
        "case": None if case is None else {key: plain(value) for key, value in case.items()},
        "result": None if result is None else {key: plain(value) for key, value in result.items()},
        "version": downtools.__version__,
    }
