"""shop-zh: the rows of shop, every word of it in Chinese."""

import csv
import re

import numpy as np
import pytest

from promptrec.data.shipped import SHIPPED, open_dataset
from promptrec.data.split import make_split
from promptrec.examples.values import fact_phrases
from promptrec.settings import SplitSettings
from scripts.make_shop_zh import FACT_WORDS, ITEM_WORDS, USER_WORDS, main, read_words, size_words

BRANDS = {"Almay"}  # sold under no Chinese name
TRANSLATED = {"items": (*ITEM_WORDS, "title", "size"), "users": USER_WORDS, "facts": FACT_WORDS}
LATIN = re.compile(r"[A-Za-z]+")
NUMBER = re.compile(r"[\d.+-]*")


def column(name, file, heading):
    with (SHIPPED / name / f"{file}.csv").open(encoding="utf-8", newline="") as rows:
        return [row[heading] for row in csv.DictReader(rows)]


def headings(name, file):
    with (SHIPPED / name / f"{file}.csv").open(encoding="utf-8", newline="") as rows:
        return next(csv.reader(rows))


def test_its_script_makes_what_is_shipped_byte_for_byte(tmp_path):
    main(tmp_path)
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (SHIPPED / "shop-zh" / made.name).read_bytes(), made.name


def test_the_table_of_words_has_every_word_of_every_column_of_text_and_no_other():
    asked = {""}
    for file in ("items", "users", "facts"):
        for heading in headings("shop", file):
            values = set(column("shop", file, heading))
            if heading in ("title", "size"):  # put together from parts
                values = {part for one in values for part in re.findall(r"[a-z][a-z ]*$", one)}
                values = values if heading == "size" else set()
            elif all(map(NUMBER.fullmatch, values)) and heading not in USER_WORDS:
                continue  # ids, prices, how many: no words
            asked |= values
    assert set(read_words()) == asked - {""}


def test_nothing_is_left_in_latin_letters_but_a_brand_without_a_chinese_name():
    for file in ("items", "users", "facts"):
        for heading in headings("shop-zh", file):
            left = {
                one for value in column("shop-zh", file, heading) for one in LATIN.findall(value)
            }
            assert left <= BRANDS, (file, heading)


def test_words_that_differ_in_english_differ_in_chinese():
    for file, names in TRANSLATED.items():
        for heading in names:
            english, chinese = (column(name, file, heading) for name in ("shop", "shop-zh"))
            pairs = set(zip(english, chinese, strict=True))
            assert len(pairs) == len(set(english)) == len(set(chinese)), heading
    words = read_words()
    assert size_words("1 piece", words) == "1件" and size_words("2 liters", words) == "2升"


def test_all_else_is_that_of_shop():
    english, chinese = open_dataset("shop"), open_dataset("shop-zh")
    assert chinese.about.language == "zh" and chinese.warnings == ()
    assert english.interactions.equals(chinese.interactions)
    assert english.items.index.equals(chinese.items.index)
    assert english.users.index.equals(chinese.users.index)
    assert english.items["price"].equals(chinese.items["price"])
    assert english.about.domain == chinese.about.domain


@pytest.mark.parametrize("name", ["leave_last", "temporal", "random", "cold_user", "cold_item"])
def test_its_splits_are_those_of_shop(name):
    english, chinese = (
        make_split(open_dataset(one), SplitSettings(name=name)) for one in ("shop", "shop-zh")
    )
    for part in ("train", "valid", "test"):
        assert np.array_equal(getattr(english, part), getattr(chinese, part))


def test_the_domains_are_those_of_shop_under_their_chinese_names():
    words = read_words()
    parts = []
    for name, source, target in (
        ("shop", "food", "drugstore"),
        ("shop-zh", words["food"], words["drugstore"]),
    ):
        settings = SplitSettings(name="cross_domain", source=source, target=target, target_rows=64)
        parts.append(make_split(open_dataset(name), settings))
    assert np.array_equal(parts[0].train, parts[1].train)
    assert np.array_equal(parts[0].test, parts[1].test)


def test_every_word_rule_of_shop_has_its_chinese_words():
    english, chinese = open_dataset("shop").about.rules, open_dataset("shop-zh").about.rules
    in_the_columns = {f"user.{name}" for name in USER_WORDS}
    assert set(english) - in_the_columns == set(chinese)
    for field, own in chinese.items():
        rule = english[field]
        assert (rule.bins, len(rule.words), set(rule.table)) == (
            own.bins,
            len(own.words),
            set(own.table),
        )
        assert not LATIN.search(f"{own.words}{list(own.table.values())}"), field


def test_a_fact_in_chinese_is_one_phrase_without_a_space():
    phrases = fact_phrases(open_dataset("shop-zh"))
    assert phrases[2] == ("常搭配购买家庭谷物早餐", "常搭配购买燕麦棒", "属于全国品牌")
    assert fact_phrases(open_dataset("shop"))[1] == (
        "mostly bought in spring",
        "sold as a national brand",
    )
