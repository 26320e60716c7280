"""Open a data set by what a person types: a shipped name, a folder, a zip, a public layout."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from promptrec.data.archives.unpack import unpack
from promptrec.data.assemble import assemble
from promptrec.data.dataset import Dataset
from promptrec.data.layouts.foreign import refusal
from promptrec.data.layouts.known import LAYOUTS, recognise
from promptrec.data.loading import read_folder
from promptrec.data.nearest import hint
from promptrec.data.reading.names import expanded, has_files
from promptrec.data.reading.tables import Tables
from promptrec.errors import DataError

SHIPPED = Path(__file__).resolve().parents[2] / "sample_data"


def shipped_names() -> tuple[str, ...]:
    """Names of the data sets in the repository."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob("*/interactions.csv")))


def open_dataset(name_or_folder: str) -> Dataset:
    """Load a shipped data set, a folder or zip in the documented format or in a public layout.

    A shipped name wins over a folder of the same name; write ./name for the folder.
    """
    return assemble(tables_of(name_or_folder))


def tables_of(name_or_folder: str) -> Tables:
    """The tables of the same, as they stand in the files."""
    if name_or_folder in shipped_names():
        return read_folder(SHIPPED / name_or_folder)
    path = there(name_or_folder)
    if path is not None:
        return open_folder(path) if path.is_dir() else open_file(path)
    known, near = ", ".join(shipped_names()), hint(name_or_folder, shipped_names())
    raise DataError("sentence.no_data_set", data=name_or_folder, known=known, near=near)


def there(name: str) -> Path | None:
    """The folder or file of a name; None where there is none, or the name can be none's.

    DataError for the home of a user who is not here.
    """
    path = expanded(name)
    try:
        return path if path.is_dir() or path.is_file() else None
    except (OSError, ValueError):  # too long, half a character
        return None


def open_folder(folder: Path) -> Tables:
    """A folder in the documented format, in a public layout, or around exactly one such folder."""
    for place in places(folder):
        if has_files(place, "interactions.csv"):
            return read_folder(place)
        layout = recognise(place)
        if layout is not None:
            return layout.read(place)
    for place in places(folder):
        error = refusal(place)
        if error is not None:
            raise error
    raise DataError("sentence.no_folder", folder=folder, known=known_layouts())


def known_layouts() -> str:
    """The names of the public layouts."""
    return ", ".join(layout.name for layout in LAYOUTS)


def places(folder: Path) -> Iterator[Path]:
    """The folder, then the folders in it: archives often hold one folder."""
    yield folder
    yield from sorted(
        place for place in folder.iterdir() if place.is_dir() and place.name[0] not in "._"
    )


def open_file(path: Path) -> Tables:
    """A zip, or a review file."""
    if path.suffix.lower() == ".zip":
        with tempfile.TemporaryDirectory(prefix="promptrec-") as name:
            folder = Path(name) / path.stem  # names the data set where nothing else does
            folder.mkdir()
            unpack(path, folder)
            return open_folder(folder)
    layout = recognise(path)
    if layout is not None:
        return layout.read(path)
    raise refusal(path) or DataError("sentence.no_data_file", file=path.name)
