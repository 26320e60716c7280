"""Rows that stand twice, pairs that contradict themselves, texts with the marks of a web page."""

import pytest
from odd_data import HEAD, ITEMS, TOML, keys, made, offered, rows

TWICE = HEAD + "1,1,5,1260000000\n1,2,1,1260000001\n1,1,5.0,1260000000\n"
SCRIPT = "var aPageStart = (new Date()).getTime(); (function(e){ var c=e; })(window);"


def test_copies_of_rows_are_warned_of_and_dropped_by_their_mend(tmp_path):
    dataset = made(tmp_path, interactions=TWICE)
    assert keys(dataset) == ["copies"]
    assert "1 of 3 rows" in dataset.warnings[0]
    assert "data row 3) as in interactions.csv, data row 1." in dataset.warnings[0]
    toml = f"{TOML}[mend]\n{offered(dataset)[0]}\n"
    mended = made(tmp_path, toml=toml, interactions=TWICE)
    assert mended.warnings == ()
    assert len(mended.interactions) == 2
    assert mended.notes[0].startswith("Mended: 1 rows are left out")


def with_column(name, *cells):
    lines = TWICE.splitlines()
    return "\n".join(f"{line},{cell}" for line, cell in zip(lines, (name, *cells), strict=True))


def test_a_row_number_does_not_hide_a_copy_but_another_context_does(tmp_path):
    assert keys(made(tmp_path, interactions=with_column("number", 1, 2, 3))) == ["copies"]
    assert keys(made(tmp_path, interactions=with_column("mood", "calm", "calm", "sad"))) == []
    split = with_column("split", "train", "train", "test")
    assert keys(made(tmp_path, interactions=split)) == ["copies"]


def test_copies_without_ratings_and_moments_are_copies(tmp_path):
    lines = "user_id,item_id\n1,1\n1,2\n1,1\n"
    assert keys(made(tmp_path, interactions=lines)) == ["copies"]


@pytest.mark.parametrize("name", ["rating", "label"])
def test_two_answers_at_one_moment_are_warned_of(tmp_path, name):
    lines = HEAD.replace("rating", name) + "1,1,1,1260000000\n1,1,0,1260000000\n2,1,0,1260000000\n"
    dataset = made(tmp_path, interactions=lines)
    assert keys(dataset)[0] == "conflicts"
    assert f"has {name} '0' (interactions.csv, data row 2)" in dataset.warnings[0]
    assert "and '1' (interactions.csv, data row 1). Keep one" in dataset.warnings[0]


def test_another_answer_at_another_time_is_none(tmp_path):
    lines = HEAD + "1,1,5,1260000000\n1,1,1,1260000009\n"
    assert keys(made(tmp_path, interactions=lines)) == []


def test_without_timestamps_answers_of_one_context_contradict(tmp_path):
    lines = "user_id,item_id,rating,mood\n1,1,5,calm\n1,1,1,calm\n1,2,1,calm\n2,1,4,sad\n"
    assert keys(made(tmp_path, interactions=lines)) == ["conflicts"]
    assert keys(made(tmp_path, interactions=lines.replace("1,1,1,calm", "1,1,1,sad"))) == []


def parted(*lines):
    return HEAD.replace("\n", ",split\n") + "\n".join(lines) + "\n"


REVERSED = [
    ("1,1,5,1260000009,train", "1,1,1,1260000000,test"),
    ("1,1,1,1260000000,valid", "1,1,5,1260000009,"),
    ("1,1,5,1260000009,valid", "1,1,5,1260000001,test"),
]


@pytest.mark.parametrize("pair", REVERSED)
def test_a_pair_that_the_split_judges_before_it_is_learned_is_warned_of(tmp_path, pair):
    lines = ("1,2,4,1260000005,train", *pair, "2,1,1,1260000020,train")
    dataset = made(tmp_path, interactions=parted(*lines))
    assert keys(dataset) == ["split_order"]
    newer = 2 + ("09," in pair[1])
    assert dataset.warnings[0].startswith("1 of 4 rows are newer than a row of the same user")
    part = lines[newer - 1].rpartition(",")[2]
    assert f"item '1' is '{part}' (interactions.csv, data row {newer})" in dataset.warnings[0]
    assert f"(interactions.csv, data row {5 - newer})" in dataset.warnings[0]


