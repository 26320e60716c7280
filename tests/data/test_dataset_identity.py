"""The fingerprint of a data set, and looking users and items up."""

import dataclasses

import pytest

from promptrec.data.loading import load
from promptrec.errors import DataError


def test_equal_content_has_an_equal_fingerprint(tiny_dataset, tiny_folder):
    assert load(tiny_folder).fingerprint() == tiny_dataset.fingerprint()
    assert len(tiny_dataset.fingerprint()) == 64


def test_whatever_changes_prompts_or_labels_changes_the_fingerprint(tiny_dataset):
    def changed(**by):
        return dataclasses.replace(tiny_dataset, **by).fingerprint()

    rows, about = tiny_dataset.interactions, tiny_dataset.about
    found = {
        tiny_dataset.fingerprint(),
        changed(interactions=rows.assign(rating=rows["rating"] + 1)),
        changed(interactions=rows.rename(columns={"weather": "sky"})),
        changed(items=tiny_dataset.items.assign(title="x")),
        changed(users=tiny_dataset.users.rename(index={"u0": "u00"})),
        changed(about=dataclasses.replace(about, rules={})),
        changed(about=dataclasses.replace(about, like_at=3.0)),
    }
    assert len(found) == 7
    assert changed(about=dataclasses.replace(about, source="elsewhere")) in found


def test_an_unknown_user_is_cold_and_an_unknown_item_an_error(tiny_dataset):
    assert tiny_dataset.user_code("u3") == 3
    assert tiny_dataset.user_code("nobody") is None
    assert tiny_dataset.item_code("i3") == 3
    with pytest.raises(DataError, match=r"no item 'i33'.*Nearest: i3"):
        tiny_dataset.item_code("i33")
