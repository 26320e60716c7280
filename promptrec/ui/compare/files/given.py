"""Files of scores as somebody gives them: whose they are, and which column is what."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from promptrec.compare.files.proposed import ALWAYS, is_rating, likely_table
from promptrec.compare.files.scored import Columns, ScoreFile, scores_in, tables_in
from promptrec.data.formats.opened import KINDS
from promptrec.data.reading.given import Given
from promptrec.data.reading.table import TextTable
from promptrec.ui.shared.drop_area import browse_words
from promptrec.ui.shell.private_streamlit import UploadedFile
from promptrec.ui.shell.say import plain, say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys
from promptrec.ui.state.results import made_once, passing

OURS = ("user", "item", "label", "score")
LONGEST = 60  # characters of a system's name


@dataclass(frozen=True, slots=True)
class GivenScores:
    """A file, the system that it is of, and how it is to be read."""

    system: str
    file: str  # how errors call it
    file_id: str
    columns: Columns
    tables: Sequence[Given]

    @property
    def known_as(self) -> tuple[str, str, Columns]:
        """Everything that its scores depend on."""
        return self.system, self.file_id, self.columns

    def scores(self) -> ScoreFile:
        """Its rows, read once; DataError names row and column."""
        return made_once(
            ("scores", self.file, self.file_id, self.columns),
            lambda: scores_in(self.file, list(self.tables), self.columns),
            passing,
        )


def given_scores() -> list[GivenScores]:
    """The files with all that is asked about them; the page ends here while something is open."""
    uploads = st.file_uploader(
        say("bring.files"),
        type=[kind.removeprefix(".") for kind in (*KINDS, ".gz")],
        accept_multiple_files=True,
        key=keys.SCORES_GIVEN.name,
        help=say("bring.files_help"),
    )
    browse_words(uploads)
    if not uploads:
        st.caption(say("bring.columns_hint"))
        st.stop()
    names = [told_apart([one.name for one in uploads], at) for at in range(len(uploads))]
    found = [asked(upload, name) for upload, name in zip(uploads, names, strict=True)]
    whole = [one for one in found if one is not None]
    if len(whole) < len(found):
        st.info(say("bring.open"))
        st.stop()
    return whole


def told_apart(names: Sequence[str], at: int) -> str:
    """A file's name, with a number behind it where an earlier one is called the same.

    >>> [told_apart(["a.csv", "b.csv", "a.csv"], at) for at in range(3)]
    ['a.csv', 'b.csv', 'a.csv (2)']
    """
    before = names[:at].count(names[at])
    return f"{names[at]} ({before + 1})" if before else names[at]


def asked(upload: UploadedFile, file: str) -> GivenScores | None:
    """One file with its choices; None while one of them is open."""
    key = upload.file_id
    tables = made_once(
        ("tables", file, key), lambda: tables_in(file_name(file), upload.getvalue()), passing
    )
    given, proposed = likely_table(tables)
    with st.container(border=True):
        rows, count = f"{given.table.rows:,}", len(given.table.columns)
        st.markdown(f"**{plain(file)}** · {say('upload.shape', rows=rows, columns=count)}")
        for note in given.notes:
            st.caption(plain(in_words(note)))
        places = st.columns(1 + len(OURS))
        keys.SCORES_NAME.of(key).begin(stem(file))
        system = places[0].text_input(
            say("bring.system"),
            key=keys.SCORES_NAME.of(key).name,
            max_chars=LONGEST,
            help=say("bring.system_help"),
        )
        chosen = {}
        for place, ours in zip(places[1:], OURS, strict=True):
            with place:
                chosen[ours] = choose_column(ours, given.table, proposed.get(ours), key)
        rated = bool(chosen["label"]) and is_rating(given.table, str(chosen["label"]))
        liked = ask_liked(key) if rated else None
    if not system.strip() or not all(chosen[one] for one in ALWAYS) or (rated and liked is None):
        return None
    columns = Columns(**{ours: str(name or "") for ours, name in chosen.items()}, liked_from=liked)
    return GivenScores(system.strip(), file, key, columns, tables)


def file_name(file: str) -> str:
    """The name by which a kind of file is known, without a number behind it."""
    return file.rpartition(" (")[0] if file.endswith(")") else file


def stem(file: str) -> str:
    """What a system is called before anybody said so."""
    number = file[len(file_name(file)) :]
    return f"{Path(file_name(file)).stem}{number}"[:LONGEST]


def choose_column(ours: str, table: TextTable, proposed: str | None, key: str) -> str | None:
    """The column of the file that is one of ours; items may have none."""
    names = [*table.columns] if ours in ALWAYS else ["", *table.columns]
    kept = keys.SCORES_COLUMN.of(key, ours)
    if kept.get() not in names:
        kept.set(proposed if proposed in names else None if ours in ALWAYS else "")
    return st.selectbox(
        say(f"bring.column_{ours}"),
        names,
        format_func=lambda name: name or say("bring.by_place"),
        key=kept.name,
        placeholder=say("bring.choose"),
    )


def ask_liked(key: str) -> float | None:
    """From which rating a row counts as liked: nothing is guessed."""
    return st.number_input(
        say("bring.liked_from"),
        value=None,
        key=keys.SCORES_LIKED.of(key).name,
        help=say("bring.liked_from_help"),
        placeholder=say("bring.choose"),
    )
