"""Rebuild sample_data/music, byte for byte: real artists, SYNTHETIC listeners.

    python -m scripts.make_music            # into sample_data/music
    python -m scripts.make_music FOLDER     # elsewhere

The artists (name, kind of act, country, decade, genres, facts) stand in `music_artists.txt`,
written by hand. No openly licensed listening data with text comes in a package, so the listeners
are made up with seed 0. Nobody's listening is in here, and a result on this data says nothing about
people; it says whether a model finds what the generator put in:

- A listener has an age (15 to 75), a country, a gender and a home in one to three genre families.
  Taste for an artist = 1.6 x taste for its genres' families + 1.0 x taste for its genres
  + 0.8 x closeness of its decade to the decade in which the listener was 18
  + 0.6 if it is from the listener's country + 0.3 x popularity, all roughly of unit variance.
- Popularity is drawn per artist (standard normal) and is not the artist's real one.
- Gender has no influence at all: whatever a model makes of it is an artefact.
- Exposure: a listener meets artists with probability proportional to
  exp(0.8 x popularity + 0.5 x taste), each at most once, 12 to 120 of them (log-normal, median 40).
- A row has a situation (working, relaxing, travelling, sport, party); energetic families gain 0.5
  in sport and at a party and lose it when relaxing or working.
- Liked (label 1) with probability sigmoid(1.5 x (taste + situation - bar)); the bar is the
  listener's own (standard deviation 0.5): some are easily pleased. Else skipped (label 0).
- Times: sessions of one to five artists, over two years, strictly ordered for each listener.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "sample_data" / "music"
LISTENERS, SEED = 600, 0
COUNTRIES = ("United States", "United Kingdom", "Germany", "France", "Brazil", "Japan", "Sweden")
COUNTRY_SHARES = (0.3, 0.2, 0.15, 0.1, 0.1, 0.08, 0.07)
SITUATIONS = {"working": -1.0, "relaxing": -1.0, "travelling": 0.0, "sport": 1.0, "party": 1.0}
FAMILY, GENRE, ERA, HOME, POPULAR = 1.6, 1.0, 0.8, 0.6, 0.3  # weights of taste
START, SPAN = 1_672_531_200, 730 * 86_400  # 2023-01-01, two years; seconds
PAUSE = 240  # seconds between two artists of a session


@dataclass(frozen=True, slots=True)
class Artist:
    """One line of music_artists.txt."""

    name: str
    kind: str
    country: str
    decade: int
    genres: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Listener:
    """A made-up person; taste per artist, roughly of unit variance."""

    age: int
    gender: str
    country: str
    taste: np.ndarray


def main(folder: Path = FOLDER) -> None:
    """Write all CSV files of the folder."""
    artists = list(read_artists())
    rng = np.random.default_rng(SEED)
    popularity = rng.standard_normal(len(artists))
    traits = Traits(artists)
    listeners = [make_listener(traits, popularity, rng) for _ in range(LISTENERS)]
    rows = sorted(
        (
            row
            for at, one in enumerate(listeners, 1)
            for row in listen(at, one, traits, popularity, rng)
        ),
        key=lambda row: (row[3], row[0]),
    )
    write(folder / "items.csv", "item_id,title,genres,decade,country,kind", items(artists))
    write(folder / "facts.csv", "item_id,relation,value", facts(artists))
    people = ((f"u{at}", one.age, one.gender, one.country) for at, one in enumerate(listeners, 1))
    write(folder / "users.csv", "user_id,age,gender,country", people)
    lines = ((f"u{user}", item + 1, *rest) for user, item, *rest in rows)
    write(folder / "interactions.csv", "user_id,item_id,label,timestamp,situation", lines)


def read_artists() -> Iterator[Artist]:
    """The hand-written artists, in their order."""
    for line in lines_of("music_artists.txt"):
        name, kind, country, decade, genres, known = line.split("|")
        told = tuple(tuple(fact.split(": ", 1)) for fact in known.split("; "))
        years = int(decade.removesuffix("s"))
        yield Artist(name, kind, country, years, tuple(genres.split(", ")), told)


def lines_of(name: str) -> list[str]:
    """Lines of a file beside this one, without remarks."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


