"""A service that runs: what answers, how it goes, another bundle, and back."""

import math
from typing import Literal

import streamlit as st

from promptrec.errors import SettingsError
from promptrec.service.client import Client
from promptrec.service.glance import Glance, glance
from promptrec.store.snapshots import Run
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys
from promptrec.ui.use.bundle import bundle_file, known_manifest
from promptrec.ui.use.serving import ADDRESS

CALM, MUCH = 0.1, 0.25  # of the stability index
EVENTS = ("shown", "clicked", "liked", "disliked")


def live_service(run: Run) -> None:
    """Where it is, what it says of itself, and what may be changed there."""
    st.subheader(say("deploy.running"))
    st.caption(say("deploy.running_how"))
    client = address()
    if client is None:
        return
    try:
        found = glance(client)
    except SettingsError as error:
        st.info(in_words(error.sentence))
        return
    told = found.model
    st.markdown(
        say(
            "deploy.answers",
            name=plain(str(told.get("name"))),
            run=plain(str(told.get("run"))),
            sha=plain(str(told.get("sha256", ""))[:12]),
        )
    )
    numbers(found)
    drifts(found)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        swap(client, run, str(told.get("run")))
        back(client, found)
        st.button(say("deploy.look"), icon=":material/refresh:")
    if known_manifest(run) is None:
        st.caption(say("deploy.swap_first", run=run.id))


def address() -> Client | None:
    """The service that is meant; None where what stands there is no address."""
    keys.DEPLOY_URL.begin(ADDRESS)
    left, right = st.columns(2)
    url = left.text_input(say("deploy.url"), key=keys.DEPLOY_URL.name, persist_state="session")
    key = right.text_input(
        say("deploy.key"), key=keys.DEPLOY_KEY.name, type="password", help=say("deploy.key_help")
    )
    try:
        return Client.at(url, key.strip())
    except SettingsError as error:
        st.warning(in_words(error.sentence))
        return None


def numbers(found: Glance) -> None:
    """Answers, how long they took, and what people did, since the service was started."""
    slow = found.slow
    took = "–" if slow is None else f"≤ {slow:g} s" if math.isfinite(slow) else "> 10 s"
    shown = {
        say("deploy.answered"): count(found.answered),
        say("deploy.refused"): count(found.failed),
        say("deploy.slow"): took,
        say("deploy.events"): count(sum(found.events.values())),
    }
    for column, (label, value) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(label, value)


def drifts(found: Glance) -> None:
    """How far scores and prompts have moved, with a light."""
    told = found.model.get("drift") or {}
    lines = []
    for of in ("score", "tokens"):
        for against in ("start", "valid"):
            index = (told.get(of) or {}).get(against)
            if isinstance(index, int | float):
                light = "🟢" if index < CALM else "🟡" if index < MUCH else "🔴"
                words = say(f"deploy.drift_{of}"), say(f"deploy.drift_{against}")
                lines.append(f"{light} {words[0]} {words[1]}: {index:.2f}")
    st.markdown(f"**{say('deploy.drift')}**", help=say("deploy.drift_help"))
    st.markdown("  \n".join(lines) if lines else say("deploy.drift_few"))


def swap(client: Client, run: Run, now: str) -> None:
    """Let the bundle of the chosen run answer."""
    there = known_manifest(run) is not None
    words = say("deploy.swap", run=run.id)
    kind: Literal["primary", "secondary"] = "secondary" if run.id == now else "primary"
    if st.button(words, type=kind, disabled=not there, help=say("deploy.swap_help")):
        from promptrec.service.rotation import digest_of_file

        path = bundle_file(run)
        with st.spinner(say("deploy.swapping"), show_time=True):
            why = keys.DEPLOY_WHY.get().strip() or say("deploy.swap_why", before=now)
            client.swap(path.name, digest_of_file(path), why)
        st.rerun()


def back(client: Client, found: Glance) -> None:
    """Let one from before answer again."""
    before = found.model.get("before") or []
    if before:
        one = before[0]
        words = say("deploy.go_back", run=plain(str(one.get("run"))))
        if st.button(words, help=say("deploy.go_back_help")):
            client.back(str(one.get("sha256")), keys.DEPLOY_WHY.get().strip())
            st.rerun()
