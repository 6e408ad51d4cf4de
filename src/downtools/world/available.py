"""What this machine has left for us: memory and disk, as far as it says."""

import shutil
from pathlib import Path

__all__ = ["free_disk", "free_memory"]

_SYSTEM = Path("/proc/meminfo")
_GROUPS = Path("/proc/self/cgroup")
_GROUP_ROOT = Path("/sys/fs/cgroup")
_VERSION_2 = ("memory.max", "memory.current", "")
_VERSION_1 = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_")
"""Files of a control group: its limit, its use, and what begins the names in `memory.stat`."""


def free_memory() -> int | None:
    """Bytes of memory that can still be filled without swapping, or None if nobody says.

    Linux alone says: what the system has, and what the control groups of this process leave (as a
    container or a batch queue sets them). What the system keeps of files only to be quick, it
    gives up when asked, so it counts as free.
    """
    found = [bytes_left for bytes_left in (_of_system(), *_of_groups()) if bytes_left is not None]
    return min(found, default=None)


def free_disk(folder: Path) -> int | None:
    """Bytes free on the disk that a folder is on, or would be; None if it cannot be told."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None


def _of_system() -> int | None:
    try:
        for line in _SYSTEM.read_text("utf-8").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def _of_groups() -> list[int | None]:
    """What each control group leaves that this process is in, from its own up to the root."""
    try:
        lines = _GROUPS.read_text("utf-8").splitlines()
    except OSError:
        return []
    found: list[int | None] = []
    for line in lines:
        _, kinds, own = line.split(":", 2)
        if not kinds:
            root, names = _GROUP_ROOT, _VERSION_2
        elif "memory" in kinds.split(","):
            root, names = _GROUP_ROOT / "memory", _VERSION_1
        else:
            continue
        group = root / own.lstrip("/")
        found += [
            _of_group(at, *names) for at in (group, *group.parents) if at.is_relative_to(root)
        ]
    return found


def _of_group(group: Path, most: str, used: str, prefix: str) -> int | None:
    """Its limit less its use; files it keeps to be quick are no use."""
    try:
        left = int((group / most).read_text("utf-8")) - int((group / used).read_text("utf-8"))
        facts = dict(
            line.split() for line in (group / "memory.stat").read_text("utf-8").splitlines()
        )
        files = sum(int(facts.get(f"{prefix}{kind}_file", 0)) for kind in ("inactive", "active"))
    except (OSError, ValueError):  # without a limit it is the word max
        return None
    return max(0, left + files)
