"""What a run would do, checked before it is queued: rows, cold users, time, the first prompt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from promptrec.data.dataset import Dataset
from promptrec.errors import DataError
from promptrec.examples.fit import Fitted
from promptrec.judge.run_time import PromptCounts, RunTime, estimate, heavier
from promptrec.judge.starting import start_of
from promptrec.methods import own_values
from promptrec.model.meaning import KEPT
from promptrec.model.planning import plan_for
from promptrec.model.reading import ModelReader
from promptrec.model.sense import check_sense
from promptrec.model.size import trainable_estimate
from promptrec.settings import RunSettings
from promptrec.store.snapshots import Run
from promptrec.ui.shared.numbers import count, duration, small_share
from promptrec.ui.shared.prompt_view import prompt_html
from promptrec.ui.shell.glossary import explained
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import store
from promptrec.ui.state.results import made_once
from promptrec.words.table import sentence

SAMPLE = 64  # prompts whose tokens are counted for the estimate


@dataclass(frozen=True, slots=True)
class Check:
    """What is known before the start."""

    train: int
    valid: int
    test: int
    warm: int  # test users that train knows
    cold: int  # test users that train does not know
    estimate: RunTime
    trainable: int  # weights that the method changes
    weights: int  # of the whole model
    first: Fitted
    notes: tuple[str, ...]


def check(data: Dataset, settings: RunSettings) -> Check:
    """Make the plan of a run, once. Raises what would fail later: now, with a sentence."""
    runs = store().readable_runs()
    ended = tuple(run.id for run in runs if run.state.finished)  # they say how fast it is here
    key = (data.fingerprint(), settings.to_json(), ended)
    return made_once(("check", *key), lambda: checked(data, settings, runs))


def checked(data: Dataset, settings: RunSettings, runs: Sequence[Run]) -> Check:
    """The plan as it is made. runs: those whose pace is known here."""
    plan, reader = plan_for(data, settings, KEPT)
    start_of(data, settings)  # a rule that says nothing here is refused
    rows = plan.rows
    if settings.tunes and not len(rows.train):
        raise DataError("new_run.no_train", split=sentence(f"split.{settings.split.name}"))
    worth_knowing = check_sense(plan, reader)
    part = "valid" if not settings.tunes and len(rows.valid) else "train"
    pairs = plan.pairs(part)
    places = np.linspace(0, len(pairs) - 1, min(SAMPLE, len(pairs))).astype(np.int64)
    sample = plan.fit(pairs.take(places), part)
    tokens = float(np.mean(reader.encoder.count([one.prompt for one in sample])))
    seconds = estimate(
        plan.settings,
        PromptCounts(len(rows.train), len(rows.valid), len(rows.split.test)),
        tokens,
        runs,
        heavier(reader.backbone),
    )
    people = rows.split.warm_cold(data)
    return Check(
        len(rows.train),
        len(rows.valid),
        len(rows.split.test),
        people.warm_users,
        people.cold_users,
        seconds,
        weights_of(settings, reader, settings.method),
        weights_of(settings, reader, "full"),
        sample[0],
        (*rows.split.warnings, *reader.notes, *worth_knowing),
    )


def weights_of(settings: RunSettings, reader: ModelReader, method: str) -> int:
    """Weights that a method would change with these settings."""
    return trainable_estimate(
        reader.backbone,
        method=method,
        head=reader.head,
        loss=settings.loss,
        soft_tokens=reader.template.soft_total,
        cf_sides=reader.cf_sides,
        starts=settings.starts,
        **own_values(settings.own),
    )


def show_check(found: Check) -> None:
    """The plan in numbers and one prompt."""
    numbers = st.columns(5)
    numbers[0].metric(
        say("new_run.learns"),
        count(found.train),
        help=explained(say("new_run.learns_help"), "split"),
    )
    numbers[1].metric(say("new_run.watches"), count(found.valid), help=say("new_run.watches_help"))
    numbers[2].metric(say("new_run.locked"), count(found.test), help=say("new_run.locked_help"))
    numbers[3].metric(say("new_run.time"), f"≈ {duration(found.estimate.seconds)}")
    numbers[4].metric(
        say("new_run.trains"),
        count(found.trainable),
        small_share(found.trainable / found.weights),
        delta_color="off",
        delta_arrow="off",
        help=say("new_run.trains_help"),
    )
    st.caption(say("new_run.people", warm=count(found.warm), cold=count(found.cold)))
    for note in found.notes:
        st.info(in_words(note))
    st.markdown(f"**{say('new_run.first')}**")
    with st.container(border=True):
        st.html(prompt_html(found.first.prompt))
