"""The world: totals are met, traits are uniform, people keep their luck, the cache is safe."""

import dataclasses
import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest

from downtools.errors import InputError
from downtools.scenario import load
from downtools.scenario.tables import OWNERSHIP
from downtools.world import cache
from downtools.world.build import build_world
from downtools.world.jobs import largest_remainder, match_margins


@pytest.fixture(scope="module")
def belarus():
    return load("belarus-2020")


@pytest.fixture(scope="module")
def world(belarus):
    return build_world(belarus, cache=False)


def test_every_employed_person_is_there(belarus, world):
    assert world.people == world.agents == sum(s.employed for s in belarus.sectors)
    staff = np.zeros(len(belarus.sectors), np.int64)
    np.add.at(staff, world.sites.sector, world.sites.staff)
    assert staff.tolist() == [sector.employed for sector in belarus.sectors]


def test_named_sites_have_their_staff_where_they_are(belarus, world):
    assert world.named.roll.tolist() == [site.staff for site in belarus.sites]
    for number, site in enumerate(belarus.sites):
        parts = np.flatnonzero(world.sites.named == number)
        towns = {world.place_names[place] for place in world.sites.place[parts]}
        if site.spread == "town":
            assert towns == {site.town}
        else:
            assert len(towns) > 10


def test_places_hold_jobs_in_proportion_to_people(belarus, world):
    """Each place's rate of employment is the country's, but where named sites exceed it."""
    rate = world.places.roll / world.places.population
    big = world.places.population > 5000
    country = world.people / world.places.population.sum()
    assert np.abs(rate[big] / country - 1.0).max() < 0.02


def test_ownership_is_met_in_each_sector(belarus, world):
    for number, sector in enumerate(belarus.sectors):
        mine = world.sites.sector == number
        for owner, share in (("state", sector.state_share), ("mixed", sector.mixed_share)):
            of_owner = mine & (world.sites.ownership == OWNERSHIP.index(owner))
            named = int(world.sites.staff[of_owner & (world.sites.named >= 0)].sum())
            wanted = max(share * sector.employed, named)
            got = int(world.sites.staff[of_owner].sum())
            assert abs(got - wanted) <= 0.01 * sector.employed, (sector.sector, owner)


def test_sizes_follow_the_classes(belarus, world):
    """Employment by size class outside named sites, to within a site of the class or 2 %.

    The rest of mining and energy is spread so thin over the places that no place has room for
    their largest workplaces: there the larger classes fall short, and the smaller take over.
    """
    thin = {"mining", "energy"}
    for number, sector in enumerate(belarus.sectors):
        rows = [row for row in belarus.sizes if row.sector == sector.sector]
        rows = rows or [row for row in belarus.sizes if row.sector == "*"]
        staff = world.sites.staff[(world.sites.sector == number) & (world.sites.named < 0)]
        for row in rows:
            inside = staff[(staff >= row.low) & (staff <= row.high)].sum()
            over = int(inside) - row.share * int(staff.sum())
            bound = max(row.high, 0.02 * int(staff.sum()))
            if sector.sector in thin:
                assert row.low < 251 or over <= bound
            else:
                assert abs(over) <= bound


def test_the_process_of_a_site_is_its_own_or_its_sectors(belarus, world):
    of_sector = np.array([sector.process == "continuous" for sector in belarus.sectors])
    synthetic = world.sites.named < 0
    assert (world.sites.process == of_sector[world.sites.sector])[synthetic].all()
    for number, site in enumerate(belarus.sites):
        parts = world.sites.process[world.sites.named == number]
        assert (parts == (belarus.process_of(site) == "continuous")).all(), site.site
    assert 0 < world.sites.process.sum() < len(world.sites.key)


def test_keys_are_all_different(world):
    assert len(np.unique(world.sites.key)) == len(world.sites.key)


def test_shops_are_small(world):
    per_shop = world.sites.staff / world.sites.shops
    large = world.sites.staff >= 30
    assert per_shop[large].min() >= 10
    assert per_shop[large].max() <= 30


def test_traits_are_uniform_and_independent(world):
    many = world.agents
    opposition = world.workers.opposition.astype(np.float64)
    caution = world.workers.caution.astype(np.float64)
    reach = (world.workers.media >> 1).astype(np.float64)
    for values, top in ((opposition, 65536), (caution, 256), (reach, 128)):
        error = math.sqrt((top**2 - 1) / 12 / many)
        assert abs(values.mean() - (top - 1) / 2) < 4.5 * error
    for a, b in ((opposition, caution), (opposition, reach), (caution, reach)):
        assert abs(np.corrcoef(a, b)[0, 1]) < 4.5 / math.sqrt(many)
    fixed_term = (world.workers.media & 1).mean()
    assert fixed_term == pytest.approx(0.9, abs=0.01)


def test_arrays_are_read_only(world):
    with pytest.raises(ValueError, match="read-only"):
        world.workers.opposition[0] = 1


def test_threads_do_not_matter(belarus, world):
    again = build_world(belarus, threads=1, cache=False)
    assert np.array_equal(again.workers.opposition, world.workers.opposition)
    assert np.array_equal(again.sites.key, world.sites.key)


def test_adding_a_site_leaves_the_people_of_all_other_named_sites_alone(belarus, world):
    new = dataclasses.replace(belarus.sites[3], site="new_works", town="brest", staff=500)
    wider = build_world(dataclasses.replace(belarus, sites=(new, *belarus.sites)), cache=False)
    for number in (0, 7, 40):
        old_site = np.flatnonzero(world.sites.named == number)[0]
        new_site = np.flatnonzero(wider.sites.named == number + 1)[0]
        assert world.sites.key[old_site] == wider.sites.key[new_site]
        old = slice(*world.sites.first_worker[old_site : old_site + 2])
        moved = slice(*wider.sites.first_worker[new_site : new_site + 2])
        for trait in ("opposition", "caution", "media"):
            mine = getattr(world.workers, trait)[old]
            assert np.array_equal(mine, getattr(wider.workers, trait)[moved])


