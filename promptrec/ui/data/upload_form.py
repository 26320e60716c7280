"""Say what the columns of somebody's own tables are: one block for each table of the data set."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from promptrec.data.cells.asked import OpenQuestion
from promptrec.data.cells.understood import questions
from promptrec.data.reading.given import Given
from promptrec.data.reading.mapping import (
    TABLES,
    Choice,
    by_cells,
    guess_of,
    others,
    renamed,
)
from promptrec.data.reading.proposed import likely_files, start_others, taken_from
from promptrec.data.reading.table import TextTable
from promptrec.data.reading.uploaded import Mapped
from promptrec.ui.data.given_files import known_of
from promptrec.ui.shell.say import joined, plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys
from promptrec.ui.state.key import Key, kept_keys

ACROSS = 3  # choices beside each other


def upload_form(given: Mapping[str, Given], ids: Mapping[str, object]) -> dict[str, Mapped]:
    """The form. ids: what a file is known by; another file under its name starts anew."""
    tables = {file: one.table for file, one in given.items()}
    st.subheader(say("upload.map"))
    st.caption(say("upload.map_hint"))
    forget_old(keys.MAPPED_FILES, tuple(ids.items()), [keys.MAPPED.of(part) for part in TABLES])
    first = next(iter(ids.values()))
    start = known_of(file_of(first), f"likely {ids}", lambda: likely_files(tables))
    blocks = {part: st.container(border=True) for part in TABLES}
    chosen = {}
    for part, block in blocks.items():
        with block:
            chosen[part] = choose_file(part, list(tables), start.get(part, ""))
    parts: dict[str, Mapped] = {}
    for part in ("items", "users", "interactions"):  # the last knows what the others took
        file = chosen[part]
        if file:
            answers = kept_keys(f"{column_key(part, '').name}")
            forget_old(keys.MAPPED_FILE.of(part), (file, ids[file]), answers)
            with blocks[part]:
                choice = choose_columns(part, tables[file], chosen, file, parts, ids[file])
            parts[part] = Mapped(table=tables[file], choice=choice, lists=given[file].lists)
    return {part: parts[part] for part in TABLES if part in parts}


def column_key(part: str, column: str) -> Key[str]:
    """Where the choice for one of our columns is kept."""
    return keys.MAPPED.of(f"{part}.csv", column)


def forget_old(about: Key[object], now: object, answers: Iterable[Key[str]]) -> None:
    """Forget answers that were given about other files."""
    if about.get() != now:
        for key in answers:
            key.forget()
        about.set(now)


def choose_file(part: str, files: list[str], start: str) -> str:
    """The file of one table; all but interactions may have none."""
    options = files if part == "interactions" else ["", *files]
    return str(
        st.selectbox(
            say(f"upload.map_{part}"),
            options,
            index=options.index(start),
            format_func=lambda name: name or say("upload.none"),
            key=keys.MAPPED.of(part).name,
        )
    )


def choose_columns(
    part: str,
    table: TextTable,
    chosen: Mapping[str, str],
    file: str,
    parts: Mapping[str, Mapped],
    known_as: object,
) -> Choice:
    """What each column of the table's file is, which others stay, and what they leave open."""
    shared = part != "interactions" and file == chosen["interactions"]
    if shared:
        st.caption(say("upload.same_file"))
    once = partial(known_of, file_of(known_as))
    names = ["", *table.columns]
    guesses = once(f"{known_as} {file} {part}", lambda: guess_of(table, part))
    columns: dict[str, str] = {}
    for at, column in enumerate(TABLES[part].columns):
        if at % ACROSS == 0:
            places = st.columns(ACROSS)
        found = places[at % ACROSS].selectbox(
            say(f"upload.column_{column}"),
            names,
            index=names.index(guesses.get(column, "")),
            format_func=lambda name: name or say("upload.none"),
            key=column_key(part, column).name,
        )
        if found:
            columns[column] = str(found)
    say_by_cells(by_cells(table, part, guesses))
    taken = taken_from(table, parts)
    free = [name for name in others(table, part, columns) if name not in taken]
    start = once(
        f"{known_as} {file} {part} {free} {shared}",
        lambda: start_others(table, part, free, shared=shared),
    )
    kept = choose_others(part, free, start)
    answers = answer_all(table, columns, once) if part == "interactions" else {}
    return Choice(columns=columns, kept=kept, answers=answers)


def answer_all(
    table: TextTable, columns: Mapping[str, str], once: Callable[..., Any]
) -> dict[str, str]:
    """What was said to each question that the mapped cells leave open."""
    asked = once(f"{table.file} {columns}", lambda: [*questions(renamed(table, columns))])
    return {one.name: ask(one) for one in asked}


def file_of(known_as: object) -> str:
    """The id of a file among what a table is known by: the file and its encoding."""
    return str(known_as[0]) if isinstance(known_as, tuple) else str(known_as)


def say_by_cells(guessed: Iterable[str]) -> None:
    """Which columns were proposed for what stands in them, and not for their names."""
    words = joined(", ", (say(f"upload.column_{column}") for column in guessed))
    if words:
        st.caption(say("upload.by_cells", columns=words))


def ask(question: OpenQuestion) -> str:
    """One question that the cells leave open; "" until it is answered."""
    chosen = st.radio(
        in_words(question.words),
        list(question.readings),
        index=None,
        format_func=lambda option: say(f"upload.answer_{option}", read=question.readings[option]),
        horizontal=True,
        key=column_key("interactions", f"ask_{question.name}").name,
    )
    return str(chosen or "")


def choose_others(part: str, free: list[str], start: list[str]) -> list[str]:
    """The columns that stay beside the mapped ones."""
    key = keys.MAPPED_OTHERS.of(f"{part}.csv_other")
    if key.is_kept():
        key.set([name for name in key.get() if name in free])
        start = []
    if not free:
        return []
    ours = ", ".join(TABLES[part].columns)
    words = say("upload.column_other"), say("upload.column_other_help", ours=ours)
    none = say("upload.none")
    return list(
        st.multiselect(
            words[0], free, default=start or None, key=key.name, help=words[1], placeholder=none
        )
    )


def say_left_out(tables: Mapping[str, TextTable], parts: Mapping[str, Mapped]) -> None:
    """Say which files and columns do not count."""
    gone, unused = what_is_left_out(tables, parts)
    for file, names in gone.items():
        columns = joined(", ", names)
        st.caption(say("upload.left_out", file=plain(file), columns=columns))
    if unused:
        st.caption(say("upload.unused", files=joined(", ", unused)))


def what_is_left_out(
    tables: Mapping[str, TextTable], parts: Mapping[str, Mapped]
) -> tuple[dict[str, list[str]], list[str]]:
    """Columns that nobody takes, by file, and files of which nothing is taken."""
    gone, unused = {}, []
    for file, table in tables.items():
        taken = taken_from(table, parts)
        names = [name for name in table.columns if name not in taken]
        if not taken:
            unused.append(file)
        elif names:
            gone[file] = names
    return gone, unused
