"""Put a run into the queue and see to it that somebody works on it."""

from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run
from promptrec.ui.home import home
from promptrec.ui.state import store
from promptrec.worker.supervisor import ensure_supervisor


def start_run(settings: RunSettings, name: str = "") -> Run:
    """Queue the settings; start a supervisor when none holds this home."""
    run = store().queue(settings, name=name.strip())
    ensure_supervisor(home())
    return run
