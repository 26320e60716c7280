"""S21 and S24: whose the home is, secrets that stay where they are, floors of what is installed.

    python -m benchmarks.faults.house [SEED]

A hundred canaries stand in the environment while data is imported, a run is trained, fails and
crashes, a bundle is made and stores are named wrongly. The control writes the environment down.
"""

import contextlib
import io
import os
import random
import stat
import sys
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.version import Version

from benchmarks.faults.line import leave, say
from benchmarks.faults.runs import SETUPS, fork, settings_of, write_data
from promptrec.bundle.export import export
from promptrec.cli.main import main as command
from promptrec.settings import RunSettings
from promptrec.store.engine import URL_VARIABLE
from promptrec.store.store import Store
from promptrec.worker.child import RUN_JOB
from promptrec.worker.supervisor import serve

FLOORS = {  # below these, holes are known through which a file or a request gets in
    "torch": "2.6.0",  # CVE-2025-32434
    "transformers": "4.53.0",  # CVE-2025-5197 and those before
    "starlette": "0.49.1",  # CVE-2025-62727
    "streamlit": "1.43.2",
    "jinja2": "3.1.6",
    "pillow": "11.3.0",
    "pyarrow": "17.0.0",
    "tornado": "6.5.0",
    "urllib3": "2.5.0",
    "h11": "0.16.0",
    "protobuf": "5.29.5",
    "requests": "2.32.4",
}
NAMES = ("HF_TOKEN", "WANDB_API_KEY", "AWS_SECRET_ACCESS_KEY", "OPENAI_API_KEY", "PGPASSWORD")
URLS = (  # of stores that nobody can open
    "postgresql://me:{0}@127.0.0.1:1/name",
    "postgresql://127.0.0.1:1/name?user=me&password={0}",
    "postgres://me:{0}@",
    "mysql://me:{0}@127.0.0.1/name",
    "{0}",
    "postgresql://me:{0}@127.0.0.1:{0}/name",
)


def canaries(seed: int) -> list[str]:
    """A hundred values that nobody else has, from now on in the environment."""
    rng = random.Random(seed)
    found = [f"canary{rng.getrandbits(96):024x}" for _ in range(100)]
    for at, value in enumerate(found):
        os.environ[NAMES[at] if at < len(NAMES) else f"SECRET_{at}"] = value
    return found


def leaks(folder: Path, wanted: Sequence[str]) -> list[str]:
    """The files below a folder that hold one of them."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    content = {path: path.read_bytes() for path in files}
    return [str(path) for path in files if any(one.encode() in content[path] for one in wanted)]


def used(place: Path, wanted: Sequence[str]) -> Path:
    """A home in which much was done, well and badly; what was said lies beside it."""
    home, said = place / "home", io.StringIO()
    data = write_data(place / "data")
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        store = Store.open(home)
        run = store.queue(settings_of(data, **SETUPS["full"]))
        claimed = store.claim("bench")
        assert claimed is not None
        os.waitpid(fork(home, claimed, RUN_JOB), 0)
        export(store, run.id, place / "run.zip")
        for way in ("exception", "exit", "data"):
            store.queue(RunSettings(dataset="films", template=way))
        serve(home, stay=False, job="benchmarks.faults.jobs:ends", idle_s=0.5)
        files = [str(path) for path in data.glob("*.csv")]
        command(["import", *files, "--out", str(home / "datasets" / "films"), "--home", str(home)])
        command(["check", str(place / "nowhere"), "--home", str(home)])
        for url in URLS:
            os.environ[URL_VARIABLE] = url.format(wanted[0])
            command(["runs", "--home", str(place / "other")])
        del os.environ[URL_VARIABLE]
    (place / "said.txt").write_text(said.getvalue(), encoding="utf-8")
    return home


def open_to_others(home: Path) -> list[str]:
    """What in a home others may read, write or enter."""
    every = [home, *home.rglob("*")]
    return [str(path) for path in every if stat.S_IMODE(path.stat().st_mode) & 0o077]


def below_floor() -> list[str]:
    """What is installed and older than its floor."""
    found = []
    for name, floor in FLOORS.items():
        with contextlib.suppress(PackageNotFoundError):
            if Version(version(name)) < Version(floor):
                found.append(f"{name} {version(name)}")
    return found


def main(seed: int = 0) -> None:
    """Print the figures."""
    wanted, old = canaries(seed), below_floor()
    with tempfile.TemporaryDirectory() as name:
        home = used(Path(name), wanted)
        opened, files = open_to_others(home), len(list(home.rglob("*")))
        leaked = leaks(Path(name), wanted)
        (Path(name) / "control").write_text(str(dict(os.environ)), encoding="utf-8")
        control = len(leaks(Path(name), wanted)) - len(leaked)
    for each in (*opened[:5], *leaked[:5]):
        print("  ", each)
    leave(
        (
            say(f"S21 of {files} in a home, open to others", len(opened), 0,
                passed=not opened and files > 10, seed=seed),
            say("S21 files and messages with a secret", len(leaked), 0,
                passed=not leaked, seed=seed),
            say("S21 control: the environment is found", control, 1,
                passed=control == 1, seed=seed),
            say("S24 below the floor", ", ".join(old) or 0, 0, passed=not old, seed=seed),
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
