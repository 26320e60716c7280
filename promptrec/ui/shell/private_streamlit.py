"""Everything that the app takes from inside Streamlit; a new release may move any of it.

For its sake requirements.txt holds Streamlit below the next minor version. Whoever raises that
runs tests/ui/test_private_streamlit.py first. All other files use `import streamlit as st` alone.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

from streamlit.components.v2.types import ComponentRenderer
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunException, add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = [
    "ComponentRenderer",
    "DeltaGenerator",
    "RerunException",
    "UploadedFile",
    "run_app",
    "session_here",
]


def run_app(app: Path, options: Sequence[str]) -> None:
    """`streamlit run` until it is stopped, without its older kind of multipage app.

    Streamlit takes a folder named `pages` for that kind until `st.navigation` has run once, and
    greets the first visitor of any page but Home with "Page not found". Told beforehand, it does
    not.
    """
    from streamlit.web.cli import main  # the web server; whoever draws a page does not need it

    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(app), *options]
    main(prog_name="streamlit")


def session_here() -> Callable[[Thread], None]:
    """A function that lets a thread work for the visitor who is served now."""
    context = get_script_run_ctx()

    def join(thread: Thread) -> None:
        add_script_run_ctx(thread, context)

    return join
