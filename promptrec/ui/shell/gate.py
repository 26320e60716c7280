"""Who is let in where others than this machine can reach the app: people who logged in."""

import streamlit as st

from promptrec.ui.shell.private_streamlit import login_configured, unguarded
from promptrec.ui.shell.say import say
from promptrec.ui.shell.visitor import is_pupil


def gate() -> None:
    """Where a login is configured, show nothing but it until the visitor has logged in.

    A pupil, who sees the lesson of a class alone, needs none. Nothing at all is shown by a server
    without doors (`promptrec.ui.shell.doors`).
    """
    if unguarded():
        st.error(say("gate.unguarded"))
        st.stop()
    if is_pupil() or not login_configured() or st.user.get("is_logged_in"):
        return
    st.title(say("gate.title"))
    st.markdown(say("gate.why"))
    if st.button(say("gate.login"), type="primary"):
        st.login()
    st.stop()
