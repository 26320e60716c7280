"""MIND: impressions become labels, older clicks history."""

import numpy as np
import pytest
from layout_files import put, refused

from promptrec.data.history import Histories
from promptrec.data.shipped import open_dataset
from promptrec.data.split import make_split
from promptrec.settings import SplitSettings

NEWS = (
    'N1\tlifestyle\troyals\tThe "Brands" Elizabeth\tShop\thttp\t[]\t[]\n'
    "N2\tsports\tnfl\tT2\t\thttp\t[]\t[]\nN3\tsports\tnfl\tT3\tA\thttp\t[]\t[]\n"
)
BEHAVIORS = (
    "3\tU1\t11/16/2019 12:01:00 AM\tN1 N2 N3\tN1-0\n"
    "1\tU1\t11/15/2019 8:55:22 AM\tN1 N2\tN3-1 N2-0\n"
    "2\tU2\t11/14/2019 8:55:22 PM\t\tN1-0\n"
)
MIND = {"behaviors.tsv": BEHAVIORS, "news.tsv": NEWS}


def rows_of(dataset):
    rows = dataset.interactions
    names = zip(dataset.user, dataset.item, rows["label"], rows["timestamp"], strict=True)
    return [
        (dataset.users.index[user], dataset.items.index[item], label, time, split)
        for (user, item, label, time), split in zip(names, rows["split"], strict=True)
    ]


def test_mind_is_read_with_older_clicks_before_the_first_impression(tmp_path):
    dataset = open_dataset(put(tmp_path, MIND))
    assert rows_of(dataset) == [
        ("U2", "N1", 0, 1573764922, "train"),
        ("U1", "N1", 1, 1573808121, ""),
        ("U1", "N2", 1, 1573808121, ""),
        ("U1", "N3", 1, 1573808122, "train"),
        ("U1", "N2", 0, 1573808122, "train"),
        ("U1", "N1", 0, 1573862460, "train"),
    ]
    assert dataset.items.loc["N1"].tolist() == [
        'The "Brands" Elizabeth',
        "lifestyle",
        "royals",
        "Shop",
    ]
    user, when = int(dataset.user[3]), int(dataset.when[3])
    assert Histories(dataset).before(user, when).tolist() == [1, 2]
    assert "Microsoft Research License" in dataset.about.licence
    assert [one.split(" ", 1)[0] for one in dataset.warnings] == ["2"]
    assert "history only in the split given" in dataset.warnings[0]


def test_older_clicks_are_no_target_of_the_split_given_and_the_newest_tenths_are_judged(tmp_path):
    more = "".join(f"{n}\tU{n}\t11/17/2019 1:0{n}:00 AM\tN1\tN2-1 N3-0\n" for n in range(3, 10))
    dataset = open_dataset(put(tmp_path, {**MIND, "behaviors.tsv": BEHAVIORS + more}))
    split = make_split(dataset, SplitSettings(name="given"))
    past = np.flatnonzero(dataset.interactions["split"] == "").tolist()
    assert len(past) == 9
    targets = [*split.train, *split.valid, *split.test]
    assert sorted([*targets, *past]) == list(range(len(dataset.interactions)))
    assert split.visible["train"][past].all()
    assert (len(split.valid), len(split.test)) == (2, 2)  # one impression in ten each
    assert dataset.when[split.train].max() < dataset.when[split.valid].min()
    assert dataset.when[split.valid].max() < dataset.when[split.test].min()


def test_the_folders_of_mind_are_parts_of_one_data_set(tmp_path):
    later = {
        "behaviors.tsv": "1\tU1\t11/18/2019 8:00:00 AM\tN1 N2 N3\tN4-1 N3-0\n",
        "news.tsv": NEWS + "N4\tnews\tworld\tT4\tB\thttp\t[]\t[]\n",
    }
    silent = {**later, "behaviors.tsv": "1\tU1\t11/19/2019 8:00:00 AM\tN1\tN4 N3\n"}
    put(tmp_path / "MINDsmall_train", MIND)
    put(tmp_path / "MINDsmall_dev", later)
    dataset = open_dataset(str(tmp_path))
    assert list(dataset.items.index) == ["N1", "N2", "N3", "N4"]
    assert [row[4] for row in rows_of(dataset)].count("test") == 2
    assert len(dataset.interactions) == 8  # clicks of train do not come again as history
    put(tmp_path / "MINDlarge_test", silent)
    dataset = open_dataset(str(tmp_path))
    assert len(dataset.interactions) == 8
    assert "MINDlarge_test does not say what was clicked" in dataset.warnings[0]


def test_a_header_windows_line_ends_and_a_mark_are_fine(tmp_path):
    plain = open_dataset(put(tmp_path / "a", MIND)).fingerprint()
    head = {"behaviors.tsv": "id\tuser\ttime\thistory\timpressions\n"}
    head["news.tsv"] = "News ID\tCategory\tSubCategory\tTitle\tAbstract\tURL\tE\tE\n"
    files = {
        name: b"\xef\xbb\xbf" + (head[name] + text).replace("\n", "\r\n").encode()
        for name, text in MIND.items()
    }
    assert open_dataset(put(tmp_path / "b", files)).fingerprint() == plain


def test_news_that_the_file_lacks_are_left_out_with_their_number(tmp_path):
    text = BEHAVIORS + "4\tU1\t11/17/2019 1:00:00 AM\tN9\tN8-1 N1-1\n"
    dataset = open_dataset(put(tmp_path, {**MIND, "behaviors.tsv": text}))
    assert dataset.warnings[0].startswith("Entries of behaviors.tsv that name news which")
    assert "2, the first N9" in dataset.warnings[0]


FAULTS = [
    ("4\tU1\t2019-11-15 08:00\tN1\tN1-1", "line 4, column time: '2019-11-15 08:00' is no time"),
    ("4\tU1\t13/15/2019 8:00:00 AM\tN1\tN1-1", "line 4, column time"),
    ("4\tU1\t2/30/2019 8:00:00 AM\tN1\tN1-1", "line 4, column time"),
    ("4\tU1\t11/15/2019 13:00:00 PM\tN1\tN1-1", "line 4, column time"),
    ("4\tU1\t11/15/0000 1:00:00 PM\tN1\tN1-1", "line 4, column time"),
    ("4\t \t11/15/2019 8:00:00 AM\tN1\tN1-1", "line 4, column user: is empty"),
    ("4\tU1\t11/15/2019 8:00:00 AM\tN1\tN1 N2", "line 4, column impressions: 'N1' does not end"),
    ("4\tU1\t11/15/2019 8:00:00 AM\tN1", "line 4, column impressions: is missing"),
]


@pytest.mark.parametrize(("line", "expected"), FAULTS)
def test_a_fault_in_mind_names_its_line_and_column(tmp_path, line, expected):
    files = {**MIND, "behaviors.tsv": BEHAVIORS + line + "\n"}
    assert f"behaviors.tsv, {expected}" in refused(put(tmp_path, files))


def test_mind_files_of_two_archives_are_refused(tmp_path):
    other = NEWS.replace("N", "M")
    assert "from the same archive" in refused(put(tmp_path, {**MIND, "news.tsv": other}))
