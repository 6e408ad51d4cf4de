"""A run on disk: a folder that appears whole or not at all, and that is checked when read."""

import contextlib
import dataclasses
import datetime as dt
import errno
import hashlib
import json
import shutil
import tempfile
import types
import typing
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from downtools.chance import Luck
from downtools.day.tables import COLUMNS
from downtools.digest import digest_of
from downtools.errors import Fault, InputError, OutOfRoomError, StoredRunError
from downtools.run.aside import flush
from downtools.run.outcome import Rolls
from downtools.run.provenance import FORMAT
from downtools.run.run import Run
from downtools.scenario.model import Scenario, plain

__all__ = ["OWN_FILES", "checksum", "load", "rebuilt", "refuse_foreign", "save"]


OWN_FILES = ("run.json", "scenario.json", *(f"{name}.parquet" for name in COLUMNS))
"""The files of a run folder; others in it are the user's and are left alone."""


def save(run: Run, folder: Path | str) -> None:
    """Write aside, flush to disk, rename. A folder that holds this very run is left as it is."""
    folder = Path(folder)
    refuse_foreign(folder)
    aside = _aside(folder)
    try:
        if _holds(run, folder):
            return
        _write(run, aside)
        aside.chmod(0o755)
        if not folder.exists() or not any(folder.iterdir()):
            with contextlib.suppress(FileNotFoundError):
                folder.rmdir()
            aside.rename(folder)
            return
        for name in (*OWN_FILES[1:], OWN_FILES[0]):  # the same run, damaged: mended
            (aside / name).replace(folder / name)
    except OSError as error:
        if not _holds(run, folder):  # else another process has just written it
            raise _no_room(folder, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _holds(run: Run, folder: Path) -> bool:
    """Whether the folder holds this run whole. Raises `InputError` if it holds another."""
    if not (folder / "run.json").exists():
        return False
    try:
        held = json.loads((folder / "run.json").read_text("utf-8")).get("digest")
    except (OSError, ValueError, AttributeError):
        held = None
    if held != run.digest:
        raise _taken(folder, "another run")
    try:
        return load(folder).digest == run.digest
    except StoredRunError:
        return False


def _aside(folder: Path) -> Path:
    """A new folder beside the one to be written, on the same disk."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=f".{folder.name}-unfinished-", dir=folder.parent))
    except OSError as error:
        raise _no_room(folder, error) from error


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that cannot be written or holds anything but a run, before a run is made.

    Raises `InputError` or `OutOfRoomError`.
    """
    if folder.exists() or folder.is_symlink():
        empty = folder.is_dir() and not any(folder.iterdir())
        if not empty and not (folder / "run.json").is_file():
            raise _taken(folder, "something other than a run")
    _aside(folder).rmdir()


def _taken(folder: Path, what: str) -> InputError:
    return InputError(
        [
            Fault(
                file=str(folder),
                problem=f"this folder exists and holds {what}",
                cure="give another folder with --out, or remove it first",
            )
        ]
    )


def _no_room(folder: Path, error: OSError) -> OutOfRoomError:
    reason = "the disk is full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else error.strerror
    return OutOfRoomError(
        f"{folder}: the run could not be written ({reason}); nothing was left there; "
        "make room or give another folder with --out"
    )


def _write(run: Run, folder: Path) -> None:
    for name in COLUMNS:
        with (folder / f"{name}.parquet").open("wb") as file:
            pq.write_table(run.table(name), file, compression="zstd")
            flush(file)
    facts = {
        **run.provenance,
        "digest": run.digest,
        "people": run.people,
        "agents": run.agents,
        "rolls": run.rolls.region_sector.tolist(),
        "strategic": run.rolls.strategic.tolist(),
    }
    facts["checksum"] = checksum(facts)
    for name, content in (("scenario.json", plain(run.scenario)), ("run.json", facts)):
        with (folder / name).open("wb") as file:
            text = json.dumps(content, indent=1, ensure_ascii=False, default=str)
            file.write(text.encode("utf-8"))
            flush(file)


def checksum(facts: dict[str, Any]) -> str:
    """SHA-256 of what run.json says beside it, in canonical JSON."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def load(folder: Path | str) -> Run:
    """Read a run and check its digest against what its tables say.

    Raises `StoredRunError` for everything that `save` did not write so.
    """
    folder = Path(folder)
    try:
        return _load(folder)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        raise _changed(folder) from error


def _load(folder: Path) -> Run:
    facts = _read_json(folder, "run.json")
    if facts.get("format") != FORMAT:
        raise StoredRunError(
            f"{folder / 'run.json'}: written in format {facts.get('format')!r}, this version reads "
            f"format {FORMAT}; read it with downtools {facts.get('versions', {}).get('downtools')}"
        )
    if facts.pop("checksum", None) != checksum(facts):
        raise _changed(folder / "run.json")
    scenario = rebuilt(Scenario, _read_json(folder, "scenario.json"))
    if scenario.hash != facts["scenario_hash"]:
        raise _changed(folder / "scenario.json")
    tables = {name: _read_table(folder, name) for name in COLUMNS}
    if digest_of(tables) != facts["digest"]:
        raise _changed(folder)
    region_sector = np.array(facts["rolls"], np.int64).reshape(-1, len(scenario.sectors))
    rolls = Rolls.of(scenario, region_sector, np.array(facts["strategic"], np.float64))
    kept = ("format", "scenario", "scenario_hash", "seed", "luck", "scale", "versions", "cpu")
    return Run(
        scenario=scenario,
        luck=rebuilt(Luck, facts["luck"]),
        scale=facts["scale"],
        people=facts["people"],
        agents=facts["agents"],
        tables=tables,
        rolls=rolls,
        written={name: facts[name] for name in kept},
    )


def _changed(path: Path) -> StoredRunError:
    return StoredRunError(
        f"{path}: its content is not what the run wrote (changed or cut short); "
        "make the run again with the command in its provenance"
    )


def _read_json(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise StoredRunError(
            f"{path}: no such file, so this is no whole run folder; give a folder that "
            "`downtools run` wrote"
        ) from None
    except (OSError, ValueError) as error:
        raise StoredRunError(f"{path}: cannot be read ({error}); make the run again") from error


def _read_table(folder: Path, name: str) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
    path = folder / f"{name}.parquet"
    try:
        with path.open("rb") as file:
            table = pq.read_table(file)
        return {
            column: table[column].to_numpy(zero_copy_only=False).astype(np.int64)
            for column in COLUMNS[name]
        }
    except (OSError, KeyError, pa.ArrowException) as error:
        raise StoredRunError(f"{path}: cannot be read ({error}); make the run again") from error


def rebuilt(kind: Any, content: Any) -> Any:
    """A frozen dataclass (or tuple, date, plain value) back from its plain JSON form."""
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        if content is None:
            return None
        return rebuilt(next(a for a in typing.get_args(kind) if a is not type(None)), content)
    if origin is tuple:
        return tuple(rebuilt(typing.get_args(kind)[0], item) for item in content)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return typing.cast("Any", kind)(
            **{name: rebuilt(hints[name], value) for name, value in content.items()}
        )
    if kind is dt.date:
        return dt.date.fromisoformat(content)
    if kind is float:
        return float(content)
    return content
