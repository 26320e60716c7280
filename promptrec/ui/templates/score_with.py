"""Which model scores the examples while one types: none, the untuned one, or a finished run."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.model.backbones.catalogue import is_here
from promptrec.model.reading import reader_for
from promptrec.prompt.template import Template
from promptrec.ui.shared.draft import draft_template
from promptrec.ui.shared.first.first_run import first_run
from promptrec.ui.shared.pickers import finished_runs
from promptrec.ui.shared.run_list import label_of
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys, store

NOTHING, UNTUNED = "nothing", "untuned"


def pick_scorer(source: str, data: Dataset) -> str:
    """NOTHING, UNTUNED or the id of a run on this data, at first of the best.

    Without a run the untuned model scores a draft with a mask, which it can answer; one without
    would be answered by a new and random layer.
    """
    runs = [run for run in finished_runs() if run.settings.dataset == source and run.checkpoint]
    names = {run.id: label_of(run) for run in runs}

    def label(key: str) -> str:
        return names.get(key) or say(f"templates.score_{key}")

    found = draft_template(data)
    masked = isinstance(found, Template) and found.has_mask
    here = [run for run in runs if is_here(run.settings.model)]
    first = first_run(here, source).id if here else UNTUNED if masked else NOTHING
    keys.SCORE_WITH.give_way([NOTHING, UNTUNED, *names], first)
    return str(
        st.selectbox(
            say("templates.score_with"),
            [NOTHING, UNTUNED, *names],
            format_func=label,
            key=keys.SCORE_WITH.name,
            help=explained(say("templates.score_help"), "scorer"),
            persist_state="session",
        )
    )


def take_model(model: str) -> None:
    """Read with another model; a run of the old one, which cannot, scores no more."""
    keys.DRAFT_MODEL.set(model)
    keys.SCORE_WITH.set(NOTHING)


def score_what_reads(data: Dataset, template: Template) -> None:
    """Choose who can answer another template: the untuned model where a run knows no mask.

    It steps back where there is none: its answer layer would be new and random.
    """
    scorer = keys.SCORE_WITH.get()
    if template.has_mask and not knows_masks(data, scorer):
        keys.SCORE_WITH.set(UNTUNED)
    elif not template.has_mask and scorer == UNTUNED:
        keys.SCORE_WITH.forget()


def knows_masks(data: Dataset, scorer: str) -> bool:
    """True for what answers at a mask."""
    if scorer in ("", NOTHING):
        return False
    if scorer == UNTUNED:
        return True
    settings = store().run(scorer).settings
    return reader_for(settings, data.about.language).head != "classifier"
