"""Who sees the whole app: a browser on this machine; others only where no class ever was."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import streamlit as st

from promptrec.store.store import Store
from promptrec.ui.shell import visitor


class Context:
    """What Streamlit tells of a visitor."""

    def __init__(self, ip: str | None, headers: Mapping[str, str]) -> None:
        self.ip_address = ip
        self.headers = headers


@pytest.mark.parametrize(
    ("ip", "headers", "here"),
    [
        (None, {"Host": "127.0.0.1:8501"}, True),
        (None, {"Host": "localhost:8501"}, True),
        (None, {"Host": "[::1]:8501"}, True),
        ("192.168.1.7", {"Host": "127.0.0.1:8501"}, False),
        (None, {"Host": "192.168.1.2:8501"}, False),
        (None, {"Host": "school.example"}, False),
        (None, {"Host": "127.0.0.1:8501", "X-Forwarded-For": "127.0.0.1"}, False),
    ],
)
def test_only_a_browser_of_this_machine_is_here(
    monkeypatch: pytest.MonkeyPatch, home: Path, ip: str, headers: Mapping[str, str], here: bool
) -> None:
    monkeypatch.setattr(st, "context", Context(ip, headers))
    monkeypatch.setattr(st, "query_params", {})
    monkeypatch.setattr(visitor, "store", lambda: Store.open(home))
    assert visitor.is_here() is here
    assert not visitor.is_pupil()  # this home never had a class
    store = Store.open(home)
    store.start_class("en")
    assert visitor.is_pupil() is not here
    store.end_class(store.open_class().id)
    assert visitor.is_pupil() is not here  # its address is known from now on
