"""How much each field matters over many examples, on a button."""

from typing import TYPE_CHECKING

import streamlit as st

from promptrec.plots.explain_tests import importance_figure
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.shared.charts import chart
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import language, say
from promptrec.ui.state import keys
from promptrec.ui.state.results import results
from promptrec.words.named import field_name, field_names

if TYPE_CHECKING:
    from promptrec.explain.many import Importance
    from promptrec.explain.subject import Subject

SIZES = ("25", "50", "100", "200")
EMPTY = 2  # further prompts of each example: without content, and without words
DEFAULT = "200"


def whole_dataset(subject: "Subject", key: str) -> None:
    """Mean absolute share of each field. key: of the model and the data, not of the prompt."""
    from promptrec.explain.overall import importance

    variant = subject.variant
    fields = list(variant.plan.dataset.column_fields)
    keys.EXPLAIN_OVER.give_way(SIZES, DEFAULT)  # an old address may say another
    keys.EXPLAIN_GROUP.give_way(("", *fields), "")
    left, right = st.columns(2, gap="large")
    over = int(
        left.selectbox(
            say("explain_tests.over"), SIZES, key=keys.EXPLAIN_OVER.name, persist_state="session"
        )
    )
    by = str(
        right.selectbox(
            say("explain_tests.group"),
            ["", *fields],
            format_func=grouping,
            key=keys.EXPLAIN_GROUP.name,
            persist_state="session",
        )
    )
    what = f"importance {over} {by}"
    start = st.button(say("explain_tests.start"), type="primary", key="explain_start")
    if not start and results().get(what, key) is None:
        st.caption(say("explain_tests.start_help", prompts=count(over * per_example(subject))))
        return
    seed = variant.settings.seed
    found = answer_of(
        what, key, lambda report: importance(variant, over, by=by, seed=seed, report=report)
    )
    show(found, f"{what} {key}")


def grouping(by: str) -> str:
    """What examples are grouped by, as a choice."""
    return field_name(language(), by) if by else say("explain_tests.no_group")


def per_example(subject: "Subject") -> int:
    """About how many prompts Shapley values of one example take: those of this prompt's fields."""
    return prompts_of(len({token.field for token in subject.tokens if token.field}))


def prompts_of(fields: int) -> int:
    """How many prompts Shapley values of so many fields take."""
    from promptrec.explain.methods.shapley import EXACT, ORDERS

    coalitions: int = 2**fields if fields <= EXACT else ORDERS * fields
    return coalitions + EMPTY


def show(found: "Importance", key: str) -> None:
    """The picture, and the same as numbers."""
    figure = importance_figure(
        found,
        all_of_them=say("explain_tests.all"),
        x=say("explain_tests.size"),
        title=say("explain_tests.importance"),
        named=field_names(language(), found.fields),
    )
    chart(figure, f"importance_{key}")
    examples, users = count(found.examples), count(found.users)
    st.caption(say("explain_tests.importance_help", examples=examples, users=users))
    st.dataframe([field_row(found, field) for field in found.fields], hide_index=True)


def field_row(found: "Importance", field: str) -> dict[str, str]:
    """How much a field matters: over all examples, and in each group."""
    return {
        say("explain.field"): field_name(language(), field),
        say("explain_tests.size"): f"{found.size[field].value:.3f}",
        say("explain_tests.mean"): f"{found.mean[field].value:+.3f}",
        **{
            f"{group} ({found.group_examples[group]})": f"{sizes[field].value:.3f}"
            for group, sizes in found.groups.items()
        },
    }
