"""Start the app: `python -m promptrec.ui.launch`, with any options of `streamlit run`.

It listens on this machine only; at another address it does not start unless a login is configured.
`streamlit run app.py` has neither that rule nor the doors of `promptrec.ui.shell.doors`.
"""

import contextlib
import sys
from pathlib import Path

from promptrec.errors import SettingsError, StoreError
from promptrec.store.shipped_runs import add_examples
from promptrec.store.store import Store
from promptrec.store.upkeep.deleting import sweep
from promptrec.ui.shell.private_streamlit import login_configured, run_app
from promptrec.ui.state.home import home
from promptrec.worker.supervisor import ensure_supervisor

APP = Path(__file__).parents[2] / "app.py"


def launch(options: list[str]) -> None:
    """Run the app until it is stopped; runs that a restart of the machine left queued go on.

    The first start puts the example experiments into the home.
    """
    store = Store.open(home())
    with contextlib.suppress(StoreError, OSError):  # without examples the app is whole, too
        add_examples(store)
        sweep(store)
    if store.busy():
        ensure_supervisor(home())
    run_app(APP, options, login_configured)


if __name__ == "__main__":
    try:
        launch(sys.argv[1:])
    except SettingsError as error:
        sys.exit(f"{error}")
