"""What runs learn from: groups for ranking losses, added labels, unlabelled pairs."""

import numpy as np
import pytest

from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError
from promptrec.examples.learning import learning_of, unlabelled_pairs
from promptrec.model.planning import plan_for
from promptrec.settings import AddedLabel, RunSettings


@pytest.fixture(scope="module")
def movies():
    return open_dataset("movies")


def plan_of(data, **changes):
    values = {"dataset": "movies", "template": "[{history.recent:5}: ]{item.title}"}
    settings = RunSettings(**{**values, "model": "tiny", "max_train": 300, **changes})
    return plan_for(data, settings)[0]


@pytest.mark.parametrize("negatives", [1, 3])
def test_each_liked_pair_stands_with_others_of_its_user(movies, negatives):
    plan = plan_of(movies, loss="bpr", negatives=negatives)
    found = learning_of(plan)
    train = plan.pairs("train")
    assert len(np.unique(found.group)) == int(train.label.sum())
    own = set(zip(train.user.tolist(), train.item.tolist(), strict=True))
    seen = set(zip(movies.user.tolist(), movies.item.tolist(), strict=True))
    for name in np.unique(found.group):
        group = found.pairs.take(np.flatnonzero(found.group == name))
        assert group.label.tolist() == [1.0, *[0.0] * negatives]
        assert len(set(group.user.tolist())) == 1
        for user, item, row, sampled in zip(
            group.user, group.item, group.row, group.sampled, strict=True
        ):
            pair = (int(user), int(item))
            assert (pair not in seen and row == group.row[0]) if sampled else pair in own


def test_negatives_by_popularity_are_more_popular(movies):
    counts = np.bincount(movies.item, minlength=len(movies.items))
    means = []
    for share in (0.0, 0.9):
        plan = plan_of(movies, loss="infonce", negatives=4, popular_negatives=share)
        pairs = learning_of(plan).pairs
        means.append(counts[pairs.item[pairs.sampled]].mean())
    assert means[1] > 3 * means[0]


def test_added_labels_come_last_and_know_only_train(movies):
    user, item = str(movies.users.index[3]), str(movies.items.index[5])
    plan = plan_of(movies, added_labels=(AddedLabel(user=user, item=item, label=0),))
    found = learning_of(plan, (0.5, 5.0))
    assert (found.pairs.user[-1], found.pairs.item[-1]) == (3, 5)
    assert (found.pairs.label[-1], found.pairs.rating[-1]) == (0.0, 0.5)
    prompt = plan.maker.fit(found.pairs.take(slice(len(found) - 1, None)), "train")[0].prompt.text
    held = set(plan.rows.split.valid) | set(plan.rows.split.test)
    later = [movies.item[row] for row in held if movies.user[row] == 3]
    titles = movies.items["title"].to_numpy()
    assert not [titles[at] for at in later if f"{titles[at]}," in prompt]
    assert len(found) == len(plan.rows.train) + 1


def test_an_added_label_must_name_what_there_is(movies):
    plan = plan_of(movies, added_labels=(AddedLabel(user="nobody", item="1", label=1),))
    with pytest.raises(DataError, match="the user 'nobody'"):
        learning_of(plan)


def test_unlabelled_pairs_were_never_touched(movies):
    plan = plan_of(movies)
    first, second = unlabelled_pairs(plan, 50), unlabelled_pairs(plan, 50)
    seen = set(zip(movies.user.tolist(), movies.item.tolist(), strict=True))
    assert not seen & set(zip(first.user.tolist(), first.item.tolist(), strict=True))
    assert np.array_equal(first.item, second.item)
    assert set(first.user) <= set(plan.pairs("train").user)
    assert np.isnan(first.label).all()
