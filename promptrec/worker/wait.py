"""Wait for a run to end, hearing its measures on the way."""

import time
from collections.abc import Callable

from promptrec.records import Measure
from promptrec.store.snapshots import Run
from promptrec.store.store import Store
from promptrec.worker.supervisor import ensure_supervisor

CHECK_S = 5.0  # between two looks whether anybody serves the home


def wait_for(
    store: Store,
    run_id: str,
    poll_s: float = 0.2,
    on_measure: Callable[[Measure], None] | None = None,
    timeout_s: float | None = None,
    ensure: Callable[[], None] | None = None,
) -> Run:
    """Return the run once it has ended, or as it is after timeout_s seconds.

    A supervisor that died on the way is replaced (`ensure`; by default `ensure_supervisor`).
    """
    ensure = ensure or (lambda: ensure_supervisor(store.home))
    began = checked = time.monotonic()
    last = 0
    while True:
        run = store.run(run_id)
        if on_measure is not None:
            measures, last = store.measures_after(run.id, last)
            for measure in measures:
                on_measure(measure)
        now = time.monotonic()
        if run.state.finished or (timeout_s is not None and now - began >= timeout_s):
            return run
        if now - checked >= CHECK_S:
            ensure()
            checked = now
        time.sleep(poll_s)
