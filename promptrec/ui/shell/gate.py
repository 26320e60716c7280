"""Who is let in where others than this machine can reach the app: people who logged in."""

import streamlit as st

from promptrec.ui.shell.private_streamlit import is_open, login_configured
from promptrec.ui.shell.say import say
from promptrec.ui.shell.visitor import is_pupil


def gate() -> None:
    """Where a login is configured, show nothing but it until the visitor has logged in.

    A pupil, who sees the lesson of a class alone, needs none. A server without doors
    (`promptrec.ui.shell.doors`) shows nothing to whoever could be anybody.
    """
    if is_open():
        st.error(say("gate.open"))
        st.stop()
    if is_pupil() or not login_configured() or st.user.get("is_logged_in"):
        return
    st.title(say("gate.title"))
    st.markdown(say("gate.why"))
    if st.button(say("gate.login"), type="primary"):
        st.login()
    st.stop()
