"""Who looks at the app: its owner, who sees all of it, or a pupil, who sees the lesson of a class.

Once a home had a class, its address is known to others: whoever comes from another machine is a
pupil from then on, whatever the address says. Where a login is configured, `gate` asks for it.
"""

from pathlib import Path

import streamlit as st

from promptrec.service.hosts import hostname, is_loopback
from promptrec.store.store import Store
from promptrec.ui.shell.private_streamlit import login_configured
from promptrec.ui.state import store

CODE, PUPIL = "class", "pupil"  # in the address: the code of the class, what a pupil is known by
FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded")  # somebody else asks through a proxy


def class_configured(home: Path) -> bool:
    """True while a class is open in a home: then the app may listen to other machines."""
    return Store.open(home).open_class() is not None


def is_pupil() -> bool:
    """True for whoever may see the lesson of a class and nothing else."""
    if CODE in st.query_params:
        return True
    return not is_here() and not login_configured() and store().had_classes()


def is_here() -> bool:
    """True for a browser on this machine that asked for it by its own name."""
    headers, peer = st.context.headers, st.context.ip_address
    if isinstance(peer, str) or any(one in headers for one in FORWARDED):
        return False  # Streamlit tells no address of a peer on this machine
    host = headers.get("Host", "")
    return not host or is_loopback(hostname(host))
