"""A world built once is kept on disk and mapped by every later run, replicate and process.

What is kept can always be made again: a folder that cannot be read is built anew, one that cannot
be written is done without. A world is built aside and appears whole or not at all, by a rename;
what a killed process leaves aside is never looked at, and removed after a day.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from downtools.compiled import cache_folder, kernels_folder
from downtools.scenario.model import Scenario
from downtools.world.columns import Columns, Folder
from downtools.world.world import Named, Places, Shops, Sites, Workers, World

__all__ = ["cached_world", "keep_world", "world_key", "worlds_folder"]

_KEPT = 8
_KEPT_BYTES = 20e9
_BUILDING = ".building-"
_A_DAY = 86400.0
_CHUNK = 1 << 24
"""Bytes that one sum is taken of, so that threads share the work of checking a world."""

_PARTS: dict[str, Any] = {
    "workers": Workers,
    "shops": Shops,
    "sites": Sites,
    "places": Places,
    "named": Named,
}
_NAMES = ("place_names", "district_names", "region_names", "sector_names", "site_names")


def world_key(scenario: Scenario, scale: float) -> str:
    """The name of a world: what it is made from, the scale, and the source that makes it."""
    made_from = (
        scenario.population,
        scenario.world_seed,
        scenario.shop_size,
        scenario.calendar.rotation,
        scenario.calendar.rest_days,
        scenario.districts,
        scenario.towns,
        scenario.sectors,
        scenario.sizes,
        scenario.sites,
        scale,
        kernels_folder().name,
    )
    return hashlib.sha256(repr(made_from).encode()).hexdigest()[:24]


def worlds_folder() -> Path:
    """Where worlds are kept."""
    return cache_folder() / "worlds"


def cached_world(key: str, threads: int = 1) -> World | None:
    """The world of that name, mapped from disk read-only, or None if there is none to be read."""
    folder = worlds_folder() / key
    world = _opened(folder, threads)
    if world is not None:
        with contextlib.suppress(OSError):
            os.utime(folder)
    return world


def keep_world(key: str, build: Callable[[Columns], World], threads: int = 1) -> World | None:
    """Build a world on disk and map it read-only; None if it cannot be kept there.

    `build` fills columns, which are files. Without room or leave to write, nothing is left behind.
    """
    folder = worlds_folder() / key
    try:
        worlds_folder().mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=worlds_folder()))
    except OSError:
        return None
    try:
        files = Folder(aside)
        _write_facts(aside, build(files.column), threads)
        files.finish()
        # What stands there is broken, or cached_world would have found it.
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    except OSError:
        # No room; or another process has just put the same world there.
        return cached_world(key, threads)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):
            _forget_oldest()
    return _opened(folder, 0)


def _opened(folder: Path, threads: int) -> World | None:
    """The world of a folder; its sums are checked by that many threads, at 0 taken on trust."""
    try:
        facts = json.loads((folder / "world.json").read_text("utf-8"))
        parts: dict[str, Any] = {
            name: kind._make(_column(folder / f"{name}.{column}.npy") for column in kind._fields)
            for name, kind in _PARTS.items()
        }
        if threads and facts["sums"] != _sums(parts, threads):
            return None
        names: dict[str, Any] = {name: tuple(facts[name]) for name in _NAMES}
        return World(scale=facts["scale"], crews=facts["crews"], **parts, **names)
    except (OSError, EOFError, ValueError, TypeError, KeyError):
        return None


def _column(path: Path) -> npt.NDArray[Any]:
    return np.asarray(np.load(path, mmap_mode="r"))


def _sums(parts: dict[str, Any], threads: int) -> dict[str, list[int]]:
    """CRC-32 of every column, in pieces: a flipped bit on disk must not become another country."""
    columns = {
        f"{name}.{column}": memoryview(getattr(parts[name], column).view(np.uint8))
        for name, kind in _PARTS.items()
        for column in kind._fields
    }
    with ThreadPoolExecutor(threads) as pool:
        sums = {
            name: [
                pool.submit(zlib.crc32, view[at : at + _CHUNK])
                for at in range(0, len(view), _CHUNK)
            ]
            for name, view in columns.items()
        }
        return {name: [done.result() for done in pieces] for name, pieces in sums.items()}


def _write_facts(folder: Path, world: World, threads: int) -> None:
    facts: dict[str, Any] = {name: list(getattr(world, name)) for name in _NAMES}
    parts = {name: getattr(world, name) for name in _PARTS}
    facts |= {"scale": world.scale, "crews": world.crews, "kernels": kernels_folder().name}
    facts["sums"] = _sums(parts, threads)
    (folder / "world.json").write_text(json.dumps(facts), "utf-8")


def _forget_oldest() -> None:
    """Keep the worlds last used, and before others those that this version can use.

    The first of them stays however large it is.
    """
    worlds: list[tuple[bool, float, Path]] = []
    for path in worlds_folder().iterdir():
        used = path.stat().st_mtime
        if path.name.startswith(_BUILDING):
            if time.time() - used > _A_DAY:
                shutil.rmtree(path, ignore_errors=True)
        elif path.is_dir():
            worlds.append((_version(path) == kernels_folder().name, used, path))
    size = 0
    for rank, (_, _, path) in enumerate(sorted(worlds, reverse=True)):
        size += sum(file.stat().st_size for file in path.iterdir())
        if rank and (rank >= _KEPT or size > _KEPT_BYTES):
            shutil.rmtree(path, ignore_errors=True)
    _forget_kernels()


def _forget_kernels() -> None:
    """Remove machine code of versions before the last ones, if nobody compiled it today."""
    found = [(path.stat().st_mtime, path) for path in cache_folder().glob("kernels-*")]
    for made, path in sorted(found, reverse=True)[_KEPT:]:
        if path != kernels_folder() and time.time() - made > _A_DAY:
            shutil.rmtree(path, ignore_errors=True)


def _version(folder: Path) -> str | None:
    """The kernels that made a world; None of a broken one or one of an early version."""
    try:
        return json.loads((folder / "world.json").read_text("utf-8"))["kernels"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
