"""What else can be chosen of a list: which items are read, how varied it is, beside whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import item_words, kind_fields
from promptrec.store.snapshots import Run
from promptrec.ui.shared.run_list import label_of
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.say import language, plain, say
from promptrec.ui.state import keys
from promptrec.ui.state.results import made_once
from promptrec.words.named import field_inside, field_name

READ = (100, 300, 1000, 3000, 10000)  # items whose prompts are read
LIKELY, SAMPLE = "likely", "sample"


@dataclass(frozen=True, slots=True)
class Choices:
    """As a request has them; hashable, so that a list knows what it was made of."""

    read: int
    likely: bool  # by the first stage; else a seeded sample
    diversity: float
    where: tuple[tuple[str, tuple[str, ...]], ...]
    seen: bool
    against: str  # id of a second run, "" for none


def pick_choices(data: Dataset, run: Run, others: Sequence[Run]) -> Choices:
    """The choices, folded; the first ones serve."""
    with st.expander(say("use.choices")):
        left, right = st.columns(2, gap="large")
        with left:
            read, likely = pick_read()
            against = pick_against(run, others)
            seen = st.toggle(say("use.seen"), key=keys.SEEN.name, help=say("use.seen_help"))
        with right:
            where = pick_where(data)
            diversity = st.slider(
                say("use.diversity"), 0.0, 1.0, step=0.05, key=keys.DIVERSITY.name
            )
            st.caption(say("use.diversity_help", weight=f"{1 - diversity:.2f}"))
    return Choices(read, likely, diversity, where, seen, against)


def pick_read() -> tuple[int, bool]:
    """How many items are read, and how they are chosen."""
    how = st.segmented_control(
        say("use.which"),
        (LIKELY, SAMPLE),
        default=LIKELY,
        format_func=lambda one: say(f"use.which_{one}"),
        key=keys.WHICH.name,
        required=True,
        help=explained(say("use.which_help"), "candidate"),
    )
    read = st.select_slider(say("recommend.candidates"), READ, key=keys.CANDIDATES.name)
    st.caption(say("recommend.candidates_help"))
    return int(read), how == LIKELY


def pick_where(data: Dataset) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Kinds of items: words of one field."""
    fields = made_once(("kind_fields", data.fingerprint()), lambda: kind_fields(data))
    if not fields:
        return ()
    field = st.selectbox(
        say("use.where"),
        fields,
        index=None,
        format_func=partial(field_name, language()),
        placeholder=say("use.every_item"),
        key=keys.WHERE.name,
    )
    if field not in fields:
        return ()
    known = made_once(("kinds", data.fingerprint(), field), lambda: item_words(data, field)[0])
    words = st.multiselect(
        say("use.where_words", field=plain(field_inside(language(), field))),
        known,
        key=keys.WHERE_WORDS.of(field).name,
    )
    return ((field, tuple(words)),) if words else ()


def pick_against(run: Run, others: Sequence[Run]) -> str:
    """A second run of the same data, whose order stands beside."""
    names = {one.id: label_of(one) for one in others if one.id != run.id}
    if not names:
        return ""
    chosen = st.selectbox(
        say("use.against"),
        list(names),
        index=None,
        format_func=lambda one: names.get(one, one),
        placeholder=say("use.nobody"),
        key=keys.AGAINST.name,
    )
    return str(chosen) if chosen in names else ""
