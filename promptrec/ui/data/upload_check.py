"""A first look at what is brought: how it was read, what is odd, what can be mended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from promptrec.data.assemble import assemble
from promptrec.data.dataset import Dataset
from promptrec.data.mending.mends import Mends
from promptrec.data.reading.brought import Brought
from promptrec.data.reading.uploaded import Mapped, mapped_tables
from promptrec.errors import DataError
from promptrec.ui.data.warnings import label
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys
from promptrec.words.table import Sentence

MOST_ROWS = 200_000  # that are looked through at every change of the form
SHOWN = 3  # warnings
CONFLICTS = "sentence.map_conflicts"
Look = tuple[Sequence[Sentence], Dataset | DataError | None]


def look_through(brought: Brought, ids: Mapping[str, object]) -> Brought:
    """Show what was understood and what can be mended; what is wrong or open where it is not.

    ids: what the files are known by. Returns the same with the mends that were chosen.
    """
    try:
        key = said(brought.parts, ids, brought.toml)
        read, data = checked(key, lambda: first_look(brought))
        told([note for note in read if not note.key.startswith(CONFLICTS)])
        for note in read:
            if note.key.startswith(CONFLICTS):
                st.warning(in_words(note))
        if isinstance(data, DataError):
            raise data
        return replace(brought, mend=switches(data)) if data else brought
    except DataError as error:
        asked = error.sentence.key == "sentence.ask_open"
        st.info(say("upload.answer_first") if asked else in_words(error.sentence))
        return brought


def first_look(brought: Brought) -> Look:
    """How the cells are read, and the data set that it would be; None for one too large for it.

    What is wrong with it takes its place; DataError where its cells cannot be read at all.
    """
    tables, read = mapped_tables(brought.parts, brought.facts, brought.about(""))
    if tables.interactions.rows > MOST_ROWS:
        return read, None
    try:
        return read, assemble(tables)
    except DataError as error:
        return read, error


def told(notes: Sequence[Sentence]) -> None:
    """How cells were read, a line each."""
    for note in notes:
        st.markdown(f":material/check: {plain(in_words(note))}")


def said(parts: Mapping[str, Mapped], ids: Mapping[str, object], toml: bytes | None) -> str:
    """Everything that was given and said so far."""
    choices = {part: (mapped.table.file, mapped.choice) for part, mapped in parts.items()}
    return repr((sorted(ids.items(), key=str), choices, toml))


def checked(key: str, make: Callable[[], Look]) -> Look:
    """What is made of all that was said, once; a DataError is raised each time."""
    before, found = keys.UPLOAD_CHECKED.get()
    if before != key:
        try:
            found = make()
        except DataError as error:
            found = error
        keys.UPLOAD_CHECKED.set((key, found))
    if isinstance(found, DataError):
        raise found
    look: Look = found
    return look


def switches(data: Dataset) -> Mends:
    """The first warnings, and a switch for each mend that would help."""
    if data.warnings:
        with st.expander(say("upload.odd", count=len(data.warnings))):
            for warning in data.warnings[:SHOWN]:
                st.markdown(f"- {plain(in_words(warning))}")
            if len(data.warnings) > SHOWN:
                st.caption(say("upload.odd_more", count=len(data.warnings) - SHOWN))
    mend = Mends()
    if data.offers:
        st.caption(say("upload.mend"))
    for offer in data.offers:
        if st.toggle(label(offer), key=f"upload_mend_{offer.toml}"):
            mend = mend.with_offer(offer)
    return mend
