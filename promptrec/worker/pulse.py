"""The thread beside a job: keeps the lease, carries measures to the store, hears a cancel.

It starts before anything slow is imported, so that the lease is kept during the import.
"""

import logging
import math
import threading
import time
from collections.abc import Callable

from promptrec.errors import Cancelled, Released, StoreError
from promptrec.records import Measure
from promptrec.store.rows import StaleFence
from promptrec.store.snapshots import LogLine
from promptrec.store.store import Store
from promptrec.worker.life.silence import SteadyTime

EVERY_S = 0.5  # between two looks at the store, and so between two batches
BEAT_S = 5.0  # between two heartbeats when there is nothing to write
log = logging.getLogger(__name__)


class Pulse:
    """One run's line to the store. `report`, `note` and `should_stop` never block."""

    def __init__(
        self,
        store: Store,
        run_id: str,
        fence: int,
        on_lost: Callable[[], None],
        every_s: float = EVERY_S,
        watch: Callable[["Pulse"], None] = lambda _: None,
    ) -> None:
        self._store = store
        self._run_id, self._fence = run_id, fence
        self._on_lost = on_lost  # the run belongs to another worker now
        self._every_s = every_s
        self._watch = watch  # called after each beat, in this thread
        self._measures: list[Measure] = []
        self._notes: list[LogLine] = []
        self._guard = threading.Lock()
        self._asked, self._closing = threading.Event(), threading.Event()
        self._closed = False
        self._beaten_at = -math.inf
        self._heard_at = time.monotonic()
        self._thread = threading.Thread(target=self._loop, name="pulse", daemon=True)
        self.now = SteadyTime(time.time())  # for all that this process writes
        self.released_at: float | None = None  # monotonic, when this process was asked to end
        self.step = 0
        self.loss = 0.0  # the last that was told

    @property
    def silent_s(self) -> float:
        """Seconds since the job has told or asked anything."""
        return time.monotonic() - self._heard_at

    def start(self, worker: str) -> None:
        """Tell the store which process holds the run, then beat. Raises StaleFence."""
        begun = self._store.run(self._run_id).started_at
        self.now = SteadyTime(max(time.time(), begun or 0.0))
        if self._store.heartbeat(self._run_id, self._fence, worker, now=self.now()):
            self._asked.set()
        self._thread.start()

    def report(self, measure: Measure) -> None:
        """Take a point of a curve."""
        self._heard_at = time.monotonic()
        self.step = max(self.step, measure.step)
        if measure.name == "loss":
            self.loss = measure.value
        with self._guard:
            self._measures.append(measure)

    def note(self, text: str) -> None:
        """Take a log line."""
        self._heard_at = time.monotonic()
        with self._guard:
            self._notes.append(LogLine(self.now(), text))

    def should_stop(self) -> bool:
        """True once somebody asked for a stop. Raises Released once the process has to end."""
        self._heard_at = time.monotonic()
        if self._asked.is_set():
            return True
        if self.released_at is not None:
            raise Released
        return False

    def go_on(self) -> None:
        """Hear that the job goes on (`longwork`). Raises Cancelled or Released to end it."""
        if self.should_stop():
            raise Cancelled("sentence.cancelled")

    def release(self) -> None:
        """The process has to end. For a signal handler: nothing here takes a lock."""
        if self.released_at is None:
            self.released_at = time.monotonic()

    def close(self) -> None:
        """Stop beating and write what is left, once. Raises StaleFence."""
        if self._closed:
            return
        self._closing.set()
        self._thread.join()
        self.beat()
        self._closed = True

    def beat(self) -> None:
        """Write what has gathered, or keep the lease, or only ask whether to stop."""
        with self._guard:
            measures, self._measures = self._measures, []
            notes, self._notes = self._notes, []
        due = time.monotonic() - self._beaten_at >= BEAT_S
        try:
            if measures or notes or due:
                asked = self._store.record(
                    self._run_id, self._fence, measures, notes, now=self.now()
                )
                self._beaten_at = time.monotonic()
            else:
                asked = self._store.run(self._run_id).cancel_requested
        except StoreError:
            with self._guard:
                self._measures[:0], self._notes[:0] = measures, notes
            raise
        if asked:
            self._asked.set()

    def _loop(self) -> None:
        while not self._closing.wait(self._every_s):
            try:
                self.beat()
            except StaleFence as error:
                log.warning("%s", error)
                self._on_lost()
                return
            except StoreError as error:  # a full disk may have room again before the lease ends
                log.warning("%s", error)
            self._watch(self)
