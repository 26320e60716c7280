"""Malformed CSV files: a sentence with its place, or exactly the rows of a reference parser.

    python -m benchmarks.faults.malformed [SEED]

The reference is Python's own csv in its strict mode, and a look at the widths. The control is csv
as it comes, which takes broken files without a word.
"""

import csv
import io
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.faults.line import leave, say
from promptrec.cli.main import main as command
from promptrec.data.formats.opened import read_any
from promptrec.data.reading.csvfile import parse_csv
from promptrec.errors import DataError, PromptRecError

COUNT, SECONDS = 1_000, 5.0
PLACE = re.compile(
    r"data row \d|header|line \d|^f\.csv (is empty|has a header|has no|is in UTF-16)"
)
GOOD = b'user_id,item_id,rating,mood\nu1,i1,4,"a ""b"""\nu2,"i,2",1.5,\nu3,i3,2,"c\nd"\n'
PIECES = (
    *(b'"', b'""', b",", b"\n", b"\n\n", b"\r", b"\r\n", b"\0", b"", b" ", b";", b"\t", b"|"),
    *(b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\xe2\x80\xae", b"\\", b"=1", b"'", b'",', b',"'),
)
CELLS = (
    "u1",
    "",
    " ",
    '"q"',
    '"a ""b"""',
    '"open',
    'a"b',
    '"a"b',
    "é",
    "a\rb",
    '"a\nb"',
    "x" * 300,
)


def malformed(seed: int, count: int = COUNT) -> Iterator[bytes]:
    """Half of them true files with bytes changed, half of them put together from a grammar."""
    rng = random.Random(seed)
    for at in range(count):
        if at % 2:
            content = bytearray(GOOD)
            for _ in range(rng.randrange(1, 5)):
                start = rng.randrange(len(content) + 1)
                content[start : start + rng.randrange(5)] = rng.choice(PIECES)
            yield bytes(content)
        else:
            rows = [["user_id", "item_id", "rating", "mood"][: rng.randrange(2, 5)]]
            rows += [rng.choices(CELLS, k=rng.randrange(0, 6)) for _ in range(rng.randrange(0, 30))]
            end = rng.choice(("\n", "\r\n", "\r"))
            yield end.join(",".join(row) for row in rows).encode() + rng.choice((b"", end.encode()))


def reference(content: bytes) -> list[list[str]] | None:
    """Header and rows; None for what is no table."""
    try:
        text = content.removeprefix(b"\xef\xbb\xbf").decode()
        every = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = [row for row in every if any(cell.strip() for cell in row)]
    except (csv.Error, UnicodeDecodeError):
        return None
    if "\0" in text or text.startswith("\ufeff") or len(rows) < 2:
        return None
    width = len(rows[0])
    while width and not rows[0][width - 1].strip():
        width -= 1
    head = rows[0][:width]
    if not all(name.strip() for name in head) or len(set(head)) < len(head):
        return None
    if any(len(row) not in (width, len(rows[0])) or any(row[width:]) for row in rows):
        return None
    return [row[:width] for row in rows]


def judged(content: bytes) -> str:
    """ "" when the strict reader is right; else what is wrong."""
    wanted = reference(content)
    try:
        table = parse_csv("f.csv", content)
    except DataError as error:
        if wanted is not None:
            return f"refused what the reference reads: {error}"
        return "" if PLACE.search(str(error)) else f"no place: {error}"
    except Exception as error:
        return f"TRACEBACK {type(error).__name__}: {error}"
    cells = [
        list(row) for row in zip(*(column.cells for column in table.columns.values()), strict=True)
    ]
    return "" if [list(table.columns), *cells] == wanted else f"other rows: {content[:200]!r}"


def brought(content: bytes, place: Path) -> str:
    """ "" when `import` leaves a whole data set or nothing, in a sentence."""
    (place / "f.csv").write_bytes(content)
    out = place / "out"
    try:
        read_any("f.csv", content)
    except PromptRecError:
        pass
    except Exception as error:
        return f"TRACEBACK {type(error).__name__}: {error}"
    code = command(["import", str(place / "f.csv"), "--out", str(out), "--home", str(place / "h")])
    left = [path.name for path in place.iterdir() if path.name not in ("f.csv", "h", "out")]
    for path in out.glob("*"):
        path.unlink()
    whole = out.exists() == (code == 0)
    if out.exists():
        out.rmdir()
    return "" if whole and not left and code in (0, 2) else f"exit code {code}, left {left}"


def main(seed: int = 0) -> None:
    """Print the figures of malformed files."""
    wrong, partial, slowest = [], [], 0.0
    quiet, sys.stderr, sys.stdout = sys.stdout, io.StringIO(), io.StringIO()
    contents = list(malformed(seed))
    with tempfile.TemporaryDirectory() as name:
        for content in contents:
            start = time.perf_counter()
            wrong += filter(None, [judged(content)])
            partial += filter(None, [brought(content, Path(name))])
            slowest = max(slowest, time.perf_counter() - start)
    sys.stdout, sys.stderr = quiet, sys.__stderr__
    taken = sum(
        bool(list(csv.reader(io.StringIO(c.decode("latin-1"), newline="")))) for c in contents
    )
    right = COUNT - len(wrong)
    for each in (*wrong[:8], *partial[:8]):
        print("  ", each[:220])
    leave(
        (
            say("S4 right", f"{right} of {COUNT}", "all", passed=not wrong, seed=seed),
            say("S4 partial imports", len(partial), 0, passed=not partial, seed=seed),
            say("S4 slowest", f"{slowest:.2f} s", "5 s", passed=slowest <= SECONDS, seed=seed),
            say("S4 control: csv takes", taken, "most", passed=taken > COUNT // 2, seed=seed),
        )
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
