"""Cells that a spreadsheet would run, through every table that is written, and back.

    python -m benchmarks.faults.formulas [SEED]

The control is csv as it comes: there cells must begin a formula.
"""

import csv
import io
import random
import sys
import tempfile
from pathlib import Path

from benchmarks.faults.line import leave, say
from promptrec.data.loading import load, read_folder
from promptrec.data.reading.writing import write_tables
from promptrec.files import FORMULA, is_formula, safe_csv, spreadsheet_csv, with_formula

STARTS = (*FORMULA, " =", "'=", "''+", "'", " ' -", "\t=", "\r@", "+49", "-1_0", "=")
ENDS = (
    *("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x";"y")', "a\rb", "a\nb", "a\r\nb", ",", '"'),
)


def cells(seed: int = 0, count: int = 300) -> list[str]:
    """Distinct cells that a spreadsheet would run, and some that look as if they were marked."""
    rng = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found[rng.choice(STARTS) + rng.choice(ENDS) + str(rng.randrange(10**6))] = None
    return list(found)


def running(content: str) -> list[str]:
    """The cells of a CSV that begin a formula, as any spreadsheet reads it."""
    rows = csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline=""))
    return [cell for row in rows for cell in row if is_formula(cell)]


def write_odd(folder: Path, texts: list[str]) -> None:
    """A data set whose every text begins a formula, ids with carriage returns among them."""
    with (folder / "items.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["item_id", "title", "=column", "@x"])
        writer.writerows([text, text, text, "7"] for text in texts)
    with (folder / "interactions.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(["user_id", "item_id", "rating", "mood"])
        writer.writerows([texts[at // 2], text, 1 + at % 5, text] for at, text in enumerate(texts))
    (folder / "dataset.toml").write_text('name = "x"\nlike_at = 4\n', encoding="utf-8")


def main(seed: int = 0) -> None:
    """Print the figures of formulas."""
    texts = cells(seed)
    with tempfile.TemporaryDirectory() as name:
        source, out = Path(name) / "source", Path(name) / "out"
        source.mkdir()
        out.mkdir()
        write_odd(source, texts)
        write_tables(read_folder(source), out)
        written = [file.read_bytes().decode() for file in out.glob("*.csv")]
        same = load(out).fingerprint() == load(source).fingerprint()
        plain = len(running((source / "items.csv").read_bytes().decode()))
    table = safe_csv(("a", "=b"), ([text, text] for text in texts))
    written += [table, spreadsheet_csv([{"=a": text, "b": -0.5} for text in texts]).decode()]
    begun = [cell for content in written for cell in running(content)]
    rows = list(csv.reader(io.StringIO(table, newline="")))[1:]
    back = sum(with_formula(row[0]) == text for row, text in zip(rows, texts, strict=True))
    leave(
        (
            say("S8 cells that begin a formula", len(begun), 0, passed=not begun, seed=seed),
            say("S8 cells that come back", f"{back} of 300", "all", passed=back == 300, seed=seed),
            say("S8 data sets that come back", same, True, passed=same, seed=seed),
            say("S8 control: unmarked they run", plain, "> 300", passed=plain > 300, seed=seed),
        )
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
