"""Ratings that mean something else: not rated, a count."""

import pytest
from odd_data import TOML, keys, made, offered, rows

from promptrec.errors import DataError

PLAIN = 'name = "odd"\n'


def test_ordinary_ratings_are_not_warned_of(tmp_path):
    assert made(tmp_path).warnings == ()


def zeros(top):
    return lambda at: 0 if at % 3 else top[at // 3 % len(top)]


@pytest.mark.parametrize("scale", [[2, 4, 6, 8, 10], [1, 2, 3, 4, 5], [1, 1.5, 2, 2.5], [3, 9, 40]])
def test_most_ratings_0_beside_a_scale_that_starts_higher_is_warned_of(tmp_path, scale):
    dataset = made(tmp_path, toml=PLAIN, interactions=rows(zeros(scale)))
    assert keys(dataset)[0] == "unrated"
    assert dataset.warnings[0].startswith("48 of 72 ratings are 0 (interactions.csv, data row 2)")
    assert offered(dataset) == ["unrated = [0]"]


@pytest.mark.parametrize("scale", [[1, 2, 3, 4, 5], [0.5, 1, 2, 3.5, 4, 5]])
def test_a_0_far_oftener_than_any_star_is_warned_of(tmp_path, scale):
    often = rows(lambda at: 0 if at % 9 < 4 else scale[at % len(scale)])
    assert keys(made(tmp_path, toml=PLAIN, interactions=often))[0] == "unrated"
    likert = rows(lambda at: 0 if at % 9 < 4 else at % 4 + 1)  # 0 to 4: 0 is the first step
    assert keys(made(tmp_path, toml=PLAIN, interactions=likert)) == ["sentence.no_like_at"]


def test_a_0_that_stands_apart_and_leads_is_warned_of(tmp_path):
    lines = rows(lambda at: [0, 6, 0, 8, 10, 7, 5][at % 7])
    assert keys(made(tmp_path, toml=PLAIN, interactions=lines))[0] == "unrated"
    even = rows(lambda at: [0, 6, 8, 10, 7, 5, 6][at % 7])
    assert keys(made(tmp_path, toml=PLAIN, interactions=even)) == ["sentence.no_like_at"]


@pytest.mark.parametrize(
    ("scale", "toml"),
    [
        ([0.5, 1, 1.5, 2], PLAIN),  # 0 is the next step down
        ([1, 2, 3, 4, 5], PLAIN + "rating_scale = [0, 5]\n"),  # 0 is said to be meant
        ([1], PLAIN),  # clicks
        ([-2, -1, 1, 2], PLAIN),
    ],
)
def test_a_0_that_may_well_be_a_rating_is_not(tmp_path, scale, toml):
    dataset = made(tmp_path, toml=toml, interactions=rows(zeros(scale)))
    assert keys(dataset) == ["sentence.no_like_at"]


@pytest.mark.parametrize("code", [-1, -999, 99])
def test_a_code_beside_the_scale_is_warned_of_and_left_out_by_its_mend(tmp_path, code):
    files = {"interactions": rows(lambda at: at % 5 + 1 if at % 4 else code)}
    dataset = made(tmp_path, toml=PLAIN, **files)
    assert keys(dataset)[0] == "unrated"
    assert dataset.warnings[0].startswith(f"18 of 72 ratings are {code} (interactions.csv, data")
    toml = f"{PLAIN}[mend]\n{offered(dataset)[0]}\n"
    mended = made(tmp_path, toml=toml, **files)
    assert keys(mended) == ["sentence.no_like_at"]
    assert len(mended.interactions) == 54
    assert mended.about.rating_scale == (1, 5)
    assert [note.key for note in mended.notes] == ["sentence.mended_unrated"]


@pytest.mark.parametrize("values", [[-1, 1], [-1, 0, 1], [-2, -1, 1, 2], range(-10, 11)])
def test_a_scale_below_zero_is_a_scale(tmp_path, values):
    lines = rows(lambda at: values[at % len(values)])
    assert keys(made(tmp_path, toml=PLAIN, interactions=lines)) == ["sentence.no_like_at"]


def test_counts_in_the_place_of_ratings_are_warned_of(tmp_path):
    plays = rows(lambda at: int(1.09**at))
    assert keys(made(tmp_path, toml=PLAIN, interactions=plays))[0] == "counts"
    assert keys(made(tmp_path, toml=TOML, interactions=plays)) == []  # like_at says what counts


def test_a_code_outside_the_declared_scale_names_its_mend(tmp_path):
    toml = PLAIN + "like_at = 4\nrating_scale = [1, 5]\n"
    files = {"interactions": rows(zeros([4, 5]))}
    with pytest.raises(DataError, match=r"data row 2, column rating: 0 is outside.*unrated"):
        made(tmp_path, toml=toml, **files)
    assert len(made(tmp_path, toml=f"{toml}[mend]\nunrated = [0]\n", **files).interactions) == 24


def test_a_negative_label_names_its_mend(tmp_path):
    files = {"interactions": rows(lambda at: at % 3 - 1).replace("rating", "label")}
    with pytest.raises(DataError, match=r"'-1' is no label.*unrated = \[-1\]"):
        made(tmp_path, **files)
    mended = made(tmp_path, toml=f"{TOML}[mend]\nunrated = [-1]\n", **files)
    assert len(mended.interactions) == 48
