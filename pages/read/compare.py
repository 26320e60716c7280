"""One comparison, for whoever wants to read it and press nothing."""

import streamlit as st

from promptrec.ui.read.comparison import read_comparison
from promptrec.ui.shell.say import say

st.title(say("read.comparison"))
read_comparison(st.query_params.to_dict())
st.caption(say("read.foot"))
