"""Rebuild sample_data/shop-zh, byte for byte: sample_data/shop with every word in Chinese.

    python -m scripts.make_shop_zh            # into sample_data/shop-zh
    python -m scripts.make_shop_zh FOLDER     # elsewhere

Rows, ids, times and prices are those of shop, and so are its splits. Words are replaced one by one
by `shop_words_zh.txt`, which was written by hand; a word that it lacks is an error. Put together:

- a title is the words of the product type, then （自有品牌） where the store sells its own;
- a size is a number with its unit: "5.5 oz" becomes 5.5盎司.

How many people and children a household has stays a number; dataset.toml has the words for it.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from scripts.make_shop import FOLDER as SHOP
from scripts.make_shop import write

FOLDER = SHOP.parent / "shop-zh"
WORDS = Path(__file__).parent / "shop_words_zh.txt"
OWN = " (store brand)"
ITEM_WORDS = ("section", "department", "category", "type", "brand")
USER_WORDS = ("age", "income", "household", "home", "marriage")
FACT_WORDS = ("relation", "value")


def main(folder: Path = FOLDER) -> None:
    """Write all CSV files of the folder."""
    words = read_words()
    write(folder / "items.csv", item_table(words))
    write(folder / "users.csv", translated("users", USER_WORDS, words))
    write(folder / "interactions.csv", read("interactions"))
    write(folder / "facts.csv", translated("facts", FACT_WORDS, words))


def read_words() -> dict[str, str]:
    """Chinese by English. KeyError for a word that is given twice."""
    found: dict[str, str] = {}
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        english, chinese = line.split(" = ")
        if english in found:
            raise KeyError(f"{english} is in {WORDS.name} twice")
        found[english] = chinese
    return found


def read(name: str) -> pd.DataFrame:
    """A table of shop, as it is written."""
    return pd.read_csv(SHOP / f"{name}.csv", dtype=str, keep_default_na=False)


def translated(name: str, columns: tuple[str, ...], words: Mapping[str, str]) -> pd.DataFrame:
    """A table of shop with some columns in Chinese; what is empty stays empty."""
    table = read(name)
    for column in columns:
        table[column] = [words[word] if word else "" for word in table[column]]
    return table


def item_table(words: Mapping[str, str]) -> pd.DataFrame:
    """The products: titles and sizes are put together from their parts."""
    table = translated("items", ITEM_WORDS, words)
    own = read("items")["title"].str.endswith(OWN)
    table["title"] = table["type"] + own.map({True: f"（{words['store brand']}）", False: ""})
    table["size"] = [size_words(size, words) for size in table["size"]]
    return table


def size_words(size: str, words: Mapping[str, str]) -> str:
    """A number and its unit; empty for loose goods.

    >>> size_words("35 square feet", {"square feet": "平方英尺"})
    '35平方英尺'
    """
    amount, _, unit = size.partition(" ")
    return f"{amount}{words[unit]}" if size else ""


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
