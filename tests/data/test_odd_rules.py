"""Field rules that read nothing of their column."""

import pytest
from odd_data import TOML, keys, made, offered

SEX = '[fields."user.sex"]\nwords = { "1" = "man", "2" = "woman" }\n'
LETTERS = SEX.replace('"1"', "M").replace('"2"', "F")


def users(values):
    lines = (f"{at + 1},{value}\n" for at, value in enumerate(values))
    return "user_id,sex\n" + "".join(lines)


@pytest.mark.parametrize(
    ("values", "rule", "kind", "mends"),
    [
        (["1.0", "2.0"] * 3, SEX, "words_near", ["join_decimals = true"]),
        (["1 ", "2 "] * 3, SEX, "words_near", ["strip_blanks = true"]),
        (["01", "02"] * 3, SEX, "words_near", []),
        (["m", "f"] * 3, LETTERS, "words_near", []),
        (["M", "F", "f", "M", "M", "M"], LETTERS, "words_near", []),
        (["male", "female"] * 3, SEX, "words_none", []),
        (["1", "3", "4", "5", "6", "7"], SEX, "words_few", []),
        (["M", "X", "X", "", "X", "D"], LETTERS, "words_few", []),
        (["0", "1"] * 3, SEX, "words_few", []),  # one word is for nobody, one value has none
    ],
)
def test_words_that_fit_no_or_few_values_are_warned_of(tmp_path, values, rule, kind, mends):
    dataset = made(tmp_path, toml=TOML + rule, users=users(values))
    assert keys(dataset) == [kind]
    assert dataset.warnings[0].startswith("user.sex: ")
    assert "users.csv, data row" in dataset.warnings[0]
    assert offered(dataset) == mends
    if mends:
        mended = made(tmp_path, toml=f"{TOML}[mend]\n{mends[0]}\n{rule}", users=users(values))
        assert mended.warnings == ()
        assert mended.about.rules["user.sex"].apply(mended.users["sex"].iloc[0]) == "man"


@pytest.mark.parametrize(
    "values", [["1", "2"] * 3, ["1", "Sweden", "France", "Spain", "2", "Chad"]]
)
def test_words_for_some_values_are_a_choice(tmp_path, values):
    assert keys(made(tmp_path, toml=TOML + SEX, users=users(values))) == []


def test_entries_of_a_list_are_looked_up_one_by_one(tmp_path):
    items = "item_id,title,genres\n" + "".join(f"{at},Film {at},war|drama\n" for at in range(1, 31))
    rule = '[fields."item.genres"]\nseparator = "|"\nwords = { War = "war film" }\n'
    dataset = made(tmp_path, toml=TOML + rule, items=items)
    assert keys(dataset) == ["words_near"]
    assert "30 of 60 values" in dataset.warnings[0]
    assert keys(made(tmp_path, toml=TOML + rule.replace("War", "war"), items=items)) == []


def test_a_mend_reaches_the_entries_of_a_list(tmp_path):
    items = "item_id,title,kinds\n" + "".join(f"{at},Film {at},1.0| 2.0\n" for at in range(1, 31))
    rule = '[fields."item.kinds"]\nseparator = "|"\nwords = { "1" = "war", "2" = "drama" }\n'
    assert offered(made(tmp_path, toml=TOML + rule, items=items)) == ["join_decimals = true"]
    mended = made(tmp_path, toml=f"{TOML}[mend]\njoin_decimals = true\n{rule}", items=items)
    assert mended.warnings == () and mended.items["kinds"].iloc[0] == "1|2"


BINS = '[fields."user.sex"]\nbins = [20, 30]\nwords = ["young", "grown", "old"]\n'


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1985", "1990", "2001", "1970", "1960", "1955"], "bins_outside"),
        (["20", "29.9", "25", "21", "22", "23"], "bins_outside"),
        (["1", "19", "2", "3", "4", "5"], "bins_outside"),
        (["20", "30", "about 40", "25", "31", "19"], "bins_text"),
        (["young", "old"] * 3, "bins_text"),
    ],
)
def test_bins_that_sort_nothing_are_warned_of(tmp_path, values, kind):
    dataset = made(tmp_path, toml=TOML + BINS, users=users(values))
    assert keys(dataset) == [kind]


def test_bins_over_all_their_numbers_are_fine(tmp_path):
    assert keys(made(tmp_path, toml=TOML + BINS, users=users(["19", "25", "44"] * 2))) == []
    assert keys(made(tmp_path, toml=TOML + BINS, users=users(["20", "30"] * 3))) == []
    assert keys(made(tmp_path, toml=TOML + BINS, users=users(["25"] * 6))) == []  # one number


def test_a_separator_that_no_cell_holds_is_warned_of(tmp_path):
    items = "item_id,title,genres\n" + "".join(f"{at},Film {at},war;drama\n" for at in range(1, 31))
    rule = '[fields."item.genres"]\nseparator = "|"\n'
    dataset = made(tmp_path, toml=TOML + rule, items=items)
    assert keys(dataset) == ["separator"]
    assert keys(made(tmp_path, toml=TOML + rule.replace("|", ";"), items=items)) == []
