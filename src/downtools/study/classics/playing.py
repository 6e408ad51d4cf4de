"""A case of a classic with values of one's own, by the declarations of its fields."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from downtools.errors import Fault, InputError, nearest
from downtools.scenario.declare import Param, params_of
from downtools.scenario.values import UnfitError, from_text
from downtools.study.classics.check import Value
from downtools.study.classics.classic import Classic, Play
from downtools.study.classics.table import Model, answer_of, model_of

__all__ = ["Played", "case_of", "keys_of", "played"]

_FILE = "--set"


@dataclass(frozen=True, kw_only=True)
class Played:
    """A case and what came of it."""

    model: Model
    case: dict[str, Value]
    """Every key that has an effect with its value, those left at their default included."""
    result: dict[str, Value]

    @property
    def holds(self) -> bool:
        """Nothing was asked that could be denied."""
        return True

    def plain(self) -> dict[str, Any]:
        """As plain values for JSON."""
        return answer_of([self.model], case=self.case, result=self.result)


def played(model: Classic, settings: Sequence[str]) -> Played:
    """Play the case that differs from the model's own in settings `KEY=VALUE`.

    Raises `InputError` as `case_of` does, for a key that is set to no effect, or for values that
    do not go together.
    """
    case = case_of(model.play, settings)
    values: dict[str, Value] = asdict(case)
    typed = {key: right for key, _, right in map(_parts, settings)}
    idle = {} if model.play.idle is None else model.play.idle(case)
    faults = [
        Fault(file=_FILE, column=key, value=typed[key], problem=reason, cure="leave it out")
        for key, reason in idle.items()
        if key in typed
    ]
    if faults:
        raise InputError(faults)
    try:
        result = model.play.run(case)
    except InputError as refused:
        raise InputError([_as_typed(fault, values, typed) for fault in refused.faults]) from None
    shown = {key: value for key, value in values.items() if key not in idle}
    return Played(model=model_of(model), case=shown, result=result)


def _as_typed(fault: Fault, values: Mapping[str, Value], typed: Mapping[str, str]) -> Fault:
    """The fault with the value as it was typed: 6 where the case holds 6.0."""
    key = fault.column
    if key is None or key not in typed or fault.value != values[key]:
        return fault
    return replace(fault, value=typed[key])


def keys_of(play: Play) -> tuple[Param, ...]:
    """What can be set, in the order in which it is declared."""
    return tuple(params_of(play.case).values())


def case_of(play: Play, settings: Sequence[str]) -> Any:
    """The case with some values set, each in its declared type and bounds.

    Raises `InputError` with all that is wrong: no setting, an unknown key, one that is set twice,
    a value that will not do.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    params = {param.key: param for param in keys_of(play)}
    for text in settings:
        key, equals, right = _parts(text)
        if not equals:
            first = next(iter(params.values()))
            cure = f"write KEY=VALUE, as in {first.key}={first.default}"
            faults.append(Fault(file=_FILE, value=text, problem="not a setting", cure=cure))
        elif key not in params:
            cure = nearest(key.lower(), params)
            faults.append(Fault(file=_FILE, column=key, problem="no such key", cure=cure))
        elif key in values:
            faults.append(Fault(file=_FILE, column=key, problem="set twice", cure="set it once"))
        else:
            try:
                values[key] = _value(params[key], right)
            except UnfitError as unfit:
                values[key] = None  # so that it counts as set
                fault = Fault(
                    file=_FILE, column=key, value=right, problem=unfit.problem, cure=unfit.cure
                )
                faults.append(fault)
    if faults:
        raise InputError(faults)
    return play.case(**values)


def _parts(text: str) -> tuple[str, str, str]:
    """Key, equals sign and value of a setting; the latter two are empty if there is no sign."""
    key, equals, right = text.partition("=")
    return key.strip(), equals, right.strip()


def _value(declared: Param, text: str) -> Any:
    """The value of a text. Raises `UnfitError` with the nearest choice if it is none of them."""
    if not text:
        raise UnfitError("empty", f"{declared.cure()}, or leave it out")
    if declared.choices and text not in declared.choices:
        raise UnfitError("not one of the choices", nearest(text.lower(), declared.choices))
    return from_text(declared, text)
