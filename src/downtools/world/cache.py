"""A world built once is kept on disk and mapped by every later run, replicate and process.

What is kept can always be made again: a folder that cannot be read is built anew, one that cannot
be written is done without. A world appears whole or not at all (written aside, then renamed).
"""

import contextlib
import json
import os
import shutil
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from downtools.compiled import cache_folder, kernels_folder
from downtools.scenario.model import Scenario, content_hash
from downtools.world.world import Named, Places, Shops, Sites, Workers, World

__all__ = ["cached_world", "keep_world", "world_key"]

_KEPT = 8
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
    return content_hash(made_from)[:24]


def _folder() -> Path:
    return cache_folder() / "worlds"


def cached_world(key: str) -> World | None:
    """The world of that name, mapped from disk read-only, or None if there is none to be read."""
    folder = _folder() / key
    try:
        facts = json.loads((folder / "world.json").read_text("utf-8"))
        parts: dict[str, Any] = {
            name: kind._make(_mapped(folder / f"{name}.{column}.npy") for column in kind._fields)
            for name, kind in _PARTS.items()
        }
        if facts["checksum"] != _checksum(parts):
            return None
        names: dict[str, Any] = {name: tuple(facts[name]) for name in _NAMES}
        world = World(scale=facts["scale"], crews=facts["crews"], **parts, **names)
    except (OSError, EOFError, ValueError, TypeError, KeyError):
        return None
    with contextlib.suppress(OSError):
        os.utime(folder)
    return world


def _mapped(path: Path) -> Any:
    return np.asarray(np.load(path, mmap_mode="r"))


def _checksum(parts: dict[str, Any]) -> int:
    """CRC-32 of all arrays: a flipped bit on disk must not become another country."""
    total = 0
    for name in _PARTS:
        for column in parts[name]:
            total = zlib.crc32(memoryview(column).cast("B") if column.size else b"", total)
    return total


def keep_world(key: str, world: World) -> None:
    """Keep a world for later; without room or leave to write, nothing is kept."""
    with contextlib.suppress(OSError):
        _folder().mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".building-", dir=_folder()))
        try:
            _write(aside, world)
            # What stands there is broken, or cached_world would have found it.
            shutil.rmtree(_folder() / key, ignore_errors=True)
            aside.rename(_folder() / key)
        except OSError:
            shutil.rmtree(aside, ignore_errors=True)
        _forget_oldest()


def _write(folder: Path, world: World) -> None:
    for name, kind in _PARTS.items():
        for column in kind._fields:
            np.save(folder / f"{name}.{column}.npy", getattr(getattr(world, name), column))
    facts = {name: list(getattr(world, name)) for name in _NAMES}
    parts = {name: getattr(world, name) for name in _PARTS}
    facts |= {"scale": world.scale, "crews": world.crews, "checksum": _checksum(parts)}
    (folder / "world.json").write_text(json.dumps(facts), "utf-8")


def _forget_oldest() -> None:
    worlds = [path for path in _folder().iterdir() if (path / "world.json").exists()]
    for path in sorted(worlds, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        shutil.rmtree(path, ignore_errors=True)
