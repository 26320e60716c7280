"""Tables of text -> a checked Dataset: ids, ratings, labels, moments, parts, field rules.

Files, uploads and public layouts all come through here, so one set of checks holds for all.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from promptrec.data.dataset import OWN_COLUMNS, About, Dataset
from promptrec.data.liking import rating_facts
from promptrec.data.mending.mend import mend
from promptrec.data.mending.mends import one_each
from promptrec.data.mending.spelling import is_scientific, twins
from promptrec.data.nearest import hint, shown
from promptrec.data.reading.columns import labels, ratings, timestamps, whole
from promptrec.data.reading.table import Column, TextTable
from promptrec.data.reading.tables import RESERVED, Tables
from promptrec.data.rulecheck import check_rules
from promptrec.data.warnings.find import find
from promptrec.data.warnings.ids import how_mended, how_words
from promptrec.errors import DataError
from promptrec.records import Ints
from promptrec.words.table import Sentence, sentence

PARTS = ("train", "valid", "test", "")
__all__ = ["Tables", "assemble"]


def assemble(tables: Tables) -> Dataset:
    """Mend, check and build the data set. Raises DataError with file, row and column."""
    tables, mended = mend(tables)
    rows = tables.interactions
    item_ids = unique_ids(tables.items, "item_id")
    user_ids = unique_ids(tables.users, "user_id") if tables.users else []
    check_filled(rows, "user_id")
    item = known_items(rows, item_ids, tables.items.file)
    user_ids, user = all_users(user_ids, rows.columns["user_id"])
    about, feedback, warnings = read_feedback(tables.about, rows)
    frame = {"user": user, "item": item, **feedback, **context(rows)}
    dataset = Dataset(
        about=about,
        users=profile_frame(tables.users, "user_id", user_ids),
        items=profile_frame(tables.items, "item_id", item_ids),
        interactions=pd.DataFrame(frame),
        facts=fact_frame(tables.facts, item_ids, tables.items.file),
        implicit="rating" not in rows.columns and "label" not in rows.columns,
    )
    check_rules(dataset, has_users=tables.users is not None)
    found = find(tables, dataset)
    texts = (*(finding.text for finding in found), *tables.warnings, *warnings)
    offers = one_each(offer for finding in found for offer in finding.offers)
    return replace(dataset, warnings=texts, offers=offers, notes=(*tables.about.read_as, *mended))


def check_filled(table: TextTable, column: str) -> None:
    """No id is empty."""
    row = table.columns[column].first_where(lambda cell: not cell.strip())
    if row is not None:
        wanted = sentence("sentence.want_id")
        raise table.error(row, column, sentence("sentence.cell_empty", wanted=wanted))


def unique_ids(table: TextTable, column: str) -> list[str]:
    """The ids of users or items in file order; each stands once."""
    check_filled(table, column)
    ids = table.columns[column]
    if len(ids.values) < table.rows:
        _, firsts = np.unique(ids.codes, return_index=True)
        again = np.setdiff1d(np.arange(table.rows), firsts)[0]
        first = int(np.flatnonzero(ids.codes == ids.codes[again])[0])
        cell = ids.cell(int(again))
        short = is_scientific(cell)
        key = "sentence.row_twice_short" if short else "sentence.row_twice"
        what = sentence(key, cell=shown(cell), row=table.number(first))
        raise table.error(int(again), column, what)
    return list(ids.values)


def known_items(rows: TextTable, item_ids: Sequence[str], file: str) -> Ints:
    """Item code of each row; every item stands in the file of items."""
    check_filled(rows, "item_id")
    ids = rows.columns["item_id"]
    codes = dict(zip(item_ids, range(len(item_ids)), strict=True))
    row = ids.first_where(lambda cell: cell not in codes)
    if row is not None:
        raise rows.error(row, "item_id", no_such_item(ids, ids.cell(row), item_ids, file))
    return np.array([codes[value] for value in ids.values], np.int64)[ids.codes]


def no_such_item(ids: Column, cell: str, item_ids: Sequence[str], file: str) -> Sentence:
    """What is wrong with an id that the table of items lacks: its near twin, or the nearest ids."""
    near_ids = twins(ids.values, item_ids)
    if cell in near_ids:
        twin = near_ids[cell]
        return sentence(
            "sentence.new_item_twin",
            cell=shown(cell),
            twin=shown(twin),
            file=file,
            how=how_words(cell, twin),
            count=f"{len(near_ids):,}",
            total=f"{len(ids.values):,}",
            mend=how_mended(cell, twin, page=False),
        )
    near = hint(cell, item_ids)
    return sentence("sentence.new_item", cell=shown(cell), file=file, near=near)


def all_users(listed: Sequence[str], ids: Column) -> tuple[list[str], Ints]:
    """Ids of users.csv, then those only interactions know; and the user code of each row."""
    codes = dict(zip(listed, range(len(listed)), strict=True))
    for user_id in ids.values:
        codes.setdefault(user_id, len(codes))
    return list(codes), np.array([codes[value] for value in ids.values], np.int64)[ids.codes]


def profile_frame(table: TextTable | None, key: str, ids: Sequence[str]) -> pd.DataFrame:
    """Columns of users or items as text, indexed by id; "" for ids that the table does not have."""
    index = pd.Index(np.array(ids, dtype=object), name=key, dtype="str")
    if table is None:
        return pd.DataFrame(index=index)
    missing = [""] * (len(ids) - table.rows)
    columns = {
        name: pd.Series([*column.cells.tolist(), *missing], index=index, dtype="str")
        for name, column in table.columns.items()
        if name != key
    }
    return pd.DataFrame(columns, index=index)


def read_feedback(
    about: About, rows: TextTable
) -> tuple[About, dict[str, "pd.Series | np.ndarray"], list[str]]:
    """label, rating, timestamp and split; `about` with like_at and rating_scale filled in."""
    columns = rows.columns
    warnings: list[str] = []
    if "rating" in columns and "label" in columns:
        what = sentence("sentence.rating_and_label")
        label = rows.names.get("label", "label")
        raise DataError("sentence.at_header_column", file=rows.file, column=label, what=what)
    found: dict[str, pd.Series | np.ndarray] = {"label": np.ones(rows.rows)}
    if "rating" in columns:
        values = ratings(rows, about.rating_scale)
        like_at, scale, warnings = rating_facts(about, values)
        about = replace(about, like_at=like_at, rating_scale=scale)
        found["label"] = (values >= like_at).astype(np.float64)
        found["rating"] = values
    elif "label" in columns:
        found["label"] = labels(rows)
    if "timestamp" in columns:
        found["timestamp"] = whole(timestamps(rows))
    if "split" in columns:
        row = columns["split"].first_where(lambda cell: cell not in PARTS)
        if row is not None:
            cell = shown(columns["split"].cell(row))
            raise rows.error(row, "split", sentence("sentence.no_part", cell=cell))
        found["split"] = text_series(columns["split"])
    return about, found, warnings


def context(rows: TextTable) -> dict[str, pd.Series]:
    """Context columns by their name in `Dataset.interactions`."""
    return {
        f"context.{name}" if name in OWN_COLUMNS else name: text_series(column)
        for name, column in rows.columns.items()
        if name not in RESERVED
    }


def text_series(column: Column) -> pd.Series:
    """The cells as a text column."""
    return pd.Series(column.cells, dtype="str")


def fact_frame(table: TextTable | None, item_ids: Sequence[str], file: str) -> pd.DataFrame | None:
    """Facts with item codes."""
    if table is None:
        return None
    for name in ("relation", "value"):
        row = table.columns[name].first_where(lambda cell: not cell.strip())
        if row is not None:
            wanted = sentence("sentence.want_fact")
            raise table.error(row, name, sentence("sentence.cell_empty", wanted=wanted))
    return pd.DataFrame(
        {
            "item": known_items(table, item_ids, file),
            "relation": text_series(table.columns["relation"]),
            "value": text_series(table.columns["value"]),
        }
    )
