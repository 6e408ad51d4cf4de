"""Runs: what a `Run` answers, with one more axis."""

import datetime as dt
import hashlib
import shutil
import weakref
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from downtools.day.tables import COLUMNS
from downtools.errors import Fault, InputError, StoredRunError, nearest
from downtools.run.arrow import told
from downtools.run.columns import unit_of
from downtools.run.many.blocks import Block, decoded
from downtools.run.many.folder import read_plan, sound_blocks
from downtools.run.outcome import REACHES, RESOLUTIONS
from downtools.run.run import Run
from downtools.study.ensemble.plan import Plan
from downtools.study.ensemble.rows import COUNTS, DRAWN, rerun
from downtools.study.measures import facts_of
from downtools.study.shares import Probability, probability, probability_of

if TYPE_CHECKING:
    from downtools.show.pictures import Picture

__all__ = ["QUANTILES", "Runs"]

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Of fan charts and summaries: the median, and the middle half and nine tenths of the runs."""

_WORDS: dict[str, Sequence[str]] = {
    "reach": REACHES,
    "reach_at_half": REACHES,
    "reach_at_twice": REACHES,
}


class Runs:
    """Many runs of one plan, in a folder of blocks. Immutable; tables are read when asked for.

    Rows stand in the order of tasks, arms and echoes, whatever order they were run in. Failed
    runs are rows with an error, and no part of any share or quantile.
    """

    def __init__(self, plan: Plan, folder: Path, *, temporary: bool = False) -> None:
        """A `temporary` folder is removed with these runs."""
        self.plan = plan
        self.folder = folder
        if temporary:
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._blocks = tuple(sound_blocks(folder))

    @staticmethod
    def load(folder: Path | str) -> "Runs":
        """Read the folder of a study.

        Raises `StoredRunError` if it is no such folder, or its plan was changed.
        """
        facts = read_plan(Path(folder))
        try:
            return Runs(Plan.of(facts), Path(folder))
        except (KeyError, TypeError, ValueError) as error:
            raise StoredRunError(
                f"{folder}: its plan is of another version ({facts.get('downtools')}); read it "
                "with that version"
            ) from error

    def __len__(self) -> int:
        return len(self.column("task"))

    def __repr__(self) -> str:
        name, arms = self.plan.scenario.name, len(self.plan.arms)
        many = f"{len(self)} runs, " + (f"{arms} arms, " if arms > 1 else "")
        return f"<Runs of {name}: {many}digest {self.digest[:12]}>"

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks on disk, by task."""
        return self._blocks

    @cached_property
    def tasks(self) -> frozenset[int]:
        """The tasks that are done."""
        return frozenset(task for block in self._blocks for task in block.tasks)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the digests, or errors, of all runs in their order.

        The same on any number of processes or machines, and however often it was interrupted.
        """
        sums = hashlib.sha256()
        names = ("task", "arm", "echo", "digest", "error")
        for row in zip(*(self.column(name) for name in names), strict=True):
            sums.update(repr(tuple(str(value) for value in row)).encode())
        return sums.hexdigest()

    # Tables

    def column(self, name: str) -> npt.NDArray[Any]:
        """One value of each run: a count, a seed, `error`, `digest`, `task`, `arm` or `echo`."""
        return self._scalars[name]

    @cached_property
    def _scalars(self) -> dict[str, npt.NDArray[Any]]:
        names = ("task", "arm", "draw", "echo", "shared_seed", "own_seed", "error", "digest")
        table = self._read([*names, *COUNTS, "seconds"])
        return {name: table[name].to_numpy() for name in table.column_names}

    def _read(self, columns: Sequence[str]) -> Any:
        import pyarrow as pa

        parts = [decoded(block.path, columns) for block in self._blocks]
        if not parts:
            raise StoredRunError(f"{self.folder}: no run is done yet; run the study first")
        return pa.concat_tables(parts)

    @property
    def outcomes(self) -> Any:
        """A row a run: which it is, its seeds, its outcome in words and dates, its counts."""
        import pyarrow as pa

        scalars = self._scalars
        columns: dict[str, Any] = {}
        arms = np.array([arm.name for arm in self.plan.arms])
        for name, values in scalars.items():
            if name == "arm":
                columns["arm"] = pa.array(arms[values])
            elif name in _WORDS:
                columns[name] = pa.array(np.array(_WORDS[name])[values])
            elif name == "resolution":
                columns[name] = pa.array(np.array(RESOLUTIONS)[values])
            elif name.endswith("_day"):
                columns[name.replace("_day", "_date")] = pa.array(
                    [self._date(day) for day in values.tolist()], pa.date32()
                )
            else:
                columns[name] = pa.array(values)
        fields = [
            pa.field(name, values.type, metadata={"unit": COUNTS.get(name, "")})
            for name, values in columns.items()
        ]
        return pa.table(list(columns.values()), schema=pa.schema(fields))

    def _date(self, day: int) -> dt.date | None:
        return None if day < 0 else self.plan.scenario.calendar.date(day)

    @property
    def parameters(self) -> Any:
        """A row a draw: the parameters it drew, by their dotted keys."""
        import pyarrow as pa

        table = self._read(["draw", "arm", "echo", "drawn", "error"])
        rows = [
            (draw, values)
            for draw, arm, echo, values, error in zip(
                *(table[name].to_pylist() for name in table.column_names), strict=True
            )
            if arm == 0 and not echo and not error
        ]
        columns = {key: [values[at] for _, values in rows] for at, key in enumerate(DRAWN)}
        return pa.table({"draw": pa.array([draw for draw, _ in rows], pa.int64()), **columns})

    @property
    def daily(self) -> Any:
        """A row a run and day: the nation, as `Run.daily`."""
        return self.table("daily")

    def table(self, name: str) -> Any:
        """A kept table of all runs, as that of a `Run` with task, arm and echo before it.

        Raises `InputError` if the study did not keep it.
        """
        if name not in self.plan.keep:
            cure = f"kept are: {', '.join(self.plan.keep)}; ask for it with --keep"
            raise InputError([Fault(file="--keep", value=name, problem="not kept", cure=cure)])
        which = ("task", "arm", "echo")
        table = self._read([*which, *(f"{name}.{column}" for column in COLUMNS[name])])
        lists = [table[f"{name}.{column}"].combine_chunks() for column in COLUMNS[name]]
        lengths = lists[0].value_lengths().to_numpy()
        columns = {one: np.repeat(table[one].to_numpy(), lengths) for one in which}
        for column, values in zip(COLUMNS[name], lists, strict=True):
            columns[column] = values.flatten().to_numpy()
        return told(self.plan.scenario, columns)

    @property
    def regions(self) -> Any:
        """A row a run, day, region and sector, as `Run.regions`, if they are kept."""
        return self.table("regions")

    @property
    def sites(self) -> Any:
        """A row a run, day and named site, as `Run.sites`, if they are kept."""
        return self.table("sites")

    @property
    def groups(self) -> Any:
        """Synthetic sites summed by district and sector, as `Run.groups`, if they are kept."""
        return self.table("groups")

    @property
    def events(self) -> Any:
        """What begins at named sites, as `Run.events`, if they are kept."""
        return self.table("events")

    @property
    def provenance(self) -> dict[str, Any]:
        """The plan: scenario, belief, arms, seed and versions, to make all runs again."""
        return self.plan.facts()

    def summary(self) -> dict[str, Any]:
        """The runs in plain values, as `downtools ensemble --json` prints them."""
        from downtools.study.ensemble.answer import answer_of

        return answer_of(self).plain()

    # Questions

    def rows(self, arm: int | str = 0, *, echo: int = 0) -> I64:
        """Where the runs of an arm stand that did not fail, by draw.

        Raises `InputError` with the nearest name for an arm that is not there.
        """
        number = self._arm(arm)
        s = self._scalars
        here = (s["arm"] == number) & (s["echo"] == echo) & (s["error"] == "")
        found = np.flatnonzero(here)
        return found[np.argsort(s["draw"][found], kind="stable")]

    def _arm(self, arm: int | str) -> int:
        names = [one.name for one in self.plan.arms]
        if isinstance(arm, int):
            return arm
        if arm not in names:
            cure = nearest(arm, names)
            raise InputError([Fault(file="arm", value=arm, problem="no such arm", cure=cure)])
        return names.index(arm)

    @property
    def failed(self) -> int:
        """How many runs failed."""
        return int((self._scalars["error"] != "").sum())

    def counts(self, name: str, arm: int | str = 0) -> F64:
        """A count of the runs of an arm, by draw."""
        return self._scalars[name][self.rows(arm)].astype(np.float64)

    def reach(self, arm: int | str = 0) -> dict[str, Probability]:
        """How often the runs of an arm reached how far."""
        return probability_of(REACHES, self._named("reach", REACHES, arm))

    def resolution(self, arm: int | str = 0) -> dict[str, Probability]:
        """How often the runs of an arm were resolved how."""
        return probability_of(RESOLUTIONS, self._named("resolution", RESOLUTIONS, arm))

    def _named(self, name: str, words: Sequence[str], arm: int | str) -> list[str]:
        return [str(words[code]) for code in self._scalars[name][self.rows(arm)].tolist()]

    def at_least(self, reach: str, arm: int | str = 0) -> Probability:
        """How often the runs of an arm reached that far, or farther."""
        return probability((self.counts("reach", arm) >= REACHES.index(reach)).tolist())

    def quantiles(self, column: str, arm: int | str = 0) -> F64:
        """[quantile, day] of a column of the daily table over the runs of an arm: a fan chart."""
        return np.quantile(self.days(column, arm), QUANTILES, axis=0)

    def days(self, column: str, arm: int | str = 0) -> F64:
        """[draw, day] of a column of the daily table; `out` is walking out or striking."""
        parts = ("walking_out", "striking") if column == "out" else (column,)
        names = [f"daily.{part}" for part in parts]
        table = self._read(names)
        rows, many = self.rows(arm), self.plan.scenario.calendar.days
        kept = self._scalars["error"] == ""
        at = np.cumsum(kept) - 1  # failed runs have no days
        total: Any = 0
        for name in names:
            values = table[name].combine_chunks().flatten().to_numpy().reshape(-1, many)
            total = total + values[at[rows]]
        return total.astype(np.float64)

    def facts(self, arm: int | str = 0) -> F64:
        """[draw, fact] what the runs of an arm showed of each observed fact, in its unit.

        The facts are those of `study.measures.facts_of`, in their order; a day is its ordinal.
        """
        values = self._read(["facts"])["facts"].to_pylist()
        many = len(facts_of(self.plan.scenario))
        rows = [values[row] for row in self.rows(arm).tolist()]
        return np.array(rows, np.float64).reshape(len(rows), many)

    def run(self, task: int, which: int = 0) -> Run:
        """Run `which` of a task again, alone and whole: the same run as in the study.

        Raises `InputError` for a task or run that is not there, or failed, and `StoredRunError`
        if it now gives another digest.
        """
        s = self._scalars
        here = np.flatnonzero(s["task"] == task)
        if not 0 <= which < len(here) or s["error"][here[which]]:
            cure = "give one of the tasks of these runs"
            fault = Fault(file="task", value=task, problem="not there, or it failed", cure=cure)
            raise InputError([fault])
        again = rerun(self.plan, task, which)
        if again.digest != s["digest"][here[which]]:
            raise StoredRunError(f"{self.folder}: task {task} now gives another digest")
        return again

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """The rows of `outcomes`, one after the other."""
        return iter(self.outcomes.to_pylist())

    # For other libraries

    def to_pandas(self, table: str = "outcomes") -> Any:
        """A table (`outcomes`, `parameters` or a kept one) as a pandas frame."""
        return self._arrow(table).to_pandas()

    def to_polars(self, table: str = "outcomes") -> Any:
        """A table as a polars frame."""
        import polars

        return polars.from_arrow(self._arrow(table))

    def to_duckdb(self, connection: Any, prefix: str = "") -> None:
        """Register `outcomes`, `parameters` and the kept tables in a connection of DuckDB."""
        for name in ("outcomes", "parameters", *self.plan.keep):
            connection.register(prefix + name, self._arrow(name))

    def to_xarray(self) -> Any:
        """The daily table as a data set over draw, arm and date; failed runs are missing."""
        import xarray

        calendar = self.plan.scenario.calendar
        draws = np.unique(self._scalars["draw"])
        dates = np.datetime64(calendar.start) + np.arange(calendar.days).astype("timedelta64[D]")
        shape = (len(draws), len(self.plan.arms), calendar.days)
        cubes: dict[str, Any] = {}
        for column in COLUMNS["daily"][1:]:
            cube = np.full(shape, np.nan)
            for arm in range(shape[1]):
                at = np.searchsorted(draws, self._scalars["draw"][self.rows(arm)])
                cube[at, arm] = self.days(column, arm)
            cubes[column] = (("draw", "arm", "date"), cube, {"unit": unit_of(column)})
        arms = [arm.name for arm in self.plan.arms]
        return xarray.Dataset(cubes, {"draw": draws, "arm": arms, "date": dates})

    def _arrow(self, table: str) -> Any:
        return getattr(self, table) if table in ("outcomes", "parameters") else self.table(table)

    def plot(self, column: str = "out", *, narrow: bool = False) -> "Picture":
        """A fan chart of a daily column: median, middle half and nine tenths of the runs."""
        from downtools.show.fans import fan

        return fan(self, column, narrow=narrow)

    def _repr_html_(self) -> str:
        from downtools.show.fans import notebook

        return notebook(self)
