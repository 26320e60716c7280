"""One field rule as a form: as it is, a list, words for values, or words for ranges."""

import pandas as pd
import streamlit as st

from promptrec.data.rules import FieldRule
from promptrec.errors import DataError
from promptrec.ui.shell.say import say

KINDS = ("plain", "list", "table", "bins")
MOST_ROWS = 200  # values of a table that can be given words


def rule_form(field: str, rule: FieldRule, values: "pd.Series") -> FieldRule:
    """The rule that the form shows; DataError when it cannot work."""
    kind = str(
        st.radio(
            say("rule.kind"),
            KINDS,
            index=KINDS.index(kind_of(rule)),
            format_func=lambda one: say(f"rule.{one}"),
            key=f"rule_kind_{field}",
        )
    )
    separator = ""
    if kind == "list" or rule.separator:
        separator = st.text_input(
            say("rule.separator"), rule.separator or "|", key=f"rule_sep_{field}", max_chars=5
        )
    if kind == "table":
        return FieldRule(table=word_table(field, rule, values, separator), separator=separator)
    if kind == "bins":
        bins = st.text_input(
            say("rule.edges"),
            ", ".join(f"{edge:g}" for edge in rule.bins),
            key=f"rule_bins_{field}",
        )
        words = st.text_input(say("rule.words"), ", ".join(rule.words), key=f"rule_words_{field}")
        edges = numbers(bins)
        return (
            FieldRule(bins=edges, words=split(words), separator=separator) if edges else FieldRule()
        )
    return FieldRule(separator=separator if kind == "list" else "")


def kind_of(rule: FieldRule) -> str:
    """Which of the four kinds a rule is."""
    if rule.bins:
        return "bins"
    if rule.table:
        return "table"
    return "list" if rule.separator else "plain"


def word_table(field: str, rule: FieldRule, values: "pd.Series", separator: str) -> dict[str, str]:
    """Words beside each value; an empty cell leaves the value as it is."""
    raw = [str(value) for value in values.index[:MOST_ROWS]]
    if separator:
        raw = list(dict.fromkeys(part.strip() for value in raw for part in value.split(separator)))
    table = pd.DataFrame({"raw": raw, "words": [rule.table.get(value, "") for value in raw]})
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=["raw"],
        key=f"rule_table_{field}",
        height=280,
        column_config={"raw": say("words.raw"), "words": say("words.becomes")},
    )
    pairs = zip(edited["raw"], edited["words"], strict=True)
    return {value: str(words).strip() for value, words in pairs if words and str(words).strip()}


def numbers(text: str) -> tuple[float, ...]:
    """Numbers between commas."""
    try:
        return tuple(float(part) for part in split(text))
    except ValueError:
        raise DataError("rule.no_number", text=text) from None


def split(text: str) -> tuple[str, ...]:
    """Words between commas, Chinese or not."""
    parts = (part.strip() for part in text.replace("，", ",").split(","))
    return tuple(part for part in parts if part)
