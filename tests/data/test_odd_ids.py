"""Ids in two spellings, or shortened by a spreadsheet."""

import pytest
from odd_data import HEAD, ITEMS, TOML, USERS, keys, made, offered, rows

from promptrec.errors import DataError

BLANKS, DECIMALS = "strip_blanks = true", "join_decimals = true"
SPELLINGS = [
    (lambda at: f"{at}.0", [DECIMALS]),
    (lambda at: f"{at}.00", [DECIMALS]),
    (lambda at: f" {at}", [BLANKS]),
    (lambda at: f"{at}\u3000", [BLANKS]),
    (lambda at: f"\ufeff{at}\u200b", [BLANKS]),
    (lambda at: f"{at}.0 ", [BLANKS, DECIMALS]),
    (lambda at: f"00{at}", []),
    (lambda at: "".join(chr(0xFF10 + int(digit)) for digit in str(at)), []),  # full-width digits
]


@pytest.mark.parametrize(("spelling", "mends"), SPELLINGS)
def test_users_whose_profile_is_spelled_otherwise_are_warned_of(tmp_path, spelling, mends):
    dataset = made(tmp_path, interactions=rows(user=spelling), users=USERS)
    assert keys(dataset) == ["lost_profiles"]
    assert dataset.warnings[0].startswith("6 of 6 users find no profile in users.csv")
    assert "(interactions.csv, data row 1)" in dataset.warnings[0]
    assert offered(dataset) == mends


@pytest.mark.parametrize(("spelling", "mends"), [one for one in SPELLINGS if one[1]])
def test_a_mend_joins_the_spellings_and_says_so(tmp_path, spelling, mends):
    toml = "\n".join([TOML, "[mend]", *mends, ""])
    dataset = made(tmp_path, toml=toml, interactions=rows(user=spelling, item=spelling))
    assert dataset.warnings == ()
    assert sorted(dataset.users.index) == list("123456")
    assert "30 different ids" in dataset.notes[0] or "36 different ids" in dataset.notes[0]


def test_profiles_with_decimals_are_found_after_the_mend(tmp_path):
    users = USERS.replace(",2", ".0,2")
    assert keys(made(tmp_path, users=users)) == ["lost_profiles"]
    dataset = made(tmp_path, users=users, toml=f"{TOML}[mend]\n{DECIMALS}\n")
    assert dataset.users.loc["1", "age"] == "21"
    assert dataset.warnings == ()


@pytest.mark.parametrize(
    ("ids", "how"),
    [
        (["7", "7 ", "7\u00a0"], "blanks"),
        (["7", "7.0"], "'.0' at the end"),
        (["007", "7"], "zeros in front"),
        (["B00a", "b00A"], "capital letters"),
    ],
)
def test_two_users_of_one_column_that_are_probably_one_are_warned_of(tmp_path, ids, how):
    lines = (f"{user},{at + 1},{at + 3},{1_260_000_000 + at}\n" for at, user in enumerate(ids))
    dataset = made(tmp_path, interactions=HEAD + "".join(lines))
    assert keys(dataset) == ["twin_ids"]
    assert f"only by {how}: {ids[1]!r} (interactions.csv, data row 2)" in dataset.warnings[0]


def test_ids_that_are_alike_in_nothing_else_are_not_twins(tmp_path):
    assert keys(made(tmp_path, interactions=rows(user=lambda at: f"u{at}{'.0' * (at % 2)}"))) == []


def test_two_items_become_the_first_of_them(tmp_path):
    items = ITEMS + "7 ,Film seven\n"
    assert keys(made(tmp_path, items=items)) == ["twin_ids"]
    dataset = made(tmp_path, items=items, toml=f"{TOML}[mend]\n{BLANKS}\n")
    assert len(dataset.items) == 30
    assert dataset.items.loc["7", "title"] == "Film 7"
    assert [note.key for note in dataset.notes] == [
        "sentence.mended_blanks",
        "sentence.mended_same_id",
    ]


def test_a_duplicate_id_stays_an_error_in_spite_of_mends(tmp_path):
    with pytest.raises(DataError, match="'7' already stands in data row 7"):
        made(tmp_path, items=ITEMS + "7,Film 7\n", toml=f"{TOML}[mend]\n{BLANKS}\n")


@pytest.mark.parametrize(("spelling", "mends"), SPELLINGS)
def test_an_unknown_item_names_the_near_id_and_the_mend(tmp_path, spelling, mends):
    with pytest.raises(DataError) as caught:
        made(tmp_path, interactions=rows(item=spelling))
    said = str(caught.value)
    assert said.startswith(
        f"interactions.csv, data row 1, column item_id: unknown item {spelling(1)!r}"
    )
    assert "items.csv has '1'" in said
    assert "so do 30 of 30 ids" in said
    assert (", ".join(mends) if mends else "Write them alike") in said


def test_facts_of_an_item_that_is_spelled_otherwise_name_the_mend(tmp_path):
    facts = "item_id,relation,value\n7.0,made by,Bob\n"
    with pytest.raises(DataError, match=r"facts.csv, data row 1.*items.csv has '7'.*join_decimals"):
        made(tmp_path, facts=facts)
    dataset = made(tmp_path, facts=facts, toml=f"{TOML}[mend]\n{DECIMALS}\n")
    assert dataset.facts["item"].tolist() == [6]


def test_profiles_of_nobody_here_are_warned_of(tmp_path):
    dataset = made(tmp_path, users="user_id,age\nann,20\nbob,30\n")
    assert keys(dataset) == ["strangers"]
    assert keys(made(tmp_path, users="user_id,age\n1,20\nbob,30\n")) == []


@pytest.mark.parametrize("text", ["9.78E+12", '"9,78E+12"', "9.78e12"])
def test_ids_that_a_spreadsheet_shortened_are_warned_of(tmp_path, text):
    items = f"item_id,title\n{text},Emma\n1,Dune\n"
    dataset = made(tmp_path, items=items, interactions=HEAD + f"1,{text},4,1\n1,1,2,2\n")
    assert keys(dataset) == ["short_ids"]
    assert "1 of 2 cells in the column item_id" in dataset.warnings[0]
    with pytest.raises(DataError, match="a spreadsheet has shortened the ids"):
        made(tmp_path, items=f"{items}{text},Emma again\n")


def test_an_id_with_an_e_in_it_is_not_short(tmp_path):
    assert keys(made(tmp_path, interactions=rows(user=lambda at: f"{at}E4"))) == []
