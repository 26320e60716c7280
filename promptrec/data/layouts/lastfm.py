"""HetRec 2011 Last.fm: who listened to which artist, and the tags that listeners gave.

Listening is implicit feedback: every row is a positive, whatever its count. The files know no
moment of listening, so the order of the file (each user's most played artist first) stands for
time. Tags are a list field, the most given first; the counts themselves are not kept, because a
sampled negative has none.
"""

from collections import Counter, defaultdict
from pathlib import Path

from promptrec.data.assemble import Tables
from promptrec.data.dataset import About
from promptrec.data.layouts.lines import columns_of, numbered
from promptrec.data.reading.names import has_files
from promptrec.data.reading.table import table_of
from promptrec.data.rules import FieldRule
from promptrec.errors import DataError
from promptrec.words.table import sentence

TAGS_KEPT = 10  # per artist
MOST_COUNTS = 5  # lines above the header


def is_lastfm(folder: Path) -> bool:
    """True for a folder with the files of HetRec Last.fm."""
    return has_files(folder, "user_artists.dat", "artists.dat")


def read_lastfm(folder: Path) -> Tables:
    """Users, artists with tags, listening as implicit feedback."""
    artists = body(folder / "artists.dat", ("id", "name"))
    listened = body(folder / "user_artists.dat", ("userID", "artistID", "weight"))
    tags = artist_tags(folder)
    columns = {
        "item_id": artists["id"],
        "title": artists["name"],
        "tags": ["|".join(tags.get(artist, ())) for artist in artists["id"]],
    }
    return Tables(
        about=About(
            name="lastfm",
            source="HetRec 2011 Last.fm, https://grouplens.org/datasets/hetrec-2011/",
            licence="non-commercial use; cite Last.fm, http://www.last.fm",
            rules={"item.tags": FieldRule(separator="|")},
        ),
        interactions=table_of(
            "user_artists.dat",
            {"user_id": listened["userID"], "item_id": listened["artistID"]},
        ),
        items=table_of("artists.dat", columns),
        warnings=(sentence("sentence.lastfm_order"),),
    )


def body(path: Path, names: tuple[str, ...], encoding: str = "utf-8") -> dict[str, list[str]]:
    """Columns without the header line, which some copies lack, and without lines of counts."""
    columns = columns_of(path, "\t", names, encoding=encoding, counts=True)
    first = [cell.strip() for cell in columns[names[0]][:MOST_COUNTS]]
    start = 0 if first[0].isdigit() else 1
    if names[0] in first:
        start = first.index(names[0]) + 1  # what stands above the header counts rows
    if len(columns[names[0]]) == start:
        raise DataError("sentence.file_no_rows", file=path.name)
    return {name: cells[start:] for name, cells in columns.items()}


def artist_tags(folder: Path) -> dict[str, list[str]]:
    """Artist -> its most given tags; ties in the order of the alphabet. Empty without the files."""
    files = folder / "tags.dat", folder / "user_taggedartists.dat"
    if not has_files(folder, *(file.name for file in files)):
        return {}
    words = body(files[0], ("tagID", "tagValue"), "latin-1")
    names = dict(zip(words["tagID"], words["tagValue"], strict=True))
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    wanted = ("userID", "artistID", "tagID")
    for _, (_, artist, tag) in numbered(files[1], "\t", wanted, counts=True):
        if tag in names:  # the header line is in no table of tags
            counts[artist][names[tag].replace("|", "/")] += 1
    return {artist: best_of(found) for artist, found in counts.items()}


def best_of(found: Counter[str]) -> list[str]:
    """The most frequent first, at most TAGS_KEPT."""
    return sorted(found, key=lambda tag: (-found[tag], tag))[:TAGS_KEPT]
