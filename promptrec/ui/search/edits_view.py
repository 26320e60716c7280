"""A race of edits: the choice, why it can be trusted, its confirmation, and the tree of edits."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from promptrec.compare.judging import SESOI, Question
from promptrec.compare.race import level_of
from promptrec.data.locked import locked_users
from promptrec.errors import StoreError
from promptrec.metrics.metric import BESIDE, MAIN
from promptrec.records import Interval
from promptrec.search.from_template import run_of, template_in, to_confirm
from promptrec.search.lineage import Branch, branches, heats, looks_taken, path_to
from promptrec.search.told import told
from promptrec.settings import SearchSettings
from promptrec.store.snapshots import Run, RunState, Trial, TrialState
from promptrec.ui.compare.confirm import confirm
from promptrec.ui.compare.rows import variants
from promptrec.ui.search.beside import caption_beside
from promptrec.ui.shared.drafts.kept_draft import open_in_editor
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.ui.shared.numbers import count
from promptrec.ui.shared.start_run import start_run
from promptrec.ui.shell.say import joined, language, say, say_text
from promptrec.ui.shell.sentences import in_text, in_words
from promptrec.ui.state import dataset, keys, store
from promptrec.ui.templates.shelf import diff_html
from promptrec.words.form import together


def edits_view(
    run: Run,
    search: SearchSettings,
    trials: Sequence[Trial],
    best: Trial,
    beside: Mapping[int, float],
) -> None:
    """Everything about a race that has at least judged its start."""
    choice_card(run, search, trials, best, beside)
    if run.state.finished and locked_users(dataset(run.settings.dataset)).any():
        confirmation(run, search, trials)
    st.subheader(say("search.tree"))
    st.caption(rule_words(search, trials))
    st.html(tree_html(trials, best, metric_words(search.metric), beside))
    open_one(trials, best)


def choice_card(
    run: Run,
    search: SearchSettings,
    trials: Sequence[Trial],
    best: Trial,
    beside: Mapping[int, float],
) -> None:
    """The best template beside the start, what was changed, and how far that can be trusted."""
    start = trials[0]
    with st.container(border=True):
        left, right = st.columns([1, 3], gap="large")
        gain = (best.value or 0.0) - (start.value or 0.0)
        left.metric(
            say("search.best_edit"),
            f"{best.value:.3f}",
            delta=f"{gain:+.3f}" if best.number else None,
        )
        left.caption(say("search.on_valid", metric=metric_words(search.metric)))
        if best.low is not None and best.high is not None:
            left.caption(say("metric.interval", low=f"{best.low:.3f}", high=f"{best.high:.3f}"))
        caption_beside(left, best, beside)
        with right:
            st.html(diff_html(start.settings.template, best.settings.template))
            steps = [in_words(told(one.parameters)) for one in path_to(trials, best)]
            st.caption(joined(" → ", steps))
        data = dataset(run.settings.dataset)
        locked = int(locked_users(data).sum())
        key = "search.trusted" if locked else "search.trusted_little"
        st.caption(say(key, rows=count(best.rows), locked=count(locked)))
        if search.metric != MAIN:
            words = {"metric": metric_words(search.metric), "main": metric_words(MAIN)}
            st.caption(say("search.other_yardstick", **words))


def rule_words(search: SearchSettings, trials: Sequence[Trial]) -> str:
    """The rule by which templates are dropped, how often they were looked at, and who judged."""
    level = f"{level_of(int(trials[0].parameters['looks'])):.3g}"
    words = say(
        "search.rule",
        heats=len(heats(trials[1:])),
        looks=looks_taken(trials),
        level=level,
        edits=count(len(trials) - 1),
    )
    judge = "weights" if search.weights else "tuned" if search.base.tunes else "untuned"
    return together(language(), (words, say(f"search.judge_{judge}")))


def confirmation(run: Run, search: SearchSettings, trials: Sequence[Trial]) -> None:
    """Start and choice as runs, then the test rows of users that no heat has read."""
    try:
        pair = to_confirm(run, trials)
    except StoreError as error:
        st.info(in_words(error.sentence))
        return
    runs = [run_of(store(), settings) for settings in pair]
    found = [one for one in runs if one is not None]
    if len(found) < len(pair):
        if st.button(say("search.confirm_edits"), help=say("search.confirm_edits_help")):
            for settings, known in zip(pair, runs, strict=True):
                if known is None:
                    start_run(settings, settings.template_name)
            st.rerun()
    elif all(one.state is RunState.SUCCEEDED for one in found):
        with st.expander(say("search.confirm_edits"), expanded=True):
            confirm(variants(found), Question(metric=search.metric, sesoi=SESOI))
    else:
        st.caption(say("search.confirm_waits", runs=joined(", ", (one.id for one in found))))
        st.button(say("search.look_again"))


def tree_html(
    trials: Sequence[Trial], best: Trial, metric: str, beside: Mapping[int, float]
) -> str:
    """Each template below the one that it was made of."""
    metrics = (metric, metric_words(BESIDE)) if beside else (metric,)
    head = "".join(
        f"<th>{escape(one)}</th>"
        for one in (say("search.edit_column"), *metrics, say("search.rows"), say("runs.state"))
    )
    looks = trials[0].parameters["looks"]  # the start was judged to the end
    rows = "".join(row_html(each, best, looks, beside) for each in branches(trials))
    return f'<table class="pr-tree"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def row_html(branch: Branch, best: Trial, looks: object, beside: Mapping[int, float]) -> str:
    """A template as a row: the words of its edit, its value, and what became of it."""
    one = branch.trial
    words = escape(in_text(told(one.parameters)))
    if one.number == best.number:
        words = f"<b>{words}</b>"
    value = "–" if one.value is None else f"{Interval(one.value, one.low, one.high)}"
    also = f"{beside[one.number]:.3f}" if one.number in beside else "–"
    more = f"<td>{also}</td>" if beside else ""
    step = f'style="padding-left:{1.1 * branch.depth:g}rem"'
    sign = "↳ " if branch.depth else ""
    text = escape(one.settings.template)
    return (
        f'<tr><td title="{text}"><div {step}>{sign}{words}</div></td><td>{value}</td>{more}'
        f"<td>{one.rows or '–'}</td><td>{escape(fate(one, best, looks))}</td></tr>"
    )


def fate(one: Trial, best: Trial, looks: object) -> str:
    """What became of a template. looks: of a whole heat."""
    if one.state is TrialState.FAILED:
        return in_text(one.message)
    if one.state is TrialState.PRUNED:
        return say_text("search.dropped", look=one.parameters["looks"], looks=looks)
    return say("search.chosen" if one.number == best.number else "search.stayed")


def open_one(trials: Sequence[Trial], best: Trial) -> None:
    """Take any of the templates into the editor."""
    by_number = {one.number: one for one in trials}
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    chosen = row.selectbox(
        say("search.which"),
        list(by_number),
        index=list(by_number).index(best.number),
        format_func=lambda number: by_number[number].settings.template,
        key=keys.SEARCH_OPENED.of(len(trials)).name,
    )
    if row.button(say("search.edit")):
        settings = by_number[int(chosen)].settings
        open_in_editor(template_in(settings), settings.dataset)
        st.switch_page("pages/prepare/templates.py")
