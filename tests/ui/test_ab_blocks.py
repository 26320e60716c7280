"""Two templates side by side without a page: what differs, what that says, which runs decide."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from promptrec.data.dataset import Dataset
from promptrec.examples.pair import pairs_at
from promptrec.prompt.template import Template
from promptrec.records import Answers
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.snapshots import RunState
from promptrec.ui.shared.variant_pick import untuned
from promptrec.ui.state import split_of, store
from promptrec.ui.templates.ab_table import pin_some, said_of, some_rows, summary, table_html
from promptrec.ui.templates.decide import plan_words, run_of, settings_of


def answers(*scores: float) -> Answers:
    values = np.array(scores)
    return Answers(score=values, words=(), word_probability=np.zeros((len(values), 0)))


def drafts(one: str, other: str, model: str = "tiny") -> list[RunSettings]:
    return [untuned("tiny", Template(text, text), model) for text in (one, other)]


def test_each_example_and_the_mean_say_how_far_b_is_from_a(tiny_dataset: Dataset) -> None:
    ids = [("u1", "i4"), ("u2", "i0")]
    said = np.array([1.0, np.nan])
    shown = table_html(tiny_dataset, ids, said, answers(0.5, 1.0), answers(1.0, 0.0))
    assert shown.count("<tr>") == 4 and "Heat" in shown
    assert "+0.50" in shown and "-1.00" in shown and "-0.25" in shown  # the last is the mean
    assert "liked" in shown
    assert shown.count("pr-up") == 1 and "pr-down" not in shown  # one is known, and B is nearer
    away = table_html(tiny_dataset, ids, 1 - said, answers(0.5, 1.0), answers(1.0, 0.0))
    assert away.count("pr-down") == 1 and "pr-up" not in away


def test_titles_of_the_data_are_escaped(tiny_dataset: Dataset) -> None:
    shown = table_html(tiny_dataset, [("<b>", "i4")], np.array([np.nan]), answers(0), answers(1))
    assert "<b></b>" not in shown and "&lt;b&gt;" in shown
    assert shown.count("<tr>") == 2  # no mean of one


def test_going_towards_what_was_said_counts_only_what_is_known() -> None:
    change, said = np.array([0.5, 0.5, -0.5, 0.0]), np.array([1.0, 0.0, 0.0, 1.0])
    assert "2 of 4" in summary(change, said)
    assert "1 of 1" in summary(change[:2], np.array([1.0, np.nan]))
    assert "said" not in summary(change, np.full(4, np.nan))
    assert "+0.12" in summary(change, said)


def test_what_people_said_is_shown_of_valid_rows_alone(home: Path, tiny_dataset: Dataset) -> None:
    split = split_of(tiny_dataset, SplitSettings())
    for part, shown in (("train", False), ("valid", True), ("test", False)):
        rows = getattr(split, part)[:3]
        pairs = pairs_at(tiny_dataset, tiny_dataset.user[rows], tiny_dataset.item[rows], rows)
        assert (~np.isnan(said_of(pairs, split))).all() == shown
        assert shown or np.isnan(said_of(pairs, split)).all()
    assert np.isnan(said_of(pairs, None)).all()


def test_people_that_are_pinned_at_once_are_different_ones_of_valid(
    home: Path, tiny_dataset: Dataset
) -> None:
    split = split_of(tiny_dataset, SplitSettings())
    pin_some("tiny", tiny_dataset, split)
    pins = store().pins("tiny")
    assert 1 < len(pins) <= 5
    assert len({pin.user for pin in pins}) == len({pin.item for pin in pins}) == len(pins)
    rows = some_rows(tiny_dataset, split.valid)
    assert set(rows) <= set(split.valid.tolist())
    assert len({tiny_dataset.label[row] for row in rows}) == 2  # likes and others
    assert some_rows(tiny_dataset, split.valid[:0]) == []


def test_two_drafts_that_can_answer_untuned_are_compared_untuned(
    home: Path, tiny_dataset: Dataset
) -> None:
    pair = drafts("{item.title} {mask}", "it is {mask}: {item.title}")
    asked = settings_of(tiny_dataset, pair, "untuned")
    assert [one.method for one in asked] == ["none", "none"]
    assert "untuned" in plan_words(asked[0], "untuned", 2)


@pytest.mark.parametrize("scorer", ["nothing", "untuned"])
def test_else_both_learn_under_the_settings_of_new_run(
    scorer: str, home: Path, tiny_dataset: Dataset
) -> None:
    pair = drafts("{item.title}", "{item.title} {mask}")
    one, other = settings_of(tiny_dataset, pair, scorer)
    assert one.tunes and one.epochs and one.learning_rate  # in numbers, as a run keeps them
    same = dataclasses.replace(
        other, template=one.template, template_name=one.template_name, verbalizer=one.verbalizer
    )
    assert same == one


def test_what_has_run_is_not_run_again(home: Path, tiny_dataset: Dataset) -> None:
    pair = drafts("{item.title}", "{item.title}, {item.year}")
    base = dataclasses.replace(pair[0], method="lora", max_train=30, epochs=2, learning_rate=1e-3)
    run = store().queue(base, name="mine")
    one, other = settings_of(tiny_dataset, pair, run.id)
    assert (one.method, one.max_train, one.epochs, other.epochs) == ("lora", 30, 2, 2)
    found = run_of(one, store().runs())
    assert found is not None and found.id == run.id  # at work: it is waited for
    assert run_of(other, store().runs()) is None
    claimed = store().claim("test")
    assert claimed is not None
    done = store().finish(claimed.id, claimed.fence, RunState.SUCCEEDED)
    again = store().queue(dataclasses.replace(base, seed=3))
    found = run_of(one, store().runs())
    assert again.id != done.id and found is not None and found.id == done.id  # no need to wait
