"""Scores of rules that are read again: never for anything but what they were counted on."""

import dataclasses

import numpy as np
import pytest

from promptrec.compare.judging import Sides, rules_on, sides_of
from promptrec.compare.kept_rules import FOLDER, digest, read, rules_of
from promptrec.data.shipped import open_dataset
from promptrec.judge.entrants import entrant, groups
from promptrec.judge.starting import open_variant
from promptrec.settings import RunSettings, SplitSettings
from promptrec.store.shipped_runs import SHIPPED_RUNS, add_examples
from promptrec.store.store import Store


@pytest.fixture(scope="module")
def asked(many_folder):
    """The valid pairs of an untouched variant, as a comparison has them."""
    settings = RunSettings(
        dataset=str(many_folder),
        template="{item.title}",
        model="tiny",
        max_valid=None,
        split=SplitSettings(small_users="test"),
    )
    plan = open_variant(open_dataset(str(many_folder)), settings).plan
    pairs = plan.pairs("valid")
    return Sides("valid", plan, pairs, (), len(pairs))


def files(home):
    return sorted((home / "measured" / FOLDER).glob("*.npz"))


def test_rules_are_read_again_to_the_bit(asked, tmp_path):
    first = rules_of(tmp_path, asked)
    (file,) = files(tmp_path)
    written = file.stat().st_mtime_ns
    again = rules_of(tmp_path, asked)
    assert list(first) == list(again) and all(
        np.array_equal(first[one], again[one]) for one in first
    )
    assert file.stat().st_mtime_ns == written and files(tmp_path) == [file]


def test_other_rows_have_other_scores(asked, tmp_path):
    fewer = dataclasses.replace(asked, pairs=asked.pairs.take(slice(0, -1)))
    unlike = dataclasses.replace(
        asked, pairs=dataclasses.replace(asked.pairs, label=1 - asked.pairs.label)
    )
    assert len({digest(one) for one in (asked, fewer, unlike)}) == 3
    rules_of(tmp_path, asked)
    assert all(len(own) == len(fewer.pairs) for own in rules_of(tmp_path, fewer).values())


def test_a_torn_file_is_counted_again(asked, tmp_path):
    first = rules_of(tmp_path, asked)
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:100])
    again = rules_of(tmp_path, asked)
    assert all(np.array_equal(first[name], again[name]) for name in first)
    assert read(file, asked)  # whole again


def test_nothing_is_kept_of_test_rows(asked, tmp_path):
    plan = asked.plan
    rules_of(tmp_path, Sides("test", plan, plan.pairs("test"), (), 1))
    assert files(tmp_path) == []


def test_what_comes_with_the_install_is_what_rules_say(tmp_path):
    store = Store.open(tmp_path)
    add_examples(store)
    own = [run.id for run in store.runs() if run.settings.dataset == "music"]
    found = sides_of(groups([entrant(store, run) for run in own]))
    kept = read(SHIPPED_RUNS / FOLDER / f"{digest(found)}.npz", found)
    assert kept, "run: python -m scripts.make_example_runs --parts rules"
    counted = rules_on(found)
    assert all(np.allclose(kept[name], counted[name], atol=1e-4) for name in counted)
