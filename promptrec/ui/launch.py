"""Start the app: `python -m promptrec.ui.launch`, with any options of `streamlit run`.

It listens on this machine only; at another address it does not start unless a login is configured
or a class is open.
`streamlit run app.py` works on this machine alone: it has no doors (`promptrec.ui.shell.doors`).
"""

import contextlib
import os
import sys
from pathlib import Path

from promptrec.errors import PromptRecError, StoreError
from promptrec.memory import share_heaps
from promptrec.store.shipped_runs import add_examples
from promptrec.store.store import Store
from promptrec.store.upkeep.deleting import sweep
from promptrec.ui.shell.private_streamlit import login_configured, run_app
from promptrec.ui.shell.visitor import class_configured
from promptrec.ui.state.home import home
from promptrec.worker.process import wait_passively
from promptrec.worker.supervisor import ensure_supervisor

APP = Path(__file__).parents[2] / "app.py"


def launch(options: list[str]) -> None:
    """Run the app until it is stopped; runs that a restart of the machine left queued go on.

    The first start puts the example experiments into the home.
    """
    wait_passively()
    share_heaps()
    os.umask(0o077)  # what the app writes is its owner's alone
    store = Store.open(home())
    with contextlib.suppress(StoreError, OSError):  # without examples the app is whole, too
        add_examples(store)
        sweep(store)
    if store.busy():
        ensure_supervisor(home(), warm=True)
    run_app(APP, options, lambda: login_configured() or class_configured(home()))


def main(options: list[str]) -> int:
    """The app's life; returns its exit code: 2 where its home cannot be used, in one sentence."""
    try:
        launch(options)
    except PromptRecError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
