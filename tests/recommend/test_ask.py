"""Active learning: the questions are the uncertain ones, and their answers are learned from."""

import json
import shutil
from collections import Counter

import numpy as np
import pytest

from promptrec.cli.main import main
from promptrec.data.shipped import open_dataset
from promptrec.examples.learning import unlabelled_pairs
from promptrec.model.variant import open_variant
from promptrec.recommend.ask import questions
from promptrec.settings import AddedLabel, RunSettings, SplitSettings
from promptrec.store.store import Store


@pytest.fixture
def sparse_folder(tiny_folder, tmp_path):
    """The tiny data without the rows of every second step: users have items they never saw."""
    folder = shutil.copytree(tiny_folder, tmp_path / "data" / "sparse")
    path = folder / "interactions.csv"
    header, *rows = path.read_text().splitlines()
    kept = [row for at, row in enumerate(rows) if at // 12 % 2]
    path.write_text("\n".join([header, *kept, ""]))
    return folder


@pytest.fixture
def variant(sparse_folder):
    settings = RunSettings(
        dataset=str(sparse_folder),
        template="{item.title}",
        model="tiny",
        method="none",
        split=SplitSettings(name="random"),
    )
    return open_variant(open_dataset(str(sparse_folder)), settings)


def test_the_most_uncertain_pairs_come_first_and_none_that_has_a_label(variant):
    asked = questions(variant, 6)
    doubt = [abs(one.probability - 0.5) for one in asked]
    assert doubt == sorted(doubt)
    scores = variant.score(unlabelled_pairs(variant.plan, 300), "train").score
    assert abs(asked[0].score) == pytest.approx(np.abs(scores).min(), abs=1e-6)
    data = variant.plan.dataset
    seen = set(zip(data.user.tolist(), data.item.tolist(), strict=True))
    for one in asked:
        assert (data.user_code(one.user), data.item_code(one.item)) not in seen
    known = [(one.user, one.item) for one in asked]
    again = questions(variant, 6, known)
    assert not set(known) & {(one.user, one.item) for one in again}


def test_no_user_and_no_item_is_asked_about_more_than_twice(variant):
    asked = questions(variant, 12)
    assert max(Counter(one.user for one in asked).values()) <= 2
    assert max(Counter(one.item for one in asked).values()) <= 2


def test_the_last_answer_to_a_pair_counts(tmp_path):
    store = Store.open(tmp_path)
    store.set_label("abc", AddedLabel(user="1", item="a", label=1))
    store.set_label("abc", AddedLabel(user="2", item="a", label=1))
    store.set_label("abc", AddedLabel(user="1", item="a", label=0))
    store.set_label("other", AddedLabel(user="1", item="a", label=1))
    assert store.labels("abc") == (
        AddedLabel(user="2", item="a", label=1),
        AddedLabel(user="1", item="a", label=0),
    )
    assert store.clear_labels("abc") == 2
    assert (store.labels("abc"), len(store.labels("other"))) == ((), 1)


def command(capfd, *arguments):
    code = main([*map(str, arguments), "--json"])
    out = capfd.readouterr().out
    return code, json.loads(out) if out else {}


def test_labels_are_asked_given_and_learned_from(tmp_path, sparse_folder, capfd):
    home = ("--home", tmp_path)
    plain = ("--template", "{item.title}", "--model", "tiny")
    code, found = command(capfd, "label", sparse_folder, *plain, "--ask", 3, *home)
    assert (code, len(found["pairs"])) == (0, 3)
    for at, pair in enumerate(found["pairs"]):
        answer = ("--set", pair["user_id"], pair["item_id"], at % 2)
        assert command(capfd, "label", sparse_folder, *answer, *home)[0] == 0
    _, listed = command(capfd, "label", sparse_folder, *home)
    assert [one["label"] for one in listed["labels"]] == [0, 1, 0]
    some = ("--method", "head", "--epochs", 1, "--max-train", 20, "--split", "random")
    _, without = command(capfd, "train", sparse_folder, *plain, *some, *home)
    code, learned = command(
        capfd,
        "train",
        sparse_folder,
        *plain,
        *some,
        "--with-labels",
        "--track",
        "tensorboard",
        *home,
    )
    assert (code, learned["label_rows"]) == (0, without["label_rows"] + 3)
    assert list((tmp_path / "runs" / learned["run"] / "tensorboard").glob("events*"))
    assert command(capfd, "label", sparse_folder, "--clear", *home)[1] == {"labels": []}


def test_wrong_labels_are_one_sentence(tmp_path, sparse_folder, capfd):
    home = ("--home", tmp_path)
    some = open_dataset(str(sparse_folder))
    user, item = str(some.users.index[0]), str(some.items.index[0])
    for given in ((user, item, "maybe"), ("nobody", item, "1"), (user, "nothing", "1")):
        assert command(capfd, "label", sparse_folder, "--set", *given, *home)[0] == 2
    assert command(capfd, "label", sparse_folder, "--ask", 3, *home)[0] == 2


@pytest.mark.slow
def test_minilm_asks_where_it_is_unsure(tmp_path, capfd):
    text = "{item.title}. Overall it was {mask}."
    code, found = command(
        capfd, "label", "movies", "--template", text, "--ask", 5, "--home", tmp_path
    )
    assert code == 0
    assert all(0.4 < one["probability"] < 0.6 for one in found["pairs"])
    assert all(one["title"] in one["prompt"] for one in found["pairs"])


def test_where_nothing_is_unlabelled_nothing_is_asked(tiny_folder):
    settings = RunSettings(
        dataset=str(tiny_folder), template="{item.title}", model="tiny", method="none"
    )
    full = open_variant(open_dataset(str(tiny_folder)), settings)
    assert questions(full, 5) == []


def test_a_question_shows_what_the_user_liked_in_rows_seen_in_training(variant):
    data, split = variant.plan.dataset, variant.plan.rows.split
    rows = data.interactions
    for one in questions(variant, 6):
        own = (data.user == data.user_code(one.user)) & split.visible["train"]
        liked = set(data.items["title"].to_numpy()[data.item[own & (rows["label"] == 1)]])
        disliked = set(data.items["title"].to_numpy()[data.item[own & (rows["label"] == 0)]])
        assert set(one.liked) <= liked and len(one.liked) == min(5, len(liked))
        assert set(one.disliked) <= disliked and len(one.disliked) == min(5, len(disliked))


def test_there_are_new_questions_when_a_whole_pool_was_answered(variant):
    first = questions(variant, 4, pool=8)
    known = [(one.user, one.item) for one in first]
    pool = [(one.user, one.item) for one in questions(variant, 100, pool=8)]
    assert questions(variant, 100, [*known, *pool], pool=8)


def test_scores_that_only_order_are_uncertain_near_their_median(sparse_folder):
    settings = RunSettings(
        dataset=str(sparse_folder),
        template="{item.title}",
        model="tiny",
        method="none",
        loss="bpr",
        split=SplitSettings(name="random"),
    )
    variant = open_variant(open_dataset(str(sparse_folder)), settings)
    asked = questions(variant, 4)
    assert [one.probability for one in asked] == [None] * 4
    assert all("no probabilities" in one.no_probability for one in asked)
    scores = variant.score(unlabelled_pairs(variant.plan, 300), "train").score
    middle = float(np.median(scores))
    assert abs(asked[0].score - middle) == pytest.approx(np.abs(scores - middle).min(), abs=1e-6)
