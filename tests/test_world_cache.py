"""The cache of worlds when its folder is full, closed, old, shared or left in a mess."""

import dataclasses
import errno
import os
import shutil
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from downtools.scenario import load
from downtools.world import build, cache, columns
from downtools.world.build import build_world

PARTS = ("workers", "shops", "sites", "places", "named")


def columns_of(world):
    """Every column of a world by name."""
    return {
        f"{part}.{name}": getattr(getattr(world, part), name)
        for part in PARTS
        for name in getattr(world, part)._fields
    }


def same(a, b):
    mine, other = columns_of(a), columns_of(b)
    return all(
        mine[name].dtype == other[name].dtype and mine[name].tobytes() == other[name].tobytes()
        for name in mine
    )


def is_mapped(column):
    while column is not None and not isinstance(column, np.memmap):
        column = getattr(column, "base", None)
    return column is not None


@pytest.fixture(scope="module")
def plant():
    return load("one-plant")


@pytest.fixture(scope="module")
def built(plant):
    return build_world(plant, cache=False)


@pytest.fixture
def worlds(tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNTOOLS_CACHE", str(tmp_path))
    return tmp_path / "worlds"


def left_over(worlds):
    return [path.name for path in worlds.iterdir() if path.name.startswith(".building-")]


def test_a_kept_world_is_the_mapped_one_from_the_first_time_on(plant, built, worlds):
    for world in (build_world(plant), build_world(plant)):
        assert same(world, built)
        assert all(is_mapped(column) for column in columns_of(world).values() if column.size)
        assert not any(column.flags.writeable for column in columns_of(world).values())
    assert left_over(worlds) == []
    assert len(list(worlds.iterdir())) == 1


def test_columns_mapped_while_they_are_filled_are_the_same(plant, built, worlds, monkeypatch):
    """One path for small worlds and for those larger than memory, but for where a column lies."""
    monkeypatch.setattr(columns, "_MAPPED_FROM", 1)
    assert same(build_world(plant), built)
    assert same(build_world(plant), built)
    monkeypatch.setattr(cache, "_CHUNK", 1000)
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    assert same(build_world(dataclasses.replace(plant, name="again"), scale=1.0), built)
    shutil.rmtree(worlds)
    assert same(build_world(plant), built)


def no_space(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("mapped_from", [1, 1 << 25])
def test_a_full_disk_leaves_nothing_and_the_world_is_built_in_memory(
    plant, built, worlds, monkeypatch, mapped_from
):
    monkeypatch.setattr(columns, "_MAPPED_FROM", mapped_from)
    monkeypatch.setattr(os, "posix_fallocate", no_space)
    monkeypatch.setattr(np, "save", no_space)
    world = build_world(plant)
    assert same(world, built)
    assert not is_mapped(world.workers.opposition)
    assert list(worlds.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounts a disk")
@pytest.mark.parametrize("mapped_from", [1, 1 << 25])
def test_a_disk_that_is_really_full(plant, built, tmp_path, monkeypatch, mapped_from):
    """Without blocks set aside, writing to a mapped file would end the process here."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("may not mount")
    try:
        monkeypatch.setenv("DOWNTOOLS_CACHE", str(disk))
        monkeypatch.setattr(columns, "_MAPPED_FROM", mapped_from)
        monkeypatch.setattr(build, "fits_on_disk", lambda needs: True)
        assert same(build_world(plant), built)
        assert list((disk / "worlds").iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_closed_folder_is_done_without(plant, built, worlds, monkeypatch):
    def closed(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(cache.tempfile, "mkdtemp", closed)
    world = build_world(plant)
    assert same(world, built)
    assert not world.workers.opposition.flags.writeable
    assert list(worlds.iterdir()) == []


def test_a_disk_without_room_is_not_even_tried(plant, built, worlds, monkeypatch):
    monkeypatch.setattr("downtools.world.needs.free_disk", lambda folder: 1000)
    assert same(build_world(plant), built)
    assert not worlds.exists()


def test_two_processes_that_build_the_same_world_both_get_it(plant, built, worlds, monkeypatch):
    """The other one's world appears between our looking and our renaming."""
    key = cache.world_key(plant, 1.0)
    real = cache._write_facts

    def meanwhile(folder, world, threads):
        real(folder, world, threads)
        monkeypatch.setattr(cache, "_write_facts", real)
        monkeypatch.setattr(cache.shutil, "rmtree", rmtree)
        assert same(build_world(plant), built)
        monkeypatch.setattr(cache.shutil, "rmtree", not_there)

    rmtree = shutil.rmtree

    def not_there(path, ignore_errors=False):
        if path.name != key:  # ours is not removed: it appears just after
            rmtree(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(cache, "_write_facts", meanwhile)
    assert same(build_world(plant), built)
    assert left_over(worlds) == []
    assert same(cache.cached_world(key), built)


def test_ctrl_c_leaves_nothing(plant, worlds, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "_draw_traits", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build_world(plant)
    assert list(worlds.iterdir()) == []


def test_a_killed_process_leaves_no_half_world(plant, built, worlds):
    program = (
        "import os, signal\n"
        "from downtools.scenario import load\n"
        "from downtools.world import cache\n"
        "from downtools.world.build import build_world\n"
        "def killed(folder, world, threads):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "cache._write_facts = killed\n"
        "build_world(load('one-plant'))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(left_over(worlds)) == 1
    assert cache.cached_world(cache.world_key(plant, 1.0)) is None
    assert same(build_world(plant), built)
    assert len(left_over(worlds)) == 1, "another process may still be building"
    two_days_ago = time.time() - 2 * 86400
    os.utime(worlds / left_over(worlds)[0], (two_days_ago, two_days_ago))
    build_world(plant, scale=0.5)
    assert left_over(worlds) == []
    assert len(list(worlds.iterdir())) == 2


def scales(many):
    return [0.5 + 0.01 * number for number in range(many)]


def test_the_worlds_last_used_are_kept(plant, worlds):
    for age, scale in enumerate(scales(10)):
        build_world(plant, scale=scale)
        used = time.time() - 1000 + age
        os.utime(worlds / cache.world_key(plant, scale), (used, used))
    build_world(plant, scale=scales(3)[2])
    build_world(plant)
    kept = {path.name for path in worlds.iterdir()}
    assert len(kept) == cache._KEPT
    assert cache.world_key(plant, scales(3)[2]) in kept
    assert cache.world_key(plant, scales(4)[3]) not in kept


def test_large_worlds_are_kept_as_far_as_there_is_room(plant, worlds, monkeypatch):
    monkeypatch.setattr(cache, "_KEPT_BYTES", 1)
    for scale in scales(3):
        build_world(plant, scale=scale)
    assert [path.name for path in worlds.iterdir()] == [cache.world_key(plant, scales(3)[-1])]


def test_worlds_and_kernels_of_other_versions_go_first(plant, worlds, monkeypatch):
    """A world of another version has another name, so it is never taken; nor is its code."""
    other = cache.cache_folder() / "kernels-00000000"
    monkeypatch.setattr(cache, "kernels_folder", lambda: other)
    for scale in scales(cache._KEPT):
        build_world(plant, scale=scale)
    old = {path.name for path in worlds.iterdir()}
    monkeypatch.undo()
    monkeypatch.setenv("DOWNTOOLS_CACHE", str(worlds.parent))
    long_ago = time.time() - 1e6
    for number in range(cache._KEPT + 3):
        folder = cache.cache_folder() / f"kernels-{number:08d}"
        folder.mkdir()
        os.utime(folder, (long_ago + number, long_ago + number))
    for scale in scales(cache._KEPT):
        os.utime(worlds / sorted(old)[0], None)
        assert cache.world_key(plant, scale) not in old
        build_world(plant, scale=scale)
    assert not old & {path.name for path in worlds.iterdir()}
    left = sorted(path.name for path in cache.cache_folder().glob("kernels-0*"))
    assert left == [f"kernels-{number:08d}" for number in range(3, cache._KEPT + 3)]
