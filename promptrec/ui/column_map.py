"""Say what the columns of foreign CSV files are; the result is files in our format."""

import io
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from promptrec.data.layouts.known import foreign_upload, recognise_upload
from promptrec.data.mapping import guess
from promptrec.errors import DataError
from promptrec.ui.say import say
from promptrec.ui.sentences import in_words

WANTED = {
    "interactions.csv": ("user_id", "item_id", "rating", "label", "timestamp"),
    "items.csv": ("item_id", "title"),
    "users.csv": ("user_id",),
}
NEEDED = {
    "interactions.csv": ("user_id", "item_id"),
    "items.csv": ("item_id", "title"),
    "users.csv": ("user_id",),
}


def needs_mapping(files: Mapping[str, bytes]) -> bool:
    """True for CSV files that are not named and headed as our format wants."""
    tables = [name for name in files if name.endswith((".csv", ".tsv"))]
    if not tables or any(name.endswith((".zip", ".gz", ".json", ".dat")) for name in files):
        return False
    wanted = set(NEEDED["interactions.csv"])
    found = files.get("interactions.csv")
    if found is None:
        return recognise_upload(files) is None
    return not wanted <= set(header(found))


def column_map(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The form; returns files in our format, other columns as they were."""
    st.subheader(say("upload.map"))
    st.caption(say("upload.map_hint"))
    known = foreign_upload(files)
    if known is not None:
        st.info(in_words(known))
    tables = [name for name in files if name.endswith((".csv", ".tsv"))]
    result = {name: content for name, content in files.items() if name == "dataset.toml"}
    for target, columns in WANTED.items():
        part = target.removesuffix(".csv")
        options = tables if target == "interactions.csv" else ["", *tables]
        chosen = st.selectbox(
            say(f"upload.map_{part}"),
            options,
            index=options.index(target) if target in options else 0,
            format_func=lambda name: name or say("upload.none"),
            key=f"map_{part}",
        )
        if chosen:
            result[target] = renamed(files[str(chosen)], target, columns)
    if "items.csv" not in result:
        result["items.csv"] = bare_items(result["interactions.csv"])
    return result


def renamed(content: bytes, target: str, columns: tuple[str, ...]) -> bytes:
    """One file with its columns named as ours."""
    names = header(content)
    guesses = guess(names, columns)
    chosen: dict[str, str] = {}
    for place, column in zip(st.columns(len(columns)), columns, strict=True):
        options = ["", *names]
        found = place.selectbox(
            say(f"upload.column_{column}"),
            options,
            index=options.index(guesses.get(column, "")),
            format_func=lambda name: name or say("upload.none"),
            key=f"map_{target}_{column}",
        )
        if found:
            chosen[str(found)] = column
    missing = [column for column in NEEDED[target] if column not in chosen.values()]
    if missing:
        words = ", ".join(say(f"upload.column_{column}") for column in missing)
        st.info(f"{target}: {words}")
    table = read(content).rename(columns=chosen)
    return table.to_csv(index=False).encode()


def header(content: bytes) -> list[str]:
    """Column names of a CSV file."""
    return [str(name) for name in read(content, rows=0).columns]


def read(content: bytes, rows: int | None = None) -> pd.DataFrame:
    """A CSV file as text cells; commas, semicolons or tabs between them."""
    try:
        first = content[:4096].decode("utf-8-sig", errors="replace").split("\n", 1)[0]
        separator = max(",;\t", key=first.count)
        return pd.read_csv(
            io.BytesIO(content),
            sep=separator,
            dtype=str,
            keep_default_na=False,
            nrows=rows,
            encoding="utf-8-sig",
        )
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(f"A file cannot be read as CSV in UTF-8: {error}.") from None


def bare_items(interactions: bytes) -> bytes:
    """items.csv with the ids as titles, where nobody knows more."""
    table = read(interactions)
    if "item_id" not in table:
        return b""
    ids = table["item_id"].drop_duplicates()
    return pd.DataFrame({"item_id": ids, "title": ids}).to_csv(index=False).encode()
