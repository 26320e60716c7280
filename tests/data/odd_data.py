"""Small folders with one thing odd: 6 users, 30 items, 72 rows, everything else as it should be."""

from collections.abc import Callable
from pathlib import Path

from promptrec.data.dataset import Dataset
from promptrec.data.loading import load

HEAD = "user_id,item_id,rating,timestamp\n"
ITEMS = "item_id,title\n" + "".join(f"{at},Film {at}\n" for at in range(1, 31))
USERS = "user_id,age\n" + "".join(f"{at},{20 + at}\n" for at in range(1, 7))
TOML = 'name = "odd"\nlike_at = 4\n'
Cell = Callable[[int], object]


def rows(
    rating: Cell = lambda at: at % 5 + 1,
    user: Cell = str,
    item: Cell = str,
    moment: Cell = lambda at: 1_260_000_000 + 86_400 * at,
) -> str:
    """interactions.csv; each cell is made from its row, its user or its item."""
    lines = (
        f"{user(at % 6 + 1)},{item(at * 7 % 30 + 1)},{rating(at)},{moment(at)}\n"
        for at in range(72)
    )
    return HEAD + "".join(lines)


def made(folder: Path, *, toml: str = TOML, **files: str) -> Dataset:
    """The data set of a folder with these files; those not named are as they should be."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"interactions": rows(), "items": ITEMS, **files}
    for name, text in content.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "dataset.toml").write_text(toml, encoding="utf-8")
    return load(folder)


def keys(dataset: Dataset) -> list[str]:
    """Which warnings there are, worst first."""
    return [text.key.removeprefix("sentence.warn_") for text in dataset.warnings]


def offered(dataset: Dataset) -> list[str]:
    """The mends that are offered, as one writes them into dataset.toml."""
    return [offer.toml for offer in dataset.offers]
