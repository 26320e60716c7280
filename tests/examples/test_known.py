"""Which rows of others a run may know."""

import dataclasses
import json

import numpy as np
import pytest

from promptrec.data.dataset import Dataset
from promptrec.examples.plan import choose_rows
from promptrec.settings import SPLITS, STATISTICS, RunSettings, SplitSettings


def settings_of(split: str, statistics: str, max_train: int | None = 20) -> RunSettings:
    return RunSettings(
        dataset="tiny",
        template="{item.title}",
        split=SplitSettings(name=split, known=2 if split == "cold_user" else 0),
        statistics=statistics,
        max_train=max_train,
    )


HERE = [name for name in SPLITS if name not in ("cross_domain", "given")]


@pytest.mark.parametrize("split", HERE)
@pytest.mark.parametrize("statistics", STATISTICS)
def test_no_row_of_valid_or_test_is_ever_known_of_others(
    tiny_dataset: Dataset, split: str, statistics: str
) -> None:
    rows = choose_rows(tiny_dataset, settings_of(split, statistics))
    judged = np.union1d(rows.split.valid, rows.split.test)
    for known in (rows.known.statistics, rows.known.met, rows.known.rules):
        assert len(known) and not np.isin(known, judged).any()


@pytest.mark.parametrize("split", HERE)
def test_known_is_all_that_is_visible_and_labelled_what_is_learned_from(
    tiny_dataset: Dataset, split: str
) -> None:
    every = {name: choose_rows(tiny_dataset, settings_of(split, name)).known for name in STATISTICS}
    rows = choose_rows(tiny_dataset, settings_of(split, "known"))
    seen = np.flatnonzero(rows.split.visible["train"])
    assert len(rows.train) == 20 < len(seen)
    expected = {
        "known": (seen, seen, seen),
        "labelled": (rows.train, rows.train, rows.train),
        "unlabelled": (rows.train, seen, rows.train),
        "train": (rows.train, rows.train, rows.train),
        "all": (seen, seen, rows.train),
    }
    for name, (statistics, met, rules) in expected.items():
        found = every[name]
        assert np.array_equal(found.statistics, statistics)
        assert np.array_equal(found.met, met) and np.array_equal(found.rules, rules)


def test_new_runs_know_and_a_stored_run_without_the_word_knows_what_it_learned_from() -> None:
    settings = settings_of("leave_last", "known")
    assert RunSettings(dataset="tiny", template="{item.title}").statistics == "known"
    kept = json.loads(settings.to_json())
    assert RunSettings.from_json(json.dumps(kept)) == settings
    del kept["statistics"]
    before = RunSettings.from_json(json.dumps(kept))
    assert before == dataclasses.replace(settings, statistics="train")
