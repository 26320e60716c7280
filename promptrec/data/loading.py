"""A folder of CSV files -> a checked Dataset. A bad folder is an error, never half a data set."""

from pathlib import Path

from promptrec.data.about import read_about
from promptrec.data.assemble import assemble
from promptrec.data.dataset import Dataset
from promptrec.data.reading.csvfile import read_csv
from promptrec.data.reading.names import has_files
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.tables import Tables
from promptrec.data.reading.writing import as_before
from promptrec.errors import DataError
from promptrec.words.table import sentence


def load(folder: Path | str) -> Dataset:
    """Load and check a data set; DataError names file, row and column of what is wrong."""
    return assemble(read_folder(folder))


def read_folder(folder: Path | str) -> Tables:
    """The files of a folder in the documented format, as they stand."""
    folder = Path(folder)
    if not folder.is_dir():
        raise DataError("sentence.no_such_folder", folder=folder)
    tables = Tables(
        about=read_about(folder),
        interactions=read_csv(folder / "interactions.csv", ("user_id", "item_id")),
        items=read_csv(folder / "items.csv", ("item_id", "title")),
        users=read_optional(folder / "users.csv", ("user_id",)),
        facts=read_optional(folder / "facts.csv", ("item_id", "relation", "value")),
        warnings=() if has_files(folder, "dataset.toml") else (sentence("sentence.no_about"),),
    )
    return as_before(tables)


def read_optional(path: Path, required: tuple[str, ...]) -> TextTable | None:
    """A table that may be missing."""
    return read_csv(path, required) if has_files(path.parent, path.name) else None
