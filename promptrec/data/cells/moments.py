"""A column of moments -> Unix seconds: which form it is in, or what has to be asked.

Every cell of a column must be of one form. Numbers are told apart by their size: seconds,
milliseconds, microseconds, nanoseconds; days as spreadsheets count them are asked about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from promptrec.data.cells.asked import DATES, NUMBERS, Answers, OpenQuestion
from promptrec.data.cells.clocks import FAR, UNITS, Read, readable, reader, seconds, unit_of
from promptrec.data.cells.dates import DateForm, compact, form_of, is_short, nanoseconds
from promptrec.data.nearest import shown
from promptrec.data.reading.numbers import number
from promptrec.data.reading.table import TextTable
from promptrec.data.warnings.moments import DAYS, is_cut
from promptrec.words.table import Sentence, sentence


@dataclass(frozen=True, slots=True)
class MomentForm:
    """In which form the moments of a column are written."""

    name: str  # of sentence.form_...
    read: Read
    question: OpenQuestion | None = None


def moments(table: TextTable, answers: Answers) -> tuple[TextTable, list[Sentence]]:
    """The table with its column timestamp in Unix seconds, and in which form it was.

    Raises DataError for a cell of another form than the rest, and while a question is open.
    """
    column = table.columns["timestamp"]
    form = moment_form(table, answers)
    if form is None:
        return table, []
    cells = {text: form.read(text) for text in column.values if text.strip()}
    wrong = column.first_where(lambda text: text.strip() != "" and cells[text] is None)
    if wrong is not None:
        named = sentence(f"sentence.form_{form.name}")
        what = sentence("sentence.no_moment", cell=shown(column.cell(wrong)), form=named)
        raise table.error(wrong, "timestamp", what)
    found = {text: value for text, value in cells.items() if value is not None}
    changed = column.mapped(lambda text: seconds(found[text]) if text in found else text)
    notes = [
        sentence(
            "sentence.read_moments",
            column=table.names.get("timestamp", "timestamp"),
            form=sentence(f"sentence.form_{form.name}"),
            first=readable(min(found.values())),
            last=readable(max(found.values())),
        ),
        *zone_note(table),
    ]
    return table.with_column("timestamp", changed), notes


def moment_form(table: TextTable, answers: Answers) -> MomentForm | None:
    """How the column timestamp is written; None for seconds, which stay as they are."""
    texts = [text for text in table.columns["timestamp"].values if text.strip()]
    if not texts:
        return None
    numeric = [text for text in texts if number(text) is not None]
    if len(numeric) == len(texts):
        return number_form(table, texts, answers)
    if numeric:
        raise mixed(table, lambda text: number(text) is None)
    return date_form(table, texts, answers)


def date_form(table: TextTable, texts: list[str], answers: Answers) -> MomentForm:
    """The one form of dates that all cells have."""
    first = form_of(texts[0])
    others = [text for text in texts if (form := form_of(text)) is None or form.name != kind(first)]
    if any(map(is_short, others)):
        raise short_year(table)
    if first is None:
        return MomentForm("unknown", nanoseconds)
    if any(form_of(text) is not None for text in others):
        strange = set(others)
        raise mixed(table, lambda text: text in strange)
    if not first.parts:
        return MomentForm(first.name, nanoseconds)
    found = orders(texts)
    question = None if found else order_question(table, texts)
    order = question.answer(answers) if question else evident_order(table, found)
    return MomentForm(
        order.replace("-", "_"),
        lambda text: nanoseconds(text, day_first=order == "day-first"),
        question,
    )


def kind(form: DateForm | None) -> str:
    """The name of a form; "" for none."""
    return form.name if form else ""


def short_year(table: TextTable) -> Exception:
    """The error of a year of two digits."""
    column = table.columns["timestamp"]
    row = column.first_where(is_short) or 0
    what = sentence("sentence.short_year", cell=shown(column.cell(row)))
    return table.error(row, "timestamp", what)


def mixed(table: TextTable, other: Callable[[str], bool]) -> Exception:
    """The error of the first cell that is written in another form than the first."""
    column = table.columns["timestamp"]
    begin = column.first_where(lambda text: text.strip() != "") or 0
    strange = other(column.cell(begin))
    row = column.first_where(lambda text: text.strip() != "" and other(text) != strange) or 0
    what = sentence(
        "sentence.mixed_moments",
        cell=shown(column.cell(row)),
        first=shown(column.cell(begin)),
        row=table.number(begin),
    )
    return table.error(row, "timestamp", what)


def orders(texts: Iterable[str]) -> dict[str, str]:
    """Orders of day and month that a cell can have alone -> that cell."""
    found: dict[str, str] = {}
    for text in texts:
        form = form_of(text)
        first, other = (form and form.parts) or (0, 0)
        if first > 12:
            found.setdefault("day-first", text)
        if other > 12:
            found.setdefault("month-first", text)
    return found


def evident_order(table: TextTable, found: Mapping[str, str]) -> str:
    """The order that the cells leave open to none; DataError where two cells differ."""
    if len(found) > 1:
        column = table.columns["timestamp"]
        row, other = (
            column.first(at for at, text in enumerate(column.values) if text == cell) or 0
            for cell in found.values()
        )
        what = sentence(
            "sentence.two_orders",
            cell=shown(column.cell(row)),
            other=shown(column.cell(other)),
            row=table.number(other),
        )
        raise table.error(row, "timestamp", what)
    return next(iter(found), "day-first")


def date_question(table: TextTable, texts: Iterable[str]) -> OpenQuestion | None:
    """Day first or month first? None where the cells say it, or both are the same day."""
    texts = list(texts)
    return None if orders(texts) else order_question(table, texts)


def order_question(table: TextTable, texts: Iterable[str]) -> OpenQuestion | None:
    """The same where no cell says it."""
    forms = ((text, form_of(text)) for text in texts)
    two = (text for text, form in forms if form and form.parts and len({*form.parts}) > 1)
    cell = next(two, None)
    if cell is None:
        return None
    readings = {
        order: readable(nanoseconds(cell, day_first=order == "day-first") or 0, day=True)
        for order in ("day-first", "month-first")
    }
    named = table.names.get("timestamp", "timestamp")
    return OpenQuestion(DATES, table.file, named, cell, readings)


def number_form(table: TextTable, texts: list[str], answers: Answers) -> MomentForm | None:
    """Which unit numbers count in; None for seconds."""
    if any(is_cut(text) for text in texts if "e" in text.lower()):
        return None  # a spreadsheet has cut them: the warning says so
    if all(compact(text) is not None for text in texts):
        return MomentForm("compact", compact)
    question = number_question(table, texts)
    if question is not None:
        name = question.answer(answers)
        return None if name == "seconds" else MomentForm(name, reader(name), question)
    units = {text: unit_of(text) for text in texts}
    name = units[texts[0]]
    if len(set(units.values())) > 1:
        raise mixed(table, lambda text: units.get(text) != name)
    return None if name == "seconds" else MomentForm(name, reader(name))


def number_question(table: TextTable, texts: Iterable[str]) -> OpenQuestion | None:
    """What small or large numbers count, where their size leaves it open."""
    values = {text: float(text) for text in texts}
    few = all(DAYS[0] <= value < DAYS[1] for value in values.values())
    far = max(values, key=lambda text: abs(values[text]))
    between = FAR < abs(values[far]) < UNITS["milliseconds"][1]
    if not few and not between:
        return None
    names = ("days", "seconds") if few else ("seconds", "milliseconds")
    readings = {name: readable(reader(name)(far) or 0) for name in names}
    return OpenQuestion(
        NUMBERS, table.file, table.names.get("timestamp", "timestamp"), far, readings
    )


def zone_note(table: TextTable) -> list[Sentence]:
    """What is to be said of times without a zone: nothing where all say it."""
    column = table.columns["timestamp"]
    bare = [at for at, text in enumerate(column.values) if (f := form_of(text)) and not f.zoned]
    if not bare:
        return []
    count = len(column.rows_with(bare))
    key = "sentence.read_no_zone" if count == table.rows else "sentence.read_few_zones"
    return [sentence(key, count=f"{count:,}", rows=f"{table.rows:,}")]
