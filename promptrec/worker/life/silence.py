"""How long a run has not been heard of, by the clock of whoever listens.

Clocks of people are set: an hour forward, a day back. So no age is taken from the times in the
store; a heartbeat that does not change while the listener's own steady clock goes on is silence.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from promptrec.store.leases import LEASE_S
from promptrec.store.snapshots import Run
from promptrec.worker.process import find, is_local, is_same_host

CLAIMED = "supervisor of "  # before who holds a run whose process has not said yet who it is
SILENT_S = 15.0  # a process of this host that cannot be seen is dead; a living one beats every 5 s
Key = tuple[str, int]  # id and fence


@dataclass(eq=False)
class Silence:
    """The last change that was seen of each run's heartbeat."""

    clock: Callable[[], float] = time.monotonic
    seen: dict[Key, tuple[float | None, float]] = field(default_factory=dict)

    def of(self, run: Run) -> float:
        """Seconds since its heartbeat was seen to change; 0 when it is met for the first time."""
        key, now = (run.id, run.fence), self.clock()
        beat, since = self.seen.get(key, (None, now))
        if key not in self.seen or beat != run.heartbeat_at:
            self.seen[key] = run.heartbeat_at, now
            return 0.0
        return now - since

    def is_dead(self, run: Run) -> bool:
        """Whether the process that holds a run, which is not found here, is gone."""
        silent, who = self.of(run), run.worker.removeprefix(CLAIMED)
        if is_local(who):
            return find(who) is None or silent > LEASE_S
        return silent > (SILENT_S if is_same_host(who) else LEASE_S)

    def forget_all_but(self, runs: Iterable[Run]) -> None:
        """Only these are running."""
        kept = {(run.id, run.fence) for run in runs}
        self.seen = {key: one for key, one in self.seen.items() if key in kept}


class SteadyTime:
    """Unix seconds that only go forward, as fast as time does, from one moment on."""

    def __init__(self, begins: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._begins, self._clock = begins, clock
        self._at = clock()

    def __call__(self) -> float:
        """This moment."""
        return self._begins + self._clock() - self._at
