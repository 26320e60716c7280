"""One prompt in the middle: what the model read, what moved the score, and whether that is true."""

import streamlit as st

from promptrec.ui.explain.fields import answers, field_shares, neighbours
from promptrec.ui.explain.link import keep_address, take_address, tell_missing
from promptrec.ui.explain.overall import whole_dataset
from promptrec.ui.explain.report import report_button
from promptrec.ui.explain.subject import headline, open_subject
from promptrec.ui.explain.tokens import attributions, reading
from promptrec.ui.explain.truth import is_it_true
from promptrec.ui.explain.two import two_views
from promptrec.ui.explain.what_if import what_if
from promptrec.ui.shared.editor_link import editor_link
from promptrec.ui.shared.pickers import pick_dataset, pick_item, pick_user
from promptrec.ui.shared.variant_pick import pick_variant
from promptrec.ui.shell.reading import reading_link
from promptrec.ui.shell.say import say
from promptrec.ui.state import dataset, dataset_source, keys
from promptrec.ui.state.opened import subject_key

OF_PROMPT = ("fields", "tokens", "reading", "answers", "what_if", "similar", "truth")
VIEWS = (*OF_PROMPT, "two_templates", "dataset")

st.title(say("explain.title"))
st.markdown(say("explain.intro"))

source = dataset_source(pick_dataset())
data = dataset(source)
missing = st.container()
take_address(data, VIEWS)
left, middle, right = st.columns(3)
with left:
    who = pick_variant(source, data, keys.EXPLAIN_RUN, keys.EXPLAIN_MODEL, say("explain.who"))
with middle:
    user = pick_user(data, keys.EXPLAIN_USER)
with right:
    item = pick_item(data, user, keys.EXPLAIN_ITEM)

subject = open_subject(data, who, user, item)
key = f"{subject_key(data, who)} {user} {item}"
headline(subject)
report_button(subject, who, user, item, key)
editor_link(subject.variant.settings, who, user, item)
to_read = st.container()

keys.EXPLAIN_VIEW.begin(VIEWS[0])
view = str(
    st.segmented_control(
        say("explain.view"),
        VIEWS,
        format_func=lambda one: say(f"explain.view_{one}"),
        key=keys.EXPLAIN_VIEW.name,
        required=True,
        label_visibility="collapsed",
        persist_state="session",  # a wrong title ends the page before this choice is reached
    )
)
keep_address(who, user, item, view)
views = {
    "fields": lambda: field_shares(subject, key),
    "tokens": lambda: attributions(subject, key),
    "reading": lambda: reading(subject, key, user, item),
    "answers": lambda: answers(subject, key),
    "what_if": lambda: what_if(subject, key),
    "similar": lambda: neighbours(subject, key),
    "truth": lambda: is_it_true(subject, key),
    "two_templates": lambda: two_views(subject, key, data, who, user),
    "dataset": lambda: whole_dataset(subject, subject_key(data, who)),
}
try:
    views[view]()
finally:  # a view that ends in a sentence has read its choices, too
    keep_address(who, user, item, view)
    tell_missing(missing, who, user, item, view)
    with to_read:
        reading_link("explain", {"data": keys.DATA.get(), **keys.EXPLAIN_ADDRESS.get()})
