"""The settings of a run as a form: few choices in sight, the rest folded away, all explained."""

import dataclasses

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.fields import Reader
from promptrec.methods import METHODS, method_of, split_method
from promptrec.prompt.template import Template
from promptrec.settings import AddedLabel, RunSettings
from promptrec.ui.runs.course import show_course
from promptrec.ui.runs.form_fill import before
from promptrec.ui.runs.form_more import Found, groups_of, more_part
from promptrec.ui.shared.forms.form_widgets import START, ask, ask_all, widget
from promptrec.ui.shared.forms.split_form import split_form
from promptrec.ui.shared.pickers import pick_model
from promptrec.ui.shared.template_pick import is_of_run, pick_target_template
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import has_words, say
from promptrec.ui.state import keys, store


def run_form(source: str, data: Dataset, template: Template, labels: DeltaGenerator) -> RunSettings:
    """The settings that the form shows. Raises SettingsError for a value that cannot work.

    labels: the place of the choice of labels, which is not folded.
    """
    start = before(source)
    groups = groups_of(keys.SETTING.of("method").begin(START.method))
    with groups["how"]:
        how, much = st.columns(2, gap="large")
    with how:
        found: Found = {"model": pick_model(keys.SETTING.of("model").name)}
        found |= method_part(template, start)
    method = str(found["method"])
    with much:
        found |= ask_all("max_train")
        if method_of(method).tunes:
            found |= ask_all("epochs")
        course = st.container()
    with labels:
        found["added_labels"] = added_labels(data, start.added_labels)
    with groups["split"]:
        found |= split_part(data, template, start)
    found |= more_part(data, template, method, groups)
    if not is_of_run(template, start):
        found |= written(template)
    made = dataclasses.replace(start, dataset=source, **found)  # type: ignore[arg-type]
    show_course(course, data, made)
    return made


def method_part(template: Template, start: RunSettings) -> dict[str, object]:
    """The method with its number, and its own settings where it has some."""
    method = METHODS[ask("method")]
    if has_words(f"method.{method.name}"):
        st.caption(say(f"method.{method.name}"))
    if method.number is not None:
        count = int(
            widget(method.number, keys.SETTING.of(method.number.name), method.number.default)
        )
        same = split_method(start.method) == (method.name, count)  # the number may be left out
        return {"method": start.method if same else f"{method.name}:{count}"}
    own = {
        setting.name: ask(setting.name)
        for setting in method.settings
        if setting.reader is not Reader.PROMPT or not template.soft_total
    }
    return {"method": method.name, **own}


def written(template: Template) -> Found:
    """The settings that a template gives."""
    return {
        "template": template.text,
        "template_name": template.name,
        "language": template.language,
        "verbalizer": template.verbalizer,
    }


def split_part(data: Dataset, template: Template, start: RunSettings) -> Found:
    """The split, and what the rows of another domain are told in."""
    split = split_form(data, keys.RUN_SPLIT, start.split)
    if split.name != "cross_domain":
        return {"split": split, "target_template": ""}
    target = pick_target_template(data, template)
    return {"split": split, "target_template": target}


def added_labels(data: Dataset, of_run: tuple[AddedLabel, ...]) -> tuple[AddedLabel, ...]:
    """Labels from the Label page: those of now, those of the run that is repeated, or none."""
    given = store().labels(data.fingerprint())
    choices = {"none": (), "now": given, "run": of_run if of_run != given else ()}
    offered = [name for name, labels in choices.items() if labels or name == "none"]
    if len(offered) == 1:
        return ()
    take_labels_link()
    if keys.RUN_LABELS.get() == "run" and "run" not in offered:
        keys.RUN_LABELS.set("now")  # they are the same
    keys.RUN_LABELS.give_way(offered, offered[0])
    chosen = st.selectbox(
        say("run_form.labels"),
        offered,
        format_func=lambda one: say(f"run_form.labels_{one}", labels=len(choices[one])),
        key=keys.RUN_LABELS.name,
        help=explained(say("new_run.labels_help"), "label"),
        persist_state="session",
    )
    return choices[str(chosen)]


def take_labels_link() -> None:
    """Choose the labels of now where a link of the Label page asks for them, once a visit."""
    asked = st.query_params.get(keys.RUN_LABELS.name, "")
    if asked == keys.RUN_LABELS_LINK.get():
        return
    keys.RUN_LABELS_LINK.set(asked)
    if asked == "now":
        keys.RUN_LABELS.set(asked)
