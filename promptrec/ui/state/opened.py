"""Things that are opened once for all visitors: store, data, scorers, tables.

`cache_resource` for things that live (store, data sets, scorers), `cache_data` for values. Nothing
here imports torch until a scorer is asked for.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.data.history import Histories, histories_of
from promptrec.data.profile import Profile, profile
from promptrec.data.shipped import open_dataset, shipped_names
from promptrec.data.split import Split, make_split
from promptrec.data.values import FieldValues
from promptrec.examples.known import KnownRows
from promptrec.examples.lint.ground import LintedData
from promptrec.examples.pair import pairs_by_id
from promptrec.examples.plan import choose_rows
from promptrec.model.meaning import MEANING
from promptrec.model.plan import ScorerPlan
from promptrec.model.planning import moved_to
from promptrec.model.shelf import SHELF
from promptrec.model.variant import loader
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.store import Store
from promptrec.ui.state.home import datasets_folder, home
from promptrec.ui.state.keys import DATA_FOLDERS, LANGUAGE
from promptrec.words.table import Sentence

if TYPE_CHECKING:
    from promptrec.explain.subject import Subject
    from promptrec.judge.evaluate import Evaluation
    from promptrec.model.scorer import Scorer
    from promptrec.model.variant import Variant

Who = str | RunSettings  # the id of a run, or the settings of an untuned template

FIRST = "movies"  # what a newcomer sees


@st.cache_resource(show_spinner=False)
def store_at(folder: str) -> Store:
    """The store of one home; whoever waits for it on a page is told so there."""
    found = Store.open(Path(folder))
    found.database.on_wait = tell_wait
    return found


def tell_wait(said: Sentence) -> None:
    """Say on the page that is being drawn what it waits for."""
    st.toast(said.in_language(LANGUAGE.get() or "en"), icon=":material/hourglass_top:")


def store() -> Store:
    """The store of this app."""
    return store_at(str(home()))


def dataset_names() -> list[str]:
    """What a person can choose: shipped sets first, then uploaded ones."""
    shipped = sorted(shipped_names(), key=lambda name: (name != FIRST, name))
    own = datasets_folder()
    uploaded = sorted(each.name for each in own.iterdir() if each.is_dir()) if own.is_dir() else []
    more = [name for name in uploaded if name not in shipped and name[0] != "."]
    return [*shipped, *more, *DATA_FOLDERS.get()]


def dataset_source(name: str) -> str:
    """What run settings call it: a shipped name, or the folder of an upload."""
    known = name in shipped_names() or name in DATA_FOLDERS.get()
    return name if known else str(datasets_folder() / name)


def dataset_name(source: str) -> str:
    """How `dataset_names` lists what run settings call `source`."""
    folder = Path(source)
    return folder.name if folder.parent == datasets_folder() and folder.is_dir() else source


def remember_folder(source: str) -> None:
    """List a folder elsewhere among the data sets of this visit: a run was made with it."""
    if dataset_name(source) not in dataset_names():
        DATA_FOLDERS.set((*DATA_FOLDERS.get(), source))


@st.cache_resource(max_entries=4, show_spinner=False)
def _dataset(source: str, stamp: float) -> Dataset:  # noqa: ARG001 - part of the key
    return open_dataset(source)


def dataset(source: str) -> Dataset:
    """A checked data set, read once; an upload that was replaced is read again."""
    folder = Path(source)
    return _dataset(source, folder.stat().st_mtime if folder.is_dir() else 0.0)


@st.cache_resource(max_entries=4, show_spinner=False)
def _lookups(fingerprint: str, _data: Dataset) -> tuple[FieldValues, Histories]:  # noqa: ARG001
    return FieldValues(_data), histories_of(_data)


def lookups(data: Dataset) -> tuple[FieldValues, Histories]:
    """Field values and histories of a data set, built once for all templates."""
    return _lookups(data.fingerprint(), data)


@st.cache_data(max_entries=8, show_spinner=False)
def _profile(fingerprint: str, _data: Dataset) -> Profile:  # noqa: ARG001
    return profile(_data)


def profile_of(data: Dataset) -> Profile:
    """Counts and distributions of a data set."""
    return _profile(data.fingerprint(), data)


@st.cache_resource(max_entries=8, show_spinner=False)
def _split(fingerprint: str, settings: SplitSettings, _data: Dataset) -> Split:  # noqa: ARG001
    return make_split(_data, settings)


def split_of(data: Dataset, settings: SplitSettings) -> Split:
    """A split, made once."""
    return _split(data.fingerprint(), settings, data)


def untuned_scorer(plan: ScorerPlan, device: str = "auto") -> "Scorer":
    """The model as it came. Loads torch: about 7 seconds the first time."""
    load = loader(plan, device)
    return SHELF.take(load, load)


@st.cache_resource(max_entries=8, show_spinner=False)
def _run_variant(folder: str, run_id: str, fingerprint: str, _data: Dataset) -> "Variant":  # noqa: ARG001
    from promptrec.judge.opening import variant_of

    return variant_of(run_id, _data, store=store_at(folder))


def run_variant(run_id: str) -> "Variant":
    """A finished run with its weights, on the data that other pages hold. Loads torch."""
    return variant_at(str(home()), run_id)


def variant_at(folder: str, run_id: str) -> "Variant":
    """The same of any home."""
    data = dataset(store_at(folder).run(run_id).settings.dataset)
    return _run_variant(folder, run_id, data.fingerprint(), data)


@st.cache_resource(max_entries=8, show_spinner=False)
def _known(folder: str, run_id: str, fingerprint: str, _data: Dataset) -> KnownRows:  # noqa: ARG001
    run = store_at(folder).run(run_id)
    learned_on = run.result.fingerprint if run.result else ""
    return choose_rows(_data, moved_to(_data, run.settings, learned_on, {})).known


def known_by(data: Dataset, run_id: str) -> KnownRows:
    """What a finished run knows of others on this data; nothing of it is loaded."""
    return _known(str(home()), run_id, data.fingerprint(), data)


@st.cache_resource(max_entries=8, show_spinner=False)
def _untuned_variant(settings_json: str, fingerprint: str, every_row: bool) -> "Variant":  # noqa: ARG001
    from promptrec.judge.opening import variant_of

    settings = RunSettings.from_json(settings_json)
    return variant_of(settings, dataset(settings.dataset), every_row=every_row)


def untuned_variant(data: Dataset, settings: RunSettings, *, every_row: bool = False) -> "Variant":
    """A template that was never tuned; every_row as in `variant_of`. Loads torch."""
    return _untuned_variant(settings.to_json(), data.fingerprint(), every_row)


@st.cache_resource(max_entries=32, show_spinner=False)
def _evaluation(folder: str, run_id: str, part: str) -> "Evaluation":
    from promptrec.judge.evaluate import Evaluation, evaluate, report_on
    from promptrec.judge.saved import kept_scores, scores_file

    run = store_at(folder).run(run_id)
    data = dataset(run.settings.dataset)
    kept = kept_scores(scores_file(Path(folder), run_id), data.fingerprint())
    if part == "valid" and kept is not None:
        return Evaluation(part, *kept, report_on(*kept))
    return evaluate(variant_at(folder, run_id), part)


def evaluation(run_id: str, part: str) -> "Evaluation":
    """Scores of a run on its valid or test rows, those kept with the run where there are any.

    Loads torch where there are none. Who asks for test counts the look.
    """
    return _evaluation(str(home()), run_id, part)


@st.cache_resource(max_entries=16, show_spinner=False)
def _subject(key: str, user: str, item: str, _who: Who, _data: Dataset) -> "Subject":  # noqa: ARG001
    from promptrec.explain.subject import subject_of

    if isinstance(_who, str):
        variant = run_variant(_who)
    else:
        variant = untuned_variant(_data, _who, every_row=True)
    return subject_of(variant, pairs_by_id(variant.plan.dataset, [(user, item)]))


def subject(data: Dataset, who: Who, user: str, item: str) -> "Subject":
    """The prompt of a pair as the chosen model reads it. Loads torch."""
    return _subject(subject_key(data, who), user, item, who, data)


def subject_key(data: Dataset, who: Who) -> str:
    """What tells models on data apart, in caches and widgets."""
    name = f"{home()} {who}" if isinstance(who, str) else who.to_json()
    return f"{data.fingerprint()} {name}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _ground(fingerprint: str, _data: Dataset) -> LintedData:  # noqa: ARG001
    return LintedData(_data, meaning=MEANING)


def lint_ground(data: Dataset) -> LintedData:
    """What lint knows of a data set, counted once."""
    return _ground(data.fingerprint(), data)


def forget_datasets() -> None:
    """Read data sets again: one was added or replaced."""
    _dataset.clear()
