"""Everything that the app takes from inside Streamlit; a new release may move any of it.

For its sake requirements.txt holds Streamlit below the next minor version. Whoever raises that
runs tests/ui/test_private_streamlit.py first. All other files use `import streamlit as st` alone.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Thread

import streamlit as st
from streamlit import config
from streamlit.components.v2.types import ComponentRenderer
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime import Runtime
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import RerunException, add_script_run_ctx, get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from promptrec.errors import SettingsError
from promptrec.service.hosts import EVERY, LOOPBACK, is_loopback
from promptrec.ui.shell.doors import Asgi, Doors, is_own_page

__all__ = [
    "ComponentRenderer",
    "DeltaGenerator",
    "RerunException",
    "UploadedFile",
    "is_open",
    "login_configured",
    "run_app",
    "session_here",
]

CREATE = "create_starlette_app"  # what the server calls for the app that answers
STANDING: list[Doors] = []  # of this process
OF_LOGIN = ("redirect_uri", "cookie_secret")
OF_PROVIDER = ("client_id", "client_secret", "server_metadata_url")


def run_app(app: Path, options: Sequence[str], gated: Callable[[], bool]) -> None:
    """`streamlit run` until it is stopped, without its older kind of multipage app.

    gated: whether others than this machine may be let in; without, another address is refused,
    wherever it is configured.

    Streamlit takes a folder named `pages` for that kind until `st.navigation` has run once, and
    greets the first visitor of any page but Home with "Page not found". Told beforehand, it does
    not.
    """
    from streamlit.web.cli import main  # the web server; whoever draws a page does not need it
    from streamlit.web.server.starlette import starlette_server

    create: Callable[[Runtime], Asgi] = vars(starlette_server)[CREATE]

    def behind_doors(runtime: Runtime) -> Asgi:
        doors = Doors(create(runtime), names_to_answer(gated))
        STANDING.append(doors)
        return doors

    setattr(starlette_server, CREATE, behind_doors)
    PagesManager.uses_pages_directory = False
    sys.argv = ["streamlit", "run", str(app), *options]
    main(prog_name="streamlit")


def is_open() -> bool:
    """True where the app is served without doors to somebody who could be anybody.

    `streamlit run app.py` puts up none; it serves this machine's own pages alone.
    """
    if config._server_mode is None or STANDING:
        return False
    address = str(config.get_option("server.address") or EVERY[0])
    return not is_own_page(address, st.context.headers)


def names_to_answer(gated: Callable[[], bool]) -> list[str]:
    """Names of this server, once all its configuration is read; SettingsError for an open one."""
    if not config.get_option("server.address"):
        config.set_option("server.address", LOOPBACK[0])
    address = str(config.get_option("server.address"))
    if not is_loopback(address) and not gated():
        raise SettingsError("sentence.open_address", address=address)
    named = [*config.get_option("server.allowedHosts")]
    if config.is_manually_set("browser.serverAddress"):
        named.append(str(config.get_option("browser.serverAddress")))
    own = [] if address in EVERY else [address]
    return [*LOOPBACK, *own, *(name for name in named if name.strip() != "*")]


def login_configured() -> bool:
    """True where secrets.toml names who checks a login (OIDC), in all that is needed for it."""
    try:
        found = st.secrets.get("auth", {})
    except FileNotFoundError:
        return False
    parts = [found, *(one for one in found.values() if isinstance(one, Mapping))]
    whole = any(all(one.get(name) for name in OF_PROVIDER) for one in parts)
    return whole and all(found.get(name) for name in OF_LOGIN)


def session_here() -> Callable[[Thread], None]:
    """A function that lets a thread work for the visitor who is served now."""
    context = get_script_run_ctx()

    def join(thread: Thread) -> None:
        add_script_run_ctx(thread, context)

    return join
