"""Start the app: `python -m promptrec.ui.launch`, with any options of `streamlit run`.

Streamlit takes a folder named `pages` for its older kind of multipage app until `st.navigation` has
run once, and greets the first visitor of any page but Home with "Page not found". Told beforehand,
it does not. `streamlit run app.py` works too, but for that greeting.
"""

import sys
from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.cli import main

APP = Path(__file__).parents[2] / "app.py"


def launch(arguments: list[str]) -> None:
    """Run the app until it is stopped."""
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(APP), *arguments]
    main(prog_name="streamlit")


if __name__ == "__main__":
    launch(sys.argv[1:])
