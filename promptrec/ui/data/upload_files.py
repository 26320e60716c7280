"""Each uploaded table: its first rows, how it is written, and in which encoding it is read."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from promptrec.data.formats.opened import encodings_for, read_any
from promptrec.data.reading.encoding import UTF8
from promptrec.data.reading.given import Given
from promptrec.data.reading.table import TextTable
from promptrec.errors import DataError
from promptrec.ui.data.given_files import GivenFile, known_of
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys

SHOWN = 3  # rows


def read_tables(files: Sequence[GivenFile]) -> dict[str, list[Given] | DataError]:
    """Show and read each file; what is wrong with it where it cannot be read."""
    return {file.name: file_card(file) for file in files}


def file_card(file: GivenFile) -> list[Given] | DataError:
    """One file as it was understood, each of its sheets by itself."""
    with st.container(border=True):
        encodings = known_of(
            file.file_id, "encodings", lambda: encodings_for(file.name, file.content)
        )
        encoding = encodings[0]
        if encodings != (UTF8,):
            st.markdown(f"**{plain(file.name)}**")
            encoding = choose_encoding(file.name, encodings)
        found: list[Given] | DataError = known_of(
            file.file_id, encoding, lambda: read_or_fault(file, encoding)
        )
        if isinstance(found, DataError):
            st.markdown(f"**{plain(file.name)}**")
            st.error(in_words(found.sentence))
            return found
        for given in found:
            preview(given, named=encodings == (UTF8,))
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


def read_or_fault(file: GivenFile, encoding: str) -> list[Given] | DataError:
    """The tables, or what is wrong with them."""
    try:
        return read_any(file.name, file.content, encoding)
    except DataError as error:
        return error


def preview(given: Given, *, named: bool) -> None:
    """How the table is written, and its first rows."""
    table = given.table
    if named:
        st.markdown(f"**{plain(table.file)}**")
    shape = say("upload.shape", rows=count(table.rows), columns=len(table.columns))
    st.caption(f"{shape} · {plain(written(given))}")
    for note in given.notes:
        st.caption(f":material/info: {plain(in_words(note))}")
    rows = telling_rows(table) if given.encoding != UTF8 else []
    st.dataframe(frame_of(table, rows or range(min(SHOWN, table.rows))), height="content")


def written(given: Given) -> str:
    """How a table was written: its signs and encoding, or its program."""
    if given.dialect is None:
        return in_words(given.form)
    return say(
        "upload.written",
        separator=in_words(given.dialect.name),
        encoding=say(f"upload.encoding_{given.encoding}"),
    )


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
