"""A PostgreSQL of Debian, started for a while as an unprivileged user, for tests and figures."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

USER = "postgres"  # whose server it is when root starts it, which PostgreSQL refuses to be


def binaries() -> Path | None:
    """Where the newest server is; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def available() -> bool:
    """True when a server and its driver are here, and a user that may run it."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return False
    return binaries() is not None and (os.name == "posix") and (not is_root() or user_there())


def is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def user_there() -> bool:
    import pwd

    return any(each.pw_name == USER for each in pwd.getpwall())


@contextlib.contextmanager
def server(*, safe: bool = False) -> Iterator[str]:
    """The URL of an empty database; the server and its files are gone afterwards.

    safe: each commit waits for the disk, as it must where rows are to stay.
    """
    folder = Path(tempfile.mkdtemp(prefix="promptrec-postgres-"))
    found = binaries()
    assert found is not None
    given = {"user": USER, "group": USER, "extra_groups": []} if is_root() else {}
    if is_root():
        shutil.chown(folder, USER, USER)

    def call(name: str, *arguments: str) -> None:
        command = [str(found / name), *arguments]
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            subprocess.run(command, check=True, cwd="/", stdout=log, stderr=log, **given)

    data = str(folder / "data")
    try:
        call("initdb", "-D", data, "-A", "trust", "-U", "promptrec", "--no-sync", "-E", "UTF8")
        how = f"-k {folder} -c listen_addresses='' -c max_connections=200"
        how += "" if safe else " -c fsync=off"
        call("pg_ctl", "-D", data, "-w", "-o", how, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://promptrec@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        (folder.parent / f"{folder.name}.log").unlink(missing_ok=True)
