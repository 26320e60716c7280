"""Write small files in the formats of public data sets, and open them."""

import gzip
from pathlib import Path

import pytest

from promptrec.data.shipped import open_dataset
from promptrec.errors import DataError


def put(folder: Path, files: dict[str, str | bytes], encoding: str = "utf-8") -> str:
    """Write the files as they are given, line ends included; the folder's name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        content = text if isinstance(text, bytes) else text.encode(encoding)
        content = gzip.compress(content) if name.lower().endswith(".gz") else content
        (folder / name).write_bytes(content)
    return str(folder)


def refused(path: str | Path) -> str:
    """The sentence with which a folder or file is refused."""
    with pytest.raises(DataError) as caught:
        open_dataset(str(path))
    return str(caught.value)
