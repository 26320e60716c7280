"""Which runs are compared (same data, same split, so the same rows), and which part is shown."""

from collections.abc import Mapping, Sequence

import streamlit as st

from promptrec.compare.verdict import Comparison
from promptrec.judge.entrants import Group, more_seeds
from promptrec.settings import SplitSettings
from promptrec.store.snapshots import Run, RunState
from promptrec.ui.compare.options import OF_VERDICT, VIEWS
from promptrec.ui.shared.empty import empty
from promptrec.ui.shared.pickers import finished_runs
from promptrec.ui.shared.run_list import label_of, title_of
from promptrec.ui.shared.start_run import start_run, under_way
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.not_here import tell_deleted
from promptrec.ui.shell.say import joined, plain, say
from promptrec.ui.state import keys, store
from promptrec.ui.state.key import Key

AT_FIRST = 4  # runs that are chosen when nobody has chosen yet
OFFERED = 3  # buttons for runs that finished since
ENDED_BADLY = (RunState.FAILED, RunState.CANCELLED)
MORE_SEEDS = 2  # runs that are added to a variant at a time


def choose_runs(source: str) -> list[Run]:
    """Finished runs of this data and of one split; the page ends here when there are none."""
    runs = [run for run in finished_runs() if run.settings.dataset == source]
    if not runs:
        empty(say("compare.none"), "pages/train/new_run.py", say("runs.begin"))
    split = choose_split(runs)
    by_id = {run.id: run for run in runs if run.settings.split.as_now == split}
    ground = ground_of(next(iter(by_id.values())))
    key, seen = keys.COMPARED.of(*ground), keys.COMPARED_SEEN.of(*ground)
    tell_deleted(run for run in key.get() if run not in by_id)
    choose_first(key, seen, by_id)
    chosen = st.multiselect(
        say("compare.runs"),
        list(by_id),
        format_func=lambda run: label_of(by_id[run]),
        key=key.name,
        persist_state="session",
        placeholder=say("pick.several"),
    )
    offer_news(key, seen, by_id)
    if not chosen:
        st.info(say("compare.choose"))
        st.stop()
    return [by_id[run] for run in chosen]


def choose_first(key: Key[list[str]], seen: Key[set[str]], runs: Mapping[str, Run]) -> None:
    """Choose the newest runs at the first visit, examples only while there is none of one's own;
    later only drop those that are gone. A single run has a verdict, too.

    What is chosen is one family of tests: a run that joined by itself would change its verdicts.
    """
    if not key.is_kept():
        own = [run for run, one in runs.items() if not one.example]
        key.set((own or list(runs))[:AT_FIRST])
        seen.set(set(runs))
    key.set([run for run in key.get() if run in runs])


def offer_news(key: Key[list[str]], seen: Key[set[str]], runs: Mapping[str, Run]) -> None:
    """A button for each run that finished since the first visit and was never chosen."""
    seen.set(seen.get() | set(key.get()))
    news = [run for run in runs if run not in seen.get()][:OFFERED]
    if not news:
        return
    st.caption(say("compare.news"))
    for run in news:
        st.button(
            say("compare.add", name=plain(label_of(runs[run]))),
            key=f"add_{run}",
            on_click=add_run,
            args=(key, run),
        )


def add_run(key: Key[list[str]], run: str) -> None:
    """Choose one more run."""
    key.set([*key.get(), run])


def choose_split(runs: Sequence[Run]) -> SplitSettings:
    """The split; asked for only when there are several."""
    splits = list(dict.fromkeys(run.settings.split.as_now for run in runs))
    if len(splits) == 1:
        return splits[0]
    keys.COMPARE_SPLIT.give_way(splits, splits[0])
    return st.selectbox(
        say("split.name"),
        splits,
        format_func=split_words,
        key=keys.COMPARE_SPLIT.name,
        persist_state="session",
    )


def ground_of(run: Run) -> tuple[str, str, int, str]:
    """What runs must share to be compared: data and split."""
    split = run.settings.split.as_now
    return run.settings.dataset, split.name, split.seed, split.history


def split_words(split: SplitSettings) -> str:
    """A split with what sets it apart."""
    seed = f", {say('split.seed')} {split.seed}" if split.seed else ""
    running = f", {say('split.running')}" if split.history == "running" else ""
    return f"{say(f'split.{split.name}')}{seed}{running}"


def add_untuned(chosen: Sequence[Run]) -> None:
    """A button that queues the same model, never tuned, for templates that lack it.

    A single run stays in sight while its twin is scored, and is then held against it.
    """
    tried = [run for run in store().readable_runs() if run.state not in ENDED_BADLY]
    known = {run.settings.untuned: run for run in tried if not run.settings.tunes}
    missing = dict.fromkeys(run.settings.untuned for run in chosen if run.settings.tunes)
    todo = [settings for settings in missing if settings not in known]
    if todo and st.button(
        say("compare.add_untuned", count=len(todo)),
        help=explained(say("compare.untuned_help"), "twin"),
    ):
        for settings in todo:
            run = start_run(settings)
        if len(chosen) == 1:
            st.rerun()
        st.switch_page("pages/train/runs.py", query_params={"run": run.id})
    twins = [known[settings] for settings in missing if settings in known]
    waited = [run for run in twins if not run.state.finished] if len(chosen) == 1 else []
    for run in waited:
        under_way(run)
    others = [run for run in store().runs() if not run.state.finished and run not in waited]
    if others:
        st.caption(say("compare.waiting", names=joined(", ", map(title_of, others))))


def repeat(groups: Sequence[Group]) -> None:
    """A button that tunes every variant again with two new seeds."""
    todo = [group for group in groups if group.tuned and len(group.entrants) <= MORE_SEEDS]
    settings = [(group, seed) for group in todo for seed in more_seeds(group, MORE_SEEDS)]
    if settings and st.button(
        say("versus.repeat", count=len(settings)), help=say("versus.repeat_help")
    ):
        for group, one in settings:
            run = start_run(one, group.entrants[0].run.name)
        st.switch_page("pages/train/runs.py", query_params={"run": run.id})


def choose_view(verdict: Comparison | None) -> str:
    """The part that is to be shown; those of a verdict only where there is one."""
    known = [one for one in VIEWS if verdict is not None or one not in OF_VERDICT]
    keys.COMPARE_VIEW.give_way(known, known[0])
    chosen = st.segmented_control(
        say("versus.view"),
        known,
        format_func=lambda one: say(f"versus.view_{one}"),
        key=keys.COMPARE_VIEW.name,
        required=True,
        persist_state="session",
    )
    return str(chosen)