class Traits:
    """What the generator knows of the artists, as arrays over artists."""

    def __init__(self, artists: Sequence[Artist]) -> None:
        families = [line.split(": ", 1) for line in lines_of("music_families.txt")]
        energies = np.array([float(head.split("|")[1]) for head, _ in families])
        home = {genre: at for at, (_, all_) in enumerate(families) for genre in all_.split(", ")}
        genres = sorted(home)
        self.genre = np.zeros((len(artists), len(genres)))  # shares, each row sums to 1
        self.family = np.zeros((len(artists), len(families)))
        for at, artist in enumerate(artists):
            for genre in artist.genres:
                self.genre[at, genres.index(genre)] += 1 / len(artist.genres)
                self.family[at, home[genre]] += 1 / len(artist.genres)
        self.energy = self.family @ energies
        self.decade = np.array([artist.decade for artist in artists])
        self.country = np.array([artist.country for artist in artists])


def make_listener(traits: Traits, popularity: np.ndarray, rng: np.random.Generator) -> Listener:
    """One listener; see the head of this file for what is assumed."""
    age = int(rng.integers(15, 76))
    gender = str(rng.choice(["F", "M"]))
    country = str(rng.choice(COUNTRIES, p=COUNTRY_SHARES))
    families = np.full(traits.family.shape[1], -0.5)
    homes = rng.choice(len(families), int(rng.integers(1, 4)), replace=False)
    families[homes] = rng.uniform(0.8, 1.8, len(homes))
    genres = rng.standard_normal(traits.genre.shape[1])
    era = np.exp(-(((traits.decade + 5 - (2024 - age + 18)) / 15) ** 2))
    taste = (
        FAMILY * scaled(traits.family @ families)
        + GENRE * scaled(traits.genre @ genres)
        + ERA * scaled(era)
        + HOME * (traits.country == country)
        + POPULAR * popularity
    )
    return Listener(age, gender, country, scaled(taste))


def scaled(values: np.ndarray) -> np.ndarray:
    """Mean 0, variance 1; all 0 where nothing varies."""
    spread = values.std()
    return (values - values.mean()) / (spread if spread > 0 else 1.0)


def listen(
    user: int, who: Listener, traits: Traits, popularity: np.ndarray, rng: np.random.Generator
) -> Iterator[tuple[int, int, int, int, str]]:
    """(user, item, label, time, situation) of what a listener meets."""
    count = int(np.clip(rng.lognormal(np.log(40), 0.5), 12, 120))
    chance = np.exp(0.8 * popularity + 0.5 * who.taste)
    met = rng.choice(len(chance), count, replace=False, p=chance / chance.sum())
    bar = 0.4 + 0.5 * rng.standard_normal()
    names = list(SITUATIONS)
    for time, situation, item in zip(*sessions(count, names, rng), met, strict=True):
        gain = 0.5 * SITUATIONS[situation] * traits.energy[item]
        liked = rng.random() < 1 / (1 + np.exp(-1.5 * (who.taste[item] + gain - bar)))
        yield user, int(item), int(liked), time, situation


def sessions(
    count: int, names: Sequence[str], rng: np.random.Generator
) -> tuple[list[int], list[str]]:
    """Times, oldest first, and situations of `count` rows; a session has one situation."""
    sizes: list[int] = []
    while sum(sizes) < count:
        sizes.append(int(rng.integers(1, 6)))
    hours = np.sort(rng.choice(SPAN // 3600, len(sizes), replace=False))  # none overlap
    words = rng.choice(names, len(sizes))
    times = [
        START + int(hour) * 3600 + PAUSE * at
        for hour, size in zip(hours, sizes, strict=True)
        for at in range(size)
    ]
    said = [str(word) for word, size in zip(words, sizes, strict=True) for _ in range(size)]
    return times[:count], said[:count]


def items(artists: Sequence[Artist]) -> Iterable[Sequence[object]]:
    """Rows of items.csv."""
    for at, one in enumerate(artists, 1):
        yield at, one.name, "|".join(one.genres), f"{one.decade}s", one.country, one.kind


def facts(artists: Sequence[Artist]) -> Iterable[Sequence[object]]:
    """Rows of facts.csv."""
    for at, one in enumerate(artists, 1):
        for relation, value in one.facts:
            yield at, relation, value


def write(path: Path, header: str, lines: Iterable[Sequence[object]]) -> None:
    """One CSV file with Unix line ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(lines)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
