"""The files that a visitor gave; of a zip, those in it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from promptrec.data.archives.unpack import MOST_BYTES
from promptrec.data.formats.opened import members_of
from promptrec.ui.data.uploads import refuse_twice
from promptrec.ui.shell.private_streamlit import UploadedFile
from promptrec.ui.shell.say import say
from promptrec.ui.state import keys


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One file; another one under its name has another id."""

    name: str
    file_id: str
    content: bytes


def given_files(uploads: Sequence[UploadedFile]) -> list[GivenFile]:
    """The files, those of zips unpacked unless they are a public layout."""
    forget_files(uploads)
    found: list[GivenFile] = []
    left = MOST_BYTES
    for upload in uploads:
        some = unpacked(upload, left)
        found += some
        left -= sum(len(one.content) for one in some)
    refuse_twice([file.name for file in found])
    return found


def unpacked(upload: UploadedFile, most_bytes: int) -> Sequence[GivenFile]:
    """An upload itself, or what is in it: no more than so many bytes."""
    whole = GivenFile(upload.name, upload.file_id, upload.getvalue())
    if not upload.name.lower().endswith(".zip"):
        return [whole]
    members: Mapping[str, bytes] | None = known_of(
        whole.file_id, "members", lambda: members_of(whole.name, whole.content, most_bytes)
    )
    if members is None:
        return [whole]
    return [GivenFile(name, f"{whole.file_id}/{name}", each) for name, each in members.items()]


def known_of(file_id: str, what: str, make: Callable[[], Any]) -> Any:
    """What is known of a file, worked out once."""
    read = keys.UPLOAD_READ.get()
    if (file_id, what) not in read:
        with st.spinner(say("upload.reading")):
            read[file_id, what] = make()
    return read[file_id, what]


def forget_files(uploads: Sequence[UploadedFile]) -> None:
    """Keep in memory only what was read of the files that are given now."""
    given = {file.file_id for file in uploads}
    read = keys.UPLOAD_READ.get()
    kept = {key: value for key, value in read.items() if key[0].partition("/")[0] in given}
    keys.UPLOAD_READ.set(kept)
