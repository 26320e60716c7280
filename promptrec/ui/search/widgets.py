"""What every kind of search asks: its numbers, its metric, and which rows."""

import dataclasses
from collections.abc import Sequence

from promptrec.data.dataset import Dataset
from promptrec.fields import Setting, settings_of
from promptrec.search.aim import first_aim
from promptrec.settings import RunSettings, SearchSettings
from promptrec.ui.shared.forms.form_widgets import widget
from promptrec.ui.shared.metric_cards import metric_words
from promptrec.ui.state import keys

SEARCH = {  # what the form asks in numbers: of all trials, of each, and how long it may take
    one.name: one
    for one in (
        *settings_of(RunSettings),
        *settings_of(SearchSettings),
        Setting(name="minutes", kind=int, least=1),
        Setting(name="edits", kind=int, least=1),
    )
}
ROWS = {"max_train": 500, "max_valid": 1000}  # of a trial, at first


def metric_widget(kind: str, data: Dataset, choices: Sequence[str] = ()) -> str:
    """What is to be as large as can be; of these alone, where some are named."""
    first = first_aim(kind, data)
    key = keys.SEARCH_SETTING.of("metric", kind, first)
    return str(widget(SEARCH["metric"], key, first, choices=choices, words=metric_words))


def whole(name: str, first: int) -> int:
    """A count that a search cannot do without; each first value has a widget of its own."""
    one = dataclasses.replace(SEARCH[name], section="search", optional=False)
    return int(widget(one, keys.SEARCH_SETTING.of(name, first), first))


def pick_epochs() -> int | None:
    """How long a trial learns; None: by the number of its rows."""
    one = dataclasses.replace(SEARCH["epochs"], section="search")
    found: int | None = widget(one, keys.SEARCH_SETTING.of("epochs"), None)
    return found
