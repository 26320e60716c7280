"""What to do after a comparison, in a box with the colour of its light, and how sure that is."""

import streamlit as st

from promptrec.compare.decision import Decision
from promptrec.report.decision import lead, surety
from promptrec.report.voice import Voice
from promptrec.ui.shell.say import plain

BOXES = {"green": st.success, "yellow": st.warning, "red": st.error, "": st.info}


def verdict_box(one: Decision, own: Voice) -> None:
    """The sentence and its surety."""
    BOXES[one.light](f"**{plain(lead(one, own))}**")
    st.markdown("  \n".join(map(plain, surety(one, own))))
