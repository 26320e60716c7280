"""The first template of new data: history, title, its two most telling columns, evidence."""

import numpy as np
import pytest

from promptrec.data.assemble import assemble
from promptrec.data.dataset import About
from promptrec.data.reading.table import table_of
from promptrec.data.reading.tables import Tables
from promptrec.data.telling import telling_columns
from promptrec.prompt.parse import check_fields
from promptrec.search.first import first_template

BRANDS, KINDS = ("Acme", "Bop"), ("hat", "coat", "shoe")


def shop(language="en", labels=True, users=60, seed=0):
    """Half of the users like Acme alone; `noise` tells nothing, `sku` is another name of the id."""
    rng = np.random.default_rng(seed)
    items = {
        "item_id": [f"i{at}" for at in range(24)],
        "title": [f"Thing {at}" for at in range(24)],
        "sku": [f"s{at}" for at in range(24)],
        "noise": [("x", "y")[at // 12] for at in range(24)],
        "brand": [BRANDS[at % 2] for at in range(24)],
        "made_in": [("DE", "FR", "CN")[at % 3] for at in range(24)],
    }
    rows = [(u, i) for u in range(users) for i in rng.permutation(24)[:12]]
    liked = [
        str(int(rng.random() < (0.85 if i % 2 == 0 else 0.25) - 0.2 * (u % 2))) for u, i in rows
    ]
    table = {"user_id": [f"u{u}" for u, _ in rows], "item_id": [f"i{i}" for _, i in rows]}
    table |= {"label": liked} if labels else {}
    return assemble(
        Tables(
            about=About(name="new", language=language),
            interactions=table_of("interactions.csv", table),
            items=table_of("items.csv", items),
            users=table_of(
                "users.csv",
                {
                    "user_id": [f"u{u}" for u in range(users)],
                    "club": [("gold", "none")[u % 2] for u in range(users)],
                },
            ),
        )
    )


def every(data):
    return np.arange(len(data.interactions))


def test_the_columns_that_tell_most_come_first_and_chance_tells_nothing():
    data = shop()
    found = telling_columns(data, every(data), most=9)
    assert [each.field for each in found[:2]] == ["item.brand", "user.club"]
    assert found[0].bits > 0.1 > found[1].bits > 0.01
    assert all(each.bits < 0.02 for each in found[2:])
    assert "item.sku" not in [each.field for each in found]  # like an id


def test_shuffled_labels_leave_next_to_nothing_to_tell():
    data = shop()
    table = data.interactions.assign(label=np.random.default_rng(1).permutation(data.label))
    data.__dict__.pop("label", None)
    data.__dict__["label"] = table["label"].to_numpy(float)
    assert all(each.bits < 0.01 for each in telling_columns(data, every(data), most=9))


def test_only_train_rows_are_measured():
    data = shop()
    few = every(data)[:15]
    assert telling_columns(data, few) == []  # no kind has its least number of rows


@pytest.mark.parametrize(
    ("language", "start", "end"),
    [("en", "[User: ", "Rating: {mask}."), ("zh", "[用户：", "评价：{mask}。")],
)
def test_the_first_template_has_history_title_both_columns_and_evidence(language, start, end):
    data = shop(language)
    made = first_template(data, every(data))
    check_fields(made.parts, data.fields)
    assert made.text.startswith(start) and made.text.endswith(end)
    for field in ("history.summary", "history.liked:5", "item.title", "item.brand", "user.club"):
        assert f"{{{field}}}" in made.text
    assert "{history.alike:10}" in made.text and "{item.summary}" in made.text
    assert "item.brand" in made.note
    assert made.language == language


def test_where_every_row_is_a_like_the_fullest_columns_are_taken():
    data = shop(labels=False)
    made = first_template(data, every(data))
    check_fields(made.parts, data.fields)
    assert "{history.recent:5}" in made.text
    assert len([each for each in telling_columns(data, every(data)) if each.bits == 0]) == 2


def test_many_numbers_are_cut_into_quarters():
    data = shop()
    prices = [str(10.5 + 7 * (at % 2) + at / 100) for at in range(24)]
    object.__setattr__(data, "items", data.items.drop(columns="brand").assign(price=prices))
    data.__dict__.pop("column_fields", None)
    assert telling_columns(data, every(data))[0].field == "item.price"


def test_two_names_of_one_thing_do_not_count_twice():
    data = shop()
    items = data.items.assign(brand_code=[f"B{at % 2}" for at in range(24)])
    object.__setattr__(data, "items", items)
    data.__dict__.pop("column_fields", None)
    found = [each.field for each in telling_columns(data, every(data))]
    assert found == ["item.brand", "user.club"]
