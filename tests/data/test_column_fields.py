"""What is counted of an item is no column: it makes no groups, no kinds and has no field rule."""

import pytest

from promptrec.data.dataset import Dataset
from promptrec.data.fieldwords import item_words, kind_fields
from promptrec.errors import DataError

COUNTED = ("item.summary", "item.also", "item.popularity", "item.likeminded")


def test_fields_are_those_of_columns_and_those_that_are_counted(tiny_dataset: Dataset) -> None:
    columns = set(tiny_dataset.column_fields)
    assert {"user.gender", "item.genres", "item.item_id", "context.weather"} <= columns
    rest = set(tiny_dataset.fields) - columns
    counted = {name for name in tiny_dataset.fields if name.startswith(("history.", "cf."))}
    assert rest == {*COUNTED, *counted}


@pytest.mark.parametrize("field", COUNTED)
def test_no_kind_of_items_is_made_of_what_is_counted(field: str, tiny_dataset: Dataset) -> None:
    with pytest.raises(DataError) as error:
        item_words(tiny_dataset, field)
    offered = str(error.value).partition("it has:")[2]
    assert "item.genres" in offered and not any(name in offered for name in COUNTED)
    assert field not in kind_fields(tiny_dataset)
