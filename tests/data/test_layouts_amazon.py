"""Amazon reviews of every release, in the files that go around."""

import json

import pytest
from layout_files import put, refused

from promptrec.data.shipped import open_dataset
from promptrec.data.values import FieldValues


def lines(*rows, separator="\n"):
    return "".join(json.dumps(row) + separator for row in rows)


def review(user="A1", item="B1", rating=5.0, time=1362182400):
    return {"reviewerID": user, "asin": item, "overall": rating, "unixReviewTime": time}


def review_2023(variant, parent, rating=4.0, user="AE1"):
    ids = {"asin": variant, "parent_asin": parent, "user_id": user}
    return {"rating": rating, "title": "ok", "text": "x", "timestamp": 1589687728923, **ids}


META_2023 = {
    "title": "Cable &amp; Plug",
    "store": "Acme",
    "categories": ["Electronics", "Cables"],
    "price": None,
    "parent_asin": "P1",
}


def test_reviews_of_2023_join_the_products_on_their_parent(tmp_path):
    rows = [review_2023("V1", "P1"), review_2023("V2", "P1"), review_2023("V3", "P2", 1.0)]
    metas = [META_2023, {"title": "Plug", "parent_asin": "P2"}]
    files = {"Cables.jsonl": lines(*rows), "meta_Cables.jsonl": lines(*metas)}
    dataset = open_dataset(put(tmp_path, files))
    assert list(dataset.items.index) == ["P1", "P2"]
    values = FieldValues(dataset).item(0)
    assert values["item.title"] == "Cable & Plug"
    assert values["item.brand"] == "Acme"
    assert values["item.categories"] == ("Electronics", "Cables")
    assert dataset.interactions["timestamp"].max() == 1589687728
    assert [text.key for text in dataset.warnings] == ["sentence.warn_copies"]


def test_a_review_whose_parent_is_empty_keeps_its_own_product(tmp_path):
    rows = [review_2023("V1", ""), review_2023("V2", None), review_2023("V3", "P1", 1.0)]
    dataset = open_dataset(put(tmp_path, {"Cables.jsonl": lines(*rows)}))
    assert list(dataset.items.index) == ["V1", "V2", "P1"]


@pytest.mark.parametrize("name", ["X_5.json", "X_5.JSON", "x.JSONL", "X_5.json.gz", "X.JSONL.GZ"])
@pytest.mark.parametrize("separator", ["\n", "\r\n", "\n\n"])
def test_a_byte_order_mark_a_suffix_in_capitals_and_blank_lines_are_fine(tmp_path, name, separator):
    text = lines(review(), review("A2", rating=1.0), separator=separator)
    dataset = open_dataset(put(tmp_path, {name: b"\xef\xbb\xbf" + text.encode()}))
    assert dataset.label.tolist() == [1, 0]
    file = open_dataset(str(tmp_path / name))
    assert file.fingerprint() == dataset.fingerprint()


def test_a_packed_file_is_known_by_its_bytes_not_by_its_name(tmp_path):
    put(tmp_path, {"X_5.json.gz": lines(review(), review("A2"))})
    (tmp_path / "X_5.json.gz").rename(tmp_path / "X_5.json")
    assert len(open_dataset(str(tmp_path)).interactions) == 2


def test_several_review_files_are_one_data_set_and_a_review_in_two_of_them_is_one_row(tmp_path):
    twice = review("A1", "B1", 5.0, 10)
    files = {
        "Books_5.json": lines(twice, review("A2", "B1", 1.0, 11), review("A2", "B1", 1.0, 11)),
        "Films_5.json": lines(review("A3", "B2", 2.0, 12), twice, review("A1", "B1", 4.0, 10)),
        "meta_Books.json": lines({"asin": "B1", "title": "One"}),
        "meta_Films.json": lines({"asin": "B2", "title": "Two"}),
    }
    dataset = open_dataset(put(tmp_path / "shelf", files))
    found = [dataset.users.index[code] for code in dataset.user]
    assert found == ["A1", "A2", "A2", "A3", "A1"]  # within one file nothing is left out
    assert dataset.items["title"].tolist() == ["One", "Two"]
    assert dataset.about.name == "shelf"
    assert dataset.warnings[-1] == "Reviews that stand in more than one file: 1. Each counts once."


def test_a_fault_names_the_file_and_the_line_among_several(tmp_path):
    good = lines(review(), review("A2", rating=1.0))
    files = {"a_5.json": good, "b_5.json": "\n" + good + lines(review(rating=9))}
    assert refused(put(tmp_path, files)).startswith("b_5.json, line 4, column rating: 9 is outside")
    (tmp_path / "b_5.json").write_text(good + lines(review(time=None)))
    said = refused(tmp_path)
    assert said.startswith("b_5.json, line 3, column unixReviewTime: is missing")
    (tmp_path / "b_5.json").write_text(good + '{"asin": \n')
    assert refused(tmp_path).startswith("b_5.json, line 3: is no JSON object")
    (tmp_path / "b_5.json").write_text(json.dumps({"version": 1}))
    assert refused(tmp_path).startswith("b_5.json, line 1, column reviewerID: is missing")


def test_products_as_python_literals_and_with_page_markup_keep_their_item(tmp_path):
    script = "var aPageStart = (new Date()).getTime();\n" * 60
    metas = (
        "{'asin': 'B1', 'title': 'Tom &amp; Jerry&#39;s',"
        " 'categories': [['A &amp; B', '<b>C</b>']]}\n"
        + "{ 'asin': 'B2', 'title': None, 'brand': u'X'}\n"
        + lines({"asin": "B3", "title": script, "category": ["<span>Cables</span>"], "x": None})
        + lines({"asin": "B4", "title": ["list"]}, {"asin": "B4", "title": "I <3 You & <b>"})
    )
    rows = lines(*(review(item=item) for item in ("B1", "B2", "B3", "B4")), review(rating=1.0))
    dataset = open_dataset(put(tmp_path, {"X_5.json": rows, "meta_X.json": metas}))
    titles = dataset.items["title"].tolist()
    assert titles[:2] + titles[3:] == ["Tom & Jerry's", "B2", "I <3 You &"]
    assert titles[2].startswith("var aPageStart")
    assert dataset.items["categories"].tolist() == ["A & B|C", "", "Cables", ""]
    assert dataset.items.loc["B2", "brand"] == "X"


@pytest.mark.parametrize("text", ["__import__('os').system('x')", "{'a': open('x')}", "{'a': 1"])
def test_a_product_file_is_never_executed(tmp_path, text):
    said = refused(put(tmp_path, {"X_5.json": lines(review()), "meta_X.json": text + "\n"}))
    assert said.startswith("meta_X.json, line 1: is no JSON object")


def test_a_file_that_is_one_json_list_says_so(tmp_path):
    text = json.dumps([review(), review("A2")], indent=1)
    said = refused(put(tmp_path, {"X_5.json": text}))
    assert "one JSON list. Write one JSON object per line" in said
    assert refused(tmp_path / "X_5.json") == said
    put(tmp_path, {"X_5.json": lines(review()).encode("utf-16")})
    assert "UTF-16" in refused(tmp_path)


def test_reviews_as_python_literals_are_read_and_an_empty_file_says_so(tmp_path):
    text = "".join(f"{review(user, rating=star)!r}\n" for user, star in (("A'1", 5.0), ("A2", 1)))
    dataset = open_dataset(put(tmp_path, {"X_5.json": text}))
    assert list(dataset.users.index) == ["A'1", "A2"]
    assert refused(put(tmp_path, {"X_5.json": ""})).startswith("X_5.json is empty")
