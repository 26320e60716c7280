"""Field rules and the like threshold, tried out on real values before they are kept."""

import dataclasses
from collections.abc import Mapping
from itertools import pairwise

import pandas as pd
import streamlit as st

from promptrec.data.dataset import About, Dataset
from promptrec.data.rules import FieldRule
from promptrec.examples.lint.tables import first_of, sent_elsewhere
from promptrec.ui.data.own_copy import data_copy
from promptrec.ui.data.rule_form import rule_form
from promptrec.ui.shared.numbers import share
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys

MOST_VALUES = 12  # raw values whose words are shown


def data_words(data: Dataset, source: str) -> None:
    """Threshold, rules, preview, and keeping them as a data set of one's own."""
    about = data.about
    st.markdown(say("words.intro"))
    if data.rated:
        about = like_threshold(data)
    field = str(st.selectbox(say("words.field"), plain_fields(data), key=keys.RULE_FIELD.name))
    values = raw_values(data, field)
    change, preview = st.columns(2, gap="large")
    with change:
        rules = drafts(data)
        rules[field] = rule = rule_form(field, start_of(data, field, rules), values)
    with preview:
        st.caption(say("words.preview"))
        st.dataframe(words_table(values, rule), hide_index=True)
        sent = sent_elsewhere(rule, [str(raw) for raw in values.index])
        if sent:
            st.warning(say("words.sent", field=plain(field), sent=plain(in_words(first_of(sent)))))
    keep(data, source, dataclasses.replace(about, rules=rules_in_force(about.rules, rules)))


def drafts(data: Dataset) -> dict[str, FieldRule]:
    """Rules that this visitor tried on this data, by field."""
    return keys.FIELD_RULES.of(data.fingerprint()).begin({})


def start_of(data: Dataset, field: str, tried: Mapping[str, FieldRule]) -> FieldRule:
    """The rule that the form began with when this field was opened.

    The form must not be fed what it just returned: a table that is being edited would begin anew.
    """
    shown = (data.fingerprint(), field)
    if keys.RULE_SHOWN.get() != shown:
        keys.RULE_SHOWN.set(shown)
        keys.RULE_START.set(tried.get(field, data.about.rules.get(field, FieldRule())))
    return keys.RULE_START.get()


def rules_in_force(
    before: Mapping[str, FieldRule], tried: Mapping[str, FieldRule]
) -> dict[str, FieldRule]:
    """The rules in force; one that does nothing is left out."""
    return {name: rule for name, rule in {**before, **tried}.items() if rule != FieldRule()}


def like_threshold(data: Dataset) -> About:
    """From which rating somebody likes; the share of likes moves with it."""
    ratings = data.interactions["rating"]
    low, high = data.about.rating_scale or (float(ratings.min()), float(ratings.max()))
    steps = sorted(set(ratings.tolist()))
    step = min((b - a for a, b in pairwise(steps)), default=1.0)
    start = data.about.like_at if data.about.like_at is not None else (low + high) / 2
    like_at = st.slider(
        say("words.like_at"), low, high, float(start), step, key=f"like_at_{data.fingerprint()[:8]}"
    )
    st.caption(say("words.like_share", share=share(float((ratings >= like_at).mean()))))
    return dataclasses.replace(data.about, like_at=like_at)


def plain_fields(data: Dataset) -> list[str]:
    """Fields that can have a rule, those of items last; ids and the title stay one text."""
    whole = ("item.title", "item.item_id", "user.user_id")
    fields = [name for name in data.column_fields if name not in whole]
    return sorted(fields, key=lambda name: name.startswith("item."))


def raw_values(data: Dataset, field: str) -> pd.Series:
    """Raw cells of a field with how often they occur, most frequent first."""
    side, _, name = field.partition(".")
    table = {"user": data.users, "item": data.items}.get(side, data.interactions)
    column = table[data.context[name] if side == "context" else name]
    return column[column != ""].value_counts()


def words_table(values: "pd.Series", rule: FieldRule) -> pd.DataFrame:
    """Raw value -> the words that a prompt would hold."""
    top = values.head(MOST_VALUES)
    words = [rule.apply(str(raw)) for raw in top.index]
    return pd.DataFrame(
        {
            say("words.raw"): [str(raw) for raw in top.index],
            say("words.becomes"): [w if isinstance(w, str) else " · ".join(w) for w in words],
            say("words.rows"): top.to_numpy(),
        }
    )


def keep(data: Dataset, source: str, about: About) -> None:
    """Save threshold and rules as a data set of one's own; the original stays."""
    if about == data.about:
        st.caption(say("words.unchanged"))
        return
    moved = about.like_at != data.about.like_at

    def changed(own: About) -> About:
        like_at = about.like_at if moved else own.like_at
        return dataclasses.replace(own, like_at=like_at, rules=about.rules)

    data_copy(source, about.name, changed, "rules_name")
