"""One explanation to be read: the prompt, its number, what moved it, and how far to trust that."""

from collections.abc import Mapping

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.prompt.template import Template
from promptrec.ui.explain.fields import field_shares
from promptrec.ui.explain.subject import headline, open_subject
from promptrec.ui.shared.pickers import finished_runs
from promptrec.ui.shared.run_list import label_of
from promptrec.ui.shared.variant_pick import UNTUNED, untuned
from promptrec.ui.shell.not_here import not_here
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import dataset, dataset_names, dataset_source
from promptrec.ui.state.opened import Who, subject_key


def read_explanation(asked: Mapping[str, str]) -> None:
    """What an address of the Explain page says, without its widgets."""
    name = asked.get("data", "")
    if name not in dataset_names():
        not_here("data", name, "")
        return
    source = dataset_source(name)
    data = dataset(source)
    who = who_of(asked, source)
    user, item = asked.get("user", ""), asked.get("item", "")
    if who is None:
        not_here("run", asked.get("run", ""), "")
        return
    if item not in data.items.index:
        not_here("item", item, "")
        return
    st.caption(about(data, who, user, item))
    subject = open_subject(data, who, user, item)
    headline(subject)
    field_shares(subject, f"{subject_key(data, who)} {user} {item}")


def who_of(asked: Mapping[str, str], source: str) -> Who | None:
    """The run or the untuned template of an address; None for a run that is not here."""
    if asked.get("run") == UNTUNED:
        words = asked.get("words", "")
        template = Template("link", asked.get("template", ""), verbalizer=words)
        return untuned(source, template, asked.get("model", "minilm"))
    known = (run.id for run in finished_runs() if run.settings.dataset == source)
    return asked["run"] if asked.get("run") in set(known) else None


def about(data: Dataset, who: Who, user: str, item: str) -> str:
    """Of whom, of what, and by which model."""
    names = {run.id: label_of(run) for run in finished_runs()}
    return say(
        "read.of_prompt",
        user=plain(user),
        item=plain(data.items.at[item, "title"]),
        data=plain(data.about.name),
        model=plain(names.get(str(who), "")) if isinstance(who, str) else say("pick.untuned"),
    )
