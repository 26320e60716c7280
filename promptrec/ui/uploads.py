"""Uploaded data sets: checked in a folder of their own, moved into place only when all is well."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from promptrec.data.dataset import About
from promptrec.data.shipped import open_dataset, shipped_names, tables_of
from promptrec.data.unpack import unpack
from promptrec.data.writing import about_toml, write_tables
from promptrec.errors import DataError
from promptrec.ui.home import datasets_folder
from promptrec.ui.say import say

NAME = re.compile(r"[^\W_][\w -]{0,59}")  # letters of any language, digits, blanks, - and _


def checked_name(name: str) -> str:
    """A name that is a folder's name and nothing else; DataError otherwise."""
    name = name.strip()
    if not NAME.fullmatch(name):
        raise DataError(say("upload.bad_name", name=name))
    if name in shipped_names() or (datasets_folder() / name).exists():
        raise DataError(say("upload.name_taken", name=name))
    return name


@contextmanager
def incoming() -> Iterator[Path]:
    """A folder beside the data sets: moving it into place is one rename; else it is removed."""
    datasets_folder().mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".incoming-", dir=datasets_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def save_files(files: Mapping[str, bytes], name: str) -> str:
    """Check uploaded files and keep them as a data set; on error nothing is kept. The name."""
    name = checked_name(name)
    with incoming() as folder:
        for file, content in files.items():
            path = folder / PurePosixPath(file.replace("\\", "/")).name
            path.write_bytes(content)
            if path.suffix.lower() == ".zip":
                unpack(path, folder)
                path.unlink()
        own, about = folder / "interactions.csv", folder / "dataset.toml"
        if own.exists() and not about.exists():
            about.write_text(about_toml(About(name=name)), encoding="utf-8")
        open_dataset(str(folder))
        folder.rename(datasets_folder() / name)
    return name


def copy_with(source: str, name: str, change: Callable[[About], About]) -> str:
    """A copy of a data set under another name, with another dataset.toml. Returns the name.

    What changes is the data set's own dataset.toml, without the values that loading fills in.
    """
    name = checked_name(name)
    tables = tables_of(source)
    tables = replace(tables, about=replace(change(tables.about), name=name))
    with incoming() as folder:
        write_tables(tables, folder)
        open_dataset(str(folder))
        folder.rename(datasets_folder() / name)
    return name
