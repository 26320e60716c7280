"""Upload a data set: files of a known layout as they are, or any tables with a mapping."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from promptrec.data.formats.opened import TEXT, bare_name
from promptrec.data.layouts.known import foreign_upload, recognise_upload
from promptrec.data.reading.brought import Brought
from promptrec.data.reading.given import Given
from promptrec.data.reading.uploaded import documented
from promptrec.errors import DataError
from promptrec.ui.data.given_files import GivenFile, given_files
from promptrec.ui.data.manage import say_replaced
from promptrec.ui.data.upload_check import look_through
from promptrec.ui.data.upload_files import read_tables
from promptrec.ui.data.upload_form import say_left_out, upload_form
from promptrec.ui.data.uploads import free_name, is_upload, save_files, save_tables
from promptrec.ui.shared.drop_area import browse_words
from promptrec.ui.shell.private_streamlit import UploadedFile
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import dataset, dataset_source, forget_datasets, keys

# In any case; .data, .item and .user are the files of MovieLens 100K.
KINDS = (
    *("csv", "tsv", "txt", "xlsx", "xlsm", "xls", "parquet", "pq", "json", "jsonl", "ndjson"),
    *("zip", "gz", "toml", "dat", "data", "item", "user"),
)
WHOLE = (".dat", ".data", ".zip")  # kept as they are, for a layout
ASIDE = (".toml", ".txt", ".item", ".user")  # no tables where others are

Save = Callable[..., str]  # under a name


def data_upload() -> None:
    """Files, what they hold, name, one button; nothing is kept until every check has passed."""
    st.markdown(say("upload.intro"))
    uploads = st.file_uploader(
        say("upload.files"),
        type=KINDS,
        accept_multiple_files=True,
        key=keys.UPLOADS.name,
        help=say("upload.files_help"),
    )
    browse_words(uploads)
    saving = way_to_save(given_files(uploads))
    propose_name(uploads)
    name = st.text_input(
        say("upload.name"), key=keys.UPLOAD_NAME.name, max_chars=60, on_change=forget_replacing
    )
    replaces = is_upload(name) and st.checkbox(
        say("upload.replace", name=plain(name.strip())), key=keys.UPLOAD_REPLACES.name
    )
    if replaces:
        say_replaced(name.strip())
    if st.button(say("upload.save"), type="primary", disabled=not uploads):
        save(partial(saving, replaces=replaces), name)


def propose_name(uploads: Sequence[UploadedFile]) -> None:
    """Begin with the name of the first file, once for the files that are given."""
    given = tuple(file.file_id for file in uploads)
    if uploads and keys.UPLOAD_NAMED.get() != given and not keys.UPLOAD_NAME.get():
        keys.UPLOAD_NAME.set(free_name(uploads[0].name))
    keys.UPLOAD_NAMED.set(given)


def forget_replacing() -> None:
    """Another name is another decision."""
    keys.UPLOAD_REPLACES.set(False)


def way_to_save(files: Sequence[GivenFile]) -> Save:
    """How these files are kept; a file that cannot be read is said again."""
    tables = table_files(files)
    if not tables or in_layout(files):
        return partial(save_files, {file.name: file.content for file in files})
    given, ids = {}, {}
    file_ids = {file.name: file.file_id for file in tables}
    fault = None
    for file, found in read_tables(tables).items():
        if isinstance(found, DataError):
            fault = fault or found
            continue
        for one in found:
            given[one.table.file] = one
            ids[one.table.file] = (file_ids[file], one.encoding)
    if fault is not None:
        return partial(refuse, fault)
    toml = next((file.content for file in files if file.name.lower() == "dataset.toml"), None)
    return partial(save_tables, brought(given, ids, toml))


def in_layout(files: Sequence[GivenFile]) -> bool:
    """True for files of a public layout, unless the visitor would rather map the columns."""
    if any(file.name.lower() == "interactions.csv" for file in files):
        return False
    contents = {file.name: file.content for file in files}
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


def refuse(fault: DataError, name: str, *, replaces: bool) -> str:  # noqa: ARG001 - no name helps
    """Nothing is kept."""
    raise fault


def brought(given: Mapping[str, Given], ids: Mapping[str, object], toml: bytes | None) -> Brought:
    """Which table is what: as our format says, else as somebody answers; then a first look."""
    ours = {file.lower(): one.table for file, one in given.items()}
    facts = ours.get("facts.csv")
    parts = documented(ours)
    if parts is None:
        rest = {file: one for file, one in given.items() if one.table is not facts}
        parts = upload_form(rest or given, ids)
        say_left_out({file: one.table for file, one in rest.items()}, parts)
    used = {id(mapped.table) for mapped in parts.values()} | {id(facts)}
    notes = [note for one in given.values() if id(one.table) in used for note in one.notes]
    return look_through(Brought(parts=parts, facts=facts, toml=toml, notes=notes), ids)


def table_files(files: Sequence[GivenFile]) -> list[GivenFile]:
    """The files whose columns somebody may have to name; none where a layout must know them."""
    names = tables_among([file.name for file in files])
    return [file for file in files if file.name in names]


def tables_among(files: Sequence[str]) -> list[str]:
    """Of the names of files, those of tables: .txt only where nothing else is one."""
    if any(file.lower().endswith(WHOLE) for file in files):
        return []
    tables = [file for file in files if not bare_name(file).endswith(ASIDE)]
    return tables or [file for file in files if bare_name(file).endswith(TEXT)]


def save(saving: Save, name: str) -> None:
    """Check, keep, and open what was uploaded."""
    if not name.strip():
        raise DataError("upload.no_name")
    with st.spinner(say("upload.checking"), show_time=True):
        saved = saving(name)
        forget_datasets()
        dataset(dataset_source(saved))
    keys.DATA_NEXT.set(saved)
    keys.DATA_SAVED.set(saved)
    keys.DATA_OPENED.set(True)
    st.rerun()
