"""Files of a folder by name, whatever the case: RATINGS.CSV is ratings.csv."""

from pathlib import Path


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
