"""By which address pupils reach this app."""

import socket

import streamlit as st

from promptrec.service.hosts import is_loopback
from promptrec.ui.shell.visitor import CODE
from promptrec.ui.state import keys

EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - read, never bound
OUTSIDE = ("192.0.2.1", 9)  # a documented address: nothing is sent there


def address() -> str:
    """Where the app listens; "" for every address of this machine."""
    found = str(st.get_option("server.address") or "")
    return "" if found in EVERYWHERE else found


def only_here() -> bool:
    """True when no other machine can reach it."""
    return is_loopback(address())


def pupils_link(code: str, language: str) -> str:
    """The link that pupils open, in the language of the class."""
    named = str(st.get_option("browser.serverAddress") or "")
    host = address() or (named if named and not is_loopback(named) else "") or own_address()
    scheme = "https" if st.get_option("server.sslCertFile") else "http"
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    place = f"{host}:{st.get_option('server.port')}/{base}".rstrip("/")
    return f"{scheme}://{place}/?{CODE}={code}&{keys.LANGUAGE.name}={language}"


def own_address() -> str:
    """The address of this machine in its network; its name where it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(OUTSIDE)
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
