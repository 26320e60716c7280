"""MovieLens as GroupLens publishes it: 100K (u.data), 1M (ratings.dat), latest (ratings.csv).

Titles are written for reading ("The Matrix"), with the year in a column of its own. 10M and 20M to
32M have the files of 1M and of latest and are read the same way.
"""

from pathlib import Path

from promptrec.data.assemble import Tables
from promptrec.data.dataset import About
from promptrec.data.layouts.lines import columns_of, numbered
from promptrec.data.layouts.titles import readable, split_year
from promptrec.data.reading.csvfile import read_csv
from promptrec.data.reading.names import has_files
from promptrec.data.reading.table import Column, TextTable, table_of
from promptrec.data.rules import FieldRule

LICENCE = (
    "MovieLens terms of use: non-commercial, with acknowledgement (Harper and Konstan 2015), "
    "redistribution under the same conditions"
)
GENRES = FieldRule(separator="|")
GENDER = FieldRule(table={"F": "woman", "M": "man"})
AGES = FieldRule(
    bins=(18, 25, 35, 50, 65),
    words=("under 18", "18 to 24", "25 to 34", "35 to 49", "50 to 64", "65 or older"),
)
NO_GENRES = "(no genres listed)"
AGES_1M = {
    "1": "under 18",
    "18": "18 to 24",
    "25": "25 to 34",
    "35": "35 to 44",
    "45": "45 to 49",
    "50": "50 to 55",
    "56": "56 or older",
}
JOBS_1M = [
    "other",
    "academic or educator",
    "artist",
    "clerical or admin",
    "college or grad student",
    "customer service",
    "doctor or health care",
    "executive or managerial",
    "farmer",
    "homemaker",
    "K-12 student",
    "lawyer",
    "programmer",
    "retired",
    "sales or marketing",
    "scientist",
    "self-employed",
    "technician or engineer",
    "tradesman or craftsman",
    "unemployed",
    "writer",
]
GENRES_100K = [
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
]


def is_100k(folder: Path) -> bool:
    """True for a folder with the files of MovieLens 100K."""
    return has_files(folder, "u.data", "u.item")


def is_1m(folder: Path) -> bool:
    """True for a folder with the files of MovieLens 1M or 10M."""
    return has_files(folder, "ratings.dat", "movies.dat")


def is_latest(folder: Path) -> bool:
    """True for a folder with the files of MovieLens latest, 20M, 25M or 32M."""
    return has_files(folder, "ratings.csv", "movies.csv")


def read_100k(folder: Path) -> Tables:
    """MovieLens 100K: ratings 1 to 5; users with age, gender, occupation."""
    names = ("movie id", "movie title", "release date", "video date", "URL", *GENRES_100K)
    ids, titles, genres = [], [], []
    for _, cells in numbered(folder / "u.item", "|", names, encoding="latin-1"):
        ids.append(cells[0])
        titles.append(cells[1])
        flags = zip(GENRES_100K[1:], cells[6:], strict=True)
        genres.append("|".join(genre for genre, flag in flags if flag == "1"))
    rules = {"item.genres": GENRES, "user.gender": GENDER, "user.age": AGES}
    return Tables(
        about=about("movielens-100k", (1, 5), rules),
        interactions=ratings(folder / "u.data", "\t"),
        items=films("u.item", ids, titles, genres),
        users=profiles(folder / "u.user", "|", ("user_id", "age", "gender", "occupation")),
    )


def read_1m(folder: Path) -> Tables:
    """MovieLens 1M: ratings 1 to 5, users with age group, gender, occupation; 10M: no users."""
    names = ("MovieID", "Title", "Genres")
    films_columns = columns_of(folder / "movies.dat", "::", names, encoding="latin-1")
    jobs = {str(code): words for code, words in enumerate(JOBS_1M)}
    rules = {
        "item.genres": GENRES,
        "user.gender": GENDER,
        "user.age": FieldRule(table=AGES_1M),
        "user.occupation": FieldRule(table=jobs),
    }
    users = profiles(folder / "users.dat", "::", ("user_id", "gender", "age", "occupation"))
    rows = ratings(folder / "ratings.dat", "::")
    halves = any("." in value for value in rows.columns["rating"].values)
    scale = (0.5, 5.0) if halves else (1.0, 5.0)
    return Tables(
        about=about("movielens-1m", scale, rules if users else {"item.genres": GENRES}),
        interactions=rows,
        items=films("movies.dat", *films_columns.values()),
        users=users,
    )


def read_latest(folder: Path) -> Tables:
    """MovieLens latest: ratings 0.5 to 5, no user profiles."""
    wanted = ("userId", "movieId", "rating", "timestamp")
    rows = read_csv(folder / "ratings.csv", wanted)
    found = read_csv(folder / "movies.csv", ("movieId", "title", "genres")).columns
    names = dict(zip(("user_id", "item_id", "rating", "timestamp"), wanted, strict=True))
    return Tables(
        about=about("movielens-latest", (0.5, 5), {"item.genres": GENRES}),
        interactions=TextTable(
            rows.file, {name: rows.columns[old] for name, old in names.items()}, rows.rows
        ),
        items=films("movies.csv", *(texts(found[name]) for name in ("movieId", "title", "genres"))),
    )


def about(name: str, scale: tuple[float, float], rules: dict[str, FieldRule]) -> About:
    """What is known of every MovieLens release."""
    return About(
        name=name,
        source="MovieLens, https://grouplens.org/datasets/movielens/",
        licence=LICENCE,
        like_at=4.0,
        rating_scale=scale,
        rules=rules,
    )


def ratings(path: Path, separator: str) -> TextTable:
    """user, item, rating, timestamp without a header."""
    names = ("user_id", "item_id", "rating", "timestamp")
    return table_of(path.name, columns_of(path, separator, names))


def films(file: str, ids: list[str], titles: list[str], genres: list[str]) -> TextTable:
    """Titles for reading, year, genres."""
    parted = [split_year(title) for title in titles]
    columns = {
        "item_id": ids,
        "title": [readable(title) for title, _ in parted],
        "year": [year for _, year in parted],
        "genres": ["" if cell == NO_GENRES else cell for cell in genres],
    }
    return table_of(file, columns)


def profiles(path: Path, separator: str, names: tuple[str, ...]) -> TextTable | None:
    """User profiles, None where the release has none."""
    if not has_files(path.parent, path.name):
        return None
    return table_of(path.name, columns_of(path, separator, names, encoding="latin-1"))


def texts(column: Column) -> list[str]:
    """The cells of a column."""
    return [str(cell) for cell in column.cells]
