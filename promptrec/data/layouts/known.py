"""The table of public layouts: how each is recognised and read."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from promptrec.data.assemble import Tables
from promptrec.data.layouts import amazon, bookcrossing, goodbooks, lastfm, mind, movielens
from promptrec.data.layouts.foreign import foreign_said
from promptrec.data.layouts.heads import LOOKED_AT
from promptrec.words.table import Sentence


@dataclass(frozen=True, slots=True)
class Layout:
    """A public layout."""

    name: str
    fits: Callable[[Path], bool]
    read: Callable[[Path], Tables]


LAYOUTS = (
    Layout("MovieLens 100K", movielens.is_100k, movielens.read_100k),
    Layout("MovieLens 1M", movielens.is_1m, movielens.read_1m),
    Layout("MovieLens latest", movielens.is_latest, movielens.read_latest),
    Layout("HetRec Last.fm", lastfm.is_lastfm, lastfm.read_lastfm),
    Layout("Book-Crossing", bookcrossing.is_bookcrossing, bookcrossing.read_bookcrossing),
    Layout("goodbooks-10k", goodbooks.is_goodbooks, goodbooks.read_goodbooks),
    Layout("MIND", mind.is_mind, mind.read_mind),
    Layout("Amazon reviews", amazon.is_amazon, amazon.read_amazon),
)


def recognise(path: Path) -> Layout | None:
    """The layout of a folder (or of a review file); None for an unknown one."""
    return next((layout for layout in LAYOUTS if layout.fits(path)), None)


def recognise_upload(files: Mapping[str, bytes]) -> Layout | None:
    """The layout that uploaded files are in, by their names and first lines."""
    with heads(files) as folder:
        return recognise(folder)


def foreign_upload(files: Mapping[str, bytes]) -> Sentence | None:
    """What is to be said of uploaded files that are public but in no layout."""
    with heads(files) as folder:
        return foreign_said(folder)


@contextmanager
def heads(files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder with the beginning of every file."""
    with tempfile.TemporaryDirectory(prefix="promptrec-") as name:
        for file, content in files.items():
            path = Path(name) / (PurePosixPath(file.replace("\\", "/")).name or "file")
            path.write_bytes(content[: max(LOOKED_AT, content.find(b"\n") + 1)])
        yield Path(name)
