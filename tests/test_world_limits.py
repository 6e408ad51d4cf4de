"""How large a world will be is told before it is built, and what cannot fit is refused."""

import dataclasses
import os

import numpy as np
import pytest

from downtools.chance import Luck
from downtools.day import first_state, new_today, rules_of
from downtools.errors import InputError
from downtools.scenario import load
from downtools.world import available, needs
from downtools.world.build import build_world
from downtools.world.needs import Needs, fits_on_disk, needs_of, refuse_if_too_large
from downtools.world.sites import Listed

GALLERY = ("belarus-2020", "serbia-2000", "one-plant", "two-towns")
LARGE = Needs(agents=1_000_000_000, sites=21_000_000, shops=60_000_000, listed=21_000_000)


def near(estimate, built):
    """Within 15 %, and of few rather than many also by chance."""
    return abs(estimate - built) <= 0.15 * built + 2 * built**0.5


@pytest.mark.parametrize("scale", [1.0, 0.1])
@pytest.mark.parametrize("name", GALLERY)
def test_the_estimate_is_within_15_percent_of_the_world(name, scale):
    scenario = load(name)
    told, world = needs_of(scenario, scale), build_world(scenario, scale=scale, cache=False)
    assert near(told.agents, world.agents)
    assert near(told.sites, len(world.sites.key))
    assert near(told.shops, len(world.shops.opposition))
    parts = (world.workers, world.shops, world.sites, world.places, world.named)
    size = sum(column.nbytes for part in parts for column in part)
    assert abs(told.disk_bytes / size - 1.0) < 0.15
    if scale == 1.0:
        assert told.agents == world.agents
        assert told.listed == told.sites


@pytest.mark.parametrize("name", ["belarus-2020", "serbia-2000", "two-towns"])
def test_memory_of_a_run_is_what_its_arrays_take(name):
    scenario = load(name)
    world = build_world(scenario, scale=0.5)
    state, today = first_state(world, rules_of(scenario, world, Luck.of(1))), new_today(world)
    of_places = 16 * 1024 * len(world.places.key)
    size = sum(array.nbytes for array in (*state, *today, *world.contacts))
    told = Needs(
        agents=world.agents,
        sites=len(world.sites.key),
        shops=len(world.shops.opposition),
        listed=0,
        contacts=scenario.contacts,
    )
    assert abs(size - told.memory_bytes) <= 0.15 * size + of_places


def test_a_listed_site_takes_what_is_counted():
    columns = [np.dtype(form).itemsize for form in (np.uint64, np.int32, np.int32, np.int8)]
    assert sum(columns) == needs._LISTED_SITE
    assert Listed._fields == ("key", "place", "staff", "owner", "kind")


@pytest.fixture
def machine(monkeypatch):
    """Set what the machine has left: memory and disk in bytes."""

    def have(memory, disk):
        monkeypatch.setattr(needs, "free_memory", lambda: memory)
        monkeypatch.setattr(needs, "free_disk", lambda folder: disk)

    return have


def test_what_fits_is_not_refused(machine):
    run, world = LARGE.memory_bytes, LARGE.disk_bytes
    machine(run, world)
    refuse_if_too_large(LARGE)  # on disk, and mapped from there
    machine(run, 0)
    refuse_if_too_large(LARGE, built=True)
    machine(run + world, 0)
    refuse_if_too_large(LARGE)  # in memory
    refuse_if_too_large(LARGE, cache=False)
    machine(None, 0)
    refuse_if_too_large(LARGE)  # nobody says


def test_a_run_too_large_for_memory_is_refused_with_its_cure(machine):
    machine(LARGE.memory_bytes - 1, LARGE.disk_bytes)
    with pytest.raises(InputError) as caught:
        refuse_if_too_large(LARGE)
    assert len(caught.value.faults) == 1
    text = str(caught.value)
    gb = f"{LARGE.memory_bytes / 1e9:.1f} GB"
    assert f"about 1,000,000,000 workers at 21,000,000 sites need {gb} of memory" in text
    assert "a smaller --scale" in text
    assert "DOWNTOOLS_CACHE" not in text


def test_a_world_too_large_for_disk_and_memory_is_refused_with_its_cure(machine):
    machine(LARGE.memory_bytes + LARGE.disk_bytes - 1, LARGE.disk_bytes - 1)
    assert not fits_on_disk(LARGE)
    with pytest.raises(InputError, match=r"set DOWNTOOLS_CACHE to a folder with 6\.5 GB free"):
        refuse_if_too_large(LARGE)


