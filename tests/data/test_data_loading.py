"""Loading a good folder."""

import numpy as np


def test_every_user_of_users_csv_or_interactions_is_there(tiny_dataset):
    assert list(tiny_dataset.users.index) == [f"u{at}" for at in range(12)]
    assert tiny_dataset.users.loc["u11", "age"] == ""


def test_labels_come_from_like_at(tiny_dataset):
    ratings = tiny_dataset.interactions["rating"].to_numpy()
    assert np.array_equal(tiny_dataset.label, (ratings >= 4).astype(float))
