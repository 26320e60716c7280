"""Upload a data set: files in our format, or a zip of a known layout, or any CSV with a mapping."""

from collections.abc import Mapping

import streamlit as st

from promptrec.errors import DataError
from promptrec.ui.column_map import column_map, needs_mapping
from promptrec.ui.numbers import count
from promptrec.ui.pickers import NEXT
from promptrec.ui.say import plain, say
from promptrec.ui.state import dataset, dataset_source, forget_datasets
from promptrec.ui.uploads import save_files

# .data, .item and .user are the files of MovieLens 100K
KINDS = ("csv", "tsv", "dat", "txt", "toml", "json", "jsonl", "gz", "zip", "data", "item", "user")


def data_upload() -> None:
    """Files, name, one button; nothing is kept until every check has passed."""
    st.markdown(say("upload.intro"))
    files = st.file_uploader(
        say("upload.files"),
        type=KINDS,
        accept_multiple_files=True,
        key="upload_files",
    )
    name = st.text_input(say("upload.name"), key="upload_name", max_chars=60)
    contents = {file.name: file.getvalue() for file in files or []}
    mapped = column_map(contents) if needs_mapping(contents) else contents
    if st.button(say("upload.save"), type="primary", disabled=not contents):
        save(mapped, name)


def save(contents: Mapping[str, bytes], name: str) -> None:
    """Check, keep, and open what was uploaded."""
    if not name.strip():
        raise DataError(say("upload.no_name"))
    with st.spinner(say("upload.checking"), show_time=True):
        saved = save_files(contents, name)
        forget_datasets()
        data = dataset(dataset_source(saved))
    st.session_state[NEXT] = saved
    words = say(
        "upload.saved",
        name=plain(saved),
        users=count(len(data.users)),
        items=count(len(data.items)),
        interactions=count(len(data.interactions)),
    )
    st.toast(words)
    st.rerun()
