"""From a template to why attention is no explanation: predict first, then ask the model."""

import streamlit as st

from promptrec.lesson.steps import STEPS, lesson_prompt
from promptrec.ui.lesson.course import keep_address, take_address
from promptrec.ui.lesson.room.teacher import class_panel
from promptrec.ui.lesson.sheet import sheets
from promptrec.ui.lesson.view import lesson_step, progress, steps_row
from promptrec.ui.shell.say import language, say
from promptrec.ui.state import keys

prompt = lesson_prompt(language())
take_address(prompt)

st.title(say("lesson.title"))
st.markdown(say("lesson.intro", model=prompt.model))
class_panel()
progress()
steps_row()

at = keys.LESSON_AT.get()
keep_address()
lesson_step(at + 1, STEPS[at])
sheets()
