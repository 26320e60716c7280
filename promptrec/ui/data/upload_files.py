"""Each uploaded table: its first rows, how it is written, and in which encoding it is read."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from promptrec.data.reading.encoding import UTF8, encodings_of
from promptrec.data.reading.given import Given, read_given
from promptrec.data.reading.table import TextTable
from promptrec.errors import DataError
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.private_streamlit import UploadedFile
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys

SHOWN = 3  # rows


def read_tables(files: Sequence[UploadedFile]) -> dict[str, Given | DataError]:
    """Show and read each file; what is wrong with it where it cannot be read."""
    return {file.name: file_card(file) for file in files}


def forget_files(files: Sequence[UploadedFile]) -> None:
    """Keep in memory only what was read of the files that are given now."""
    given = {file.file_id for file in files}
    read = keys.UPLOAD_READ.get()
    keys.UPLOAD_READ.set({key: value for key, value in read.items() if key[0] in given})


def file_card(file: UploadedFile) -> Given | DataError:
    """One file as it was understood."""
    with st.container(border=True):
        st.markdown(f"**{plain(file.name)}**")
        encodings = known_of(file, "encodings", lambda: encodings_of(file.getvalue()))
        encoding = encodings[0]
        if encodings != (UTF8,):
            encoding = choose_encoding(file.name, encodings)
        found: Given | DataError = known_of(file, encoding, lambda: read_or_fault(file, encoding))
        if isinstance(found, DataError):
            st.error(in_words(found.sentence))
        else:
            preview(found)
        return found


def choose_encoding(file: str, encodings: Sequence[str]) -> str:
    """Which of the encodings a file that is not UTF-8 is written in."""
    st.warning(say("upload.encoding_hint"))
    return str(
        st.selectbox(
            say("upload.encoding", file=plain(file)),
            encodings,
            format_func=lambda name: say(f"upload.encoding_{name}"),
            key=keys.UPLOAD_ENCODING.of(file).name,
        )
    )


def known_of(file: UploadedFile, what: str, make: Callable[[], Any]) -> Any:
    """What is known of a file, worked out once."""
    read = keys.UPLOAD_READ.get()
    if (file.file_id, what) not in read:
        with st.spinner(say("upload.reading")):
            read[file.file_id, what] = make()
    return read[file.file_id, what]


def read_or_fault(file: UploadedFile, encoding: str) -> Given | DataError:
    """The table, or what is wrong with it."""
    try:
        return read_given(file.name, file.getvalue(), encoding)
    except DataError as error:
        return error


def preview(given: Given) -> None:
    """How the file is written, and its first rows."""
    table = given.table
    st.caption(
        say(
            "upload.shape",
            rows=count(table.rows),
            columns=len(table.columns),
            separator=in_words(given.dialect.name),
            encoding=say(f"upload.encoding_{given.encoding}"),
        )
    )
    rows = telling_rows(table) if given.encoding != UTF8 else []
    st.dataframe(frame_of(table, rows or range(min(SHOWN, table.rows))), height="content")


def telling_rows(table: TextTable) -> list[int]:
    """The first rows that hold letters beyond ASCII: they show whether the encoding is right."""
    foreign = {
        row
        for column in table.columns.values()
        for row in [column.first_where(lambda cell: not cell.isascii())]
        if row is not None
    }
    return sorted(foreign)[:SHOWN]


def frame_of(table: TextTable, rows: Sequence[int]) -> pd.DataFrame:
    """Some rows of a table, numbered as errors number them."""
    cells = {name: [column.cell(row) for row in rows] for name, column in table.columns.items()}
    return pd.DataFrame(cells, index=pd.Index([row + 1 for row in rows], name=say("upload.row")))
