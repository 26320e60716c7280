"""From a template to why attention is no explanation: predict first, then ask the model."""

import streamlit as st

from promptrec.lesson.steps import STEPS
from promptrec.ui.lesson.view import lesson_step, progress
from promptrec.ui.shell.say import say

st.title(say("lesson.title"))
st.markdown(say("lesson.intro"))
with st.expander(say("lesson.teachers")):
    st.markdown(say("lesson.teachers_how"))

progress()
for number, step in enumerate(STEPS, 1):
    lesson_step(number, step)
