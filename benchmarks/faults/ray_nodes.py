"""Ray machines for a while: network namespaces of this machine, each with a name and an address of
its own, for tests and figures. One of them can be killed.
"""

import contextlib
import importlib.util
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
CLIENTS = 10001  # port of Ray's client server
START_S = 90.0
QUICKLY = {  # how soon the head takes a silent machine for dead: seconds and not half a minute
    "RAY_health_check_initial_delay_ms": "500",
    "RAY_health_check_period_ms": "500",
    "RAY_health_check_timeout_ms": "1000",
    "RAY_health_check_failure_threshold": "3",
}


def installed() -> bool:
    """True where Ray and what its client needs are here."""
    return all(importlib.util.find_spec(name) is not None for name in ("ray", "grpc"))


def permitted() -> bool:
    """True where this process may make network namespaces and names of machines."""
    if sys.platform != "linux" or shutil.which("ip") is None or shutil.which("unshare") is None:
        return False
    tried = subprocess.run(["unshare", "-n", "-u", "-m", "true"], capture_output=True, check=False)
    if tried.returncode:
        return False
    name = f"prtry{os.getpid()}"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    return made.returncode == 0


@dataclass(eq=False)
class Node:
    """One machine of a cluster."""

    name: str
    space: str  # its network namespace
    address: str
    process: "subprocess.Popen[bytes] | None" = None

    def pids(self) -> list[int]:
        """All that runs in it."""
        found = subprocess.run(
            ["ip", "netns", "pids", self.space], capture_output=True, text=True, check=False
        )
        return [int(one) for one in found.stdout.split()]

    def kill(self) -> None:
        """As a power cut does it: nothing that runs there is asked."""
        while pids := self.pids():
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if self.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(0.2)


@dataclass(eq=False)
class Nodes:
    """A cluster, and what a process needs to use it."""

    folder: Path
    token: str = field(default_factory=lambda: secrets.token_hex(32))
    nodes: list[Node] = field(default_factory=list)

    @property
    def address(self) -> str:
        """For PROMPTREC_ENGINE."""
        return f"ray://{self.nodes[0].address}:{CLIENTS}"

    def environment(self, **changes: str) -> dict[str, str]:
        """Of a machine: one thread a part, the token, this copy of the package."""
        ours = {
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "OMP_WAIT_POLICY": "passive",
            "HF_HUB_OFFLINE": "1",
            "RAY_AUTH_MODE": "token",
            "RAY_AUTH_TOKEN": self.token,
            "RAY_USAGE_STATS_ENABLED": "0",
            **QUICKLY,
        }
        kept = {key: one for key, one in os.environ.items() if key != "PROMPTREC_ENGINE"}
        return {**kept, **ours, **changes}

    def start(self, node: Node, *, cpus: int, before: str = ":", **changes: str) -> None:
        """Start Ray on a machine; the first is the head.

        before: shell commands in its own view of the files. changes: of its environment.
        """
        head = node is self.nodes[0]
        port = ["--head", "--port=6379", f"--ray-client-server-port={CLIENTS}"]
        whose = port if head else [f"--address={self.nodes[0].address}:6379"]
        ray = [
            *(sys.executable, "-m", "ray.scripts.scripts", "start", *whose, "--block"),
            *(f"--node-ip-address={node.address}", f"--num-cpus={cpus}"),
            *("--object-store-memory=100000000", "--disable-usage-stats"),
            *(("--include-dashboard=false", f"--temp-dir={self.folder}") if head else ()),
        ]
        named = f'echo {node.name} > /proc/sys/kernel/hostname && {before} && exec "$@"'
        log_file = self.folder / f"{node.name}.log"
        log_file.unlink(missing_ok=True)
        with log_file.open("ab") as log:
            node.process = subprocess.Popen(
                [
                    "ip",
                    "netns",
                    "exec",
                    node.space,
                    "unshare",
                    "-u",
                    "-m",
                    "sh",
                    "-c",
                    named,
                    "sh",
                    *ray,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=self.environment(**changes),
                start_new_session=True,
            )
        started = b"Ray runtime started"
        until = time.monotonic() + START_S
        while started not in log_file.read_bytes():
            if node.process.poll() is not None or time.monotonic() > until:
                said = log_file.read_text(errors="replace")
                raise RuntimeError(f"Ray did not start on {node.name}: {said[-800:]}")
            time.sleep(0.2)


def ip(*arguments: str) -> None:
    """Call ip; what it says goes into the error."""
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"ip {' '.join(arguments)}: {done.stderr}")


@contextlib.contextmanager
def nodes(count: int = 2) -> Iterator[Nodes]:
    """Machines on one bridge, without Ray; all that runs there is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="pr-", dir="/tmp"))  # sockets need a short path
    mark, net = f"{os.getpid():x}", f"10.{random.randint(64, 127)}.{random.randint(0, 255)}"
    found, bridge = Nodes(folder), f"prb{mark}"
    try:
        ip("link", "add", bridge, "type", "bridge")
        ip("addr", "add", f"{net}.254/24", "dev", bridge)
        ip("link", "set", bridge, "up")
        for at in range(1, count + 1):
            node = Node(f"node{at}", f"prn{mark}{at}", f"{net}.{at}")
            ip("netns", "add", node.space)
            found.nodes.append(node)
            outer = f"prv{mark}{at}"
            ip("link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", node.space)
            ip("link", "set", outer, "master", bridge, "up")
            for inner in (("addr", "add", f"{node.address}/24", "dev", "eth0"),):
                ip("-n", node.space, *inner)
            for device in ("eth0", "lo"):
                ip("-n", node.space, "link", "set", device, "up")
        yield found
    finally:
        for node in found.nodes:
            node.kill()
            subprocess.run(["ip", "netns", "del", node.space], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", bridge], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def left_over(word: str) -> list[str]:
    """Command lines of processes of Ray that name this word."""
    found = []
    for one in psutil.process_iter(["cmdline"]):
        line = " ".join(one.info["cmdline"] or ())
        if word in line and "ray" in line:
            found.append(line)
    return found
