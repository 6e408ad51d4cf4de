"""Studies on a disk that is full or has damaged what it held: found, told, and made again."""

import errno
import itertools
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from downtools.cli.main import main
from downtools.errors import OutOfRoomError, StoredRunError
from downtools.run.many import blocks as many_blocks
from downtools.run.many.blocks import Block, blocks_of, decoded, encoded, keep
from downtools.scenario import load
from downtools.study.ensemble.ask import ensemble
from downtools.study.ensemble.carry import How
from downtools.study.ensemble.runs import Runs
from tests.commands import Command, blocks, posix, until

RUNS, DAYS = 24, 3
ASKED = ["ensemble", "one-plant", "--days", str(DAYS), "--runs", str(RUNS), "--jobs", "1"]


def asked(folder: Path | None = None, runs: int = RUNS) -> Runs:
    how = How(jobs=1, out=folder)
    return ensemble(load("one-plant").with_days(DAYS), runs=runs, how=how)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return asked(tmp_path_factory.mktemp("disk") / "study")


@pytest.fixture
def folder(study: Runs, tmp_path: Path) -> Path:
    """A copy of the study, to be damaged."""
    shutil.copytree(study.folder, tmp_path / "study")
    return tmp_path / "study"


def mend(folder: Path, study: Runs, damaged: int) -> None:
    """The same call makes again what `damaged` blocks held, and touches no other."""
    before = {path.name: path.stat().st_mtime_ns for path in folder.glob("tasks-*")}
    runs = asked(folder)
    assert runs.digest == study.digest
    held = [task for block in runs.blocks for task in block.tasks]
    assert sorted(held) == list(range(RUNS))
    after = {path.name: path.stat().st_mtime_ns for path in folder.glob("tasks-*")}
    assert set(after) == {block.path.name for block in runs.blocks}
    kept = [name for name, moment in before.items() if after.get(name) == moment]
    assert len(kept) == len(study.blocks) - damaged


def test_a_block_that_is_cut_short_is_made_again(folder: Path, study: Runs) -> None:
    for block in blocks_of(folder)[:2]:
        os.truncate(block.path, block.path.stat().st_size // 2)
    os.truncate(blocks_of(folder)[2].path, 0)
    assert len(Runs.load(folder).tasks) < RUNS, "what is damaged is not read"
    mend(folder, study, 3)


@pytest.mark.parametrize("moment", range(12))
def test_a_flipped_bit_is_found_wherever_it_is(folder: Path, study: Runs, moment: int) -> None:
    luck = random.Random(moment)
    path = luck.choice(blocks_of(folder)).path
    content = bytearray(path.read_bytes())
    content[luck.randrange(len(content))] ^= 1 << luck.randrange(8)
    path.write_bytes(content)
    mend(folder, study, 1)


def test_a_block_that_is_gone_is_made_again(folder: Path, study: Runs) -> None:
    blocks_of(folder)[1].path.unlink()
    mend(folder, study, 1)


def test_a_block_that_is_there_twice_counts_once(folder: Path, study: Runs) -> None:
    """Two blocks made into one beside them, as after a merge; and copies under other names."""
    first, second = blocks_of(folder)[:2]
    import pyarrow as pa

    both = encoded(pa.concat_tables([decoded(first.path), decoded(second.path)]))
    keep(folder, first.first, second.last, both)
    shutil.copy(first.path, folder / f"copy of {first.path.name}")
    runs = Runs.load(folder)
    assert runs.digest == study.digest
    assert asked(folder).digest == study.digest
    assert len(blocks_of(folder)) in (len(study.blocks), len(study.blocks) - 1)


def test_a_block_under_a_name_of_other_tasks_is_not_taken_for_theirs(
    folder: Path, study: Runs
) -> None:
    first, second = blocks_of(folder)[:2]
    second.path.unlink()
    first.path.rename(folder / second.path.name.replace(second.sum, first.sum))
    assert not Runs.load(folder).tasks.intersection(range(second.last + 1))
    mend(folder, study, 2)


def test_files_that_a_killed_command_left_are_removed(folder: Path, study: Runs) -> None:
    (folder / f"{many_blocks.UNFINISHED}abc").write_bytes(b"half a block")
    mend(folder, study, 0)
    assert not list(folder.glob(".unfinished*"))


def test_a_command_killed_before_its_plan_was_written_can_be_given_again(
    tmp_path: Path, study: Runs
) -> None:
    (tmp_path / "lock").touch()
    (tmp_path / f"{many_blocks.UNFINISHED}plan.json").write_bytes(b'{"format": ')
    assert asked(tmp_path).digest == study.digest


def test_a_plan_that_was_changed_is_refused(folder: Path) -> None:
    plan = folder / "plan.json"
    plan.write_text(plan.read_text("utf-8").replace('"seed": 1', '"seed": 2', 1), "utf-8")
    with pytest.raises(StoredRunError, match="changed since it was written"):
        asked(folder)
    plan.write_text('{"format": 1', "utf-8")
    with pytest.raises(StoredRunError, match="cannot be read"):
        Runs.load(folder)


def failing(at: int, code: int) -> Callable[[int], None]:
    """`os.fsync`, whose call number `at` says that there is no room, as do all later ones."""
    calls, sync = [0], os.fsync

    def fsync(file: int) -> None:
        calls[0] += 1
        if calls[0] >= at:
            raise OSError(code, os.strerror(code))
        sync(file)

    return fsync


@pytest.mark.parametrize(
    ("at", "code", "reason"),
    [
        (1, errno.ENOSPC, "the disk is full"),
        (2, errno.ENOSPC, "the disk is full"),
        (4, errno.EDQUOT, "the disk is full"),
        (3, errno.EIO, "Input/output error"),
    ],
)
def test_a_write_that_fails_leaves_nothing_half_written(
    tmp_path: Path,
    study: Runs,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    at: int,
    code: int,
    reason: str,
) -> None:
    """The first thing written is the plan; then come blocks."""
    folder = tmp_path / "study"
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing(at, code))
        assert main([*ASKED, "--out", str(folder)]) == 2
    said = capsys.readouterr().err
    assert f"{folder}: a block could not be written ({reason})" in said
    assert "the same command goes on with them once there is room" in said
    assert "Traceback" not in said
    if at == 1:
        assert not folder.exists()
    else:
        assert len(blocks_of(folder)) == at - 2
        assert not list(folder.glob(".unfinished*"))
    assert main([*ASKED, "--out", str(folder)]) == 0
    assert Runs.load(folder).digest == study.digest


