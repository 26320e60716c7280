"""One explanation, for whoever wants to read it and press nothing."""

import streamlit as st

from promptrec.ui.read.explanation import read_explanation
from promptrec.ui.shell.say import say

st.title(say("read.explanation"))
read_explanation(st.query_params.to_dict())
st.caption(say("read.foot"))
