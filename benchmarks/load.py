"""Time and memory of loading and checking a data set of N interactions.

    python -m benchmarks.load 1000000

The limits are 3 s for 100,000 interactions, 30 s and 2 GB for 1,000,000.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from promptrec.data.loading import load

USERS_PER_ROW, ITEMS_PER_ROW = 0.06, 0.03


def write(folder: Path, rows: int, seed: int = 0) -> None:
    """A folder with ratings, timestamps, a context column, profiles."""
    rng = np.random.default_rng(seed)
    users, items = int(rows * USERS_PER_ROW), int(rows * ITEMS_PER_ROW)
    user = rng.integers(users, size=rows)
    item = (items * rng.random(rows) ** 2).astype(int)
    rating = rng.integers(1, 6, size=rows)
    moment = 1_000_000_000 + rng.integers(500_000_000, size=rows)
    mood = np.array(["calm", "happy", "sad", ""])[rng.integers(4, size=rows)]
    columns = zip(user, item, rating, moment, mood, strict=True)
    lines = [f"user{u},item{i},{r},{t},{m}\n" for u, i, r, t, m in columns]
    head = "user_id,item_id,rating,timestamp,mood\n"
    (folder / "interactions.csv").write_text(head + "".join(lines))
    titles = [f'item{at},"A title, number {at}",{at % 70},x|y\n' for at in range(items)]
    (folder / "items.csv").write_text("item_id,title,year,genres\n" + "".join(titles))
    ages = [f"user{at},{at % 90},{'FM'[at % 2]}\n" for at in range(users)]
    (folder / "users.csv").write_text("user_id,age,gender\n" + "".join(ages))
    (folder / "dataset.toml").write_text('name = "made up"\nlike_at = 4\nrating_scale = [1, 5]\n')


def main(rows: int) -> None:
    """Print seconds and megabytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, rows)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.perf_counter()
        dataset = load(folder)
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        dataset.fingerprint()
        hashed = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows:,} interactions: {seconds:.2f} s, fingerprint {hashed:.2f} s")
    print(f"largest memory {peak:.0f} MB (before loading, data written: {before:.0f} MB)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    main(parser.parse_args().rows)
