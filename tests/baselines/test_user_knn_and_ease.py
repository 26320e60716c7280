"""user_knn and ease: against slow versions by hand, in both shapes, within their room."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from test_learned_baselines import pair, tastes, worth

from promptrec.baselines import ease, user_knn
from promptrec.baselines.catalogue import names_for
from promptrec.baselines.means import DAMPING
from promptrec.baselines.past import past_of
from promptrec.baselines.run import worths
from promptrec.data.dataset import About, Dataset
from promptrec.data.pairs import pairs_of
from promptrec.data.split import make_split
from promptrec.errors import SettingsError
from promptrec.settings import SplitSettings


@pytest.fixture(scope="module")
def planted():
    data = tastes()
    return data, make_split(data, SplitSettings())


def damped(numbers):
    return sum(numbers) / (len(numbers) + DAMPING)


def test_user_knn_is_the_formula_written_out(planted):
    data, split = planted
    fit = split.train[:400]
    test = pairs_of(data, split.test[:12])
    rating = data.interactions["rating"]
    newest = {(u, i): r for u, i, r in zip(data.user[fit], data.item[fit], fit, strict=True)}
    value = {at: float(rating[row]) for at, row in newest.items()}
    mean = sum(value.values()) / len(value)
    item = {i: damped([v - mean for (_, j), v in value.items() if j == i]) for i in range(40)}
    user = {
        u: damped([v - mean - item[i] for (w, i), v in value.items() if w == u]) for u in range(60)
    }
    left = {(u, i): v - mean - item[i] - user[u] for (u, i), v in value.items()}
    wanted = []
    for u, i, row in zip(test.user, test.item, test.row, strict=True):
        history = [r for r in range(row) if data.user[r] == u]
        above = [rating[r] - mean - item[data.item[r]] for r in history]
        own = damped(above)
        mine = np.zeros(40)
        for r, one in zip(history, above, strict=True):
            mine[data.item[r]] += one - own
        top, size = 0.0, 1.0
        for other in range(60):
            theirs = np.array([left.get((other, j), 0.0) for j in range(40)])
            if other == u or (other, i) not in left or not theirs.any():
                continue
            both = len({data.item[r] for r in history} & {j for w, j in left if w == other})
            cosine = mine @ theirs / np.linalg.norm(mine) / np.linalg.norm(theirs)
            near = cosine * both / (both + user_knn.SHRINKAGE)
            top, size = top + near * left[other, i], size + abs(near)
        wanted.append(mean + item[i] + own + top / size)
    assert worth("user_knn", data, test, fit) == pytest.approx(wanted, abs=1e-9)


def test_nobody_is_a_neighbour_of_oneself(planted):
    data, _ = planted
    mine = np.flatnonzero(data.user == 3)
    asked = pair(3, int(data.item[mine[0]]))
    alone = worth("user_knn", data, asked, mine)  # no other user has fit rows
    past = past_of(data, mine, make_split(data, SplitSettings()).view("train"))
    deviations = user_knn.others_of(data, past.fit_rows.tobytes()).deviations
    values = data.interactions["rating"].to_numpy()[mine]
    offset = deviations.offset
    own = damped((values - deviations.mean - offset[data.item[mine]]).tolist())
    assert alone[0] == pytest.approx(deviations.mean + offset[asked.item[0]] + own)


def slow_ease(data, fit, pairs):
    newest = {(u, i): r for u, i, r in zip(data.user[fit], data.item[fit], fit, strict=True)}
    table = np.zeros((len(data.users), len(data.items)))
    for (u, i), row in newest.items():
        table[u, i] = data.label[row] > 0
    inverse = np.linalg.inv(table.T @ table + ease.RIDGE * np.eye(len(data.items)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    found = []
    for u, i, row in zip(pairs.user, pairs.item, pairs.row, strict=True):
        liked = {data.item[r] for r in range(row) if data.user[r] == u and data.label[r] > 0}
        found.append(sum(weights[j, i] for j in liked))
    return found


@pytest.mark.parametrize(("users", "items"), [(60, 40), (30, 90)])
def test_ease_is_the_closed_form_whichever_side_is_solved(users, items):
    data = tastes(users=users, items=items)
    split = make_split(data, SplitSettings())
    pairs = pairs_of(data, split.test[:50])
    model = ease.weights(data, split.train.tobytes())
    assert (model.inverse is None) == (users < items)
    wanted = slow_ease(data, split.train, pairs)
    near = 1e-12 if users < items else 1e-5  # items are solved in single precision
    assert worth("ease", data, pairs, split.train) == pytest.approx(wanted, abs=near)
    assert max(map(abs, wanted)) > 0.01


def test_ease_is_left_out_where_there_is_no_room_and_says_so_when_asked():
    items = ease.MOST_ITEMS + 1
    rows = pd.DataFrame({"user": [0, 1, 0], "item": [0, 1, 2], "label": [1.0, 0.0, 1.0]})
    large = Dataset(
        About(name="large"),
        users=pd.DataFrame(index=["a", "b"]),
        items=pd.DataFrame({"title": map(str, range(items))}, index=map(str, range(items))),
        interactions=rows,
    )
    fitting = dataclasses.replace(large, items=large.items.iloc[:-1])
    assert "ease" not in names_for(large) and "ease" in names_for(fitting)
    past = past_of(large, np.arange(3), make_split(large, SplitSettings()).view("train"))
    with pytest.raises(SettingsError, match=r"ease takes up to 10,000 items.*has 10,001"):
        worths(past, pairs_of(large, np.arange(3)), ["ease"])
