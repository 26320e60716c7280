"""Open a data set by what a person types: a shipped name, a folder, a zip of a public layout."""

from pathlib import Path

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load
from promptrec.data.nearest import hint
from promptrec.errors import DataError

SHIPPED = Path(__file__).resolve().parents[2] / "sample_data"


def shipped_names() -> tuple[str, ...]:
    """Names of the data sets in the repository."""
    return tuple(sorted(path.parent.name for path in SHIPPED.glob("*/interactions.csv")))


def open_dataset(name_or_folder: str) -> Dataset:
    """Load a shipped data set, a folder in the documented format, or a known public layout."""
    if name_or_folder in shipped_names():
        return load(SHIPPED / name_or_folder)
    path = Path(name_or_folder).expanduser()
    if path.is_dir():
        return load(path)
    near = hint(name_or_folder, shipped_names())
    raise DataError(
        f"There is no data set {name_or_folder!r}: neither a folder nor a shipped name "
        f"({', '.join(shipped_names())}).{near}"
    )
