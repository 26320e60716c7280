"""How a bundle is served and asked, ready to be copied, and what people did with its answers."""

import json
import shlex
from pathlib import Path

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.store.snapshots import Run
from promptrec.ui.shared.first.first_pair import first_user
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys, store

ADDRESS = "http://127.0.0.1:8080"
EVENTS = ("shown", "clicked", "liked", "disliked")


def how_to_serve(path: Path) -> None:
    """The commands of the machine that answers, once there is the file that they name."""
    st.subheader(say("deploy.serve"))
    if not path.is_file():
        st.caption(say("deploy.serve_first"))
        return
    st.caption(say("deploy.serve_how"))
    file = shlex.quote(path.name)
    lines = [
        f"python -m promptrec bundle verify {file}",
        f"python -m promptrec serve {file}",
        "",
        "python -m promptrec serve --new-key shop --key-file keys.txt",
        f"python -m promptrec serve {file} --host 0.0.0.0 --key-file keys.txt",
    ]
    st.code("\n".join(lines), language=None, wrap_lines=True)


def how_to_ask(data: Dataset) -> None:
    """A question with curl and one in Python, about people and items of this data."""
    st.subheader(say("deploy.ask"))
    st.caption(say("deploy.ask_how"))
    user, titles = somebody(data)
    at = (keys.DEPLOY_URL.get().strip() or ADDRESS).rstrip("/") + "/recommend"
    curl, python = st.tabs(["curl", "Python"])
    body = json.dumps({"user_id": user, "k": 5, "explain": True}, ensure_ascii=False)
    curl.code(
        f"curl -s {shlex.quote(at)} -H 'Content-Type: application/json' \\\n"
        f"  -d {shlex.quote(body)}",
        language=None,
        wrap_lines=True,
    )
    told = json.dumps({"liked": titles, "k": 5}, ensure_ascii=False)
    python.code(
        "import json, urllib.request\n\n"
        f"body = json.dumps({told}).encode()\n"
        'kind = {"Content-Type": "application/json"}\n'
        f"request = urllib.request.Request({json.dumps(at)}, body, kind)\n"
        'print(json.load(urllib.request.urlopen(request))["items"])',
        language=None,
        wrap_lines=True,
    )


def somebody(data: Dataset) -> tuple[str, list[str]]:
    """The user whom pages begin with, and the ids of two items that they liked."""
    user = first_user(data)
    liked = data.item[(data.user == user) & (data.label > 0)][:2]
    return str(data.users.index[user]), [str(one) for one in data.items.index[liked]]


def feedback_counts(data: Dataset, run: Run) -> None:
    """Events that the service kept about this run."""
    st.subheader(say("deploy.back"))
    found = store().feedback_counts(data.fingerprint(), run.id)
    if not found:
        st.caption(say("deploy.no_feedback"))
        return
    for column, event in zip(st.columns(len(EVENTS)), EVENTS, strict=True):
        column.metric(say(f"deploy.event_{event}"), count(found.get(event, 0)))
