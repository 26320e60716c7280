"""Start the app: `python -m promptrec.ui.launch`, with any options of `streamlit run`.

`streamlit run app.py` works too, but for a "Page not found" that greets the first visitor.
"""

import sys
from pathlib import Path

from promptrec.store.store import Store
from promptrec.ui.shell.private_streamlit import run_app
from promptrec.ui.state.home import home
from promptrec.worker.supervisor import ensure_supervisor

APP = Path(__file__).parents[2] / "app.py"


def launch(options: list[str]) -> None:
    """Run the app until it is stopped; runs that a restart of the machine left queued go on."""
    if Store.open(home()).busy():
        ensure_supervisor(home())
    run_app(APP, options)


if __name__ == "__main__":
    launch(sys.argv[1:])
