"""The app answers to its own names and pages, and to nobody else, without a login."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from promptrec.errors import SettingsError
from promptrec.service.hosts import LOOPBACK, is_loopback
from promptrec.ui.shell.doors import HEADERS, Doors, is_own_page
from promptrec.ui.shell.private_streamlit import names_to_answer

ROOT = Path(__file__).parents[2]
PAGES = sorted(str(page.relative_to(ROOT)) for page in (ROOT / "pages").glob("*/*.py"))
AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "c" * 40,
    "client_id": "a",
    "client_secret": "b",
    "server_metadata_url": "https://login.example/.well-known/openid-configuration",
}


async def inner(scope: dict, receive: object, send: object) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    headers = [(b"x-frame-options", b"ALLOWALL"), (b"x-own", b"1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"inside"})


def ask(kind: str = "http", method: str = "GET", **headers: str | None) -> list[dict]:
    """What is sent back to a request."""
    sent: list[dict] = []

    async def send(message: dict) -> None:
        sent.append(message)

    given = {"host": "127.0.0.1:8501", **headers}
    raw = [(name.encode(), value.encode()) for name, value in given.items() if value is not None]
    scope = {"type": kind, "method": method, "headers": raw}

    def asked() -> None:
        asyncio.run(Doors(inner, [*LOOPBACK, "*.example.com"])(scope, None, send))

    with ThreadPoolExecutor(1) as apart:  # the browser of other tests holds a loop in this thread
        apart.submit(asked).result()
    return sent


OWN = ("127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501", "localhost.", "a.example.com")
STRANGE = (
    "evil.example",
    "127.0.0.1.evil.example",
    "example.com.evil.example",
    "example.com",
    "a@127.0.0.1",
    "127.0.0.1/x",
    "127.0.0.1:99999",
    "0.0.0.0:8501",
    "",
    None,
)


@pytest.mark.parametrize("host", OWN)
def test_the_app_answers_to_its_own_names(host: str) -> None:
    assert ask(host=host)[0]["status"] == 200
    assert ask("websocket", host=host, origin=f"http://{host}")[0]["type"] == "websocket.accept"


@pytest.mark.parametrize("host", STRANGE)
def test_the_app_answers_to_no_other_name(host: str | None) -> None:
    assert ask(host=host)[0]["status"] == 403
    assert ask("websocket", host=host, origin=f"http://{host}")[0]["type"] == "websocket.close"


@pytest.mark.parametrize(
    "origin",
    [
        "http://127.0.0.1:9999",
        "http://localhost:8501",
        "http://evil.example",
        "http://127.0.0.1:8501.evil.example",
        "null",
        "",
    ],
)
def test_another_port_or_page_opens_no_socket_and_sends_nothing(origin: str) -> None:
    assert ask("websocket", origin=origin)[0]["type"] == "websocket.close"
    assert ask(method="PUT", origin=origin)[0]["status"] == 403


def test_a_program_that_is_no_browser_is_let_in() -> None:
    assert ask("websocket")[0]["type"] == "websocket.accept"
    assert ask(method="PUT")[0]["status"] == 200


def test_without_doors_only_the_own_pages_of_this_machine_are_shown() -> None:
    own = {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}
    assert is_own_page("127.0.0.1", own)
    assert is_own_page("localhost", {"Host": "localhost:8501"})
    for address, headers in (
        ("0.0.0.0", own),
        ("192.0.2.1", own),
        ("127.0.0.1", {}),
        ("127.0.0.1", {**own, "Host": "evil.example:8501"}),
        ("127.0.0.1", {**own, "Origin": "http://127.0.0.1:9999"}),
        ("127.0.0.1", {**own, "Origin": "null"}),
    ):
        assert not is_own_page(address, headers)


def test_every_answer_has_the_headers_once_whatever_was_inside() -> None:
    for sent in (ask(), ask(host="evil.example")):
        names = [name for name, _ in sent[0]["headers"]]
        assert set(HEADERS) <= set(sent[0]["headers"])
        assert len(names) == len(set(names))
    assert (b"x-own", b"1") in ask()[0]["headers"]
    assert b"frame-ancestors 'none'" in dict(HEADERS)[b"content-security-policy"]


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"])
def test_loopback_is_this_machine(address: str) -> None:
    assert is_loopback(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.0.1", "", "localhost.evil", "*"])
def test_what_others_reach_is_not_loopback(address: str) -> None:
    assert not is_loopback(address)


def start(home: Path, cwd: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    """The app at an address that it must refuse; it ends at once."""
    environment = {**os.environ, "PROMPTREC_HOME": str(home), "PYTHONPATH": str(ROOT), **more}
    command = [sys.executable, "-m", "promptrec.ui.launch", "--server.headless", "true", *options]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("way", ["option", "environment"])
def test_another_address_is_refused_wherever_it_is_named(way: str, tmp_path: Path) -> None:
    by_option = ("--server.address", "0.0.0.0") if way == "option" else ()
    more = {} if by_option else {"STREAMLIT_SERVER_ADDRESS": "192.0.2.7"}
    done = start(tmp_path / "home", tmp_path, *by_option, **more)
    assert done.returncode == 2
    assert "can be reached by others" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The configuration as the server finds it, whichever file it is from."""

    def configured(**options: object) -> None:
        given = {f"server.{name}": value for name, value in options.items()}
        asked = config.get_option
        monkeypatch.setattr(config, "get_option", lambda name: given.get(name, asked(name)))
        monkeypatch.setattr(config, "set_option", lambda name, value: given.update({name: value}))

    return configured


@pytest.mark.parametrize("address", ["::", "0.0.0.0", "192.0.2.7", "workbench.example"])
def test_another_address_needs_a_login(address: str, configured: Callable[..., None]) -> None:
    configured(address=address, allowedHosts=["workbench.example", "*"])
    with pytest.raises(SettingsError, match="configure a login"):
        names_to_answer(lambda: False)
    names = names_to_answer(lambda: True)
    assert "workbench.example" in names and "*" not in names
    assert not {"0.0.0.0", "::"} & set(names)


def test_an_address_that_nobody_configured_is_this_machine(
    configured: Callable[..., None],
) -> None:
    configured(address=None, allowedHosts=[])
    assert set(names_to_answer(lambda: False)) == set(LOOPBACK)
    assert config.get_option("server.address") == "127.0.0.1"


def test_every_page_passes_the_gate_where_a_login_is_configured(home: Path) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.secrets["auth"] = AUTH
    app.query_params["data"] = "tiny"
    app.run()
    assert not app.exception and not app.selectbox and not app.dataframe and not app.metric
    assert [one.value for one in app.title] == ["Log in"]
    assert [one.label for one in app.button] == ["Log in"]
    assert len(PAGES) > 15
    for page in PAGES:  # none of them is there before somebody logged in
        with pytest.raises(ValueError, match="Could not find a navigation page"):
            app.switch_page(page)


def test_app_py_is_the_way_to_every_page_and_asks_the_gate_first() -> None:
    lines = (ROOT / "app.py").read_text(encoding="utf-8").splitlines()
    calls = [at for at, line in enumerate(lines) if "st.navigation(" in line or ".run()" in line]
    assert lines.index("gate()") < min(calls)


def test_half_a_login_is_none(home: Path) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.secrets["auth"] = {**AUTH, "client_secret": ""}
    assert app.run().title[0].value != "Log in"
