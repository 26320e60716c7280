"""Who is asked: a finished run of this data, or an untuned template with a model."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.model.backbones.catalogue import is_here
from promptrec.model.reading import ModelReader, reader_for
from promptrec.model.sense import untuned_note
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui.shared.first.first_run import first_run
from promptrec.ui.shared.pickers import finished_runs, pick_model
from promptrec.ui.shared.run_list import label_of
from promptrec.ui.shared.template_pick import pick_template
from promptrec.ui.shell.glossary import about
from promptrec.ui.shell.not_here import tell_deleted
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state.key import Key
from promptrec.ui.state.opened import Who

UNTUNED = "untuned"


def pick_variant(source: str, data: Dataset, run: Key[str], model: Key[str], label: str) -> Who:
    """A run's id, at first the best, or settings. Nothing is loaded here.

    run, model: where the choices are kept.
    """
    runs = {one.id: one for one in finished_runs() if one.settings.dataset == source}
    if run.get() not in (*runs, UNTUNED, ""):
        tell_deleted([run.get()])
    here = [one for one in runs.values() if is_here(one.settings.model)]
    run.give_way([*runs, UNTUNED], first_run(here, source).id if here else UNTUNED)
    chosen = str(
        st.selectbox(
            label,
            [*runs, UNTUNED],
            format_func=lambda one: say("pick.untuned") if one == UNTUNED else label_of(runs[one]),
            key=run.name,
            help=about("variant"),
            persist_state="session",
        )
    )
    if chosen != UNTUNED:
        return chosen
    settings = untuned(source, pick_template(data), pick_model(model.name))
    warn_untuned(reader_for(settings, data.about.language))
    return settings


def untuned(source: str, template: Template, model: str) -> RunSettings:
    """A template as an untuned model reads it."""
    return RunSettings(
        dataset=source,
        template=template.text,
        template_name=template.name,
        language=template.language,
        verbalizer=template.verbalizer,
        model=model,
        method="none",
    )


def warn_untuned(reading: ModelReader) -> None:
    """Say it where an untuned model answers with a new and random layer."""
    note = untuned_note(reading)
    if note:
        st.info(in_words(note))
