"""What if a field or a word were another: typed by hand, or searched among real values."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.report.prompt_html import tokens_html
from promptrec.ui.explain.ask import answer_of
from promptrec.ui.explain.edits import changed_subject, edit_forms
from promptrec.ui.explain.subject import probability_words
from promptrec.ui.shared.prompt_view import prompt_html
from promptrec.ui.shell.say import language, plain, say
from promptrec.words.named import field_name

if TYPE_CHECKING:
    from promptrec.explain.records import Change, LayerAnswer
    from promptrec.explain.subject import Subject

SHOWN = 12  # changes in the table
EMPTY = "–"  # a value that is nothing
WORDS = 5  # most likely ones beside the label words


def what_if(subject: "Subject", key: str) -> None:
    """Edit values or words and see both answers; then the changes that turn the verdict."""
    edit_forms(subject, key)
    new = changed_subject(subject)
    if new is None:
        st.caption(say("explain.try_help"))
    else:
        both_answers(subject, new, key)
    st.subheader(say("explain.turns" if subject.probability is not None else "explain.moves"))
    turning_changes(subject, key)


def both_answers(old: "Subject", new: "Subject", key: str) -> None:
    """Score, answers and the share of each word, before and after."""
    before, after = st.columns(2)
    changed = f"{key} {new.fitted.prompt.text}"
    for place, one, own, words in (
        (before, old, key, "explain.before"),
        (after, new, changed, "explain.after"),
    ):
        with place:
            one_answer(one, own, say(words), None if one is old else one.score - old.score)


def one_answer(subject: "Subject", key: str, title: str, moved: float | None) -> None:
    """One of the two."""
    from promptrec.explain.methods.lens import logit_lens
    from promptrec.explain.methods.registry import attribution

    st.metric(title, f"{subject.score:+.2f}", delta=None if moved is None else f"{moved:+.2f}")
    st.caption(probability_words(subject))
    st.html(prompt_html(subject.fitted.prompt))
    answers = answer_of("lens", key, lambda _: logit_lens(subject))
    st.caption(likeliest_words(answers.layers[-1]))
    method = "integrated_gradients"
    found = answer_of(
        f"{method} alone", key, lambda report: attribution(subject, method, report=report)
    )
    st.html(tokens_html(found))
    st.caption(say("what_if.coloured", method=say(f"explain.{method}")))


def likeliest_words(answers: "LayerAnswer") -> str:
    """Label words, then the likeliest others, each with its probability where it has one."""
    first = {**answers.answers, **dict(list(answers.top.items())[:WORDS])}
    shares = {word: "" if value is None else f" {value:.1%}" for word, value in first.items()}
    return " · ".join(f"{plain(word.strip())}{value}" for word, value in shares.items())


def turning_changes(subject: "Subject", key: str) -> None:
    """Single changes of single fields over real values."""
    from promptrec.explain.changes import changes

    found = answer_of("changes", key, lambda report: changes(subject, report=report))
    has_verdict = subject.probability is not None
    if has_verdict and not any(one.flips for one in found):
        st.caption(say("explain.no_turn"))
    st.table(change_columns(found[:SHOWN], has_verdict))
    st.caption(say("explain.turns_help" if has_verdict else "explain.moves_help"))


def change_columns(found: "Sequence[Change]", has_verdict: bool) -> dict[str, list[str]]:
    """Column -> its cells: field, what it would be instead, the score, whether that turns it."""
    columns: dict[str, list[str]] = {
        say("explain.field"): [plain(field_name(language(), change.field)) for change in found],
        say("explain.now_instead"): [
            f"{plain(change.old) or EMPTY} → **{plain(change.new) or EMPTY}**" for change in found
        ],
        say("explain.score"): [f"{change.score:+.2f}" for change in found],
    }
    if has_verdict:
        columns[say("explain.turned")] = ["●" if change.flips else "" for change in found]
    return columns
