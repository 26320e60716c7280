"""How long and how fast a run will learn, and why: beside the fields that may say otherwise."""

from typing import TYPE_CHECKING

from promptrec.data.dataset import Dataset
from promptrec.examples.plan import rows_to_learn
from promptrec.settings import RunSettings
from promptrec.settings.by_rows import told_course
from promptrec.ui.shell.say import say
from promptrec.ui.shell.sentences import in_words
from promptrec.ui.state import keys

if TYPE_CHECKING:
    from promptrec.ui.shell.private_streamlit import DeltaGenerator

CHOSEN = ("epochs", "learning_rate")  # what the number of rows chooses where they are empty


def show_course(place: "DeltaGenerator", data: Dataset, settings: RunSettings) -> None:
    """One sentence with the numbers in force; a button empties fields that hold other ones."""
    if not settings.tunes:
        return
    place.caption(in_words(told_course(settings, rows_to_learn(data, settings))))
    if any(getattr(settings, name) is not None for name in CHOSEN):
        place.button(say("new_run.by_rows"), on_click=empty_fields)


def empty_fields() -> None:
    """Let the number of rows choose."""
    for name in (*CHOSEN, "patience"):
        keys.SETTING.of(name).set(None)
