"""The files that a visitor gave; of a zip, those in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from promptrec.data.formats.opened import members_of
from promptrec.ui.data.uploads import refuse_twice
from promptrec.ui.shell.private_streamlit import UploadedFile
from promptrec.ui.state import keys

Known = dict[tuple[str, str], object]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One file; another one under its name has another id."""

    name: str
    file_id: str
    content: bytes


def given_files(uploads: Sequence[UploadedFile]) -> list[GivenFile]:
    """The files, those of zips unpacked unless they are a public layout."""
    forget_files(uploads)
    found = [one for upload in uploads for one in unpacked(upload)]
    refuse_twice([file.name for file in found])
    return found


def unpacked(upload: UploadedFile) -> Iterable[GivenFile]:
    """An upload itself, or what is in it."""
    whole = GivenFile(upload.name, upload.file_id, upload.getvalue())
    if not upload.name.lower().endswith(".zip"):
        return [whole]
    known = keys.UPLOAD_READ.get()
    if (whole.file_id, "members") not in known:
        known[whole.file_id, "members"] = members_of(whole.name, whole.content)
    members = known[whole.file_id, "members"]
    if members is None:
        return [whole]
    return [GivenFile(name, f"{whole.file_id}/{name}", each) for name, each in members.items()]


def forget_files(uploads: Sequence[UploadedFile]) -> None:
    """Keep in memory only what was read of the files that are given now."""
    given = {file.file_id for file in uploads}
    read = keys.UPLOAD_READ.get()
    kept = {key: value for key, value in read.items() if key[0].partition("/")[0] in given}
    keys.UPLOAD_READ.set(kept)
