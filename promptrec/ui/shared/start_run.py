"""Put a run or a search into the queue and see to it that somebody works on it."""

from promptrec.errors import StoreError
from promptrec.judge.starting import ready_to_queue
from promptrec.settings import Measuring, RunSettings, SearchSettings
from promptrec.store.snapshots import Run
from promptrec.ui.state import store
from promptrec.ui.state.home import home
from promptrec.worker.supervisor import ensure_supervisor


def see_to_it() -> None:
    """Start a supervisor in the background where none holds this home."""
    ensure_supervisor(home())


def start_run(settings: RunSettings, name: str = "", note: str = "") -> Run:
    """Queue the settings, in numbers; start a supervisor when none holds this home.

    note: what the run is for.
    """
    run = store().queue(ready_to_queue(settings), name=name.strip(), note=note)
    see_to_it()
    return run


def start_search(search: SearchSettings, name: str = "") -> Run:
    """Queue a search, and see to it that somebody works on it."""
    run = store().queue_search(search, name=name.strip())
    see_to_it()
    return run


def start_measuring(asked: Measuring) -> Run:
    """Queue a measurement of finished runs; one that is under way already is not begun again."""
    run = store().queue_measuring(asked)
    see_to_it()
    return run


def resume_search(run: Run) -> Run:
    """Queue a search that was stopped once more; its trials stay."""
    if run.search is None:
        raise StoreError("sentence.no_search_resume", run=run.id)
    again = store().go_on(run.id, run.search)
    see_to_it()
    return again