def test_too_little_disk_is_told_before_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("downtools.study.ensemble.estimate.free_disk", lambda folder: 1000)
    with pytest.raises(OutOfRoomError, match=r"runs need about .* GB there"):
        asked(tmp_path / "a" / "study")
    assert not (tmp_path / "a").exists()


@pytest.fixture
def disk(tmp_path: Path) -> Generator[Path]:
    """A real disk of four megabytes."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounts a disk")
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("may not mount")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def filled(disk: Path) -> Path:
    """A file that takes all that is left."""
    ballast, full = disk / "ballast", re.escape(os.strerror(errno.ENOSPC))
    with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match=full):
        file.writelines(itertools.repeat(bytes(4096)))
    return ballast


@posix
@pytest.mark.long
def test_a_disk_that_fills_up_while_processes_work(disk: Path, tmp_path: Path) -> None:
    folder, runs = disk / "study", 200
    command = ["ensemble", "one-plant", "--days", DAYS, "--runs", runs, "--jobs", 2]
    with Command(tmp_path, *command, "--out", folder) as first:
        until(lambda: blocks(folder), "the first block")
        ballast = filled(disk)
        assert first.ended() == 2, first.said
        first.all_gone()
    assert "a block could not be written (the disk is full)" in first.said
    assert "Traceback" not in first.said
    assert not list(folder.glob(".unfinished*"))
    kept = Runs.load(folder)
    assert 0 < len(kept.tasks) < runs
    ballast.unlink()
    with Command(tmp_path, *command, "--out", folder) as again:
        assert again.ended() == 0, again.said
    assert Runs.load(folder).digest == asked(runs=runs).digest


def test_a_disk_that_is_too_small_is_refused(disk: Path, tmp_path: Path) -> None:
    with (disk / "ballast").open("wb") as file:
        file.write(bytes(4_100_000))
    with pytest.raises(OutOfRoomError, match="make room, give another folder"):
        asked(disk / "study", runs=500)
    assert [path.name for path in disk.iterdir()] == ["ballast"]


def test_a_block_knows_its_tasks(tmp_path: Path) -> None:
    block = keep(tmp_path, 3, 5, b"rows")
    assert blocks_of(tmp_path) == [block]
    assert list(block.tasks) == [3, 4, 5]
    assert many_blocks.sound(block)
    assert not many_blocks.sound(Block(3, 6, block.sum, block.path))
