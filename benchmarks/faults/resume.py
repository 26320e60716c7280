"""R1, R2, R3, R14: runs that are killed, asked to end, and whose snapshots are damaged.

    python -m benchmarks.faults.resume            # 20 killed runs, 2 of each set-up
    python -m benchmarks.faults.resume --long     # 200, 20 of each, 400 damages
    python -m benchmarks.faults.resume --only r3 r14 --count 8

A run is killed with -9, with its whole process group, at random moments: some time after its start,
or as soon as it is seen writing a snapshot. It is started again until it is done, and must have
ended as one that was left alone: weights, scores, metrics and every point of every curve, bit for
bit. The control goes on from a snapshot with other random numbers and must end otherwise.
"""

import argparse
import contextlib
import os
import random
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load, save

import promptrec.worker.jobs  # noqa: F401 - before the first fork
from benchmarks.faults.line import leave, say
from benchmarks.faults.runs import SETUPS, Ended, ended_as, fork, settings_of, write_data
from promptrec.store.snapshots import Run, RunState
from promptrec.store.store import Store
from promptrec.training.resume.chain import (
    SNAPSHOTS,
    read_snapshot,
    snapshots_in,
    whole_snapshots,
    write_snapshot,
)
from promptrec.training.resume.keeper import EVERY_VARIABLE, TENSORS

RELEASE_S = 10.0
INSIDE = 0.25  # of the kills, at least


@dataclass(eq=False)
class Bed:
    """Where runs are cut off: a home, its data, and what an undisturbed run comes to."""

    home: Path
    data: Path
    seed: int
    kills: int = 0
    inside: int = 0  # of them while a snapshot was written

    def __post_init__(self) -> None:
        self.store = Store.open(self.home)
        self.rng = random.Random(self.seed)

    def alone(self, **changes: object) -> tuple[Ended, float]:
        """An undisturbed run, and how long it took."""
        run = self.begin(**changes)
        began = time.monotonic()
        os.waitpid(fork(self.home, run), 0)
        return ended_as(self.store, self.store.run(run.id)), time.monotonic() - began

    def begin(self, **changes: object) -> Run:
        """A run that is queued and claimed."""
        self.store.queue(settings_of(self.data, **changes))
        return self.again()

    def again(self) -> Run:
        """The run that waits, claimed."""
        run = self.store.claim("bench")
        if run is None:
            raise SystemExit("no run waits")
        return run

    def snapshots(self, run: Run) -> Path:
        """Those of a run's trainings."""
        return self.store.run_folder(run.id) / SNAPSHOTS

    def drafts(self, run: Run) -> bool:
        """Whether a snapshot is being written, or was when its writer died."""
        return any(one.name.startswith(".") for one in self.snapshots(run).glob("*/*"))

    def kill(self, run: Run, pid: int, longest_s: float) -> None:
        """End its group at a random moment; every other time in the middle of a write."""
        moment = time.monotonic() + self.rng.uniform(0.0, longest_s)
        writes = self.rng.random() < 0.5
        while time.monotonic() < moment or (writes and not self.drafts(run)):
            if os.waitpid(pid, os.WNOHANG)[0]:
                return
            time.sleep(0.0005)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.kills += 1
        self.inside += self.drafts(run)

    def killed_until_done(self, longest_s: float, **changes: object) -> Ended:
        """A run that is killed twice, and then left to end."""
        run = self.begin(**changes)
        for _ in range(2):
            self.kill(run, fork(self.home, run), longest_s)
            if self.store.run(run.id).state is not RunState.RUNNING:
                break
            self.store.take_back(dead=[(run.id, run.fence)])
            run = self.again()
        if self.store.run(run.id).state is RunState.RUNNING:
            os.waitpid(fork(self.home, run), 0)
        return ended_as(self.store, self.store.run(run.id))


def kills(bed: Bed, count: int, name: str = "lora, dropout, shuffling") -> int:
    """How many of so many runs that were killed ended as one that was left alone."""
    expected, took = bed.alone(**SETUPS[name])
    return sum(truly_killed(bed, took, **SETUPS[name]) == expected for _ in range(count))


def truly_killed(bed: Bed, took: float, **changes: object) -> Ended:
    """A run that was killed: one that ended before its moment is done again, five times at most."""
    before = bed.kills
    for at in range(6):
        ended = bed.killed_until_done(took * 0.6**at, **changes)  # others may be faster than one
        if bed.kills > before:
            break
    return ended


def damages(bed: Bed, count: int) -> int:
    """How often a newest snapshot that was cut or altered is passed over for the one before."""
    run = bed.begin(**SETUPS["full"])
    pid = fork(bed.home, run)
    folder = bed.snapshots(run) / "1"
    while len(snapshots_in(folder)) < 2:
        time.sleep(0.002)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    newest, before = snapshots_in(folder)[:2]
    bed.store.request_cancel(run.id)
    bed.store.take_back(dead=[(run.id, run.fence)])
    return sum(damaged(bed.rng, folder, newest, before, at % 2 == 0) for at in range(count))


