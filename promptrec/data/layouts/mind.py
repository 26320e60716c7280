"""MIND: news that were shown to users of Microsoft News, and which of them they clicked.

Every news of an impression is a labelled row at the impression's time (1 clicked, 0 not). What a
user clicked before, the column history, is history only: rows with an empty split, one second
before the impression that first names them, in the order of the file.

A folder holds behaviors.tsv and news.tsv, or folders that do (MINDsmall_train, MINDsmall_dev), and
these are then one data set. In the split given, dev is test, since the test part is published
without answers. Where no folder says valid or test, the newest tenth of the train impressions is
test and the tenth before it valid.
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from promptrec.data.assemble import Tables
from promptrec.data.dataset import About
from promptrec.data.layouts.heads import first_line
from promptrec.data.layouts.lines import cell_error, numbered
from promptrec.data.reading.names import has_files
from promptrec.data.reading.table import TextTable, table_of, table_of_rows
from promptrec.errors import DataError
from promptrec.words.table import Sentence, sentence

BEHAVIORS = ("impression", "user", "time", "history", "impressions")
NEWS = ("item_id", "category", "subcategory", "title", "abstract")
ROWS = ("user_id", "item_id", "label", "timestamp", "split")
MOMENT = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})(?: ([AP]M))?", re.ASCII | re.IGNORECASE
)
TENTH = 10  # one train impression in so many is test, and as many are valid
Impression = tuple[int, str, str, str, str]  # seconds, user, history, shown, part


def is_mind(folder: Path) -> bool:
    """True for a folder with the files of MIND, or around folders with them."""
    return bool(parts_of(folder))


def parts_of(folder: Path) -> list[tuple[Path, str]]:
    """The folders with both files, and the part that each one's rows are in; "" without answers."""
    if not folder.is_dir():
        return []
    if has_both(folder):
        return [(folder, "train")]
    inside = [place for place in sorted(folder.iterdir()) if place.is_dir() and has_both(place)]
    if len(inside) == 1:
        return [(inside[0], "train")]
    tested = any("test" in place.name.lower() and answered(place) for place in inside)
    return [(place, part_named(place, tested)) for place in inside]


def answered(folder: Path) -> bool:
    """False where the first impression does not say what was clicked."""
    return first_line(folder / "behaviors.tsv").rstrip()[-2:] in ("-0", "-1")


def part_named(folder: Path, tested: bool) -> str:
    """The part that a folder's name says; `tested`: there is a test folder with answers."""
    name = folder.name.lower()
    if "test" in name:
        return "test" if answered(folder) else ""
    dev = "dev" in name or "val" in name
    return ("valid" if tested else "test") if dev else "train"


def has_both(folder: Path) -> bool:
    """True where both files are."""
    return has_files(folder, "behaviors.tsv", "news.tsv")


def read_mind(folder: Path) -> Tables:
    """News with category, subcategory and abstract; impressions as labels."""
    parts = parts_of(folder)
    items = news([place / "news.tsv" for place, _ in parts])
    impressions = [
        one for place, part in parts if part for one in behaviors(place / "behaviors.tsv", part)
    ]
    impressions.sort(key=lambda one: one[0])  # stable: equal seconds in the order of the files
    lost: list[str] = []
    known = set(items.columns["item_id"].values)
    rows = table_of_rows("behaviors.tsv", ROWS, rows_of(with_parts(impressions), known, lost))
    if not rows.rows:
        raise DataError("sentence.mind_no_rows", file="behaviors.tsv", news="news.tsv")
    return Tables(
        about=About(
            name="mind",
            source="MIND, Microsoft News Dataset, https://msnews.github.io (Wu et al., ACL 2020)",
            licence="Microsoft Research License Terms: non-commercial research",
        ),
        interactions=rows,
        items=items,
        warnings=warnings_of(rows, parts, lost),
    )


def warnings_of(
    rows: TextTable, parts: Sequence[tuple[Path, str]], lost: Sequence[str]
) -> list[Sentence]:
    """What was left out, and what is history only."""
    found = [
        sentence("sentence.mind_unanswered", folder=place.name) for place, part in parts if not part
    ]
    if lost:
        found.append(sentence("sentence.mind_lost", count=len(lost), first=lost[0]))
    split = rows.columns["split"]
    past = sum(
        int((split.codes == code).sum()) for code, part in enumerate(split.values) if not part
    )
    if past:
        found.append(sentence("sentence.mind_past", count=past))
    return found