def test_runs_at_once_are_counted(machine):
    machine(2 * LARGE.memory_bytes, LARGE.disk_bytes)
    refuse_if_too_large(LARGE, built=True, runs=2)
    with pytest.raises(InputError, match="do fewer runs at once"):
        refuse_if_too_large(LARGE, built=True, runs=3)


def test_a_world_is_refused_before_anything_is_built(machine, monkeypatch):
    machine(1000, 1000)
    monkeypatch.setattr("downtools.world.build._build", lambda *_: pytest.fail("built"))
    with pytest.raises(InputError, match="about 2,000 workers"):
        build_world(load("one-plant"), cache=False)


def test_a_nation_of_a_billion_is_told_without_building_it():
    belarus = load("belarus-2020")
    told = needs_of(times(belarus, 233))
    assert told.agents == pytest.approx(1.002e9, rel=0.001)
    assert told.sites == pytest.approx(21.1e6, rel=0.05)
    assert 6e9 < told.disk_bytes < 7e9


def times(scenario, many):
    """The same country with many times the people."""

    def larger(row, *names):
        values = {name: getattr(row, name) * many for name in names}
        return dataclasses.replace(row, **values)

    return dataclasses.replace(
        scenario,
        population=scenario.population * many,
        districts=tuple(larger(row, "population") for row in scenario.districts),
        towns=tuple(larger(row, "population") for row in scenario.towns),
        sectors=tuple(
            larger(row, "employed", "value_added_usd", "exports_usd") for row in scenario.sectors
        ),
    )


def test_numbers_too_large_for_the_columns_are_refused_all_at_once():
    scenario = load("one-plant")
    sector = dataclasses.replace(scenario.sectors[0], employed=2**31)
    site = dataclasses.replace(scenario.sites[0], staff=2**31)
    many = dataclasses.replace(
        scenario,
        sectors=(sector, *scenario.sectors[1:]),
        sites=(site,) * 2**15,
        districts=scenario.districts * 2**15,
    )
    with pytest.raises(InputError) as caught:
        needs_of(many)
    found = {(fault.file, fault.value) for fault in caught.value.faults}
    assert (f"sectors.csv, {sector.sector}", 2**31) in found
    assert (f"sites.csv, {site.site}", 2**31) in found
    assert ("sites.csv", 2**15) in found
    assert ("districts.csv", 2**15) in found


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A machine whose files say what we want: 8 GB available, no control group."""
    (tmp_path / "meminfo").write_text("MemTotal: 9000000 kB\nMemAvailable:    8000000 kB\n")
    (tmp_path / "cgroup").write_text("")
    monkeypatch.setattr(available, "_SYSTEM", tmp_path / "meminfo")
    monkeypatch.setattr(available, "_GROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(available, "_GROUP_ROOT", tmp_path / "fs")
    return tmp_path


def group(folder, limit, used, stat, names=("memory.max", "memory.current")):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in zip((*names, "memory.stat"), (limit, used, stat), strict=True):
        (folder / name).write_text(f"{text}\n")


def test_memory_is_what_the_system_says(system):
    assert available.free_memory() == 8_000_000 * 1024
    (system / "meminfo").write_text("nothing of use\n")
    assert available.free_memory() is None
    (system / "meminfo").unlink()
    (system / "cgroup").unlink()
    assert available.free_memory() is None


def test_the_tightest_control_group_counts_and_files_in_memory_do_not(system):
    (system / "cgroup").write_text("0::/job/step\n")
    stat = "anon 1000\ninactive_file 700\nactive_file 300\nfile 5000"
    group(system / "fs" / "job" / "step", "max", 3_000_000, stat)
    group(system / "fs" / "job", 4_000_000, 3_000_000, stat)
    assert available.free_memory() == 1_000_000 + 1000
    group(system / "fs" / "job", 4_000_000, 4_100_000, stat)
    assert available.free_memory() == 0


def test_control_groups_of_the_first_version_count_too(system):
    (system / "cgroup").write_text("5:cpu:/job\n4:memory,hugetlb:/job\n")
    stat = "inactive_file 1\ntotal_inactive_file 500\ntotal_active_file 0"
    names = ("memory.limit_in_bytes", "memory.usage_in_bytes")
    group(system / "fs" / "memory" / "job", 9_000, 2_000, stat, names)
    assert available.free_memory() == 7_500


def test_free_disk_is_that_of_the_folder_or_of_what_it_would_be_in(tmp_path):
    free = available.free_disk(tmp_path)
    assert free is not None
    assert free > 0
    assert available.free_disk(tmp_path / "not" / "yet") is not None
    (tmp_path / "file").write_text("in the way")
    assert available.free_disk(tmp_path / "file" / "worlds") is None or os.name != "posix"