def damaged(rng: random.Random, folder: Path, newest: Path, before: Path, cut: bool) -> bool:
    """Damage a file of the newest snapshot, look which one counts, and mend it."""
    file = rng.choice(sorted(newest.iterdir()))
    content = file.read_bytes()
    place = rng.randrange(len(content))
    other = bytes([content[place] ^ (1 << rng.randrange(8))])
    file.write_bytes(content[:place] if cut else content[:place] + other + content[place + 1 :])
    counts = next((name for name, files in whole_snapshots(folder) if files), "")
    found = read_snapshot(newest) is None and counts == before.name
    file.write_bytes(content)
    return found


def releases(bed: Bed, count: int) -> tuple[int, float]:
    """How many runs that were asked to end did so in time and ended well; the longest wait."""
    expected, took = bed.alone(**SETUPS["full"])
    fine, longest = 0, 0.0
    for _ in range(count):
        run = bed.begin(**SETUPS["full"])
        pid = fork(bed.home, run)
        while not bed.store.run(run.id).heartbeat_at or bed.store.run(run.id).worker == "bench":
            time.sleep(0.002)
        time.sleep(bed.rng.uniform(0.0, 0.8 * took))
        asked = time.monotonic()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        os.waitpid(pid, 0)
        waited = time.monotonic() - asked
        back = bed.store.run(run.id)
        if back.state is RunState.QUEUED:
            os.waitpid(fork(bed.home, bed.again()), 0)
        same = ended_as(bed.store, bed.store.run(run.id)) == expected
        fine += same and waited < RELEASE_S and back.attempts <= 1
        longest = max(longest, waited)
    return fine, longest


def control(bed: Bed) -> bool:
    """Whether a run that goes on with other random numbers ends otherwise."""
    changes = SETUPS["lora, dropout, shuffling"]
    expected, _ = bed.alone(**changes)
    run = bed.begin(**changes)
    pid = fork(bed.home, run)
    folder = bed.snapshots(run) / "1"
    while not snapshots_in(folder):
        time.sleep(0.002)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    newest = snapshots_in(folder)[0]
    files = read_snapshot(newest) or {}
    tensors = load(files[TENSORS])
    tensors["random.cpu"] = torch.Generator().manual_seed(bed.seed + 99).get_state()
    write_snapshot(folder, newest.name, {**files, TENSORS: save(tensors)})
    bed.store.take_back(dead=[(run.id, run.fence)])
    os.waitpid(fork(bed.home, bed.again()), 0)
    return ended_as(bed.store, bed.store.run(run.id)) != expected


class Figures:
    """What is printed, one part at a time."""

    def __init__(self, bed: Bed, count: int) -> None:
        self.bed, self.count = bed, count
        self.reached: list[bool] = []

    def told(self, name: str, value: int, target: int) -> None:
        """So many of so many."""
        all_of = f"{target}/{target}"
        passed = value == target
        self.reached.append(
            say(name, f"{value}/{target}", all_of, passed=passed, seed=self.bed.seed)
        )

    def r1(self) -> None:
        """Kills at random moments, a quarter of them inside a write, and the control."""
        bed, count = self.bed, self.count
        self.told("R1 killed runs that end with the same bits", kills(bed, count), count)
        share = bed.inside / max(1, bed.kills)
        name = f"R1 of {bed.kills} kills, inside a write"
        passed = share >= INSIDE
        self.reached.append(
            say(name, f"{share:.0%}", f"{INSIDE:.0%} or more", passed=passed, seed=bed.seed)
        )
        self.told("R1 control: other random numbers end otherwise", int(control(bed)), 1)

    def r2(self) -> None:
        """Every set-up."""
        each = max(1, self.count // 10)
        for setup in SETUPS:
            self.told(f"R2 {setup}", kills(self.bed, each, setup), each)

    def r3(self) -> None:
        """Damages."""
        count = min(400, 20 * self.count)
        self.told("R3 damaged snapshots passed over", damages(self.bed, count), count)

    def r14(self) -> None:
        """Ends that were asked for."""
        count = min(20, max(2, self.count // 4))
        fine, longest = releases(self.bed, count)
        self.told(f"R14 asked to end, kept and gone on, longest {longest:.1f} s", fine, count)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--long", action="store_true")
    options.add_argument("--count", type=int, help="killed runs of R1; the others follow")
    options.add_argument("--only", nargs="*", default=["r1", "r2", "r3", "r14"])
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    os.environ[EVERY_VARIABLE] = "0"  # after every step
    np.random.seed(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        bed = Bed(Path(folder) / "home", write_data(Path(folder) / "data"), given.seed)
        figures = Figures(bed, given.count or (200 if given.long else 20))
        for name in given.only:
            getattr(figures, name)()
    leave(figures.reached)


if __name__ == "__main__":
    main()