def with_parts(impressions: Sequence[Impression]) -> Iterator[Impression]:
    """The impressions, valid and test cut from the end of train where no folder says them."""
    said = {part for *_, part in impressions}
    train = [at for at, one in enumerate(impressions) if one[-1] == "train"]
    tenth = len(train) // TENTH
    parts = dict.fromkeys(train, "train")
    for part in ("test", "valid"):
        if part not in said and tenth:
            parts |= dict.fromkeys(train[-tenth:], part)
            del train[-tenth:]
    for at, one in enumerate(impressions):
        yield (*one[:4], parts.get(at, one[4]))


def behaviors(path: Path, part: str) -> Iterator[Impression]:
    """The impressions of a file."""
    empty = True
    for line, (_, user, time, history, shown) in numbered(path, "\t", BEHAVIORS):
        seconds = moment(time)
        if seconds is None:
            if line == 1 and not any(map(str.isdigit, time)):
                continue  # a header, which some copies have
            what = sentence("sentence.mind_time", cell=repr(time[:40]))
            raise cell_error(path, line, "time", what)
        if not user.strip():
            raise cell_error(path, line, "user", sentence("sentence.mind_no_user"))
        check_shown(path, line, shown)
        empty = False
        yield seconds, user, history, shown, part
    if empty:
        raise DataError("sentence.file_no_line", file=path.name)


def check_shown(path: Path, line: int, shown: str) -> None:
    """Every news that was shown says whether it was clicked."""
    entries = shown.split()
    wrong = next((one for one in entries if one[-2:] not in ("-0", "-1")), None)
    if wrong is not None:
        what = sentence("sentence.mind_no_click", cell=repr(wrong[:40]))
        raise cell_error(path, line, "impressions", what)


def moment(text: str) -> int | None:
    """Unix seconds of "11/15/2019 8:55:22 AM", read as UTC; None when it is none.

    >>> moment("11/15/2019 8:55:22 AM"), moment("11/15/2019 12:00:00 AM")
    (1573808122, 1573776000)
    """
    found = MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    month, day, year, hour, minute, second = (int(number) for number in found.groups()[:6])
    half = (found[7] or "").upper()
    hours = range(1, 13) if half else range(24)
    if hour not in hours or not 1 <= month <= 12 or minute > 59 or second > 60:
        return None
    if year < 1970 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    hour = hour % 12 + 12 * (half == "PM") if half else hour
    return calendar.timegm((year, month, day, hour, minute, second))


def rows_of(
    impressions: Iterable[Impression], known: set[str], lost: list[str]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Labelled rows, each user's older clicks before them; unknown news go to `lost`."""
    had: defaultdict[str, set[str]] = defaultdict(set)  # user -> news clicked so far
    for seconds, user, history, shown, part in impressions:
        mine, before, now = had[user], str(seconds - 1), str(seconds)
        for item in history.split():
            if item in mine:
                continue
            mine.add(item)
            if item in known:
                yield user, item, "1", before, ""
            else:
                lost.append(item)
        for entry in shown.split():
            item, label = entry[:-2], entry[-1]
            if item not in known:
                lost.append(item)
                continue
            if label == "1":
                mine.add(item)
            yield user, item, label, now, part


def news(paths: Sequence[Path]) -> TextTable:
    """The news of all files; of one that stands in several, the first."""
    columns: dict[str, list[str]] = {name: [] for name in ("item_id", "title", *NEWS[1:3], NEWS[4])}
    seen: dict[str, Path] = {}
    for path in paths:
        header = first_line(path).lower().startswith(("news", "item"))
        for line, cells in numbered(path, "\t", NEWS):
            if (line == 1 and header) or seen.setdefault(cells[0], path) != path:
                continue
            for name, cell in zip(NEWS, cells, strict=True):
                columns[name].append(" ".join(cell.split()))
    return table_of("news.tsv", columns)
