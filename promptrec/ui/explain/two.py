"""A second template or run: which edit moved which of this user's candidates."""

import dataclasses
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.judge.candidates import candidates_of
from promptrec.plots.explain_tests import moves_figure
from promptrec.prompt.edits import edits_between
from promptrec.prompt.template import Template
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.shared.charts import chart
from promptrec.ui.shared.numbers import count
from promptrec.ui.shared.pickers import finished_runs
from promptrec.ui.shared.run_list import label_of
from promptrec.ui.shared.template_list import choice_label, template_choices
from promptrec.ui.shell.say import plain, say
from promptrec.ui.state import keys, run_variant, untuned_variant
from promptrec.ui.state.opened import Who

if TYPE_CHECKING:
    from promptrec.explain.many import TwoTemplates
    from promptrec.explain.subject import Subject
    from promptrec.model.variant import Variant

CANDIDATES = 30


def two_views(subject: "Subject", key: str, data: Dataset, who: Who, user: str) -> None:
    """Pick the other side, mark the edits, and show whom they moved."""
    from promptrec.explain.two_templates import two_templates

    labels = other_sides(data, who)
    if not labels:
        keys.EXPLAIN_AGAINST.forget()  # of an old address
        st.info(say("explain_tests.nothing_against"))
        return
    keys.EXPLAIN_AGAINST.give_way(labels, next(iter(labels)))  # an old address says another
    against = str(
        st.selectbox(
            say("explain_tests.against"),
            list(labels),
            format_func=lambda one: labels[one],
            key=keys.EXPLAIN_AGAINST.name,
            persist_state="session",
        )
    )
    second = second_variant(data, who, against)
    first = subject.variant
    show_edits(first.plan.maker.template.text, second.plan.maker.template.text)
    code = data.user_code(user)
    user_code = -1 if code is None else code
    items = candidates_of(first.plan, user_code, CANDIDATES, first.settings.seed)
    content = f"{key} {second.settings.to_json()} {against}"
    found = answer_of(
        "two templates",
        content,
        lambda report: two_templates(
            first,
            second,
            user_code,
            items,
            seed=first.settings.seed,
            report=report,
        ),
    )
    show(found, content)


def other_sides(data: Dataset, who: Who) -> dict[str, str]:
    """What can stand on the other side, with its label: runs for a run, templates for one."""
    if isinstance(who, str):
        runs = {run.id: run for run in finished_runs()}
        source = runs[who].settings.dataset
        return {
            id_: label_of(run)
            for id_, run in runs.items()
            if id_ != who and run.settings.dataset == source
        }
    asks = Template("", who.template).has_mask  # templates that ask in the same way come first
    every = sorted(template_choices(data).items(), key=lambda item: item[1].has_mask != asks)
    return {name: choice_label(name) for name, one in every if one.text != who.template}


def second_variant(data: Dataset, who: Who, against: str) -> "Variant":
    """The other side as a variant."""
    if isinstance(who, str):
        return run_variant(against)
    other = template_choices(data)[against]
    settings = dataclasses.replace(
        who,
        template=other.text,
        template_name=other.name,
        language=other.language,
        verbalizer=other.verbalizer,
    )
    return untuned_variant(data, settings, every_row=True)


def show_edits(old: str, new: str) -> None:
    """Both templates beside each other."""
    sides = zip(st.columns(2, gap="large"), ("first", "second"), edits_html(old, new), strict=True)
    for side, name, text in sides:
        side.caption(say(f"explain_tests.{name}"))
        side.html(f'<p class="pr-prompt">{text}</p>')


def edits_html(old: str, new: str) -> tuple[str, str]:
    """Both texts: what goes is struck out, what comes is underlined."""
    spans = sorted(
        (span for edit in edits_between(old, new) for span in edit.spans),
        key=lambda one: (one.start, one.end),
    )
    before, after, at = "", "", 0
    for span in spans:
        same = escape(old[at : span.start])
        before += f"{same}<del>{escape(old[span.start : span.end])}</del>"
        after += f"{same}<ins>{escape(span.new)}</ins>"
        at = span.end
    rest = escape(old[at:])
    return before + rest, after + rest


def show(edited: "TwoTemplates", key: str) -> None:
    """The picture of the places and the table of all candidates."""
    title = say("explain_tests.moves")
    chart(moves_figure(edited, x=say("explain_tests.places"), title=title), f"moves_{key}")
    st.caption(say("explain_tests.moves_help", asked=count(edited.asked)))
    edits = [say("explain_tests.edit", number=at + 1) for at in range(len(edited.edits))]
    signed = {
        name: st.column_config.NumberColumn(help=plain(edit), format="%+.1f")
        for name, edit in zip(edits, edited.edits, strict=True)
    }
    st.dataframe(moves_table(edited, edits), hide_index=True, column_config=signed)


def moves_table(edited: "TwoTemplates", edits: Sequence[str]) -> pd.DataFrame:
    """Candidates by their first place, with the places that each edit moved them."""
    table = pd.DataFrame(
        {
            say("pick.item"): edited.titles,
            say("explain_tests.rank_first"): edited.rank_before,
            say("explain_tests.rank_second"): edited.rank_after,
            **dict(zip(edits, edited.places, strict=True)),
        }
    )
    return table.sort_values(table.columns[1])
