"""Upload a data set: files in our format, a zip of a known layout, or any tables with a mapping."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from promptrec.data.dataset import About
from promptrec.data.layouts.known import foreign_upload, recognise_upload
from promptrec.data.reading.given import Given
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.uploaded import Mapped, documented, mapped_tables
from promptrec.errors import DataError
from promptrec.ui.data.upload_files import forget_files, read_tables
from promptrec.ui.data.upload_form import say_left_out, upload_form
from promptrec.ui.data.uploads import refuse_twice, save_files, save_tables
from promptrec.ui.shared.numbers import count
from promptrec.ui.shell.private_streamlit import UploadedFile
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import dataset, dataset_source, forget_datasets, keys

# In any case; .data, .item and .user are the files of MovieLens 100K.
KINDS = ("csv", "tsv", "dat", "txt", "toml", "json", "jsonl", "gz", "zip", "data", "item", "user")
TABLES = (".csv", ".tsv")
WHOLE = (".zip", ".gz", ".json", ".jsonl", ".dat", ".data")  # kept as they are, for a layout

Save = Callable[[str], str]  # under a name


def data_upload() -> None:
    """Files, what they hold, name, one button; nothing is kept until every check has passed."""
    st.markdown(say("upload.intro"))
    files = st.file_uploader(
        say("upload.files"),
        type=KINDS,
        accept_multiple_files=True,
        key=keys.UPLOADS.name,
        help=say("upload.files_help"),
    )
    forget_files(files)
    refuse_twice([file.name for file in files])
    saving = way_to_save(files)
    name = st.text_input(say("upload.name"), key=keys.UPLOAD_NAME.name, max_chars=60)
    if st.button(say("upload.save"), type="primary", disabled=not files):
        save(saving, name)


def way_to_save(files: Sequence[UploadedFile]) -> Save:
    """How these files are kept; a file that cannot be read is said again."""
    tables = table_files(files)
    if not tables or in_layout(files):
        return partial(save_files, {file.name: file.getvalue() for file in files})
    found = read_tables(tables)
    faults = [one for one in found.values() if isinstance(one, DataError)]
    if faults:
        return partial(refuse, faults[0])
    read = {file: one for file, one in found.items() if isinstance(one, Given)}
    ids = {table.name: (table.file_id, read[table.name].encoding) for table in tables}
    toml = next((file.getvalue() for file in files if file.name.lower() == "dataset.toml"), None)
    parts, facts = parts_of({file: one.table for file, one in read.items()}, ids)
    return partial(save_tables, parts, facts, toml)


def in_layout(files: Sequence[UploadedFile]) -> bool:
    """True for files of a public layout, unless the visitor would rather map the columns."""
    if any(file.name.lower() == "interactions.csv" for file in files):
        return False
    contents = {file.name: file.getvalue() for file in files}
    layout = recognise_upload(contents)
    if layout is not None:
        name = plain(layout.name)
        return st.toggle(
            say("upload.as_layout", name=name), value=True, key=keys.UPLOAD_AS_LAYOUT.name
        )
    known = foreign_upload(contents)
    if known is not None:
        st.info(in_words(known))
    return False


def refuse(fault: DataError, name: str) -> str:  # noqa: ARG001 - no name helps
    """Nothing is kept."""
    raise fault


def parts_of(
    tables: Mapping[str, TextTable], ids: Mapping[str, object]
) -> tuple[dict[str, Mapped], TextTable | None]:
    """Which file is what: as our format says, else as somebody answers; and the facts."""
    ours = {file.lower(): table for file, table in tables.items()}
    facts = ours.get("facts.csv")
    parts = documented(ours)
    if parts is None:
        rest = {file: table for file, table in tables.items() if table is not facts}
        parts = upload_form(rest or tables, ids)
        say_left_out(rest, parts)
        say_notes(parts, facts)
    return parts, facts


def say_notes(parts: Mapping[str, Mapped], facts: TextTable | None) -> None:
    """What is still to be said by the visitor, or is left out of what was given."""
    try:
        _, notes = mapped_tables(parts, facts, About(name=""))
    except DataError as error:
        st.info(in_words(error.sentence))
    else:
        for note in notes:
            st.warning(in_words(note))


def table_files(files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """The files whose columns somebody may have to name; none where a layout must know them."""
    names = tables_among([file.name for file in files])
    return [file for file in files if file.name in names]


def tables_among(files: Sequence[str]) -> list[str]:
    """Of the names of files, those of tables: .txt only where nothing else is one."""
    if any(file.lower().endswith(WHOLE) for file in files):
        return []
    tables = [file for file in files if file.lower().endswith(TABLES)]
    return tables or [file for file in files if file.lower().endswith(".txt")]


def save(saving: Save, name: str) -> None:
    """Check, keep, and open what was uploaded."""
    if not name.strip():
        raise DataError("upload.no_name")
    with st.spinner(say("upload.checking"), show_time=True):
        saved = saving(name)
        forget_datasets()
        data = dataset(dataset_source(saved))
    keys.DATA_NEXT.set(saved)
    words = say(
        "upload.saved",
        name=plain(saved),
        users=count(len(data.users)),
        items=count(len(data.items)),
        interactions=count(len(data.interactions)),
    )
    st.toast(words)
    st.rerun()
