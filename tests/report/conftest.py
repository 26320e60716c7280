"""Finished runs of a small data set with made-up scores: nothing here loads a model."""

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from promptrec.compare.judging import Question, judge, rules_on, sides_of
from promptrec.compare.scoreboard import scoreboard
from promptrec.judge.entrants import entrant, groups
from promptrec.judge.saved import keep_scores, scores_file
from promptrec.records import Answers
from promptrec.report.comparison import ComparisonReport
from promptrec.report.users import users_of
from promptrec.report.voice import voice_of
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.snapshots import JobResult, RunState
from promptrec.store.store import Store

TEXTS = ("{item.title}", "It is {item.title}.", "The item is {item.title}.")
GAINS = (0.0, 1.2, 0.1)
RUNS = ("r0001", "r0002", "r0003")


@pytest.fixture(scope="session")
def compared_home(many_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with r0001 (untuned), r0002 (much better) and r0003 (a little), all of one name."""
    home = tmp_path_factory.mktemp("compared")
    settings = RunSettings(
        dataset=str(many_folder),
        template="{item.title}",
        template_name="plain",
        model="tiny",
        method="none",
        max_valid=None,
        split=SplitSettings(small_users="test"),
    )
    for text, gain in zip(TEXTS, GAINS, strict=True):
        made_up_run(home, dataclasses.replace(settings, template=text), gain)
    return home


@pytest.fixture(scope="session")
def report(compared_home: Path) -> ComparisonReport:
    """Three runs of one name with everything that needs no model."""
    store = Store.open(compared_home)
    variants = groups([entrant(store, run) for run in RUNS])
    rows = sides_of(variants)
    rules = rules_on(rows)
    found = judge(variants, Question(sesoi=0.01), found=rows, rules=rules)
    return ComparisonReport(
        found=found,
        groups=variants,
        voice=voice_of("en", variants),
        board=scoreboard(variants, rows, rules),
        users=users_of(found, rows, rules),
    )


@pytest.fixture
def more_runs(compared_home: Path, tmp_path: Path) -> Callable[[RunSettings, float], Path]:
    """Adds a made-up run to a copy of the home, which is returned."""
    home = shutil.copytree(compared_home, tmp_path / "more")

    def add(settings: RunSettings, gain: float) -> Path:
        made_up_run(home, settings, gain)
        return home

    return add


def made_up_run(home: Path, settings: RunSettings, gain: float) -> None:
    """A run that succeeded; gain: how much higher liked rows stand in its kept scores."""
    store = Store.open(home)
    store.queue(settings, name="same name")
    run = store.claim("test")
    assert run is not None
    result = JobResult(
        metrics={}, trainable_parameters=0, label_rows=40, statistic_rows=40, seconds=12.0
    )
    store.finish(run.id, run.fence, RunState.SUCCEEDED, result=result)
    one = entrant(store, run.id)
    pairs = one.plan.pairs("valid")
    noise = np.random.default_rng(int(run.id[1:])).normal(size=len(pairs))
    answers = Answers(
        score=(noise + gain * pairs.label).round(2),
        words=(),
        word_probability=np.zeros((len(pairs), 0)),
    )
    keep_scores(scores_file(home, run.id), pairs, answers, one.fingerprint)
