"""Timestamps that are no seconds, or all the same."""

import pytest
from odd_data import HEAD, keys, made, offered, rows

from promptrec.errors import DataError

SHORT = ["short_times", "same_moment"]


def moments(tmp_path, moment):
    return made(tmp_path, interactions=rows(moment=moment))


@pytest.mark.parametrize("text", ["1.26E+09", "1.26e9", "1E+09"])
def test_moments_that_a_spreadsheet_shortened_are_warned_of(tmp_path, text):
    dataset = moments(tmp_path, lambda at: text)
    assert keys(dataset) == SHORT
    assert f"('{text}', interactions.csv, data row 1; different moments left: 1)" in str(
        dataset.warnings[0]
    )
    assert "6 of 6 users" in dataset.warnings[1]
    assert offered(dataset) == []  # copies are none: the moments are lost


def test_a_short_form_with_all_its_digits_is_a_moment(tmp_path):
    assert keys(moments(tmp_path, lambda at: f"1.26{at:07}E+09")) == []


def test_a_short_form_with_a_comma_is_an_error_that_says_what_it_is(tmp_path):
    with pytest.raises(DataError, match=r"'1,26E\+09' is a spreadsheet's short form"):
        moments(tmp_path, lambda at: '"1,26E+09"')


def test_one_moment_for_nearly_all_rows_of_most_users_is_warned_of(tmp_path):
    dataset = moments(tmp_path, lambda at: 1_260_000_000 + at % 6 + (at > 70))
    assert keys(dataset)[0] == "same_moment"
    assert dataset.warnings[0].startswith("5 of 6 users with several rows")


def test_one_moment_in_most_rows_is_warned_of(tmp_path):
    dataset = moments(tmp_path, lambda at: 0 if at < 40 else 1_260_000_000 + at)
    assert keys(dataset)[0] == "one_moment"
    assert dataset.warnings[0].startswith(
        "40 of 72 rows have the same timestamp ('0', interactions"
    )


def test_days_are_moments_enough(tmp_path):
    assert keys(moments(tmp_path, lambda at: 1_260_000_000 + 86_400 * (at // 12))) == []


@pytest.mark.parametrize(
    ("kind", "moment"),
    [
        ("milliseconds", lambda at: 1_260_000_000_000 + at),
        ("microseconds", lambda at: 1_260_000_000_000_000 + at),
        ("mixed_times", lambda at: (1_260_000_000 + at) * (1000 if at % 2 else 1)),
        ("dates", lambda at: 20240101 + at % 28),
        ("dates", lambda at: 20240101_120000 + at % 50),
        ("dates", lambda at: 20240101_1200 + at % 50),
        ("years", lambda at: 1950 + at),
        ("minutes", lambda at: 21_000_000 + 1440 * at),
        ("hours", lambda at: 350_000 + 24 * at),
        ("mixed_small", lambda at: (1_260_000_000 + 86_400 * at) // (60 if at % 9 == 5 else 1)),
        ("mixed_small", lambda at: (1_260_000_000 + 86_400 * at) // (3600 if at > 60 else 1)),
        ("years", lambda at: 202401 + at % 12),
        ("small_times", lambda at: at % 11),
        ("small_times", lambda at: 45_000 + at),  # days, as spreadsheets count them
    ],
)
def test_moments_that_are_no_seconds_are_warned_of(tmp_path, kind, moment):
    dataset = moments(tmp_path, moment)
    assert keys(dataset)[-1] == kind  # coarse moments make copies as well
    assert "interactions.csv, data row" in dataset.warnings[-1]


@pytest.mark.parametrize(
    "moment",
    [
        lambda at: 400_000 * at,  # seconds since some beginning
        lambda at: 1_260_000_000 + at if at else 21_000_000,  # of 2009, and one of 1970
        lambda at: 700_000_000 + 86_400 * at,  # the nineties
    ],
    ids=["since_a_beginning", "one_lost", "nineties"],
)
def test_moments_that_may_be_seconds_are_no_minutes(tmp_path, moment):
    found = keys(moments(tmp_path, moment))
    assert not {"minutes", "hours"} & set(found)
    assert ("mixed_small" in found) == (moment(0) == 21_000_000)


def test_a_handful_of_rows_may_count_from_one(tmp_path):
    assert keys(made(tmp_path, interactions=HEAD + "1,1,5,1\n1,2,1,2\n")) == []
