"""The address of an explanation: whoever opens it sees the same prompt in the same view.

An untuned template stands in the address as its text. What the address says is taken whenever it is
not what this page wrote itself: on a first visit, and when a link leads here again.
"""

from collections.abc import Collection, Mapping

from promptrec.data.dataset import Dataset
from promptrec.errors import TemplateError
from promptrec.prompt.template import Template
from promptrec.ui.explain.edits import forget_edits, is_edits
from promptrec.ui.shared.pickers import item_label
from promptrec.ui.shared.template_list import template_choices, template_or_error
from promptrec.ui.shared.template_pick import LINKED
from promptrec.ui.shared.variant_pick import UNTUNED
from promptrec.ui.shell.address import asked_by_link, write_address
from promptrec.ui.shell.not_here import not_here
from promptrec.ui.shell.private_streamlit import DeltaGenerator
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys
from promptrec.ui.state.opened import Who

PLAIN = {  # name in the address -> where its value is kept
    "run": keys.EXPLAIN_RUN,
    "user": keys.EXPLAIN_USER,
    "view": keys.EXPLAIN_VIEW,
    "model": keys.EXPLAIN_MODEL,
    "method": keys.EXPLAIN_METHOD,
    "attention": keys.EXPLAIN_ATTENTION,
    "field": keys.EXPLAIN_CURVE,
    "tested": keys.EXPLAIN_TESTED,
    "against": keys.EXPLAIN_AGAINST,
    "over": keys.EXPLAIN_OVER,
    "group": keys.EXPLAIN_GROUP,
    "edits": keys.EXPLAIN_EDITS,
    "edited": keys.EXPLAIN_EDITED,
}
NAMES = (*PLAIN, "item", "template", "words")
OF_VIEW = {  # what else the address of a view says
    "tokens": ("method",),
    "reading": ("attention",),
    "answers": ("field",),
    "what_if": ("edits", "edited"),
    "truth": ("tested",),
    "two_templates": ("against",),
    "dataset": ("over", "group"),
}
GIVEN_UP = ("template", "words", "model")  # of an untuned template, where a run is shown


def take_address(data: Dataset, views: Collection[str]) -> None:
    """Put what the address says into the widgets, unless this page wrote it.

    What cannot stand in its widget is left out; `tell_missing` says so.
    """
    asked = asked_by_link(NAMES, keys.EXPLAIN_ADDRESS)
    if not asked:
        return
    keys.EXPLAIN_ASKED.set((asked, {}))
    keys.EXPLAIN_ATTENTION_IN.forget()  # a token in the address is one of this prompt
    forget_edits()
    known = {"view": asked.get("view") in views, "edits": is_edits(asked.get("edits", ""))}
    for name, key in PLAIN.items():
        if name in asked and known.get(name, True):
            key.set(asked[name])
    if asked.get("item") in data.items.index:
        keys.of_data(keys.EXPLAIN_ITEM, data).set(item_label(data, asked["item"]))
    if "template" in asked:
        take_template(data, asked["template"], asked.get("words", ""))


def take_template(data: Dataset, text: str, words: str) -> None:
    """Choose the template with this text, or offer it as one that came with a link."""
    known = (
        key
        for key, choice in template_choices(data).items()
        if (choice.text, choice.verbalizer) == (text, words)
    )
    chosen = next(known, None)
    if chosen is None:
        found = template_or_error(say("pick.linked"), text, words, data.about.language)
        if isinstance(found, TemplateError):
            raise found
        keys.TEMPLATE_OF_LINK.set(found)
    keys.RUN_TEMPLATE.set(chosen or LINKED)


def keep_address(who: Who, user: str, item: str, view: str) -> None:
    """Write what is shown into the address."""
    write_address(NAMES, address(who, user, item, view), keys.EXPLAIN_ADDRESS)


def tell_missing(place: DeltaGenerator, who: Who, user: str, item: str, view: str) -> None:
    """Say what the link asked for and is not here, until something else is asked.

    Whatever a link names either is what is shown now, or was not found.
    """
    asked, first = keys.EXPLAIN_ASKED.get()
    shown = address(who, user, item, view)
    if shown != (first or shown):
        keys.EXPLAIN_ASKED.forget()
        return
    if asked:
        keys.EXPLAIN_ASKED.set((asked, shown))
    with place:
        for name in dict.fromkeys([*shown, *OF_VIEW.get(view, ())]):
            if name in asked and shown.get(name, "") != asked[name] and name not in GIVEN_UP:
                not_here(name, asked[name], shown.get(name, ""))


def address(who: Who, user: str, item: str, view: str) -> dict[str, str]:
    """What an address says of a view."""
    found = {"user": user, "item": item, "view": view}
    if isinstance(who, str):
        found["run"] = who
    else:
        found |= template_address(Template("", who.template, verbalizer=who.verbalizer), who.model)
    for extra in OF_VIEW.get(view, ()):
        if PLAIN[extra].get():
            found[extra] = str(PLAIN[extra].get())
    return found


def template_address(template: Template, model: str) -> Mapping[str, str]:
    """What an address says of an untuned template."""
    words = {"words": template.verbalizer} if template.verbalizer else {}
    return {"run": UNTUNED, "template": template.text, "model": model, **words}
