"""A posterior: draws of parameters, equally likely, in one Parquet file that tells how it was made.

A column a parameter, a row a draw; the rest is metadata of the file, as JSON: of which scenario
and reports, by which version, how much of its prior standard deviation each parameter kept.
"""

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from downtools.errors import Fault, InputError
from downtools.run.aside import aside, flushed
from downtools.scenario.model import Scenario

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["Posterior", "read_posterior", "shipped", "write_posterior"]

_KEY = b"downtools"
_HOW = "write it anew with `downtools calibrate`"
_FACTS = ("scenario_name", "scenario_hash", "downtools", "until", "fitted", "kept")


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """Draws of parameters that are equally likely once reports are known."""

    keys: tuple[str, ...]
    draws: tuple[tuple[float, ...], ...]
    """A value for each of the keys."""
    facts: Mapping[str, Any]
    """How it was made: scenario and its hash, version, until when, which keys were fitted, ..."""

    @property
    def until(self) -> str | None:
        """The last day whose reports are in it; None: all."""
        return self.facts["until"]

    @property
    def fitted(self) -> tuple[str, ...]:
        """Keys that were fitted; the others came along with the draws that fitted best."""
        return tuple(self.facts["fitted"])

    @property
    def kept(self) -> dict[str, float]:
        """Posterior beside prior standard deviation, by key; 1 of what was not fitted.

        Both of the coordinate in which the prior is normal (`calibrate.space`).
        """
        kept: Mapping[str, float] = self.facts["kept"]
        return {key: float(kept.get(key, 1.0)) for key in self.keys}

    @property
    def digest(self) -> str:
        """SHA-256 over the keys and the draws."""
        import numpy as np

        sums = hashlib.sha256(json.dumps(self.keys).encode())
        sums.update(np.array(self.draws, "<f8").tobytes())
        return sums.hexdigest()

    def column(self, key: str) -> tuple[float, ...]:
        """The draws of one parameter. Raises `ValueError` for a key that is not there."""
        at = self.keys.index(key)
        return tuple(draw[at] for draw in self.draws)

    def correlations(self, keys: Sequence[str]) -> "npt.NDArray[np.float64]":
        """Correlations of some parameters, a row and a column each; 0 where one never varies."""
        import numpy as np

        if not keys:
            return np.eye(0)
        columns = np.array([self.column(key) for key in keys])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.nan_to_num(np.atleast_2d(np.corrcoef(columns)))

    def settled(self, scenario: Scenario, draw: int) -> dict[str, float | int]:
        """The values of a draw, whole where the parameter is."""
        found = zip(self.keys, self.draws[draw], strict=True)
        return {
            key: round(value) if scenario.declared(key).type is int else value
            for key, value in found
        }


def write_posterior(posterior: Posterior, path: Path) -> None:
    """Write a posterior, whole or not at all. Raises `OSError` as the system does."""
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = dict(zip(posterior.keys, zip(*posterior.draws, strict=True), strict=True))
    facts = json.dumps({**posterior.facts, "digest": posterior.digest}, ensure_ascii=False)
    table = pa.table({key: pa.array(values, pa.float64()) for key, values in columns.items()})
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({_KEY: facts.encode()}), buffer)
    with aside(path.with_name(f".unfinished-{path.name}")) as unfinished:
        flushed(unfinished, buffer.getvalue())
        unfinished.replace(path)


def read_posterior(path: Path, scenario: Scenario | None = None) -> Posterior:
    """The posterior in a file; with a `scenario`, one of that scenario, made by this version.

    Raises `InputError` for a file that is damaged or of another scenario or version, and for a
    draw that does not fit the scenario.
    """
    posterior = _content(path)
    if scenario is None:
        return posterior
    mine = {"scenario_hash": scenario.hash, "downtools": version("downtools")}
    for key, value in mine.items():
        if posterior.facts[key] != value:
            raise _refused(path, key, posterior.facts[key], f"this is {value}")
    for draw in range(len(posterior.draws)):
        scenario.with_values(posterior.settled(scenario, draw))
    return posterior


def shipped(folder: Path, until: str | None = None) -> Path | None:
    """The file of the posterior in a scenario's folder, on all reports or until a day; or None."""
    path = folder / "results" / (f"posterior-{until}.parquet" if until else "posterior.parquet")
    return path if path.exists() else None


def _content(path: Path) -> Posterior:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with contextlib.closing(pq.ParquetFile(path)) as file:
            table = file.read()
        facts = json.loads((table.schema.metadata or {})[_KEY])
        columns = [table[name].to_pylist() for name in table.column_names]
        draws = tuple(tuple(map(float, draw)) for draw in zip(*columns, strict=True))
        posterior = Posterior(keys=tuple(table.column_names), draws=draws, facts=facts)
        if draws and facts["digest"] == posterior.digest and set(_FACTS) <= set(facts):
            return posterior
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise _refused(path, None, None, f"cannot be read ({error})") from error
    raise _refused(path, None, None, "not a posterior")


def _refused(path: Path, key: str | None, value: Any, problem: str) -> InputError:
    fault = Fault(file=str(path), column=key, value=value, problem=problem, cure=_HOW)
    return InputError([fault])
