"""Where a page to be read was asked for that nobody made one of."""

import streamlit as st

from promptrec.ui.shell.say import say

st.info(say("read.nothing"))