def test_pairs_that_the_split_takes_in_the_order_of_time_are_fine(tmp_path):
    right = parted("1,1,5,1260000000,train", "1,1,1,1260000009,test", "1,2,1,1260000003,valid")
    assert keys(made(tmp_path, interactions=right)) == []
    others = parted("1,1,5,1260000009,train", "2,1,1,1260000000,test", "1,2,1,1260000003,valid")
    assert keys(made(tmp_path, interactions=others)) == []  # of others nothing is repeated
    lines = ("1,1,5,sad,train", "1,1,1,calm,test", "1,2,1,calm,train")
    untimed = parted(*lines).replace("timestamp", "mood")
    assert keys(made(tmp_path, interactions=untimed)) == []


MARKED = [
    ("Tom &amp; Jerry&#39;s Cable", "Tom & Jerry's Cable"),
    ("Tom &amp;amp; Jerry", "Tom & Jerry"),
    ("A <span class=a>red</span><br/> cable", "A red cable"),
    ("&lt;b&gt;Bold&lt;/b&gt;", "Bold"),
    (SCRIPT, "31"),
    (f"Cable {SCRIPT}", "Cable"),
    ("<script>alert(1)</script>Cable", "Cable"),
    (".a { color: red; } Cable", "31"),
]


@pytest.mark.parametrize(("title", "clean"), MARKED)
def test_marks_of_a_web_page_are_warned_of_and_cleaned_by_their_mend(tmp_path, title, clean):
    items = f'{ITEMS}31,"{title}"\n'
    dataset = made(tmp_path, items=items)
    assert keys(dataset)[0] in ("script", "markup")
    assert "('31', items.csv, data row 31)" in dataset.warnings[0]
    assert offered(dataset) == ["clean_text = true"]
    mended = made(tmp_path, items=items, toml=f"{TOML}[mend]\nclean_text = true\n")
    assert mended.warnings == ()
    assert mended.items["title"].tolist()[-2:] == ["Film 30", clean]
    assert "1 cells" in mended.notes[0]


@pytest.mark.parametrize(
    "title",
    [
        "AT&T; Wireless",
        "I <3 You",
        "x < y > z",
        "Q & A",
        "<PIG>",
        "f(x) {",
        "Function (Live)",
        "Muscles (Function and Testing)",
    ],
)
def test_signs_in_titles_are_signs(tmp_path, title):
    assert keys(made(tmp_path, items=f'{ITEMS}31,"{title}"\n')) == []


def test_other_texts_are_looked_at_too(tmp_path):
    dataset = made(
        tmp_path,
        users="user_id,city\n1,Br&uuml;ck\n",
        facts="item_id,relation,value\n1,by,<i>Bob</i>\n",
    )
    assert keys(dataset) == ["markup"]
    assert "2 of 2 cells" in dataset.warnings[0]
    assert "columns: city, value" in dataset.warnings[0]


def test_items_without_title_are_counted(tmp_path):
    dataset = made(tmp_path, items=f"{ITEMS}31,\n32, \n")
    assert keys(dataset) == ["untitled"]
    assert "2 of 32 items" in dataset.warnings[0]


def titled(title):
    return "item_id,title\n" + "".join(f"{at},{title(at)}\n" for at in range(1, 31))


@pytest.mark.parametrize(("last", "count"), [(30, "30 of 30"), (17, "17 of 30")])
def test_one_title_for_most_items_is_warned_of(tmp_path, last, count):
    items = titled(lambda at: "Unknown" if at <= last else f"Film {at}")
    dataset = made(tmp_path, items=items)
    assert keys(dataset) == ["same_title"]
    assert dataset.warnings[0].startswith(f"{count} items have one title, 'Unknown' (items.csv")
    assert "data row 1 and items.csv, data row 2)" in dataset.warnings[0]


def test_a_title_that_some_items_share_is_not(tmp_path):
    assert keys(made(tmp_path, items=titled(lambda at: f"Film {at // 2}"))) == []
    assert keys(made(tmp_path, items=titled(lambda at: "" if at > 12 else f"{at}"))) == ["untitled"]


def test_the_worst_comes_first(tmp_path):
    items = f"{ITEMS}31,\n32,A &amp; B\n"
    interactions = rows(user=lambda at: "1 " if at == 2 else str(at))
    assert keys(made(tmp_path, items=items, interactions=interactions)) == [
        "twin_ids",
        "markup",
        "untitled",
    ]
