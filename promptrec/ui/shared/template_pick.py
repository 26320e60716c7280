"""Choosing the template of a run: the draft, a saved one, one of the library, or a run's own."""

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.library import template_title
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings
from promptrec.ui.shared.draft import draft_template
from promptrec.ui.shared.prompt_view import template_html
from promptrec.ui.shared.template_list import choice_label, template_choices
from promptrec.ui.shell.glossary import about
from promptrec.ui.shell.say import language, say, say_text
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys

DRAFT = "draft"
LINKED = "linked"
OWN = {DRAFT: "templates.draft", LINKED: "pick.linked"}
OF_RUN = "template_of_run"


def pick_template(data: Dataset) -> Template:
    """The chosen template, with its text in sight."""
    choices = dict(template_choices(data))
    draft = draft_template(data)
    linked, of_run = keys.TEMPLATE_OF_LINK.get(), keys.TEMPLATE_OF_RUN.get()
    if linked is not None:
        choices = {LINKED: linked, **choices}
    if isinstance(draft, Template):
        choices = {DRAFT: draft, **choices}
    if of_run is not None:
        choices[OF_RUN] = of_run
    keys.RUN_TEMPLATE.give_way(choices, next(iter(choices)))
    key = str(
        st.selectbox(
            say("pick.template"),
            list(choices),
            format_func=lambda one: label_of(one, choices[one]),
            key=keys.RUN_TEMPLATE.name,
            help=about("template"),
            persist_state="session",
        )
    )
    if isinstance(draft, TemplateError):
        st.caption(say("pick.draft_broken", error=in_words(draft.sentence)))
    st.html(template_html(choices[key]))
    return choices[key]


def label_of(key: str, template: Template) -> str:
    """How a choice is shown."""
    if key in OWN:
        return say(OWN[key])
    if key == OF_RUN:
        name = template_title(template.name, template.text, language())
        return say_text("run_form.of_run", name=name)
    return choice_label(key)


def is_of_run(template: Template, settings: RunSettings) -> bool:
    """True when the settings name this very template."""
    spoken = settings.language or template.language
    named = (settings.template_name, settings.template, settings.verbalizer, spoken)
    return named == (template.name, template.text, template.verbalizer, template.language)


def pick_target_template(data: Dataset, template: Template) -> str:
    """cross_domain: the text for rows of the target domain; "" for the same template.

    Offered are those that fit beside the template: as many soft tokens, and a mask as it has.
    """
    names = {
        choice.text: choice_label(key)
        for key, choice in template_choices(data).items()
        if (choice.soft_total, choice.has_mask) == (template.soft_total, template.has_mask)
    }
    kept = keys.RUN_TARGET_TEMPLATE.begin("")
    if kept and kept not in names:
        names[kept] = kept
    return str(
        st.selectbox(
            say("domains.target"),
            ["", *names],
            format_func=lambda text: names.get(text, say("domains.same")),
            key=keys.RUN_TARGET_TEMPLATE.name,
            help=say("domains.target_help"),
            persist_state="session",
        )
    )
