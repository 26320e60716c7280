"""Each token leads back to its cell in the data."""

import numpy as np
import pytest
from similar_items import GivenMeaning

from promptrec.data.dataset import Dataset
from promptrec.data.split import make_split
from promptrec.examples.encode import Encoder
from promptrec.examples.known import every_row
from promptrec.examples.maker import unsplit_maker
from promptrec.examples.origins import Origin, entry_at, newest, origins, walk
from promptrec.examples.pair import pairs_by_id
from promptrec.examples.values import ValueFinder
from promptrec.explain.subject import tokens_of
from promptrec.model.reading import reader_for
from promptrec.prompt.rendered import Piece, Rendered
from promptrec.prompt.template import Template
from promptrec.settings import RunSettings, SplitSettings

TEXT = (
    "{user.age} [liked {history.liked:2}. ]{item.title}, {item.genres} {context.weather} "
    "{history.summary} {item.summary}"
)


@pytest.fixture
def found(tiny_dataset: Dataset) -> list[tuple[str, str, Origin | None]]:
    reader = reader_for(RunSettings(dataset="", template=TEXT, model="tiny"), "en")
    encoder: Encoder = reader.encoder
    pair = pairs_by_id(tiny_dataset, [("u3", "i9")])
    fitted = unsplit_maker(tiny_dataset, reader.template, encoder).fit(pair, None)[0]
    tokens = tokens_of(encoder.encode([fitted.prompt], detail=True)[0])
    texts, fields = [token.text for token in tokens], [token.field for token in tokens]
    origin = origins(tiny_dataset, pair, fitted.prompt, texts, fields)
    return list(zip(texts, fields, origin, strict=True))


def test_cells_are_those_of_the_files(tiny_dataset, found) -> None:
    pair = pairs_by_id(tiny_dataset, [("u3", "i9")])
    row = int(pair.row[0])
    of = {field: origin for _, field, origin in found if field}
    assert of["user.age"] == Origin("users.csv", (4,), "age", "28")
    assert of["item.title"] == Origin("items.csv", (10,), "title", "Up")
    weather = str(tiny_dataset.interactions["weather"].iloc[row])
    if weather:
        assert of["context.weather"] == Origin("interactions.csv", (row + 1,), "weather", weather)
    assert all((origin is None) == (not field) for _, field, origin in found)


def test_history_leads_to_the_rows_that_came_before(tiny_dataset, found) -> None:
    row = int(pairs_by_id(tiny_dataset, [("u3", "i9")]).row[0])
    liked = [(text, origin) for text, field, origin in found if field == "history.liked"]
    assert liked
    for _, origin in liked:
        via = origin.via - 1
        assert tiny_dataset.user[via] == tiny_dataset.user[row]
        assert tiny_dataset.label[via] == 1 and tiny_dataset.when[via] < tiny_dataset.when[row]
        assert tiny_dataset.item[via] + 1 == origin.rows[0]
    counted = next(origin for _, field, origin in found if field == "history.summary")
    older = (tiny_dataset.user == tiny_dataset.user[row]) & (
        tiny_dataset.when < tiny_dataset.when[row]
    )
    assert sorted(counted.rows) == (np.flatnonzero(older) + 1).tolist()


def test_what_was_counted_for_a_row_of_a_part_is_what_its_first_row_knew(tiny_dataset) -> None:
    view = make_split(tiny_dataset, SplitSettings(small_users="test")).view("test")
    pair = pairs_by_id(tiny_dataset, [("u3", "i9")])
    user, row = int(pair.user[0]), int(pair.row[0])
    assert view.when[row] < tiny_dataset.when[row]  # not the first of its user in test
    prompt = Rendered((Piece("field", "3 of 4", "history.summary"),))
    (counted,) = origins(tiny_dataset, pair, prompt, ["3 of 4"], ["history.summary"], view)
    older = (tiny_dataset.user == user) & (tiny_dataset.when < view.when[row])
    assert counted.rows == tuple(np.flatnonzero(older) + 1)


def test_entries_with_commas_are_told_apart() -> None:
    titles = ["A", "Good, Bad, Ugly", "C"]
    assert newest(titles, "Good, Bad, Ugly, C") == titles[1:]
    assert [entry_at(titles[1:], at, "Good, Bad, Ugly, C") for at in (0, 8, 17)] == [0, 0, 1]
    assert walk("Amélie", "amelie", 0) == (0, 6)


EVIDENCE = (
    "{history.alike:3}; {history.alike_liked:4}; {item.also:2}; {item.popularity}; "
    "{item.likeminded}; {history.similar:3}; {history.similar_disliked:9}"
)


def test_evidence_leads_back_to_the_rows_that_it_was_made_from(tiny_dataset) -> None:
    pair = pairs_by_id(tiny_dataset, [("u3", "i9")])
    row, when = int(pair.row[0]), int(tiny_dataset.when[int(pair.row[0])])
    template = Template("t", EVIDENCE)
    meaning = GivenMeaning(np.ones((10, 2)) + 0.2 * np.eye(10)[:, :2])
    finder = ValueFinder(tiny_dataset, template, every_row(tiny_dataset), meaning=meaning)
    values = finder.find(pair, None)[0]
    prompt = template.render(values)
    pieces = [piece for piece in prompt.pieces if piece.kind == "field"]
    assert len({piece.field for piece in pieces}) == 7
    found = origins(
        tiny_dataset,
        pair,
        prompt,
        [one.text for one in pieces],
        [one.field for one in pieces],
        meaning=meaning,
    )
    of = dict(zip([one.field for one in pieces], found, strict=True))
    user, item = tiny_dataset.user[row], tiny_dataset.item[row]

    def rows(name):
        return np.array(of[name].rows) - 1

    alike = rows("history.alike:3")
    assert 2 <= len(alike) <= 3 and (tiny_dataset.user[alike] == user).all()
    assert (tiny_dataset.when[alike] < when).all() and item not in tiny_dataset.item[alike]
    via = of["history.alike_liked:4"].via - 1
    assert tiny_dataset.label[via] == 1 and tiny_dataset.user[via] == user
    assert of["history.alike_liked:4"].raw == values["history.alike_liked:4"][0]
    assert of["item.also"].raw == values["item.also"][0]
    near = rows("history.similar:3")
    assert len(near) == 3 and (tiny_dataset.user[near] == user).all()
    assert (tiny_dataset.when[near] < when).all() and item not in tiny_dataset.item[near]
    assert f"of {len(near)})" in values["history.similar:3"]
    via = of["history.similar_disliked:9"].via - 1
    assert tiny_dataset.label[via] == 0 and tiny_dataset.user[via] == user
    assert of["history.similar_disliked:9"].raw == values["history.similar_disliked:9"][0]
    for name in ("item.popularity", "item.likeminded"):
        others = rows(name)
        assert len(others) and (tiny_dataset.item[others] == item).all()
        assert (tiny_dataset.when[others] < when).all() and user not in tiny_dataset.user[others]
    assert f"of {len(rows('item.likeminded'))})" in values["item.likeminded"]


def test_a_summary_of_the_newest_rows_leads_to_these_alone(tiny_dataset) -> None:
    pair = pairs_by_id(tiny_dataset, [("u3", "i9")])
    prompt = Rendered((Piece("field", "2 of 2", "history.summary:2"),))
    (two,) = origins(tiny_dataset, pair, prompt, ["2 of 2"], ["history.summary:2"])
    row = int(pair.row[0])
    own = np.flatnonzero((tiny_dataset.user == 3) & (tiny_dataset.when < tiny_dataset.when[row]))
    assert two.rows == tuple(own[-2:] + 1)
