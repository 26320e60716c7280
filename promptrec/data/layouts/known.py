"""The table of public layouts: how each is recognised and read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from promptrec.data.assemble import Tables
from promptrec.data.layouts import amazon, lastfm, movielens


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
    Layout("Amazon reviews", amazon.is_amazon, amazon.read_amazon),
)


def recognise(path: Path) -> Layout | None:
    """The layout of a folder (or of a review file); None for an unknown one."""
    return next((layout for layout in LAYOUTS if layout.fits(path)), None)
