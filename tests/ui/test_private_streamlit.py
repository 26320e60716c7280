"""What the app takes from inside Streamlit is still there, and is taken in one place."""

import ast
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import streamlit as st
from packaging.version import Version
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest
from streamlit.web import bootstrap
from streamlit.web.server.starlette import starlette_server

from promptrec.ui.shell import private_streamlit as inside

ROOT = Path(__file__).parents[2]
TAKEN_IN = ROOT / "promptrec" / "ui" / "shell" / "private_streamlit.py"
PRIVATE = ("runtime", "web", "delta_generator", "elements", "proto", "config_option")


def test_containers_are_of_the_type_that_functions_ask_for() -> None:
    assert isinstance(st.container(), inside.DeltaGenerator)


def test_an_uploaded_file_has_what_the_upload_page_reads() -> None:
    file = inside.UploadedFile(UploadedFileRec("f1", "a.csv", "text/csv", b"x,y"), FileURLs())
    assert (file.file_id, file.name, file.getvalue()) == ("f1", "a.csv", b"x,y")


def test_a_component_is_what_streamlit_says_a_component_is() -> None:
    made = inspect.signature(st.components.v2.component).return_annotation
    assert made in (inside.ComponentRenderer, inside.ComponentRenderer.__name__)


def test_streamlit_runs_the_app_and_is_told_of_no_pages_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert hasattr(PagesManager, "uses_pages_directory")  # what is set is what Streamlit reads
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    monkeypatch.setattr(sys, "argv", [])
    with pytest.raises(SystemExit) as end:
        inside.run_app(Path("app.py"), ["--help"], lambda: False)  # all but the server itself
    assert end.value.code == 0
    assert PagesManager.uses_pages_directory is False


def whose_thread() -> None:
    """A page whose thread reads the session of the visitor it works for."""
    from threading import Thread

    import streamlit as st

    from promptrec.ui.shell.private_streamlit import session_here

    st.session_state["mine"] = "told"
    read: list[object] = []
    thread = Thread(target=lambda: read.append(st.session_state.get("mine")))
    session_here()(thread)
    thread.start()
    thread.join()
    st.write(read[0])


def test_a_thread_works_for_the_visitor_it_was_made_for() -> None:
    page = AppTest.from_function(whose_thread).run()
    assert page.markdown[0].value == "told"


def test_a_thread_made_for_nobody_runs_all_the_same() -> None:
    done: list[int] = []
    thread = Thread(target=lambda: done.append(1))
    inside.session_here()(thread)
    thread.start()
    thread.join()
    assert done


def inner_parts(file: Path) -> Iterator[str]:
    """Everything but `import streamlit as st` that a file takes of Streamlit."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name.startswith("streamlit."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit"):
            yield node.module or ""
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            private = node.attr in PRIVATE or node.attr.startswith("_")
            if node.value.id in ("st", "streamlit") and private:
                yield f"{node.value.id}.{node.attr}"


def test_no_other_file_reaches_inside_streamlit() -> None:
    files = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "promptrec").rglob("*.py")]
    reach = {
        f"{file.relative_to(ROOT)}: {part}"
        for file in files
        if file != TAKEN_IN
        for part in inner_parts(file)
    }
    assert len(files) > 100
    assert not reach
    assert set(inner_parts(TAKEN_IN))


def test_requirements_hold_streamlit_below_the_next_minor_version() -> None:
    version = Version(st.__version__)
    assert (
        f"streamlit>=1.67,<{version.major}.{version.minor + 1}"
        in (ROOT / "requirements.txt").read_text()
    )


def test_the_server_says_that_it_serves() -> None:
    assert inside.config._server_mode is None  # set by Streamlit's own ways to start
    assert '_server_mode = "starlette-managed"' in inspect.getsource(bootstrap)
    assert "create_starlette_app(" in inspect.getsource(starlette_server.UvicornServer)
