"""Start the app: `python -m promptrec.ui.launch`, with any options of `streamlit run`.

Streamlit takes a folder named `pages` for its older kind of multipage app until `st.navigation` has
run once, and greets the first visitor of any page but Home with "Page not found". Told beforehand,
it does not. `streamlit run app.py` works too, but for that greeting.
"""

import sys
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main

from promptrec.store.store import Store
from promptrec.ui.home import home
from promptrec.worker.supervisor import ensure_supervisor

APP = Path(__file__).parents[2] / "app.py"


def launch(arguments: list[str]) -> None:
    """Run the app until it is stopped; runs that a restart of the machine left queued go on."""
    if Store.open(home()).busy():
        ensure_supervisor(home())
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(APP), *arguments]
    main(prog_name="streamlit")


if __name__ == "__main__":
    launch(sys.argv[1:])
