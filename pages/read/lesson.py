"""The lesson of a class, for its pupils: they see this and nothing else."""

import streamlit as st

from promptrec.ui.lesson.room.pupil import pupil_page
from promptrec.ui.shell.say import say

st.title(say("lesson.title"))
pupil_page()
