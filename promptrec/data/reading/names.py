"""Files of a folder by name, whatever the case: RATINGS.CSV is ratings.csv."""

from pathlib import Path, PurePosixPath

from promptrec.errors import DataError

LONGEST = 200  # bytes


def actual(path: Path) -> Path:
    """The path as the disk spells it; the path itself where there is no such file."""
    if path.exists() or not path.parent.is_dir():
        return path
    name = path.name.casefold()
    files = sorted(path.parent.iterdir())
    return next((file for file in files if file.name.casefold() == name), path)


def has_files(folder: Path, *names: str) -> bool:
    """True for a folder with all of these files."""
    return all(actual(folder / name).is_file() for name in names)


def expanded(path: Path | str) -> Path:
    """The path with the home of a user in place of ~; DataError where there is no such user."""
    try:
        return Path(path).expanduser()
    except (RuntimeError, ValueError):  # nobody of that name; a name with a NUL
        raise DataError("sentence.no_such_user", path=str(path)[:80]) from None


def file_name(given: str) -> str:
    """The last part of a name that a visitor's machine gave; DataError where that names no file.

    >>> file_name("C:\\\\data\\\\ratings.csv")
    'ratings.csv'
    """
    name = PurePosixPath(given.replace("\\", "/")).name
    if name in ("", ".", "..") or not name.isprintable() or len(name.encode()) > LONGEST:
        raise DataError("sentence.bad_file_name", file=repr(given[:80]))
    return name
