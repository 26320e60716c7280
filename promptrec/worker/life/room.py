"""How much memory is left here: of the machine, and of the container that this process is in."""

import contextlib
from pathlib import Path

import psutil

CGROUP = Path("/sys/fs/cgroup")


def free_memory(group: Path = CGROUP) -> int:
    """Bytes that a new process may take before something has to give way."""
    return min(int(psutil.virtual_memory().available), left_in(group))


def left_in(group: Path) -> int:
    """What a container's limit leaves to it; files that are only kept in memory count as left."""
    with contextlib.suppress(OSError, ValueError):
        most = int((group / "memory.max").read_text())  # ValueError: "max", no limit
        lines = (group / "memory.stat").read_text().splitlines()
        used = dict(line.split(" ", 1) for line in lines)
        return most - int(used.get("anon", 0)) - int(used.get("shmem", 0))
    return 2**63
