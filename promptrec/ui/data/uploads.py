"""Uploaded data sets: checked in a folder of their own, moved into place only when all is well."""

import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from promptrec.data.about import FILE as ABOUT
from promptrec.data.about import read_about
from promptrec.data.archives.unpack import MOST_BYTES, unpack
from promptrec.data.assemble import assemble
from promptrec.data.dataset import About
from promptrec.data.reading.brought import Brought
from promptrec.data.reading.names import file_name
from promptrec.data.reading.writing import about_toml, write_tables
from promptrec.data.shipped import known_layouts, open_dataset, shipped_names, tables_of
from promptrec.errors import DataError, StoreError
from promptrec.folders import whole_folder
from promptrec.ui.state import store
from promptrec.ui.state.home import datasets_folder

NAME = re.compile(r"[^\W_][\w -]{0,59}")  # letters of any language, digits, blanks, - and _

FILES = ("interactions.csv", "items.csv", "users.csv", "facts.csv", "dataset.toml")


def checked_name(name: str, *, replaces: bool = False) -> str:
    """A name that is a folder's name and nothing else; DataError otherwise.

    replaces: it may be that of another upload.
    """
    name = name.strip()
    if not NAME.fullmatch(name):
        raise DataError("upload.bad_name", name=name)
    if replaces:
        store().refuse_busy(str(datasets_folder() / name))
    taken = (datasets_folder() / name).exists() and not replaces
    if name in shipped_names() or taken:
        raise DataError("upload.name_taken", name=name)
    return name


def free_name(file: str) -> str:
    """A name that a data set of this file may have; "" where the file says none.

    >>> free_name("Orders (summer).2025.xlsx"), free_name("interactions.csv")
    ('Orders summer', '')
    """
    stem = "" if file.lower() in FILES else file.partition(".")[0]
    name = " ".join(re.sub(r"[^\w -]+", " ", stem).split()).strip("-_ ")[:50]
    if not NAME.fullmatch(name):
        return ""
    names = (name, *(f"{name}-{at}" for at in range(2, 100)))
    taken = {*shipped_names()}
    folder = datasets_folder()
    return next((one for one in names if one not in taken and not (folder / one).exists()), "")


def is_upload(name: str) -> bool:
    """True for the name of an upload that there is."""
    name = name.strip()
    return bool(NAME.fullmatch(name)) and (datasets_folder() / name).is_dir()


def refuse_twice(files: Sequence[str]) -> None:
    """No two files have one name, whatever its case."""
    seen = set()
    for file in files:
        if file.casefold() in seen:
            raise DataError("sentence.file_twice", file=file)
        seen.add(file.casefold())


def save_files(files: Mapping[str, bytes], name: str, *, replaces: bool = False) -> str:
    """Check uploaded files and keep them as a data set; on error nothing is kept. The name."""
    name = checked_name(name, replaces=replaces)
    with whole_folder(datasets_folder() / name, replaces=replaces) as folder:
        left = MOST_BYTES
        for file, content in files.items():
            path = folder / file_name(file)
            path.write_bytes(content)
            if path.suffix.lower() == ".zip":
                left -= unpack(path, folder, left)
                path.unlink()
        for path in list(folder.rglob("*")):
            if path.name.lower() in FILES:
                path.rename(path.with_name(path.name.lower()))
        own, about = folder / "interactions.csv", folder / "dataset.toml"
        if own.exists() and not about.exists():
            about.write_text(about_toml(About(name=name)), encoding="utf-8")
        check_known(folder, list(files))
    return name


def check_known(folder: Path, files: Sequence[str]) -> None:
    """What was uploaded is a data set."""
    try:
        open_dataset(str(folder))
    except DataError as error:
        if error.sentence.key != "sentence.no_folder":
            raise
        names = ", ".join(files)
        raise DataError("sentence.no_upload", files=names, known=known_layouts()) from None


def save_tables(brought: Brought, name: str, *, replaces: bool = False) -> str:
    """Check mapped tables and keep them in the documented format, in UTF-8. The name.

    Faults are told by the files and columns that were uploaded; nothing is kept then.
    """
    name = checked_name(name, replaces=replaces)
    with whole_folder(datasets_folder() / name, replaces=replaces) as folder:
        tables = brought.tables(name)
        assemble(tables)
        write_tables(tables, folder)
        open_dataset(str(folder))
    return name


def copy_with(source: str, name: str, change: Callable[[About], About]) -> str:
    """A copy of a data set under another name, with another dataset.toml. Returns the name.

    What changes is the data set's own dataset.toml, without the values that loading fills in.
    """
    name = checked_name(name)
    tables = tables_of(source)
    tables = replace(tables, about=replace(change(tables.about), name=name))
    with whole_folder(datasets_folder() / name) as folder:
        write_tables(tables, folder)
        open_dataset(str(folder))
    return name


def rename_upload(old: str, new: str) -> str:
    """Give an upload another name; runs and pins go with it. The new name."""
    new = checked_name(new)
    before, after = datasets_folder() / old, datasets_folder() / new
    before.rename(after)
    try:
        store().move_data(str(before), str(after))
    except StoreError:
        after.rename(before)
        raise
    about = read_about(after)
    if about.name == old:
        (after / ABOUT).write_text(about_toml(replace(about, name=new)), encoding="utf-8")
    return new


def delete_upload(name: str, fingerprint: str) -> None:
    """Delete an upload with its labels, reviews and pins; runs stay without their data."""
    folder = datasets_folder() / name
    store().forget_data(str(folder), fingerprint)
    shutil.rmtree(folder)