@pytest.mark.parametrize("scale", [0.1, 0.3])
def test_a_sample_stands_for_everybody(belarus, world, scale):
    sample = build_world(belarus, scale=scale, cache=False)
    assert sample.agents < (scale + 0.15) * world.agents
    assert sample.people == pytest.approx(world.people, rel=0.01)
    assert sample.named.roll.tolist() == world.named.roll.tolist()
    kept = np.isin(sample.sites.key, world.sites.key)
    assert kept.all()


@pytest.mark.parametrize("scale", [0.0, -1.0, 1.5, math.nan])
def test_a_scale_that_is_no_share_is_refused(belarus, scale):
    with pytest.raises(InputError, match="above 0 and at most 1"):
        build_world(belarus, scale=scale)


@pytest.fixture
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("DOWNTOOLS_CACHE", str(tmp_path))
    return tmp_path / "worlds"


def same_world(a, b):
    groups = ("workers", "shops", "sites", "places", "named")
    return all(
        np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
        for group in groups
        for x, y in zip(getattr(a, group), getattr(b, group), strict=True)
    )


def test_a_kept_world_comes_back_the_same_and_read_only(own_cache):
    scenario = load("one-plant")
    built = build_world(scenario, cache=False)
    assert same_world(build_world(scenario), built)
    kept = cache.cached_world(cache.world_key(scenario, 1.0))
    assert kept is not None
    assert same_world(built, kept)
    assert not kept.workers.opposition.flags.writeable


@pytest.mark.parametrize(
    "damage", ["cut", "gone", "no json", "null", "no names", "flipped", "empty"]
)
def test_a_damaged_cache_is_built_anew(own_cache, damage):
    scenario = load("one-plant")
    built = build_world(scenario, cache=False)
    build_world(scenario)
    folder = own_cache / cache.world_key(scenario, 1.0)
    if damage == "cut":
        file = folder / "workers.opposition.npy"
        file.write_bytes(file.read_bytes()[:100])
    elif damage == "empty":
        (folder / "workers.media.npy").write_bytes(b"")
    elif damage == "null":
        (folder / "world.json").write_text("null")
    elif damage == "no names":
        facts = json.loads((folder / "world.json").read_text())
        del facts["place_names"]
        (folder / "world.json").write_text(json.dumps(facts))
    elif damage == "flipped":
        file = folder / "workers.caution.npy"
        content = bytearray(file.read_bytes())
        content[-5] ^= 16
        file.write_bytes(bytes(content))
    elif damage == "gone":
        (folder / "sites.key.npy").unlink()
    else:
        (folder / "world.json").write_text("{")
    assert same_world(build_world(scenario), built)
    assert cache.cached_world(cache.world_key(scenario, 1.0)) is not None


def test_kernels_never_lie_beside_the_sources(tmp_path):
    """Where the cache cannot be written, stale machine code must not be taken for new."""
    (tmp_path / "file").write_text("in the way")
    program = (
        "import pathlib, downtools\n"
        "from downtools.world.build import build_world\n"
        "build_world(downtools.load('one-plant'))\n"
        "root = pathlib.Path(downtools.__file__).parent\n"
        "assert not list(root.rglob('*.nbi')), 'kernels beside the sources'\n"
    )
    environment = {**os.environ, "DOWNTOOLS_CACHE": str(tmp_path / "file")}
    done = subprocess.run([sys.executable, "-c", program], env=environment, check=False)
    assert done.returncode == 0


def test_places_without_people_and_sectors_without_odds_are_no_error():
    scenario = load("one-plant")
    empty = tuple(dataclasses.replace(row, population=0.0) for row in scenario.districts)
    nobody = tuple(dataclasses.replace(row, population=0.0) for row in scenario.towns)
    spread = tuple(dataclasses.replace(row, spread="region") for row in scenario.sites)
    flat = tuple(dataclasses.replace(row, rural_weight=0.0) for row in scenario.sectors)
    odd = dataclasses.replace(scenario, districts=empty, towns=nobody, sites=spread, sectors=flat)
    assert build_world(odd, cache=False).people == 2000


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DOWNTOOLS_CACHE", str(tmp_path / "file"))
    assert build_world(load("one-plant")).people == 2000


def test_a_parameter_never_rebuilds_the_world():
    scenario = load("one-plant")
    other = scenario.with_values({"people.opposition_mean": 0.5})
    assert cache.world_key(other, 1.0) == cache.world_key(scenario, 1.0)
    assert cache.world_key(scenario, 0.5) != cache.world_key(scenario, 1.0)


def test_largest_remainder_meets_the_total():
    assert largest_remainder(np.array([1.0, 1.0, 1.0]), 10).tolist() == [4, 3, 3]
    assert largest_remainder(np.array([0.5, 0.0, 1.5]), 4).tolist() == [1, 0, 3]


def test_margins_are_matched():
    odds = np.array([[1.0, 1.0], [2.0, 1.0], [0.5, 1.0]])
    jobs = match_margins(odds, np.array([100.0, 250.0, 50.0]), np.array([150, 250]))
    assert jobs.sum(axis=0).tolist() == [150, 250]
    assert np.abs(jobs.sum(axis=1) - [100, 250, 50]).max() <= 2
